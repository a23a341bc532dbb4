import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What one execution, one caller or one setting must not do to the host and to others.
@Suite struct HostFaultTests {
  private let scene = HostScene()

  private func wait(_ seconds: JSON = 60) throws -> StateMachine {
    try HostScene.machine(["S": ["Type": "Wait", "Seconds": seconds, "End": true]])
  }

  // MARK: Stores

  @Test func aStartThatTheStoreRefusesLeavesNothing() async throws {
    var limits = StoreLimits()
    limits.bodyBytes = 4_096
    let host = scene.host(store: MemoryStore(limits: limits))
    let (machine, identity) = (try wait(), HostScene.identity())
    let error = await refusal { () async throws(HostError) in
      try await host.start(machine, input: .string(String(repeating: "x", count: 8_192)), identity: identity)
    }
    guard case .store(.invalid) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(host.counts == HostCounts(executions: 0, resident: 0, deadlines: 0, openTokens: 0))
    #expect(
      await refusal { () async throws(HostError) in try await host.describe(identity.executionARN) }
        == .unknownExecution(identity.executionARN))
    try await host.start(machine, input: 1, identity: identity)
  }

  @Test func anExecutionThatCannotBeReadKeepsNoOtherWaiting() async throws {
    var settings = HostScene.settings
    settings.residentLimit = 0
    let damaged = HostScene.identity("damaged").executionARN
    let gone = HostScene.identity("gone").executionARN
    let store = HookedStore(
      scene.store,
      journal: { arn throws(StoreError) in
        if arn == damaged { throw .damaged(file: "f", offset: 7, reason: "a checksum does not match") }
        if arn == gone { throw .unavailable("input/output error") }
      })
    let host = scene.host(settings: settings, store: store)
    for (seconds, name) in [(1, "damaged"), (1, "gone"), (2, "e")] {
      try await host.start(wait(.integer(Int64(seconds))), input: [:], identity: HostScene.identity(name))
    }
    let arn = HostScene.identity().executionARN
    for _ in 0..<1_000 where try await host.describe(arn).status == .running {
      scene.clock.advance(by: .milliseconds(100))
      try await Task.sleep(for: .milliseconds(5))
    }
    #expect(try await host.describe(arn).status == .succeeded)
    #expect(
      await refusal { () async throws(HostError) in try await host.describe(damaged) }
        == .broken(damaged, reason: "f, offset 7: a checksum does not match"))
    #expect(
      await refusal { () async throws(HostError) in try await host.describe(gone) }
        == .store(.unavailable("input/output error")))
    await host.shutDown()
  }

  @Test func aWorkerIsNotDisturbedByAnExecutionThatCannotGoOn() async throws {
    var settings = HostScene.settings
    settings.residentLimit = 0
    let host = scene.host(settings: settings)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.activity)])
    for name in ["e1", "e2"] {
      try await host.start(machine, input: .string(name), identity: HostScene.identity(name))
    }
    let row = try #require(try await scene.store.execution(HostScene.identity("e1").executionARN))
    try await scene.store.commit([.snapshot(row.writer, before: row.nextRecord, body: [0x5b])])
    #expect(try await host.nextActivityTask(of: HostScene.activity)?.input == "e2")
  }

  @Test func aRowThatIsOlderThanItsJournalIsAnothersByNow() async throws {
    let machine = try wait()
    let first = scene.host()
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let row = try #require(try await scene.store.execution(arn))
    let record = JournalRecord(
      time: scene.clock.timestamp, entry: .redriven, progress: HistoryProgress(eventCount: 2, digest: 0))
    // As if another host had written between the reading of the row and of the journal.
    let store = HookedStore(
      scene.store,
      journal: { [scene] _ throws(StoreError) in
        try await scene.store.renewLease(of: "second", for: .zero)
        let rows = try await scene.store.claim(StoreClaim(owner: "third", lease: nil, limit: 9))
        for row in rows {
          try await scene.store.commit([
            .append(row.writer, from: row.nextRecord, records: [record.bytes, record.bytes])
          ])
        }
      })
    #expect(row.nextRecord == 0)
    try await scene.store.renewLease(of: first.durable.owner, for: .zero)
    let second = ExecutionHost(store: store, settings: HostScene.settings, owner: "second", clock: scene.clock)
    try await second.recover()
    #expect(await outcome { await refusal { () async throws(HostError) in try await second.describe(arn) } } != nil)
  }

  // MARK: Settings

  @Test func pausesOfNothingKeepNoCoreBusy() async throws {
    var settings = HostSettings()
    settings.parksAfter = .zero
    settings.retriesAfter = .zero
    settings.lease = .zero
    let commits = Locked(0)
    let store = HookedStore(
      MemoryStore(),
      commit: { _ throws(StoreError) in
        let number = commits.withLock {
          $0 += 1
          return $0
        }
        if number > 1 { throw .full("no space") }
      })
    let host = ExecutionHost(store: store, settings: settings)
    let arn = try await host.start(wait(1_000), input: [:], identity: HostScene.identity()).executionARN
    let error = await refusal { () async throws(HostError) in try await host.stop(arn) }
    #expect(error == .notDurable(.full("no space")) || error == .store(.full("no space")))
    try await Task.sleep(for: .milliseconds(200))
    #expect(commits.withLock { $0 } < 500)
    await host.shutDown()
  }

  @Test(arguments: [Duration.seconds(Int64.max), .seconds(-1), .seconds(Int64.min)])
  func extremeDurationsAreNoTrap(duration: Duration) async throws {
    var settings = HostSettings()
    settings.parksAfter = duration
    settings.retriesAfter = duration
    settings.lease = duration
    settings.maximumConcurrentTasks = duration < .zero ? .min : .max
    settings.residentLimit = duration < .zero ? .min : .max
    var resources = ResourceRouter()
    resources.function("f") { $0 }
    let host = ExecutionHost(store: MemoryStore(), resources: resources, settings: settings)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
    #expect(try await host.result(of: arn).output == "1")
    try await Task.sleep(for: .milliseconds(20))
    await host.shutDown()
  }

  @Test(arguments: [Int64.min, -1, Int64.max - 1, Int64.max]) func extremeTimesAreNoTrap(time: Int64) async throws {
    let host = ExecutionHost(settings: HostScene.settings, wallClock: { Timestamp(milliseconds: time) })
    let machine = try Machines.compile([
      "StartAt": "S", "TimeoutSeconds": 99_999_999, "States": ["S": HostScene.task(HostScene.activity)],
    ])
    let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
    _ = await outcome { _ = try? await host.history(of: arn) }
    _ = await outcome { try? await host.stop(arn) }
    let wait = try wait(99_999_999)
    _ = await outcome { _ = try? await host.start(wait, input: 1, identity: HostScene.identity("f")) }
    await host.shutDown()
  }

  // MARK: Callers

  @Test(arguments: [true, false]) func aCallerWhoGivesUpWaitingIsTold(isEarly: Bool) async throws {
    let host = scene.host()
    let arn = try await host.start(wait(), input: [:], identity: HostScene.identity()).executionARN
    let waiting = Task {
      if isEarly { await untilCancelled() }
      return try await host.result(of: arn).status
    }
    if !isEarly { try await Task.sleep(for: .milliseconds(20)) }
    waiting.cancel()
    #expect(await outcome { try? await waiting.value } == .running)
    try await host.stop(arn)
    #expect(try await host.result(of: arn).status == .aborted)
  }

  @Test func startsStopsAndAnswersOfCancelledCallersCount() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.activity)])
    let task = Task {
      await untilCancelled()
      let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
      _ = try await host.describe(arn)
      let none = try await host.nextActivityTask(of: HostScene.activity)
      try await host.stop(arn)
      _ = try await host.redrive(arn)
      return none == nil
    }
    task.cancel()
    #expect(await outcome { try? await task.value } != .some(nil))
    #expect(host.counts.executions == 1)
  }

  @Test func anExpressExecutionEndsThoughItsHandlerDoesNotReturn() async throws {
    let (began, ends) = (Signal(), Signal())
    var resources = ResourceRouter()
    resources.function("f") { _ in
      began.happen()
      await ends.wait()
      return 0
    }
    let host = scene.host(resources)
    let machine = try StateMachine(
      parsing: (["StartAt": "S", "States": ["S": HostScene.task(HostScene.function)]] as JSON).description,
      type: .express)
    let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
    await began.wait()
    try await host.stop(arn)
    #expect(await outcome { try? await host.result(of: arn).status } == .aborted)
    #expect(host.counts.executions == 0)
    ends.happen()
  }

  @Test func anExpressExecutionThatHasEndedIsNotRedrivable() async throws {
    let host = scene.host()
    let machine = try StateMachine(
      parsing: #"{"StartAt":"S","States":{"S":{"Type":"Fail"}}}"#, type: .express)
    let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
    #expect(try await host.result(of: arn).status == .failed)
    #expect(
      await refusal { () async throws(HostError) in try await host.redrive(arn) }
        == .notRedrivable(arn, reason: "Execution is of type EXPRESS and cannot be redriven"))
  }

  // MARK: Executions that tasks start

  private static let nested = "arn:aws:states:us-east-1:111111111111:stateMachine:Nested"
  private static let child = "arn:aws:states:us-east-1:111111111111:execution:Nested:child"

  @Test(arguments: [true, false]) func aChildThatIsNoLongerAwaitedDoesNotStartLater(isStopped: Bool) async throws {
    let isFull = Locked(true)
    let store = HookedStore(
      scene.store,
      commit: { changes throws(StoreError) in
        let starts = changes.contains { if case .start(let new) = $0 { new.arn == Self.child } else { false } }
        if starts, isFull.withLock({ $0 }) { throw .full("no space") }
      })
    let host = scene.host(machines: [Self.nested: try wait(3_600)], store: store)
    let machine = try HostScene.machine([
      "S": HostScene.task(
        "arn:aws:states:::states:startExecution.sync:2",
        [
          "Parameters": ["StateMachineArn": .string(Self.nested), "Name": "child"], "TimeoutSeconds": 5,
          "Catch": [["ErrorEquals": ["States.ALL"], "Next": "W"]],
        ]), "W": ["Type": "Wait", "Seconds": 7_200, "End": true],
    ])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await scene.clock.hasSleeper(for: .seconds(1))
    if isStopped {
      try await host.stop(arn)
    } else {
      scene.clock.advance(by: .milliseconds(500))
      for _ in 0..<12 {
        scene.clock.advance(by: .milliseconds(500))
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(try await host.history(of: arn).contains { $0["type"] == "WaitStateEntered" })
    }
    isFull.withLock { $0 = false }
    for _ in 0..<4 {
      scene.clock.advance(by: .milliseconds(500))
      try await Task.sleep(for: .milliseconds(20))
    }
    let running = try await host.executions(ExecutionQuery(list: Self.nested)).filter { $0.status == .running }
    #expect(running.isEmpty)
  }

  // MARK: Memory

  @Test func whatEndsAgainAndAgainIsRememberedOnce() async throws {
    let host = scene.host()
    let arn = try await host.start(
      HostScene.machine(["S": ["Type": "Pass", "End": true]]), input: 1, identity: HostScene.identity()
    ).executionARN
    var description = try await host.result(of: arn)
    let ended = EndedDescriptions()
    for count in 0..<1_000 {
      description.redriveCount = count
      ended.add(description)
      if count.isMultiple(of: 2) { ended.forget(arn) }
    }
    #expect(ended[arn]?.redriveCount == 999)
    #expect(ended.lineCount < 100)
  }
}
