import JSONPath
import JSONata
import OrderedJSON
import StatesEngine
import StatesRuntime

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// `asl eval`: evaluates an expression, or a batch of expressions.
enum EvalCommand {
  static let usage = """
    Usage: asl eval EXPRESSION [OPTION]...
           asl eval --batch

    Evaluates one expression and prints the result as JSON. '-' is standard input.

      --language LANGUAGE   jsonata (default), jsonpath or intrinsic
      --input FILE|JSON     the input document: a file, or literal JSON, such as '{"a": 1}'
      --context FILE|JSON   the context object, for '$$' paths
      --bindings FILE|JSON  an object with variables; with one named 'states', JSONata is evaluated as in a state
      --batch               requests from standard input, answers to standard output, as JSON Lines

    Examples:
      echo '{"lines": [{"price": 3}, {"price": 4}]}' | asl eval '$sum(lines.price)' --input -
      asl eval --language jsonpath '$.lines[*].price' --input '{"lines": [{"price": 3}, {"price": 4}]}'
      asl eval --language intrinsic "States.Format('{} lines', States.ArrayLength($.lines))" --input '{"lines": [1, 2]}'

    Exit status: 0 evaluated, 1 the evaluation failed, 2 incorrect usage.
    """

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(
      arguments, options: ["language", "input", "context", "bindings"], switches: ["batch"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    if reader.has("batch") {
      try evaluateBatch { language, request in
        language == "jsonata"
          ? JSONataBatch.evaluate(request) : ["error": failure("BadRequest", "unknown language '\(language)'")]
      }
      return 0
    }
    guard reader.operands.count == 1, let expression = reader.operands.first else {
      throw UsageError(
        message: reader.operands.isEmpty
          ? "no expression given; write it in single quotes, for example asl eval '$sum(a)' --input '{\"a\": [1, 2]}'"
          : "one expression at a time, not \(reader.operands.count): quote it to keep the shell from splitting it")
    }
    let input = try document("input", reader)
    let context = try document("context", reader)
    let bindings = try document("bindings", reader) ?? [:]
    guard case .object(let variables) = bindings else { throw UsageError(message: "--bindings takes a JSON object") }
    let language = reader["language"] ?? "jsonata"
    let scope = Scope(input: input ?? [:], context: context ?? [:], variables: variables)
    switch language {
    case "jsonpath": return path(expression, scope)
    case "intrinsic": return intrinsic(expression, scope)
    case "jsonata": return jsonata(unwrapped(expression), input, variables)
    default: throw UsageError(message: "--language takes jsonata, jsonpath or intrinsic, not '\(language)'")
    }
  }

  private static func document(_ option: String, _ reader: ArgumentReader) throws(FileProblem) -> JSON? {
    guard let argument = reader[option] else { return nil }
    return try Documents.json(argument, option: "--\(option)").value
  }

  private static func path(_ expression: String, _ scope: Scope) -> Int32 {
    do throws(PathSyntaxError) {
      let path = try PathExpression(expression)
      do throws(PathError) {
        return show(try path.evaluate(in: scope))
      } catch {
        Output.complain("eval: \(error.message)")
      }
    } catch {
      complain(expression, at: error.offset, error.message)
    }
    return 1
  }

  private static func intrinsic(_ expression: String, _ scope: Scope) -> Int32 {
    do throws(IntrinsicSyntaxError) {
      let call = try IntrinsicExpression(expression)
      var random = SystemRandomNumberGenerator()
      do throws(IntrinsicError) {
        return show(try call.evaluate(in: scope, random: &random))
      } catch {
        Output.complain("eval: \(error.message)")
      }
    } catch {
      complain(expression, at: error.offset, error.message)
    }
    return 1
  }

  /// Prints a result; returns the exit status.
  private static func show(_ result: JSON) -> Int32 {
    if Output.value(result, .pretty) { return 0 }
    Output.complain("eval: the result is too long to be printed: it has more than \(Output.maximumValueBytes) bytes")
    return 1
  }

  /// The expression inside `{% … %}`, as written in definitions.
  private static func unwrapped(_ expression: String) -> String {
    guard expression.hasPrefix("{%"), expression.hasSuffix("%}"), expression.utf8.count >= 4 else { return expression }
    return String(expression.dropFirst(2).dropLast(2))
  }

  private static func jsonata(_ expression: String, _ input: JSON?, _ bindings: JSON.Object) -> Int32 {
    do throws(JSONataError) {
      let isState = bindings["states"] != nil
      var environment = JSONataBatch.environment(isState ? .service : .reference)
      let compiled = try JSONataExpression(expression, dialect: isState ? .service : .reference)
      switch try compiled.evaluate(input, bindings: bindings, environment: &environment) {
      case .value(let value): return show(value)
      case .undefined: Output.complain("eval: the result is undefined")
      case .function: Output.complain("eval: the result is a function")
      }
      return 0
    } catch {
      complain(expression, at: error.position, [error.code, error.message].compactMap { $0 }.joined(separator: ": "))
    }
    return 1
  }

  /// Shows the line of an expression with a caret under the position of a problem.
  private static func complain(_ expression: String, at offset: Int?, _ message: String) {
    guard let offset else { return Output.complain("eval: \(message)") }
    let source = SourceText(expression)
    let position = source.position(of: offset)
    let blanks = String(repeating: " ", count: position.column - 1)
    Output.complain("eval: \(position): \(message)\n  \(source.line(position.line))\n  \(blanks)^")
  }
}

/// The language `jsonata` of `asl eval --batch`.
enum JSONataBatch {
  /// An environment with the current time and real randomness.
  static func environment(_ limits: JSONataLimits) -> JSONataEnvironment {
    JSONataEnvironment(
      now: Timestamp.systemTime().milliseconds,
      random: JSONataRandom(seed: UInt64.random(in: 0 ... .max)), limits: limits)
  }

  /// A clock that is never adjusted.
  static func nanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Answers a request. With `states` in the bindings it is an expression of a state, in the service's dialect.
  static func evaluate(_ request: JSON) -> JSON.Object {
    let bindings = request["bindings"]?.objectValue ?? [:]
    let isState = bindings["states"] != nil
    var input = request["input"]
    if let text = request["inputText"]?.stringValue {
      do { input = try JSON(parsing: text) } catch { return ["error": failure("InvalidJSON", "\(error)")] }
    }
    do throws(JSONataError) {
      var environment = environment(limits(request, isState: isState))
      let expression = try JSONataExpression(
        request["expression"]?.stringValue ?? "", dialect: isState ? .service : .reference)
      switch try expression.evaluate(input, bindings: bindings, environment: &environment) {
      case .value(let value): return ["result": value]
      case .undefined: return ["undefined": true]
      case .function: return ["result": ""]
      }
    } catch {
      return ["error": failure(error.code ?? "", error.message, position: error.position)]
    }
  }

  private static func limits(_ request: JSON, isState: Bool) -> JSONataLimits {
    var limits = isState ? JSONataLimits.service : .reference
    if let milliseconds = request["timeLimit"]?.integerValue, milliseconds >= 0 {
      let (bound, isOverflow) = UInt64(milliseconds).multipliedReportingOverflow(by: 1_000_000)
      limits.maximumNanoseconds = isOverflow ? .max : bound
      limits.clock = { nanoseconds() }
    }
    if let depth = request["depthLimit"]?.integerValue { limits.maximumDepth = Int(depth) }
    return limits
  }
}
