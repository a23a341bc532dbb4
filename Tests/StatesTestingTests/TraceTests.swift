import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import StatesTesting
import Testing

/// What an execution did, as people read it.
@Suite struct TraceTests {
  /// The trace of an execution.
  private static func trace(
    _ definition: String, input: JSON = [:], width: Int = 100, _ mock: (inout WorkflowTest) throws -> Void = { _ in }
  ) throws -> String {
    var test = try WorkflowTest(definition: definition)
    try mock(&test)
    let trace = ExecutionTrace(test.run(input: input).history)
    return TraceRenderer(width: width).text(of: trace)
  }

  private static let lambda = #""Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f""#

  @Test func attemptsOfATaskHaveTheirTimesAndErrors() throws {
    let definition = #"""
      {"StartAt": "Charge", "States": {"Charge": {\#(Self.lambda), "Next": "Wait",
        "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 2}]}, "Wait": {"Type": "Wait", "Seconds": 90, "End": true}}}
      """#
    let text = try Self.trace(definition, input: ["order": 7]) { test in
      try test.mock("Charge", .throw("Busy", cause: "try again"), .return(["paid": true], after: 1.5))
    }
    #expect(
      text == """
                0 s  started  {"order":7}
                0 s  ✓ Charge  Task  3.5 s  {"paid":true}
                0 s    ✗ attempt 1  Busy: try again
                2 s    ✓ attempt 2  1.5 s
              3.5 s  ✓ Wait  Wait  1 min 30 s  {"paid":true}
         1 min 33 s  succeeded after 1 min 33 s  {"paid":true}
        """)
  }

  @Test func branchesAndIterationsAreIndented() throws {
    let definition = #"""
      {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true, "Branches": [
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Ship",
          "States": {"Ship": {\#(Self.lambda), "End": true}}}}}},
        {"StartAt": "Note", "States": {"Note": {"Type": "Pass", "Assign": {"x": 1}, "Next": "Done"}, "Done": {"Type": "Succeed"}}}]}}}
      """#
    let text = try Self.trace(definition, input: [1, 2]) { try $0.mock("Ship", .return("sent", after: 1)) }
    #expect(
      text == """
                0 s  started  [1,2]
                0 s  ✓ Both  Parallel  1 s  [["sent","sent"],[1,2]]
                       branch 0
                0 s      ✓ Each  Map  1 s  ["sent","sent"]
                           iteration 0
                0 s          ✓ Ship  Task  1 s  "sent"
                           iteration 1
                0 s          ✓ Ship  Task  1 s  "sent"
                       branch 1
                0 s      ✓ Note  Pass  [1,2] assigned {"x":1}
                0 s      ✓ Done  Succeed  [1,2]
                1 s  succeeded after 1 s  [["sent","sent"],[1,2]]
        """)
  }

  @Test func whatIsCaughtAndWhatIsCutOffIsSaid() throws {
    let definition = #"""
      {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "End"}],
        "Branches": [{"StartAt": "Slow", "States": {"Slow": {"Type": "Wait", "Seconds": 9, "End": true}}},
          {"StartAt": "Bad", "States": {"Bad": {"Type": "Fail", "Error": "Oops", "Cause": "no"}}}], "Next": "End"},
        "End": {"Type": "Fail", "Error": "Last", "Cause": "line\n\u001b[31mred"}}}
      """#
    #expect(
      try Self.trace(definition) == """
                0 s  started  {}
                0 s  ! Both  Parallel  caught Oops → {"Error":"Oops","Cause":"no"}
                       branch 0
                0 s      - Slow  Wait  was cut off
                       branch 1
                0 s      ✗ Bad  Fail  Oops: no
                0 s  ✗ End  Fail  Last: line  [31mred
                0 s  failed after 0 s  Last: line  [31mred
        """)
  }

  @Test func aFailureGoesUpThroughAllStates() throws {
    let definition = #"""
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Ship",
        "States": {"Ship": {\#(Self.lambda), "End": true}}}}}}
      """#
    #expect(
      try Self.trace(definition, input: [1, 2]) { try $0.mock("Ship", .throw("Lost", cause: "c")) } == """
                0 s  started  [1,2]
                0 s  ✗ Each  Map  Lost: c
                       ✗ iteration 0
                0 s      ✗ Ship  Task  Lost: c
                       iteration 1  was cut off
                0 s      - Ship  Task  was cut off
                0 s  failed after 0 s  Lost: c
        """)
  }

  @Test func whatWaitsIsSaid() throws {
    let definition = #"""
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "q", "MessageBody": "m"}, "End": true}}}
      """#
    var execution = Execution(
      try StateMachine(parsing: definition), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    _ = execution.handle(.start, at: .virtualStart)
    #expect(
      TraceRenderer().text(of: ExecutionTrace(execution.history)) == """
                0 s  started  {}
                0 s  … T  Task  waits
                0 s  still running after 0 s
        """)
  }

  @Test func longSequencesAndManyIterationsAreCounted() throws {
    let definition = #"""
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemProcessor": {"StartAt": "P",
        "States": {"P": {"Type": "Pass", "End": true}}}, "Result": 1, "Next": "Count"},
        "Count": {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "More"},
        "More": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 300, "Next": "Count"}], "Default": "End"},
        "End": {"Type": "Succeed"}}}
      """#
    let simple = definition.replacing(#""Result": 1, "#, with: #""ResultSelector": {"n": 0}, "#)
    let text = try Self.trace(simple, input: .array((0..<100).map { .integer($0) }))
    let lines = text.split(separator: "\n")
    #expect(lines.count < 260)
    #expect(text.contains("… 80 more"))
    #expect(text.contains("… 402 more states"))
    #expect(lines.allSatisfy { $0.unicodeScalars.count <= 100 })
  }

  @Test(
    arguments: [
      (0, "0 s"), (1, "1 ms"), (999, "999 ms"), (1_000, "1 s"), (1_050, "1.05 s"), (59_999, "59.999 s"),
      (60_000, "1 min"), (3_599_999, "59 min 59 s"), (3_600_000, "1 h"), (90_000_000, "1 d 1 h"),
      (31_536_000_000, "365 d"), (-5, "0 s"), (.max, "106751991167 d 7 h"),
    ] as [(Int64, String)])
  func durationsHaveTwoUnits(milliseconds: Int64, text: String) {
    #expect(TraceRenderer.duration(milliseconds) == text)
  }

  @Test(
    arguments: [
      (#"{"a":[1,null,true],"b":"x\ny"}"#, 100, #"{"a":[1,null,true],"b":"x\ny"}"#),
      (#"{"a":[1,2,3]}"#, 6, #"{"a":[…"#), (#""abcdefgh""#, 4, #""abcd…"#), ("[[[[[[[[]]]]]]]]", 3, "[[[…"),
      ("[]", 2, "[]"), ("12345", 2, "12345"),
    ] as [(String, Int, String)])
  func dataIsAbbreviated(value: String, length: Int, text: String) throws {
    #expect(AbbreviatedJSON.text(of: try JSON(parsing: value), upTo: length) == text)
  }

  @Test func colorsAreEscapeSequencesAroundTheSameText() throws {
    let test = try WorkflowTest(definition: #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#)
    let trace = ExecutionTrace(test.run().history)
    let colored = TraceRenderer(isColored: true).text(of: trace)
    #expect(colored.contains("\u{1b}[32m✓\u{1b}[0m"))
    #expect(colored.replacing(/\u{1b}\[[0-9]+m/, with: "") == TraceRenderer().text(of: trace))
  }
}
