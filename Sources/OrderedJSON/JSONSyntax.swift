/// A JSON value with its source range; repeated names are kept. Definitions are read into this.
public struct JSONSyntax: Sendable {
  /// The value's kind and parts.
  public enum Content: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number as written.
    case number(JSONNumber)
    /// A string, with escapes resolved.
    case string(String)
    /// An array.
    case array([JSONSyntax])
    /// An object: all members in order, including repeated names.
    case object([Member])
  }

  /// A member of an object.
  public struct Member: Sendable {
    /// The name, with escapes resolved.
    public let key: String
    /// The source range of the name, including the quotes.
    public var keyRange: SourceRange
    /// The value.
    public var value: JSONSyntax
    /// The number of the name among the parser's known names; see ``KnownNames``.
    package var keyNumber: UInt8

    /// Creates a member.
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
  /// The source range of the value.
  public var range: SourceRange

  /// Creates a value with a source range.
  public init(_ content: Content, range: SourceRange) {
    self.content = content
    self.range = range
  }
}

extension JSONSyntax {
  /// The members if this is an object, including repeated names.
  public var members: [Member]? { if case .object(let members) = content { members } else { nil } }
  /// The elements if this is an array.
  public var elements: [JSONSyntax]? { if case .array(let elements) = content { elements } else { nil } }
  /// The string if this is one.
  public var stringValue: String? { if case .string(let text) = content { text } else { nil } }
  /// The Boolean if this is one.
  public var boolValue: Bool? { if case .bool(let value) = content { value } else { nil } }
  /// The number if this is one.
  public var numberValue: JSONNumber? { if case .number(let value) = content { value } else { nil } }
  /// Whether this is `null`.
  public var isNull: Bool { if case .null = content { true } else { false } }

  /// The last value with the given name, as a plain parser would see it.
  public subscript(name: String) -> JSONSyntax? {
    guard case .object(let members) = content else { return nil }
    return members.withUnsafeBufferPointer { members in
      // Not `last(where:)`: that would copy each member it passes.
      var place = members.count - 1
      while place >= 0 {
        if members[place].key.hasSameUTF8(as: name) { return members[place].value }
        place -= 1
      }
      return nil
    }
  }

  /// The last member with the given name.
  public func member(_ name: String) -> Member? { members?.last { $0.key.hasSameUTF8(as: name) } }

  /// The value without source ranges; if a name is repeated, the last value wins, in the first position. Safe at any
  /// depth.
  public var json: JSON {
    if let scalar { return scalar }
    var values = BuildStack<JSON>()
    // The containers around the current one, and how many of their parts have been visited.
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

  /// The value if it is neither an array nor an object.
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

  /// This array or object, rebuilt from the values of its parts.
  private func container(of values: [JSON]) -> JSON {
    guard case .object(let members) = content else { return .array(values) }
    var object = JSON.Object(minimumCapacity: members.count)
    for (member, value) in zip(members, values) { object[member.key] = value }
    return .object(object)
  }
}
