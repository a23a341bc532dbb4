extension JSON {
  /// The members of a JSON object, in order. Copying is O(1); lookup is O(1) in large objects.
  ///
  /// Names are compared by their bytes, as JSON does, not by canonical equivalence.
  @frozen
  public struct Object: Sendable {
    /// A name and its value.
    @frozen
    public struct Member: Sendable {
      /// The member's name.
      public var key: String
      /// The member's value.
      public var value: JSON

      /// Creates a member.
      @inlinable
      public init(key: String, value: JSON) {
        self.key = key
        self.value = value
      }
    }

    /// All members in order. Names are distinct.
    public var members: ContiguousArray<Member> { @inlinable get { storage } }
    @usableFromInline var storage: ContiguousArray<Member>
    /// Positions by name, once there are more than ``indexThreshold`` members.
    @usableFromInline var index: NameIndex?

    /// The number of members above which an index is kept.
    @usableFromInline static var indexThreshold: Int { 24 }

    /// An object without members.
    @inlinable
    public init() {
      storage = []
      index = nil
    }

    /// An object without members, with capacity for some.
    @inlinable
    public init(minimumCapacity: Int) {
      storage = []
      storage.reserveCapacity(minimumCapacity)
      index = nil
    }

    /// Creates an object from members; if a name is repeated, the last value wins, in the position of the first.
    public init(_ list: some Sequence<Member>) {
      self.init()
      for member in list { self[member.key] = member.value }
    }

    /// Creates an object from pairs; if a name is repeated, the last value wins, in the position of the first.
    public init(_ pairs: some Sequence<(String, JSON)>) {
      self.init()
      for (key, value) in pairs { self[key] = value }
    }

    /// Creates an object from members and the index that belongs to them.
    init(storage: ContiguousArray<Member>, index: NameIndex?) {
      self.storage = storage
      self.index = index
    }

    /// Creates an object from members whose names the caller knows to be distinct.
    @inlinable
    public init(distinct members: ContiguousArray<Member>) {
      storage = members
      index = nil
      if members.count > Self.indexThreshold { index = NameIndex(members) }
    }

    /// The number of members.
    @inlinable
    public var count: Int { storage.count }

    /// Whether there are no members.
    @inlinable
    public var isEmpty: Bool { storage.isEmpty }

    /// The names in order.
    public var keys: [String] { members.map(\.key) }

    /// The values in order.
    public var values: [JSON] { members.map(\.value) }

    /// The position of the member with the given name, from 0.
    @inlinable
    public func position(of name: String) -> Int? {
      if let index { return index.find(name, in: storage) }
      // Most names are short and are found by their two words alone; the others are worth a second pass.
      for place in 0..<storage.count where storage[place].key.sharesRepresentation(with: name) { return place }
      return placeByBytes(of: name)
    }

    @usableFromInline
    func placeByBytes(of name: String) -> Int? {
      let count = name.utf8.count
      for place in 0..<storage.count
      where storage[place].key.utf8.count == count && storage[place].key.hasSameBytes(as: name, count) { return place }
      return nil
    }

    /// The value of the member with the given name. Setting adds it at the end or replaces it in place; `nil` removes
    /// it.
    @inlinable
    public subscript(name: String) -> JSON? {
      get {
        guard let place = position(of: name) else { return nil }
        return storage[place].value
      }
      set {
        if let newValue {
          if let place = position(of: name) {
            setValue(at: place, to: newValue)
          } else {
            append(distinct: Member(key: name, value: newValue))
          }
        } else if let place = position(of: name) {
          remove(at: place)
        }
      }
    }

    /// Replaces the value at a position returned by ``position(of:)``.
    public mutating func setValue(at place: Int, to value: JSON) { storage[place].value = value }

    /// Changes the value of a member in place, without copying it; a new name starts as `null`.
    public mutating func withValue<Result>(of name: String, _ body: (inout JSON) throws -> Result) rethrows -> Result {
      if let place = position(of: name) { return try body(&storage[place].value) }
      append(distinct: Member(key: name, value: .null))
      return try body(&storage[storage.count - 1].value)
    }

    /// Appends a member whose name the caller knows to be new.
    public mutating func append(distinct member: Member) {
      storage.append(member)
      guard storage.count > Self.indexThreshold else { return }
      if var current = index {
        // Taken out and put back, so that the slots are not shared while they change.
        index = nil
        current.add(storage.count - 1, storage)
        index = current
      } else {
        index = NameIndex(storage)
      }
    }

    /// Removes the member at a position.
    public mutating func remove(at place: Int) {
      if storage.count - 1 <= Self.indexThreshold {
        index = nil
      } else if var current = index {
        index = nil
        current.remove(place, storage)
        index = current
      }
      storage.remove(at: place)
    }
  }
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
  /// An object with these members in this order.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
