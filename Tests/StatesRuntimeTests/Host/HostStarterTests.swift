import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What tasks start where state machines come and go.
@Suite struct HostStarterTests {
  private let scene = HostScene()

  private static let machineARN = "arn:aws:states:us-east-1:111111111111:stateMachine:Nested"
  private static let child = "arn:aws:states:us-east-1:111111111111:execution:Nested:child"
  private static let role = "arn:aws:iam::111111111111:role/of-nested"
  private static let wait: JSON = ["S": ["Type": "Wait", "Seconds": 5, "End": true]]

  /// Knows one state machine, and keeps what it was asked for.
  private final class Starter: NestedExecutionStarter {
    let machine: Locked<StateMachine?>
    let asked = Locked<[JSON]>([])
    let otherName: String?

    init(_ machine: StateMachine?, otherName: String? = nil) {
      self.machine = Locked(machine)
      self.otherName = otherName
    }

    func resolve(
      _ stateMachineARN: String, input: JSON, name: String, startedBy parent: ExecutionIdentity
    ) async throws(TaskFailure) -> ResolvedExecution {
      asked.withLock {
        $0.append([.string(stateMachineARN), input, .string(name), .string(parent.executionARN)])
      }
      await Task.yield()
      guard let machine = machine.withLock({ $0 }) else {
        throw TaskFailure("StepFunctions.StateMachineDoesNotExistException", cause: "State Machine Does Not Exist")
      }
      return ResolvedExecution(
        machine: machine,
        identity: ExecutionIdentity(
          stateMachineName: "Nested", name: otherName ?? name, roleARN: HostStarterTests.role),
        lists: [HostStarterTests.machineARN + ":7"], attributes: ["version": 7])
    }
  }

  private func starting(_ action: String, _ more: JSON.Object = [:], machine: String = machineARN) throws
    -> StateMachine
  {
    var parameters: JSON.Object = ["StateMachineArn": .string(machine), "Input": ["n": 1], "Name": "child"]
    for member in more.members { parameters[member.key] = member.value.isNull ? nil : member.value }
    if action.hasSuffix("Token") { parameters["Input"] = ["token.$": "$$.Task.Token"] }
    return try HostScene.machine([
      "S": HostScene.task("arn:aws:states:::states:\(action)", ["Parameters": .object(parameters)])
    ])
  }

  private func makeHost(
    _ starter: Starter?, _ resources: ResourceRouter = ResourceRouter(), machines: KnownStateMachines = [:],
    settings: HostSettings = HostScene.settings
  ) -> ExecutionHost {
    let clock = scene.clock
    return ExecutionHost(
      store: scene.store, resources: resources, stateMachines: machines, starter: starter, settings: settings,
      clock: clock, wallClock: { clock.timestamp })
  }

  private func successor(of first: ExecutionHost, _ starter: Starter?) async throws -> ExecutionHost {
    first.core.alarm.stop()
    try await scene.store.renewLease(of: first.durable.owner, for: .zero)
    let next = makeHost(starter)
    try await next.recover()
    return next
  }

  private func advance(_ seconds: Int) async {
    await scene.clock.hasSleeper(for: .seconds(seconds))
    scene.clock.advance(by: .seconds(seconds))
  }

  private static func express(_ states: JSON) throws -> StateMachine {
    try StateMachine(parsing: (["StartAt": "S", "States": states] as JSON).description, type: .express)
  }

  // MARK: Starting

