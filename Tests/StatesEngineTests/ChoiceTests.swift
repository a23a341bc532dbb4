import StatesTesting
import Testing

@Suite struct ChoiceTests {
  /// A Choice of one rule: `true` when it holds, `false` by default.
  static func machine(_ rule: String) -> String {
    #"""
    {"StartAt":"S","States":{
      "S":{"Type":"Choice","Choices":[{\#(rule),"Next":"Yes"}],"Default":"No"},
      "Yes":{"Type":"Pass","Result":true,"End":true},"No":{"Type":"Pass","Result":false,"End":true}}}
    """#
  }

  private func expectHolds(
    _ rule: String, _ input: String, _ holds: Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    expectOutput(Self.machine(rule), input: input, holds ? "true" : "false", sourceLocation: sourceLocation)
  }

  // MARK: The 39 comparators

  /// Three values in rising order for each family that has an order.
  static let families: [(family: String, values: [String])] = [
    ("String", [#""a""#, #""ab""#, #""b""#]), ("Numeric", ["-2", "0.5", "10"]),
    ("Timestamp", [#""2024-01-01T00:00:00Z""#, #""2024-01-01T00:00:00.001Z""#, #""2024-01-01T01:00:00-01:00""#]),
  ]
  static let relations: [(suffix: String, holds: [Bool])] = [
    ("Equals", [false, true, false]), ("LessThan", [true, false, false]), ("GreaterThan", [false, false, true]),
    ("LessThanEquals", [true, true, false]), ("GreaterThanEquals", [false, true, true]),
  ]

  @Test(arguments: families.indices, relations)
  func orderedFamilies(place: Int, relation: (suffix: String, holds: [Bool])) {
    let (family, values) = Self.families[place]
    for (index, value) in values.enumerated() {
      let name = family + relation.suffix
      expectHolds(#""Variable":"$.v","\#(name)":\#(values[1])"#, #"{"v":\#(value)}"#, relation.holds[index])
      expectHolds(
        #""Variable":"$.v","\#(name)Path":"$.w""#, #"{"v":\#(value),"w":\#(values[1])}"#, relation.holds[index])
    }
  }

  @Test(arguments: [("true", true), ("false", false), (#""true""#, false), ("1", false), ("null", false)])
  func booleanEquals(value: String, holds: Bool) {
    expectHolds(#""Variable":"$.v","BooleanEquals":true"#, #"{"v":\#(value)}"#, holds)
    expectHolds(#""Variable":"$.v","BooleanEqualsPath":"$.w""#, #"{"v":\#(value),"w":true}"#, holds)
  }

  /// The right operand of a `Numeric…Path` is read as a number whatever it is; the left one has to be a number.
  @Test(arguments: [
    ("6", 6.0), (#""6""#, 6), (#"" 6.5d ""#, 6.5), (#""six""#, 0), ("[6]", 0), (#"{"a":6}"#, 0), ("null", 0),
    ("false", 0),
    ("true", 1), (#""1e400""#, .greatestFiniteMagnitude),
  ])
  func theRightOperandOfANumericPathIsReadAsANumber(value: String, number: Double) {
    for left in [-1, 0, 1, 6, 6.5, 7] {
      let input = #"{"v":\#(JSON.double(left)),"w":\#(value)}"#
      expectHolds(#""Variable":"$.v","NumericGreaterThanPath":"$.w""#, input, left > number)
      expectHolds(#""Variable":"$.v","NumericEqualsPath":"$.w""#, input, left == number)
    }
    expectHolds(#""Variable":"$.v","NumericLessThanPath":"$.w""#, #"{"v":"-1","w":\#(value)}"#, false)
  }

  @Test func thereAre39() { #expect(ChoiceOperator.all.count == 39) }

  // MARK: Values of the wrong type

  @Test(arguments: ["String", "Numeric", "Timestamp"], ["null", "true", "[]", "{}", "5", #""5""#, #""2024-01-01""#])
  func aMismatchIsFalseAndNoError(family: String, value: String) {
    let literals = ["String": #""x""#, "Numeric": "6", "Timestamp": #""2024-01-01T00:00:00Z""#]
    expectHolds(#""Variable":"$.v","\#(family)Equals":\#(literals[family] ?? "")"#, #"{"v":\#(value)}"#, false)
    expectHolds(
      #""Variable":"$.w","\#(family)EqualsPath":"$.v""#, #"{"w":\#(literals[family] ?? ""),"v":\#(value)}"#, false)
    expectHolds(
      #""Not":{"Variable":"$.v","\#(family)Equals":\#(literals[family] ?? "")}"#, #"{"v":\#(value)}"#, true)
  }

  @Test func numbersCompareByValue() {
    expectHolds(#""Variable":"$.v","NumericEquals":1"#, #"{"v":1.0}"#, true)
    expectHolds(#""Variable":"$.v","NumericEquals":0"#, #"{"v":-0.0}"#, true)
    expectHolds(#""Variable":"$.v","NumericEquals":100"#, #"{"v":1e2}"#, true)
    expectHolds(#""Variable":"$.v","NumericLessThan":9007199254740993"#, #"{"v":9007199254740992}"#, true)
  }

  @Test(arguments: [
    // By UTF-16 code units: U+FF5E is above the surrogates of U+1F600; nothing is normalized.
    ("😀", "～", true), ("～", "😀", false), ("", "a", true), ("Z", "a", true), ("e\u{301}", "é", true),
  ])
  func textsCompareByUTF16(left: String, right: String, isLess: Bool) {
    expectHolds(#""Variable":"$.v","StringLessThanPath":"$.w""#, #"{"v":"\#(left)","w":"\#(right)"}"#, isLess)
  }

  @Test func canonicallyEqualTextsAreNotEqual() {
    expectHolds(#""Variable":"$.v","StringEquals":"é""#, "{\"v\":\"e\u{301}\"}", false)
  }

  @Test(arguments: [
    ("2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000Z", true),
    ("2024-01-01T00:00:00Z", "2024-01-01T02:00:00+02:00", true),
    ("2024-01-01T00:00:00.000000001Z", "2024-01-01T00:00:00Z", false),
  ])
  func timestampsCompareAsInstants(left: String, right: String, areEqual: Bool) {
    expectHolds(#""Variable":"$.v","TimestampEquals":"\#(right)""#, #"{"v":"\#(left)"}"#, areEqual)
  }

  // MARK: Type tests

  /// The kinds of each value.
  static let kinds: [(value: String, kinds: Set<String>)] = [
    (#""""#, ["IsString"]), (#""5""#, ["IsString"]), ("5", ["IsNumeric"]), ("-0", ["IsNumeric"]),
    ("1e3", ["IsNumeric"]),
    ("true", ["IsBoolean"]), ("null", ["IsNull"]), ("{}", []), ("[]", []),
    (#""2020-01-01T00:00:00Z""#, ["IsString", "IsTimestamp"]),
    (#""2020-01-01T00:00:00.123456789+02:00""#, ["IsString", "IsTimestamp"]), (#""2020-01-01""#, ["IsString"]),
    (#""2020-01-01 00:00:00Z""#, ["IsString"]), (#""2020-01-01T00:00:00""#, ["IsString"]),
    (#""2020-01-01t00:00:00z""#, ["IsString"]), (#""2020-13-01T00:00:00Z""#, ["IsString"]),
  ]

  @Test(arguments: kinds)
  func typeTests(value: String, kinds: Set<String>) {
    for name in ["IsString", "IsNumeric", "IsBoolean", "IsNull", "IsTimestamp"] {
      for expected in [true, false] {
        expectHolds(
          #""Variable":"$.v","\#(name)":\#(expected)"#, #"{"v":\#(value)}"#, kinds.contains(name) == expected)
      }
    }
    expectHolds(#""Variable":"$.v","IsPresent":true"#, #"{"v":\#(value)}"#, true)
  }

  // MARK: Missing values

  @Test func onlyIsPresentBearsAMissingValue() {
    expectHolds(#""Variable":"$.v.w","IsPresent":true"#, "{}", false)
    expectHolds(#""Variable":"$.v.w","IsPresent":false"#, "{}", true)
  }

  @Test(arguments: [
    #""Variable":"$.v","IsNull":true"#, #""Variable":"$.v","IsString":false"#, #""Variable":"$.v","NumericEquals":1"#,
    #""Variable":"$.v","StringMatches":"*""#, #""Variable":"$.a","NumericEqualsPath":"$.v""#,
    #""Not":{"Variable":"$.v","BooleanEquals":true}"#,
  ])
  func everythingElseFailsEvenWithADefault(rule: String) {
    expectFailure(
      Self.machine(rule), input: #"{"a":1}"#, error: "States.Runtime",
      cause: prefix() + "Invalid path '$.v': The choice state's condition path references an invalid value.")
  }

  // MARK: And, Or, Not

  @Test(arguments: [(1, 1), (1, 0), (0, 1), (0, 0)])
  func andOrNot(a: Int, b: Int) {
    let input = #"{"a":\#(a),"b":\#(b)}"#
    let isA = #"{"Variable":"$.a","NumericEquals":1}"#
    let isB = #"{"Variable":"$.b","NumericEquals":1}"#
    expectHolds(#""And":[\#(isA),\#(isB)]"#, input, a == 1 && b == 1)
    expectHolds(#""Or":[\#(isA),\#(isB)]"#, input, a == 1 || b == 1)
    expectHolds(#""Not":\#(isA)"#, input, a == 0)
    expectHolds(#""Not":{"Or":[\#(isA),{"And":[\#(isB),\#(isB)]}]}"#, input, a == 0 && b == 0)
  }

  @Test func andAndOrStopAtTheFirstThatDecides() {
    let missing = #"{"Variable":"$.missing","NumericEquals":1}"#
    expectHolds(#""And":[{"Variable":"$.missing","IsPresent":true},\#(missing)]"#, "{}", false)
    expectHolds(#""Or":[{"Variable":"$.missing","IsPresent":false},\#(missing)]"#, "{}", true)
  }

  // MARK: Where control goes

  @Test func theFirstRuleThatHoldsWins() {
    let definition = #"""
      {"StartAt":"S","States":{
        "S":{"Type":"Choice","Choices":[
          {"Variable":"$.n","NumericGreaterThan":10,"Next":"Large"},{"Variable":"$.n","NumericGreaterThan":5,"Next":"Middle"},
          {"Variable":"$.n","NumericGreaterThan":0,"Next":"Small"}]},
        "Large":{"Type":"Pass","Result":"large","End":true},"Middle":{"Type":"Pass","Result":"middle","End":true},
        "Small":{"Type":"Pass","Result":"small","End":true}}}
      """#
    expectOutput(definition, input: #"{"n":11}"#, #""large""#)
    expectOutput(definition, input: #"{"n":7}"#, #""middle""#)
    expectFailure(
      definition, input: #"{"n":0}"#, error: "States.Runtime",
      cause: prefix() + "Failed to transition out of the state. The state does not point to a next state.")
  }

  @Test func operandsMayComeFromVariablesAndTheContext() {
    expectHolds(#""Variable":"$$.Execution.Name","StringEquals":"test""#, "{}", true)
    let definition = #"""
      {"StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"limit":3},"Next":"S"},
        "S":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericLessThanPath":"$limit","Next":"Yes"}],"Default":"No"},
        "Yes":{"Type":"Pass","Result":true,"End":true},"No":{"Type":"Pass","Result":false,"End":true}}}
      """#
    expectOutput(definition, input: #"{"n":2}"#, "true")
    expectOutput(definition, input: #"{"n":3}"#, "false")
  }

  @Test func historyOfALoop() {
    let definition = #"""
      {"StartAt":"S","States":{
        "S":{"Type":"Choice","Choices":[{"Variable":"$.n","NumericEquals":1,"Next":"Done"}],"Default":"Again"},
        "Again":{"Type":"Pass","Result":{"n":1},"Next":"S"},"Done":{"Type":"Succeed"}}}
      """#
    expectHistory(definition, input: #"{"n":0}"#) {
      """
      2<0 ChoiceStateEntered S
      3<2 ChoiceStateExited S
      4<3 PassStateEntered Again
      5<4 PassStateExited Again
      6<5 ChoiceStateEntered S
      7<6 ChoiceStateExited S
      8<7 SucceedStateEntered Done
      9<8 SucceedStateExited Done
      10<9 ExecutionSucceeded
      """
    }
  }
}
