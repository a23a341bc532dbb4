import Testing

@testable import JSONPath

@Suite struct ArrayIntrinsicsTests {
  private static let input =
    #"{"a":[1,2,3,4,5],"e":[],"o":{"x":1},"m":[1,1.0,"1",{"a":1,"b":2},{"b":2,"a":1},[1],[1],null,null]}"#

  @Test(arguments: [
    ("States.Array(1, $.e, 'x')", #"[1,[],"x"]"#),
    ("States.ArrayPartition($.a, 2)", "[[1,2],[3,4],[5]]"), ("States.ArrayPartition($.a, 9)", "[[1,2,3,4,5]]"),
    ("States.ArrayPartition($.e, 2)", "[]"), ("States.ArrayPartition($.a, 4.9)", "[[1,2,3,4],[5]]"),
    ("States.ArrayContains($.a, 3)", "true"),
    ("States.ArrayContains($.m, $.e)", "false"), ("States.ArrayContains($.e, $.e)", "false"),
    ("States.ArrayRange(1, 9, 2)", "[1,3,5,7,9]"), ("States.ArrayRange(5, 1, -2)", "[5,3,1]"),
    ("States.ArrayRange(5, 1, 1)", "[]"),
    ("States.ArrayRange(1.9, 4.9, 1.9)", "[1,2,3,4]"), ("States.ArrayRange(1, 1, 7)", "[1]"),
    ("States.ArrayGetItem($.a, 0)", "1"), ("States.ArrayGetItem($.a, 4.7)", "5"),
    ("States.ArrayGetItem($.e, 3)", "null"),
    ("States.ArrayLength($.a)", "5"), ("States.ArrayLength($.e)", "0"),
    ("States.ArrayLength(States.ArrayRange(1, 1000, 1))", "1000"),
    ("States.ArrayUnique($.m)", #"[1.0,{"a":1,"b":2},[1],1,"1",null]"#),
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

  /// Texts count bare, everything else as compact JSON.
  @Test(arguments: [
    (#"[{"a":1,"b":2}]"#, #"{"b":2,"a":1}"#, "false"), (#"[{"a":1,"b":2}]"#, #"{"a":1,"b":2}"#, "true"),
    (#"["9007199254740991"]"#, "9007199254740991", "true"), (#"["true"]"#, "true", "true"), ("[0,1]", "false", "false"),
    ("[3]", "3.0", "false"), ("[3.0]", "3.0", "true"), ("[3]", "\"3\"", "true"), ("[null]", "\"null\"", "true"),
    ("[[1,2]]", "\"[1,2]\"", "true"), (#"[["a"]]"#, "\"a\"", "false"),
  ])
  func containsWhatIsWrittenAlike(array: String, wanted: String, answer: String) {
    #expect(call("States.ArrayContains($.a, $.b)", #"{"a":\#(array),"b":\#(wanted)}"#) == answer)
  }

  /// The order of a `java.util.HashSet` of Jackson's nodes.
  @Test(arguments: [
    (#"["a",5,4,3,2,1,1,2,3,4,5,"a","b"]"#, #"["a",1,2,"b",3,4,5]"#), ("[3,1,2]", "[1,2,3]"),
    ("[true,false,null]", "[false,true,null]"),
    ("[20,3,19,35]", "[3,19,35,20]"), ("[-1,0]", "[-1,0]"), ("[16,0,32]", "[16,0,32]"),
    ("[12,11,10,9,8,7,6,5,4,3,2,1,16]", "[1,2,3,4,5,6,7,8,9,10,11,12,16]"), ("[1,1.0,1.00]", "[1.0,1]"),
    (#"["Aa","BB"]"#, #"["Aa","BB"]"#), (#"[{"a":1,"b":2},{"b":2,"a":1}]"#, #"[{"a":1,"b":2}]"#),
    ("[4294967296,1]", "[4294967296,1]"), ("[123456789012345678901234567890,1]", "[1,123456789012345678901234567890]"),
  ])
  func whatIsUniqueComesInTheOrderOfAHashedSet(array: String, unique: String) {
    #expect(call("States.ArrayUnique($.a)", #"{"a":\#(array)}"#) == unique)
  }

  @Test func hashCodesAreJavas() {
    let codes: [(String, Int32)] = [
      ("\"hello\"", 99_162_322), ("7", 7), ("-1", -1), ("4294967297", 0), ("1.5", 1_073_217_536), ("true", 3),
      ("null", 4),
      ("[]", 1), ("[1,2]", 994), ("{}", 0), (#"{"a":1}"#, 96), ("18446744073709551616", 961),
    ]
    for (text, code) in codes { #expect(JavaNode(json(text)).hashCode == code, "\(text)") }
  }

  /// Texts whose Java hash codes are all the same cost no more than others.
  @Test func hashCodesThatFallTogetherCostNothing() {
    let texts = (0..<4_096).map { number in
      (0..<12).map { number >> $0 & 1 == 0 ? "Aa" : "BB" }.joined()
    }
    let array = "[" + texts.map { "\"\($0)\"" }.joined(separator: ",") + "]"
    #expect(call("States.ArrayLength(States.ArrayUnique($.a))", #"{"a":\#(array)}"#) == "4096")
  }
}
