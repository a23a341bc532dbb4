import LanguageSupport
import OrderedJSON
import StatesLanguage
import Testing

@testable import StatesEngine
@testable import StatesRuntime

/// An execution that runs in real time is suspended, and another driver goes on with it.
@Suite struct LiveSuspensionTests {
  private let clock = ManualClock()

  private func driver(_ resources: ResourceRouter = ResourceRouter()) -> LiveDriver {
    let clock = clock
    var driver = LiveDriver(resources: resources, clock: clock, wallClock: { clock.timestamp })
    driver.keepsChildren = true
    return driver
  }

  private func execution(_ machine: StateMachine, input: JSON = [:]) -> Execution {
    Execution(machine, input: input, identity: ExecutionIdentity(stateMachineName: "m", name: "e"), seed: .fixed(0))
  }

  private func function(_ more: JSON.Object = [:]) -> JSON {
    var state: JSON.Object = [
      "Type": "Task", "Resource": "arn:aws:lambda:eu-west-1:1:function:f", "End": true,
    ]
    for member in more.members { state[member.key] = member.value }
    return .object(state)
  }

  private func machine(_ state: JSON) throws -> StateMachine {
    try Machines.compile(["StartAt": "S", "States": ["S": state]])
  }

  private func suspended(_ running: LiveExecution) async throws -> ExecutionTreeSnapshot {
    try ExecutionTreeSnapshot(bytes: await running.suspend().bytes)
  }

  // MARK: Tasks

  /// A router whose tasks have been called so often, with these tokens, and leave the answer to others.
  private func pending(_ submission: JSON?) -> (resources: ResourceRouter, tokens: Locked<[String]>) {
    let tokens = Locked<[String]>([])
    var resources = ResourceRouter()
    resources.otherwise { task in
      tokens.withLock { $0.append(task.taskToken ?? "") }
      return TaskReport(.pending, submission: submission)
    }
    return (resources, tokens)
  }

  static let resources: [(String, JSON?)] = [
    ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", ["MessageId": "1"]),
    ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", nil),
    ("arn:aws:states:us-east-1:111111111111:activity:a", nil),
  ]

  @Test(arguments: resources)
  func aTaskThatWasHandedOverIsNotDoneAgainAndItsTokenCounts(resource: String, submission: JSON?) async throws {
    let machine = try machine([
      "Type": "Task", "Resource": .string(resource), "TimeoutSeconds": 10,
      "Parameters": ["QueueUrl": "q", "MessageBody": "b"], "End": true,
    ])
    let (resources, tokens) = pending(submission)
    let running = driver(resources).start(execution(machine))
    while await running.history.count < (submission == nil ? 4 : 5) { await Task.yield() }
    while await running.snapshot().json["nodes"]?[0]?[5] == [] { await Task.yield() }
    let token = try #require(tokens.withLock { $0.first })
    let snapshot = try await suspended(running)
    #expect(await running.result.status == .running)
    await #expect(throws: TaskTokenError(code: .invalidToken)) {
      try await running.sendTaskSuccess(token: token, output: 1)
    }

