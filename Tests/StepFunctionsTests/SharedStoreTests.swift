import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// Several services over one store, as in several processes: whatever one does, the others answer for.
@Suite struct SharedStoreTests {
  private let store = MemoryStore()
  private let services: [StepFunctionsService]

  init() async throws {
    var settings = HostSettings()
    settings.lease = .seconds(3_600)
    settings.inboxPatience = .seconds(3_600)
    settings.inboxPolling = .milliseconds(10)
    // Machines that are busy with other tests take their time.
    var quotas = ServiceQuotas()
    quotas.activityPoll = .seconds(3_600)
    let (shared, all, wide) = (store, settings, quotas)
    services = (0..<3).map { _ in StepFunctionsService(store: shared, quotas: wide, settings: all) }
    for service in services { try await service.recover() }
  }

  private var first: StepFunctionsService { services[0] }
  private var second: StepFunctionsService { services[1] }

  /// What goes on after a second.
  private static let twoWaits = #"""
    {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"P"},"P":{"Type":"Wait","Seconds":900,"End":true}}}
    """#

  private func machine(_ definition: String) async throws -> String {
    try await first.createStateMachine(name: "M", definition: definition, roleArn: ServiceScene.role).stateMachineArn
  }

  private func soon(sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool)
    async throws
  {
    for _ in 0..<12_000 {
      if try await condition() { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("it did not come to pass", sourceLocation: sourceLocation)
  }

  // MARK: Activities

  @Test func anActivityThatOneCreatesExistsForAllAtOnce() async throws {
    let arn = try await first.createActivity(name: "a").activityArn
    let machine = try await machine(ServiceScene.activity(arn))
    let started = try await second.startExecution(stateMachineArn: machine, name: "e", input: #"{"n":1}"#).executionArn
    let task = try await services[2].getActivityTask(activityArn: arn, workerName: "w")
    #expect(task.input == #"{"n":1}"#)
    let token = try #require(task.taskToken)
    try await first.sendTaskHeartbeat(taskToken: token)
    try await first.sendTaskSuccess(taskToken: token, output: "7")
    for service in services {
      let ended = try await service.describeExecution(executionArn: started)
      #expect(ended.status == .succeeded && ended.output == "7")
    }
    // Whoever has had it.
    for service in services {
      await expectRefusal(.taskTimedOut) { try await service.sendTaskSuccess(taskToken: token, output: "8") }
    }
  }

  @Test func anActivityThatOneDeletesIsGoneForAll() async throws {
    let arn = try await first.createActivity(name: "a").activityArn
    let machine = try await machine(ServiceScene.activity(arn))
    let polling = Task { [second] () -> StepFunctionsError.Code? in
      do throws(StepFunctionsError) {
        _ = try await second.getActivityTask(activityArn: arn)
        return nil
      } catch {
        return error.code
      }
    }
    try await soon { second.host.activities.contains(arn) }
    try await Task.sleep(for: .milliseconds(50))
    try await services[2].deleteActivity(activityArn: arn)
    #expect(await polling.value == .activityDoesNotExist)
    try await soon { !first.host.activities.contains(arn) }
    let started = try await first.startExecution(stateMachineArn: machine, name: "e").executionArn
    #expect(try await first.result(of: started).error == "States.Runtime")
  }

  // MARK: State machines

  @Test func aChangeOfAStateMachineIsSeenByAll() async throws {
    let machine = try await machine(ServiceScene.pass)
    _ = try await second.startExecution(stateMachineArn: machine, name: "e1")
    try await first.updateStateMachine(stateMachineArn: machine, definition: ServiceScene.other)
    let started = try await second.startExecution(stateMachineArn: machine, name: "e2").executionArn
    #expect(try await second.result(of: started).output == "1")
  }

  @Test func changesAtTheSameTimeAreNotLost() async throws {
    let machine = try await machine(ServiceScene.pass)
    let services = services
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<30 {
        group.addTask {
          try await services[number % 3].tagResource(
            resourceArn: machine, tags: [ResourceTag(key: "k\(number)", value: "v")])
        }
      }
      try await group.waitForAll()
    }
    #expect(try await first.listTagsForResource(resourceArn: machine).tags?.count == 30)
  }

  @Test func anExecutionThatStartsWhileItsStateMachineIsDeletedEnds() async throws {
    let machine = try await machine(Self.twoWaits)
    // It starts as one of another process that has seen the state machine before.
    let (first, second) = (first, second)
    async let deleted: Void = { _ = try await first.deleteStateMachine(stateMachineArn: machine) }()
    let started = try? await second.startExecution(stateMachineArn: machine, name: "e").executionArn
    try await deleted
    guard let started else { return }
    // It may be gone with the state machine.
    try await soon { (try? await first.describeExecution(executionArn: started))?.status != .running }
  }

  @Test func aStartOfADeletedStateMachineByItsHostIsNoticed() async throws {
    let machine = try await machine(Self.twoWaits)
    try await first.deleteStateMachine(stateMachineArn: machine)
    // As when the commit of the start came after the deletion.
    let definition = try StateMachine(parsing: Self.twoWaits)
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e", account: "123456789012")
    let started = try await second.host.start(definition, input: [:], identity: identity).executionARN
    #expect(identity.stateMachineARN == machine)
    let ended = try await second.host.result(of: started)
    #expect(ended.status == .failed && ended.error == "States.Runtime")
  }

  // MARK: Executions

  @Test func aStartIsIdempotentAtAnyOfThem() async throws {
    let machine = try await machine(ServiceScene.wait)
    let one = try await first.startExecution(stateMachineArn: machine, name: "e", input: "{}")
    #expect(try await second.startExecution(stateMachineArn: machine, name: "e", input: "{}") == one)
    await expectRefusal(.executionAlreadyExists) {
      try await second.startExecution(stateMachineArn: machine, name: "e", input: "[]")
    }
    try await second.stopExecution(executionArn: one.executionArn)
    await expectRefusal(.executionAlreadyExists) {
      try await services[2].startExecution(stateMachineArn: machine, name: "e", input: "{}")
    }
  }

  @Test func historiesAndListsAreTheSameAtAllOfThem() async throws {
    let machine = try await machine(ServiceScene.wait)
    let arn = try await first.startExecution(stateMachineArn: machine, name: "e").executionArn
    let history = try await first.getExecutionHistory(executionArn: arn)
    #expect(history.events.count == 2)
    for service in services {
      #expect(try await service.getExecutionHistory(executionArn: arn) == history)
      #expect(try await service.listExecutions(stateMachineArn: machine).executions.map(\.executionArn) == [arn])
      #expect(try await service.describeStateMachineForExecution(executionArn: arn).name == "M")
    }
  }

  @Test func ofRedrivesAtTheSameTimeOneSucceeds() async throws {
    let machine = try await machine(ServiceScene.wait)
    let arn = try await first.startExecution(stateMachineArn: machine, name: "e").executionArn
    try await second.stopExecution(executionArn: arn)
    let services = services
    let dates = await withTaskGroup(of: (Int, Timestamp?).self) { group in
      for number in 0..<3 {
        group.addTask {
          (
            number,
            try? await services[number].redriveExecution(executionArn: arn, clientToken: "t\(number)").redriveDate
          )
        }
      }
      return await group.reduce(into: [Timestamp?](repeating: nil, count: 3)) { $0[$1.0] = $1.1 }
    }
    let winner = try #require(dates.firstIndex { $0 != nil })
    #expect(dates.count { $0 != nil } == 1)
    #expect(try await first.describeExecution(executionArn: arn).redriveCount == 1)
    // The token of the one that has redriven it is remembered, by all of them; the others are not.
    for number in 0..<3 {
      let again = try? await first.redriveExecution(executionArn: arn, clientToken: "t\(number)").redriveDate
      #expect(again == (number == winner ? dates[winner] : nil))
    }
  }

  @Test func ofEqualRedrivesAtTheSameTimeAllAreAnsweredAlike() async throws {
    let machine = try await machine(ServiceScene.wait)
    let arn = try await first.startExecution(stateMachineArn: machine, name: "e").executionArn
    try await second.stopExecution(executionArn: arn)
    let one = try await first.redriveExecution(executionArn: arn, clientToken: "t")
    for service in services {
      #expect(try await service.redriveExecution(executionArn: arn, clientToken: "t") == one)
    }
    #expect(try await first.describeExecution(executionArn: arn).redriveCount == 1)
  }
}
