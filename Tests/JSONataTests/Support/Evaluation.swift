import JSONata
import OrderedJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// 2017-11-07T15:12:37.121Z: the time at which all tests evaluate.
let moment: Int64 = 1_510_067_557_121

/// The result of an expression, as compact JSON; `undefined`, `function`, or the code or message of the error.
func outcome(
  _ text: String, _ input: JSON? = nil, bindings: JSON.Object = [:], dialect: JSONataDialect = .reference,
  limits: JSONataLimits? = nil
) -> String {
  var environment = JSONataEnvironment(
    now: moment, limits: limits ?? (dialect == .service ? .service : .reference))
  do throws(JSONataError) {
    let expression = try JSONataExpression(text, dialect: dialect)
    switch try expression.evaluate(input, bindings: bindings, environment: &environment) {
    case .undefined: return "undefined"
    case .function: return "function"
    case .value(let value): return value.description
    }
  } catch {
    return error.code ?? error.message
  }
}

/// The error of an expression, or `nil` if it has none.
func failure(_ text: String, _ input: JSON? = nil, dialect: JSONataDialect = .reference) -> JSONataError? {
  var environment = JSONataEnvironment(now: moment, limits: dialect == .service ? .service : .reference)
  do throws(JSONataError) {
    _ = try JSONataExpression(text, dialect: dialect).evaluate(input, environment: &environment)
    return nil
  } catch {
    return error
  }
}

/// Reads JSON that a test has written.
func json(_ text: String) -> JSON {
  do { return try JSON(parsing: text) } catch { return .string("unreadable: \(error)") }
}

/// The processor's time that this thread has taken; other work on the machine does not count.
func threadNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Runs a function on a thread with the given stack size in bytes.
func onThread(stackBytes: Int, _ body: @escaping @Sendable () -> String) -> String {
  final class Box: @unchecked Sendable {
    // Written by the thread before it ends, read after it has been joined: never at the same time.
    var result = ""
    let body: @Sendable () -> String
    init(_ body: @escaping @Sendable () -> String) { self.body = body }
  }
  let box = Box(body)
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, stackBytes)
  defer { pthread_attr_destroy(&attributes) }
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let argument = Unmanaged.passRetained(box).toOpaque()
  let status = pthread_create(
    &thread, &attributes,
    { argument in
      #if canImport(Darwin)
        let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
      #else
        guard let argument else { return nil }
        let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
      #endif
      box.result = box.body()
      return nil
    }, argument)
  guard status == 0 else { return "no thread" }
  #if canImport(Darwin)
    if let thread { pthread_join(thread, nil) }
  #else
    pthread_join(thread, nil)
  #endif
  return box.result
}
