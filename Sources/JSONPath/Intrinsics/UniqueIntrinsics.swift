import OrderedJSON

/// `States.UUID`.
enum UniqueIntrinsics {
  /// A random identifier of version 4 (RFC 9562), in lower case; arguments are not looked at.
  @Sendable
  static func uuid(_ arguments: IntrinsicArguments, _ next: () -> UInt64) throws(IntrinsicFailure) -> JSON {
    let high = next() & 0xffff_ffff_ffff_0fff | 0x4000
    let low = next() & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
    var text: [UInt8] = []
    text.reserveCapacity(36)
    for place in 0..<32 {
      if place == 8 || place == 12 || place == 16 || place == 20 { text.append(0x2d) }
      let word = place < 16 ? high : low
      text.append(Hexadecimal.digit(UInt8(truncatingIfNeeded: word >> UInt64(60 - place % 16 * 4)) & 15))
    }
    return .string(String(decoding: text, as: UTF8.self))
  }
}
