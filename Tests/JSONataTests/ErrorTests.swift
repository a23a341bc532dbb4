import JSONata
import OrderedJSON
import Testing

@Suite struct ErrorTests {
  /// Code, offset after the offending token in UTF-16, and token.
  @Test(
    arguments: [
      ("1 +", "S0207", 3, "(end)"), ("\"abc", "S0101", 4, nil), ("1e999", "S0102", 0, "1e999"),
      ("'\\q'", "S0103", 2, "q"),
      ("'\\u12'", "S0104", 2, nil), ("`abc", "S0105", 4, nil), ("1 /* x", "S0106", 2, nil), ("1 2", "S0201", 3, "2"),
      ("[1", "S0203", 2, "(end)"), ("(1,2)", "S0202", 3, ","), ("1 ! 2", "S0204", 3, "!"), ("+1", "S0211", 1, "+"),
      ("a.1", "S0213", 3, nil), ("//", "S0301", 1, nil), ("/a", "S0302", 2, nil), ("function(1){2}", "S0208", 10, "1"),
      ("1 + 'a'", "T2002", 3, "+"), ("'a' + 1", "T2001", 5, "+"), ("$sum('a')", "T0412", 5, "sum"),
      ("$foo(1)", "T1006", 5, "foo"),
      ("'é' & (1 + 'a')", "T2002", 10, "+"), ("'😀' & (1 + 'a')", "T2002", 11, "+"),
      ("$length(1)", "T0410", 8, "length"),
      ("function($x)<s<n>>{1}", "S0401", 15, nil), ("function($x)<(sa<n>)>{1}", "S0402", 14, nil),
    ] as [(String, String, Int, String?)])
  func codesAndPlaces(text: String, code: String, position: Int, token: String?) {
    let error = failure(text)
    #expect(error?.code == code)
    #expect(error?.position == position)
    #expect(error?.token == token)
  }

  @Test(arguments: [
    ("$sum(['a'])", "Argument 1 of function \"sum\" must be an array of \"numbers\""),
    ("$length(5)", "Argument 1 of function \"length\" does not match function signature"),
    ("1 + {}", "The right side of the \"+\" operator must evaluate to a number"),
    ("$foo()", "Attempted to invoke a non-function"),
    ("sum(1)", "Attempted to invoke a non-function. Did you mean $sum?"),
    ("{1: 2}", "Key in object structure must evaluate to a string; got: 1"),
    ("'a' < 1", "The values \"a\" and 1 either side of operator \"<\" must be of the same data type"),
    ("[1,2", "Expected \"]\" before end of expression"), ("[1 2]", "Expected \"]\", got 2"),
    ("a }", "Syntax error: \"}\""),
    ("$number('x')", "Unable to cast value to a number: \"x\""),
    ("$sqrt(-1)", "The sqrt function cannot be applied to a negative number: -1"),
    ("$error('mine')", "mine"), ("$error()", "$error() function evaluated"),
    ("$assert(false)", "$assert() statement failed"),
    ("$decodeUrl('%zz')", "Malformed URL passed to $decodeUrl(): \"%zz\""),
    (
      "$power(10, 1000)",
      "The power function has resulted in a value that cannot be represented as a JSON number: base=10, exponent=1000"
    ),
    (
      "$single([1,2], function($v){ true })",
      "The $single() function expected exactly 1 matching result.  Instead it matched more."
    ),
    ("-'a'", "Cannot negate a non-numeric value: \"a\""),
    (
      "[1..1e8]",
      "The size of the sequence allocated by the range operator (..) must not exceed 1e6.  Attempted to allocate 100000000."
    ),
  ])
  func texts(text: String, message: String) { #expect(failure(text)?.message == message) }

  @Test func reportsSyntaxErrors() {
    #expect(failure("1 +")?.isSyntaxError == true)
    #expect(failure("/(/")?.isSyntaxError == true)
    #expect(failure("$foo()")?.isSyntaxError == false)
    #expect(failure("/(a/")?.code == "S0302")
    #expect(failure("/a)(/")?.isSyntaxError == true)
  }

  @Test func anErrorThatLeavesFunctionsIsAtTheOuterCall() {
    #expect(failure("($f := function(){ 1 + 'a' }; $f())")?.position == 33)
    #expect(failure("($f := function($n){ $n = 0 ? 1 + 'a' : 1 + $f($n - 1) }; $f(3))")?.position == 47)
  }
}
