import StatesTesting
import Testing

@Suite struct RunningWorkflowTests {
  private static let start = Timestamp.virtualStart

  private static let approval = #"""
    {"StartAt":"Cool","States":{"Cool":{"Type":"Wait","Seconds":3600,"Next":"Approve"},
      "Approve":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"HeartbeatSeconds":60,"TimeoutSeconds":600,
        "Retry":[{"ErrorEquals":["Busy"],"IntervalSeconds":5}],
        "Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"Escalate"}],"Next":"Done"},
      "Escalate":{"Type":"Pass","Result":"escalated","End":true},"Done":{"Type":"Succeed"}}}
    """#

  private static func running() throws -> RunningWorkflow {
    var test = try WorkflowTest(definition: approval)
    try test.mock("Approve", .hang)
    return test.start(input: ["order": 7])
  }

  // MARK: Time

  @Test func timePassesAsTheTestSays() throws {
    var running = try Self.running()
    #expect(running.currentStates.map(\.state) == ["Cool"])
    running.advance(by: .seconds(3_599))
    #expect(running.elapsed == 3_599)
    #expect(running.currentStates.map(\.state) == ["Cool"])
    running.advance(by: 1)
    #expect(running.currentStates.map(\.state) == ["Approve"])
    #expect(running.now == Self.start.advanced(bySeconds: 3_600))
    running.run(until: Self.start.advanced(bySeconds: 3_610))
    #expect(running.elapsed == 3_610)
    #expect(!running.hasEnded)
    #expect(running.result.status == .running)
    // Time does not go back.
    running.run(until: Self.start)
    running.advance(by: -5)
    running.advance(by: .nan)
    #expect(running.elapsed == 3_610)
    running.advance(by: .seconds(0.5))
    #expect(running.elapsed == 3_610.5)
    #expect(running.finish().output == "escalated")
    #expect(running.elapsed == 3_660)
    #expect(running.hasEnded)
  }

  @Test func anyTimeCanPass() throws {
    var running = try Self.running()
    running.advance(by: .infinity)
    #expect(running.result.output == "escalated")
  }

  @Test func asynchronousHandlersAreAwaited() async throws {
    var resources = ResourceRouter()
    resources.on("arn:aws:states:::sqs:sendMessage.waitForTaskToken") { (_: JSON) async throws -> JSON in
      await Task.yield()
      return "late"
    }
    var test = try WorkflowTest(definition: Self.approval)
    test.use(resources)
    var running = test.start()
    try await running.runUntil(state: "Approve")
    await running.advance(by: .seconds(1))
    #expect(running.result.output == "late")
    #expect(await running.finish().output == "late")
  }

  // MARK: States

  @Test func itRunsUntilAState() throws {
    var running = try Self.running()
    try running.runUntil(state: "Approve")
    #expect(running.elapsed == 3_600)
    #expect(running.currentStates.map(\.name) == ["Approve"])
    #expect(throws: UnknownState.self) { try running.runUntil(state: "Aprove") }
    try running.runUntil(state: "Escalate")
    #expect(running.elapsed == 3_660)
    let error = #expect(throws: StateNotReached.self) { try running.runUntil(state: "Done") }
    #expect(
      error?.description
        == "the execution has not come to the state 'Done': SUCCEEDED, \"escalated\"; Cool, Approve, Escalate")
  }

  /// A loop is stopped at every visit.
  @Test func everyVisitIsAStop() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"Poll","States":{
          "Poll":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:p","Next":"Ready"},
          "Ready":{"Type":"Choice","Choices":[{"Variable":"$","BooleanEquals":true,"Next":"S"}],"Default":"Pause"},
          "Pause":{"Type":"Wait","Seconds":10,"Next":"Poll"},"S":{"Type":"Succeed"}}}
        """#)
    try test.mock("Poll", .return(false), .return(false), .return(true))
    var running = test.start()
    for seconds in [0, 10, 20] {
      try running.runUntil(state: "Poll")
      #expect(running.elapsed == Double(seconds))
    }
    #expect(throws: StateNotReached.self) { try running.runUntil(state: "Poll") }
  }

  @Test func itRunsUntilAnIterationAChildOrANestedState() throws {
    var test = try ClaimProcess.test()
    try test.mock("Scan", .return(["Payload": 1], after: 10))
    try test.mock("Scan[1][0]", .hang)
    try test.mock("Authorize", in: "Payments", .hang)
    try test.mock("Send[1]", .hang)
    var running = test.start(input: ClaimProcess.claim)
    try running.runUntil(state: "Index[0][1]")
    #expect(running.elapsed == 10)
    #expect(running.currentStates.map(\.name) == ["Assess", "Policies", "Documents[1]", "Scan[1][0]"])
    #expect(running.currentStates.map(\.branch) == [[], [1], [1], [1]])
    try running.succeed("Scan[1][0]", ["Payload": 2])
    try running.runUntil(state: "Authorize")
    #expect(running.currentStates.map(\.name) == ["Pay", "Authorize"])
    running.advance(by: .seconds(1))
    #expect(running.openTasks.map(\.stateName) == ["Authorize"])
    try running.succeed("Authorize", ["Payload": true], in: "Payments")
    try running.runUntil(state: "Send[1]")
    running.advance(by: 0)
    #expect(running.currentStates.map(\.name) == ["Letters", "Send[1]"])
    try running.fail("Send", "Lost")
    #expect(running.finish().error == "States.ExceedToleratedFailureThreshold")
  }

  @Test func aCurrentStateSaysWhatItWaitsFor() throws {
    var test = try WorkflowTest(definition: Self.approval)
    try test.mock("Approve", .throw("Busy", after: 2), .hang)
    var running = test.start()
    running.advance(by: 1)
    let cool = try #require(running.currentStates.first)
    guard case .wait(let end) = cool.waiting else {
      Issue.record("\(cool)")
      return
    }
    #expect(end == Self.start.advanced(bySeconds: 3_600))
    #expect(cool.since == Self.start)
    running.run(until: end.advanced(bySeconds: 3))
    let pause = try #require(running.currentStates.first)
    guard case .retry(let next) = pause.waiting else {
      Issue.record("\(pause)")
      return
    }
    #expect(next == end.advanced(bySeconds: 7))
    running.run(until: next)
    let approve = try #require(running.currentStates.first)
    guard case .task(let task, let timeout, let heartbeat) = approve.waiting else {
      Issue.record("\(approve)")
      return
    }
    #expect(approve.attempt == 2)
    #expect(approve.since == end)
    #expect(task.taskToken == running.openTokens.first)
    #expect(timeout == next.advanced(bySeconds: 600))
    #expect(heartbeat == next.advanced(bySeconds: 60))
  }

  // MARK: Answers by hand

  @Test func aTaskIsAnsweredByHand() throws {
    var running = try Self.running()
    try running.runUntil(state: "Approve")
    // Even before its handler has been asked.
    try running.succeed("Approve", "yes")
    let result = running.finish()
    #expect(result.output == "yes")
    #expect(result.duration == 3_600)
    #expect(result.unusedMocks.map(\.state) == ["Approve"])
  }

  @Test func aTokenIsAnsweredByHand() throws {
    var running = try Self.running()
    running.advance(by: 3_650)
    let token = try #require(running.openTokens.first)
    try running.heartbeat(token: token)
    running.advance(by: 59)
    try running.heartbeat("Approve")
    running.advance(by: 59)
    try running.fail(token: token, "Busy")
    running.advance(by: 5)
    let next = try #require(running.openTokens.first)
    #expect(next != token)
    #expect(throws: NoSuchTask.self) { try running.succeed(token: token, 1) }
    try running.succeed(token: next, 1)
    #expect(running.finish().output == 1)
    #expect(try running.result.visits("Approve").first?.attempts.map { $0.failure?.error } == ["Busy", nil])
  }

  @Test func oneIterationIsNamed() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","Next":"L","ItemProcessor":{"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:t","End":true}}}},
          "L":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:t","End":true}}}
        """#)
    try test.mock("T", .hang)
    var running = test.start(input: [1, 2])
    running.advance(by: 0)
    var error = #expect(throws: NoSuchTask.self) { try running.succeed("T", 1) }
    #expect(error?.description == "several tasks of the state 'T' are open; name one of 'T[0]', 'T[1]'")
    try running.succeed("T[1]", "b")
    error = #expect(throws: NoSuchTask.self) { try running.succeed("T[1]", "b") }
    #expect(error?.description == "no task of the state 'T[1]' is open; open are those of 'T[0]'")
    #expect(throws: UnknownState.self) { try running.succeed("T[0][0]", 1) }
    try running.succeed("T", "a")
    #expect(running.currentStates.map(\.state) == ["L"])
    #expect(try running.result.output(of: "M") == ["a", "b"])
  }

  @Test func itStartsWithText() throws {
    let test = try WorkflowTest(definition: #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#)
    var running = try test.start(inputText: "[1]")
    #expect(running.finish().output == [1])
    #expect(throws: JSONParseError.self) { try test.start(inputText: "[") }
  }

  /// Coverage counts a run once, however often its end is asked for.
  @Test func itsCoverageIsCollectedOnce() throws {
    let collector = CoverageCollector()
    try CoverageCollector.$current.withValue(collector) {
      var running = try Self.running()
      running.advance(by: 10)
      #expect(collector.coverage.definitions.isEmpty)
      _ = running.finish()
      _ = running.finish()
    }
    let items = try #require(collector.coverage.definitions.first?.items)
    #expect(items.map(\.count).max() == 1)
  }

  @Test func itIsStopped() throws {
    var running = try Self.running()
    running.advance(by: 10)
    running.stop(error: "E", cause: "enough")
    #expect(running.hasEnded)
    let result = running.finish()
    #expect(result.status == .aborted)
    #expect(result.duration == 10)
    let error = #expect(throws: NoSuchTask.self) { try running.succeed("Approve", 1) }
    #expect(error?.description == "no task of the state 'Approve' is open; nor any other")
  }

  /// Taken step by step it is the same execution, and so it is when it is written down at every step.
  @Test(arguments: [false, true])
  func stepsMakeNoDifference(suspends: Bool) throws {
    var test = try ClaimProcess.test()
    try test.mock("Score", .throw("Busy"), .return(["Payload": 7], after: 3))
    try test.mock("Approve", .return("approved", after: 300).heartbeats(every: 50))
    let whole = test.run(input: ClaimProcess.claim)
    test.suspendsAtEveryStep = suspends
    var running = test.start(input: ClaimProcess.claim)
    while !running.hasEnded { running.advance(by: 1.7) }
    let result = running.finish()
    #expect(result.snapshotProblem == nil)
    #expect(result.history == whole.history)
    #expect(result.history.historyText() == whole.history.historyText())
    #expect(try whole.get() == "approved")
  }
}
