import OrderedJSON
import StatesEngine
import StatesRuntime
import StatesTesting
import StepFunctions
import Testing

/// Mock files, as Step Functions Local reads them: `<state machine ARN>#<case>`.
@Suite struct MockTests {
  private static let file = #"""
    {"StateMachines":{"M":{"TestCases":{"Happy":{"A":"Good"},"Flaky":{"A":"Retried"}}}},
     "MockedResponses":{"Good":{"0":{"Return":{"ok":1}}},
       "Retried":{"0-1":{"Throw":{"Error":"E","Cause":"C"}},"2":{"Return":"third"}}}}
    """#
  private static let retry = #","Retry":[{"ErrorEquals":["E"],"IntervalSeconds":0,"MaxAttempts":3}]"#

  private func scene(_ resources: ResourceRouter = ResourceRouter()) throws -> ServiceScene {
    ServiceScene(resources, mocks: try MockConfig(parsing: Array(Self.file.utf8)))
  }

  @Test(arguments: [("Happy", #"{"ok":1}"#), ("Flaky", "\"third\"")])
  func aCaseAnswersForItsStates(testCase: String, output: String) async throws {
    let scene = try scene()
    let machine = try await scene.machine(
      #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true,"Retry":[{"ErrorEquals":["E"],"IntervalSeconds":1,"BackoffRate":1.0,"MaxAttempts":3}]}}}"#
    )
    let started = try await scene.service.startExecution(stateMachineArn: machine + "#" + testCase, name: "e")
    #expect(started.executionArn == ServiceScene.arn("execution:M:e"))
    guard testCase == "Happy" else { return }
    let ended = try await scene.service.result(of: started.executionArn)
    #expect(ended.output == output)
    #expect(ended.stateMachineArn == machine)
  }

  @Test func anActivityIsMockedAsWell() async throws {
    let scene = try scene()
    let activity = try await scene.service.createActivity(name: "a").activityArn
    let machine = try await scene.machine(ServiceScene.activity(activity))
    let mocked = try await scene.service.startExecution(stateMachineArn: machine + "#Happy").executionArn
    #expect(try await scene.service.result(of: mocked).output == #"{"ok":1}"#)
    let real = try await scene.started(machine)
    #expect(try await scene.service.getActivityTask(activityArn: activity).taskToken != nil)
    try await scene.service.stopExecution(executionArn: real)
  }

  @Test func aSyncExecutionIsMockedAsWell() async throws {
    let scene = try scene()
    let machine = try await scene.machine(
      ServiceScene.activity("arn:aws:lambda:us-east-1:123456789012:function:f"), type: .express)
    let ended = try await scene.service.startSyncExecution(stateMachineArn: machine + "#Happy")
    #expect(ended.output == #"{"ok":1}"#)
    #expect(ended.stateMachineArn == machine)
  }

  @Test func otherStatesCallWhatTheyCall() async throws {
    var resources = ResourceRouter()
    resources.function("f") { _ in "real" }
    let scene = try scene(resources)
    let machine = try await scene.machine(
      #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:g","Next":"B"},"B":\#(ServiceScene.task("f"))}}"#
    )
    let execution = try await scene.service.startExecution(stateMachineArn: machine + "#Happy").executionArn
    #expect(try await scene.service.result(of: execution).output == "\"real\"")
  }

  @Test func handlersThatARouterDelegatesToAnswerAsBefore() async throws {
    var inner = ResourceRouter()
    inner.function("f") { _ in "inner" }
    var outer = ResourceRouter()
    outer.function("g") { _ in "outer" }
    outer.delegate(unless: { $0.stateName == "B" }, to: inner)
    let scene = try scene(outer)
    let machine = try await scene.machine(
      #"{"StartAt":"C","States":{"C":\#(ServiceScene.task("f").replacing("\"End\":true", with: "\"Next\":\"B\"")),"B":\#(ServiceScene.task("g"))}}"#
    )
    let execution = try await scene.started(machine)
    #expect(try await scene.service.result(of: execution).output == "\"outer\"")
    let outputs = try await scene.service.getExecutionHistory(executionArn: execution).events
      .compactMap { $0.lambdaFunctionSucceededEventDetails?.output }
    #expect(outputs == ["\"inner\"", "\"outer\""])
  }

  @Test func aCaseThatIsNotThereIsSaidToBeMissing() async throws {
    let scene = try scene()
    let machine = try await scene.machine(ServiceScene.activity("arn:aws:lambda:us-east-1:123456789012:function:f"))
    await expectRefusal(
      .validation, "The mock file cannot be used: 1:36: no test case 'Nope' of 'M'; it has: Happy, Flaky"
    ) { try await scene.service.startExecution(stateMachineArn: machine + "#Nope") }
    let plain = ServiceScene()
    let other = try await plain.machine()
    await expectRefusal(.validation) { try await plain.service.startExecution(stateMachineArn: other + "#Happy") }
  }

  @Test func theChildrenOfAMapRunAreMockedAsWell() async throws {
    let scene = try scene()
    let machine = try await scene.machine(
      #"""
      {"StartAt":"Each","States":{"Each":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
        "ExecutionType":"STANDARD"},"StartAt":"A","States":{"A":\#(ServiceScene.task("g"))}},"MaxConcurrency":1,"End":true}}}
      """#)
    let execution = try await scene.service.startExecution(
      stateMachineArn: machine + "#Happy", input: "[1]"
    ).executionArn
    #expect(try await scene.service.result(of: execution).output == #"[{"ok":1}]"#)
  }

  @Test func aRedriveIsAnsweredByTheCaseFromTheBeginning() async throws {
    let scene = try scene()
    let machine = try await scene.machine(ServiceScene.activity("arn:aws:lambda:us-east-1:123456789012:function:f"))
    let execution = try await scene.service.startExecution(stateMachineArn: machine + "#Flaky").executionArn
    #expect(try await scene.service.result(of: execution).error == "E")
    try await scene.service.redriveExecution(executionArn: execution)
    // Its first attempt fails again: without the case, no handler would be there for it.
    #expect(try await scene.service.result(of: execution).error == "E")
  }

  @Test func aRepeatedStartChangesNoMocks() async throws {
    let scene = try scene()
    let activity = try await scene.service.createActivity(name: "a").activityArn
    let machine = try await scene.machine(ServiceScene.activity(activity))
    // Started without a case, it waits for a worker.
    let real = try await scene.started(machine, "e")
    #expect(
      try await scene.service.startExecution(stateMachineArn: machine + "#Happy", name: "e", input: "{}").executionArn
        == real)
    let token = try #require(try await scene.service.getActivityTask(activityArn: activity).taskToken)
    try await scene.service.sendTaskFailure(taskToken: token, error: "F")
    _ = try await scene.service.result(of: real)
    try await scene.service.redriveExecution(executionArn: real)
    #expect(try await scene.service.getActivityTask(activityArn: activity).taskToken != nil)
  }
}
