import Testing

@testable import JSONPath

@Suite struct ArrayIntrinsicsTests {
  private static let input =
    #"{"a":[1,2,3,4,5],"e":[],"o":{"x":1},"m":[1,1.0,"1",{"a":1,"b":2},{"b":2,"a":1},[1],[1],null,null]}"#

  @Test(arguments: [
    ("States.Array(1, $.e, 'x')", #"[1,[],"x"]"#),
    ("States.ArrayPartition($.a, 2)", "[[1,2],[3,4],[5]]"), ("States.ArrayPartition($.a, 9)", "[[1,2,3,4,5]]"),
    ("States.ArrayPartition($.e, 2)", "[]"), ("States.ArrayPartition($.a, 4.9)", "[[1,2,3,4],[5]]"),
    ("States.ArrayContains($.a, 3)", "true"), ("States.ArrayContains($.a, 3.0)", "true"),
    ("States.ArrayContains($.a, '3')", "false"),
    ("States.ArrayContains($.m, $.e)", "false"), ("States.ArrayContains($.e, $.e)", "false"),
    ("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]"), ("States.ArrayRange(5, 1, -2)", "[5,3,1]"),
    ("States.ArrayRange(5, 1, 1)", "[]"),
    ("States.ArrayRange(1.9, 4.9, 1.9)", "[1,2,3,4]"), ("States.ArrayRange(1, 1, 7)", "[1]"),
    ("States.ArrayGetItem($.a, 0)", "1"), ("States.ArrayGetItem($.a, 4.7)", "5"),
    ("States.ArrayGetItem($.e, 3)", "null"),
    ("States.ArrayLength($.a)", "5"), ("States.ArrayLength($.e)", "0"),
    ("States.ArrayLength(States.ArrayRange(1, 1000, 1))", "1000"),
    ("States.ArrayUnique($.m)", #"[1,"1",{"a":1,"b":2},[1],null]"#),
    ("States.ArrayUnique(States.Array(true, false, true))", "[false,true]"),
  ])
  func gives(text: String, value: String) { #expect(call(text, Self.input) == value) }

  @Test(arguments: [
    "States.ArrayPartition($.a, 0)", "States.ArrayPartition($.a, -1)", "States.ArrayPartition($.a, 0.9)",
    "States.ArrayPartition($.o, 1)",
    "States.ArrayPartition($.a)", "States.ArrayContains('x', 'x')", "States.ArrayContains($.a)",
    "States.ArrayRange(1, 2, 0)",
    "States.ArrayRange(1, 2, 0.5)", "States.ArrayRange(1, 1001, 1)", "States.ArrayRange(1, 2)",
    "States.ArrayRange('1', 2, 3)",
    "States.ArrayRange(1, 1e300, 1)", "States.ArrayGetItem($.a, 5)", "States.ArrayGetItem($.a, -1)",
    "States.ArrayGetItem($.a, '0')",
    "States.ArrayLength($.o)", "States.ArrayLength()", "States.ArrayUnique('x')",
  ])
  func refuses(text: String) {
    #expect(call(text, Self.input) == refusal(text, "Invalid arguments in \(text.prefix { $0 != "(" })"))
  }

  @Test func rangesAtTheEdgeOfIntegersEnd() {
    #expect(call("States.ArrayRange(9223372036854775806, 9223372036854775807, 5)") == "[9223372036854775806]")
  }
}
