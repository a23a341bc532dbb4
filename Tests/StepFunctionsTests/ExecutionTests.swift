import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// StartExecution, DescribeExecution, StopExecution, ListExecutions, RedriveExecution.
@Suite struct ExecutionTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  // MARK: StartExecution

  @Test func anExecutionIsStartedAndDescribed() async throws {
    let machine = try await scene.machine()
    let started = try await service.startExecution(
      stateMachineArn: machine, name: "e", input: "{ \"a\" : 1.0 }", traceHeader: "Root=1-5759e988")
    #expect(started.executionArn == ServiceScene.arn("execution:M:e"))
    #expect(started.startDate == ServiceScene.start)
    let described = try await service.result(of: started.executionArn)
    #expect(
      described
        == DescribeExecutionOutput(
          executionArn: started.executionArn, stateMachineArn: machine, status: .succeeded,
          startDate: ServiceScene.start, name: "e", stopDate: ServiceScene.start, input: "{ \"a\" : 1.0 }",
          inputDetails: CloudWatchEventsExecutionDataDetails(included: true), output: "{ \"a\" : 1.0 }",
          outputDetails: CloudWatchEventsExecutionDataDetails(included: true), traceHeader: "Root=1-5759e988",
          redriveCount: 0, redriveStatus: .notRedrivable,
          redriveStatusReason: "Execution is SUCCEEDED and cannot be redriven"))
  }

  @Test func nameAndInputAreMadeUp() async throws {
    let machine = try await scene.machine()
    let first = try await service.startExecution(stateMachineArn: machine).executionArn
    let second = try await service.startExecution(stateMachineArn: machine).executionArn
    #expect(first != second)
    let described = try await service.describeExecution(executionArn: first)
    #expect(described.name?.utf8.count == 36)
    #expect(described.input == "{}")
  }

  @Test func theSameStartWhileItRunsIsTheFirst() async throws {
    let machine = try await scene.machine(ServiceScene.wait)
    let first = try await service.startExecution(stateMachineArn: machine, name: "e", input: #"{"a":1}"#)
    scene.pass(.seconds(5))
    #expect(
      try await service.startExecution(stateMachineArn: machine, name: "e", input: #"{"a":1}"#) == first)
    let text = "Execution Already Exists: '\(first.executionArn)'"
    await expectRefusal(.executionAlreadyExists, text) {
      try await service.startExecution(stateMachineArn: machine, name: "e", input: #"{"a": 1}"#)
    }
    try await service.stopExecution(executionArn: first.executionArn)
    await expectRefusal(.executionAlreadyExists, text) {
      try await service.startExecution(stateMachineArn: machine, name: "e", input: #"{"a":1}"#)
    }
  }

  @Test func aNameIsFreeAgainAfter90Days() async throws {
    let machine = try await scene.machine()
    _ = try await service.result(of: scene.started(machine))
    scene.pass(.seconds(90 * 86_400 - 1))
    await expectRefusal(.executionAlreadyExists) { try await scene.started(machine) }
    scene.pass(.seconds(1))
    #expect(try await service.result(of: scene.started(machine)).startDate == scene.now)
  }

  @Test func anExecutionIsForgottenAfter90DaysThoughItsStoreStillHasIt() async throws {
    let scene = ServiceScene(store: MemoryStore(retention: StoreRetention(age: nil)))
    let machine = try await scene.machine()
    let first = try await scene.started(machine)
    _ = try await scene.service.result(of: first)
    scene.pass(.seconds(90 * 86_400))
    await expectRefusal(.executionDoesNotExist) { try await scene.service.describeExecution(executionArn: first) }
    #expect(try await scene.started(machine) == first)
    #expect(try await scene.service.result(of: first).startDate == scene.now)
  }

  @Test func textsAreComparedByTheirBytes() async throws {
    let machine = try await scene.machine(ServiceScene.wait)
    _ = try await scene.started(machine, "e", input: "\"\u{e9}\"")
    await expectRefusal(.executionAlreadyExists) { try await scene.started(machine, "e", input: "\"e\u{301}\"") }
    let comment = { (text: String) in
      ServiceScene.pass.replacing("\"StartAt\"", with: "\"Comment\":\"\(text)\",\"StartAt\"")
    }
    _ = try await scene.machine(comment("\u{e9}"), "C")
    await expectRefusal(.stateMachineAlreadyExists) { try await scene.machine(comment("e\u{301}"), "C") }
  }

  @Test func expressStartsAreNeverTheSame() async throws {
    let machine = try await scene.machine(type: .express)
    let first = try await scene.started(machine)
    let second = try await scene.started(machine)
    #expect(first != second)
    #expect(first.hasPrefix(ServiceScene.arn("express:M:e:")))
    for call in [
      { _ = try await service.describeExecution(executionArn: first) },
      { _ = try await service.getExecutionHistory(executionArn: first) },
      { _ = try await service.stopExecution(executionArn: first) },
      { _ = try await service.redriveExecution(executionArn: first) },
      { _ = try await service.listMapRuns(executionArn: first) },
    ] as [() async throws -> Void] {
      await expectRefusal(.invalidArn, "Invalid Arn: 'Resource type not valid in this context: express'", call)
    }
  }

  @Test(arguments: ["2", "\"text\"", "null", "[1]", " {} "]) func anyJSONIsAnInput(input: String) async throws {
    let execution = try await scene.started(scene.machine(), input: input)
    #expect(try await service.describeExecution(executionArn: execution).input == input)
  }

  @Test(arguments: [
    ("", "Invalid execution input."),
    (
      "not json",
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
    ),
    ("{'a':1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name"),
  ])
  func anInputThatIsNotJSONIsRefused(input: String, reason: String) async throws {
    let machine = try await scene.machine()
    await expectRefusal(.invalidExecutionInput, "Invalid State Machine Execution Input: '\(reason)'") {
      try await service.startExecution(stateMachineArn: machine, input: input)
    }
  }

  @Test func anInputMayHave262144Bytes() async throws {
    let machine = try await scene.machine()
    let largest = "\"" + String(repeating: "é", count: 131_071) + "\""
    _ = try await scene.started(machine, input: largest)
    await expectRefusal(
      .validation,
      "1 validation error detected: Value at 'input' failed to satisfy constraint: Member must have length less than or "
        + "equal to 262144"
    ) { try await scene.started(machine, "f", input: largest + " ") }
  }

  @Test func whatAStartMayNotNameIsRefused() async throws {
    let machine = try await scene.machine()
    await expectRefusal(.invalidName, "Invalid Name: 'a b'") { try await scene.started(machine, "a b") }
    await expectRefusal(.validation, reason: .labeledArnsNotSupported) { try await scene.started(machine + "/L") }
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Version Does Not Exist: '\(machine):7'") {
      try await scene.started(machine + ":7")
    }
    await expectRefusal(.validation) {
      try await service.startExecution(stateMachineArn: machine, traceHeader: "ü")
    }
  }

  // MARK: DescribeExecution

  @Test func aFailedExecutionHasErrorAndCause() async throws {
    let execution = try await scene.started(scene.machine(ServiceScene.fail))
    let described = try await service.result(of: execution)
    #expect(described.status == .failed)
    #expect(described.error == "E")
    #expect(described.cause == "C")
    #expect(described.output == nil)
    #expect(described.outputDetails == nil)
    #expect(described.redriveStatus == .redrivable)
    #expect(described.redriveStatusReason == nil)
  }

  @Test func aRunningExecutionHasNoEnd() async throws {
    let execution = try await scene.started(scene.machine(ServiceScene.wait))
    let described = try await service.describeExecution(executionArn: execution, includedData: .metadataOnly)
    #expect(described.status == .running)
    #expect(described.stopDate == nil)
    #expect(described.redriveStatus == .notRedrivable)
    #expect(described.redriveStatusReason == "Execution is RUNNING and cannot be redriven")
  }

  @Test func anExecutionThatIsNotThereIsSaidToBeMissing() async throws {
    let machine = try await scene.machine()
    for arn in [
      ServiceScene.arn("execution:M:none"),
      machine.replacing(
        "us-east-1:123456789012:stateMachine:M",
        with: "eu-west-1:123456789012:execution:M:e"),
    ] {
      for call in [
        { _ = try await service.describeExecution(executionArn: arn) },
        { _ = try await service.getExecutionHistory(executionArn: arn) },
        { _ = try await service.stopExecution(executionArn: arn) },
        { _ = try await service.redriveExecution(executionArn: arn) },
        { _ = try await service.listMapRuns(executionArn: arn) },
      ] as [() async throws -> Void] {
        await expectRefusal(.executionDoesNotExist, "Execution Does Not Exist: '\(arn)'", call)
      }
    }
  }

  // MARK: StopExecution

  @Test func anExecutionIsStopped() async throws {
    let execution = try await scene.started(scene.machine(ServiceScene.wait))
    scene.pass(.seconds(3))
    let stopped = try await service.stopExecution(executionArn: execution, error: "E", cause: "C")
    #expect(stopped.stopDate == scene.now)
    let described = try await service.describeExecution(executionArn: execution)
    #expect(described.status == .aborted)
    #expect(described.error == "E")
    #expect(described.cause == "C")
    #expect(described.stopDate == stopped.stopDate)
    scene.pass(.seconds(3))
    #expect(try await service.stopExecution(executionArn: execution) == stopped)
    let last = try #require(
      try await service.getExecutionHistory(executionArn: execution, reverseOrder: true).events.first)
    #expect(last.type == .executionAborted)
    #expect(last.previousEventId == 0)
    #expect(last.executionAbortedEventDetails == ExecutionAbortedEventDetails(error: "E", cause: "C"))
  }

  @Test func stoppingWhatHasEndedChangesNothing() async throws {
    let execution = try await scene.started(scene.machine(ServiceScene.fail))
    let ended = try await service.result(of: execution)
    scene.pass(.seconds(3))
    #expect(try await service.stopExecution(executionArn: execution).stopDate == ended.stopDate)
    #expect(try await service.describeExecution(executionArn: execution) == ended)
  }

  // MARK: ListExecutions

  @Test func executionsAreListedTheLatestFirst() async throws {
    let machine = try await scene.machine(ServiceScene.wait)
    var executions: [String] = []
    for name in ["a", "b", "c"] {
      executions.append(try await scene.started(machine, name))
      scene.pass(.seconds(1))
    }
    // Ended ones are listed by their stop date.
    try await service.stopExecution(executionArn: executions[0])
    let listed = try await service.listExecutions(stateMachineArn: machine).executions
    #expect(listed.map(\.name) == ["a", "c", "b"])
    #expect(
      listed[0]
        == ExecutionListItem(
          executionArn: executions[0], stateMachineArn: machine, name: "a", status: .aborted,
          startDate: ServiceScene.start, stopDate: scene.now, redriveCount: 0))
    #expect(listed[1].stopDate == nil)
    let running = try await service.listExecutions(stateMachineArn: machine, statusFilter: .running).executions
    #expect(running.map(\.name) == ["c", "b"])
    #expect(try await service.listExecutions(stateMachineArn: machine, statusFilter: .timedOut).executions == [])
  }

  @Test func pagesOfExecutionsNeitherRepeatNorLose() async throws {
    let machine = try await scene.machine(ServiceScene.wait)
    for name in ["a", "b", "c", "d", "e"] {
      _ = try await scene.started(machine, name)
      scene.pass(.seconds(1))
    }
    var names: [String] = []
    var token: String?
    repeat {
      let page = try await service.listExecutions(stateMachineArn: machine, maxResults: 2, nextToken: token)
      names += page.executions.map(\.name)
      token = page.nextToken
      _ = try await scene.started(machine, "new\(names.count)")
      scene.pass(.seconds(1))
    } while token != nil
    #expect(names == ["e", "d", "c", "b", "a"])
  }

  @Test func aPageBelongsToItsArguments() async throws {
    let machine = try await scene.machine(ServiceScene.wait)
    for name in ["a", "b"] { _ = try await scene.started(machine, name) }
    let token = try #require(
      try await service.listExecutions(stateMachineArn: machine, maxResults: 1).nextToken)
    await expectRefusal(.invalidToken) {
      try await service.listExecutions(stateMachineArn: machine, statusFilter: .running, nextToken: token)
    }
    await expectRefusal(.invalidToken) {
      try await service.listExecutions(stateMachineArn: scene.machine(ServiceScene.wait, "N"), nextToken: token)
    }
    #expect(
      try await service.listExecutions(stateMachineArn: machine, maxResults: 9, nextToken: token).executions.count == 1)
  }

  @Test func whatCannotBeListedIsRefused() async throws {
    let machine = try await scene.machine()
    let run = ServiceScene.arn("mapRun:M/L:1")
    await expectRefusal(.validation) { try await service.listExecutions() }
    await expectRefusal(.validation) { try await service.listExecutions(stateMachineArn: machine, mapRunArn: run) }
    await expectRefusal(.resourceNotFound, "Resource not found: '\(run)'") {
      try await service.listExecutions(mapRunArn: run)
    }
    await expectRefusal(
      .validation, "RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN"
    ) { try await service.listExecutions(stateMachineArn: machine, redriveFilter: .redriven) }
    await expectRefusal(.validation) {
      try await service.listExecutions(stateMachineArn: machine, statusFilter: .pendingRedrive)
    }
    await expectRefusal(
      .stateMachineTypeNotSupported, "This operation is not supported by this type of state machine"
    ) { try await service.listExecutions(stateMachineArn: scene.machine(ServiceScene.pass, "X", type: .express)) }
  }

  // MARK: RedriveExecution

  private static let flaky = #"""
    {"StartAt":"P","States":{"P":{"Type":"Pass","Next":"T"},"T":{"Type":"Task",
      "Resource":"arn:aws:states:us-east-1:123456789012:activity:a","End":true}}}
    """#

  private func failed() async throws -> (activity: String, execution: String) {
    let activity = try await service.createActivity(name: "a").activityArn
    let execution = try await scene.started(scene.machine(Self.flaky))
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    try await service.sendTaskFailure(taskToken: token, error: "E")
    return (activity, execution)
  }

  @Test func aFailedExecutionIsRedriven() async throws {
    let (activity, execution) = try await failed()
    let old = try #require(try await service.result(of: execution).stopDate)
    scene.pass(.seconds(60))
    let redriven = try await service.redriveExecution(executionArn: execution)
    #expect(redriven.redriveDate == scene.now)
    var described = try await service.describeExecution(executionArn: execution)
    #expect(described.status == .running)
    #expect(described.redriveCount == 1)
    #expect(described.redriveDate == redriven.redriveDate)
    #expect(described.stopDate == nil)
    #expect(described.error == nil)
    #expect(described.startDate == old)
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    try await service.sendTaskSuccess(taskToken: token, output: "1")
    described = try await service.result(of: execution)
    #expect(described.status == .succeeded)
    #expect(described.redriveDate == redriven.redriveDate)
    let listed = try await service.listExecutions(stateMachineArn: described.stateMachineArn).executions
    #expect(listed.first?.redriveCount == 1)
    #expect(listed.first?.redriveDate == redriven.redriveDate)
    let types = try await service.getExecutionHistory(executionArn: execution).events.compactMap(\.type)
    #expect(
      types.filter { $0 == .executionRedriven || $0 == .passStateEntered } == [.passStateEntered, .executionRedriven])
  }

  @Test func aClientTokenRedrivesOnce() async throws {
    let (activity, execution) = try await failed()
    _ = try await service.result(of: execution)
    let first = try await service.redriveExecution(executionArn: execution, clientToken: "t")
    scene.pass(.seconds(60))
    #expect(try await service.redriveExecution(executionArn: execution, clientToken: "t") == first)
    await expectRefusal(
      .executionNotRedrivable,
      "Execution \(execution) invalid for redrive as: Execution is RUNNING and cannot be redriven"
    ) { try await service.redriveExecution(executionArn: execution, clientToken: "u") }
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    try await service.sendTaskFailure(taskToken: token, error: "E")
    _ = try await service.result(of: execution)
    // A token whose request was refused is still free, and one that was used answers as it did.
    #expect(try await service.redriveExecution(executionArn: execution, clientToken: "t") == first)
    #expect(try await service.describeExecution(executionArn: execution).redriveCount == 1)
    let second = try await service.redriveExecution(executionArn: execution, clientToken: "u")
    #expect(second.redriveDate == scene.now)
    #expect(try await service.redriveExecution(executionArn: execution, clientToken: "t") == first)
    scene.pass(.seconds(900))
    // Forgotten by now: the execution runs.
    await expectRefusal(.executionNotRedrivable) {
      try await service.redriveExecution(executionArn: execution, clientToken: "t")
    }
  }

  @Test func whatCannotBeRedrivenIsSaid() async throws {
    let (_, execution) = try await failed()
    _ = try await service.result(of: execution)
    scene.pass(.seconds(14 * 86_400))
    let reason = "Execution redrivable period exceeded"
    await expectRefusal(.executionNotRedrivable, "Execution \(execution) invalid for redrive as: \(reason)") {
      try await service.redriveExecution(executionArn: execution)
    }
    let described = try await service.describeExecution(executionArn: execution)
    #expect(described.redriveStatus == .notRedrivable)
    #expect(described.redriveStatusReason == reason)
    await expectRefusal(.validation, "Labeled Execution ARNs are not supported for this API") {
      try await service.redriveExecution(executionArn: ServiceScene.arn("execution:M/L:e"))
    }
    await expectRefusal(.validation) {
      try await service.redriveExecution(executionArn: execution, clientToken: "a b")
    }
  }
}
