public import OrderedJSON

/// A JSONata expression: parsed once, evaluated any number of times.
///
/// ```swift
/// let expression = try JSONataExpression("$sum(items.(price * quantity))")
/// let order: JSON = ["items": [["price": 2, "quantity": 3], ["price": 5, "quantity": 1]]]
/// try expression.evaluate(order)  // .value(11)
/// ```
public struct JSONataExpression: Sendable {
  /// The parsed text.
  public let text: String
  /// The dialect in which it is written.
  public let dialect: JSONataDialect
  private let program: Program

  /// Parses an expression.
  ///
  /// - Parameters:
  ///   - text: the expression, without any `{% %}`.
  ///   - dialect: the dialect in which it is written.
  ///   - maximumNesting: how deeply expressions may be nested.
  /// - Throws: a ``JSONataError`` whose code starts with `S`, with the position of the error.
  public init(_ text: String, dialect: JSONataDialect = .reference, maximumNesting: Int = 800) throws(JSONataError) {
    self.text = text
    self.dialect = dialect
    program = try Program(text, dialect: dialect, maximumHeight: maximumNesting)
  }

  /// Evaluates the expression with the default limits, at the time 0 and with the seed 0: for expressions that use
  /// neither the time nor random numbers.
  ///
  /// - Parameters:
  ///   - input: the document that bare names, `$` and `$$` refer to; `nil` for none, which is not `null`.
  ///   - bindings: variables by name, without the `$`; they hide functions of the same name.
  /// - Throws: a ``JSONataError`` with the code of the catalog.
  public func evaluate(_ input: JSON?, bindings: JSON.Object = [:]) throws(JSONataError) -> JSONataResult {
    var environment = JSONataEnvironment(now: 0)
    return try evaluate(input, bindings: bindings, environment: &environment)
  }

  /// Evaluates the expression.
  ///
  /// - Parameters:
  ///   - input: the document that bare names, `$` and `$$` refer to; `nil` for none, which is not `null`.
  ///   - bindings: variables by name, without the `$`; they hide functions of the same name.
  ///   - composed: one more variable, which hides one with the same name in `bindings`.
  ///   - environment: the time, randomness and limits; its generator is advanced.
  /// - Throws: a ``JSONataError`` with the code of the catalog; in the service dialect the limits have no code.
  public func evaluate(
    _ input: JSON?, bindings: JSON.Object = [:], composed: JSONataBinding? = nil,
    environment: inout JSONataEnvironment
  ) throws(JSONataError) -> JSONataResult {
    var evaluator = Evaluator(
      program, dialect: dialect, input: input, bindings: bindings, composed: composed, environment: environment)
    defer {
      evaluator.finish()
      environment.random = evaluator.random
      if evaluator.takenArms != nil { environment.takenArms = evaluator.takenArms }
    }
    return try evaluator.run(program)
  }

  /// The positions of its conditionals (`a ? b : c`, `a ?: b`, `a ?? b`), as ``JSONataArms`` has them, in order.
  public var conditionals: [Int] { program.conditionals }

  /// The variables that the expression refers to and does not bind itself, or not before, in order of appearance,
  /// without library functions.
  public var freeVariables: [JSONataVariableReference] { program.references.variables.filter { !$0.isBuiltIn } }

  /// The same with library functions, which a variable with the same name hides.
  package var outerReferences: [JSONataVariableReference] { program.references.variables }

  /// The uses of the input document, in order of appearance.
  public var topLevelReferences: [JSONataTopLevelReference] { program.references.topLevel }

  /// The functions that are called by name.
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
