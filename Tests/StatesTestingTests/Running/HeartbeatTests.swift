import StatesTesting
import Testing

/// Heartbeats in virtual time.
@Suite struct HeartbeatTests {
  private static func test(_ fields: String = #""HeartbeatSeconds":60"#) throws -> WorkflowTest {
    try WorkflowTest(
      definition: #"""
        {"StartAt":"A","TimeoutSeconds":90000000,"States":{"A":{"Type":"Task",
          "Resource":"arn:aws:states:us-east-1:111111111111:activity:a",\#(fields),"End":true}}}
        """#)
  }

  @Test(
    arguments: [
      (MockAnswer.return(1, after: 600), nil, 60), (.return(1, after: 600).heartbeats(every: 59), 1, 600),
      (.return(1, after: 600).heartbeats(every: .seconds(59)), 1, 600),
      (.return(1, after: 600).heartbeats(every: 61), nil, 60),
      (.return(1, after: 600).heartbeats(every: 50, times: 3), nil, 210),
      (.return(1, after: 150).heartbeats(every: 50, times: 2), 1, 150),
      (.hang.heartbeats(every: 30, times: 10), nil, 360), (.hang.heartbeats(every: 30, times: 0), nil, 60),
      (.return(1).heartbeats(every: 30), 1, 0),
    ] as [(MockAnswer, JSON?, Double)])
  func heartbeatsKeepATaskAlive(answer: MockAnswer, output: JSON?, seconds: Double) throws {
    for suspends in [false, true] {
      var test = try Self.test()
      test.suspendsAtEveryStep = suspends
      try test.mock("A", answer)
      let result = test.run()
      #expect(result.output == output)
      #expect(result.duration == seconds)
      #expect(result.snapshotProblem == nil)
      #expect(result.missedDeadline?.kind == (output == nil ? .heartbeat : nil))
    }
  }

  @Test func aTimeoutEndsATaskThatSendsHeartbeats() throws {
    var test = try Self.test(#""HeartbeatSeconds":60,"TimeoutSeconds":1000"#)
    try test.mock("A", .hang.heartbeats(every: 10))
    let result = test.run()
    #expect(result.duration == 1_000)
    #expect(result.missedDeadline?.kind == .task)
  }

  /// Once nothing waits for the task, its heartbeats take no more time.
  @Test func theDurationDoesNotCountLaterHeartbeats() throws {
    var test = try Self.test()
    try test.mock("A", .return(1, after: 5).heartbeats(every: 30))
    #expect(test.run().duration == 5)
    var running = test.start()
    #expect(running.finish().duration == 5)
    #expect(running.elapsed == 5)
  }

  @Test func whatNeverEndsIsRejected() throws {
    var test = try Self.test(#""HeartbeatSeconds":60"#)
    try test.mock("A", .hang.heartbeats(every: 1))
    let result = test.run()
    #expect(result.error == "States.Runtime")
    #expect(result.cause?.hasSuffix("It has sent 100000 heartbeats without an end: say how many it sends") == true)
  }

  @Test(
    arguments: [
      (0, nil, "heartbeats are sent every 0.001 to 3155760000 seconds, not every 0.0"),
      (-1, nil, "heartbeats are sent every 0.001 to 3155760000 seconds, not every -1.0"),
      (.infinity, nil, "heartbeats are sent every 0.001 to 3155760000 seconds, not every inf"),
      (5, -1, "heartbeats are sent every 0.001 to 3155760000 seconds, not every 5.0, -1 times"),
    ] as [(Double, Int?, String)])
  func heartbeatsThatCannotBe(seconds: Double, times: Int?, problem: String) throws {
    var test = try Self.test()
    let error = #expect(throws: WorkflowTest.UnknownTask.self) {
      try test.mock("A", .return(1).heartbeats(every: seconds, times: times))
    }
    #expect(error?.description == "the mock of 'A': " + problem)
  }

  /// A missed heartbeat and a timeout have the same error; the summary tells them apart.
  @Test func theSummarySaysWhichDeadlineWasMissed() throws {
    var test = try Self.test(#""HeartbeatSeconds":60,"TimeoutSeconds":100"#)
    try test.mock("A", .hang)
    #expect(test.run().summary == "FAILED, States.Timeout: HeartbeatSeconds (60) of the state 'A'; A")
    try test.mock("A", .hang.heartbeats(every: 30))
    #expect(test.run().summary == "FAILED, States.Timeout: TimeoutSeconds (100) of the state 'A'; A")
    var other = try WorkflowTest(
      definition: #"{"StartAt":"W","TimeoutSeconds":5,"States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#)
    other.seed = 1
    #expect(other.run().summary == "TIMED_OUT, TimeoutSeconds (5) of the state machine, during 'W'; W")
  }
}
