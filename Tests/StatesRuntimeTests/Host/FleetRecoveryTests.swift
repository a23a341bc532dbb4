import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// Hosts that share a store and take over what others leave.
@Suite struct FleetRecoveryTests {
  private var scene = FleetScene()

  @Test func aHostTakesOverByItselfWhatAnotherLeaves() async throws {
    var scene = scene
    scene.settings.lease = .milliseconds(60)
    let last = scene.host()
    try await last.recover()
    scene.settings.lease = .seconds(3_600)
    let first = scene.host()
    let arn = try await first.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    try await Task.sleep(for: .milliseconds(100))
    #expect(try await scene.owner(arn) == first.durable.owner)
    try await scene.expire(first)
    try await soon { try await scene.owner(arn) == last.durable.owner }
    try await soon { last.counts.executions == 1 }
    await last.shutDown()
  }

  @Test func aStartIsOwnedBeforeOthersCouldClaimIt() async throws {
    let scene = scene
    let first = scene.host()
    let arn = try await first.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    let second = scene.host()
    #expect(try await second.recover() == 0)
    #expect(try await scene.owner(arn) == first.durable.owner)
  }

  @Test func withoutALeaseNothingIsStarted() async throws {
    let arn = HostScene.identity().executionARN
    let host = scene.host(
      store: HookedStore(scene.store, renewal: { () throws(StoreError) in throw .unavailable("no lease") }))
    #expect(
      await refusal { () async throws(HostError) in
        try await host.start(FleetScene.wait, input: [:], identity: HostScene.identity())
      } == .store(.unavailable("no lease")))
    #expect(try await scene.store.execution(arn) == nil)
  }

  @Test(arguments: [0, 1_000])
  func aHostThatLostItsLeaseForgetsWhatOthersHave(residentLimit: Int) async throws {
    var scene = scene
    let other = scene.host()
    // It is late with its renewals, as after a pause.
    scene.settings.lease = .milliseconds(300)
    scene.settings.residentLimit = residentLimit
    let late = Locked(false)
    let clock = LateClock(late: late)
    let host = ExecutionHost(store: scene.store, settings: scene.settings, clock: clock)
    let arn = try await host.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    late.withLock { $0 = true }
    try await soon { try await other.recover() == 1 }
    #expect(host.counts.executions == 1)
    late.withLock { $0 = false }
    try await soon { host.counts.executions == 0 }
    #expect(try await host.describe(arn).status == .running)
    #expect(try await scene.owner(arn) == other.durable.owner)
    await host.shutDown()
  }

  @Test func aHostThatIsLateLooksBeforeItAnswers() async throws {
    var scene = scene
    let other = scene.host()
    scene.settings.lease = .milliseconds(300)
    let late = Locked(false)
    let host = ExecutionHost(store: scene.store, settings: scene.settings, clock: LateClock(late: late))
    let arn = try await host.start(FleetScene.wait, input: [:], identity: HostScene.identity()).executionARN
    late.withLock { $0 = true }
    try await soon { try await other.recover() == 1 }
    try await other.stop(arn)
    // It has not found out by itself.
    #expect(host.counts.executions == 1)
    #expect(try await host.describe(arn).status == .aborted)
    #expect(host.counts.executions == 0)
    late.withLock { $0 = false }
    await host.shutDown()
  }

  /// A clock whose sleepers oversleep while it is late.
  private struct LateClock: Clock {
    let late: Locked<Bool>

    var now: ContinuousClock.Instant { .now }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
      try await ContinuousClock().sleep(until: deadline)
      while late.withLock({ $0 }) { try await Task.sleep(for: .milliseconds(5)) }
    }
  }

  @Test func hostsShareWhatADeadOneLeaves() async throws {
    let scene = scene
    let dead = scene.host()
    for number in 0..<200 {
      try await dead.start(FleetScene.wait, input: [:], identity: HostScene.identity("e\(number)"))
    }
    try await scene.expire(dead)
    // A store that takes its time, as one over a network.
    let slow = HookedStore(scene.store, claim: { try? await Task.sleep(for: .milliseconds(20)) })
    let heirs = [scene.host(store: slow), scene.host(store: slow)]
    async let first = heirs[0].recover()
    async let second = heirs[1].recover()
    let counts = try await [first, second]
    #expect(counts.reduce(0, +) == 200 && counts.allSatisfy { $0 > 20 })
  }

  @Test func aTaskLearnsOfTheEndOfAnExecutionThatAnotherHostHas() async throws {
    let scene = scene
    let child = "arn:aws:states:us-east-1:111111111111:stateMachine:Child"
    let machines: KnownStateMachines = [child: FleetScene.wait]
    let parent = FleetScene.machine([
      "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": true,
      "Parameters": ["StateMachineArn": .string(child)],
    ])
    let first = scene.host(machines: machines)
    let arn = try await first.start(parent, input: [:], identity: HostScene.identity()).executionARN
    try await soon { try await first.executions(ExecutionQuery(list: child)).count == 1 }
    let nested = try #require(try await first.executions(ExecutionQuery(list: child)).first).arn
    // Two others share what it leaves.
    try await scene.expire(first)
    let (second, third) = (scene.host(machines: machines, owner: "second"), scene.host(machines: machines))
    let claimed = try await scene.store.claim(StoreClaim(owner: "second", lease: .seconds(3_600), limit: 10))
    try await scene.store.commit(claimed.filter { $0.arn == nested }.map { .release($0.writer) })
    #expect(try await third.recover() == 1)
    try await scene.expire(second)
    try await scene.store.commit(claimed.filter { $0.arn == arn }.map { .release($0.writer) })
    #expect(try await second.recover() == 1)
    #expect(try await [scene.owner(arn), scene.owner(nested)] == ["second", third.durable.owner])
    try await third.stop(nested, error: "E", cause: "C")
    #expect(try await second.result(of: arn).status == .failed)
  }
}