    let resumed = try driver(resources).resume(snapshot, machine: machine)
    try await resumed.sendTaskHeartbeat(token: token)
    try await resumed.sendTaskSuccess(token: token, output: ["approved": true])
    let result = await resumed.result
    #expect(result.outputText == #"{"approved":true}"#)
    #expect(tokens.withLock { $0 } == [token])
    #expect(result.history.count == (submission == nil ? 7 : 8))
  }

  @Test func aTaskWhoseHandlerRunsIsDoneAgainAndHasStartedOnce() async throws {
    let machine = try machine(function())
    let started = Signal()
    let wasCancelled = Locked(false)
    var resources = ResourceRouter()
    resources.function("f") { _ in
      started.happen()
      await untilCancelled()
      wasCancelled.withLock { $0 = Task.isCancelled }
      return "late"
    }
    let running = driver(resources).start(execution(machine))
    await started.wait()
    let snapshot = try await suspended(running)
    #expect(await running.result.status == .running)
    #expect(wasCancelled.withLock { $0 })
    await running.stop()
    #expect(await running.status == .running)
    #expect(await running.suspend().bytes == snapshot.bytes)

    var others = ResourceRouter()
    others.function("f") { _ in "again" }
    let result = await (try driver(others).resume(snapshot, machine: machine)).result
    #expect(result.output == "again")
    #expect(
      result.history.map(\.type) == [
        .executionStarted, .taskStateEntered, .lambdaFunctionScheduled, .lambdaFunctionStarted,
        .lambdaFunctionSucceeded, .taskStateExited, .executionSucceeded,
      ])
  }

  // MARK: Time

  @Test func aDeadlineThatHasPassedMeanwhileComesAtOnce() async throws {
    let machine = try machine(["Type": "Wait", "Seconds": 90, "End": true])
    let running = driver().start(execution(machine))
    await clock.hasSleeper(for: .seconds(90))
    let snapshot = try await suspended(running)
    clock.advance(by: .seconds(100))
    let result = await (try driver().resume(snapshot, machine: machine)).result
    #expect(result.status == .succeeded)
    #expect(result.execution.now.milliseconds == 100_000)
  }

  @Test func aDeadlineIsSleptForAgain() async throws {
    let machine = try machine(function(["Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 30]]]))
    var resources = ResourceRouter()
    resources.function("f") { _ in throw TaskFailure("E") }
    let running = driver(resources).start(execution(machine))
    await clock.hasSleeper(for: .seconds(30))
    clock.advance(by: .seconds(10))
    let snapshot = try await suspended(running)
    var others = ResourceRouter()
    others.function("f") { _ in 1 }
    let resumed = try driver(others).resume(snapshot, machine: machine)
    await clock.hasSleeper(for: .seconds(20))
    clock.advance(by: .seconds(20))
    #expect(await resumed.result.status == .succeeded)
  }

  // MARK: Trees

  @Test func whatBelongsToItGoesOnWithIt() async throws {
    let wait: JSON = ["StartAt": "W", "States": ["W": ["Type": "Wait", "Seconds": 60, "End": true]]]
    var processor = wait.objectValue ?? [:]
    processor["ProcessorConfig"] = ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"]
    let map: JSON = [
      "StartAt": "M",
      "States": ["M": ["Type": "Map", "Items": [1, 2], "ItemProcessor": .object(processor), "End": true]],
      "QueryLanguage": "JSONata",
    ]
    func start(_ action: String) -> JSON {
      [
        "StartAt": .string(action),
        "States": [
          .init(stringLiteral: action): [
            "Type": "Task", "Resource": .string("arn:aws:states:::states:" + action),
            "Parameters": ["StateMachineArn": "Nested"], "End": true,
          ]
        ],
      ]
    }
    let branches: JSON = [start("startExecution.sync:2"), start("startExecution")]
    let machine = try machine(["Type": "Parallel", "Branches": branches, "End": true])
    var driver = driver()
    driver.stateMachines = ["Nested": try Machines.compile(map)]
    let running = driver.start(execution(machine))
    await clock.hasSleeper(for: .seconds(60))
    let snapshot = try await suspended(running)
    #expect(await running.result.children.count == 6)

    let resumed = try driver.resume(snapshot, machine: machine)
    #expect(await resumed.snapshot().json["nodes"] == snapshot.json["nodes"])
    await clock.hasSleeper(for: .seconds(60))
    clock.advance(by: .seconds(60))
    let result = await resumed.result
    #expect(result.status == .succeeded)
    #expect(result.children.map { ExecutionResult.Status($0.status) } == Array(repeating: .succeeded, count: 6))
    #expect(result.children.allSatisfy { $0.history.filter { $0.type == .executionStarted }.count == 1 })
  }

  // MARK: Single executions

  @Test func anExecutionThatHasBegunIsGoneOnWith() async throws {
    let machine = try machine(function())
    var begun = execution(machine)
    _ = begun.handle(.start, at: Timestamp(milliseconds: 5))
    var resources = ResourceRouter()
    resources.function("f") { _ in 1 }
    let restored = try Execution(restoring: begun.snapshot(), machine: machine)
    let result = await driver(resources).run(restored)
    #expect(result.output == 1)
    #expect(result.history.filter { $0.type == .executionStarted }.count == 1)
  }

  @Test func anExecutionThatHasEndedStaysAsItIs() async throws {
    let machine = try machine(["Type": "Succeed"])
    let running = driver().start(execution(machine))
    #expect(await running.result.status == .succeeded)
    let snapshot = await running.suspend()
    #expect(await running.result.status == .succeeded)
    #expect(await (try driver().resume(snapshot, machine: machine)).result.status == .succeeded)
  }

  @Test func anExecutionThatHasNotBegunBegins() async throws {
    let machine = try machine(["Type": "Succeed"])
    let snapshot = VirtualTimeExecution.notBegun(execution(machine))
    #expect(await (try driver().resume(snapshot, machine: machine)).result.status == .succeeded)
    #expect(try await VirtualTimeDriver().resume(snapshot, machine: machine).status == .succeeded)
  }
}

extension VirtualTimeExecution {
  fileprivate static func notBegun(_ execution: Execution) -> ExecutionTreeSnapshot {
    ExecutionTree(execution, ExecutionTree.Options()).snapshot(Agenda(), at: Timestamp(milliseconds: 0))
  }
}
