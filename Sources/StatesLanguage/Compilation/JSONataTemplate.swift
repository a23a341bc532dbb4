public import JSONata
public import OrderedJSON

/// One `{% … %}` of a state, and the name of its place for error texts.
public struct StateExpression: Sendable {
  /// The expression, parsed.
  public let expression: JSONataExpression
  /// The field as the service names it: `Output/total`, `Choices[0]/Condition`.
  public let field: String
  /// Whether the context object may be asked for.
  public let needsContext: Bool
  /// Whether `$states` may be asked for at all.
  public let needsStates: Bool

  /// The text between `{%` and `%}`, trimmed.
  public var text: String { expression.text }

  init(_ text: String, field: String) throws(JSONataError) {
    expression = try JSONataExpression(text, dialect: .service)
    self.field = field
    var states = false
    var context = false
    for variable in expression.freeVariables where variable.name == "states" {
      states = true
      if variable.firstField == nil || variable.firstField == "context" { context = true }
    }
    needsStates = states
    needsContext = context
  }

  /// The inside of `{% … %}`, trimmed, or `nil` when the text is no expression but itself.
  public static func inside(_ text: String) -> String? {
    let bytes = text.utf8
    guard bytes.count >= 4, text.hasPrefix("{%"), text.hasSuffix("%}") else { return nil }
    let inner = bytes.dropFirst(2).dropLast(2)
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }
    let start = inner.firstIndex { !isBlank($0) } ?? inner.endIndex
    let end = inner.lastIndex { !isBlank($0) }.map { inner.index(after: $0) } ?? start
    return start < end ? String(text[start..<end]) : ""
  }
}

/// JSON in which texts of the form `{% … %}` are expressions, at any depth: compiled once, filled many times.
public indirect enum JSONataTemplate: Sendable {
  /// Nothing to compute here or below.
  case constant(JSON)
  /// An expression.
  case expression(StateExpression)
  /// An array with something to compute in it.
  case array([JSONataTemplate])
  /// An object with something to compute in it.
  case object([(key: String, value: JSONataTemplate)])

  /// Compiles a value; `field` names its place (`Output`).
  init(_ value: JSON, field: String) throws(JSONataError) {
    switch value {
    case .null, .bool, .number: self = .constant(value)
    case .string(let text):
      if let inside = StateExpression.inside(text) {
        self = .expression(try StateExpression(inside, field: field))
      } else {
        self = .constant(value)
      }
    case .array(let elements):
      var parts: [JSONataTemplate] = []
      var isConstant = true
      for (place, element) in elements.enumerated() {
        let part = try JSONataTemplate(element, field: "\(field)[\(place)]")
        if case .constant = part {} else { isConstant = false }
        parts.append(part)
      }
      self = isConstant ? .constant(value) : .array(parts)
    case .object(let object):
      var parts: [(key: String, value: JSONataTemplate)] = []
      var isConstant = true
      for member in object.members {
        let part = try JSONataTemplate(member.value, field: "\(field)/\(member.key)")
        if case .constant = part {} else { isConstant = false }
        parts.append((member.key, part))
      }
      self = isConstant ? .constant(value) : .object(parts)
    }
  }

  /// Whether the context object may be asked for here or below.
  public var needsContext: Bool {
    switch self {
    case .constant: false
    case .expression(let expression): expression.needsContext
    case .array(let elements): elements.contains { $0.needsContext }
    case .object(let members): members.contains { $0.value.needsContext }
    }
  }

  /// Computes the value; `evaluate` gives each expression's result.
  public func fill<Failure: Error>(
    _ evaluate: (StateExpression) throws(Failure) -> JSON
  ) throws(Failure) -> JSON {
    switch self {
    case .constant(let value): return value
    case .expression(let expression): return try evaluate(expression)
    case .array(let elements):
      var result: [JSON] = []
      result.reserveCapacity(elements.count)
      for element in elements { result.append(try element.fill(evaluate)) }
      return .array(result)
    case .object(let members):
      var result = ContiguousArray<JSON.Object.Member>()
      result.reserveCapacity(members.count)
      for member in members {
        result.append(JSON.Object.Member(key: member.key, value: try member.value.fill(evaluate)))
      }
      return .object(JSON.Object(distinct: result))
    }
  }
}
