internal import LanguageSupport

/// Positions of an object's members by name: open addressing over ``SeededHash``.
@usableFromInline
struct NameIndex: Sendable {
  /// Positions; -1 in empty slots. The count is a power of two, at least twice the number of members.
  @usableFromInline var slots: ContiguousArray<Int32>

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

  @inline(__always)
  private static func hash(_ name: String) -> Int { Int(truncatingIfNeeded: SeededHash.hash(name) & 0x7fff_ffff) }
}
