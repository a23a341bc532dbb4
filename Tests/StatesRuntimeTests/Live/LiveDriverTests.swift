import LanguageSupport
import OrderedJSON
import StatesLanguage
import Testing

@testable import StatesEngine
@testable import StatesRuntime

@Suite struct LiveDriverTests {
  private let clock = ManualClock()
  private let arn = "arn:aws:lambda:eu-west-1:1:function:"

  private func driver(
    _ resources: ResourceRouter = ResourceRouter(), datasets: any DatasetStore = InMemoryDatasetStore(),
    maximumConcurrentTasks: Int = 128
  ) -> LiveDriver {
    let clock = clock
    var driver = LiveDriver(
      resources: resources, datasets: datasets, clock: clock, wallClock: { clock.timestamp },
      maximumConcurrentTasks: maximumConcurrentTasks)
    driver.keepsChildren = true
    return driver
  }

  private func execution(_ definition: JSON, input: JSON = [:]) throws -> Execution {
    Execution(
      try Machines.compile(definition), input: input,
      identity: ExecutionIdentity(stateMachineName: "m", name: "e"), seed: .fixed(0))
  }

  private func task(_ name: String, _ more: JSON.Object = ["End": true]) -> JSON {
    var state: JSON.Object = ["Type": "Task", "Resource": .string(arn + name)]
    for member in more.members { state[member.key] = member.value }
    return .object(state)
  }

  private func machine(_ states: JSON, startAt: String = "S") -> JSON {
    ["StartAt": .string(startAt), "States": states]
  }

  private let waitForToken: JSON = [
    "StartAt": "S",
    "States": [
      "S": [
        "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "HeartbeatSeconds": 10,
        "Parameters": ["QueueUrl": "q", "MessageBody.$": "$$.Task.Token"], "End": true,
      ]
    ],
  ]

  // MARK: To the end

  @Test func runsToTheEnd() async throws {
    var resources = ResourceRouter()
    resources.function("double") { .integer(($0.integerValue ?? 0) * 2) }
    resources.function("add") { input in
      await Task.yield()
      return .integer((input.integerValue ?? 0) + 1)
    }
    let definition = machine(["S": task("double", ["Next": "T"]), "T": task("add")])
    let result = await driver(resources).run(try execution(definition, input: 20))
    #expect(result.status == .succeeded)
    #expect(result.outputText == "41")
    #expect(result.path == ["S", "T"])
  }

  @Test func reportsWhatHandlersThrow() async throws {
    var resources = ResourceRouter()
    resources.function("f") { _ in throw TaskFailure("Payment.Declined", cause: "no funds") }
    let result = await driver(resources).run(try execution(machine(["S": task("f")])))
    #expect(result.status == .failed)
    #expect(result.error == "Payment.Declined")
    #expect(result.cause == "no funds")
  }

  @Test func failsTasksThatNobodyDoes() async throws {
    let result = await driver().run(try execution(machine(["S": task("f")])))
    #expect(result.error == "States.Runtime")
    #expect(result.cause?.contains("No handler is registered for the resource '\(arn)f'") == true)
  }

  // MARK: Time

  @Test func sleepsUntilADeadline() async throws {
    let running = driver().start(
      try execution(machine(["S": ["Type": "Wait", "Seconds": 90, "Next": "T"], "T": ["Type": "Succeed"]])))
    await clock.hasSleeper(for: .seconds(90))
    #expect(await running.status == .running)
    #expect(await running.history.count == 2)
    clock.advance(by: .seconds(89))
    #expect(await running.status == .running)
    clock.advance(by: .seconds(1))
    let result = await running.result
    #expect(result.status == .succeeded)
    #expect(result.execution.now.milliseconds == 90_000)
  }

