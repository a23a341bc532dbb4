import OrderedJSON
import Testing

@testable import JSONPath

/// Which of these elements a filter keeps; each is known by its place.
@Suite struct FilterTests {
  private static let elements = [
    #"{"i":0,"n":1,"s":"one","l":[1,2]}"#,
    #"{"i":1,"n":2.0,"s":"two","l":[],"b":true}"#,
    #"{"i":2,"n":"2","s":"","b":false}"#,
    #"{"i":3,"n":null,"o":{"k":1}}"#,
    #"{"i":4}"#,
  ]

  private func kept(_ filter: String) -> String {
    outcome("$[?(\(filter))].i", "[" + Self.elements.joined(separator: ",") + "]")
  }

  @Test(arguments: [
    ("@.n", "[0,1,2,3]"), ("!@.n", "[4]"), ("@.o.k", "[3]"), ("!@.l", "[2,3,4]"), ("@['s']", "[0,1,2]"),
    ("@.l[0]", "[0]"),
    ("@..k", "[0,1,2,3,4]"), ("@.*", "[0,1,2,3,4]"),
    ("$.n", "[0,1,2,3]"),  // oddity: alone, a path from $ is tried on the element
  ])
  func looksForMembers(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.n == 1", "[0]"), ("@.n == 2", "[1,2]"), ("@.n === 2", "[1]"), ("@.n == '2'", "[1,2]"), ("@.n === '2'", "[2]"),
    ("@.n != 1", "[1,2,3,4]"),
    ("@.n !== 2", "[0,2,3,4]"), ("@.n == null", "[3]"), ("@.zz == null", "[]"), ("@.zz != null", "[0,1,2,3,4]"),
    ("@.zz == @.yy", "[]"), ("@.b == true", "[1]"), ("@.b == false", "[2]"), ("@.l == [1,2]", "[0]"),
    ("@.l == []", "[1]"),
    ("@.o == {'k': 1}", "[3]"), ("@.o == {\"k\":1.0}", "[]"), ("1 == @.n", "[0]"), ("@.i == @.n", "[2]"),
    ("@.i === @.n", "[]"),
    ("@.s == \"one\"", "[0]"), ("@.s == 'on\\u0065'", "[0]"), ("@.i == $[0].l[1]", "[2]"),
  ])
  func comparesForEquality(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.n < 2", "[0]"), ("@.n <= 2", "[0,1]"), ("@.n > 1", "[1]"), ("@.n >= 1", "[0,1]"), ("@.s < 'p'", "[0,2]"),
    ("@.s > 1", "[]"), ("@.i > -1e0", "[0,1,2,3,4]"), ("@.b < true", "[]"),
  ])
  func comparesForOrder(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.i == 0 || @.i == 1", "[0,1]"), ("@.n && @.b", "[1,2]"), ("@.i == 0 || @.i == 1 && @.n == 9", "[0]"),
    ("(@.i == 0 || @.i == 1) && @.b", "[1]"), ("!(@.i < 4)", "[4]"), ("!(!(@.i == 2))", "[2]"),
    ("@.i==0||@.i==1", "[0,1]"),
    ("! @.n", "[4]"),
  ])
  func combines(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.i in [0, 3]", "[0,3]"), ("@.s IN ['one']", "[0]"), ("@.i nin [0, 3]", "[1,2,4]"),
    ("@.zz nin [0]", "[0,1,2,3,4]"),
    ("@.l contains 2", "[0]"), ("@.s contains 'o'", "[0,1]"), ("@.l size 2", "[0]"), ("@.s size 3", "[0,1]"),
    ("@.l empty true", "[1]"), ("@.s empty false", "[0,1]"), ("@.l subsetof [1,2,3]", "[0,1]"),
    ("@.l anyof [2,5]", "[0]"),
    ("@.l noneof [2,5]", "[1]"), ("@.l all [1,2]", "[]"), ("@.b exists true", "[1]"), ("1 in @.l", "[0]"),
    ("@.i in 5", "[]"), ("@.s type 'x'", "[]"),
  ])
  func knowsWords(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.s =~ /o.*/", "[0]"), ("@.s =~ /.*O.*/i", "[0,1]"), ("@.s =~ /o/", "[]"), ("@.i =~ /[0-2]/", "[0,1,2]"),
    ("@.b =~ /true/", "[1]"), ("@.zz =~ /x?/", "[0,1,2,3,4]"), ("/t.o/ =~ @.s", "[1]"), ("@.l =~ /2/", "[0]"),
    ("@.s =~ /a\\/b|one/", "[0]"),
  ])
  func matchesRegularExpressions(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test(arguments: [
    ("@.l.length() == 2", "[0]"), ("@.l.length() > 0 && @.n", "[0]"), ("@.s.concat() == ''", "[0,1,2]"),
  ])
  func callsFunctions(filter: String, kept expected: String) { #expect(kept(filter) == expected) }

  @Test func aListOfListsCannotBeSearched() {
    #expect(outcome("$[?(@.l contains 1)]", #"[{"l":[[1],1]}]"#) == "!Could not determine value type")
  }
}
