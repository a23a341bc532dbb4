public import OrderedJSON

/// A call of an intrinsic function, such as `States.Format('{} of {}', $.a, $.b)`: compiled once, evaluated many times.
///
/// - SeeAlso: States Language, "Intrinsic functions".
public struct IntrinsicExpression: Sendable {
  /// The call as written.
  public var text: String { storage.text }
  /// Whether it contains a path that starts from the context object.
  public var usesContext: Bool { storage.usesContext }
  /// Whether it draws random numbers: `States.UUID`, or `States.MathRandom` without a seed.
  public var usesRandomness: Bool { storage.usesRandomness }
  /// The variables that it reads, each once, in the order of their first appearance.
  public var variableNames: [String] { storage.variableNames }
  /// The paths among its arguments, including those of nested calls, in the order of the text.
  public var paths: [PathExpression] { storage.paths }
  private let storage: Storage

  /// Shared by all copies, so that passing a call counts one reference instead of one for each of its parts.
  private final class Storage: Sendable {
    let text: String
    let usesContext: Bool
    let usesRandomness: Bool
    let variableNames: [String]
    let paths: [PathExpression]
    let call: IntrinsicCall

    init(text: String, call: IntrinsicCall) {
      var paths: [PathExpression] = []
      call.collectPaths(into: &paths)
      usesContext = paths.contains { $0.root == .context }
      usesRandomness = call.usesRandomness
      var names: [String] = []
      for path in paths {
        if let name = path.root.variableName, !names.contains(where: name.hasSameUTF8) { names.append(name) }
      }
      variableNames = names
      self.paths = paths
      self.text = text
      self.call = call
    }
  }

  /// Reads a call. Unknown functions and invalid syntax are refused; the number and kinds of the arguments are checked
  /// when it is evaluated, as in the service.
  public init(_ text: String) throws(IntrinsicSyntaxError) {
    var parser = IntrinsicParser(text)
    storage = Storage(text: text, call: try parser.parse())
  }

  /// Evaluates the call.
  ///
  /// - Parameters:
  ///   - scope: what the paths can access.
  ///   - random: drawn from by `States.UUID` and `States.MathRandom` without a seed, never otherwise.
  /// - Throws: ``IntrinsicError`` with the message that the service writes.
  public func evaluate(in scope: Scope, random: inout some RandomNumberGenerator) throws(IntrinsicError) -> JSON {
    var work = PathWork(maximumSteps: scope.maximumPathSteps)
    return try evaluate(in: scope, work: &work) { random.next() }
  }

  /// Evaluates the call, with 64-bit random numbers from a function.
  func evaluate(in scope: Scope, work: inout PathWork, random: () -> UInt64) throws(IntrinsicError) -> JSON {
    do throws(IntrinsicFailure) {
      return try storage.call.evaluate(in: scope, work: &work, random: random)
    } catch {
      throw IntrinsicError(error, call: text, scope: scope)
    }
  }
}

/// Why a string is not a call of an intrinsic function, and where.
public struct IntrinsicSyntaxError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, in a sentence without the position.
  public var message: String
  /// The offset, in UTF-8 bytes from the beginning of the text.
  public var offset: Int

  /// `message (at offset)`.
  public var description: String { "\(message) (at offset \(offset))" }
}

/// Why a call failed.
public struct IntrinsicError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The message that the service writes after "An error occurred while executing the state …".
  public var message: String

  /// The message.
  public var description: String { message }

  init(_ failure: IntrinsicFailure, call: String, scope: Scope) {
    switch failure {
    case .reason(let reason):
      message = "There was an error while evaluating the intrinsic function: \(call). \(reason)"
    case .path(let path, let error):
      message = "The function '\(call)' had the following error: \(Self.text(of: error, path, scope))"
    }
  }

  /// A path from the context object is shown as one from the input; the input is always what is shown.
  private static func text(of error: PathError, _ path: PathExpression, _ scope: Scope) -> String {
    switch error.kind {
    case .notAnArray, .limitExceeded: return error.message
    case .noResults, .missingProperty, .notAnObject, .nullOnTheWay, .namesInside, .filterOnPrimitive,
      .invalidComparison, .undefinedVariable:
      let shown = path.root == .context ? String(path.text.dropFirst()) : path.text
      return
        "The JsonPath argument for the field '\(shown)' could not be found in the input '\(scope.input.description)'"
    }
  }
}

/// What went wrong in a call, before the message with the whole call is made.
enum IntrinsicFailure: Error {
  /// A function refused its arguments.
  case reason(String)
  /// An argument's path found nothing.
  case path(PathExpression, PathError)
}

/// A call and its arguments.
final class IntrinsicCall: Sendable {
  let function: IntrinsicFunction
  let arguments: [IntrinsicArgument]
  /// The indexes of arguments that are calls which parse JSON.
  private let parsed: [Int]

  init(function: IntrinsicFunction, arguments: [IntrinsicArgument]) {
    self.function = function
    self.arguments = arguments
    parsed = arguments.indices.filter {
      if case .call(let call) = arguments[$0] { call.function.readsJSON } else { false }
    }
  }

  func collectPaths(into paths: inout [PathExpression]) {
    for argument in arguments {
      switch argument {
      case .literal: break
      case .path(let path): paths.append(path)
      case .call(let call): call.collectPaths(into: &paths)
      }
    }
  }

  var usesRandomness: Bool {
    if case .random = function.body, arguments.count < 3 { return true }
    return arguments.contains { if case .call(let call) = $0 { call.usesRandomness } else { false } }
  }

  func evaluate(in scope: Scope, work: inout PathWork, random: () -> UInt64) throws(IntrinsicFailure) -> JSON {
    var values: [JSON] = []
    values.reserveCapacity(arguments.count)
    for place in arguments.indices {
      values.append(try arguments[place].evaluate(in: scope, work: &work, random: random))
    }
    return try function.call(
      values, parsed: parsed, maximumTextBytes: scope.maximumTextBytes, work: &work, random: random)
  }
}

/// An argument of a call.
enum IntrinsicArgument: Sendable {
  case literal(JSON)
  case path(PathExpression)
  case call(IntrinsicCall)

  func evaluate(in scope: Scope, work: inout PathWork, random: () -> UInt64) throws(IntrinsicFailure) -> JSON {
    switch self {
    case .literal(let value): return value
    case .path(let path):
      do throws(PathError) {
        return try path.evaluateExisting(in: scope, work: &work)
      } catch {
        throw .path(path, error)
      }
    case .call(let call): return try call.evaluate(in: scope, work: &work, random: random)
    }
  }
}
