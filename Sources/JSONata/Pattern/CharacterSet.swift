/// A set of Unicode scalars: a bitmap for ASCII, ranges beyond.
struct CharacterSet: Sendable {
  private(set) var low: UInt64 = 0
  private(set) var high: UInt64 = 0
  /// Ranges beyond ASCII.
  private(set) var ranges: [ClosedRange<UInt32>] = []
  /// Whether the ranges are the characters *not* in the set.
  private(set) var excludesRanges = false
  /// Whether upper and lower case are equivalent, including characters beyond ASCII.
  private(set) var foldsCase = false

  init() {}

  init(_ scalars: ClosedRange<UInt32>...) { for range in scalars { insert(range) } }

  mutating func insert(_ range: ClosedRange<UInt32>) {
    if range.lowerBound < 0x80 {
      for scalar in range.lowerBound...min(range.upperBound, 0x7f) { insert(ascii: scalar) }
    }
    if range.upperBound >= 0x80 { ranges.append(max(range.lowerBound, 0x80)...range.upperBound) }
  }

  private mutating func insert(ascii scalar: UInt32) {
    if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
  }

  mutating func formUnion(_ other: CharacterSet) {
    low |= other.low
    high |= other.high
    if other.excludesRanges {
      // The two forms cannot be combined: split the complement of the other's exclusions into ranges.
      for range in other.complementRanges { ranges.append(range) }
    } else {
      ranges.append(contentsOf: other.ranges)
    }
  }

  private var complementRanges: [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0x80
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
      next = max(next, range.upperBound + 1)
    }
    if next <= 0x10ffff { result.append(next...0x10ffff) }
    return result
  }

  mutating func negate() {
    low = ~low
    high = ~high
    excludesRanges.toggle()
  }

  /// Makes the set case-insensitive. Must be called before ``negate()``.
  mutating func foldCase() {
    foldsCase = true
    for scalar: UInt32 in 0x41...0x5a where contains(ascii: scalar) || contains(ascii: scalar + 32) {
      insert(ascii: scalar)
      insert(ascii: scalar + 32)
    }
  }

  @inline(__always)
  func contains(ascii scalar: UInt32) -> Bool {
    (scalar < 64 ? low : high) &>> UInt64(scalar & 63) & 1 != 0
  }

  /// The ASCII part of the set.
  var bitmap: ASCIIBitmap { ASCIIBitmap(low: low, high: high) }

  @inline(__always)
  func contains(_ scalar: UInt32) -> Bool {
    scalar < 0x80 ? contains(ascii: scalar) : containsBeyondASCII(scalar)
  }

  private func containsBeyondASCII(_ scalar: UInt32) -> Bool {
    var found = ranges.contains { $0.contains(scalar) }
    if !found, foldsCase, let scalar = Unicode.Scalar(scalar) {
      for text in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
        if text.unicodeScalars.count == 1, let other = text.unicodeScalars.first?.value, other >= 0x80,
          ranges.contains(where: { $0.contains(other) })
        {
          found = true
        }
      }
    }
    return found != excludesRanges
  }

  /// Whether it only contains ASCII.
  var isASCII: Bool { ranges.isEmpty && !excludesRanges }

  func isDisjoint(with other: CharacterSet) -> Bool {
    low & other.low == 0 && high & other.high == 0 && (isASCII || other.isASCII)
  }

  /// The only character, if it is a single ASCII character.
  var singleASCII: UInt8? {
    guard isASCII, low.nonzeroBitCount + high.nonzeroBitCount == 1 else { return nil }
    return UInt8(low != 0 ? low.trailingZeroBitCount : 64 + high.trailingZeroBitCount)
  }
}

/// The bytes that are ASCII characters of a set.
struct ASCIIBitmap: Sendable {
  let low: UInt64
  let high: UInt64

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    byte < 0x80 && (byte < 64 ? low : high) &>> UInt64(byte & 63) & 1 != 0
  }
}

extension CharacterSet {
  static let digits = CharacterSet(0x30...0x39)
  static let wordCharacters = CharacterSet(0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f...0x5f)
  static let asciiBlanks = CharacterSet(0x09...0x0d, 0x20...0x20)
  static let blanks = CharacterSet(
    0x09...0x0d, 0x20...0x20, 0xa0...0xa0, 0x1680...0x1680, 0x2000...0x200a, 0x2028...0x2029, 0x202f...0x202f,
    0x205f...0x205f, 0x3000...0x3000, 0xfeff...0xfeff)
  static let lineEnds = CharacterSet(0x0a...0x0a, 0x0d...0x0d, 0x2028...0x2029)

  var negated: CharacterSet {
    var result = self
    result.negate()
    return result
  }
}
