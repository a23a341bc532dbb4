import OrderedJSON

/// All states of a definition by name: an open table over the names' bytes, so that a transition finds its target
/// without a look at the others.
struct StateNames {
  /// Where a name is defined.
  struct Entry {
    let name: String
    let scope: Int
    let state: Int
    let keyRange: SourceRange
    /// Another entry of the same name, defined earlier.
    let earlier: Int?
  }

  private(set) var entries: [Entry] = []
  private var slots: [Int32] = Array(repeating: -1, count: 64)

  /// Adds a name and returns the entry before it of the same name.
  mutating func add(_ name: String, scope: Int, state: Int, keyRange: SourceRange) -> Entry? {
    if (entries.count + 1) * 2 > slots.count { grow() }
    let slot = slot(of: name)
    let earlier = slots[slot] < 0 ? nil : Int(slots[slot])
    slots[slot] = Int32(truncatingIfNeeded: entries.count)
    entries.append(Entry(name: name, scope: scope, state: state, keyRange: keyRange, earlier: earlier))
    return earlier.map { entries[$0] }
  }

  /// The state of that name in a scope; of two the later one.
  func state(named name: String, in scope: Int) -> Int? {
    var place = Int(slots[slot(of: name)])
    while place >= 0 {
      if entries[place].scope == scope { return entries[place].state }
      place = entries[place].earlier ?? -1
    }
    return nil
  }

  /// Some state of that name in any scope.
  func anyState(named name: String) -> Entry? {
    let place = slots[slot(of: name)]
    return place < 0 ? nil : entries[Int(place)]
  }

  private func slot(of name: String) -> Int {
    let mask = slots.count - 1
    var slot = Self.hash(name) & mask
    while slots[slot] >= 0, !entries[Int(slots[slot])].name.hasSameUTF8(as: name) { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    slots = Array(repeating: -1, count: slots.count * 4)
    // In order, so that each slot ends with the latest entry of its name, as before.
    for place in entries.indices { slots[slot(of: entries[place].name)] = Int32(truncatingIfNeeded: place) }
  }

  private static func hash(_ name: String) -> Int {
    let hash = name.utf8.withContiguousStorageIfAvailable { bytes -> UInt64 in
      var hash = UInt64(bytes.count)
      let raw = UnsafeRawBufferPointer(bytes)
      var place = 0
      while place + 8 <= raw.count {
        hash = (hash ^ raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
        hash ^= hash >> 32
        place += 8
      }
      while place < raw.count {
        hash = (hash ^ UInt64(raw[place])) &* 0x0000_0100_0000_01b3
        place += 1
      }
      return hash
    }
    let mixed = (hash ?? 0) &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: mixed >> 33)
  }
}
