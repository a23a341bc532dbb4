import OrderedJSON
import StatesTesting
import Testing

@Suite struct SuiteTests {
  static let definition = #"""
    {"StartAt": "Charge", "States": {
      "Charge": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:charge",
        "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Refund"}], "Next": "Both"},
      "Both": {"Type": "Parallel", "Next": "Each", "Branches": [
        {"StartAt": "Left", "States": {"Left": {"Type": "Pass", "Next": "Left2"}, "Left2": {"Type": "Pass", "End": true}}},
        {"StartAt": "Right", "States": {"Right": {"Type": "Wait", "Seconds": 5, "End": true}}}],
        "ResultPath": null},
      "Each": {"Type": "Map", "ItemsPath": "$.lines", "ResultPath": "$.shipped", "End": true,
        "ItemProcessor": {"StartAt": "Ship", "States": {
          "Ship": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ship", "End": true}}}},
      "Refund": {"Type": "Fail", "Error": "Refunded", "Cause": "no money left"}
    }}
    """#

  static let files = SuiteFiles(
    machine: { _, _ in try StateMachine(parsing: definition) },
    bytes: { name in
      guard name == "input.json" else { throw UnreadableFile(path: name, reason: "not there") }
      return Array(#"{"lines": [9]}"#.utf8)
    })

  /// Runs one case with these members besides a name, and mocks that let everything go well.
  private func run(_ members: String, suite others: String = "") throws -> SuiteOutcome {
    let text = """
      {"definition": "order.asl.json", \(others)
       "mocks": {"Charge": {"return": {"lines": [1, 2]}}, "Ship": {"return": "sent"}},
       "cases": [{"name": "case", \(members)}]}
      """
    let suite = try TestSuite(parsing: SourceText(text, name: "order.asl-test.json"))
    return suite.run(suite.cases[0], on: try suite.machine(Self.files), files: Self.files)
  }

  @Test(
    arguments: [
      #""expect": {}"#,
      #""expect": {"status": "SUCCEEDED", "output": {"lines": [1, 2], "shipped": ["sent", "sent"]}}"#,
      #""expect": {"outputIncludes": {"shipped": ["sent", "sent"]}}"#,
      #""expect": {"path": ["Charge", "Both", "Left", "Left2", "Right", "Each", "Ship", "Ship"]}"#,
      #""expect": {"pathIncludes": ["Charge", "Each", "Ship"], "pathExcludes": "Refund"}"#,
      #""expect": {"branches": {"Both": [["Left", "Left2"], ["Right"]]}}"#,
      #""expect": {"duration": 5}"#,
      #""expect": {"duration": {"atLeast": 4, "atMost": 6}}"#,
      #""expect": {"satisfies": ["{% $count($output.shipped) = 2 %}", "{% $status = 'SUCCEEDED' and $duration < 6 %}"]}"#,
      #""expect": {"states": {"Ship": {"visits": 2, "inputs": [1, 2], "outputs": ["sent", "sent"]}}}"#,
      #""expect": {"states": {"Ship[1]": {"visits": 1, "input": 2, "attempts": 1}, "Each": {"outputIncludes": {"lines": [1, 2]}}}}"#,
      #""expect": {"calls": {"Ship": [1, 2], "Charge": [{}]}}"#,
      #""input": {"a": 1}, "expect": {"calls": {"Charge": [{"a": 1}]}}"#,
      #""inputFile": "input.json", "expect": {"calls": {"Charge": [{"lines": [9]}]}}"#,
      #""mocks": {"Charge": {"throw": "Lost"}}, "expect": {"error": "Refunded", "causeIncludes": "money"}"#,
      #""mocks": {"Charge": {"throw": "Lost"}}, "expect": {"status": "FAILED", "states": {"Charge": {"error": "Lost"}}}"#,
      #""mocks": {"Charge": [{"throw": "Busy", "times": 2}, {"return": {"lines": []}}]}, "expect": {"duration": 8, "states": {"Charge": {"attempts": 3}}}"#,
      #""mocks": {"Ship": [{"when": 2, "return": "second"}, {"return": "first"}]}, "expect": {"outputIncludes": {"shipped": ["first", "second"]}}"#,
      #""mocks": {"Ship": [{"when": "{% $input > 1 %}", "return": "second"}]}, "expect": {"outputIncludes": {"shipped": ["sent", "second"]}}"#,
      #""mocks": {"Ship": [{"when": 2, "return": "a"}, {"when": "{% $input > 0 %}", "return": "b"}]}, "expect": {"outputIncludes": {"shipped": ["b", "a"]}}"#,
      #""mocks": {"Ship[1]": {"evaluate": "{% $input * 10 %}"}}, "expect": {"outputIncludes": {"shipped": ["sent", 20]}}"#,
      #""mocks": {"Charge": {"return": {"lines": []}, "after": 60}}, "expect": {"duration": 65}"#,
      #""mocks": {"Charge": {"hang": true}}, "expect": {"status": "RUNNING"}"#,
      #""comment": ["anything"], "expect": {}"#,
    ]) func whatIsAsExpectedPasses(members: String) throws
  {
    let outcome = try run(members)
    #expect(outcome.failures == [])
    #expect(outcome.hasPassed)
  }

  @Test(
    arguments: [
      (#""expect": {"status": "FAILED"}"#, "status: expected FAILED, got SUCCEEDED"),
      (#""expect": {"error": "X"}"#, "status: expected an error, got SUCCEEDED"),
      (
        #""expect": {"output": {"lines": [1, 3], "shipped": ["sent", "sent"]}}"#,
        "output: at /lines/1: expected 3, got 2"
      ),
      (#""expect": {"output": {"lines": [1, 2]}}"#, #"output: at /shipped: expected nothing, got ["sent","sent"]"#),
      (
        #""expect": {"outputIncludes": {"shipped": ["sent"]}}"#,
        #"outputIncludes: at /shipped/1: expected nothing, got "sent""#
      ),
      (#""expect": {"outputIncludes": {"x": 1}}"#, "outputIncludes: at /x: expected 1, got nothing"),
      (#""expect": {"path": ["Charge", "Each"]}"#, #"path: at /1: expected "Each", got "Both""#),
      (
        #""expect": {"pathIncludes": ["Each", "Both"]}"#,
        "pathIncludes: 'Both' was not entered after the states before it"
      ),
      (#""expect": {"pathExcludes": ["Ship"]}"#, "pathExcludes: 'Ship' was entered"),
      (#""expect": {"pathExcludes": ["Refunt"]}"#, "pathExcludes: there is no state 'Refunt'; did you mean 'Refund'?"),
      (
        #""expect": {"branches": {"Both": [["Left"], ["Right"]]}}"#,
        #"branches/Both: at /0/1: expected nothing, got "Left2""#
      ),
      (#""expect": {"duration": 6}"#, "duration: expected 6, got 5"),
      (#""expect": {"duration": {"atMost": 4}}"#, "duration: expected at most 4.0 seconds, got 5.0"),
      (#""expect": {"satisfies": "{% $output.total > 1 %}"}"#, "satisfies: $output.total > 1: it has no value"),
      (#""expect": {"satisfies": "{% $duration > 5 %}"}"#, "satisfies: $duration > 5 is false, not true"),
      (#""expect": {"states": {"Ship[0]": {"input": 2}}}"#, "states/Ship[0]/input: expected 2, got 1"),
      (#""expect": {"states": {"Refund": {"input": 2}}}"#, "states/Refund: the state was not entered"),
      (
        #""expect": {"states": {"Shop": {"visits": 0}}}"#, "states/Shop: there is no state 'Shop'; did you mean 'Ship'?"
      ),
      (#""expect": {"calls": {"Ship": [1]}}"#, "calls/Ship: at /1: expected nothing, got 2"),
      (#""mocks": {"Shop": {"return": 1}}, "expect": {}"#, "the case: the definition has no state 'Shop'"),
      (#""mocks": {"Charge": {"cause": "x", "return": 1}}, "expect": {}"#, "the case: 'cause' belongs to 'throw'"),
      (
        #""mocks": {"Charge": {"after": 1}}, "expect": {}"#,
        "the case: an answer has one of return, evaluate, throw, hang"
      ),
      (#""inputFile": "none.json", "expect": {}"#, "the case: none.json: none.json: not there"),
    ]) func whatIsNotAsExpectedFails(members: String, message: String) throws
  {
    let outcome = try run(members)
    #expect(!outcome.hasPassed)
    let first = try #require(outcome.failures.first)
    #expect("\(first)".hasPrefix(message), "\(first)")
    #expect(first.position != nil)
  }

  @Test(
    arguments: [
      ("[]", "1:1: a suite is an object"),
      ("{", "1:2: "),
      (#"{"cases": []}"#, "1:1: a suite needs 'definition'"),
      (#"{"definition": 1, "cases": []}"#, "1:16: 'definition' is a string"),
      (#"{"definition": "x", "cases": [{}]}"#, "1:31: a case needs 'name'"),
      (
        #"{"definition": "x", "cases": [{"name": "a", "expect": {"outputs": 1}}]}"#,
        "1:56: an expectation has no member 'outputs'; did you mean 'output'?"
      ),
      (
        #"{"definition": "x", "cases": [{"name": "a", "expect": {}}, {"name": "a", "expect": {}}]}"#,
        "1:69: the suite has two cases named 'a'"
      ),
      (#"{"definition": "x", "definition": "y", "cases": []}"#, "1:21: 'definition' is there twice"),
      (#"{"definition": "x", "type": "FAST", "cases": []}"#, "1:29: 'type' is one of STANDARD, EXPRESS"),
      (#"{"definition": "x", "mocks": {"A": []}, "cases": []}"#, "1:36: 'A' has at least one value"),
      (
        #"{"definition": "x", "cases": [{"name": "a", "expect": {"satisfies": "x > 1"}}]}"#,
        "1:69: 'satisfies' is a JSONata expression in {% … %}"
      ),
      (
        #"{"definition": "x", "cases": [{"name": "a", "expect": {"satisfies": "{% ( %}"}}]}"#,
        "1:69: 'satisfies' cannot be read: "
      ),
      (#"{"definition": "x", "seed": -1, "cases": []}"#, "1:29: 'seed' is a number from 0 on"),
    ]) func mistakesAreReportedWithTheirPosition(text: String, message: String)
  {
    let error = #expect(throws: SuiteProblem.self) { try TestSuite(parsing: SourceText(text, name: "s.json")) }
    #expect(error?.description.hasPrefix("s.json:" + message) == true, "\(error?.description ?? "")")
  }

  @Test func aSkippedCaseIsNotRun() throws {
    let outcome = try run(#""skip": true, "expect": {"status": "FAILED"}"#)
    #expect(outcome.isSkipped)
    #expect(outcome.result == nil)
  }

  @Test func unusedMocksOfACaseAreWarnedOf() throws {
    let outcome = try run(#""mocks": {"Ship[9]": {"return": 1}}, "expect": {}"#)
    #expect(outcome.warnings == ["the mock of 'Ship[9]' was not used"])
  }

  @Test func statesOfStateMachinesThatTasksStartAreMockedByName() throws {
    let text = """
      {"definition": "outer", "stateMachines": {"Inner": "inner"},
       "cases": [{"name": "a", "mocks": {"Inner/Work": {"return": 7}},
                  "expect": {"output": 7, "pathIncludes": ["Start", "Work"]}}]}
      """
    let files = SuiteFiles(
      machine: { name, _ in
        try StateMachine(
          parsing: name == "inner"
            ? #"{"StartAt":"Work","States":{"Work":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:w","End":true}}}"#
            : #"{"StartAt":"Start","States":{"Start":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2","Parameters":{"StateMachineArn":"Inner"},"OutputPath":"$.Output","End":true}}}"#
        )
      }, bytes: { _ in [] })
    let suite = try TestSuite(parsing: SourceText(text))
    let outcome = suite.run(suite.cases[0], on: try suite.machine(files), files: files)
    #expect(outcome.failures == [])
  }

  // MARK: Reports

  private func report() throws -> SuiteReport {
    let text = """
      {"definition": "order.asl.json",
       "mocks": {"Charge": {"return": {"lines": [1]}}, "Ship": {"return": "sent"}},
       "cases": [
        {"name": "passes", "expect": {}},
        {"name": "fails <#1>", "expect": {"outputIncludes": {"lines": [2]}}},
        {"name": "later", "skip": true, "expect": {}}]}
      """
    let suite = try TestSuite(parsing: SourceText(text, name: "s.asl-test.json"))
    let machine = try suite.machine(Self.files)
    return SuiteReport(
      file: "s.asl-test.json", suite: suite,
      outcomes: suite.cases.map { suite.run($0, on: machine, files: Self.files) })
  }

  @Test func theTextShowsTheFirstDifferenceInPlaceAndTheWay() throws {
    #expect(
      try report().text() == """
        s.asl-test.json
          ✔ passes (5 s)
          ✘ fails <#1> (5 s)
              outputIncludes: at /lines/0: expected 2, got 1
                s.asl-test.json:5:66
                │   {"name": "fails <#1>", "expect": {"outputIncludes": {"lines": [2]}}},
                │                                                                  ^
              way: Charge → Both → Left → Left2 → Right → Each → Ship[0]
          - later (skipped)
        """)
  }

  @Test func theFormOfTAP() throws {
    #expect(
      SuiteReport.tap([try report()]) == """
        TAP version 13
        1..3
        ok 1 - s.asl-test.json: passes
        not ok 2 - s.asl-test.json: fails < 1>
          ---
          messages:
            - "outputIncludes: at /lines/0: expected 2, got 1"
            - "way: Charge → Both → Left → Left2 → Right → Each → Ship[0]"
          ...
        ok 3 - s.asl-test.json: later # SKIP

        """)
  }

  @Test func theFormOfJUnit() throws {
    #expect(
      SuiteReport.junit([try report(), SuiteReport(file: "t", problem: "not \"read\"")]) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites tests="4" failures="2">
          <testsuite name="s.asl-test.json" tests="3" failures="1" errors="0" skipped="1">
            <testcase classname="s.asl-test.json" name="passes" time="5.0"/>
            <testcase classname="s.asl-test.json" name="fails &lt;#1&gt;" time="5.0">
              <failure message="outputIncludes: at /lines/0: expected 2, got 1">outputIncludes: at /lines/0: expected 2, got 1
        s.asl-test.json:5:66
        way: Charge → Both → Left → Left2 → Right → Each → Ship[0]</failure>
            </testcase>
            <testcase classname="s.asl-test.json" name="later">
              <skipped/>
            </testcase>
          </testsuite>
          <testsuite name="t" tests="1" failures="0" errors="1" skipped="0">
            <testcase classname="t" name="the suite">
              <error message="not &quot;read&quot;"/>
            </testcase>
          </testsuite>
        </testsuites>

        """)
  }

  // MARK: The schema

  @Test func theSchemaDescribesAllMembers() {
    let schema = TestSuite.schema
    #expect(schema["definitions"]?["suite"]?["required"] == ["definition", "cases"])
    #expect(schema["definitions"]?["expectation"]?["properties"]?["path"]?["items"]?["type"] == "string")
    #expect(schema["definitions"]?["case"] == nil)
    #expect(schema["definitions"]?["answer"]?["additionalProperties"] == false)
  }
}
