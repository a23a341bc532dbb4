import StatesTesting
import Testing

/// What an unfinished execution waits for.
@Suite struct WaitingTests {
  @Test func tasksChildrenAndNestedExecutions() throws {
    var test = try ClaimProcess.test()
    try test.mock("Send[1]", .hang)
    #expect(
      test.run(input: ClaimProcess.claim).summary.hasPrefix(
        "RUNNING, waiting for the map run of 'Letters', of which 1 child is running; "
          + "the task of 'Send[1]' (arn:aws:states:::lambda:invoke), which has no timeout; "))
    try test.mock("Authorize", in: "Payments", .hang)
    #expect(
      test.run(input: ClaimProcess.claim).summary.hasPrefix(
        "RUNNING, waiting for the end of the execution 'pay-1' of 'Payments', which 'Pay' has started; "
          + "the task of 'Authorize' in 'Payments' (arn:aws:states:::lambda:invoke), which has no timeout; "))
    try test.mock("Scan", .hang)
    #expect(test.run(input: ClaimProcess.claim).summary.contains("the task of 'Scan[0][0]' ("))
  }

  @Test func timersAndRetries() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
          {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}},
          {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:t",
            "Retry":[{"ErrorEquals":["E"],"IntervalSeconds":10}],"End":true}}}]}}}
        """#)
    try test.mock("T", .throw("E"), .hang)
    var running = test.start()
    running.advance(by: 1)
    #expect(
      running.result.summary
        == "RUNNING, waiting for the Wait state 'W', which ends at 2024-01-01T00:01:00.000Z; "
        + "the next attempt of 'T' at 2024-01-01T00:00:10.000Z; P, W, T")
  }
}
