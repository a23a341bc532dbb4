import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What a call gave, if it has returned within ten seconds: one that hangs must not hang the tests.
func outcome<Answer: Sendable>(_ call: @escaping @Sendable () async -> Answer) async -> Answer? {
  let answer = Locked<Answer?>(nil)
  let task = Task {
    let given = await call()
    answer.withLock { $0 = given }
  }
  defer { task.cancel() }
  for _ in 0..<1_000 {
    if let given = answer.withLock({ $0 }) { return given }
    try? await Task.sleep(for: .milliseconds(10))
  }
  return nil
}

/// The error of a call to a host.
func refusal<Answer>(of call: () async throws(HostError) -> Answer) async -> HostError? {
  do throws(HostError) {
    _ = try await call()
    return nil
  } catch {
    return error
  }
}

@Suite struct HostShutdownTests {
  private let scene = HostScene()

  private func wait() throws -> StateMachine {
    try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
  }

  @Test(arguments: [0, 1_000]) func whoeverWaitsForAResultIsTold(residentLimit: Int) async throws {
    var settings = HostScene.settings
    settings.residentLimit = residentLimit
    let host = scene.host(settings: settings)
    let arn = try await host.start(wait(), input: [:], identity: HostScene.identity()).executionARN
    let waiting = Task { await refusal { () async throws(HostError) in try await host.result(of: arn) } }
    try await Task.sleep(for: .milliseconds(50))
    await host.shutDown()
    #expect(await outcome { await waiting.value } == .closed)
    #expect(await outcome { await refusal { () async throws(HostError) in try await host.result(of: arn) } } == .closed)
  }

  @Test func aWorkerThatPollsIsTold() async throws {
    let host = scene.host()
    let polling = Task {
      await refusal { () async throws(HostError) in try await host.nextActivityTask(of: HostScene.activity) }
    }
    await until { host.durable.activities.counts(HostScene.activity).workers == 1 }
    await host.shutDown()
    #expect(await outcome { await polling.value } == .closed)
    #expect(
      await outcome {
        await refusal { () async throws(HostError) in try await host.nextActivityTask(of: HostScene.activity) }
      } == .closed)
  }

  @Test func noCallDoesAnythingAfterwards() async throws {
    let function = Signal()
    var resources = ResourceRouter()
    resources.function("f") { _ in
      function.happen()
      await untilCancelled()
      return 0
    }
    let (pending, tokens) = HostScene.pending()
    resources.on(HostScene.callback, handler: PassedOn(router: pending))
    let machine = try HostScene.machine([
      "S": [
        "Type": "Parallel", "End": true,
        "Branches": [
          ["StartAt": "A", "States": ["A": HostScene.task(HostScene.function)]],
          [
            "StartAt": "B",
            "States": [
              "B": HostScene.task(HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
            ],
          ],
        ],
      ]
    ])
    let host = scene.host(resources)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await function.wait()
    await until { tokens.withLock { $0.count } == 1 }
    let token = try #require(tokens.withLock { $0.first })
    await host.shutDown()
    #expect(await refusal { () async throws(HostError) in try await host.describe(arn) } == .closed)
    #expect(await refusal { () async throws(HostError) in try await host.stop(arn) } == .closed)
    #expect(await refusal { () async throws(HostError) in try await host.redrive(arn) } == .closed)
    #expect(
      await refusal { () async throws(HostError) in try await host.sendTaskSuccess(token: token, output: 1) } == .closed
    )
    let (other, scene) = (try wait(), scene)
    #expect(
      await refusal { () async throws(HostError) in
        try await host.start(other, input: [:], identity: HostScene.identity("f"))
      } == .closed)
    #expect(await refusal { () async throws(HostError) in try await host.recover() } == .closed)
    // All of it is another's.
    #expect(try await scene.host(resources).recover() == 1)
  }

  @Test func aStartAfterwardsRenewsNoLease() async throws {
    var settings = HostSettings()
    settings.lease = .seconds(30)
    let (host, wait) = (scene.host(settings: settings), try wait())
    await host.shutDown()
    _ = await refusal { () async throws(HostError) in
      try await host.start(wait, input: [:], identity: HostScene.identity())
    }
    #expect(!host.isKeptUp)
  }

  @Test func whatIsBeingReadIsGivenBackToo() async throws {
    var settings = HostScene.settings
    settings.residentLimit = 0
    let (arrived, goesOn) = (Signal(), Signal())
    let store = HookedStore(
      scene.store,
      journal: { _ throws(StoreError) in
        arrived.happen()
        await goesOn.wait()
      })
    let host = scene.host(settings: settings, store: store)
    let arn = try await host.start(wait(), input: [:], identity: HostScene.identity()).executionARN
    let asking = Task { await refusal { () async throws(HostError) in try await host.describe(arn) } }
    await arrived.wait()
    let closing = Task { await host.shutDown() }
    await until { host.core.isClosed }
    goesOn.happen()
    #expect(await outcome { await closing.value } != nil)
    #expect(await outcome { await asking.value } != nil)
    #expect(host.counts.resident == 0)
    #expect(try await scene.host().recover() == 1)
  }

  private struct PassedOn: ResourceHandler {
    let router: ResourceRouter

    func perform(_ task: TaskRequest) async -> TaskReport { await router.perform(task, [:]) }
  }
}
