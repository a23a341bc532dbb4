/// Numbered names that the reader of a document knows: ``JSONSyntaxParser`` records for each member which of them it
/// has, so that names need not be compared again. Finding a known name here is also faster than creating a new
/// `String`.
package final class KnownNames: Sendable {
  private let names: [String]
  private let keys: [NameKey]
  /// The numbers of names; `none` in empty slots. The count is a power of two, at least four times the number of names.
  private let slots: [UInt8]

  /// The number for a name that is not known.
  package static let none: UInt8 = 255
  /// The number for a name that has not been looked up.
  package static let unasked: UInt8 = 254

  /// Numbers distinct names from 0 on; at most 250 are used.
  package init(_ names: [String]) {
    self.names = Array(names.prefix(250))
    keys = self.names.map { name in
      Array(name.utf8).withUnsafeBufferPointer { NameKey($0.baseAddress, count: $0.count) }
    }
    var slots = [UInt8](repeating: Self.none, count: 1_024)
    for (number, key) in keys.enumerated() {
      var slot = key.hash & (slots.count - 1)
      while slots[slot] != Self.none { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt8(truncatingIfNeeded: number)
    }
    self.slots = slots
  }

  /// The number of a name, or ``none`` if it is not known.
  package func number(of name: String) -> UInt8 {
    var name = name
    return name.withUTF8 { find($0.baseAddress, count: $0.count)?.number } ?? Self.none
  }

  /// The name with those bytes and its number, if it is known.
  @inline(__always)
  func find(_ bytes: UnsafePointer<UInt8>?, count: Int) -> (text: String, number: UInt8)? {
    let key = NameKey(bytes, count: count)
    var slot = key.hash & (slots.count - 1)
    while true {
      let number = slots[slot]
      if number == Self.none { return nil }
      if keys[Int(number)] == key, count <= 16 || names[Int(number)].hasBytes(bytes, count) {
        return (names[Int(number)], number)
      }
      slot = (slot + 1) & (slots.count - 1)
    }
  }
}

/// The start, the end and the length of a name; this is the whole name if it has at most 16 bytes.
private struct NameKey: Sendable, Equatable {
  let head: UInt64
  let tail: UInt64
  let count: Int

  @inline(__always)
  init(_ bytes: UnsafePointer<UInt8>?, count: Int) {
    self.count = count
    guard let bytes else {
      head = 0
      tail = 0
      return
    }
    if count >= 8 {
      head = Words.load(bytes)
      tail = Words.load(bytes + (count &- 8))
    } else {
      head = Words.load(bytes, count: count)
      tail = 0
    }
  }

  @inline(__always)
  var hash: Int {
    let mixed = (head &* 0x9e37_79b9_7f4a_7c15) ^ (tail &* 0xc2b2_ae3d_27d4_eb4f) ^ UInt64(truncatingIfNeeded: count)
    return Int(truncatingIfNeeded: ((mixed ^ (mixed &>> 32)) &* 0x9e37_79b9_7f4a_7c15) &>> 40)
  }
}

extension String {
  fileprivate func hasBytes(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Bool {
    guard let bytes else { return utf8.isEmpty }
    return utf8.elementsEqual(UnsafeBufferPointer(start: bytes, count: count))
  }
}
