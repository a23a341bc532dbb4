package import LanguageSupport

/// What an evaluation depends on besides its input: the time, randomness, and its limits.
///
/// Two evaluations with equal environments give equal results.
public struct JSONataEnvironment: Sendable {
  /// The time that `$now()` and `$millis()` return: milliseconds since 1970-01-01T00:00:00Z.
  public var now: Int64
  /// The generator for `$random()`, `$shuffle` and `$uuid`; evaluation advances it.
  public var random: JSONataRandom
  /// The limits of an evaluation.
  public var limits: JSONataLimits
  /// The arms of conditionals that evaluations have taken; `nil`, the default, if they are not to be counted.
  public var takenArms: JSONataArms?

  /// Creates an environment.
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
