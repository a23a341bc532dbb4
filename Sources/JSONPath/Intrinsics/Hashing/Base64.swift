/// Base64 of RFC 4648, section 4; decoding is strict.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for place in 0..<3 { group = group << 8 | (place < count ? UInt32(bytes[start + place]) : 0) }
      for place in 0..<4 {
        text.append(place <= count ? alphabet[Int(group >> UInt32(18 - 6 * place)) & 63] : 0x3d)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes; `nil` for anything but groups of four letters of the alphabet, the last filled up with `=`. The
  /// filling may be left out.
  static func decode(_ text: String) -> [UInt8]? {
    var letters = Array(text.utf8)
    if letters.count % 4 == 0 {
      for _ in 0..<2 where letters.last == 0x3d { letters.removeLast() }
    }
    guard letters.count % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(letters.count / 4 * 3 + 2)
    for start in stride(from: 0, to: letters.count, by: 4) {
      let count = min(4, letters.count - start)
      var group: UInt32 = 0
      for place in 0..<4 {
        guard place < count else {
          group <<= 6
          continue
        }
        guard let value = value(of: letters[start + place]) else { return nil }
        group = group << 6 | value
      }
      for place in 0..<(count - 1) { bytes.append(UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * place))) }
    }
    return bytes
  }

  private static func value(of letter: UInt8) -> UInt32? {
    switch letter {
    case 0x41...0x5a: UInt32(letter - 0x41)
    case 0x61...0x7a: UInt32(letter - 0x61 + 26)
    case 0x30...0x39: UInt32(letter - 0x30 + 52)
    case 0x2b: 62
    case 0x2f: 63
    default: nil
    }
  }
}
