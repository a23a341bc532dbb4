extension JSON {
  /// The members of a JSON object, in order. Copying is O(1); looking up is O(1) in large objects.
  ///
  /// Names are compared by their bytes, as JSON does, not by canonical equivalence.
  @frozen
  public struct Object: Sendable {
    /// One name and its value.
    @frozen
    public struct Member: Sendable {
      /// The member's name.
      public var key: String
      /// The member's value.
      public var value: JSON

      /// A member.
      @inlinable
      public init(key: String, value: JSON) {
        self.key = key
        self.value = value
      }
    }

    /// All members in order. Names are distinct.
    public var members: ContiguousArray<Member> { @inlinable get { storage } }
    @usableFromInline var storage: ContiguousArray<Member>
    /// Places by name once there are more than ``indexThreshold`` members.
    @usableFromInline var index: NameIndex?

    /// From how many members on an index is kept.
    @usableFromInline static var indexThreshold: Int { 12 }

    /// An object without members.
    @inlinable
    public init() {
      storage = []
      index = nil
    }

    /// An object without members, with room for some.
    @inlinable
    public init(minimumCapacity: Int) {
      storage = []
      storage.reserveCapacity(minimumCapacity)
      index = nil
    }

    /// An object of these members; of a repeated name the last value wins, in the place of the first.
    public init(_ list: some Sequence<Member>) {
      self.init()
      for member in list { self[member.key] = member.value }
    }

    /// An object of these pairs; of a repeated name the last value wins, in the place of the first.
    public init(_ pairs: some Sequence<(String, JSON)>) {
      self.init()
      for (key, value) in pairs { self[key] = value }
    }

    /// Takes members whose names the caller knows to be distinct.
    @inlinable
    public init(distinct members: ContiguousArray<Member>) {
      storage = members
      index = nil
      if members.count > Self.indexThreshold { index = NameIndex(members) }
    }

    /// How many members there are.
    @inlinable
    public var count: Int { members.count }

    /// Whether there are none.
    @inlinable
    public var isEmpty: Bool { members.isEmpty }

    /// The names in order.
    public var keys: [String] { members.map(\.key) }

    /// The values in order.
    public var values: [JSON] { members.map(\.value) }

    /// The place of the member of that name, from 0.
    @inlinable
    public func position(of name: String) -> Int? {
      if let index { return index.find(name, in: members) }
      // Not `for member in members`: that would retain and release each member.
      return storage.withUnsafeBufferPointer { members in
        var place = 0
        while place < members.count {
          if members[place].key.hasSameUTF8(as: name) { return place }
          place &+= 1
        }
        return nil
      }
    }

    /// The value of that name. Setting adds at the end or replaces in place; setting `nil` removes.
    @inlinable
    public subscript(name: String) -> JSON? {
      get {
        guard let place = position(of: name) else { return nil }
        return members[place].value
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

    /// Replaces the value at a place that ``position(of:)`` gave.
    public mutating func setValue(at place: Int, to value: JSON) { storage[place].value = value }

    /// Changes the value of that name where it stands, without copying it; a new name starts as `null`.
    public mutating func withValue<Result>(of name: String, _ body: (inout JSON) throws -> Result) rethrows -> Result {
      if let place = position(of: name) { return try body(&storage[place].value) }
      append(distinct: Member(key: name, value: .null))
      return try body(&storage[storage.count - 1].value)
    }

    /// Adds a member at the end whose name the caller knows to be new.
    public mutating func append(distinct member: Member) {
      storage.append(member)
      if members.count > Self.indexThreshold {
        if var current = index {
          index = nil
          current.add(members.count - 1, members)
          index = current
        } else {
          index = NameIndex(members)
        }
      }
    }

    /// Removes the member at a place.
    public mutating func remove(at place: Int) {
      storage.remove(at: place)
      index = members.count > Self.indexThreshold ? NameIndex(members) : nil
    }
  }
}

extension JSON.Object: Hashable {
  /// Whether both have the same names with equal values, in whatever order.
  public static func == (left: Self, right: Self) -> Bool {
    guard left.count == right.count else { return false }
    for (a, b) in zip(left.members, right.members) {
      if a.key.hasSameUTF8(as: b.key) {
        if a.value != b.value { return false }
      } else {
        return left.members.allSatisfy { member in
          guard let other = right[member.key] else { return false }
          return other == member.value
        }
      }
    }
    return true
  }

  /// Hashes without regard to order.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    var sum = 0
    for member in members {
      var one = Hasher()
      for byte in member.key.utf8 { one.combine(byte) }
      one.combine(member.value)
      sum &+= one.finalize()
    }
    hasher.combine(sum)
  }
}

extension JSON.Object: ExpressibleByDictionaryLiteral {
  /// An object with these members in this order.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}

/// Places of an object's members by name: open addressing over a hash of the bytes.
@usableFromInline
struct NameIndex: Sendable {
  @usableFromInline var slots: ContiguousArray<Int32>

  @usableFromInline
  init(_ members: ContiguousArray<JSON.Object.Member>) {
    var size = 32
    while size < members.count * 2 { size *= 2 }
    slots = ContiguousArray(repeating: -1, count: size)
    for place in members.indices { insert(place, members[place].key) }
  }

  @usableFromInline
  func find(_ name: String, in members: ContiguousArray<JSON.Object.Member>) -> Int? {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if members[place].key.hasSameUTF8(as: name) { return place }
      slot = (slot + 1) & mask
    }
    return nil
  }

  @usableFromInline
  mutating func add(_ place: Int, _ members: ContiguousArray<JSON.Object.Member>) {
    if members.count * 2 > slots.count {
      self = NameIndex(members)
    } else {
      insert(place, members[place].key)
    }
  }

  private mutating func insert(_ place: Int, _ name: String) {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(truncatingIfNeeded: place)
  }

  private static func hash(_ name: String) -> Int {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    value ^= value >> 32
    return Int(truncatingIfNeeded: value & 0x7fff_ffff)
  }
}
