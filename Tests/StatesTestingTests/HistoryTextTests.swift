import OrderedJSON
import StatesTesting
import Testing

@Suite struct HistoryTextTests {
  private static func result(_ input: JSON = ["order": 7]) throws -> ExecutionResult {
    var test = try WorkflowTest(definition: WorkflowTestTests.definition)
    try test.mock("Charge", .throw("Busy", cause: "line 1\nline 2"), .return(["paid": true], after: 0.25))
    try test.mock("Reserve", .throw("OutOfStock"))
    try test.mock("Refund", .return("refunded"))
    return test.run(input: input)
  }

  @Test func aHistoryIsAShortText() throws {
    let result = try Self.result()
    #expect(
      result.historyText == #"""
        +0.000 ExecutionStarted {"order":7}
        +0.000 TaskStateEntered Charge {"order":7}
        +0.000 LambdaFunctionScheduled arn:aws:lambda:us-east-1:111111111111:function:charge {"order":7}
        +0.000 LambdaFunctionStarted arn:aws:lambda:us-east-1:111111111111:function:charge
        +0.000 LambdaFunctionFailed arn:aws:lambda:us-east-1:111111111111:function:charge Busy "line 1\nline 2"
        +10.000 LambdaFunctionScheduled arn:aws:lambda:us-east-1:111111111111:function:charge {"order":7}
        +10.000 LambdaFunctionStarted arn:aws:lambda:us-east-1:111111111111:function:charge
        +10.250 LambdaFunctionSucceeded arn:aws:lambda:us-east-1:111111111111:function:charge {"paid":true}
        +10.250 TaskStateExited Charge {"paid":true}
        +10.250 TaskStateEntered Reserve {"paid":true}
        +10.250 TaskScheduled lambda:invoke {"FunctionName":"reserve","Payload":{"paid":true}}
        +10.250 TaskStarted lambda:invoke
        +10.250 TaskFailed lambda:invoke OutOfStock
        +10.250 TaskStateExited Reserve {"Error":"OutOfStock","Cause":""}
        +10.250 TaskStateEntered Refund {"Error":"OutOfStock","Cause":""}
        +10.250 LambdaFunctionScheduled arn:aws:lambda:us-east-1:111111111111:function:refund:PROD {"Error":"OutOfStock","Cause":""}
        +10.250 LambdaFunctionStarted arn:aws:lambda:us-east-1:111111111111:function:refund:PROD
        +10.250 LambdaFunctionSucceeded arn:aws:lambda:us-east-1:111111111111:function:refund:PROD "refunded"
        +10.250 TaskStateExited Refund "refunded"
        +10.250 ExecutionSucceeded "refunded"

        """#)
    let lines = result.history.historyText(ids: true, dataUpTo: 5).split(separator: "\n")
    #expect(lines[1] == #"2<0 +0.000 TaskStateEntered Charge {"ord…"#)
    #expect(result.history.prefix(0).historyText() == "")
  }

  @Test func anEventDescribesItself() throws {
    let event = try #require(try Self.result().history.dropFirst().first)
    #expect(event.description == #"2 (after 0) 2024-01-01T00:00:00.000Z TaskStateEntered Charge {"order":7}"#)
  }

  @Test func historiesAreCompared() throws {
    #expect(try Self.result().history == Self.result().history)
    #expect(try Self.result().history != Self.result(["order": 8]).history)
    let events = try Self.result().history
    #expect(events[2] != events[5])
    #expect(events[2] == events[2])
  }

  /// Every kind of event has a line, on which names of two words are quoted.
  @Test func everyEventIsOneLine() throws {
    var test = try ClaimProcess.test()
    try test.mock("Scan[0][1]", .throw("Unreadable", cause: "b", after: 5))
    try test.mock("Score", .hang)
    let failed = test.run(input: ClaimProcess.claim)
    for line in failed.historyText.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
      #expect(line.hasPrefix("+"))
    }
    #expect(failed.historyText.contains("\n+5.000 MapIterationFailed Documents[1]\n"))
    #expect(failed.historyText.contains("\n+5.000 TaskStateAborted Score\n"))
    #expect(failed.historyText.contains("\n+5.000 ParallelStateFailed\n"))
    let named = try WorkflowTest(
      definition: #"{"StartAt":"Two words","States":{"Two words":{"Type":"Pass","Assign":{"v":1},"End":true}}}"#)
    #expect(named.run(input: 1).historyText.contains(#"PassStateExited "Two words" 1 assigned {"v":1}"#))
  }
}
