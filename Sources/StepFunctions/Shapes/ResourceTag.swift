/// A tag: a key and a value. AWS calls it `Tag`, as the `Testing` module calls something else.
public struct ResourceTag: Sendable, Hashable {
  /// The key.
  public var key: String?
  /// The value.
  public var value: String?

  /// Creates it with these members.
  public init(key: String? = nil, value: String? = nil) {
    self.key = key
    self.value = value
  }
}

extension ResourceTag: Structure {
  init() { self.init(key: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("key", &key, .length(1...128))
    visitor.optional("value", &value, .length(0...256))
  }
}
