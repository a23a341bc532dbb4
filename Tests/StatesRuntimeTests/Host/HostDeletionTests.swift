import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What becomes of executions in a host whose state machine is deleted.
@Suite struct HostDeletionTests {
  private let scene = HostScene()

  private static let list = HostScene.identity().stateMachineARN
  private static let wait: JSON = ["S": ["Type": "Wait", "Seconds": 5, "End": true]]
  private static let cause = "State machine M has been deleted"

  private func advance(_ seconds: Int) async {
    await scene.clock.hasSleeper(for: .seconds(seconds))
    scene.clock.advance(by: .seconds(seconds))
  }

  private func settings(residentLimit: Int) -> HostSettings {
    var settings = HostScene.settings
    settings.residentLimit = residentLimit
    return settings
  }

  @Test(arguments: [0, 1_000])
  func allRunningExecutionsAreToldParkedOnesToo(residentLimit: Int) async throws {
    let host = scene.host(settings: settings(residentLimit: residentLimit))
    let machine = try HostScene.machine(Self.wait)
    for number in 0..<300 {
      try await host.start(machine, input: [:], identity: HostScene.identity("e\(number)"))
    }
    let other = ExecutionIdentity(stateMachineName: "Other", name: "e")
    try await host.start(machine, input: [:], identity: other)
    try await host.stateMachineDeleted(Self.list)
    // Once is enough.
    try await host.stateMachineDeleted(Self.list)
    #expect(try await host.executions(ExecutionQuery(list: Self.list, statuses: [.running], limit: 1_000)).count == 300)
    await advance(5)
    for number in 0..<300 {
      let ended = try await host.result(of: HostScene.identity("e\(number)").executionARN)
      #expect(ended.error == "States.Runtime")
      #expect(ended.cause == Self.cause)
      #expect(ended.redriveProblem == nil)
    }
    #expect(try await host.result(of: other.executionARN).status == .succeeded)
    #expect(
      try await host.history(of: HostScene.identity("e7").executionARN).map { $0["type"]?.stringValue } == [
        "ExecutionStarted", "WaitStateEntered", "ExecutionFailed",
      ])
  }

  @Test(arguments: [0, 1_000])
  func itIsDurableBeforeItReturns(residentLimit: Int) async throws {
    let first = scene.host(settings: settings(residentLimit: residentLimit))
    let arn = try await first.start(HostScene.machine(Self.wait), input: [:], identity: HostScene.identity())
      .executionARN
    try await first.stateMachineDeleted(Self.list)
    let second = try await scene.successor(of: first)
    await advance(5)
    #expect(try await second.result(of: arn).cause == Self.cause)
    let third = try await scene.successor(of: second)
    #expect(try await third.describe(arn).cause == Self.cause)
    // Whoever redrives it knows why.
    try await third.redrive(arn)
    await advance(5)
    #expect(try await third.result(of: arn).status == .succeeded)
  }

  @Test func anAnswerThatComesFirstIsTakenAndLeavesNothing() async throws {
    let host = scene.host()
    let arn = try await host.start(
      HostScene.machine(["S": HostScene.task(HostScene.activity)]), input: [:], identity: HostScene.identity()
    ).executionARN
    try await host.stateMachineDeleted(Self.list)
    let task = try #require(try await host.nextActivityTask(of: HostScene.activity))
    try await host.sendTaskHeartbeat(token: task.taskToken)
    #expect(try await host.describe(arn).status == .running)
    try await host.sendTaskSuccess(token: task.taskToken, output: 1)
    #expect(try await host.result(of: arn).cause == Self.cause)
    #expect(
      try await host.history(of: arn).map { $0["type"]?.stringValue } == [
        "ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "ActivityStarted", "ExecutionFailed",
      ])
    await #expect(throws: HostError.token(TaskTokenError(code: .taskTimedOut))) {
      try await host.sendTaskSuccess(token: task.taskToken, output: 1)
    }
  }

  @Test func stoppingStillAborts() async throws {
    let host = scene.host()
    let arn = try await host.start(HostScene.machine(Self.wait), input: [:], identity: HostScene.identity())
      .executionARN
    try await host.stateMachineDeleted(Self.list)
    try await host.stop(arn)
    #expect(try await host.result(of: arn).status == .aborted)
  }

  @Test func theChildrenOfAMapRunEndWithTheirParent() async throws {
    let host = scene.host()
    let machine = try HostScene.machine([
      "S": [
        "Type": "Map", "End": true, "ItemsPath": "$.items", "Label": "L",
        "ItemProcessor": [
          "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "W",
          "States": [
            "W": ["Type": "Wait", "Seconds": 5, "Next": "V"], "V": ["Type": "Wait", "Seconds": 5, "End": true],
          ],
        ],
      ]
    ])
    let arn = try await host.start(machine, input: ["items": [1, 2]], identity: HostScene.identity()).executionARN
    await scene.clock.hasSleeper(for: .seconds(5))
    try await host.stateMachineDeleted(Self.list)
    scene.clock.advance(by: .seconds(5))
    #expect(try await host.result(of: arn).cause == Self.cause)
    let runs = try await host.mapRuns(of: arn)
    #expect(runs.map(\.status.rawValue) == ["ABORTED"])
  }

  @Test func aStoreThatCannotWriteIsSaid() async throws {
    let store = HookedStore(scene.store) { changes throws(StoreError) in
      if case .append? = changes.first { throw .unavailable("not now") }
    }
    let host = scene.host(store: store)
    try await host.start(HostScene.machine(Self.wait), input: [:], identity: HostScene.identity())
    await #expect(throws: HostError.notDurable(.unavailable("not now"))) {
      try await host.stateMachineDeleted(Self.list)
    }
  }
}
