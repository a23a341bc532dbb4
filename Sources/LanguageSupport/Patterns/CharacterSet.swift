/// A set of Unicode scalars: a bitmap for ASCII, ranges or a test for the others.
package struct CharacterSet: Sendable {
  private(set) var low: UInt64 = 0
  private(set) var high: UInt64 = 0
  /// Ranges beyond ASCII.
  private var ranges: [ClosedRange<UInt32>] = []
  /// The test beyond ASCII, instead of ranges.
  private var test: (@Sendable (UInt32) -> Bool)?
  /// Whether ranges or test describe the scalars that are *not* in the set.
  private(set) var excludesRanges = false
  /// Whether case is ignored beyond ASCII too.
  private(set) var foldsCase = false
  /// The number of ranges and tests that may have to be examined for a character beyond ASCII.
  private(set) var weight = 0

  /// Creates an empty set.
  package init() {}

  /// Creates a set from ranges.
  package init(_ scalars: ClosedRange<UInt32>...) { for range in scalars { insert(range) } }

  /// Creates a set of the scalars that satisfy a test, which is called immediately for each ASCII character.
  ///
  /// - Parameters:
  ///   - weight: the cost of the test, in ranges that could be examined instead.
  ///   - test: whether a scalar is in the set.
  package init(weight: Int = 1, where test: @escaping @Sendable (UInt32) -> Bool) {
    for scalar: UInt32 in 0..<0x80 where test(scalar) { insert(ascii: scalar) }
    self.test = test
    self.weight = weight
  }

  /// Adds a range.
  package mutating func insert(_ range: ClosedRange<UInt32>) {
    if range.lowerBound < 0x80 {
      for scalar in range.lowerBound...min(range.upperBound, 0x7f) { insert(ascii: scalar) }
    }
    if range.upperBound >= 0x80 { insert(beyondASCII: max(range.lowerBound, 0x80)...range.upperBound) }
  }

  private mutating func insert(beyondASCII range: ClosedRange<UInt32>) {
    if test != nil || excludesRanges { return formUnion(CharacterSet(range)) }
    ranges.append(range)
    weight += 1
  }

  private mutating func insert(ascii scalar: UInt32) {
    if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
  }

  /// Adds the elements of another set.
  package mutating func formUnion(_ other: CharacterSet) {
    combine(other, low | other.low, high | other.high) { $0 || $1 }
    if test == nil { ranges += other.excludesRanges ? other.complementRanges : other.ranges }
  }

  /// Removes the elements that are not in another set.
  package mutating func formIntersection(_ other: CharacterSet) {
    let isASCII = isASCII || other.isASCII
    combine(other, low & other.low, high & other.high, isAlwaysTest: true) { $0 && $1 }
    if isASCII { (test, weight, excludesRanges) = (nil, 0, false) }
  }

  /// Beyond ASCII, two sets of ranges can be joined into one list; other sets become a test of both.
  private mutating func combine(
    _ other: CharacterSet, _ low: UInt64, _ high: UInt64, isAlwaysTest: Bool = false,
    _ decide: @escaping @Sendable (Bool, Bool) -> Bool
  ) {
    weight = min(weight + other.weight, 1_000_000)
    if isAlwaysTest || test != nil || other.test != nil || excludesRanges {
      let before = self
      test = { decide(before.contains($0), other.contains($0)) }
      (ranges, excludesRanges, foldsCase) = ([], false, false)
    }
    self.low = low
    self.high = high
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

  /// Replaces the set by its complement.
  package mutating func negate() {
    low = ~low
    high = ~high
    excludesRanges.toggle()
  }

  /// The complement of the set.
  package var negated: CharacterSet {
    var result = self
    result.negate()
    return result
  }

  /// Makes the set ignore case as ECMAScript does: no character beyond ASCII equals one in ASCII. Must be called before
  /// ``negate()``.
  package mutating func foldCase() {
    foldsCase = true
    foldASCII()
  }

  private mutating func foldASCII() {
    for scalar: UInt32 in 0x41...0x5a where contains(ascii: scalar) || contains(ascii: scalar + 32) {
      insert(ascii: scalar)
      insert(ascii: scalar + 32)
    }
  }

  /// The set that ignores case as Java does: that of ASCII letters, or of all letters.
  package func folded(_ folding: PatternFolding) -> CharacterSet {
    var result = self
    if folding != .none { result.foldASCII() }
    if folding == .unicode {
      let whole = self
      result.test = {
        whole.contains($0) || whole.contains(CharacterCase.lower($0, folding))
          || whole.contains(CharacterCase.upper($0, folding))
      }
      result.ranges = []
      result.excludesRanges = false
      result.weight = min(3 * max(weight, 1), 1_000_000)
    }
    return result
  }

  @inline(__always)
  func contains(ascii scalar: UInt32) -> Bool {
    (scalar < 64 ? low : high) &>> UInt64(scalar & 63) & 1 != 0
  }

  /// The part of the set in ASCII.
  var bitmap: ASCIIBitmap { ASCIIBitmap(low: low, high: high) }

  /// Whether a character is in the set.
  package func contains(_ scalar: UInt32) -> Bool {
    scalar < 0x80 ? contains(ascii: scalar) : containsBeyondASCII(scalar)
  }

  func containsBeyondASCII(_ scalar: UInt32) -> Bool {
    if let test { return test(scalar) != excludesRanges }
    var found = ranges.contains { $0.contains(scalar) }
    if !found, foldsCase {
      for other in [CharacterCase.lower(scalar, .unicode), CharacterCase.upper(scalar, .unicode)]
      where other >= 0x80 && ranges.contains(where: { $0.contains(other) }) {
        found = true
      }
    }
    return found != excludesRanges
  }

  /// Whether it contains only ASCII characters.
  var isASCII: Bool { ranges.isEmpty && test == nil && !excludesRanges }

  /// Whether it consists of ranges alone, to which others can be added.
  var isPlain: Bool { test == nil && !excludesRanges && !foldsCase }

  func isDisjoint(with other: CharacterSet) -> Bool {
    low & other.low == 0 && high & other.high == 0 && (isASCII || other.isASCII)
  }

  /// The only character, if there is one and it is in ASCII.
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

/// Upper and lower case of single characters.
package enum CharacterCase {
  /// The lower-case form, if it is one character; else the character itself.
  package static func lower(_ value: UInt32, _ folding: PatternFolding) -> UInt32 {
    if value >= 0x41, value <= 0x5a, folding != .none { return value + 0x20 }
    guard folding == .unicode, value >= 0x80, let scalar = Unicode.Scalar(value) else { return value }
    return only(scalar.properties.lowercaseMapping) ?? value
  }

  /// The upper-case form, if it is one character; else the character itself.
  package static func upper(_ value: UInt32, _ folding: PatternFolding) -> UInt32 {
    if value >= 0x61, value <= 0x7a, folding != .none { return value - 0x20 }
    guard folding == .unicode, value >= 0x80, let scalar = Unicode.Scalar(value) else { return value }
    return only(scalar.properties.uppercaseMapping) ?? value
  }

  private static func only(_ text: String) -> UInt32? {
    text.unicodeScalars.count == 1 ? text.unicodeScalars.first?.value : nil
  }
}

extension CharacterSet {
  /// `0` to `9`.
  package static let digits = CharacterSet(0x30...0x39)
  /// ASCII letters and digits, and `_`.
  package static let wordCharacters = CharacterSet(0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x5f...0x5f)
  /// ASCII white space.
  package static let asciiBlanks = CharacterSet(0x09...0x0d, 0x20...0x20)
  /// The line terminators of ECMAScript.
  package static let lineEnds = CharacterSet(0x0a...0x0a, 0x0d...0x0d, 0x2028...0x2029)
  /// The line terminators of Java.
  package static let javaLineEnds = CharacterSet(0x0a...0x0a, 0x0d...0x0d, 0x85...0x85, 0x2028...0x2029)
  /// The characters of words in Unicode (UTS #18, annex C).
  package static let unicodeWordCharacters = CharacterSet { value in
    guard let properties = Unicode.Scalar(value)?.properties else { return false }
    if properties.isAlphabetic || properties.isJoinControl { return true }
    switch properties.generalCategory {
    case .decimalNumber, .connectorPunctuation, .nonspacingMark, .spacingMark, .enclosingMark: return true
    default: return false
    }
  }
}
