import Testing

@testable import LanguageSupport

/// Where random numbers come from: a number that repeats, or a key that cannot be guessed.
@Suite struct RandomSeedTests {
  private static func key(_ seed: UInt64) -> RandomSeed {
    var generator = SplitMix64(seed: seed)
    return RandomSeed(using: &generator)
  }

  private static func numbers(_ generator: SeededGenerator, _ count: Int = 4) -> [UInt64] {
    var generator = generator
    return (0..<count).map { _ in generator.next() }
  }

  @Test func theNumbersOfANumberAreSplitMixs() {
    var expected = SplitMix64(seed: 7)
    #expect(Self.numbers(SeededGenerator(.number(7))) == (0..<4).map { _ in expected.next() })
  }

  @Test(arguments: [RandomSeed.number(7), key(1)])
  func equalSeedsGiveEqualNumbers(seed: RandomSeed) {
    #expect(Self.numbers(SeededGenerator(seed)) == Self.numbers(SeededGenerator(seed)))
    #expect(Set(Self.numbers(SeededGenerator(seed), 100)).count == 100)
  }

  @Test(arguments: [RandomSeed.number(7), key(1)])
  func aGeneratorGoesOnWhereItWas(seed: RandomSeed) {
    var generator = SeededGenerator(seed)
    _ = generator.next()
    _ = generator.split()
    _ = generator.nextSeed()
    #expect(SeededGenerator(seed, drawn: generator.drawn) == generator)
    #expect(Self.numbers(SeededGenerator(seed, drawn: generator.drawn)) == Self.numbers(generator))
  }

  @Test(arguments: [RandomSeed.number(7), key(1)])
  func whatIsSplitOffGivesOtherNumbers(seed: RandomSeed) {
    var generator = SeededGenerator(seed)
    var seen: Set<UInt64> = []
    for _ in 0..<10 {
      let part = generator.split()
      seen.formUnion(Self.numbers(part, 10))
      seen.insert(generator.next())
      seen.formUnion(Self.numbers(SeededGenerator(generator.nextSeed()), 10))
    }
    #expect(seen.count == 210)
  }

  @Test func otherKeysGiveOtherNumbersAndCodes() {
    #expect(
      Set(Self.numbers(SeededGenerator(Self.key(1)))).isDisjoint(with: Self.numbers(SeededGenerator(Self.key(2)))))
    #expect(Self.key(1).code(of: [1]) != Self.key(2).code(of: [1]))
    #expect(Self.key(1).code(of: [1]) != Self.key(1).code(of: [2]))
    #expect(Self.key(1).derived(for: "a", 1) != Self.key(1).derived(for: "a", 2))
    #expect(Self.key(1).derived(for: "a", 1) != Self.key(1).derived(for: "b", 1))
  }

  /// RFC 4231, test case 1, with the key filled up to 32 bytes by zeros, which HMAC does anyway.
  @Test func codesAreHMACs() throws {
    let text = String(repeating: "0b", count: 20) + String(repeating: "00", count: 12)
    let key = try #require(SecretKey(hexadecimal: text))
    #expect(
      Hexadecimal.text(RandomSeed.key(key).code(of: Array("Hi There".utf8)))
        == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
  }

  @Test func aKeyIsReadBackFromItsDigitsAndOtherwiseNotShown() throws {
    guard case .key(let key) = Self.key(3) else { return }
    #expect(SecretKey(hexadecimal: key.hexadecimal) == key)
    #expect(SecretKey(hexadecimal: String(key.hexadecimal.dropLast())) == nil)
    #expect(SecretKey(hexadecimal: String(key.hexadecimal.dropLast()) + "g") == nil)
    #expect("\(key)" == "secret")
    #expect(String(reflecting: key) == "secret")
    #expect(Mirror(reflecting: key).children.isEmpty)
  }
}
