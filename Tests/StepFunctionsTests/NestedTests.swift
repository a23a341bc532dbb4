import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// Executions that tasks of others start, with state machines, versions and aliases of the service.
@Suite struct NestedTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private static func parent(_ pattern: String, _ child: String, _ more: String = "") -> String {
    #"""
    {"StartAt":"Call","States":{"Call":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution\#(pattern)",
      "Parameters":{"StateMachineArn":"\#(child)","Input":{"token.$":"$$.Task.Token","a":1}\#(more)},"End":true}}}
    """#
  }

  private static func start(_ pattern: String, _ child: String, _ more: String = "") -> String {
    parent(pattern, child, more).replacing(#""token.$":"$$.Task.Token","#, with: "")
  }

  @Test func aTaskStartsAnExecution() async throws {
    let child = try await scene.machine(ServiceScene.wait, "Child")
    let parent = try await scene.machine(Self.start("", child, #","Name":"n""#), "Parent")
    let ended = try await service.result(of: scene.started(parent))
    #expect(ended.status == .succeeded)
    let started = ServiceScene.arn("execution:Child:n")
    #expect(try JSON(parsing: ended.output ?? "")["ExecutionArn"] == .string(started))
    #expect(try await service.describeExecution(executionArn: started).status == .running)
  }

  @Test(arguments: [".sync", ".sync:2"]) func aTaskWaitsForAnExecution(pattern: String) async throws {
    let child = try await scene.machine(ServiceScene.pass, "Child")
    let parent = try await scene.machine(Self.start(pattern, child), "Parent")
    let ended = try await service.result(of: scene.started(parent))
    #expect(ended.status == .succeeded)
    let output = try JSON(parsing: ended.output ?? "")["Output"]
    #expect(output == (pattern == ".sync" ? #"{"a":1}"# : ["a": 1]))
    let listed = try await service.listExecutions(stateMachineArn: child).executions
    #expect(listed.map(\.status) == [.succeeded])
  }

  @Test func aChildIsStartedThroughVersionsAndAliases() async throws {
    let child = try await scene.versions("Child")
    let alias = try await service.createStateMachineAlias(
      name: "prod",
      routingConfiguration: [RoutingConfigurationListItem(stateMachineVersionArn: child + ":2", weight: 100)])
    let parent = try await scene.machine(Self.start(".sync:2", alias.stateMachineAliasArn), "Parent")
    let ended = try await service.result(of: scene.started(parent))
    #expect(try JSON(parsing: ended.output ?? "")["Output"] == 1)
    let started = try #require(try await service.listExecutions(stateMachineArn: child).executions.first)
    #expect(started.stateMachineVersionArn == child + ":2")
    #expect(started.stateMachineAliasArn == alias.stateMachineAliasArn)
  }

  @Test func aStateMachineThatIsNotThereFailsTheTask() async throws {
    let child = ServiceScene.arn("stateMachine:none")
    let parent = try await scene.machine(Self.start("", child), "Parent")
    let ended = try await service.result(of: scene.started(parent))
    #expect(ended.status == .failed)
    #expect(ended.error == "StepFunctions.StateMachineDoesNotExistException")
    #expect(ended.cause == "State Machine Does Not Exist: '\(child)'")
  }

  @Test func aCallbackIsAnswered() async throws {
    let child = try await scene.machine(ServiceScene.pass, "Child")
    let parent = try await scene.machine(Self.parent(".waitForTaskToken", child), "Parent")
    let execution = try await scene.started(parent)
    let scheduled = try await service.getExecutionHistory(executionArn: execution).events.first {
      $0.type == .taskScheduled
    }
    let parameters = try JSON(parsing: #require(scheduled?.taskScheduledEventDetails?.parameters))
    let token = try #require(parameters["Input"]?["token"]?.stringValue)
    try await service.sendTaskHeartbeat(taskToken: token)
    try await service.sendTaskSuccess(taskToken: token, output: #"{"ok":true}"#)
    #expect(try await service.result(of: execution).output == #"{"ok":true}"#)
    await expectRefusal(.taskTimedOut, "Task Timed Out: 'Provided task does not exist anymore'") {
      try await service.sendTaskSuccess(taskToken: token, output: "1")
    }
    await expectRefusal(.invalidToken) {
      try await service.scoped(region: "eu-west-1").sendTaskSuccess(taskToken: "x" + token, output: "1")
    }
  }

  @Test func stoppingTheParentStopsTheChildThatItWaitsFor() async throws {
    let child = try await scene.machine(ServiceScene.wait, "Child")
    let parent = try await scene.machine(Self.start(".sync", child, #","Name":"n""#), "Parent")
    let execution = try await scene.started(parent)
    let started = ServiceScene.arn("execution:Child:n")
    while (try? await service.describeExecution(executionArn: started)) == nil { await Task.yield() }
    try await service.stopExecution(executionArn: execution)
    #expect(try await service.result(of: started).status == .aborted)
  }

  @Test func aChildHasTheRoleOfItsOwnStateMachine() async throws {
    let child = try await service.createStateMachine(
      name: "Child", definition: ServiceScene.pass, roleArn: ServiceScene.role + "-child"
    ).stateMachineArn
    let parent = try await scene.machine(Self.start(".sync", child, #","Name":"n""#), "Parent")
    _ = try await service.result(of: scene.started(parent))
    let events = try await service.getExecutionHistory(executionArn: ServiceScene.arn("execution:Child:n")).events
    #expect(events.first?.executionStartedEventDetails?.roleArn == ServiceScene.role + "-child")
  }
}
