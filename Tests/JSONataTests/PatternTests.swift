import JSONata
import OrderedJSON
import Testing

@Suite struct PatternTests {
  private func found(_ pattern: String, _ text: String) -> String {
    outcome("$match(s, /\(pattern)).match", ["s": .string(text)])
  }

  @Test(arguments: [
    ("a+/", "caaab", "\"aaa\""), ("a+?/", "aaa", #"["a","a","a"]"#), ("(a|ab)(c|bcd)/", "abcd", "\"abcd\""),
    ("^b/m", "a\nb", "\"b\""), ("^b/", "a\nb", "undefined"),
    ("a$/m", "a\nb", "\"a\""), ("[^a-c]+/", "abcxyz", "\"xyz\""), ("\\\\bfoo\\\\b/", "a foo b", "\"foo\""),
    ("\\\\d{2,3}/", "12345", #"["123","45"]"#),
    ("x(?=y)/", "xzxy", "\"x\""), ("x(?!y)/", "xyxz", "\"x\""), ("(?<=a)b/", "cbab", "\"b\""),
    ("(?<!a)b/", "abcb", "\"b\""), ("(.)\\\\1/", "abccd", "\"cc\""),
    ("(?<q>.)\\\\k<q>/", "abccd", "\"cc\""), ("A/i", "bab", "\"a\""), ("É/i", "xéy", "\"é\""),
    ("[à-ü]/", "aèb", "\"è\""), ("\\\\x41\\\\u0042/", "xABy", "\"AB\""),
    ("a.c/", "a\nc abc", "\"abc\""), ("[\\\\s\\\\S]c/", "\ncd", "\"\\nc\""), ("(?:ab)+/", "ababx", "\"abab\""),
    ("a{0}b/", "ab", "\"b\""),
    ("(a*)*b/", "aaab", "\"aaab\""), ("(z)((a+)?(b+)?(c))*/", "zaacbbbcac", "\"zaacbbbcac\""),
    ("(?=(a+))a*b\\\\1/", "baaabac", "\"aba\""), ("[\\\\w.]+@\\\\w+/", "x a.b@c y", "\"a.b@c\""),
    (".\\\\u00e9/", "😀é", "\"😀é\""), ("abcdefghijk/", "xabcdefghijky", "\"abcdefghijk\""),
    ("abcdefghijk/", "abcdefghij", "undefined"), ("ab+c/", "abbbc", "\"abbbc\""), ("xab|xac/", "xac", "\"xac\""),
    ("a[bé]{2,3}b/", "aébéb", "\"aébéb\""), ("[aé]{3}/", "aéaé", "\"aéa\""), ("[aé]{1,2}é/", "aéé", "\"aéé\""),
    ("[aé]+a/", "éaéa", "\"éaéa\""), ("[^x]{2}x/", "éax", "\"éax\""), ("AbC1/i", "aBc1", "\"aBc1\""),
  ])
  func matches(pattern: String, text: String, expected: String) {
    // The patterns are written for JSON text: one backslash less in the expression.
    #expect(found(pattern.replacing("\\\\", with: "\\"), text) == expected)
  }

  @Test func groupsOfAnEarlierRoundAreForgotten() {
    #expect(outcome("$match('zaacbbbcac', /(z)((a+)?(b+)?(c))*/).groups") == #"["z","ac","a",null,"c"]"#)
  }

  @Test(arguments: ["/(a+)+$/", "/(a|aa)+$/", "/(a*)*b/", "/((a+)*)*b/"])
  func whatWouldTakeForeverIsCutOff(pattern: String) {
    let text = "$contains($join([1..40].('a')) & '!', \(pattern))"
    let limits = JSONataLimits(maximumPatternSteps: 1_000_000)
    #expect(["U1001", "false"].contains(outcome(text, limits: limits)))
  }

  @Test(arguments: ["/a)(/", "/[b-a]/", "/a**/", "/(?<1>a)/", "/a{2,1}/", "/(?x)/"])
  func refusesInvalidPatterns(pattern: String) { #expect(failure(pattern)?.isSyntaxError == true) }
}

extension String {
  /// Every occurrence in a string replaced.
  fileprivate func replacing(_ part: String, with other: String) -> String {
    var result = ""
    var rest = self[...]
    while !rest.isEmpty {
      if rest.hasPrefix(part) {
        result += other
        rest = rest.dropFirst(part.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result
  }
}