  @Test func looksAtTheWallClockDuringALongSleep() async throws {
    let running = driver().start(try execution(machine(["S": ["Type": "Wait", "Seconds": 9_000, "End": true]])))
    for pause in [3_600, 3_600, 1_800] as [Int64] {
      await clock.hasSleeper(for: .seconds(pause))
      clock.advance(by: .seconds(pause))
    }
    #expect(await running.result.execution.now.milliseconds == 9_000_000)
  }

  @Test func sleepsForTheEarliestDeadline() async throws {
    func wait(_ seconds: Int64) -> JSON {
      let wait: JSON = ["Type": "Wait", "Seconds": .integer(seconds), "End": true]
      return ["StartAt": .string("W\(seconds)"), "States": ["W\(seconds)": wait]]
    }
    let definition = machine(["S": ["Type": "Parallel", "Branches": [wait(30), wait(10), wait(20)], "End": true]])
    let running = driver().start(try execution(definition))
    for _ in 0..<3 {
      await clock.hasSleeper(for: .seconds(10))
      clock.advance(by: .seconds(10))
    }
    let result = await running.result
    #expect(result.status == .succeeded)
    #expect(result.execution.now.milliseconds == 30_000)
  }

  @Test func looksAtTheSystemsTimeByDefault() async throws {
    let before = Timestamp.systemTime()
    let definition = machine(["S": ["Type": "Wait", "Timestamp": .string(before.description), "End": true]])
    let result = await LiveDriver().run(try execution(definition))
    #expect(result.status == .succeeded)
    #expect(result.execution.startTime >= before)
    #expect(result.execution.now <= Timestamp.systemTime())
  }

  @Test func pausesBeforeARetry() async throws {
    let attempts = Locked(0)
    var resources = ResourceRouter()
    resources.function("f") { _ in
      if attempts.withLock({ count in
        count += 1
        return count < 3
      }) {
        throw TaskFailure("Busy")
      }
      return "done"
    }
    let retry: JSON = [["ErrorEquals": ["Busy"], "IntervalSeconds": 5, "BackoffRate": 2, "MaxAttempts": 5]]
    let running = driver(resources).start(try execution(machine(["S": task("f", ["Retry": retry, "End": true])])))
    await clock.hasSleeper(for: .seconds(5))
    clock.advance(by: .seconds(5))
    await clock.hasSleeper(for: .seconds(10))
    clock.advance(by: .seconds(10))
    #expect(await running.result.outputText == "\"done\"")
    #expect(attempts.withLock { $0 } == 3)
  }

  @Test func cancelsAHandlerWhoseTimeIsUp() async throws {
    let wasCancelled = Locked(false)
    var resources = ResourceRouter()
    resources.function("f") { _ in
      await untilCancelled()
      wasCancelled.withLock { $0 = Task.isCancelled }
      return "late"
    }
    let definition = machine(["S": task("f", ["TimeoutSeconds": 7, "End": true])])
    let running = driver(resources).start(try execution(definition))
    await clock.hasSleeper(for: .seconds(7))
    clock.advance(by: .seconds(7))
    let result = await running.result
    #expect(result.error == "States.Timeout")
    #expect(wasCancelled.withLock { $0 })
  }

  @Test func endsTheExecutionWhoseTimeIsUp() async throws {
    var definition = machine(["S": ["Type": "Wait", "Seconds": 90, "End": true]])
    definition["TimeoutSeconds"] = 60
    let running = driver().start(try execution(definition))
    await clock.hasSleeper(for: .seconds(60))
    clock.advance(by: .seconds(60))
    #expect(await running.result.status == .timedOut)
  }

  // MARK: Many at once

  private func map(over count: Int64, _ name: String) -> (definition: JSON, input: JSON) {
    let processor: JSON = ["StartAt": "T", "States": ["T": task(name)]]
    return (
      machine(["S": ["Type": "Map", "ItemProcessor": processor, "End": true]]),
      .array((0..<count).map { .integer($0) })
    )
  }

