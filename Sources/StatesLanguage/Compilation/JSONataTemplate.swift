public import JSONata
public import OrderedJSON

/// A `{% … %}` expression of a state, and the name of its field for error messages.
public struct StateExpression: Sendable {
  /// The expression, parsed.
  public let expression: JSONataExpression
  /// The field as the service names it: `Output/total`, `Choices[0]/Condition`.
  public let field: String
  /// The fields of `$states` that it may read; `nil` if it does not use `$states`.
  public let statesFields: StatesFields?

  /// Whether it may read the context object.
  public var needsContext: Bool { statesFields?.contains(.context) ?? false }

  /// The expression between `{%` and `%}`, trimmed.
  public var text: String { expression.text }

  /// The positions of its conditionals, as `JSONataArms` has them, in order.
  public var conditionals: [Int] { expression.conditionals }

  init(_ parsed: ParsedExpression, field: String) {
    expression = parsed.expression
    self.field = field
    statesFields = parsed.statesFields
  }

  /// An expression that is in no definition.
  ///
  /// - Parameters:
  ///   - text: the expression, without `{%` and `%}`.
  ///   - field: what error messages call the field.
  package init(_ text: String, field: String) throws(JSONataError) {
    self.init(ParsedExpression(try JSONataExpression(text, dialect: .service)), field: field)
  }

  /// Whether a byte is trimmed at both ends of an expression.
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }

  /// The expression inside `{% … %}`, trimmed, or `nil` if the string is a literal.
  public static func inside(_ text: String) -> String? {
    let bytes = text.utf8
    guard bytes.count >= 4, bytes.starts(with: "{%".utf8), bytes.suffix(2).elementsEqual("%}".utf8) else { return nil }
    let inner = bytes.dropFirst(2).dropLast(2)
    let start = inner.firstIndex { !isBlank($0) } ?? inner.endIndex
    let end = inner.lastIndex { !isBlank($0) }.map { inner.index(after: $0) } ?? start
    return start < end ? String(text[start..<end]) : ""
  }
}

/// Fields of `$states`.
///
/// - SeeAlso: Step Functions, "Transforming data with JSONata".
public struct StatesFields: OptionSet, Sendable, Hashable {
  /// One bit for each field.
  public let rawValue: UInt8

  /// The fields of these bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `$states.input`: the state's input.
  public static let input = StatesFields(rawValue: 1)
  /// `$states.context`: the context object.
  public static let context = StatesFields(rawValue: 2)
  /// `$states.result`: the result of the state's work.
  public static let result = StatesFields(rawValue: 4)
  /// `$states.errorOutput`: the error that a catcher has caught.
  public static let errorOutput = StatesFields(rawValue: 8)
  /// All fields.
  public static let all: StatesFields = [.input, .context, .result, .errorOutput]

  /// The fields that a use of `$states` may read.
  ///
  /// - Parameter field: the field that follows the variable; `nil` if it is used in another way.
  init(readBy field: String?) {
    self =
      switch field {
      case nil: .all
      case "input": .input
      case "context": .context
      case "result": .result
      case "errorOutput": .errorOutput
      default: []
      }
  }
}

/// JSON in which strings of the form `{% … %}` are expressions, at any depth: compiled once, filled many times.
public indirect enum JSONataTemplate: Sendable {
  /// Nothing to compute here or below.
  case constant(JSON)
  /// An expression.
  case expression(StateExpression)
  /// An array that contains something to compute.
  case array([JSONataTemplate])
  /// An object that contains something to compute.
  case object([(key: String, value: JSONataTemplate)])

  /// An array of these parts; a constant when all of them are.
  init(elements: [JSONataTemplate]) {
    var values: [JSON] = []
    values.reserveCapacity(elements.count)
    for element in elements {
      guard case .constant(let value) = element else {
        self = .array(elements)
        return
      }
      values.append(value)
    }
    self = .constant(.array(values))
  }

  /// An object of these parts, whose names are distinct; a constant when all of them are.
  init(members: [(key: String, value: JSONataTemplate)]) {
    var object = JSON.Object(minimumCapacity: members.count)
    for member in members {
      guard case .constant(let value) = member.value else {
        self = .object(members)
        return
      }
      object[member.key] = value
    }
    self = .constant(.object(object))
  }

  /// Whether an expression here or below may read the context object.
  public var needsContext: Bool {
    switch self {
    case .constant: false
    case .expression(let expression): expression.needsContext
    case .array(let elements): elements.contains { $0.needsContext }
    case .object(let members): members.contains { $0.value.needsContext }
    }
  }

  /// Computes the value; `evaluate` returns each expression's result.
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
