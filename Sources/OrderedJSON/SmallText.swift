/// Texts of up to 15 bytes of ASCII, which a `String` of a 64-bit Swift keeps in its own two words.
///
/// Most names and many values in JSON are that short. Their bytes have been looked at already when the text is made, and
/// the standard library's way to a `String` would look at them again, at many times the cost of putting two words
/// together. That way stays for every machine on which ``isLayoutKnown`` says no.
struct SmallText {
  static let longest = 15

  /// Whether a `String` made here is, bit by bit, the one that the standard library makes of the same bytes: tried out for
  /// every length when first asked. The bits of a `String` are those of a plain pair of words, so a pair found equal to
  /// one is one.
  static let isLayoutKnown: Bool = {
    #if _pointerBitWidth(_64) && _endian(little)
      guard MemoryLayout<String>.size == MemoryLayout<(UInt64, UInt64)>.size else { return false }
      var text = ""
      for count in 0...longest {
        let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 16 - count)
        let (head, tail) = bytes.withUnsafeBytes {
          (
            UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)),
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
          )
        }
        guard words(head, tail, count) == unsafeBitCast(text, to: (UInt64, UInt64).self) else { return false }
        text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: 0x21 + count * 6)))
      }
      return true
    #else
      return false
    #endif
  }()

  /// The text of `count` (0...15) ASCII bytes, of which `head` has the first eight and `tail` the others; all bits beyond
  /// are zero. Only to be called where the layout is known.
  @inline(__always)
  static func make(_ head: UInt64, _ tail: UInt64, _ count: Int) -> String {
    #if _pointerBitWidth(_64) && _endian(little)
      return unsafeBitCast(words(head, tail, count), to: String.self)
    #else
      return ""
    #endif
  }

  /// The last byte holds the length, and a mark that says "small" and "ASCII".
  @inline(__always)
  private static func words(_ head: UInt64, _ tail: UInt64, _ count: Int) -> (UInt64, UInt64) {
    (head, tail | (0xe0 | UInt64(truncatingIfNeeded: count)) &<< 56)
  }

  /// The bytes, with zeros behind them; the last byte of `tail` is no text.
  let head: UInt64
  let tail: UInt64

  /// The words of a text, if it is such a one. Only to be called where the layout is known.
  @inline(__always)
  init?(_ text: String) {
    #if _pointerBitWidth(_64) && _endian(little)
      (head, tail) = unsafeBitCast(text, to: (UInt64, UInt64).self)
      guard tail &>> 60 == 0xe else { return nil }
    #else
      return nil
    #endif
  }

  @inline(__always)
  var count: Int { Int(truncatingIfNeeded: tail &>> 56 & 15) }

  /// Whether there is a quote, a backslash or a control character among the bytes.
  @inline(__always)
  var needsEscapes: Bool {
    let marks =
      Words.stops(head) & Words.prefixMask(count) | Words.stops(tail) & Words.prefixMask(count &- 8)
    return marks != 0
  }
}
