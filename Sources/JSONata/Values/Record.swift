internal import LanguageSupport
internal import OrderedJSON

/// An object that the expression created.
///
/// A class, because a transform changes objects in place that several values refer to.
final class Record {
  struct Member {
    var key: String
    var value: Value
  }

  // Not checked for overlapping accesses at run time: nothing is called while a member is read or changed.
  @exclusivity(unchecked) private(set) var members: ContiguousArray<Member> = []
  @exclusivity(unchecked) private var index: KeyIndex?
  /// How deeply arrays and objects created here are nested, including this one.
  private(set) var nesting = 1
  /// Whether this is the copy that a transform works on: members that are read from it can be changed as well.
  let isCopy: Bool

  init(capacity: Int = 0, isCopy: Bool = false) {
    self.isCopy = isCopy
    members.reserveCapacity(capacity)
  }

  /// Creates an object from members whose names are known to be distinct.
  init(distinct members: ContiguousArray<Member>) {
    isCopy = false
    var deepest = 0
    for member in members { deepest = max(deepest, member.value.nesting) }
    nesting = deepest + 1
    self.members = members
    if self.members.count > KeyIndex.threshold { index(last: self.members.count - 1) }
  }

  /// A copy to be changed by a transform; what is inside is copied when it is read.
  convenience init(copying object: JSON.Object) {
    self.init(capacity: object.count, isCopy: true)
    for member in object.members { append(member.key, .json(member.value)) }
  }

  var count: Int { members.count }

  func position(of key: String) -> Int? {
    if let index { return index.find(key) { members[$0].key } }
    for place in members.indices where members[place].key.hasSameUTF8(as: key) { return place }
    return nil
  }

  subscript(key: String) -> Value? {
    guard let place = position(of: key) else { return nil }
    return self[at: place]
  }

  /// The value at a position.
  subscript(at place: Int) -> Value {
    if isCopy { members[place].value = members[place].value.boxed }
    return members[place].value
  }

  /// Sets a member: in place if it exists, otherwise at the end.
  func set(_ key: String, _ value: Value) {
    nesting = max(nesting, value.nesting + 1)
    if let place = position(of: key) {
      members[place].value = value
    } else {
      append(key, value)
    }
  }

  /// Adds a member whose name is known to be new.
  func append(_ key: String, _ value: Value) {
    nesting = max(nesting, value.nesting + 1)
    members.append(Member(key: key, value: value))
    if members.count > KeyIndex.threshold { index(last: members.count - 1) }
  }

  /// Removes a member if it exists.
  func remove(_ key: String) {
    guard let place = position(of: key) else { return }
    members.remove(at: place)
    index = nil
    if members.count > KeyIndex.threshold { index(last: members.count - 1) }
  }

  /// Measures the nesting again after members have been changed in place; stops at `limit`.
  func measureNesting(limit: Int, _ walk: inout Walk) throws(JSONataError) {
    nesting = 1
    try walk.visit(members.count)
    for member in members { nesting = max(nesting, try member.value.measuredNesting(limit: limit - 1, &walk) + 1) }
  }

  private func index(last place: Int) {
    if index == nil {
      index = KeyIndex()
      for place in members.indices { index?.insert(members[place].key, place) }
    } else {
      index?.insert(members[place].key, place)
    }
  }
}

/// Positions by key: open addressing over ``SeededHash``.
struct KeyIndex {
  /// Up to this many members are searched one by one.
  static let threshold = 8

  private var slots: ContiguousArray<(hash: UInt32, place: Int32)>
  private var count = 0

  init() { slots = ContiguousArray(repeating: (0, -1), count: 32) }

  /// The position of a key.
  ///
  /// - Parameter keyAt: the key at a position.
  @inline(__always)
  func find(_ key: String, _ keyAt: (Int) -> String) -> Int? { find(key, Self.hash(key), keyAt) }

  @inline(__always)
  func find(_ key: String, _ hash: UInt32, _ keyAt: (Int) -> String) -> Int? {
    let mask = slots.count &- 1
    var slot = Int(hash) & mask
    while slots[slot].place >= 0 {
      if slots[slot].hash == hash {
        let place = Int(slots[slot].place)
        if keyAt(place).hasSameUTF8(as: key) { return place }
      }
      slot = (slot &+ 1) & mask
    }
    return nil
  }

  /// Adds the position of a key that is not in the index yet.
  mutating func insert(_ key: String, _ place: Int) { insert(hash: Self.hash(key), place) }

  mutating func insert(hash: UInt32, _ place: Int) {
    if count * 2 >= slots.count { grow() }
    put(hash, Int32(truncatingIfNeeded: place))
    count += 1
  }

  private mutating func put(_ hash: UInt32, _ place: Int32) {
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot].place >= 0 { slot = (slot + 1) & mask }
    slots[slot] = (hash, place)
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: (0, -1), count: old.count * 2)
    for entry in old where entry.place >= 0 { put(entry.hash, entry.place) }
  }

  @inline(__always)
  static func hash(_ key: String) -> UInt32 { UInt32(truncatingIfNeeded: SeededHash.hash(key)) }
}
