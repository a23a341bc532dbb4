import OrderedJSON
import Testing

@testable import JSONPath

@Suite struct IntrinsicParserTests {
  @Test(arguments: [
    ("States.Array()", "[]"), ("States.Array( )", "[]"), ("States.Array(1,-2.5,1e2)", "[1,-2.5,1e2]"),
    ("States.Array(true,false,null)", "[true,false,null]"), ("States.Array('a', 'b')", #"["a","b"]"#),
    ("States.Array('it\\'s', '\\\\', '\\{\\}')", #"["it's","\\","{}"]"#),
    ("States.Array('{x}', '\"')", #"["{x}","\""]"#),
    ("States.Array('a\nb')", #"["a\nb"]"#), ("States.Array($, $.l[0], $$.c, $v.k)", #"[{"l":[1]},1,2,3]"#),
    ("States.Array($['l'], $.l[?(@ == 1)], $.l[(@.length-1)])", "[[1],[1],1]"),
    ("States.Array(\n States.Array( 1 ) ,\t2 )", "[[1],2]"), (" States.Array(1) ", "[1]"),
    ("States.Array($.zz[*])", "[[]]"),
  ])
  func reads(text: String, value: String) {
    #expect(call(text, #"{"l":[1]}"#, context: #"{"c":2}"#, variables: ["v": ["k": 3]]) == value)
  }

  @Test(arguments: [
    ("", "expected a path that starts with '$', or a call such as States.Format('{}', $.a)"),
    ("hello", "expected a path that starts with '$', or a call such as States.Format('{}', $.a)"),
    ("States.Nope()", "no intrinsic function is named 'States.Nope'"),
    ("States.uuid()", "no intrinsic function is named 'States.uuid'; did you mean 'States.UUID'?"),
    ("States.UUID", "expected '(' after 'States.UUID'"),
    ("States.UUID ()", "expected '(' after 'States.UUID'"),
    ("States.UUID(", "expected an argument"),
    ("States.Array(1", "expected ')'"),
    ("States.Array(1 2)", "expected ',' or ')'"),
    ("States.Array(1,)", "expected a path that starts with '$', or a call such as States.Format('{}', $.a)"),
    ("States.Array(1))", "unexpected characters after the call"),
    ("States.Array('a)", "a string is not closed by \"'\""),
    ("States.Array(\"a\")", "expected a path that starts with '$', or a call such as States.Format('{}', $.a)"),
    ("States.Array('a\\n')", "a backslash is only allowed before ', {, } and \\"),
    ("States.Array(01)", "not a number: '01'"),
    ("States.Array($.a[)", "expected a name in single quotes, an index, a slice, '*' or '?(…)' in the brackets"),
    ("States.Array($.a..)", "a path must not end with '..'"),
  ])
  func refuses(text: String, message: String) {
    do {
      _ = try IntrinsicExpression(text)
      Issue.record("nothing thrown")
    } catch {
      #expect(error.message == message)
      #expect((0...text.utf8.count).contains(error.offset))
    }
  }

  @Test func tenCallsMayBeNested() {
    func nested(_ count: Int) -> String {
      String(repeating: "States.Array(", count: count) + String(repeating: ")", count: count)
    }
    #expect(throws: Never.self) { try IntrinsicExpression(nested(10)) }
    #expect(throws: IntrinsicSyntaxError(message: "no more than 10 calls may be nested", offset: 130)) {
      try IntrinsicExpression(nested(11))
    }
    #expect(throws: IntrinsicSyntaxError.self) { try IntrinsicExpression(nested(50_000)) }
  }

  @Test(arguments: [
    ("States.JsonToString($.a)", #"{"b":1}"#, "$.a", #"{"b":1}"#),
    ("States.Array(1,  $.x.y)", "{}", "$.x.y", "{}"),
    ("States.Array(States.ArrayLength($.q))", "{}", "$.q", "{}"),
    ("States.Array($$.a)", #"{"b":1}"#, "$.a", #"{"b":1}"#),
    ("States.Format($.t)", "{}", "$.t", "{}"),
    ("States.Array($.l[5])", #"{"l":[]}"#, "$.l[5]", #"{"l":[]}"#),
  ])
  func namesTheMissingArgument(text: String, input: String, path: String, shown: String) {
    #expect(
      call(text, input)
        == "!The function '\(text)' had the following error: The JsonPath argument for the field '\(path)' "
        + "could not be found in the input '\(shown)'")
  }

  @Test func keepsTheMessageOfAnIndexOnANonArray() {
    #expect(
      call("States.Array($.a[0])", #"{"a":1}"#)
        == "!The function 'States.Array($.a[0])' had the following error: Filter: [0] can only be applied to arrays. "
        + "Current context is: 1")
  }
}
