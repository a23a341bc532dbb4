public import OrderedJSON

/// A variable that the caller composes from parts, separate from those that many evaluations share: it hides one with
/// the same name, and the others are not copied for it.
///
/// ```swift
/// let order = JSONataBinding(name: "order", parts: ["id": "A-17", "items": [1, 2]])
/// var environment = JSONataEnvironment(now: 0)
/// try JSONataExpression("$order.id").evaluate(nil, composed: order, environment: &environment)  // .value("A-17")
/// ```
public struct JSONataBinding: Sendable, Hashable {
  /// The variable's name, without the `$`.
  public var name: String
  /// The members of the variable's value. Only those that an expression reads are required;
  /// ``JSONataExpression/freeVariables`` lists them.
  public var parts: JSON.Object

  /// Creates a variable with these parts.
  public init(name: String, parts: JSON.Object) {
    self.name = name
    self.parts = parts
  }
}
