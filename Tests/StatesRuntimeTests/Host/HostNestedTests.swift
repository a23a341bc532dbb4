import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime
/// Executions that tasks start, as executions of their own in a host.
@Suite struct HostNestedTests {
  private let scene = HostScene()

  private static let nested = "arn:aws:states:us-east-1:111111111111:stateMachine:Nested"

  private func starting(_ action: String, _ more: JSON.Object = [:]) throws -> StateMachine {
    try HostScene.machine([
      "S": HostScene.task(
        "arn:aws:states:::states:\(action)",
        ["Parameters": ["StateMachineArn": .string(Self.nested), "Input": ["n": 1], "Name": "child"]])
    ])
  }

  @Test(arguments: ["startExecution", "startExecution.sync", "startExecution.sync:2"])
  func whatATaskStartsIsAnExecutionOfItsOwn(action: String) async throws {
    let wait = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 5, "End": true]])
    let host = scene.host(machines: [Self.nested: wait])
    let machine = try starting(action)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let child = "arn:aws:states:us-east-1:111111111111:execution:Nested:child"
    try await until { try await host.executions(ExecutionQuery(list: Self.nested)).map(\.arn) == [child] }
    await scene.clock.hasSleeper(for: .seconds(5))
    scene.clock.advance(by: .seconds(5))
    #expect(try await host.result(of: child).output == #"{"n":1}"#)
    let ended = try await host.result(of: arn)
    #expect(ended.status == .succeeded)
    #expect(ended.outputJSON?["ExecutionArn"] == .string(child))
  }

  @Test func aChildIsAwaitedAfterARecovery() async throws {
    let wait = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 5, "End": true]])
    let machines: KnownStateMachines = [Self.nested: wait]
    let first = scene.host(machines: machines)
    let machine = try starting("startExecution.sync:2")
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    try await until { try await first.history(of: arn).count == 5 }
    let second = try await scene.successor(of: first, machines: machines)
    await scene.clock.hasSleeper(for: .seconds(5))
    scene.clock.advance(by: .seconds(5))
    #expect(try await second.result(of: arn).status == .succeeded)
    #expect(try await second.executions(ExecutionQuery(list: Self.nested)).count == 1)
  }

  @Test func aChildIsStoppedWithItsParent() async throws {
    let wait = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 5, "End": true]])
    let host = scene.host(machines: [Self.nested: wait])
    let arn = try await host.start(starting("startExecution.sync"), input: [:], identity: HostScene.identity())
      .executionARN
    try await until { try await host.history(of: arn).count == 5 }
    try await host.stop(arn)
    let child = "arn:aws:states:us-east-1:111111111111:execution:Nested:child"
    let ended = try await host.result(of: child)
    #expect(ended.status == .aborted)
    #expect(ended.cause?.contains(arn) == true)
  }

  @Test func aNameThatIsTakenFailsTheTask() async throws {
    let wait = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 5, "End": true]])
    let host = scene.host(machines: [Self.nested: wait])
    try await host.start(
      wait, input: [:], identity: ExecutionIdentity(stateMachineName: "Nested", name: "child"))
    let arn = try await host.start(starting("startExecution"), input: [:], identity: HostScene.identity()).executionARN
    let ended = try await host.result(of: arn)
    #expect(ended.error == "StepFunctions.ExecutionAlreadyExistsException", "\(ended)")
  }
}
