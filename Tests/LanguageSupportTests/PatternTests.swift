import LanguageSupport
import Testing

/// The compiler and matcher that the grammars share, by trees alone.
@Suite struct SharedPatternTests {
  private static func set(_ scalars: ClosedRange<UInt32>) -> PatternNode { .set(CharacterSet(scalars)) }
  private static let a = set(0x61...0x61)
  private static let b = set(0x62...0x62)

  /// Whether a whole string matches; `nil` if the steps do not suffice.
  private func matches(
    _ node: PatternNode, _ meaning: PatternMeaning, groups: Int = 0, _ text: String, steps: Int = 10_000
  ) throws -> Bool? {
    let pattern = try Pattern(.sequence([node, .assertion(.textEnd)]), meaning, groupCount: groups)
    var (text, steps) = (text, steps)
    let result = text.withUTF8 { pattern.matchesStart(of: $0, steps: &steps) }
    #expect(result == nil || steps > 0)
    return result
  }

  /// `(?:(a)|b)*\1` and `(?:(a)|b)\1`.
  @Test func groupsAreClearedInECMAScriptOnly() throws {
    let choice = PatternNode.group(.alternatives([.group(Self.a, 1), Self.b]), nil)
    let loop = PatternNode.sequence([
      .repetition(choice, least: 0, most: nil, .greedy), .backreference(1, .none),
    ])
    #expect(try matches(loop, .java, groups: 1, "aba") == true)
    #expect(try matches(loop, .java, groups: 1, "ab") == false)
    #expect(try matches(loop, .ecmaScript, groups: 1, "ab") == true)
    let once = PatternNode.sequence([choice, .backreference(1, .none)])
    #expect(try matches(once, .java, groups: 1, "b") == false)
    #expect(try matches(once, .ecmaScript, groups: 1, "b") == true)
  }

  @Test(arguments: [PatternMeaning.java, .ecmaScript])
  func greedDecidesWhatIsGivenBack(meaning: PatternMeaning) throws {
    for (greed, expected) in [(PatternGreed.greedy, true), (.lazy, true), (.possessive, false)] {
      let pair = PatternNode.group(.alternatives([Self.a, Self.b]), 1)
      for body in [Self.a, pair] {
        let node = PatternNode.sequence([.repetition(body, least: 1, most: nil, greed), Self.a])
        #expect(try matches(node, meaning, groups: 1, "aaa") == expected)
      }
    }
    let once = PatternNode.atomic(.alternatives([Self.a, .sequence([Self.a, Self.b])]))
    #expect(try matches(.sequence([once, Self.b]), meaning, "ab") == true)
    #expect(try matches(.sequence([once, Self.a]), meaning, "aba") == false)
  }

  /// `(a+)+b` over many `a`, and a class that is dear beyond ASCII.
  @Test func stepsBoundAllWork() throws {
    let inner = PatternNode.group(.repetition(Self.a, least: 1, most: nil, .greedy), 1)
    let node = PatternNode.sequence([.repetition(inner, least: 1, most: nil, .greedy), Self.b])
    for meaning in [PatternMeaning.java, .ecmaScript] {
      #expect(try matches(node, meaning, groups: 1, String(repeating: "a", count: 40)) == nil)
    }
    let dear = PatternNode.set(CharacterSet(weight: 8_000) { _ in true })
    let loop = PatternNode.repetition(dear, least: 0, most: nil, .greedy)
    #expect(try matches(loop, .java, String(repeating: "a", count: 1_000)) == true)
    #expect(try matches(loop, .java, String(repeating: "é", count: 1_000)) == nil)
  }

  @Test func setsCombineBeyondASCII() {
    let vowels = CharacterSet(0x61...0x61, 0xe9...0xe9)
    let odd = CharacterSet { $0 % 2 == 1 }
    var both = vowels
    both.formUnion(odd)
    var common = vowels.negated
    common.formIntersection(odd)
    var mixed = vowels
    mixed.formUnion(CharacterSet(0x65e5...0x65e5).negated)
    for scalar: UInt32 in [0x61, 0x62, 0x63, 0xe8, 0xe9, 0xeb, 0x65e5] {
      let (isVowel, isOdd) = (scalar == 0x61 || scalar == 0xe9, scalar % 2 == 1)
      #expect(vowels.contains(scalar) == isVowel)
      #expect(vowels.negated.contains(scalar) != isVowel)
      #expect(both.contains(scalar) == (isVowel || isOdd))
      #expect(both.negated.contains(scalar) != (isVowel || isOdd))
      #expect(common.contains(scalar) == (!isVowel && isOdd))
      #expect(mixed.contains(scalar) == (scalar != 0x65e5))
    }
  }

  @Test(
    arguments: [
      (0x41, .ascii, true), (0x41, .none, false), (0xc9, .ascii, false), (0xc9, .unicode, true),
      (0x212a, .ascii, false),
      (0x212a, .unicode, true), (0x65e5, .unicode, false),
    ] as [(UInt32, PatternFolding, Bool)])
  func setsFoldCase(scalar: UInt32, folding: PatternFolding, expected: Bool) {
    let small = CharacterSet(0x61...0x7a, 0xe9...0xe9).folded(folding)
    #expect(small.contains(scalar) == expected)
    #expect(small.negated.contains(scalar) != expected)
  }
}
