import Testing

@testable import JSONPath

@Suite struct StringIntrinsicsTests {
  private static let input =
    #"{"n":1.50,"nil":null,"t":true,"o":{"a":1,"b":[null,"x y",{"c":2.0}]},"s":"q\"r","tpl":"<{}>","e":"","b":" "}"#

  @Test(arguments: [
    ("States.Format('plain')", #""plain""#), ("States.Format('{}', $.s)", #""q\"r""#),
    ("States.Format('{}|{}', $.n, 7)", #""1.50|7""#),
    ("States.Format('{}{}', $.nil, $.t)", #""nulltrue""#),
    ("States.Format('{}', $.o)", #""{a=1, b=[null, x y, {c=2.0}]}""#),
    ("States.Format('\\{\\}\\\\\\'{}', 1)", #""{}\\'1""#), ("States.Format($.tpl, 'a')", #""<a>""#),
    ("States.Format('{}', '{}')", #""{}""#),
    ("States.Format('{}', $.e)", #""""#), ("States.Format('ü{}', 'ß')", #""üß""#),
  ])
  func formats(text: String, value: String) { #expect(call(text, Self.input) == value) }

  @Test(arguments: [
    (#"States.Format('{}', States.StringToJson('"x"'))"#, #""\"x\"""#),
    (#"States.Format('{}', States.StringToJson('{"a":[1,"b"]}'))"#, #""{\"a\":[1,\"b\"]}""#),
    ("States.Format('{}', States.StringToJson('1.50'))", #""1.50""#),
    ("States.Format('{}', States.Format('{}', $.e))", #""""#),
  ])
  func whatIsReadOutOfATextIsFormattedAsJSON(text: String, value: String) { #expect(call(text, Self.input) == value) }

  @Test(arguments: [
    ("States.Format('{')", "Invalid template in States.Format: matching '}' not found for '{'."),
    ("States.Format('{{}}', 1)", "Invalid template in States.Format: matching '}' not found for '{'."),
    ("States.Format('a}')", "Invalid template in States.Format: matching '{' not found for '}'."),
    (
      "States.Format('{}')",
      "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."
    ),
    (
      "States.Format('{}', 1, 2)",
      "Invalid arguments in States.Format: number of arguments do not match the occurrences of {}."
    ),
    ("States.Format(1)", "Invalid arguments in States.Format"),
    ("States.Format()", "Invalid arguments in States.Format"),
  ])
  func refusesToFormat(text: String, reason: String) { #expect(call(text, Self.input) == refusal(text, reason)) }

  @Test(arguments: [
    ("States.StringSplit('a,b', ',')", #"["a","b"]"#), ("States.StringSplit('a.b+c', '+.')", #"["a","b","c"]"#),
    ("States.StringSplit(',,a,,', ',')", #"["a"]"#), ("States.StringSplit('', ',')", "[]"),
    ("States.StringSplit('abc', '')", #"["abc"]"#),
    ("States.StringSplit('aöb', 'ö')", #"["a","b"]"#),
  ])
  func splits(text: String, value: String) { #expect(call(text) == value) }

  @Test(arguments: [
    (#"States.StringToJson('{"a": [1, 2.50]}')"#, #"{"a":[1,2.50]}"#), ("States.StringToJson('')", "null"),
    ("States.StringToJson(' \n')", "null"), ("States.StringToJson('-0')", "0"),
    ("States.StringToJson('\"x\"')", #""x""#),
    ("States.JsonToString($.o)", #""{\"a\":1,\"b\":[null,\"x y\",{\"c\":2.0}]}""#),
    ("States.JsonToString('x')", #""\"x\"""#),
    ("States.JsonToString($.nil)", #""null""#),
  ])
  func convertsJSON(text: String, value: String) { #expect(call(text, Self.input) == value) }

  @Test(arguments: [
    (
      "nope",
      "Unrecognized token 'nope': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      5
    ),
    ("{x", "Unexpected character ('x' (code 120)): was expecting double-quote to start field name", 2),
    ("[1;", "Unexpected character (';' (code 59)): was expecting comma to separate Array entries", 3),
    (#"{"a" 1}"#, "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 6),
  ])
  func quotesTheParser(json: String, problem: String, column: Int) {
    let text = "States.StringToJson('\(json.replacing("{", with: "\\{").replacing("}", with: "\\}"))')"
    let reason =
      "Cannot convert String to Json in States.StringToJson, caused by: \(problem)\n at [Source: REDACTED "
      + "(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: \(column)]"
    #expect(call(text) == refusal(text, reason))
  }

  @Test(arguments: [
    (
      "[1",
      ": expected close marker for Array (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1])",
      3
    ),
    (#"[{"a": "x"#, ": was expecting closing quote for a string value", 10),
    (#"{"a":"#, " within/between Object entries", 6),
    (#"[[1], [2,"#, " within/between Array entries", 10),
  ])
  func quotesTheParserAtTheEnd(json: String, problem: String, column: Int) {
    let text = "States.StringToJson('\(json)')"
    let reason =
      "Cannot convert String to Json in States.StringToJson, caused by: Unexpected end-of-input\(problem)\n at [Source: REDACTED "
      + "(`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: \(column)]"
    #expect(call(text) == refusal(text, reason))
  }

  @Test(arguments: [
    (#"{"a":1,"b":2}"#, #"{"b":3,"c":4}"#, #"{"b":3,"c":4,"a":1}"#), ("{}", "{}", "{}"),
    (#"{"a":{"x":1}}"#, #"{"a":{"y":2}}"#, #"{"a":{"y":2}}"#),
  ])
  func merges(first: String, second: String, merged: String) {
    #expect(call("States.JsonMerge($.a, $.b, false)", #"{"a":\#(first),"b":\#(second)}"#) == merged)
  }

  @Test(arguments: [
    ("States.JsonMerge($, $, true)", ""), ("States.JsonMerge($, 1, false)", ""), ("States.JsonMerge($, $)", ""),
    ("States.StringSplit(1, ',')", ""), ("States.StringSplit('a')", ""), ("States.StringToJson($)", ""),
    ("States.StringToJson()", ""),
    ("States.JsonToString()", ": only a single argument is allowed."),
    ("States.JsonToString(1, 2)", ": only a single argument is allowed."),
  ])
  func refusesArguments(text: String, more: String) {
    let name = text.prefix { $0 != "(" }
    #expect(call(text) == refusal(text, "Invalid arguments in \(name)\(more)"))
  }
}
