/// Base64 (RFC 4648). Encoding uses the alphabet of section 4; decoding also takes the `-` and `_` of section 5.
package enum Base64 {
  /// What decoding does with bytes that are not letters of either alphabet.
  package enum Strictness: Sendable {
    /// Skips them and stops at the first `=`; bits that do not form a whole byte are dropped (commons-codec).
    case lenient
    /// Refuses them, anything but `=` after the first `=`, and a single letter that is left over. Any number of `=` is
    /// accepted, including none.
    case strict
  }

  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The bytes in groups of four letters, the last one padded with `=`.
  package static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group: UInt32 = 0
      for offset in 0..<3 { group = group << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
      for offset in 0..<4 {
        text.append(offset <= count ? alphabet[Int(group >> UInt32(18 - 6 * offset)) & 63] : 0x3d)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that a string represents, or `nil` if it is refused; lenient decoding refuses nothing.
  package static func decode(_ text: String, _ strictness: Strictness) -> [UInt8]? {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 4 * 3 + 2)
    var group: UInt32 = 0
    var bits: UInt32 = 0
    var hasEnded = false
    for letter in text.utf8 {
      if letter == 0x3d {
        if strictness == .lenient { break }
        hasEnded = true
        continue
      }
      guard !hasEnded, let value = value(of: letter) else {
        if strictness == .strict { return nil }
        continue
      }
      group = group << 6 | value
      bits += 6
      guard bits >= 8 else { continue }
      bits -= 8
      bytes.append(UInt8(truncatingIfNeeded: group >> bits))
    }
    return strictness == .strict && bits == 6 ? nil : bytes
  }

  private static func value(of letter: UInt8) -> UInt32? {
    switch letter {
    case 0x41...0x5a: UInt32(letter - 0x41)
    case 0x61...0x7a: UInt32(letter - 0x61 + 26)
    case 0x30...0x39: UInt32(letter - 0x30 + 52)
    case 0x2b, 0x2d: 62
    case 0x2f, 0x5f: 63
    default: nil
    }
  }
}
