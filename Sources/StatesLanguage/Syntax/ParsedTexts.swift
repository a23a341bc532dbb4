import JSONPath
import JSONata

/// The parsed paths, calls and expressions of a definition by text. Each text is parsed once, however often it occurs,
/// for both the validator and the compiler.
struct ParsedTexts {
  private var paths = TextTable<PathExpression>()
  private var references = TextTable<ReferencePath>()
  private var calls = TextTable<IntrinsicExpression>()
  private var expressions = TextTable<ParsedExpression>()

  /// A path.
  mutating func path(_ text: String) throws(PathSyntaxError) -> PathExpression {
    if let place = paths.place(of: text) { return paths[place] }
    let path = try PathExpression(text)
    paths.set(text, path)
    return path
  }

  /// Whether a string is known to be a path from the input without any warnings.
  func isPlainInput(_ text: String) -> Bool {
    guard let place = paths.place(of: text) else { return false }
    return paths[place].root == .input && paths[place].traps.isEmpty
  }

  /// A reference path.
  mutating func reference(_ text: String) throws(PathSyntaxError) -> ReferencePath {
    let place = try place(ofReference: text)
    return references[place]
  }

  /// What a reference path starts from.
  mutating func root(ofReference text: String) throws(PathSyntaxError) -> PathRoot {
    let place = try place(ofReference: text)
    return references[place].root
  }

  /// Whether a string is known to be a reference path from the input.
  func isKnownInput(_ text: String) -> Bool {
    references.place(of: text).map { references[$0].root == .input } ?? false
  }

  private mutating func place(ofReference text: String) throws(PathSyntaxError) -> Int {
    if let place = references.place(of: text) { return place }
    return references.set(text, try ReferencePath(text))
  }

  /// A call of an intrinsic function.
  mutating func call(_ text: String) throws(IntrinsicSyntaxError) -> IntrinsicExpression {
    if let place = calls.place(of: text) { return calls[place] }
    let call = try IntrinsicExpression(text)
    calls.set(text, call)
    return call
  }

  /// The value of a field whose name ends in `.$`.
  mutating func dynamicValue(_ text: String) throws(DynamicValueSyntaxError) -> DynamicValue {
    if text.utf8.first == UInt8(ascii: "$") {
      do throws(PathSyntaxError) {
        return .path(try path(text))
      } catch {
        throw .path(error)
      }
    }
    do throws(IntrinsicSyntaxError) {
      return .intrinsic(try call(text))
    } catch {
      throw .intrinsic(error)
    }
  }

  /// A JSONata expression, without the white space around it.
  mutating func expression(_ text: String) throws(JSONataError) -> ParsedExpression {
    if let place = expressions.place(of: text) { return expressions[place] }
    let expression = ParsedExpression(try JSONataExpression(text, dialect: .service))
    expressions.set(text, expression)
    return expression
  }
}

/// A JSONata expression and what it refers to.
final class ParsedExpression: Sendable {
  let expression: JSONataExpression
  let topLevel: [JSONataTopLevelReference]
  /// Variables, except functions that are called by name.
  let variables: [JSONataVariableReference]
  /// Calls of functions that do not exist.
  let unknownCalls: [JSONataFunctionReference]
  /// The fields of `$states` that it may read; `nil` if it does not use `$states`.
  let statesFields: StatesFields?

  init(_ expression: JSONataExpression) {
    self.expression = expression
    topLevel = expression.topLevelReferences
    let unknown = expression.calledFunctions.filter { !$0.isBuiltIn && !$0.isLocal }
    unknownCalls = unknown
    let free = expression.freeVariables
    variables = free.filter { variable in !unknown.contains { $0.name == variable.name } }
    let states = free.filter { $0.name == "states" }
    statesFields = states.isEmpty ? nil : StatesFields(states.map { StatesFields(readBy: $0.firstField) })
  }
}
