import OrderedJSON
import StatesTesting
import Testing

/// Events in the form of an execution log, chosen by level.
@Suite struct ExecutionLogTests {
  @Test(arguments: [
    (HistoryEventType.taskFailed, "ALL ERROR"), (.lambdaFunctionTimedOut, "ALL ERROR"),
    (.failStateEntered, "ALL ERROR"),
    (.mapIterationAborted, "ALL ERROR"), (.evaluationFailed, "ALL ERROR"), (.executionFailed, "ALL ERROR FATAL"),
    (.executionTimedOut, "ALL ERROR FATAL"), (.executionSucceeded, "ALL"), (.passStateEntered, "ALL"),
  ])
  func levels(type: HistoryEventType, expected: String) {
    let levels = ExecutionLogLevel.allCases.filter { $0.includes(type) }.map(\.rawValue)
    #expect(levels == expected.split(separator: " ").map(String.init))
  }

  @Test func anEntryHasTextsForNumbers() throws {
    let driven = try Driven(single(#""Type":"Pass""#), input: "[1]")
    let entry = driven.execution.history[1].logEntry(of: driven.execution.identity)
    #expect(
      entry == [
        "id": "2", "type": "PassStateEntered",
        "details": ["name": "S", "input": "[1]", "inputDetails": ["truncated": false]], "redrive_count": "0",
        "previous_event_id": "0", "event_timestamp": "0",
        "execution_arn": "arn:aws:states:us-east-1:111111111111:execution:M:e",
      ])
  }

  @Test func anEntryMayLeaveDataOut() throws {
    let driven = try Driven(single(#""Type":"Pass""#), input: "[1]")
    let entry = driven.execution.history[1].logEntry(of: driven.execution.identity, includesData: false)
    #expect(entry["details"] == ["name": "S"])
  }

  @Test func anEntryHasTheOrderOfTheService() throws {
    let driven = try Driven(single(#""Type":"Pass""#), input: "[1]")
    let entry = driven.execution.history[1].logEntry(executionARN: "arn", redriveCount: 2)
    #expect(
      entry.description
        == #"{"details":{"input":"[1]","inputDetails":{"truncated":false},"name":"S"},"redrive_count":"2","id":"2","#
        + #""type":"PassStateEntered","previous_event_id":"0","event_timestamp":"0","execution_arn":"arn"}"#)
  }

  @Test(arguments: [("x", 262_000), ("\u{e9}", 131_000), ("\u{1}", 43_000), ("\"", 131_000), ("x", 253_952 - 2)])
  func anEntryHasAtMost248KiBOfData(character: String, count: Int) throws {
    let input = JSON.string(String(repeating: character, count: count)).description
    let driven = try Driven(single(#""Type":"Pass""#), input: input)
    let details = try #require(driven.execution.history[1].logEntry(of: driven.execution.identity)["details"])
    let logged = try #require(details["input"])
    let fits = JSON.string(input).description.utf8.count - 2 <= 253_952
    #expect(logged.description.utf8.count - 2 <= 253_952)
    #expect(fits || logged.description.utf8.count - 2 > 253_952 - 12)
    #expect(details["inputDetails"] == ["truncated": .bool(!fits)])
    #expect(logged.stringValue.map { input.hasPrefix($0) } == true)
  }

  @Test func anExpressExecutionEndsAfterFiveMinutes() throws {
    let machine = try StateMachine(parsing: single(#""Type":"Wait","Seconds":400"#), type: .express)
    let result = WorkflowTest(machine).run()
    #expect(result.status == .timedOut)
    #expect(result.duration == 300)
  }
}
