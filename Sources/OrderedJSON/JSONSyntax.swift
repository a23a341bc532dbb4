/// A JSON value with its place in the text; repeated names are kept. What definitions are read into.
public struct JSONSyntax: Sendable {
  /// The value's kind and parts.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number as written.
    case number(JSONNumber)
    /// A text, escapes resolved.
    case string(String)
    /// An array.
    case array([JSONSyntax])
    /// An object: all members in order, repeated names too.
    case object([Member])
  }

  /// A member of an object.
  public struct Member: Sendable {
    /// The name, escapes resolved.
    public var key: String
    /// Where the name stands, quotes included.
    public var keyRange: SourceRange
    /// The value.
    public var value: JSONSyntax

    /// A member.
    public init(key: String, keyRange: SourceRange, value: JSONSyntax) {
      self.key = key
      self.keyRange = keyRange
      self.value = value
    }
  }

  /// The value's kind and parts.
  public var content: Content
  /// Where the value stands.
  public var range: SourceRange

  /// A value at a place.
  public init(_ content: Content, range: SourceRange) {
    self.content = content
    self.range = range
  }
}

extension JSONSyntax {
  /// The members if this is an object, repeated names too.
  public var members: [Member]? { if case .object(let members) = content { members } else { nil } }
  /// The elements if this is an array.
  public var elements: [JSONSyntax]? { if case .array(let elements) = content { elements } else { nil } }
  /// The text if this is one.
  public var stringValue: String? { if case .string(let text) = content { text } else { nil } }
  /// The Boolean if this is one.
  public var boolValue: Bool? { if case .bool(let value) = content { value } else { nil } }
  /// The number if this is one.
  public var numberValue: JSONNumber? { if case .number(let value) = content { value } else { nil } }
  /// Whether this is `null`.
  public var isNull: Bool { if case .null = content { true } else { false } }

  /// The last value of that name, as a plain parser would see it.
  public subscript(name: String) -> JSONSyntax? { member(name)?.value }

  /// The last member of that name.
  public func member(_ name: String) -> Member? { members?.last { $0.key.hasSameUTF8(as: name) } }

  /// The value without places; of repeated names the last value wins.
  public var json: JSON {
    switch content {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .number(let value): return .number(value)
    case .string(let text): return .string(text)
    case .array(let elements): return .array(elements.map(\.json))
    case .object(let members):
      var object = JSON.Object(minimumCapacity: members.count)
      for member in members { object[member.key] = member.value.json }
      return .object(object)
    }
  }
}
