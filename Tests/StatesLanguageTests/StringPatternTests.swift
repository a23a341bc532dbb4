import StatesLanguage
import Testing

@Suite struct StringPatternTests {
  @Test(arguments: [
    ("*", "", true), ("*", "anything", true), ("", "", true), ("", "a", false), ("a", "a", true), ("a", "A", false),
    ("a*", "a", true), ("a*", "abc", true), ("a*", "ba", false), ("*a", "ba", true), ("*a", "ab", false),
    ("a*c", "abbc", true), ("a*c", "ac", true), ("a*c", "ab", false), ("a*a", "a", false), ("*b*", "abc", true),
    ("a*b*c", "a-b-c", true), ("a*b*c", "acb", false), ("**", "x", true), ("*.log", "zebra.log", true),
    ("foo*.log", "foobar.log", true), ("foo*.log", "foo.txt", false), ("?", "a", false), ("?", "?", true),
    (".", "a", false),
    (#"\*"#, "*", true), (#"\*"#, "a", false), (#"\\"#, #"\"#, true), (#"a\*b*"#, "a*bc", true),
    (#"*\**"#, "a*b", true),
    (#"*\**"#, "ab", false), ("*é*", "café!", true), ("*😀", "x😀", true), ("[a]", "a", false),
    ("*aab*aab*", "aaabaaab", true), ("*ab*ab*", "aab", false),
  ])
  func matches(pattern: String, text: String, expected: Bool) throws {
    #expect(try #require(StringPattern(pattern)).matches(text) == expected)
  }

  @Test(arguments: [#"\"#, #"a\"#, #"\a"#, #"*\n"#])
  func aBackslashEscapesOnlyStarsAndItself(pattern: String) { #expect(StringPattern(pattern) == nil) }

  @Test func manyStarsTakeNoTime() throws {
    let pattern = try #require(StringPattern(String(repeating: "*a", count: 200) + "b"))
    #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
  }
}
