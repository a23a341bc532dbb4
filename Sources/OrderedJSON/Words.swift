/// Eight bytes of text looked at together. The first byte is the lowest one, on every machine.
enum Words {
  @inline(__always)
  static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  private static func loadHalf(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(UInt32(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self)))
  }

  /// The `count` (0...7) bytes there, without a look at what stands behind them; the rest of the word is zero.
  @inline(__always)
  static func load(_ bytes: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    if count >= 4 {
      return loadHalf(bytes) | loadHalf(bytes + (count &- 4)) &<< UInt64(truncatingIfNeeded: (count &- 4) &* 8)
    }
    if count == 0 { return 0 }
    let middle = count &>> 1
    return UInt64(bytes[0]) | UInt64(bytes[middle]) &<< UInt64(truncatingIfNeeded: middle &* 8)
      | UInt64(bytes[count &- 1]) &<< UInt64(truncatingIfNeeded: (count &- 1) &* 8)
  }

  @inline(__always)
  static func store(_ word: UInt64, to bytes: UnsafeMutablePointer<UInt8>) {
    UnsafeMutableRawPointer(bytes).storeBytes(of: word.littleEndian, as: UInt64.self)
  }

  /// A word whose first `count` (0...7) bytes are all ones.
  @inline(__always)
  static func mask(_ count: Int) -> UInt64 { (1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1 }

  /// The high bit of each byte.
  static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Zero if no byte is a quote, a backslash or a control character; otherwise the lowest bit set belongs to the first
  /// that is. Higher bits may be wrong: the subtractions borrow, but only from a byte that has been marked itself.
  @inline(__always)
  static func stops(_ word: UInt64) -> UInt64 {
    let quote = word ^ 0x2222_2222_2222_2222
    let slash = word ^ 0x5c5c_5c5c_5c5c_5c5c
    let low = word &- 0x2020_2020_2020_2020
    let marks =
      ((quote &- 0x0101_0101_0101_0101) & ~quote) | ((slash &- 0x0101_0101_0101_0101) & ~slash) | (low & ~word)
    return marks & highBits
  }

  /// The place of the byte that the lowest bit of `marks` stands in.
  @inline(__always)
  static func first(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }
}
