import OrderedJSON
import StatesRuntime
import Testing

/// Both drivers continue an execution that did not succeed, and the children of its map runs.
@Suite struct DriverRedriveTests {
  private static func map(_ fields: String = "", type: String = "STANDARD") -> String {
    #"""
    {"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","End":true,\#(fields)"ItemProcessor":{
      "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\#(type)"},"StartAt":"First","States":{
        "First":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:first","Next":"Second"},
        "Second":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:second","End":true}}}}}}
    """#
  }

  private static func execution(_ definition: String, input: JSON) throws -> Execution {
    Execution(
      try StateMachine(parsing: definition), input: input,
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
  }

  /// `first` passes its input on; `second` fails for these inputs.
  private static func resources(failing: JSON...) -> ResourceRouter {
    var resources = ResourceRouter()
    resources.function("first") { $0 }
    resources.function("second") { input in
      if failing.contains(input) { throw TaskFailure("E") }
      return .array([input])
    }
    return resources
  }

  private static func types(_ execution: Execution) -> [HistoryEventType] { execution.history.map(\.type) }

  /// The history of a redriven child: it continues where it failed.
  private static let redrivenChild: [HistoryEventType] = [
    .executionStarted, .taskStateEntered, .lambdaFunctionScheduled, .lambdaFunctionStarted, .lambdaFunctionSucceeded,
    .taskStateExited, .taskStateEntered, .lambdaFunctionScheduled, .lambdaFunctionStarted, .lambdaFunctionFailed,
    .executionFailed, .executionRedriven, .lambdaFunctionScheduled, .lambdaFunctionStarted, .lambdaFunctionSucceeded,
    .taskStateExited, .executionSucceeded,
  ]

  @Test func inVirtualTime() throws {
    var driver = VirtualTimeDriver(resources: Self.resources(failing: 2))
    let failed = driver.run(
      try Self.execution(Self.map(#""MaxConcurrency":1,"#), input: [1, 2, 3]))
    #expect(failed.status == .failed)
    #expect(failed.children.count == 1)
    driver.resources = Self.resources()
    driver.keepsChildren = true
    let redriven = try driver.redrive(failed)
    #expect(redriven.outputText == "[[1],[2],[3]]")
    #expect(redriven.children.count == 2)
    #expect(Self.types(redriven.children[0]) == Self.redrivenChild)
    #expect(redriven.children[0].identity.executionARN == failed.children[0].identity.executionARN)
    #expect(redriven.children[0].identity.redriveCount == 1)
    #expect(redriven.children[1].identity.redriveCount == 0)
    #expect(redriven.mapRuns.first?.status == .succeeded)
    #expect(redriven.mapRuns.first?.redriveCount == 1)
  }

  @Test func live() async throws {
    var driver = LiveDriver(resources: Self.resources(failing: 2))
    let failed = await driver.run(try Self.execution(Self.map(#""MaxConcurrency":1,"#), input: [1, 2, 3]))
    #expect(failed.error == "States.ExceedToleratedFailureThreshold")
    driver.resources = Self.resources()
    driver.keepsChildren = true
    let redriven = try await driver.redrive(failed)
    #expect(redriven.outputText == "[[1],[2],[3]]")
    #expect(redriven.children.first.map(Self.types) == Self.redrivenChild)
  }

  @Test func withAsynchronousHandlersInVirtualTime() async throws {
    var driver = VirtualTimeDriver(resources: Self.resources(failing: 1))
    let failed = await driver.run(try Self.execution(Self.map(), input: [1]))
    driver.resources = ResourceRouter()
    driver.resources.function("second") { input in
      await Task.yield()
      return input
    }
    #expect(try await driver.redrive(failed).outputText == "[1]")
  }

  @Test func aLiveRedriveCanBeWatchedAndStopped() async throws {
    let driver = LiveDriver(resources: Self.resources(failing: 1))
    let failed = await driver.run(try Self.execution(Self.map(), input: [1]))
    let running = try driver.startRedrive(failed)
    await running.stop(cause: "enough")
    let stopped = await running.result
    #expect(stopped.status == .aborted || stopped.status == .failed)
    #expect(stopped.history.contains { $0.type == .mapRunRedriven })
  }

  /// They start over under the ARN that they had.
  @Test func expressChildrenStartAnew() throws {
    var driver = VirtualTimeDriver(resources: Self.resources(failing: 2))
    let failed = driver.run(try Self.execution(Self.map(type: "EXPRESS"), input: [2]))
    driver.resources = Self.resources()
    driver.keepsChildren = true
    let time = failed.execution.now.advanced(bySeconds: 60)
    let redriven = try driver.redrive(failed, at: time)
    #expect(redriven.outputText == "[[2]]")
    #expect(redriven.children.count == 1)
    #expect(redriven.children.last.map(Self.types)?.contains(.executionRedriven) == false)
    #expect(redriven.children.last?.identity == failed.children[0].identity)
    #expect(redriven.children.last?.identity.redriveTime == nil)
    #expect(redriven.children.last?.startTime == time)
  }

  @Test func twice() throws {
    let driver = VirtualTimeDriver(resources: Self.resources(failing: 2))
    let failed = driver.run(try Self.execution(Self.map(), input: [1, 2]))
    let again = try driver.redrive(try driver.redrive(failed))
    #expect(again.status == .failed)
    #expect(again.execution.identity.redriveCount == 2)
    #expect(again.children.first { $0.input.json == 2 }?.identity.redriveCount == 2)
  }

  @Test func whatSucceededCannotBeRedriven() async throws {
    let driver = LiveDriver(resources: Self.resources())
    let result = await driver.run(try Self.execution(Self.map(), input: [1]))
    await #expect(throws: RedriveError(message: "Execution is SUCCEEDED and cannot be redriven")) {
      try await driver.redrive(result)
    }
    await #expect(throws: RedriveError.self) { try await VirtualTimeDriver().redrive(result) }
    func plainly() throws(RedriveError) -> ExecutionResult { try VirtualTimeDriver().redrive(result) }
    #expect(throws: RedriveError.self) { try plainly() }
  }

  @Test func suspendedAtEveryStepItGoesAlike() throws {
    func run(_ suspends: Bool) throws -> ExecutionResult {
      var driver = VirtualTimeDriver(resources: Self.resources(failing: 2))
      driver.suspendsAtEveryStep = suspends
      let failed = driver.run(try Self.execution(Self.map(#""MaxConcurrency":1,"#), input: [1, 2, 3]))
      driver.resources = Self.resources()
      return try driver.redrive(failed)
    }
    let straight = try run(false)
    let suspended = try run(true)
    #expect(suspended.snapshotProblem == nil)
    #expect(suspended.outputText == straight.outputText)
    #expect(suspended.history.map(\.json) == straight.history.map(\.json))
  }

  @Test func theResultsOfARedrivenRunTellOfTheChildrenOfBothRuns() throws {
    let store = InMemoryDatasetStore()
    var driver = VirtualTimeDriver(resources: Self.resources(failing: 2), datasets: store)
    let writer =
      #""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"p"}},"#
    let failed = driver.run(
      try Self.execution(Self.map(writer + #""MaxConcurrency":1,"#), input: [1, 2, 3]))
    let arn = try #require(failed.execution.mapRunARNs.first)
    let folder = "p/\(arn.split(separator: ":").last ?? "")/"
    func inputs(_ file: String) throws -> [String?] {
      let bytes = try #require(store.object(bucket: "b", key: folder + file))
      return try JSON(parsing: bytes).arrayValue?.map { $0["Input"]?.stringValue } ?? []
    }
    #expect(try inputs("SUCCEEDED_0.json") == ["1"])
    #expect(try inputs("FAILED_0.json") == ["2"])
    #expect(try inputs("PENDING_0.json") == ["3"])
    let manifest = try JSON(parsing: try #require(store.object(bucket: "b", key: folder + "manifest.json")))
    #expect(manifest["ResultFiles"]?["PENDING"]?[0]?["Key"] == .string(folder + "PENDING_0.json"))
    driver.resources = Self.resources()
    let redriven = try driver.redrive(failed)
    #expect(redriven.output?["ResultWriterDetails"]?["Key"] == .string(folder + "Redrive-1/manifest.json"))
    #expect(try inputs("SUCCEEDED_0.json") == ["1"])
    #expect(try inputs("Redrive-1/SUCCEEDED_0.json") == ["2", "3"])
    let after = try JSON(parsing: try #require(store.object(bucket: "b", key: folder + "Redrive-1/manifest.json")))
    #expect(after["ResultFiles"]?["FAILED"] == [])
    #expect(after["ResultFiles"]?["PENDING"] == [])
    #expect(
      after["ResultFiles"]?["SUCCEEDED"]?.arrayValue?.map { $0["Key"] } == [
        .string(folder + "SUCCEEDED_0.json"), .string(folder + "Redrive-1/SUCCEEDED_0.json"),
      ])
  }

  @Test func childrenThatSucceededAreNotKeptUnlessAskedFor() throws {
    var driver = VirtualTimeDriver(resources: Self.resources())
    let execution = try Self.execution(Self.map(), input: [1, 2, 3])
    #expect(driver.run(execution).children.isEmpty)
    driver.keepsChildren = true
    #expect(driver.run(execution).children.map(\.input.json) == [1, 2, 3])
  }

  @Test func resultFilesAreSplitAtABound() throws {
    let store = InMemoryDatasetStore()
    let writer =
      #""ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"p"},"WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"}},"#
    var quotas = ExecutionQuotas.service
    quotas.maximumResultFileBytes = 8
    let execution = Execution(
      try StateMachine(parsing: Self.map(writer)), input: [1, 2, 3],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0), quotas: quotas)
    let result = VirtualTimeDriver(resources: Self.resources(), datasets: store).run(execution)
    let key = try #require(result.output?["ResultWriterDetails"]?["Key"]?.stringValue)
    let manifest = try JSON(parsing: try #require(store.object(bucket: "b", key: key)))
    #expect(manifest["ResultFiles"]?["SUCCEEDED"]?.arrayValue?.map { $0["Size"] } == [8, 4])
  }
}
