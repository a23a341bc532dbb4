/// Places of an object's members by name: open addressing over a hash of the names' bytes.
@usableFromInline
struct NameIndex: Sendable {
  /// Places; -1 where there is none. The count is a power of two, at least twice that of the members.
  @usableFromInline var slots: ContiguousArray<Int32>

  /// Begins every hash. Drawn anew by every process, so that nobody can prepare names that all collide; the order of
  /// the members and all else that shows does not depend on it.
  private static let seed = UInt64.random(in: 0...UInt64.max)

  /// The index of members whose names are distinct.
  @usableFromInline
  init(_ members: ContiguousArray<JSON.Object.Member>) {
    slots = Self.emptySlots(for: members.count)
    for place in members.indices { slots[freeSlot(for: members[place].key)] = Int32(truncatingIfNeeded: place) }
  }

  /// The index of members, or `nil` if two of them have one name.
  init?(distinct members: ContiguousArray<JSON.Object.Member>) {
    slots = Self.emptySlots(for: members.count)
    for place in members.indices {
      let slot = self.slot(of: members[place].key, in: members)
      guard slots[slot] < 0 else { return nil }
      slots[slot] = Int32(truncatingIfNeeded: place)
    }
  }

  /// The place of the member of that name.
  @usableFromInline
  func find(_ name: String, in members: ContiguousArray<JSON.Object.Member>) -> Int? {
    let place = slots[slot(of: name, in: members)]
    return place < 0 ? nil : Int(place)
  }

  /// Takes in a member that has just been added, with a new name.
  mutating func add(_ place: Int, _ members: ContiguousArray<JSON.Object.Member>) {
    if members.count * 2 > slots.count {
      self = NameIndex(members)
    } else {
      slots[freeSlot(for: members[place].key)] = Int32(truncatingIfNeeded: place)
    }
  }

  /// Forgets a member that is about to be removed; those behind it move up by one place.
  mutating func remove(_ place: Int, _ members: ContiguousArray<JSON.Object.Member>) {
    let mask = slots.count - 1
    var gap = slot(of: members[place].key, in: members)
    // What stands behind a gap moves into it, unless it would then stand before the slot its search begins at.
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

  /// The slot that holds the member of that name, or the free one where it belongs.
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

  /// Both halves of a product of 128 bits, folded into one word.
  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xa076_1d64_78bd_642f).multipliedFullWidth(by: 0xe703_7ed1_a0b4_28db)
    return product.high ^ product.low
  }
}
