public import OrderedJSON

/// A variable that the caller composes from parts, separate from those that many evaluations share: it hides one with
/// the same name, and the others are not copied for it.
///
/// Looking up a part takes it directly; the object that has all of them is only made if the expression uses the variable
/// in another way.
///
/// ```swift
/// let order = JSONataBinding(name: "order", parts: ["id": "A-17", "items": [1, 2]])
/// var environment = JSONataEnvironment(now: 0)
/// try JSONataExpression("$order.id").evaluate(nil, composed: order, environment: &environment)  // .value("A-17")
/// ```
public struct JSONataBinding: Sendable, Hashable {
  /// Parts by name. Most expressions need one, for which no object is made.
  private enum Content: Sendable, Hashable {
    case one(name: String, value: JSON)
    /// Any other number of parts.
    case object(JSON.Object)
  }

  /// The variable's name, without the `$`.
  public let name: String
  private var content: Content

  /// Creates a variable without parts, whose value is an empty object.
  public init(name: String) {
    self.name = name
    content = .object(JSON.Object())
  }

  /// Creates a variable with these parts.
  public init(name: String, parts: JSON.Object) {
    self.init(name: name)
    for part in parts.members { add(part.key, part.value) }
  }

  /// Adds a part after the others, or replaces the one with the same name.
  ///
  /// Only the parts that an expression reads are required; ``JSONataExpression/freeVariables`` lists them.
  public mutating func add(_ part: String, _ value: JSON) {
    if case .object(let object) = content, object.isEmpty {
      content = .one(name: part, value: value)
      return
    }
    var object = parts
    content = .object(JSON.Object())
    object[part] = value
    content = object.count == 1 ? .one(name: part, value: value) : .object(object)
  }

  /// The variable's value: an object with all parts in the order in which they were added.
  public var parts: JSON.Object {
    switch content {
    case .one(let name, let value):
      var object = JSON.Object(minimumCapacity: 4)
      object.append(distinct: JSON.Object.Member(key: name, value: value))
      return object
    case .object(let object): return object
    }
  }

  /// The value of a part, or `nil` if there is none with that name.
  func part(named wanted: String) -> JSON? {
    switch content {
    case .one(let name, let value):
      // `nil` alone could be mistaken for the JSON value.
      return name.hasSameUTF8(as: wanted) ? value : Optional.none
    case .object(let object): return object[wanted]
    }
  }
}
