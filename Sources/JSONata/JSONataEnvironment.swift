package import LanguageSupport

/// What an evaluation takes from the outside world: the time, randomness, and how much it may use.
///
/// Two evaluations with equal environments give equal results.
public struct JSONataEnvironment: Sendable {
  /// What `$now()` and `$millis()` say: milliseconds since 1970-01-01T00:00:00Z.
  public var now: Int64
  /// Where `$random()`, `$shuffle` and `$uuid` draw from; evaluation moves it on.
  public var random: JSONataRandom
  /// How much an evaluation may use.
  public var limits: JSONataLimits

  /// An environment.
  public init(now: Int64, random: JSONataRandom = JSONataRandom(seed: 0), limits: JSONataLimits = .reference) {
    self.now = now
    self.random = random
    self.limits = limits
  }
}

/// A generator of random numbers: equal seeds give equal numbers.
public struct JSONataRandom: RandomNumberGenerator, Sendable, Hashable {
  private var generator: SeededGenerator

  /// A generator that starts at a seed (SplitMix64). Its numbers can be foretold from any one of them.
  public init(seed: UInt64) { generator = SeededGenerator(.number(seed)) }

  /// A generator that gives another one's numbers.
  package init(_ generator: SeededGenerator) { self.generator = generator }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 { generator.next() }

  /// A number from 0 up to, not including, 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
