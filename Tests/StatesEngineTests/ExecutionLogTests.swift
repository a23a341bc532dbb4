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

  @Test func anExpressExecutionEndsAfterFiveMinutes() throws {
    let machine = try StateMachine(parsing: single(#""Type":"Wait","Seconds":400"#), type: .express)
    let result = WorkflowTest(machine).run()
    #expect(result.status == .timedOut)
    #expect(result.duration == 300)
  }
}
