/// A string of up to 15 ASCII bytes, which a `String` of a 64-bit Swift keeps in its own two words.
///
/// Most names and many values in JSON are that short. Their bytes have already been examined when the string is
/// created; the standard library would examine them again, at many times the cost of combining two words. Machines on
/// which ``isLayoutKnown`` is false use the standard library.
struct SmallText {
  static let longest = 15

  /// Whether a `String` created here is, bit by bit, the one that the standard library creates from the same bytes:
  /// tested for every length on first use. The bits of a `String` are those of a plain pair of words, so a pair that is
  /// found equal to a `String` is one.
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

  /// The string of `count` (0...15) ASCII bytes, of which `head` has the first eight and `tail` the others; all bits
  /// beyond are zero. Must only be called if the layout is known.
  @inline(__always)
  static func make(_ head: UInt64, _ tail: UInt64, _ count: Int) -> String {
    #if _pointerBitWidth(_64) && _endian(little)
      return unsafeBitCast(words(head, tail, count), to: String.self)
    #else
      return ""
    #endif
  }

  /// The last byte holds the length, and a mark for "small" and "ASCII".
  @inline(__always)
  private static func words(_ head: UInt64, _ tail: UInt64, _ count: Int) -> (UInt64, UInt64) {
    (head, tail | (0xe0 | UInt64(truncatingIfNeeded: count)) &<< 56)
  }

  /// The bytes, followed by zeros; the last byte of `tail` is not part of the string.
  let head: UInt64
  let tail: UInt64

  /// The words of a string, if it is small. Must only be called if the layout is known.
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