  @Test func runsHandlersAtTheSameTime() async throws {
    let arrived = Locked(0)
    let all = Signal()
    var resources = ResourceRouter()
    resources.function("f") { input in
      let count = arrived.withLock { count in
        count += 1
        return count
      }
      if count == 10 { all.happen() }
      await all.wait()
      return input
    }
    let (definition, input) = map(over: 10, "f")
    let result = await driver(resources).run(try execution(definition, input: input))
    #expect(result.output == input)
  }

  @Test(arguments: [1, 3])
  func boundsHowManyHandlersRun(limit: Int) async throws {
    let running = Locked((now: 0, most: 0))
    var resources = ResourceRouter()
    resources.function("f") { input in
      running.withLock { count in
        count.now += 1
        count.most = max(count.most, count.now)
      }
      for _ in 0..<10 { await Task.yield() }
      running.withLock { $0.now -= 1 }
      return input
    }
    let (definition, input) = map(over: 30, "f")
    let result = await driver(resources, maximumConcurrentTasks: limit).run(try execution(definition, input: input))
    #expect(result.output == input)
    let most = running.withLock { $0.most }
    #expect(most >= 1 && most <= limit)
  }

  @Test func losesNothingAmongMany() async throws {
    var resources = ResourceRouter()
    resources.function("f") { input in
      await Task.yield()
      return .integer((input.integerValue ?? 0) * 3)
    }
    let (definition, input) = map(over: 2_000, "f")
    let result = await driver(resources).run(try execution(definition, input: input))
    #expect(result.output == .array((0..<2_000).map { .integer($0 * 3 as Int64) }))
  }

  @Test func cancelsTheSiblingsOfABranchThatFails() async throws {
    let wasCancelled = Locked(0)
    let bothRun = Signal()
    let started = Locked(0)
    var resources = ResourceRouter()
    resources.function("slow") { _ in
      if started.withLock({ count in
        count += 1
        return count == 2
      }) {
        bothRun.happen()
      }
      await untilCancelled()
      if Task.isCancelled { wasCancelled.withLock { $0 += 1 } }
      return "late"
    }
    resources.function("fail") { _ in
      await bothRun.wait()
      throw TaskFailure("Broken")
    }
    func branch(_ state: String, _ name: String) -> JSON {
      ["StartAt": .string(state), "States": [state: task(name)]]
    }
    let branches: JSON = [branch("A", "slow"), branch("B", "fail"), branch("C", "slow")]
    let definition = machine(["S": ["Type": "Parallel", "Branches": branches, "End": true]])
    let result = await driver(resources).run(try execution(definition))
    #expect(result.error == "Broken")
    #expect(wasCancelled.withLock { $0 } == 2)
  }

  // MARK: Stopping

  @Test func stops() async throws {
    let started = Signal()
    let wasCancelled = Locked(false)
    var resources = ResourceRouter()
    resources.function("f") { _ in
      started.happen()
      await untilCancelled()
      wasCancelled.withLock { $0 = Task.isCancelled }
      return 1
    }
    let running = driver(resources).start(try execution(machine(["S": task("f")])))
    await started.wait()
    await running.stop(error: "Enough", cause: "of it")
    let result = await running.result
    #expect(result.status == .aborted)
    #expect(result.error == "Enough")
    #expect(result.cause == "of it")
    #expect(wasCancelled.withLock { $0 })
    await running.stop(error: "Again")
    #expect(await running.result.error == "Enough")
  }

  @Test func stopsWhenWhoWaitsIsCancelled() async throws {
    let started = Signal()
    var resources = ResourceRouter()
    resources.function("f") { _ in
      started.happen()
      await untilCancelled()
      return 1
    }
    let driver = driver(resources)
    let execution = try execution(machine(["S": task("f")]))
    let waiting = Task { await driver.run(execution) }
    await started.wait()
    waiting.cancel()
    #expect(await waiting.value.status == .aborted)
  }

