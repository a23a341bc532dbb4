import OrderedJSON
import StatesEngine
import StatesRuntime
import StatesTesting
import StepFunctions
import Testing

/// A service whose time a test moves.
@Suite struct VirtualTimeTests {
  private let clock = VirtualClock(start: ServiceScene.start)

  private func scene(_ resources: ResourceRouter = ResourceRouter(), mocks: MockConfig? = nil) -> StepFunctionsService {
    StepFunctionsService(
      store: MemoryStore(clock: clock.wallClock), resources: resources, mocks: mocks, clock: clock,
      wallClock: clock.wallClock, seed: 7)
  }

  private func machine(_ service: StepFunctionsService, _ definition: String) async throws -> String {
    try await service.createStateMachine(name: "M", definition: definition, roleArn: ServiceScene.role).stateMachineArn
  }

  @Test func aWaitEndsWhenItsTimeHasCome() async throws {
    let service = scene()
    let execution = try await service.startExecution(
      stateMachineArn: machine(service, ServiceScene.wait)
    ).executionArn
    await clock.advance(by: .seconds(899))
    #expect(try await service.describeExecution(executionArn: execution).status == .running)
    await clock.advance(by: .seconds(1))
    let ended = try await service.describeExecution(executionArn: execution)
    #expect(ended.status == .succeeded)
    #expect(ended.stopDate == ServiceScene.start.advanced(bySeconds: 900))
  }

  @Test func aTaskThatIsNotAnsweredTimesOut() async throws {
    let service = scene()
    let activity = try await service.createActivity(name: "a").activityArn
    let execution = try await service.startExecution(
      stateMachineArn: machine(service, ServiceScene.activity(activity, #","TimeoutSeconds":60,"HeartbeatSeconds":20"#))
    )
    .executionArn
    // Its time begins when a worker takes it.
    await clock.advance(by: .seconds(3_600))
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    await clock.advance(by: .seconds(19))
    try await service.sendTaskHeartbeat(taskToken: token)
    await clock.advance(by: .seconds(19))
    #expect(try await service.describeExecution(executionArn: execution).status == .running)
    await clock.advance(by: .seconds(1))
    let ended = try await service.describeExecution(executionArn: execution)
    #expect(ended.status == .failed)
    #expect(ended.error == "States.Timeout")
    await expectRefusal(.taskTimedOut) { try await service.sendTaskSuccess(taskToken: token, output: "1") }
  }

  @Test func aMockedRetryTakesTheTimeOfItsPauses() async throws {
    let file = #"""
      {"StateMachines":{"M":{"TestCases":{"Flaky":{"A":"R"}}}},"MockedResponses":{"R":{"0-1":{"Throw":{"Error":"E","Cause":"C"}},
        "2":{"Return":"third"}}}}
      """#
    let service = scene(mocks: try MockConfig(parsing: Array(file.utf8)))
    let definition = ServiceScene.activity(
      "arn:aws:lambda:us-east-1:123456789012:function:f",
      #","Retry":[{"ErrorEquals":["E"],"IntervalSeconds":10,"BackoffRate":2,"MaxAttempts":3}]"#)
    let execution = try await service.startExecution(
      stateMachineArn: machine(service, definition) + "#Flaky"
    ).executionArn
    await clock.advance(by: .seconds(29))
    #expect(try await service.describeExecution(executionArn: execution).status == .running)
    await clock.advance(by: .seconds(1))
    let ended = try await service.describeExecution(executionArn: execution)
    #expect(ended.output == "\"third\"")
  }

  @Test func anExecutionOfADeletedStateMachineEndsWhenItWouldGoOn() async throws {
    let service = scene()
    let machine = try await machine(service, ServiceScene.wait)
    let execution = try await service.startExecution(stateMachineArn: machine).executionArn
    try await service.deleteStateMachine(stateMachineArn: machine)
    await clock.advance(by: .seconds(899))
    #expect(try await service.describeStateMachine(stateMachineArn: machine).status == .deleting)
    #expect(try await service.describeExecution(executionArn: execution).status == .running)
    await clock.advance(by: .seconds(1))
    // Nobody has asked for the state machine, so the execution is still there.
    let ended = try await service.describeExecution(executionArn: execution)
    #expect(ended.status == .failed)
    #expect(ended.error == "States.Runtime")
    #expect(ended.cause == "State machine M has been deleted")
    #expect(ended.redriveStatus == .redrivable)
    await expectRefusal(
      .executionNotRedrivable, "Execution \(execution) invalid for redrive as: State machine is in DELETING status"
    ) { try await service.redriveExecution(executionArn: execution) }
    let types = try await service.getExecutionHistory(executionArn: execution).events.map(\.type)
    #expect(types == [.executionStarted, .waitStateEntered, .executionFailed])
    await expectRefusal(.stateMachineDoesNotExist) { try await service.describeStateMachine(stateMachineArn: machine) }
    await expectRefusal(.executionDoesNotExist) { try await service.describeExecution(executionArn: execution) }
  }

  @Test func aSyncExecutionTakesTheTimeThatItTakes() async throws {
    let service = scene()
    let machine = try await service.createStateMachine(
      name: "E", definition: ServiceScene.wait.replacing("900", with: "250"), roleArn: ServiceScene.role, type: .express
    )
    let ended = try await service.startSyncExecution(stateMachineArn: machine.stateMachineArn)
    #expect(ended.status == .succeeded)
    #expect(ended.billingDetails?.billedDurationInMilliseconds == 250_000)
    let long = try await service.createStateMachine(
      name: "F", definition: ServiceScene.wait, roleArn: ServiceScene.role, type: .express)
    let timedOut = try await service.startSyncExecution(stateMachineArn: long.stateMachineArn)
    #expect(timedOut.status == .timedOut)
    #expect(timedOut.stopDate == timedOut.startDate.advanced(bySeconds: 300))
  }

  @Test func timePassesUntilAnExecutionHasEnded() async throws {
    let service = scene()
    let execution = try await service.startExecution(
      stateMachineArn: machine(service, ServiceScene.wait)
    ).executionArn
    #expect(try await service.result(of: execution, advancing: clock).status == .succeeded)
    #expect(clock.wallClock() == ServiceScene.start.advanced(bySeconds: 900))
    let activity = try await service.createActivity(name: "a").activityArn
    let stuck = try await service.createStateMachine(
      name: "N", definition: ServiceScene.activity(activity), roleArn: ServiceScene.role
    ).stateMachineArn
    let waiting = try await service.startExecution(stateMachineArn: stuck).executionArn
    // Nothing that time brings ends it: it is given as it stands.
    #expect(try await service.result(of: waiting, advancing: clock).status == .running)
  }

  @Test func theSameCallsGiveTheSameAnswers() async throws {
    func run() async throws -> [ExecutionHistoryEvent] {
      let clock = VirtualClock(start: ServiceScene.start)
      let service = StepFunctionsService(
        store: MemoryStore(clock: clock.wallClock), clock: clock, wallClock: clock.wallClock, seed: 3)
      let activity = try await service.createActivity(name: "a").activityArn
      let machine = try await service.createStateMachine(
        name: "M", definition: ServiceScene.activity(activity), roleArn: ServiceScene.role
      ).stateMachineArn
      let execution = try await service.startExecution(stateMachineArn: machine).executionArn
      let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
      await clock.advance(by: .seconds(5))
      try await service.sendTaskSuccess(taskToken: token, output: "1")
      return try await service.getExecutionHistory(executionArn: execution).events
    }
    #expect(try await run() == run())
  }
}
