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
    public let key: String
    /// Where the name stands, quotes included.
    public var keyRange: SourceRange
    /// The value.
    public var value: JSONSyntax
    /// The number of the name among those that the parser was told of; see ``KnownNames``.
    package var keyNumber: UInt8

    /// A member.
    public init(key: String, keyRange: SourceRange, value: JSONSyntax) {
      self.init(key: key, keyNumber: KnownNames.unasked, keyRange: keyRange, value: value)
    }

    init(key: String, keyNumber: UInt8, keyRange: SourceRange, value: JSONSyntax) {
      self.key = key
      self.keyNumber = keyNumber
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
  public subscript(name: String) -> JSONSyntax? {
    guard case .object(let members) = content else { return nil }
    return members.withUnsafeBufferPointer { members in
      // Not `last(where:)`: that would copy each member on the way.
      var place = members.count - 1
      while place >= 0 {
        if members[place].key.hasSameUTF8(as: name) { return members[place].value }
        place -= 1
      }
      return nil
    }
  }

  /// The last member of that name.
  public func member(_ name: String) -> Member? { members?.last { $0.key.hasSameUTF8(as: name) } }

  /// The value without places; of repeated names the last value wins, in the place of the first. Safe at any depth.
  public var json: JSON {
    if let scalar { return scalar }
    var values = BuildStack<JSON>()
    // The containers around the one at hand, and how many of its parts have been seen to.
    var open: ContiguousArray<(syntax: JSONSyntax, next: Int)> = [(self, 0)]
    while let (syntax, next) = open.last {
      guard let part = syntax.part(next) else {
        open.removeLast()
        values.push(syntax.container(of: values.popArray(from: values.count - next)))
        continue
      }
      open[open.count - 1].next = next + 1
      if let scalar = part.scalar { values.push(scalar) } else { open.append((part, 0)) }
    }
    return values.pop()
  }

  /// The value if it is neither array nor object.
  private var scalar: JSON? {
    switch content {
    case .null: .null
    case .bool(let value): .bool(value)
    case .number(let value): .number(value)
    case .string(let text): .string(text)
    case .array, .object: nil
    }
  }

  private func part(_ place: Int) -> JSONSyntax? {
    switch content {
    case .null, .bool, .number, .string: nil
    case .array(let elements): place < elements.count ? elements[place] : nil
    case .object(let members): place < members.count ? members[place].value : nil
    }
  }

  /// This array or object, of the values of its parts.
  private func container(of values: [JSON]) -> JSON {
    guard case .object(let members) = content else { return .array(values) }
    var object = JSON.Object(minimumCapacity: members.count)
    for (member, value) in zip(members, values) { object[member.key] = value }
    return .object(object)
  }
}
