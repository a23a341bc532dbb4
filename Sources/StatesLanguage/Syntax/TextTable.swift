import LanguageSupport
import OrderedJSON

/// Values by string, distinguished by bytes: an open hash table, so that a lookup does not visit the other strings.
struct TextTable<Value> {
  private var texts: ContiguousArray<String> = []
  private var values: ContiguousArray<Value> = []
  /// Indexes; -1 in empty slots. The count is a power of two, at least twice the number of strings.
  private var slots: ContiguousArray<Int32> = []

  /// Creates an empty table.
  init() {}

  /// The number of strings.
  var count: Int { texts.count }

  /// Removes everything.
  mutating func removeAll() { self = TextTable() }

  /// Reserves capacity for `count` strings.
  mutating func reserveCapacity(_ count: Int) {
    guard count * 2 > slots.count else { return }
    texts.reserveCapacity(count)
    values.reserveCapacity(count)
    resize(for: count)
  }

  /// The value at an index returned by ``place(of:)`` or ``set(_:_:)``.
  subscript(place: Int) -> Value {
    @inline(__always) _read { yield values[place] }
    @inline(__always) _modify { yield &values[place] }
  }

  /// The index of a string's value.
  func place(of text: String) -> Int? {
    guard !slots.isEmpty else { return nil }
    let place = slots[slot(of: text)]
    return place < 0 ? nil : Int(place)
  }

  /// The value of a string.
  subscript(text: String) -> Value? { place(of: text).map { values[$0] } }

  /// Sets the value of a string, replacing any existing one.
  ///
  /// - Returns: the index of the value.
  @discardableResult
  mutating func set(_ text: String, _ value: Value) -> Int {
    let (place, isNew) = find(orAdd: text, value)
    if !isNew { values[place] = value }
    return place
  }

  /// Sets the value of a string, and returns the existing one.
  mutating func replace(_ text: String, _ value: Value) -> Value? {
    let (place, isNew) = find(orAdd: text, value)
    if isNew { return nil }
    defer { values[place] = value }
    return values[place]
  }

  /// The index of a string, which is added with the value if it is new.
  private mutating func find(orAdd text: String, _ value: Value) -> (place: Int, isNew: Bool) {
    if (texts.count + 1) * 2 > slots.count { resize(for: texts.count + 1) }
    let slot = slot(of: text)
    if slots[slot] >= 0 { return (Int(slots[slot]), false) }
    slots[slot] = Int32(truncatingIfNeeded: texts.count)
    texts.append(text)
    values.append(value)
    return (texts.count - 1, true)
  }

  private mutating func resize(for count: Int) {
    var size = max(16, slots.count)
    while size < count * 2 { size *= 2 }
    slots = ContiguousArray(repeating: -1, count: size)
    for place in texts.indices { slots[slot(of: texts[place])] = Int32(truncatingIfNeeded: place) }
  }

  /// The slot that holds a string, or the free slot where it belongs.
  private func slot(of text: String) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: SeededHash.hash(text)) & mask
    while slots[slot] >= 0, !texts[Int(slots[slot])].hasSameUTF8(as: text) { slot = (slot + 1) & mask }
    return slot
  }
}

extension TextTable: Sendable where Value: Sendable {}
