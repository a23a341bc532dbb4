import OrderedJSON
import StatesTesting
import Testing

@testable import StatesEngine

/// An execution whose state machine is deleted goes on to wait, and ends when something would make it go on.
@Suite struct StateMachineDeletionTests {
  private static let activity = single(
    #""Type":"Task","Resource":"arn:aws:states:us-east-1:111111111111:activity:a","HeartbeatSeconds":9,"Retry":[{"ErrorEquals":["States.ALL"]}]"#
  )
  private static let callback = machine(
    "S",
    #""S":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","TimeoutSeconds":90,"#
      + #""Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"#
      + #""Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true},"C":{"Type":"Succeed"}"#)
  private static let wait = single(#""Type":"Wait","Seconds":5"#)

  private func expectEnd(_ driven: Driven, after event: Int, _ type: String) {
    let history = driven.result.history
    #expect(driven.result.status == .failed)
    #expect(driven.result.error == "States.Runtime")
    #expect(driven.result.cause == "State machine M has been deleted")
    #expect(history.map(\.compact).last == "\(event + 1)<\(event) ExecutionFailed States.Runtime")
    #expect(history.count == event + 1)
    #expect(history[event - 1].type.rawValue == type)
    #expect(driven.endings == 1)
    #expect(driven.execution.redriveProblem == nil)
  }

  @Test func aWaitEndsAtItsDeadline() throws {
    var driven = try Driven(Self.wait)
    driven.give(.stateMachineDeleted, at: 1)
    #expect(driven.result.status == .running)
    driven.give(.timersFired([driven.timers[0].id]), at: 5)
    expectEnd(driven, after: 2, "WaitStateEntered")
  }

  static let answers: [@Sendable (TaskID) -> Execution.Input] = [
    { .taskSucceeded($0, output: 1) }, { .taskFailed($0, error: "E", cause: nil) }, { .taskRejected($0, cause: "c") },
  ]

  @Test(arguments: answers.indices)
  func aTaskEndsItWithItsAnswerWhateverThatIs(answer: Int) throws {
    var driven = try Driven(Self.activity)
    driven.give(.stateMachineDeleted, at: 1)
    driven.give(.taskStarted(driven.tasks[0].id, worker: "w"), at: 2)
    driven.give(.taskHeartbeat(driven.tasks[0].id), at: 3)
    #expect(driven.result.status == .running)
    driven.give(Self.answers[answer](driven.tasks[0].id), at: 4)
    expectEnd(driven, after: 4, "ActivityStarted")
  }

  @Test func aSubmissionAloneEndsNothing() throws {
    var driven = try Driven(Self.callback)
    driven.give(.taskStarted(driven.tasks[0].id, worker: nil), at: 1)
    driven.give(.stateMachineDeleted, at: 2)
    driven.give(.taskSubmitted(driven.tasks[0].id, output: [:]), at: 3)
    #expect(driven.result.status == .running)
    driven.give(.timersFired([driven.timers[0].id]), at: 91)
    expectEnd(driven, after: 5, "TaskSubmitted")
    #expect(driven.cancelledTasks == [driven.tasks[0].id])
  }

  @Test func aPauseBeforeARetryEndsIt() throws {
    var driven = try Driven(Self.activity)
    driven.give(.taskStarted(driven.tasks[0].id, worker: nil), at: 1)
    driven.give(.taskFailed(driven.tasks[0].id, error: "E", cause: nil), at: 2)
    driven.give(.stateMachineDeleted, at: 2)
    driven.give(.timersFired([driven.timers.last?.id].compactMap { $0 }), at: 3)
    expectEnd(driven, after: 5, "ActivityFailed")
  }

  @Test func whatIsLateEndsNothing() throws {
    var driven = try Driven(Self.activity)
    driven.give(.taskStarted(driven.tasks[0].id, worker: nil), at: 1)
    driven.give(.taskFailed(driven.tasks[0].id, error: "E", cause: nil), at: 2)
    driven.give(.stateMachineDeleted, at: 2)
    driven.give(.taskSucceeded(driven.tasks[0].id, output: 1), at: 2.5)
    driven.give(.timersFired([driven.timers[0].id]), at: 10)
    #expect(driven.result.status == .running)
  }

  @Test func stoppingStillAborts() throws {
    var driven = try Driven(Self.wait)
    driven.give(.stateMachineDeleted, at: 1)
    driven.give(.abort(error: "E", cause: "c"), at: 2)
    #expect(driven.result.status == .aborted)
    #expect(driven.result.error == "E")
  }

  @Test func itsOwnTimeLimitStillEndsIt() throws {
    var driven = try Driven(machine("W", #""W":{"Type":"Wait","Seconds":9,"End":true}"#, also: #""TimeoutSeconds":5,"#))
    driven.give(.stateMachineDeleted, at: 1)
    driven.give(.timersFired([driven.timers[0].id]), at: 5)
    #expect(driven.result.status == .timedOut)
  }

  @Test func theBranchThatWouldGoOnEndsAll() throws {
    let branches = (1...2).map {
      #"{"StartAt":"W\#($0)","States":{"W\#($0)":{"Type":"Wait","Seconds":\#($0),"End":true}}}"#
    }
    var driven = try Driven(single(#""Type":"Parallel","Branches":[\#(branches.joined(separator: ","))]"#))
    driven.give(.stateMachineDeleted)
    driven.give(.timersFired([driven.timers[1].id]), at: 2)
    #expect(
      driven.result.history.map(\.compact).suffix(2) == [
        "5<3 WaitStateEntered W2", "6<5 ExecutionFailed States.Runtime",
      ])
    #expect(driven.cancelledTimers.contains(driven.timers[0].id))
  }

  @Test func aMapRunThatWouldGoOnEndsIt() throws {
    var driven = try Driven(
      single(
        #""Type":"Map","Label":"L","ItemsPath":"$.items","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#
      ), input: #"{"items":[1,2]}"#)
    driven.give(.stateMachineDeleted)
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)), at: 1)
    expectEnd(driven, after: 4, "MapRunStarted")
    #expect(driven.stoppedRuns.count == 1)
  }

  @Test func aRedriveGoesOn() throws {
    var driven = try Driven(Self.wait)
    driven.give(.stateMachineDeleted, at: 1)
    driven.give(.timersFired([driven.timers[0].id]), at: 5)
    try driven.redrive(at: 6)
    driven.give(.timersFired([driven.timers[1].id]), at: 11)
    #expect(driven.result.status == .succeeded)
  }

  @Test func itIsKeptInSnapshots() throws {
    var driven = try Driven(Self.wait)
    let before = driven.execution.snapshot().json
    #expect(!before.description.contains("isStateMachineDeleted"))
    driven.give(.stateMachineDeleted, at: 1)
    var restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    _ = restored.handle(.timersFired([driven.timers[0].id]), at: Timestamp(milliseconds: 5_000))
    driven.give(.timersFired([driven.timers[0].id]), at: 5)
    #expect(restored.history.map(\.json) == driven.execution.history.map(\.json))
  }
}
