import OrderedJSON
import StatesTesting
import Testing

@Suite struct SuiteStarterTests {
  /// The suite for a definition, with the states that it does not reach; its cases must pass.
  private func missing(_ definition: String) throws -> [String] {
    let machine = try StateMachine(parsing: definition)
    let (json, missing) = TestSuite.starter(for: machine, definition: "x.asl.json")
    let suite = try TestSuite(parsing: SourceText(JSONPrinter.pretty.string(json)))
    let files = SuiteFiles(machine: { _, _ in machine }, bytes: { _ in [] })
    var coverage = Coverage(of: machine)
    for testCase in suite.cases {
      let outcome = suite.run(testCase, on: machine, files: files)
      #expect(outcome.failures == [])
      if let result = outcome.result { coverage.insert(result) }
    }
    #expect(coverage.missing.filter { $0.kind == .state }.map(\.state) == missing)
    return missing
  }

  @Test func allStatesOfAnOrderAreReached() throws { #expect(try missing(SuiteTests.definition) == []) }

  /// The rules that lead to One are about the Map's output as a whole.
  @Test func iterationsAndCatchersInThemAreReached() throws {
    #expect(try missing(CoverageTests.definition) == ["One"])
  }

  @Test(
    arguments: [
      #"{"Variable": "$.total", "NumericGreaterThan": 100}"#, #"{"Variable": "$.a.b", "StringEquals": "yes"}"#,
      #"{"Variable": "$.t", "TimestampLessThan": "2020-01-01T00:00:00Z"}"#, #"{"Variable": "$.n", "IsNull": true}"#,
      #"{"Variable": "$.p", "IsPresent": true}"#, #"{"Variable": "$.p", "IsPresent": false}"#,
      #"{"Variable": "$.s", "StringMatches": "a*b"}"#, #"{"Not": {"Variable": "$.flag", "BooleanEquals": true}}"#,
      #"{"And": [{"Variable": "$.a", "IsString": true}, {"Variable": "$.b", "NumericLessThanEquals": 3}]}"#,
      #"{"Or": [{"Variable": "$.a", "NumericEquals": 1}, {"Variable": "$.b", "NumericEquals": 2}]}"#,
      #"{"Variable": "$.x", "NumericEqualsPath": "$.y"}"#,
    ]) func rulesOfJSONPathAreMadeTrueAndFalse(rule: String) throws
  {
    let definition = """
      {"StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [\(rule.dropLast()), "Next": "Yes"}], "Default": "No"},
        "Yes": {"Type": "Succeed"}, "No": {"Type": "Succeed"}}}
      """
    #expect(try missing(definition) == [])
  }

  @Test(
    arguments: [
      "$states.input.total > 100", "$states.input.kind = 'vip' and $states.input.n <= 3", "$states.input.a.b != 'x'",
      "$exists($states.input.opt)", "$count($states.input.lines) > 2", "$not($states.input.done)",
      "$states.input.kind in ['a', 'b']", "$limit < 10", "$states.input.flag",
    ]) func conditionsOfJSONataAreMadeTrueAndFalse(condition: String) throws
  {
    let definition = """
      {"StartAt": "T", "QueryLanguage": "JSONata", "States": {
        "T": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:t",
          "Assign": {"limit": "{% $states.result.limit %}"}, "Next": "C"},
        "C": {"Type": "Choice", "Choices": [{"Condition": "{% \(condition) %}", "Next": "Yes"}], "Default": "No"},
        "Yes": {"Type": "Succeed"}, "No": {"Type": "Succeed"}}}
      """
    #expect(try missing(definition) == [])
  }

  @Test func aStateThatNothingLeadsToIsNamed() throws {
    let definition = """
      {"StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.a", "NumericEquals": 1}, {"Variable": "$.a",
          "NumericEquals": 2}], "Next": "Never"}], "Default": "No"},
        "Never": {"Type": "Succeed"}, "No": {"Type": "Succeed"}}}
      """
    #expect(try missing(definition) == ["Never"])
  }

  /// What the starter's own limit has ended would go on in the suite.
  @Test func aLoopWithoutEndIsNoCase() throws {
    let definition = """
      {"StartAt": "A", "States": {
        "A": {"Type": "Choice", "Choices": [{"Variable": "$.a", "IsNull": true, "Next": "Yes"}], "Default": "B"},
        "B": {"Type": "Pass", "Next": "A"}, "Yes": {"Type": "Succeed"}}}
      """
    #expect(try missing(definition) == ["B"])
  }

  /// An attempt for each of so many states would take minutes.
  @Test func manyStatesThatNothingLeadsToEnd() throws {
    let resource = "arn:aws:lambda:us-east-1:123456789012:function:f"
    let states = (0..<600).map { index in
      let next = index < 599 ? "T\(index + 1)" : "No"
      return #""T\#(index)": {"Type": "Task", "Resource": "\#(resource)", "Next": "\#(next)"}"#
    }
    let definition = """
      {"StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [{"And": [{"Variable": "$.a", "NumericEquals": 1}, {"Variable": "$.a",
          "NumericEquals": 2}], "Next": "T0"}], "Default": "No"},
        "No": {"Type": "Succeed"}, \(states.joined(separator: ", "))}}
      """
    #expect(try missing(definition).count == 600)
  }
}
