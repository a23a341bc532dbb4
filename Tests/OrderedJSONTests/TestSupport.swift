import LanguageSupport
import OrderedJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension SplitMix64 {
  mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self) }

  mutating func text() -> String {
    let alphabet: [Unicode.Scalar] = [
      "a", "b", "Z", "0", " ", "\"", "\\", "/", "\n", "\u{0}", "\u{1f}", "\u{7f}", "é", "\u{301}", "€", "\u{fffd}",
      "\u{2028}", "😀", "\u{10ffff}",
    ]
    var text = ""
    for _ in 0..<below(20) { text.unicodeScalars.append(alphabet[below(alphabet.count)]) }
    return text
  }

  mutating func number() -> JSONNumber {
    switch below(6) {
    case 0: return .integer(Int64(below(2_000) - 1_000))
    case 1: return .integer(Int64(bitPattern: next()))
    case 2: return .decimal(significand: Int64(below(100_000) + 1), scale: UInt8(below(8) + 1))
    case 3: return .decimal(significand: -Int64(below(100_000) + 1), scale: UInt8(below(3) + 1))
    case 4: return .double(Double(below(1_000_000)) / 1_024)
    default: return .literal(["1E400", "-0", "-0.0", "12345678901234567890", "0.1e-7", "1e+2"][below(6)])
    }
  }

  mutating func value(depth: Int) -> JSON {
    switch below(depth > 0 ? 8 : 5) {
    case 0: return .null
    case 1: return .bool(below(2) == 0)
    case 2, 3: return .number(number())
    case 4: return .string(text())
    case 5, 6: return .array((0..<below(6)).map { _ in value(depth: depth - 1) })
    default:
      var object = JSON.Object()
      for _ in 0..<below(below(10) == 0 ? 60 : 6) { object[text()] = value(depth: depth - 1) }
      return .object(object)
    }
  }
}

/// `[[[…]]]` or `{"k":{"k":…}}`, with the given number of levels around `core`.
func nested(_ levels: Int, inObjects: Bool = false, around core: JSON = 1) -> JSON {
  var value = core
  for _ in 0..<levels { value = inObjects ? ["k": value] : [value] }
  return value
}

/// Runs `body` on a thread whose stack has so many bytes, and waits for it.
func onThread(stackSize: Int, _ body: @escaping @Sendable () -> Void) {
  final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, stackSize)
  #if canImport(Darwin)
    var thread: pthread_t?
  #else
    var thread = pthread_t()
  #endif
  let work = Unmanaged.passRetained(Work(body))
  pthread_create(
    &thread, &attributes,
    { argument in
      #if canImport(Darwin)
        Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
      #else
        if let argument { Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body() }
      #endif
      return nil
    }, work.toOpaque())
  #if canImport(Darwin)
    if let thread { pthread_join(thread, nil) }
  #else
    pthread_join(thread, nil)
  #endif
  pthread_attr_destroy(&attributes)
}

/// The result of `JSONParser` for a text: the error, or the printed value.
func outcome(_ text: String, _ parser: JSONParser = .default) -> String {
  do throws(JSONParseError) { return JSONPrinter.compact.string(try parser.parse(text)) } catch { return "\(error)" }
}
