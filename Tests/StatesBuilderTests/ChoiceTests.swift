@testable import StatesLanguage
import StatesBuilder
import Testing

@Suite struct ChoiceTests {
  private static let next = StateName("n")
  private static let flag = Variable("$.f").booleanEquals(true)
  private static let low = Variable("$.n").numericLessThan(1)
  private static let flagText = #"{"Variable":"$.f","BooleanEquals":true}"#
  private static let lowText = #"{"Variable":"$.n","NumericLessThan":1}"#

  @Test(
    arguments: [
      (flag, flagText), (!flag, #"{"Not":\#(flagText)}"#), (.not(.not(low)), #"{"Not":{"Not":\#(lowText)}}"#),
      (flag && low, #"{"And":[\#(flagText),\#(lowText)]}"#),
      (flag && low && flag, #"{"And":[\#(flagText),\#(lowText),\#(flagText)]}"#),
      (flag && (low && flag), #"{"And":[\#(flagText),{"And":[\#(lowText),\#(flagText)]}]}"#),
      (flag || low || flag, #"{"Or":[\#(flagText),\#(lowText),\#(flagText)]}"#),
      (flag && low || flag, #"{"Or":[{"And":[\#(flagText),\#(lowText)]},\#(flagText)]}"#),
      (.and(flag), #"{"And":[\#(flagText)]}"#), (.or(), #"{"Or":[]}"#),
      (.and(flag).comment("c") && low, #"{"And":[{"And":[\#(flagText)],"Comment":"c"},\#(lowText)]}"#),
      (Condition(fields: ["Variable": "$", "IsNull": "?"]), #"{"Variable":"$","IsNull":"?"}"#),
    ] as [(Condition, String)])
  func combinesConditions(condition: Condition, text: String) {
    #expect(JSON.object(condition.fields).description == text)
  }

  @Test(
    arguments: [
      (When(flag, next: next), #"{"Variable":"$.f","BooleanEquals":true,"Next":"n"}"#),
      (When(!flag, next: next).comment("c"), #"{"Not":\#(flagText),"Next":"n","Comment":"c"}"#),
      (
        When(flag, next: next).assign(["v": .path("$.x")]),
        #"{"Variable":"$.f","BooleanEquals":true,"Next":"n","Assign":{"v.$":"$.x"}}"#
      ),
      (When(expression: "$x > 1", next: next), #"{"Condition":"{% $x > 1 %}","Next":"n"}"#),
      (When(true, next: next).output(7), #"{"Condition":true,"Next":"n","Output":7}"#),
      (When(fields: ["Next": 5]), #"{"Next":5}"#),
    ] as [(When, String)])
  func printsRules(rule: When, text: String) {
    #expect(JSON.object(rule.fields).description == text)
    let choice = Choice(StateName("c")) { rule }.default(Self.next)
    #expect(JSON.object(choice.fields).description == #"{"Type":"Choice","Choices":[\#(text)],"Default":"n"}"#)
  }

  private static let variable = Variable("$.v")
  static let comparisons: [(Condition, String)] = [
    (variable.stringEquals("a"), #""StringEquals":"a""#),
    (variable.stringEqualsPath("$.w"), #""StringEqualsPath":"$.w""#),
    (variable.stringLessThan("a"), #""StringLessThan":"a""#),
    (variable.stringLessThanPath("$.w"), #""StringLessThanPath":"$.w""#),
    (variable.stringGreaterThan("a"), #""StringGreaterThan":"a""#),
    (variable.stringGreaterThanPath("$.w"), #""StringGreaterThanPath":"$.w""#),
    (variable.stringLessThanEquals("a"), #""StringLessThanEquals":"a""#),
    (variable.stringLessThanEqualsPath("$.w"), #""StringLessThanEqualsPath":"$.w""#),
    (variable.stringGreaterThanEquals("a"), #""StringGreaterThanEquals":"a""#),
    (variable.stringGreaterThanEqualsPath("$.w"), #""StringGreaterThanEqualsPath":"$.w""#),
    (variable.stringMatches("a*"), #""StringMatches":"a*""#),
    (variable.numericEquals(1), #""NumericEquals":1"#),
    (variable.numericEqualsPath("$.w"), #""NumericEqualsPath":"$.w""#),
    (variable.numericLessThan(0.5), #""NumericLessThan":0.5"#),
    (variable.numericLessThanPath("$.w"), #""NumericLessThanPath":"$.w""#),
    (variable.numericGreaterThan(-1), #""NumericGreaterThan":-1"#),
    (variable.numericGreaterThanPath("$.w"), #""NumericGreaterThanPath":"$.w""#),
    (variable.numericLessThanEquals(1), #""NumericLessThanEquals":1"#),
    (variable.numericLessThanEqualsPath("$.w"), #""NumericLessThanEqualsPath":"$.w""#),
    (variable.numericGreaterThanEquals(1), #""NumericGreaterThanEquals":1"#),
    (variable.numericGreaterThanEqualsPath("$.w"), #""NumericGreaterThanEqualsPath":"$.w""#),
    (variable.booleanEquals(false), #""BooleanEquals":false"#),
    (variable.booleanEqualsPath("$.w"), #""BooleanEqualsPath":"$.w""#),
    (variable.timestampEquals("2026-01-01T00:00:00Z"), #""TimestampEquals":"2026-01-01T00:00:00Z""#),
    (variable.timestampEqualsPath("$.w"), #""TimestampEqualsPath":"$.w""#),
    (variable.timestampLessThan("2026-01-01T00:00:00Z"), #""TimestampLessThan":"2026-01-01T00:00:00Z""#),
    (variable.timestampLessThanPath("$.w"), #""TimestampLessThanPath":"$.w""#),
    (variable.timestampGreaterThan("2026-01-01T00:00:00Z"), #""TimestampGreaterThan":"2026-01-01T00:00:00Z""#),
    (variable.timestampGreaterThanPath("$.w"), #""TimestampGreaterThanPath":"$.w""#),
    (variable.timestampLessThanEquals("2026-01-01T00:00:00Z"), #""TimestampLessThanEquals":"2026-01-01T00:00:00Z""#),
    (variable.timestampLessThanEqualsPath("$.w"), #""TimestampLessThanEqualsPath":"$.w""#),
    (
      variable.timestampGreaterThanEquals("2026-01-01T00:00:00Z"),
      #""TimestampGreaterThanEquals":"2026-01-01T00:00:00Z""#
    ),
    (variable.timestampGreaterThanEqualsPath("$.w"), #""TimestampGreaterThanEqualsPath":"$.w""#),
    (variable.isPresent(true), #""IsPresent":true"#), (variable.isNull(true), #""IsNull":true"#),
    (variable.isString(false), #""IsString":false"#), (variable.isNumeric(true), #""IsNumeric":true"#),
    (variable.isBoolean(true), #""IsBoolean":true"#), (variable.isTimestamp(true), #""IsTimestamp":true"#),
  ]

  @Test(arguments: comparisons) func printsComparisons(condition: Condition, text: String) {
    #expect(JSON.object(condition.fields).description == #"{"Variable":"$.v",\#(text)}"#)
  }

  @Test func thereIsAMethodForEveryOperator() {
    let known = Self.comparisons.compactMap { $0.0.fields.keys.last }
    #expect(known.sorted() == FieldSet.comparisonNames.sorted())
  }
}
