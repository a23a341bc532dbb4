public import OrderedJSON

/// A JSONata expression: parsed once, evaluated as often as wanted.
///
/// ```swift
/// let expression = try JSONataExpression("$sum(items.(price * quantity))")
/// let order: JSON = ["items": [["price": 2, "quantity": 3], ["price": 5, "quantity": 1]]]
/// try expression.evaluate(order)  // .value(11)
/// ```
public struct JSONataExpression: Sendable {
  /// The text that was parsed.
  public let text: String
  /// The language that it is written in.
  public let dialect: JSONataDialect
  private let program: Program

  /// Parses an expression.
  ///
  /// - Parameters:
  ///   - text: the expression, without any `{% %}`.
  ///   - dialect: the language it is written in.
  ///   - maximumNesting: how deeply expressions may be nested.
  /// - Throws: a ``JSONataError`` whose code begins with `S`, with the place of the fault.
  public init(_ text: String, dialect: JSONataDialect = .reference, maximumNesting: Int = 800) throws(JSONataError) {
    self.text = text
    self.dialect = dialect
    program = try Program(text, dialect: dialect, maximumHeight: maximumNesting)
  }

  /// Evaluates the expression with the default bounds, at the time 0 and with the seed 0: for expressions that ask
  /// neither for the time nor for random numbers.
  ///
  /// - Parameters:
  ///   - input: the document that bare names, `$` and `$$` refer to; `nil` for none, which is not `null`.
  ///   - bindings: variables by name, without the `$`; they hide functions of the same name.
  /// - Throws: a ``JSONataError`` with the code of the catalogue.
  public func evaluate(_ input: JSON?, bindings: JSON.Object = [:]) throws(JSONataError) -> JSONataResult {
    var environment = JSONataEnvironment(now: 0)
    return try evaluate(input, bindings: bindings, environment: &environment)
  }

  /// Evaluates the expression.
  ///
  /// - Parameters:
  ///   - input: the document that bare names, `$` and `$$` refer to; `nil` for none, which is not `null`.
  ///   - bindings: variables by name, without the `$`; they hide functions of the same name.
  ///   - composed: one more variable, which hides one of the same name among `bindings`.
  ///   - environment: the time, randomness and bounds; its generator moves on.
  /// - Throws: a ``JSONataError`` with the code of the catalogue; in the service dialect the bounds have no code.
  public func evaluate(
    _ input: JSON?, bindings: JSON.Object = [:], composed: JSONataBinding? = nil,
    environment: inout JSONataEnvironment
  ) throws(JSONataError) -> JSONataResult {
    var evaluator = Evaluator(
      program, dialect: dialect, input: input, bindings: bindings, composed: composed, environment: environment)
    defer {
      evaluator.finish()
      environment.random = evaluator.random
    }
    return try evaluator.run(program)
  }

  /// The variables that the expression refers to and does not bind itself, in the order they stand in; functions of
  /// the library are not among them.
  public var freeVariables: [JSONataVariableReference] { program.references.variables }

  /// The uses of the input document, in the order they stand in.
  public var topLevelReferences: [JSONataTopLevelReference] { program.references.topLevel }

  /// The functions called by name.
  public var calledFunctions: [JSONataFunctionReference] { program.references.functions }
}

/// What an expression evaluates to. Functions inside a value are left out of objects and become `null` in arrays.
public enum JSONataResult: Sendable, Hashable {
  /// No value, which is not `null`.
  case undefined
  /// A value.
  case value(JSON)
  /// A function.
  case function
}
