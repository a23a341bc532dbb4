import OrderedJSON
import Testing

@testable import JSONPath

/// Which of these elements a filter keeps; each is known by its index.
@Suite struct FilterTests {
  private static let elements = [
    #"{"i":0,"n":1,"s":"one","l":[1,2]}"#,
    #"{"i":1,"n":2.0,"s":"two","l":[],"b":true}"#,
    #"{"i":2,"n":"2","s":"","b":false}"#,
    #"{"i":3,"n":null,"o":{"k":1}}"#,
    #"{"i":4,"s":"null","v":"/p/q"}"#,
  ]

  private func kept(_ filter: String) -> String {
    outcome("$[?(\(filter))].i", "[" + Self.elements.joined(separator: ",") + "]")
  }

  @Test(arguments: [
    ("@.n", "[0,1,2]"), ("!@.n", "[3,4]"), ("@.o.k", "[3]"), ("!@.l", "[2,3,4]"), ("@['s']", "[0,1,2,4]"),
    ("@.b", "[1,2]"), ("@", "[0,1,2,3,4]"), ("!@", "[]"), ("@['i','s']", "[0,1,2,3,4]"),
    ("$.n", "[0,1,2]"),  // alone, a path from $ is tried on the element
  ])
  func existsWhatIsThereAndNotNull(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.n == 1", "[0]"), ("@.n == 2", "[1,2]"), ("@.n == '2'", "[1,2]"), ("@.n == 2.00", "[1]"),
    ("@.n != 1", "[1,2,3]"),
    ("@.n == +1", "[0]"), ("@.n == .1e1", "[0]"), ("@.n == 01.", "[0]"),
    ("@.zz != 1", "[]"), ("@.zz == @.yy", "[]"), ("@.i == @.n", "[2]"), ("@.i == $[0].l[1]", "[2]"),
    ("$[2].i == @.n", "[1,2]"), ("@.l == @.l", "[]"), ("@.l != @.l", "[]"), ("@.o == {'k': 1}", "[]"),
    ("@.n == $[0].i", "[]"), ("@.s != 2", "[0,1,2,4]"),
  ])
  func comparesForEquality(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.s == one", "[0]"), ("@.s == 'one'", "[0]"), ("@.s == \"one\"", "[]"), ("@.v == /p/q", "[4]"),
    ("@.v == '/p/q'", "[4]"), ("@.v == /p/", "[]"), ("@.s == '' ", "[2]"), ("@.s == ", "[2]"), ("one == @.s", "[0]"),
    ("1 == @.n", "[]"), ("2 == @.n", "[2]"), ("'a' == a", "[0,1,2,3,4]"), ("a!=a", "[]"),
  ])
  func literalsAreStringsWithOrWithoutQuotes(filter: String, kept expected: String) {
    #expect(kept(filter) == expected)
  }

  @Test(arguments: [
    ("@.n == null", "[3]"), ("@.n != null", "[0,1,2]"), ("@.s == null", "[4]"), ("null == @.n", "[3]"),
    ("@.zz == null", "[]"), ("@.zz != null", "[]"), ("@.n < null", "[]"), ("@.n <= 5", "[0,1,2]"),
    ("@.o == null", "[]"),
    ("@.o != null", "[3]"), ("@.b != null", "[1,2]"), ("@.s > null", "[]"), ("@.n >= null", "[]"),
  ])
  func nullEqualsNullAndItsName(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test func aNullThatIsFoundEqualsTheNameOfNull() {
    #expect(outcome("$[?(@.n == @.s)].i", #"[{"i":2,"n":"2","s":"2"},{"i":3,"n":null,"s":"null"}]"#) == "[2,3]")
  }

  @Test(arguments: [
    ("@.b == true", "[1]"), ("@.b == 'TRUE'", "[1]"), ("@.b == false", "[2]"), ("@.b == other", "[2]"),
    ("@.b != true", "[2]"), ("@.b == @.b", "[1,2]"), ("true == @.b", "[]"),
  ])
  func booleansTakeStrings(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.n < 2", "[0]"), ("@.n <= 2", "[0,1,2]"), ("@.n > 1", "[1,2]"), ("@.n >= 1", "[0,1,2]"),
    ("@.s < 'p'", "[0,2]"),
    ("@.n > -1e0", "[0,1,2]"), ("@.n < 10", "[0,1]"), ("@.o < 1", "[]"), ("@.i >= @.n", "[2]"),
  ])
  func comparesForOrder(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: ["@.i == one", "@.i > ", "@.n === 1", "@.i <> 1", "@.i == 1 and @.b", "@.i == 1 & @.b == true"])
  func aNumberWithAStringThatIsNotOneFailsTheWholePath(filter: String) {
    #expect(kept(filter).hasPrefix("!The number"))
  }

  @Test(arguments: [
    ("@.i == 0 || @.i == 1", "[0,1]"), ("@.n && @.b", "[1,2]"), ("@.i == 0 || @.i == 1 && @.n == 9", "[0]"),
    ("@.i==0||@.i==1", "[0,1]"), ("@.i == 1 && @.n == 9 || @.i == 0", "[0]"),
    ("(@.i == 0 || @.i == 1) && @.b", "[0,1]"),  // parentheses do not group
    ("((@.i == 0) || (@.i == 1))", "[0,1]"), ("!(@.i < 4)", "[0,1,2,3,4]"), ("@.s == (one)", "[]"),
  ])
  func combinesWithoutGrouping(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test func theLastTermIsLookedAtFirst() {
    let document = #"[{"k":1,"s":"x"}]"#
    #expect(outcome("$[?(@.k == word && @.s == y)]", document) == "[]")
    #expect(outcome("$[?(@.s == y && @.k == word)]", document).hasPrefix("!The number 1"))
    #expect(outcome("$[?(@.k == word || @.s == x)]", document) == "[\(document.dropFirst().dropLast())]")
  }

  @Test(arguments: [
    ("@.s =~ /o.*/", "[0]"), ("@.s =~ /.*O.*/i", "[0,1]"), ("@.s =~ /o/", "[]"), ("@.i =~ /[0-2]/", "[0,1,2]"),
    ("@.b =~ /true/", "[1]"), ("@.zz =~ /x?/", "[]"), ("@.n =~ /2.0/", "[1]"), ("@.s =~ /a\\/b|one/", "[0]"),
    ("@.l =~ /.*2.*/", "[0]"), ("/o/ =~ /o/", "[]"),
  ])
  func matchesRegularExpressionsAsAWhole(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: ["@.s =~ 'one'", "@.s =~ one", "/one/ =~ @.s"])
  func aPatternIsBetweenSlashesOnTheRight(filter: String) { #expect(kept(filter).hasPrefix("!'=~' needs")) }

  @Test(arguments: [
    ("@.s == 'it\\'s'", #"[{"s":"it's"}]"#, #"[{"s":"it's"}]"#),
    ("@.s == 'a&&b'", #"[{"s":"a&&b"}]"#, "!"), ("@.a.b-c == x", #"[{"a":{"b-c":"x"}}]"#, #"[{"a":{"b-c":"x"}}]"#),
    ("@.l.length() == 2", #"[{"l":[1,2]}]"#, "[]"), ("@.s == My (x)", #"[{"s":"My (x"}]"#, #"[{"s":"My (x"}]"#),
    ("@[0] == 1", #"[{"a":1}]"#, "!"), ("@.a[0]", #"[{"a":5}]"#, "!"), ("@.a[9]", #"[{"a":[]}]"#, "[]"),
    ("@[(@.length-1)] == 2", "[[1,2],[2,3]]", "[[1,2]]"),
  ])
  func readsExpressionsAsWritten(filter: String, document: String, expected: String) {
    let found = outcome("$[?(\(filter))]", document)
    if expected == "!" { #expect(found.hasPrefix("!")) } else { #expect(found == expected) }
  }

  @Test(arguments: [
    ("$.o[?(@.k == 1)]", #"{"o":{"k":1}}"#, #"[{"k":1}]"#), ("$.o[?(@.k == 2)]", #"{"o":{"k":1}}"#, "[]"),
    ("$.l[?(@ == 2)]", #"{"l":[1,2,2.0]}"#, "[2,2.0]"), ("$.l[?(@)][0]", #"{"l":[[1],null,[]]}"#, "[1,null]"),
    ("$..[?(!@.x)]", #"{"a":[1]}"#, #"[{"a":[1]},1]"#),
  ])
  func testsElementsAndObjects(path: String, document: String, expected: String) {
    #expect(outcome(path, document) == expected)
  }
}
