/// The source of random numbers.
package enum RandomSeed: Sendable, Hashable {
  /// A number that is not secret: for runs that are to be repeated.
  case number(UInt64)
  /// A secret: without it, no number can be predicted from others.
  case key(SecretKey)

  /// Creates a key of 256 bits from a generator.
  package init(using generator: inout some RandomNumberGenerator) { self = .key(SecretKey(using: &generator)) }

  /// Reads the result of ``text``.
  package init?(_ text: String) {
    if let number = UInt64(text) {
      self = .number(number)
    } else if let key = SecretKey(hexadecimal: text) {
      self = .key(key)
    } else {
      return nil
    }
  }

  /// The number, or the 64 hexadecimal digits of the key, which must be kept secret.
  package var text: String {
    switch self {
    case .number(let number): String(number)
    case .key(let key): key.hexadecimal
    }
  }

  private var key: SecretKey {
    switch self {
    case .number(let number): SecretKey(number: number)
    case .key(let key): key
    }
  }

  /// The authentication code of a message, of 32 bytes, which reveals nothing about a key (HMAC with SHA-256, RFC
  /// 2104).
  package func code(of message: [UInt8]) -> [UInt8] { key.code(of: message) }

  /// Derives a seed for another purpose; it is secret if this one is a key.
  package func derived(for purpose: String, _ number: UInt64) -> RandomSeed {
    .key(SecretKey(code(of: Array(purpose.utf8) + [0] + number.bigEndianBytes)))
  }
}

/// 256 secret bits.
package struct SecretKey: Sendable, Hashable {
  private let words: SIMD4<UInt64>

  /// Creates a key from a generator.
  package init(using generator: inout some RandomNumberGenerator) {
    words = SIMD4(generator.next(), generator.next(), generator.next(), generator.next())
  }

  fileprivate init(number: UInt64) { words = SIMD4(number, 0, 0, 0) }

  fileprivate init(_ bytes: [UInt8]) {
    words = SIMD4(UInt64(bytes, 0), UInt64(bytes, 1), UInt64(bytes, 2), UInt64(bytes, 3))
  }

  /// Reads the result of ``hexadecimal``.
  package init?(hexadecimal text: String) {
    let digits = text.utf8.compactMap(Hexadecimal.value)
    guard digits.count == 64, text.utf8.count == 64 else { return nil }
    self.init((0..<32).map { digits[2 * $0] << 4 | digits[2 * $0 + 1] })
  }

  /// The key in 64 hexadecimal digits.
  package var hexadecimal: String { Hexadecimal.text(bytes) }

  fileprivate var bytes: [UInt8] { (0..<4).flatMap { words[$0].bigEndianBytes } }

  fileprivate func code(of message: [UInt8]) -> [UInt8] {
    let block = bytes + [UInt8](repeating: 0, count: 32)
    let inner = Digest.sha256.bytes(of: block.map { $0 ^ 0x36 } + message)
    return Digest.sha256.bytes(of: block.map { $0 ^ 0x5c } + inner)
  }
}

extension SecretKey: CustomStringConvertible, CustomReflectable {
  /// Does not reveal the key.
  package var description: String { "secret" }

  /// Does not reveal the key, so that no dump contains it.
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Random numbers from a seed: equal seeds give equal numbers on every platform.
///
/// The numbers are those of SplitMix64 if the seed is a number, and digests of the key and a counter if it is a key.
package struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
  /// The seed of the numbers.
  package let seed: RandomSeed
  /// Distinguishes the generators of one key.
  private var stream: UInt64 = 0
  /// How many numbers have been drawn.
  package private(set) var drawn: UInt64

  /// - Parameter drawn: the number of random numbers that have been drawn before.
  package init(_ seed: RandomSeed, drawn: UInt64 = 0) {
    self.seed = seed
    self.drawn = drawn
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    defer { drawn &+= 1 }
    switch seed {
    case .number(let number):
      var generator = SplitMix64(seed: number, skipping: drawn)
      return generator.next()
    case .key(let key):
      // One block of the digest, a quarter of which is returned.
      return UInt64(Digest.sha256.bytes(of: key.bytes + stream.bigEndianBytes + drawn.bigEndianBytes), 0)
    }
  }

  /// Derives a seed for a separate generator.
  package mutating func nextSeed() -> RandomSeed {
    switch seed {
    case .number: return .number(next())
    case .key:
      defer { drawn &+= 1 }
      return seed.derived(for: "seed \(stream)", drawn)
    }
  }

  /// Creates a generator whose numbers differ from those of this one, drawn before or after.
  ///
  /// It costs nothing as long as no number is drawn from it; generators made in this way must not be split again.
  package mutating func split() -> SeededGenerator {
    switch seed {
    case .number: return SeededGenerator(.number(next()))
    case .key:
      drawn &+= 1
      var other = SeededGenerator(seed)
      other.stream = drawn
      return other
    }
  }
}

extension UInt64 {
  /// The eight bytes, the most significant one first.
  fileprivate var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> UInt64(56 - 8 * $0)) } }

  /// The number that the eight bytes of an index make, the most significant one first.
  fileprivate init(_ bytes: [UInt8], _ index: Int) {
    self = bytes[(8 * index)..<(8 * index + 8)].reduce(0) { $0 << 8 | UInt64($1) }
  }
}