  @Test(arguments: ["startExecution", "startExecution.sync", "startExecution.sync:2"])
  func whatIsStartedIsWhatTheStarterSays(action: String) async throws {
    let starter = Starter(try HostScene.machine(Self.wait))
    let host = makeHost(starter)
    let arn = try await host.start(
      starting(action, machine: Self.machineARN + ":PROD"), input: [:], identity: HostScene.identity()
    ).executionARN
    try await until {
      try await host.executions(ExecutionQuery(list: Self.machineARN + ":7")).map(\.arn) == [Self.child]
    }
    #expect(
      starter.asked.withLock { $0 } == [
        [.string(Self.machineARN + ":PROD"), ["n": 1], "child", .string(arn)]
      ])
    #expect(try await host.describe(Self.child).attributes == ["version": 7])
    let started = try await host.history(of: Self.child).first
    #expect(started?["executionStartedEventDetails"]?["roleArn"] == .string(Self.role))
    await advance(5)
    let ended = try await host.result(of: arn)
    #expect(ended.status == .succeeded)
    #expect(ended.outputJSON?["ExecutionArn"] == .string(Self.child))
  }

  @Test func theNameFollowsFromTheTaskIfItGivesNone() async throws {
    let starter = Starter(try HostScene.machine(["S": ["Type": "Succeed"]]))
    let host = makeHost(starter)
    let arn = try await host.start(
      starting("startExecution", ["Name": nil]), input: [:], identity: HostScene.identity()
    ).executionARN
    let output = try await host.result(of: arn).outputJSON
    let name = starter.asked.withLock { $0.first?[2]?.stringValue }
    #expect(name?.utf8.count == 36)
    #expect(output?["ExecutionArn"]?.stringValue?.hasSuffix(":Nested:" + (name ?? "?")) == true)
  }

  @Test func aFailureOfTheStarterIsThatOfTheTask() async throws {
    let host = makeHost(Starter(nil))
    let arn = try await host.start(
      starting("startExecution.sync"), input: [:], identity: HostScene.identity()
    ).executionARN
    let ended = try await host.result(of: arn)
    #expect(ended.error == "StepFunctions.StateMachineDoesNotExistException")
    #expect(ended.cause == "State Machine Does Not Exist")
    #expect(
      try await host.history(of: arn).map { $0["type"]?.stringValue } == [
        "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskFailed", "ExecutionFailed",
      ])
  }

  @Test func anExecutionThatCouldNotBeFoundAgainIsNotStarted() async throws {
    let host = makeHost(Starter(try HostScene.machine(Self.wait), otherName: "another"))
    let arn = try await host.start(
      starting("startExecution"), input: [:], identity: HostScene.identity()
    ).executionARN
    let ended = try await host.result(of: arn)
    #expect(ended.status == .failed)
    #expect(ended.cause?.contains("execution:Nested:another is not the execution that was to be started") == true)
    #expect(try await host.executions(ExecutionQuery()).count == 1)
  }

  // MARK: Who comes first

  @Test func handlersOfTheResourceComeFirst() async throws {
    let starter = Starter(try HostScene.machine(Self.wait))
    var resources = ResourceRouter()
    resources.on("arn:aws:states:::states:startExecution") { _ in "mocked" }
    let host = makeHost(starter, resources, machines: [Self.machineARN: try HostScene.machine(Self.wait)])
    let arn = try await host.start(
      starting("startExecution"), input: [:], identity: HostScene.identity()
    ).executionARN
    #expect(try await host.result(of: arn).output == #""mocked""#)
    #expect(starter.asked.withLock { $0.isEmpty })
  }

  @Test func mocksThatAreDelegatedToComeFirst() async throws {
    var mocks = ResourceRouter()
    mocks.otherwise { _ in TaskReport(.succeeded("mocked")) }
    var resources = ResourceRouter()
    resources.delegate(unless: { _ in false }, to: mocks)
    let host = makeHost(Starter(nil), resources)
    let arn = try await host.start(
      starting("startExecution"), input: [:], identity: HostScene.identity()
    ).executionARN
    #expect(try await host.result(of: arn).output == #""mocked""#)
  }

  @Test func theStarterComesBeforeAHandlerOfEverything() async throws {
    var resources = ResourceRouter()
    resources.otherwise { _ in TaskReport(.succeeded("any")) }
    let host = makeHost(Starter(try HostScene.machine(["S": ["Type": "Succeed"]])), resources)
    let arn = try await host.start(
      starting("startExecution"), input: [:], identity: HostScene.identity()
    ).executionARN
    #expect(try await host.result(of: arn).outputJSON?["ExecutionArn"] == .string(Self.child))
  }

  @Test func stateMachinesThatAreKnownComeBeforeTheStarter() async throws {
    let host = makeHost(Starter(nil), machines: [Self.machineARN: try HostScene.machine(["S": ["Type": "Succeed"]])])
    let arn = try await host.start(
      starting("startExecution"), input: [:], identity: HostScene.identity()
    ).executionARN
    #expect(try await host.result(of: arn).outputJSON?["ExecutionArn"] == .string(Self.child))
  }

  // MARK: Recovery

  @Test func aStartIsFoundAgainAlsoWhenTheStateMachineIsGone() async throws {
    let starter = Starter(try HostScene.machine(Self.wait))
    // As if the process had died between the start and the answer.
    let first = makeHost(starter)
    let machine = try starting("startExecution.sync:2")
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    try await until { try await first.history(of: arn).count == 5 }
    let journal = try #require(try await scene.store.journal(of: arn))
    let records = try journal.records.map { try JournalRecord(bytes: $0) }
    #expect(records.count == 1)

    let copy = HostScene()
    try await copy.copy(arn, from: scene.store, without: records.count)
    try await copy.copy(Self.child, from: scene.store, without: 0)
    let clock = copy.clock
    let second = ExecutionHost(
      store: copy.store, starter: Starter(nil), settings: HostScene.settings, clock: clock,
      wallClock: { clock.timestamp })
    try await second.recover()
    try await until { try await second.history(of: arn).count == 5 }
    await clock.hasSleeper(for: .seconds(5))
    clock.advance(by: .seconds(5))
    #expect(try await second.result(of: arn).status == .succeeded)
  }

  /// Two hosts share a store: the one has the execution, the other what its task has started.
  @Test func aStartIsFoundAgainAtAnotherHost() async throws {
    let starter = Starter(try HostScene.machine(Self.wait))
    let first = makeHost(starter)
    let arn = try await first.start(
      starting("startExecution"), input: [:], identity: HostScene.identity()
    ).executionARN
    _ = try await first.result(of: arn)
    let copy = HostScene()
    try await copy.copy(Self.child, from: scene.store, without: 0, owner: "another host")
    let clock = copy.clock
    let second = ExecutionHost(
      store: copy.store, starter: starter, settings: HostScene.settings, clock: clock, wallClock: { clock.timestamp })
    let origin = ExecutionOrigin(starter: arn)
    #expect(await second.core.startedBefore(Self.child, origin)?.time == scene.clock.timestamp)
    #expect(await second.core.startedBefore(Self.child, ExecutionOrigin(starter: "other")) == nil)
  }

  @Test func anExecutionThatHasBeenRemovedFailsTheTaskThatWaitsForIt() async throws {
    let starter = Starter(try HostScene.machine(Self.wait))
    let first = makeHost(starter)
    let arn = try await first.start(
      starting("startExecution.sync"), input: [:], identity: HostScene.identity()
    ).executionARN
    try await until { try await first.history(of: arn).count == 5 }
    first.core.alarm.stop()
    let copy = HostScene()
    try await copy.copy(arn, from: scene.store, without: 0)
    let clock = copy.clock
    let second = ExecutionHost(
      store: copy.store, starter: starter, settings: HostScene.settings, clock: clock, wallClock: { clock.timestamp })
    try await second.recover()
    let ended = try await second.result(of: arn)
    #expect(ended.error == "States.TaskFailed")
    #expect(ended.cause == "Execution Does Not Exist: '\(Self.child)'")
  }

  // MARK: Express executions

  @Test(arguments: ["startExecution", "startExecution.sync", "startExecution.sync:2"], [0, 5])
  func anExpressExecutionIsFollowedInMemory(action: String, seconds: Int) async throws {
    let states: JSON =
      seconds == 0 ? ["S": ["Type": "Succeed"]] : ["S": ["Type": "Wait", "Seconds": .integer(5), "End": true]]
    var settings = HostScene.settings
    settings.residentLimit = 0
    let host = makeHost(Starter(try Self.express(states)), settings: settings)
    let arn = try await host.start(starting(action), input: [:], identity: HostScene.identity()).executionARN
    if seconds > 0, action != "startExecution" {
      try await until { try await host.history(of: arn).count == 5 }
      // It cannot be told in the store of an end that is not written down.
      #expect(host.counts.resident == 2)
      await advance(5)
    }
    let ended = try await host.result(of: arn)
    #expect(ended.status == .succeeded)
    let child = try #require(ended.outputJSON?["ExecutionArn"]?.stringValue)
    #expect(child.hasPrefix("arn:aws:states:us-east-1:111111111111:express:Nested:child:"))
    #expect(try await host.describe(child).attributes == ["version": 7])
    #expect(try await host.executions(ExecutionQuery()).count == 1)
  }

  @Test func theTaskFailsIfTheProcessHasGoneWithItsExpressExecution() async throws {
    let starter = Starter(try Self.express(Self.wait))
    let first = makeHost(starter)
    let arn = try await first.start(
      starting("startExecution.sync"), input: [:], identity: HostScene.identity()
    ).executionARN
    try await until { try await first.history(of: arn).count == 5 }
    let second = try await successor(of: first, starter)
    let ended = try await second.result(of: arn)
    #expect(ended.error == "States.TaskFailed")
    #expect(ended.cause == "Execution Does Not Exist: '\(Self.child)'")
  }

  @Test func anExpressExecutionIsStoppedWithItsParent() async throws {
    let host = makeHost(Starter(try Self.express(Self.wait)))
    let arn = try await host.start(
      starting("startExecution.sync"), input: [:], identity: HostScene.identity()
    ).executionARN
    try await until { try await host.history(of: arn).count == 5 }
    try await host.stop(arn)
    await until { host.counts.executions == 0 }
  }

  // MARK: Tokens

  @Test func aTaskThatWaitsForItsTokenGoesOnWithTheAnswer() async throws {
    let host = makeHost(Starter(try HostScene.machine(Self.wait)))
    let arn = try await host.start(
      starting("startExecution.waitForTaskToken"), input: [:], identity: HostScene.identity()
    ).executionARN
    try await until { try await host.history(of: arn).count == 5 }
    #expect(
      try await host.history(of: arn).last?["taskSubmittedEventDetails"]?["output"]?.stringValue?.contains(Self.child)
        == true)
    let token = try #require(try await host.describe(Self.child).inputJSON["token"]?.stringValue)
    try await host.sendTaskSuccess(token: token, output: "answer")
    #expect(try await host.result(of: arn).output == #""answer""#)
    // Nobody waits for it, and nobody stops it.
    #expect(try await host.describe(Self.child).status == .running)
    await advance(5)
    #expect(try await host.result(of: Self.child).status == .succeeded)
  }

  @Test func theEndOfAnExecutionThatHasTheTokenEndsNothing() async throws {
    let starter = Starter(try HostScene.machine(["S": ["Type": "Succeed"]]))
    let first = makeHost(starter)
    let arn = try await first.start(
      starting("startExecution.waitForTaskToken"), input: [:], identity: HostScene.identity()
    ).executionARN
    try await until { try await first.history(of: arn).count == 5 }
    let token = try #require(try await first.result(of: Self.child).inputJSON["token"]?.stringValue)
    let second = try await successor(of: first, starter)
    #expect(try await second.describe(arn).status == .running)
    try await second.sendTaskFailure(token: token, error: "E")
    #expect(try await second.result(of: arn).error == "E")
    #expect(starter.asked.withLock { $0.count } == 1)
  }

  // MARK: How deeply

  /// An execution that starts the next one before it ends is how work goes on for ever: only those that wait for each
  /// other are counted.
  @Test func executionsThatNobodyWaitsForAreNotNested() async throws {
    let machine = try HostScene.machine([
      "S": [
        "Type": "Choice", "Default": "E",
        "Choices": [["Variable": "$.n", "NumericGreaterThan": 0, "Next": "T"]],
      ], "E": ["Type": "Succeed"],
      "T": HostScene.task(
        "arn:aws:states:::states:startExecution",
        ["Parameters": ["StateMachineArn": .string(Self.machineARN), "Input": ["n.$": "States.MathAdd($.n, -1)"]]]),
    ])
    let host = makeHost(Starter(machine))
    let count = ExecutionTree.maximumNesting + 20
    try await host.start(machine, input: ["n": .integer(Int64(count))], identity: HostScene.identity())
    try await until {
      let rows = try await host.executions(ExecutionQuery(limit: 1_000))
      return rows.count == count + 1 && rows.allSatisfy { $0.status == .succeeded }
    }
  }
}

extension HostScene {
  /// Takes an execution over from another store, as it stood some records before.
  fileprivate func copy(
    _ arn: String, from other: MemoryStore, without count: Int, owner: String? = nil
  ) async throws {
    let row = try #require(try await other.execution(arn))
    let journal = try #require(try await other.journal(of: arn))
    for document in try await other.documents(DocumentQuery(.definition)) {
      try await store.commit([.putDocument(document.key, order: document.order, body: document.body)])
    }
    let writer = ExecutionWriter(arn, fence: 1)
    try await store.commit([
      .start(NewExecution(arn: arn, lists: row.lists, started: row.started, owner: owner, outline: row.outline)),
      .append(writer, from: 0, records: journal.records.dropLast(count)),
      .snapshot(writer, before: 0, body: journal.snapshot ?? []),
    ])
    for chunk in try await other.history(of: arn, from: 1, .ascending, limit: 100) {
      try await store.commit([.history(writer, first: chunk.first, count: chunk.count, body: chunk.body)])
    }
  }
}
