/// Eight bytes of text examined together. The first byte is the lowest one, on every machine.
enum Words {
  @inline(__always)
  static func load(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt64.self))
  }

  @inline(__always)
  private static func loadHalf(_ bytes: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(UInt32(littleEndian: UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self)))
  }

  /// The `count` (0...7) bytes at an address, without reading those after them; the rest of the word is zero.
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

  /// A word whose first `count` bytes are all ones; none if it is negative, all from 8 on.
  @inline(__always)
  static func prefixMask(_ count: Int) -> UInt64 { ~(UInt64.max << UInt64(truncatingIfNeeded: max(0, count) &* 8)) }

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

  /// The same as ``stops(_:)``, for backslashes only.
  @inline(__always)
  static func backslashes(_ word: UInt64) -> UInt64 {
    let slash = word ^ 0x5c5c_5c5c_5c5c_5c5c
    return (slash &- 0x0101_0101_0101_0101) & ~slash & highBits
  }

  /// The number of decimal digits the word starts with.
  @inline(__always)
  static func digitCount(_ word: UInt64) -> Int {
    // Digits become 0 to 9. A sum that carries comes from a byte that is not a digit itself, and is marked.
    let values = word ^ 0x3030_3030_3030_3030
    return first(((values &+ 0x7676_7676_7676_7676) | values) & highBits)
  }

  /// The number represented by the first `count` (0...8) bytes, all of them digits.
  @inline(__always)
  static func decimal(_ word: UInt64, digits count: Int) -> UInt64 {
    // Moved to the end, with zeros before them; then neighbors are joined, pairs, and pairs of pairs.
    let digits = (word & 0x0f0f_0f0f_0f0f_0f0f) << UInt64(truncatingIfNeeded: 64 &- count &* 8)
    let pairs = (digits &* 2_561) &>> 8 & 0x00ff_00ff_00ff_00ff
    let fours = (pairs &* 6_553_601) &>> 16 & 0x0000_ffff_0000_ffff
    return (fours &* 42_949_672_960_001) &>> 32
  }

  /// Ten to the power of 0...8.
  @inline(__always)
  static func powerOfTen(_ exponent: Int) -> UInt64 {
    switch exponent {
    case 0: 1
    case 1: 10
    case 2: 100
    case 3: 1_000
    case 4: 10_000
    case 5: 100_000
    case 6: 1_000_000
    case 7: 10_000_000
    default: 100_000_000
    }
  }

  /// The index of the byte that contains the lowest bit of `marks`; 8 if there is none.
  @inline(__always)
  static func first(_ marks: UInt64) -> Int { marks.trailingZeroBitCount &>> 3 }
}
