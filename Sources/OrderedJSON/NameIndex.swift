/// Positions of an object's members by name: open addressing over a hash of the names' bytes.
@usableFromInline
struct NameIndex: Sendable {
  /// Positions; -1 in empty slots. The count is a power of two, at least twice the number of members.
  @usableFromInline var slots: ContiguousArray<Int32>

  /// The start of every hash. Drawn once per process, so that names that all collide cannot be prepared; the order of
  /// the members and all other visible behavior do not depend on it.
  private static let seed = UInt64.random(in: 0...UInt64.max)

  /// Creates the index of members whose names are distinct.
  @usableFromInline
  init(_ members: ContiguousArray<JSON.Object.Member>) {
    slots = Self.emptySlots(for: members.count)
    for place in members.indices { slots[freeSlot(for: members[place].key)] = Int32(truncatingIfNeeded: place) }
  }

  /// Creates the index of members, or `nil` if two of them have the same name.
  init?(distinct members: ContiguousArray<JSON.Object.Member>) {
    slots = Self.emptySlots(for: members.count)
    for place in members.indices {
      let slot = self.slot(of: members[place].key, in: members)
      guard slots[slot] < 0 else { return nil }
      slots[slot] = Int32(truncatingIfNeeded: place)
    }
  }

  /// The position of the member with the given name.
  @usableFromInline
  func find(_ name: String, in members: ContiguousArray<JSON.Object.Member>) -> Int? {
    let place = slots[slot(of: name, in: members)]
    return place < 0 ? nil : Int(place)
  }

  /// Adds a member that has just been appended, with a new name.
  mutating func add(_ place: Int, _ members: ContiguousArray<JSON.Object.Member>) {
    if members.count * 2 > slots.count {
      self = NameIndex(members)
    } else {
      slots[freeSlot(for: members[place].key)] = Int32(truncatingIfNeeded: place)
    }
  }

  /// Removes a member that is about to be removed from the object; the positions after it decrease by one.
  mutating func remove(_ place: Int, _ members: ContiguousArray<JSON.Object.Member>) {
    let mask = slots.count - 1
    var gap = slot(of: members[place].key, in: members)
    // An entry after a gap moves into it, unless it would then be before the slot at which its search starts.
    var slot = (gap + 1) & mask
    while slots[slot] >= 0 {
      let home = Self.hash(members[Int(slots[slot])].key) & mask
      if (slot - home) & mask >= (slot - gap) & mask {
        slots[gap] = slots[slot]
        gap = slot
      }
      slot = (slot + 1) & mask
    }
    slots[gap] = -1
    let removed = Int32(truncatingIfNeeded: place)
    for slot in slots.indices where slots[slot] > removed { slots[slot] -= 1 }
  }

  private static func emptySlots(for count: Int) -> ContiguousArray<Int32> {
    var size = 32
    while size < count * 2 { size *= 2 }
    return ContiguousArray(repeating: -1, count: size)
  }

  /// The slot that holds the member with the given name, or the free slot where it belongs.
  private func slot(of name: String, in members: ContiguousArray<JSON.Object.Member>) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] >= 0, !members[Int(slots[slot])].key.hasSameUTF8(as: name) { slot = (slot + 1) & mask }
    return slot
  }

  private func freeSlot(for name: String) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    return slot
  }

  private static func hash(_ name: String) -> Int {
    if let hash = name.utf8.withContiguousStorageIfAvailable({ Self.hash(of: $0) }) { return hash }
    return Array(name.utf8).withUnsafeBufferPointer { Self.hash(of: $0) }
  }

  private static func hash(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var value = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    if let start = bytes.baseAddress {
      var place = 0
      while bytes.count &- place >= 8 {
        value = mixed(value ^ Words.load(start + place))
        place &+= 8
      }
      value = mixed(value ^ Words.load(start + place, count: bytes.count &- place))
    }
    return Int(truncatingIfNeeded: mixed(value) & 0x7fff_ffff)
  }

  /// The two halves of a 128-bit product, folded into one word.
  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }
}
