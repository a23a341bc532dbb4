/// Universally unique identifiers (RFC 9562) as strings of 36 characters in lower case.
package enum UUIDText {
  /// Creates an identifier from 128 bits, six of which are replaced by version and variant.
  ///
  /// - Parameter version: 4, for random bits; 3 where the service shows an identifier that it derived from a name.
  package static func make(_ high: UInt64, _ low: UInt64, version: UInt64 = 4) -> String {
    text(high & 0xffff_ffff_ffff_0fff | (version & 0xf) << 12, low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000)
  }

  /// Creates the identifier of a string: always the same one.
  package static func digest(of text: String) -> String {
    let words = Digest.sha256.bytes(of: Array(text.utf8)).prefix(16).reduce(into: (UInt64(0), UInt64(0))) {
      $0 = ($0.0 << 8 | $0.1 >> 56, $0.1 << 8 | UInt64($1))
    }
    return make(words.0, words.1)
  }

  private static func text(_ high: UInt64, _ low: UInt64) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for index in 0..<32 {
      if index == 8 || index == 12 || index == 16 || index == 20 { text.append(0x2d) }
      let word = index < 16 ? high : low
      text.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: word >> UInt64(60 - index % 16 * 4)) & 15))
    }
    return String(decoding: text, as: UTF8.self)
  }
}

extension RandomNumberGenerator {
  /// Creates an identifier from the next two numbers.
  package mutating func uuid(version: UInt64 = 4) -> String {
    let high: UInt64 = next()
    return UUIDText.make(high, next(), version: version)
  }
}
