import LanguageSupport
import Testing

@testable import JSONPath

/// Regular expressions; as in filters, the whole string must match.
@Suite struct PatternTests {
  private func matches(_ pattern: String, _ text: String, flags: String = "") throws -> Bool {
    var work = PathWork()
    return try JavaPattern(pattern, flags: flags).matches(text, work: &work)
  }

  @Test(arguments: [
    ("abc", "abc"), ("a.c", "axc"), ("a|bc", "bc"), ("(a|b)*c", "abbac"), ("[a-c]+", "cab"), ("[^a-c]+", "xyz"),
    ("[a-z&&[^b]]+", "acd"), ("[\\d.]+", "1.5"), ("[]a]+", "]a"), ("[a\\]]+", "]a"), ("\\d{3}", "123"),
    ("a{2,}", "aaa"),
    ("a{1,2}b", "aab"), ("a+?a", "aaa"), ("a*+b", "aab"), ("(?:ab)+", "abab"), ("(a)(b)\\2\\1", "abba"),
    ("(?<x>a)\\k<x>", "aa"), ("(?=ab)a.", "ab"), ("(?!b).", "a"), ("(?>a|ab)c", "ac"), ("^a$", "a"), ("\\Aa\\z", "a"),
    ("\\bword\\b", "word"), ("a\\Bb", "ab"), ("\\w+\\s\\W", "ab_1 -"), ("\\x41\\u0042\\x{43}\\0104", "ABCD"),
    ("\\Qa.b\\E+", "a.bbb"), ("\\p{Lu}\\p{L}+", "Übung"), ("\\p{Alpha}+", "abc"), ("(?i)ABC", "abc"),
    ("(?i:A)b", "ab"), ("\\t\\n\\.", "\t\n."), ("(a*)*", "aaa"), ("(|a)+", "aa"), ("", ""), ("\\R", "\r\n"),
    ("\\h\\v", " \n"),
  ])
  func holds(pattern: String, text: String) throws { #expect(try matches(pattern, text)) }

  @Test(arguments: [
    ("abc", "abcd"), ("b", "abc"), ("a.c", "a\nc"), ("[^a]", "a"), ("a*+a", "aaa"), ("(?>a|ab)c", "abc"),
    ("(?!a).", "a"),
    ("\\p{Alpha}", "ü"), ("\\d", "٣"), ("ABC", "abc"), ("(a)\\1", "ab"), ("a{2}", "aaa"), ("(?i:A)B", "ab"),
    ("a\\b", "ab"),
  ])
  func doesNotHold(pattern: String, text: String) throws { #expect(try !matches(pattern, text)) }

  @Test(arguments: [
    ("abc", "i", "ABC", true), ("ü", "i", "Ü", false), ("ü", "iu", "Ü", true), ("a.b", "s", "a\nb", true),
    ("a.b", "d", "a\rb", true),
    ("a b # c", "x", "ab", true), ("a$\n^b", "m", "a\nb", true), ("a$\n^b", "", "a\nb", false), ("\\d", "U", "٣", true),
    ("\\w+", "U", "größe", true), ("\\w+", "", "größe", false),
  ])
  func obeysFlags(pattern: String, flags: String, text: String, expected: Bool) throws {
    #expect(try matches(pattern, text, flags: flags) == expected)
  }

  @Test(arguments: [
    "(", ")", "a)", "*a", "[", "[b-a]", "\\", "a{", "a{2,1}", "a{9999}", "\\q", "\\1", "(?<=a)b", "(?z)", "\\p{Nope}",
    "\\k<x>",
    "((a{100}){100}){100}", "\\x{110000}", "\\u12",
  ])
  func refuses(pattern: String) {
    #expect(throws: PatternError.self) { try JavaPattern(pattern, flags: "") }
  }

  /// Where Java and ECMAScript mean different things by the same, and what only Java has.
  @Test(
    arguments: [
      // A group keeps what it has matched in an earlier repetition; one that has matched nothing cannot be matched again.
      ("(?:(a)|b)*\\1", "aba", true), ("(?:(a)|b)\\1", "b", false), ("(?:(a)|b)*\\1", "b", false),
      // Repetitions of nothing end.
      ("(a*)*b", "aab", true), ("(a|b*)*c", "abbac", true), ("(?:a?){3}b", "ab", true), ("(?:)*a", "a", true),
      // What is matched once and for all gives nothing back, and groups in it keep what they have.
      ("(?>(a+))a", "aa", false), ("(?>(a+))b\\1", "aabaa", true), ("(?:a|ab)++c", "abc", false),
      ("(?=(a))\\1b", "ab", true), ("(?!(a))b", "b", true),
      // Case: of ASCII letters, or of all; the KELVIN SIGN is a large k.
      ("(?i)k", "\u{212a}", false), ("(?iu)k", "\u{212a}", true), ("(?iu)[a-z]", "\u{212a}", true),
      ("(?i)(é)\\1", "éÉ", false), ("(?iu)(é)\\1", "éÉ", true), ("(?i)[^a]", "A", false),
      // Line ends.
      ("a$\\R", "a\r\n", true), ("a$\\R", "a\u{85}", true), ("(?d)a$\\R", "a\u{85}", false), ("a\\Z\\n", "a\n", true),
      ("(?m)a$\\R^b", "a\u{2028}b", true), ("(?md)a$\\R^b", "a\u{2028}b", false), ("(?m)a\\r^\\nb", "a\r\nb", false),
      // Words.
      ("é\\b.", "é ", false), ("(?U)é\\b.", "é ", true), ("(?U)日\\B本", "日本", true),
      // Classes.
      ("[^\\p{Lu}a]", "b", true), ("[^\\p{Lu}a]", "É", false), ("[\\W&&[^é]]", "é", false), ("[\\W&&[^é]]", "ü", true),
      ("[a-z&&\\p{L}&&[^b]]", "b", false), ("[x[^é]]", "日", true), ("[x[^é]]", "é", false), ("\\P{L}", "日", false),
    ] as [(String, String, Bool)])
  func meansWhatJavaMeans(pattern: String, text: String, expected: Bool) throws {
    #expect(try matches(pattern, text) == expected)
  }

  @Test func refusesDeepNesting() {
    let deep = String(repeating: "(", count: 50_000) + String(repeating: ")", count: 50_000)
    #expect(throws: PatternError.self) { try JavaPattern(deep, flags: "") }
    #expect(throws: PatternError.self) { try JavaPattern(String(repeating: "[", count: 50_000), flags: "") }
  }

  @Test func givesUpOnEndlessGoingBack() throws {
    var work = PathWork()
    let pattern = try JavaPattern("(a+)+b", flags: "")
    let text = String(repeating: "a", count: 40)
    #expect(throws: PathError.self) { try pattern.matches(text, work: &work) }
  }
}
