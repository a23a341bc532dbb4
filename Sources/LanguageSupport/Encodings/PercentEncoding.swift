/// Percent-encoding (RFC 3986, section 2.1) with upper-case digits, over UTF-8.
package struct PercentEncoding: Sendable {
  /// ASCII letters and digits.
  package static let alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

  /// The ASCII characters that stay as they are: one bit each.
  private var low: UInt64 = 0
  private var high: UInt64 = 0
  /// Whether a space is written as `+`, as forms do.
  private let usesPlus: Bool

  /// Creates an encoding.
  ///
  /// - Parameters:
  ///   - kept: the characters that stay as they are; those outside ASCII never do.
  ///   - usesPlus: whether a space is written, and read, as `+`.
  package init(keeping kept: String, plusForSpace usesPlus: Bool = false) {
    self.usesPlus = usesPlus
    for byte in kept.utf8 {
      if byte < 64 { low |= 1 << UInt64(byte) } else if byte < 128 { high |= 1 << UInt64(byte - 64) }
    }
  }

  private func keeps(_ byte: UInt8) -> Bool {
    if byte < 64 { return low >> UInt64(byte) & 1 != 0 }
    return byte < 128 && high >> UInt64(byte - 64) & 1 != 0
  }

  /// The length of the encoded string in bytes.
  package func encodedCount(_ text: String) -> Int {
    var count = 0
    for byte in text.utf8 { count &+= keeps(byte) || (usesPlus && byte == 0x20) ? 1 : 3 }
    return count
  }

  /// The encoded string.
  package func encode(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count)
    for byte in text.utf8 {
      if keeps(byte) {
        result.append(byte)
      } else if usesPlus, byte == 0x20 {
        result.append(0x2b)
      } else {
        result += [0x25, Hexadecimal.upperDigit(byte >> 4), Hexadecimal.upperDigit(byte & 15)]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The bytes of the decoded string, which need not be UTF-8; characters that encoding keeps stay encoded.
  ///
  /// - Returns: `nil` if a `%` is not followed by two hexadecimal digits.
  package func decode(_ text: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      guard byte == 0x25 else {
        result.append(usesPlus && byte == 0x2b ? 0x20 : byte)
        index += 1
        continue
      }
      guard index + 2 < bytes.count, let high = Hexadecimal.value(of: bytes[index + 1]),
        let low = Hexadecimal.value(of: bytes[index + 2])
      else { return nil }
      let value = high << 4 | low
      if keeps(value) { result += bytes[index..<index + 3] } else { result.append(value) }
      index += 3
    }
    return result
  }
}
