import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// ListMapRuns, DescribeMapRun, UpdateMapRun, and the executions of map runs.
@Suite struct MapRunTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }
  private static let activity = ServiceScene.arn("activity:a")

  /// A Map over the execution's input.
  private static func map(
    _ inner: String = #""P":{"Type":"Pass","End":true}"#, start: String = "P", label: String? = "L",
    type: String = "STANDARD", _ more: String = ""
  ) -> String {
    #"""
    {"StartAt":"Each","States":{"Each":{"Type":"Map"\#(label.map { #","Label":"\#($0)""# } ?? ""),"ItemProcessor":{
      "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\#(type)"},"StartAt":"\#(start)","States":{\#(inner)}}\#(more),
      "End":true}}}
    """#
  }

  private static let working = map(
    #""T":{"Type":"Task","Resource":"\#(activity)","End":true}"#, start: "T", #","MaxConcurrency":1"#)

  private func run(_ definition: String, _ input: String = "[1,2,3]") async throws -> (execution: String, run: String) {
    let execution = try await scene.started(scene.machine(definition), input: input)
    _ = try await service.result(of: execution)
    let runs = try await service.listMapRuns(executionArn: execution).mapRuns
    return (execution, try #require(runs.first).mapRunArn)
  }

  /// An execution whose map run has its first child waiting for a worker.
  private func waiting() async throws -> (execution: String, run: String) {
    _ = try await service.createActivity(name: "a")
    let execution = try await scene.started(scene.machine(Self.working), input: "[1,2,3]")
    while try await service.listMapRuns(executionArn: execution).mapRuns.isEmpty { await Task.yield() }
    let runs = try await service.listMapRuns(executionArn: execution).mapRuns
    return (execution, try #require(runs.first).mapRunArn)
  }

  private func token() async throws -> String {
    try #require(try await service.getActivityTask(activityArn: Self.activity).taskToken)
  }

  // MARK: ListMapRuns, DescribeMapRun

  @Test func aMapRunIsListedAndDescribed() async throws {
    let (execution, run) = try await run(Self.map())
    #expect(run.hasPrefix(ServiceScene.arn("mapRun:M/L:")))
    #expect(
      try await service.listMapRuns(executionArn: execution).mapRuns == [
        MapRunListItem(
          executionArn: execution, mapRunArn: run, stateMachineArn: ServiceScene.arn("stateMachine:M/L"),
          startDate: ServiceScene.start, stopDate: ServiceScene.start)
      ])
    let described = try await service.describeMapRun(mapRunArn: run)
    #expect(described.mapRunArn == run)
    #expect(described.executionArn == execution)
    #expect(described.status == .succeeded)
    #expect(described.startDate == ServiceScene.start)
    #expect(described.stopDate == ServiceScene.start)
    #expect(described.maxConcurrency == 2_147_483_647)
    #expect(described.toleratedFailureCount == 0)
    #expect(described.toleratedFailurePercentage == 0)
    #expect(described.redriveCount == 0)
    #expect(described.redriveDate == nil)
    #expect(
      described.itemCounts
        == MapRunItemCounts(
          pending: 0, running: 0, succeeded: 3, failed: 0, timedOut: 0, aborted: 0, total: 3, resultsWritten: 3,
          failuresNotRedrivable: 0, pendingRedrive: 0))
    #expect(described.executionCounts.total == 3)
  }

  @Test func aRunningMapRunHasItsCounts() async throws {
    let (execution, run) = try await waiting()
    let described = try await service.describeMapRun(mapRunArn: run)
    #expect(described.status == .running)
    #expect(described.stopDate == nil)
    #expect(described.maxConcurrency == 1)
    #expect(described.executionCounts.running == 1)
    #expect(described.executionCounts.pending == 2)
    #expect(described.executionCounts.resultsWritten == 0)
    try await service.stopExecution(executionArn: execution)
    let stopped = try await service.describeMapRun(mapRunArn: run)
    #expect(stopped.status == .aborted)
    #expect(stopped.executionCounts.aborted == 1)
    #expect(stopped.executionCounts.pending == 2)
  }

  @Test func mapRunsAreListedInPages() async throws {
    let state = { (name: String, next: String) in
      #"""
      "\#(name)":{"Type":"Map","Label":"\#(name)","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
        "ExecutionType":"STANDARD"},"StartAt":"P\#(name)","States":{"P\#(name)":{"Type":"Pass","End":true}}},\#(next)}
      """#
    }
    let states = [state("A", #""Next":"B""#), state("B", #""Next":"C""#), state("C", #""End":true"#)]
    let definition = #"{"StartAt":"A","States":{\#(states.joined(separator: ","))}}"#
    let execution = try await scene.started(scene.machine(definition), input: "[1]")
    _ = try await service.result(of: execution)
    let first = try await service.listMapRuns(executionArn: execution, maxResults: 2)
    let second = try await service.listMapRuns(executionArn: execution, maxResults: 2, nextToken: first.nextToken)
    let labels = (first.mapRuns + second.mapRuns).map(\.stateMachineArn)
    #expect(labels == ["A", "B", "C"].map { ServiceScene.arn("stateMachine:M/\($0)") })
    #expect(second.nextToken == nil)
    await expectRefusal(.invalidToken) { try await service.listMapRuns(executionArn: execution, nextToken: "x") }
  }

  @Test func aMapRunThatIsNotThereIsSaidToBeMissing() async throws {
    let arn = ServiceScene.arn("mapRun:M/L:00000000-0000-0000-0000-000000000000")
    for call in [
      { _ = try await service.describeMapRun(mapRunArn: arn) },
      { _ = try await service.updateMapRun(mapRunArn: arn, maxConcurrency: 1) },
      { _ = try await service.listExecutions(mapRunArn: arn) },
    ] as [() async throws -> Void] {
      await expectRefusal(.resourceNotFound, "Resource not found: '\(arn)'", call)
    }
    for bad in ["bad", ServiceScene.arn("mapRun:M:1"), ServiceScene.arn("execution:M:e")] {
      await expectRefusal(.invalidArn) { try await service.describeMapRun(mapRunArn: bad) }
      await expectRefusal(.invalidArn) { try await service.updateMapRun(mapRunArn: bad, maxConcurrency: 1) }
    }
  }

  // MARK: Children

  @Test func childrenAreListedByTheirMapRun() async throws {
    let (execution, run) = try await run(
      Self.map(
        #""F":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":2,"Next":"X"}],"Default":"S"},"X":{"Type":"Fail","Error":"E"},"S":{"Type":"Succeed"}"#,
        start: "F", #","ToleratedFailureCount":1"#))
    let all = try await service.listExecutions(mapRunArn: run).executions
    #expect(all.count == 3)
    #expect(all.allSatisfy { $0.mapRunArn == run && $0.itemCount == 1 && $0.redriveCount == 0 })
    #expect(all.allSatisfy { $0.stateMachineArn == ServiceScene.arn("stateMachine:M/L") })
    #expect(all.allSatisfy { $0.executionArn == ServiceScene.arn("execution:M/L:\($0.name)") })
    let failed = try await service.listExecutions(statusFilter: .failed, mapRunArn: run).executions
    #expect(failed.map(\.status) == [.failed])
    var names: [String] = []
    var token: String?
    repeat {
      let page = try await service.listExecutions(maxResults: 1, nextToken: token, mapRunArn: run)
      names += page.executions.map(\.name)
      token = page.nextToken
    } while token != nil
    #expect(names == all.map(\.name))
    #expect(try await service.listExecutions(mapRunArn: run, redriveFilter: .redriven).executions == [])
    #expect(try await service.listExecutions(mapRunArn: run, redriveFilter: .notRedriven).executions == all)
    // They are not executions of the state machine.
    let machine = try await service.describeExecution(executionArn: execution).stateMachineArn
    #expect(try await service.listExecutions(stateMachineArn: machine).executions.map(\.executionArn) == [execution])
  }

  @Test(arguments: ["STANDARD", "EXPRESS"]) func aChildIsDescribed(type: String) async throws {
    let (_, run) = try await run(Self.map(type: type), #"[{"a":1}]"#)
    let child = try #require(try await service.listExecutions(mapRunArn: run).executions.first)
    let described = try await service.describeExecution(executionArn: child.executionArn)
    #expect(described.mapRunArn == run)
    #expect(described.name == child.name)
    #expect(described.stateMachineArn == ServiceScene.arn("stateMachine:M/L"))
    #expect(described.status == .succeeded)
    #expect(described.input == #"{"a":1}"#)
    #expect(described.output == #"{"a":1}"#)
    if type == "STANDARD" {
      let events = try await service.getExecutionHistory(executionArn: child.executionArn).events
      #expect(
        events.map(\.type) == [.executionStarted, .passStateEntered, .passStateExited, .executionSucceeded])
    } else {
      await expectRefusal(.invalidArn, "Invalid Arn: 'Resource type not valid in this context: express'") {
        try await service.getExecutionHistory(executionArn: child.executionArn)
      }
    }
  }

  @Test(arguments: ["L", nil]) func aChildRunsTheItemProcessor(label: String?) async throws {
    let (_, run) = try await run(Self.map(label: label), "[1]")
    let child = try #require(try await service.listExecutions(mapRunArn: run).executions.first)
    let described = try await service.describeStateMachineForExecution(executionArn: child.executionArn)
    #expect(described.mapRunArn == run)
    #expect(described.name == "M")
    #expect(described.stateMachineArn == child.stateMachineArn)
    #expect(described.label == child.stateMachineArn.split(separator: "/").last.map(String.init))
    #expect(described.definition == ServiceScene.pass)
  }

  @Test func aRunningChildIsShown() async throws {
    let (_, run) = try await waiting()
    let child = try #require(try await service.listExecutions(mapRunArn: run).executions.first)
    #expect(child.status == .running)
    #expect(child.stopDate == nil)
    #expect(try await service.describeExecution(executionArn: child.executionArn).status == .running)
    let events = try await service.getExecutionHistory(executionArn: child.executionArn).events
    #expect(events.map(\.type) == [.executionStarted, .taskStateEntered, .activityScheduled])
  }

  @Test func aChildIsNotStoppedByItself() async throws {
    let (_, run) = try await waiting()
    let child = try #require(try await service.listExecutions(mapRunArn: run).executions.first)
    await expectRefusal(.validation, reason: .labeledArnsNotSupported) {
      try await service.stopExecution(executionArn: child.executionArn)
    }
  }

  @Test func aFailedRunIsRedrivenWithItsChildren() async throws {
    let (execution, run) = try await waiting()
    try await service.sendTaskFailure(taskToken: token(), error: "E")
    #expect(try await service.result(of: execution).status == .failed)
    let failed = try #require(try await service.listExecutions(mapRunArn: run).executions.first)
    #expect(failed.status == .failed)
    #expect(
      try await service.describeExecution(executionArn: failed.executionArn).redriveStatus == .redrivableByMapRun)
    scene.pass(.seconds(60))
    try await service.redriveExecution(executionArn: execution)
    for _ in 0..<3 { try await service.sendTaskSuccess(taskToken: token(), output: "1") }
    #expect(try await service.result(of: execution).status == .succeeded)
    let described = try await service.describeMapRun(mapRunArn: run)
    #expect(described.redriveCount == 1)
    #expect(described.redriveDate == scene.now)
    let children = try await service.listExecutions(mapRunArn: run).executions
    #expect(children.count == 3)
    #expect(children.allSatisfy { $0.status == .succeeded })
    let redriven = try await service.listExecutions(mapRunArn: run, redriveFilter: .redriven).executions
    #expect(redriven.map(\.executionArn) == [failed.executionArn])
    let events = try await service.getExecutionHistory(executionArn: failed.executionArn).events.compactMap(\.type)
    #expect(events.contains(.executionRedriven) && events.last == .executionSucceeded)
  }

  @Test func aDeletedStateMachineTakesTheChildrenAlong() async throws {
    let (_, run) = try await run(Self.map())
    let child = try #require(try await service.listExecutions(mapRunArn: run).executions.first)
    try await service.deleteStateMachine(stateMachineArn: ServiceScene.arn("stateMachine:M"))
    await expectRefusal(.executionDoesNotExist) {
      try await service.describeExecution(executionArn: child.executionArn)
    }
    await expectRefusal(.resourceNotFound) { try await service.describeMapRun(mapRunArn: run) }
    await expectRefusal(.resourceNotFound) { try await service.listExecutions(mapRunArn: run) }
  }

  // MARK: UpdateMapRun

  @Test func aRunningMapRunIsUpdated() async throws {
    let (execution, run) = try await waiting()
    #expect(
      try await service.updateMapRun(
        mapRunArn: run, maxConcurrency: 3, toleratedFailurePercentage: 33.5, toleratedFailureCount: 2)
        == UpdateMapRunOutput())
    let described = try await service.describeMapRun(mapRunArn: run)
    #expect(described.maxConcurrency == 3)
    #expect(described.toleratedFailurePercentage == 33.5)
    #expect(described.toleratedFailureCount == 2)
    #expect(described.executionCounts.running == 3)
    // A third of them may fail, and no more.
    for _ in 0..<2 { try await service.sendTaskFailure(taskToken: token(), error: "E") }
    #expect(try await service.result(of: execution).status == .failed)
  }

  @Test func aMapRunThatHasEndedIsNotUpdated() async throws {
    let (_, run) = try await run(Self.map())
    await expectRefusal(.validation, reason: .completedMapRun) {
      try await service.updateMapRun(mapRunArn: run, maxConcurrency: 1)
    }
    await expectRefusal(.validation) { try await service.updateMapRun(mapRunArn: run, maxConcurrency: -1) }
    await expectRefusal(.validation) { try await service.updateMapRun(mapRunArn: run, toleratedFailurePercentage: 101) }
  }
}