  @Test func stopsWhatIsCancelledBeforeItBegins() async throws {
    let driver = driver()
    let execution = try execution(machine(["S": ["Type": "Wait", "Seconds": 9, "End": true]]))
    let waiting = Task {
      await untilCancelled()
      return await driver.run(execution)
    }
    waiting.cancel()
    let result = await waiting.value
    #expect(result.status == .aborted)
    #expect(result.history.count >= 2)
  }

  // MARK: Tokens

  /// Starts the execution that waits for a token, and gives the token once its handler has it.
  private func startWaiting() async throws -> (running: LiveExecution, token: String) {
    let token = Locked("")
    let hasToken = Signal()
    var resources = ResourceRouter()
    resources.otherwise { task in
      token.withLock { $0 = task.taskToken ?? "" }
      hasToken.happen()
      return TaskReport(.pending, submission: ["MessageId": "1"])
    }
    let running = driver(resources).start(try execution(waitForToken))
    await hasToken.wait()
    return (running, token.withLock { $0 })
  }

  /// Nobody could ever answer: the execution would wait for ever.
  @Test func anAnswerIsPendingOnlyWhereThereIsAToken() async throws {
    var resources = ResourceRouter()
    resources.otherwise { _ in TaskReport(.pending) }
    let result = await driver(resources).start(try execution(machine(["S": task("f")]))).result
    #expect(result.error == "States.Runtime")
    #expect(
      result.cause?.contains("reports that the answer is pending, but the task of the state 'S' has no token") == true)
  }

  @Test func takesASuccessByToken() async throws {
    let (running, token) = try await startWaiting()
    try await running.sendTaskSuccess(token: token, output: ["approved": true])
    #expect(await running.result.outputText == #"{"approved":true}"#)
    await #expect(throws: TaskTokenError(code: .taskTimedOut)) {
      try await running.sendTaskSuccess(token: token, output: 1)
    }
  }

  @Test func takesAFailureByToken() async throws {
    let (running, token) = try await startWaiting()
    try await running.sendTaskFailure(token: token, error: "Refused", cause: "why")
    let result = await running.result
    #expect(result.error == "Refused")
    #expect(result.cause == "why")
  }

  @Test func refusesTokensOfNobody() async throws {
    let (running, _) = try await startWaiting()
    await #expect(throws: TaskTokenError(code: .invalidToken)) { try await running.sendTaskHeartbeat(token: "x") }
    await #expect(throws: TaskTokenError(code: .invalidToken)) { try await running.sendTaskFailure(token: "") }
    await running.stop()
  }

  @Test func hearsHeartbeats() async throws {
    let (running, token) = try await startWaiting()
    await clock.hasSleeper(for: .seconds(10))
    clock.advance(by: .seconds(9))
    try await running.sendTaskHeartbeat(token: token)
    // The sleeper of the first deadline wakes for nothing and lies down for the second.
    clock.advance(by: .seconds(1))
    await clock.hasSleeper(for: .seconds(9))
    #expect(await running.status == .running)
    clock.advance(by: .seconds(9))
    let result = await running.result
    #expect(result.error == "States.Timeout")
    await #expect(throws: TaskTokenError(code: .taskTimedOut)) { try await running.sendTaskHeartbeat(token: token) }
  }

  // MARK: Distributed Maps

  @Test func runsADistributedMapFromItsDatasetToItsResults() async throws {
    let store = InMemoryDatasetStore(texts: ["in": ["rows.csv": "n\n1\n2\n3\n"]])
    var resources = ResourceRouter()
    resources.function("f") { input in
      guard let text = input["n"]?.stringValue, let number = Int64(text) else { throw TaskFailure("NotANumber") }
      await Task.yield()
      if number == 2 { throw TaskFailure("Even") }
      return .integer(number * 10)
    }
    let processor: JSON = [
      "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "T",
      "States": ["T": task("f")],
    ]
    let definition = machine([
      "S": [
        "Type": "Map", "Label": "rows", "ToleratedFailureCount": 1, "ItemProcessor": processor, "End": true,
        "ItemReader": [
          "Resource": "arn:aws:states:::s3:getObject", "Parameters": ["Bucket": "in", "Key": "rows.csv"],
          "ReaderConfig": ["InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW"],
        ],
        "ResultWriter": [
          "Resource": "arn:aws:states:::s3:putObject", "Parameters": ["Bucket": "out", "Prefix": "p"],
        ],
      ]
    ])
    let result = await driver(resources, datasets: store).run(try execution(definition))
    #expect(result.status == .succeeded)
    #expect(result.children.count == 3)
    let key = try #require(result.output?["ResultWriterDetails"]?["Key"]?.stringValue)
    let folder = key.dropLast("manifest.json".count)
    func records(_ name: String) throws -> [JSON] {
      let bytes = try #require(store.object(bucket: "out", key: folder + name))
      return try JSON(parsing: bytes).arrayValue ?? []
    }
    let succeeded = try records("SUCCEEDED_0.json")
    #expect(succeeded.map { $0["Output"]?.stringValue } == ["10", "30"])
    #expect(succeeded.map { $0["Input"]?.stringValue } == [#"{"n":"1"}"#, #"{"n":"3"}"#])
    #expect(succeeded[0]["StateMachineArn"] == .string(result.execution.identity.stateMachineARN + "/rows"))
    let failed = try records("FAILED_0.json")
    #expect(failed.map { $0["Error"]?.stringValue } == ["Even"])
  }

  @Test func failsWhenADatasetCannotBeRead() async throws {
    let definition = machine([
      "S": [
        "Type": "Map", "End": true,
        "ItemProcessor": [
          "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "T",
          "States": ["T": ["Type": "Pass", "End": true]],
        ],
        "ItemReader": [
          "Resource": "arn:aws:states:::s3:getObject", "Parameters": ["Bucket": "in", "Key": "none"],
          "ReaderConfig": ["InputType": "JSON"],
        ],
      ]
    ])
    let result = await driver().run(try execution(definition))
    #expect(result.error == "States.ItemReaderFailed")
  }

  @Test func stopsTheChildrenOfADistributedMap() async throws {
    let started = Locked(0)
    let all = Signal()
    let cancelled = Locked(0)
    var resources = ResourceRouter()
    resources.function("f") { _ in
      if started.withLock({ count in
        count += 1
        return count == 4
      }) {
        all.happen()
      }
      await untilCancelled()
      cancelled.withLock { $0 += Task.isCancelled ? 1 : 0 }
      return 1
    }
    let processor: JSON = [
      "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "T",
      "States": ["T": task("f")],
    ]
    let definition = machine(["S": ["Type": "Map", "ItemProcessor": processor, "End": true]])
    let running = driver(resources).start(try execution(definition, input: [1, 2, 3, 4]))
    await all.wait()
    await running.stop()
    let result = await running.result
    #expect(result.status == .aborted)
    #expect(result.children.map { ExecutionResult.Status($0.status) } == [.aborted, .aborted, .aborted, .aborted])
    #expect(cancelled.withLock { $0 } == 4)
  }

  // MARK: Nothing is leaked

  /// Signals when there are no more references to it.
  private final class Sentinel: Sendable {
    let isGone = Signal()
    deinit { isGone.happen() }
  }

  @Test func leavesNothingBehind() async throws {
    let isGone: Signal
    do {
      let sentinel = Sentinel()
      isGone = sentinel.isGone
      var driver = driver()
      // The execution holds its driver.
      driver.wallClock = { [clock] in
        withExtendedLifetime(sentinel) { clock.timestamp }
      }
      let running = driver.start(
        try execution(machine(["S": ["Type": "Wait", "Seconds": 5, "Next": "T"], "T": ["Type": "Fail"]])))
      await clock.hasSleeper(for: .seconds(5))
      clock.advance(by: .seconds(5))
      _ = await running.result
    }
    await isGone.wait()
  }
}
