import StatesEngine

/// Appends numbers and strings in the form of files: little-endian, lengths in groups of seven bits.
struct StoreWriter {
  var bytes: [UInt8] = []

  mutating func fixed<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func number(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func string(_ text: String) {
    number(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  mutating func data(_ data: [UInt8]) {
    number(UInt64(data.count))
    bytes.append(contentsOf: data)
  }
}

/// Reads what ``StoreWriter`` has written. It trusts no length: what does not fit is ``Malformed``.
struct StoreReader {
  struct Malformed: Error {}

  let bytes: [UInt8]
  private(set) var offset: Int

  init(_ bytes: [UInt8], from offset: Int = 0) {
    self.bytes = bytes
    self.offset = min(max(offset, 0), bytes.count)
  }

  var isAtEnd: Bool { offset == bytes.count }

  mutating func byte() throws(Malformed) -> UInt8 {
    guard offset < bytes.count else { throw Malformed() }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func fixed<Number: FixedWidthInteger & UnsignedInteger>(_: Number.Type) throws(Malformed) -> Number {
    let size = Number.bitWidth / 8
    guard bytes.count - offset >= size else { throw Malformed() }
    var number: Number = 0
    for index in 0..<size { number |= Number(bytes[offset + index]) << (8 * Number(index)) }
    offset += size
    return number
  }

  mutating func number() throws(Malformed) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = try byte()
      guard shift < 63 || next <= 1 else { throw Malformed() }
      number |= UInt64(next & 0x7f) << shift
      if next & 0x80 == 0 { return number }
      shift += 7
    }
  }

  /// The number of bytes or elements that follow, each of which takes at least so many bytes.
  mutating func count(each size: Int = 1) throws(Malformed) -> Int {
    let count = try number()
    guard count <= UInt64((bytes.count - offset) / max(size, 1)) else { throw Malformed() }
    return Int(count)
  }

  /// The offset and the number of bytes that follow, which are skipped.
  mutating func range() throws(Malformed) -> Range<Int> {
    let count = try count()
    defer { offset += count }
    return offset..<(offset + count)
  }

  mutating func string() throws(Malformed) -> String {
    let range = try range()
    return String(decoding: bytes[range], as: UTF8.self)
  }

  mutating func data() throws(Malformed) -> [UInt8] {
    let range = try range()
    return Array(bytes[range])
  }
}
