import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What a host tells handlers about their tasks, and what it says of tasks that cannot be done.
@Suite struct HandlerIdentityTests {
  private let scene = HostScene()

  /// A router whose function `f` keeps what it is told and never answers.
  private static func hanging(_ seen: Locked<[TaskRequest]>, _ called: Signal) -> ResourceRouter {
    var resources = ResourceRouter()
    resources.function("f") { _, task in
      seen.withLock { $0.append(task) }
      called.happen()
      await untilCancelled()
      return .null
    }
    return resources
  }

  @Test func anAttemptThatIsMadeAgainAfterARecoveryHasTheSameIdentifier() async throws {
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    let seen = Locked<[TaskRequest]>([])
    let (first, again) = (Signal(), Signal())
    let host = scene.host(Self.hanging(seen, first))
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await first.wait()
    let successor = try await scene.successor(of: host, Self.hanging(seen, again))
    await again.wait()
    let requests = seen.withLock { $0 }
    #expect(requests.map(\.executionARN) == [arn, arn])
    #expect(requests.map(\.executionName) == ["e", "e"])
    #expect(
      requests.map(\.stateMachineARN) == Array(repeating: try await successor.describe(arn).stateMachineARN, count: 2))
    #expect(requests.map(\.attempt) == [1, 1])
    #expect(Set(requests.map(\.deduplicationID)).count == 1)
    await host.shutDown()
    await successor.shutDown()
  }

  @Test func aRetryHasAnotherIdentifierBeforeAndAfterARecovery() async throws {
    let machine = try HostScene.machine([
      "S": HostScene.task(
        HostScene.function, ["Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 5, "MaxAttempts": 2]]])
    ])
    let seen = Locked<[TaskRequest]>([])
    var failing = ResourceRouter()
    failing.function("f") { _, task in
      seen.withLock { $0.append(task) }
      throw TaskFailure("E")
    }
    let host = scene.host(failing)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await scene.clock.hasSleeper(for: .seconds(5))
    let called = Signal()
    let successor = try await scene.successor(of: host, Self.hanging(seen, called))
    await scene.clock.hasSleeper(for: .seconds(5))
    scene.clock.advance(by: .seconds(5))
    await called.wait()
    let requests = seen.withLock { $0 }
    #expect(requests.map(\.attempt) == [1, 2])
    #expect(Set(requests.map(\.deduplicationID)).count == 2)
    try await successor.stop(arn)
  }

  @Test func aWorkerLearnsWhoseTaskItHas() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.activity)])
    let arn = try await host.start(machine, input: 7, identity: HostScene.identity()).executionARN
    let task = try #require(try await host.nextActivityTask(of: HostScene.activity))
    #expect(task.request.executionARN == arn)
    #expect(task.request.taskToken == task.taskToken)
    try await host.sendTaskSuccess(token: task.taskToken, output: 8)
    #expect(try await host.result(of: arn).output == "8")
  }

  @Test func anUnknownFunctionIsNamedWithThoseThatAreRegistered() async throws {
    var resources = ResourceRouter()
    resources.function("refund") { input, _ in input }
    resources.function("reserve") { $0 }
    let host = scene.host(resources)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let ended = try await host.result(of: arn)
    #expect(ended.error == "States.Runtime")
    #expect(
      ended.cause?.contains(
        "No handler is registered for the resource '\(HostScene.function)' of the state 'S'; it asks for the function "
          + "'f'") == true)
    #expect(ended.cause?.contains("registered: 'refund', 'reserve'") == true)
  }

  @Test func aHandlerThatDefersAnAnswerThatCannotBeGivenFailsTheTask() async throws {
    var resources = ResourceRouter()
    resources.otherwise { _ in TaskReport(.pending) }
    let host = scene.host(resources)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let ended = try await host.result(of: arn)
    #expect(ended.error == "States.Runtime")
    #expect(
      ended.cause?.contains(
        "The handler of '\(HostScene.function)' reports that the answer is pending, but the task of the state 'S' has "
          + "no token: only activities and the patterns .sync and .waitForTaskToken have one") == true)
    #expect(host.counts.executions == 0)
  }
}
