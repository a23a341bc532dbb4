import OrderedJSON

/// Values by text, told apart by bytes: an open table over hashes, so that finding one takes no look at the others.
struct TextTable<Value> {
  private var texts: ContiguousArray<String> = []
  private var values: ContiguousArray<Value> = []
  /// Places; -1 where there is none. The count is a power of two, at least twice that of the texts.
  private var slots: ContiguousArray<Int32> = []

  /// Makes an empty table.
  init() {}

  /// How many texts there are.
  var count: Int { texts.count }

  /// Forgets everything.
  mutating func removeAll() { self = TextTable() }

  /// Makes room for so many texts.
  mutating func reserveCapacity(_ count: Int) {
    guard count * 2 > slots.count else { return }
    texts.reserveCapacity(count)
    values.reserveCapacity(count)
    resize(for: count)
  }

  /// The value of that place, which ``place(of:)`` or ``set(_:_:)`` has given.
  subscript(place: Int) -> Value {
    @inline(__always) _read { yield values[place] }
    @inline(__always) _modify { yield &values[place] }
  }

  /// Where the value of a text stands.
  func place(of text: String) -> Int? {
    guard !slots.isEmpty else { return nil }
    let place = slots[slot(of: text)]
    return place < 0 ? nil : Int(place)
  }

  /// The value of a text.
  subscript(text: String) -> Value? { place(of: text).map { values[$0] } }

  /// Gives a text a value, instead of the one it has.
  ///
  /// - Returns: where the value stands.
  @discardableResult
  mutating func set(_ text: String, _ value: Value) -> Int {
    let (place, isNew) = find(orAdd: text, value)
    if !isNew { values[place] = value }
    return place
  }

  /// Gives a text a value, instead of the one it has, which comes back.
  mutating func replace(_ text: String, _ value: Value) -> Value? {
    let (place, isNew) = find(orAdd: text, value)
    if isNew { return nil }
    defer { values[place] = value }
    return values[place]
  }

  /// The place of a text, which gets the value if it is new.
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

  /// The slot that holds a text, or the free one where it belongs.
  private func slot(of text: String) -> Int {
    let mask = slots.count - 1
    var slot = TextHash.hash(text) & mask
    while slots[slot] >= 0, !texts[Int(slots[slot])].hasSameUTF8(as: text) { slot = (slot + 1) & mask }
    return slot
  }
}

/// A hash over the bytes of texts.
enum TextHash {
  /// Begins every hash. Drawn anew by every process, so that nobody can prepare texts that all collide; nothing that
  /// shows depends on it.
  private static let seed = UInt64.random(in: 0...UInt64.max)

  /// The hash of a text; never negative.
  static func hash(_ text: String) -> Int {
    if let hash = text.utf8.withContiguousStorageIfAvailable({ hash(of: UnsafeRawBufferPointer($0)) }) { return hash }
    return Array(text.utf8).withUnsafeBytes { hash(of: $0) }
  }

  @inline(__always)
  private static func hash(of bytes: UnsafeRawBufferPointer) -> Int {
    var value = seed ^ UInt64(truncatingIfNeeded: bytes.count)
    var place = 0
    while bytes.count &- place >= 8 {
      value = mixed(value ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place &+= 8
    }
    if place < bytes.count {
      var rest: UInt64 = 0
      if bytes.count >= 8 {
        // The last eight bytes; those seen twice do no harm.
        rest = bytes.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self)
      } else {
        for byte in bytes { rest = rest &<< 8 | UInt64(byte) }
      }
      value = mixed(value ^ rest)
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
