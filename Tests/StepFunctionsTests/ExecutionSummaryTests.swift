import StatesEngine
import StepFunctions
import Testing

/// Executions of a state machine in numbers.
@Suite struct ExecutionSummaryTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  @Test func aStateMachineWithoutExecutionsHasNone() async throws {
    let machine = try await scene.machine()
    #expect(
      try await service.executionSummary(of: machine)
        == ExecutionSummary(running: .init(0), unsuccessful: .init(0), lastStart: nil))
  }

  @Test func executionsAreCountedByTheirEnds() async throws {
    let (waits, fails) = (try await scene.machine(ServiceScene.wait), try await scene.machine(ServiceScene.fail, "F"))
    for name in ["a", "b"] { _ = try await service.result(of: scene.started(fails, name)) }
    scene.pass(.seconds(86_399))
    let aborted = try await scene.started(waits, "c")
    try await service.stopExecution(executionArn: aborted)
    let last = scene.now
    for name in ["d", "e"] { _ = try await scene.started(waits, name) }
    #expect(
      try await service.executionSummary(of: waits)
        == ExecutionSummary(running: .init(2), unsuccessful: .init(1), lastStart: last))
    #expect(try await service.executionSummary(of: fails).unsuccessful == .init(2))
    scene.pass(.seconds(2))
    // More than a day ago.
    #expect(
      try await service.executionSummary(of: fails)
        == ExecutionSummary(running: .init(0), unsuccessful: .init(0), lastStart: ServiceScene.start))
    #expect(try await service.executionSummary(of: fails, endedWithin: .seconds(90_000)).unsuccessful == .init(2))
  }

  @Test(arguments: [(2, "2+"), (3, "3"), (4, "3"), (0, "1+"), (-5, "1+"), (Int.max, "3")])
  func aCountBeyondTheLimitIsALowerBound(limit: Int, count: String) async throws {
    let machine = try await scene.machine(ServiceScene.wait)
    for name in ["a", "b", "c"] { _ = try await scene.started(machine, name) }
    #expect(try await service.executionSummary(of: machine, limit: limit).running.description == count)
    for name in ["a", "b", "c"] {
      try await service.stopExecution(executionArn: ServiceScene.arn("execution:M:\(name)"))
    }
    #expect(try await service.executionSummary(of: machine, limit: limit).unsuccessful.description == count)
  }

  @Test func versionsHaveTheirOwnNumbers() async throws {
    let machine = try await scene.versions()
    let ended = try await service.startExecution(stateMachineArn: machine + ":1", name: "v").executionArn
    _ = try await service.result(of: ended)
    #expect(try await service.executionSummary(of: machine + ":1").lastStart == ServiceScene.start)
    #expect(try await service.executionSummary(of: machine + ":2").lastStart == nil)
  }

  @Test func numbersOfWhatIsNotThereAreRefused() async throws {
    let express = try await scene.machine(type: .express)
    await expectRefusal(.stateMachineTypeNotSupported) { try await service.executionSummary(of: express) }
    await expectRefusal(.stateMachineDoesNotExist) {
      try await service.executionSummary(of: ServiceScene.arn("stateMachine:none"))
    }
    let machine = try await scene.machine(ServiceScene.wait, "Other")
    await expectRefusal(.stateMachineDoesNotExist) {
      try await service.scoped(account: "111111111111").executionSummary(of: machine)
    }
    await expectRefusal(.invalidArn) { try await service.executionSummary(of: "M") }
  }

  /// Whatever limit is asked for, it is one that can be counted with.
  @Test(arguments: [Int.min, -1, 0, 1, Int.max])
  func limitsAreBounded(limit: Int) async throws {
    let service = StepFunctionsService()
    let definition = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}"#
    let machine = try await service.createStateMachine(
      name: "Bounded", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r"
    ).stateMachineArn
    let started = try await service.startExecution(stateMachineArn: machine, name: "e").executionArn
    for period in [Duration.seconds(Int64.min), .seconds(Int64.max)] {
      #expect(try await service.executionSummary(of: machine, endedWithin: period, limit: limit).running.value == 1)
    }
    #expect(try await service.openTasks(of: started, limit: limit).tasks.isEmpty)
    #expect(try await service.host.openTasks(of: started, limit: limit).isEmpty)
    #expect(service.openTaskExecutions(limit: limit).executionARNs.isEmpty)
    #expect(try await service.accountRegions(limit: limit).count == (limit > 0 ? 1 : 0))
    await service.shutDown()
  }
}
