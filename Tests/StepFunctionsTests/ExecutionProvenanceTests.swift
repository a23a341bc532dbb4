import StatesEngine
import StatesRuntime
import StatesTesting
import StepFunctions
import Testing

/// Where executions come from.
@Suite struct ExecutionProvenanceTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private static func parent(_ pattern: String, _ child: String) -> String {
    #"""
    {"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Call","States":{"Call":{
      "Type":"Task","Resource":"arn:aws:states:::states:startExecution\#(pattern)",
      "Parameters":{"StateMachineArn":"\#(child)","Input":{}},"End":true}}}}}}
    """#
  }

  /// The only execution of a state machine.
  private func child(of machine: String) async throws -> String {
    while true {
      if let child = try await service.listExecutions(stateMachineArn: machine).executions.first {
        return child.executionArn
      }
      await Task.yield()
    }
  }

  @Test(arguments: [("", false), (".sync", true), (".sync:2", true)])
  func theTaskThatHasStartedAnExecutionIsKnown(pattern: String, isAwaiting: Bool) async throws {
    let machine = try await scene.machine(ServiceScene.wait, "Child")
    let parent = try await scene.started(scene.machine(Self.parent(pattern, machine), "Parent"), input: "[1]")
    let child = try await child(of: machine)
    let running = StartingTask(executionARN: parent, state: isAwaiting ? "Call[0]" : nil, isAwaiting: isAwaiting)
    #expect(try await service.executionProvenance(of: child) == ExecutionProvenance(startedBy: running))
    #expect(try await service.executionProvenance(of: parent) == ExecutionProvenance())
    try await service.stopExecution(executionArn: child)
    _ = try await service.result(of: parent)
    let ended = StartingTask(executionARN: parent, isAwaiting: isAwaiting)
    #expect(try await service.executionProvenance(of: child) == ExecutionProvenance(startedBy: ended))
    // The parent may be gone.
    try await service.host.forget([parent])
    #expect(try await service.executionProvenance(of: child) == ExecutionProvenance(startedBy: ended))
  }

  @Test func theTestCaseIsKnown() async throws {
    let mocks = try MockConfig(
      parsing: Array(
        #"{"StateMachines":{"M":{"TestCases":{"Happy":{"A":"Good"}}}},"MockedResponses":{"Good":{"0":{"Return":1}}}}"#
          .utf8))
    let scene = ServiceScene(mocks: mocks)
    let machine = try await scene.machine(ServiceScene.activity("arn:aws:lambda:us-east-1:123456789012:function:f"))
    let execution = try await scene.service.startExecution(stateMachineArn: machine + "#Happy").executionArn
    _ = try await scene.service.result(of: execution)
    #expect(try await scene.service.executionProvenance(of: execution) == ExecutionProvenance(testCase: "Happy"))
  }

  @Test func whereUnknownExecutionsComeFromIsRefused() async throws {
    let execution = try await scene.started(scene.machine(ServiceScene.wait))
    for arn in [execution.replacing(":M:", with: ":N:"), execution.replacing("us-east-1", with: "eu-west-1")] {
      await expectRefusal(.executionDoesNotExist) { try await service.executionProvenance(of: arn) }
    }
    await expectRefusal(.executionDoesNotExist) {
      try await service.scoped(account: "111111111111").executionProvenance(of: execution)
    }
    await expectRefusal(.invalidArn) { try await service.executionProvenance(of: "e") }
  }

  @Test func anotherProcessOfTheStoreKnowsItAsWell() async throws {
    var settings = HostSettings()
    settings.lease = .seconds(3_600)
    let store = MemoryStore()
    let owner = StepFunctionsService(store: store, settings: settings)
    let other = StepFunctionsService(store: store, settings: settings)
    for service in [owner, other] { try await service.recover() }
    let machine = try await owner.createStateMachine(
      name: "Child", definition: ServiceScene.wait, roleArn: ServiceScene.role
    ).stateMachineArn
    let parent = try await owner.createStateMachine(
      name: "Parent", definition: Self.parent(".sync", machine), roleArn: ServiceScene.role
    ).stateMachineArn
    let started = try await owner.startExecution(stateMachineArn: parent, input: "[1]").executionArn
    while try await owner.listExecutions(stateMachineArn: machine).executions.isEmpty { await Task.yield() }
    let child = try #require(try await owner.listExecutions(stateMachineArn: machine).executions.first).executionArn
    let expected = StartingTask(executionARN: started, state: "Call[0]", isAwaiting: true)
    for service in [owner, other] {
      #expect(try await service.executionProvenance(of: child) == ExecutionProvenance(startedBy: expected))
      #expect(try await service.executionProvenance(of: started) == ExecutionProvenance())
    }
    for service in [owner, other] { await service.shutDown() }
  }
}
