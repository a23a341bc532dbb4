import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// StartSyncExecution.
@Suite struct SyncExecutionTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  @Test func anExpressExecutionIsRunToItsEnd() async throws {
    let machine = try await scene.machine(type: .express)
    let ended = try await service.startSyncExecution(
      stateMachineArn: machine, name: "e", input: #"{"a":1}"#, traceHeader: "Root=1")
    #expect(ended.executionArn.hasPrefix(ServiceScene.arn("express:M:e:")))
    #expect(ended.stateMachineArn == machine)
    #expect(ended.name == "e")
    #expect(ended.status == .succeeded)
    #expect(ended.startDate == ServiceScene.start)
    #expect(ended.stopDate == ServiceScene.start)
    #expect(ended.input == #"{"a":1}"#)
    #expect(ended.inputDetails?.included == true)
    #expect(ended.output == #"{"a":1}"#)
    #expect(ended.outputDetails?.included == true)
    #expect(ended.traceHeader == "Root=1")
    #expect(ended.billingDetails == BillingDetails(billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100))
  }

  @Test func aFailureIsAnAnswer() async throws {
    let machine = try await scene.machine(ServiceScene.fail, type: .express)
    let ended = try await service.startSyncExecution(stateMachineArn: machine)
    #expect(ended.status == .failed)
    #expect(ended.error == "E")
    #expect(ended.cause == "C")
    #expect(ended.output == nil)
    #expect(ended.outputDetails?.included == true)
  }

  @Test(arguments: [(0, 100), (1, 100), (100, 100), (101, 200), (455, 500), (490, 500)])
  func timeIsBilledInStepsOf100Milliseconds(taken: Int64, billed: Int) async throws {
    let scene = Locked<ServiceScene?>(nil)
    var resources = ResourceRouter()
    resources.function("f") { input in
      scene.withLock { $0 }?.pass(.milliseconds(taken))
      return input
    }
    let made = ServiceScene(resources)
    scene.withLock { $0 = made }
    let machine = try await made.machine(
      ServiceScene.activity("arn:aws:lambda:us-east-1:123456789012:function:f"), type: .express)
    let ended = try await made.service.startSyncExecution(stateMachineArn: machine)
    #expect(ended.billingDetails?.billedDurationInMilliseconds == billed)
  }

  @Test func onlyExpressExecutionsCanBeWaitedFor() async throws {
    await expectRefusal(
      .stateMachineTypeNotSupported, "This operation is not supported by this type of state machine"
    ) { try await service.startSyncExecution(stateMachineArn: scene.machine()) }
  }

  @Test func aSyncStartIsCheckedAsAnyStart() async throws {
    let machine = try await scene.machine(type: .express)
    await expectRefusal(.invalidExecutionInput) {
      try await service.startSyncExecution(stateMachineArn: machine, input: "nope")
    }
    await expectRefusal(.invalidName, "Invalid Name: 'a b'") {
      try await service.startSyncExecution(stateMachineArn: machine, name: "a b")
    }
    await expectRefusal(.stateMachineDoesNotExist) {
      try await service.startSyncExecution(stateMachineArn: machine + "x")
    }
  }

  @Test func aVersionOrAnAliasIsRunAsWell() async throws {
    let made = try await service.createStateMachine(
      name: "M", definition: ServiceScene.other, roleArn: ServiceScene.role, type: .express, publish: true)
    let version = try #require(made.stateMachineVersionArn)
    try await service.updateStateMachine(stateMachineArn: made.stateMachineArn, definition: ServiceScene.pass)
    #expect(try await service.startSyncExecution(stateMachineArn: version).output == "1")
    #expect(try await service.startSyncExecution(stateMachineArn: made.stateMachineArn).output == "{}")
  }
}
