import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct VirtualClockTests {
  private let clock = VirtualClock()

  private func host(
    _ resources: ResourceRouter = ResourceRouter(), settings: HostSettings = HostSettings(),
    starter: (any NestedExecutionStarter)? = nil
  ) -> ExecutionHost {
    ExecutionHost(
      store: MemoryStore(clock: clock.wallClock), resources: resources, starter: starter, settings: settings,
      clock: clock, wallClock: clock.wallClock)
  }

  // MARK: Time

  @Test func timeStandsStillUntilItIsAdvanced() async {
    #expect(clock.wallClock() == .virtualStart)
    await clock.advance(by: .milliseconds(1_500))
    #expect(clock.now == VirtualClock.Instant(offset: .milliseconds(1_500)))
    #expect(clock.wallClock() == Timestamp.virtualStart.advanced(byMilliseconds: 1_500))
    await clock.advance(to: VirtualClock.Instant(offset: .seconds(1)))
    #expect(clock.now.offset == .milliseconds(1_500))
  }

  @Test func sleepersAreWokenOneByOneInTheOrderOfTheirDeadlines() async {
    let woken = Locked<[String]>([])
    let clock = clock
    for (name, seconds) in [("c", 3), ("a", 1), ("b1", 2), ("b2", 2), ("d", 9)] {
      _ = clock.spawn {
        try? await clock.sleep(for: .seconds(seconds))
        let now = clock.now.offset.components.seconds
        woken.withLock { $0.append("\(name)@\(now)") }
      }
    }
    await clock.advance(by: .seconds(5))
    #expect(woken.withLock { $0 } == ["a@1", "b1@2", "b2@2", "c@3"])
    #expect(clock.now.offset == .seconds(5))
    #expect(await clock.advanceToNextSleeper(limit: VirtualClock.Instant(offset: .seconds(8))) == false)
    #expect(clock.now.offset == .seconds(5))
    #expect(await clock.advanceToNextSleeper(limit: VirtualClock.Instant(offset: .seconds(9))))
    #expect(woken.withLock { $0.last } == "d@9")
    #expect(await clock.advanceToNextSleeper(limit: VirtualClock.Instant(offset: .seconds(1_000))) == false)
  }

  /// What the first does after its sleep, another sleep included, comes before the next is woken.
  @Test func whatASleeperDoesIsDoneBeforeTheNextIsWoken() async {
    let events = Locked<[String]>([])
    let clock = clock
    func sleeper(_ name: String, _ seconds: [Int]) {
      _ = clock.spawn {
        for pause in seconds {
          try? await clock.sleep(for: .seconds(pause))
          await Task.yield()
          events.withLock { $0.append("\(name)\(clock.now.offset.components.seconds)") }
        }
      }
    }
    sleeper("a", [1, 1, 1, 1])
    sleeper("b", [2, 2])
    await clock.advance(by: .seconds(4))
    #expect(events.withLock { $0 } == ["a1", "b2", "a2", "a3", "b4", "a4"])
  }

  @Test func asleepIsAlsoWhoseChildTaskSleeps() async {
    let events = Locked<[Int64]>([])
    let clock = clock
    _ = clock.spawn {
      await withTaskGroup(of: Void.self) { group in
        for seconds in [3, 1, 2] {
          group.addTask {
            for _ in 0..<2 {
              try? await clock.sleep(for: .seconds(seconds))
              await Task.yield()
              events.withLock { $0.append(clock.now.offset.components.seconds) }
            }
          }
        }
      }
      events.withLock { $0.append(-1) }
    }
    await clock.advance(by: .seconds(10))
    #expect(events.withLock { $0 } == [1, 2, 2, 3, 4, 6, -1])
  }

  @Test func aSleepEndsWhenItsTaskIsCancelled() async {
    let clock = clock
    let outcome = Locked("")
    let task = clock.spawn {
      do { try await clock.sleep(for: .seconds(1)) } catch { outcome.withLock { $0 = "\(error)" } }
    }
    await clock.settle()
    task.cancel()
    await task.value
    #expect(outcome.withLock { $0 } == "CancellationError()")
    #expect(await clock.advanceToNextSleeper(limit: VirtualClock.Instant(offset: .seconds(9))) == false)
    let late = clock.spawn {
      while !Task.isCancelled { await Task.yield() }
      #expect(throws: CancellationError.self) { try Task.checkCancellation() }
      try? await clock.sleep(for: .seconds(1))
    }
    late.cancel()
    await clock.settle()
  }

  // MARK: Hosts

  @Test func aYearIsOneStepOfAHost() async throws {
    let host = host()
    let year = 365 * 86_400
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": .integer(Int64(year)), "End": true]])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let end = VirtualClock.Instant(offset: .seconds(year))
    #expect(await clock.advanceToNextSleeper(limit: end))
    #expect(clock.now == end)
    #expect(try await host.describe(arn).status == .succeeded)
    #expect(await clock.advanceToNextSleeper(limit: VirtualClock.Instant(offset: .seconds(10 * year))) == false)
  }

  @Test func aDriverRunsOnTheClockToo() async throws {
    let driver = LiveDriver(clock: clock, wallClock: clock.wallClock)
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let running = driver.start(machine, input: [:], identity: HostScene.identity())
    await clock.advance(by: .seconds(59))
    #expect(await running.status == .running)
    await clock.advance(by: .seconds(1))
    #expect(await running.status == .succeeded)
  }

  @Test func handlersTakeTheirTimeOnTheClock() async throws {
    let clock = clock
    var resources = ResourceRouter()
    resources.function("f") { input in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<3 { group.addTask { try await clock.sleep(for: .seconds(7)) } }
        try await group.waitForAll()
      }
      return "done"
    }
    let host = host(resources)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await clock.advance(by: .seconds(6))
    #expect(try await host.describe(arn).status == .running)
    await clock.advance(by: .seconds(1))
    let ended = try await host.describe(arn)
    #expect(ended.output == #""done""#)
    #expect(ended.stopTime == Timestamp.virtualStart.advanced(bySeconds: 7))
  }

  @Test func aStoreThatCannotWriteIsTriedAgainOnTheClock() async throws {
    let base = MemoryStore(clock: clock.wallClock)
    let fails = Locked(false)
    let store = HookedStore(base) { _ throws(StoreError) in
      if fails.withLock({ $0 }) { throw .unavailable("not now") }
    }
    let host = ExecutionHost(store: store, clock: clock, wallClock: clock.wallClock)
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 5, "End": true]])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    fails.withLock { $0 = true }
    await clock.advance(by: .seconds(10))
    #expect(try await base.execution(arn)?.status == .running)
    fails.withLock { $0 = false }
    await clock.advance(by: .seconds(1))
    #expect(try await host.describe(arn).status == .succeeded)
  }

  @Test func aLeaseIsRenewedByTheSystemsClock() async throws {
    var settings = HostSettings()
    settings.lease = .seconds(3_600)
    let host = host(settings: settings)
    try await host.recover()
    #expect(host.isKeptUp)
    await clock.advance(by: .seconds(86_400))
    await host.shutDown()
  }

  // MARK: The same again

  /// Does what a seed says to a host, and gives the histories of all executions.
  private static func run(seed: UInt64) async throws -> String {
    var random = SplitMix64(seed: seed)
    let clock = VirtualClock()
    let tokens = Locked<[String]>([])
    var resources = ResourceRouter()
    resources.function("f") { input, task in
      try await clock.sleep(for: .milliseconds(700 * (task.attempt % 3)))
      if task.attempt < 3 { throw TaskFailure("E") }
      return input
    }
    resources.callback("arn:aws:states:::sqs:sendMessage.waitForTaskToken", taking: JSON.self) { _, token -> JSON in
      tokens.withLock { $0.append(token) }
      return ["MessageId": "1"]
    }
    let host = ExecutionHost(
      store: MemoryStore(clock: clock.wallClock), resources: resources, clock: clock, wallClock: clock.wallClock)
    host.stateMachines = ["Nested": try HostScene.machine(["S": ["Type": "Wait", "Seconds": 3, "End": true]])]
    let machine = try Machines.compile(definition)
    var arns: [String] = []
    for _ in 0..<Int.random(in: 4...12, using: &random) {
      switch Int.random(in: 0...5, using: &random) {
      case 0, 1:
        let identity = HostScene.identity("e\(arns.count)")
        arns.append(
          try await host.start(
            machine, input: ["items": [1, 2, 3], "n": .integer(Int64.random(in: 0...9, using: &random))],
            identity: identity, seed: .fixed(UInt64(arns.count))
          ).executionARN)
      case 2:
        let open = tokens.withLock { $0 }
        if let token = open.randomElement(using: &random) {
          try? await host.sendTaskSuccess(token: token, output: .integer(Int64(open.count)))
        }
      case 3: if let arn = arns.randomElement(using: &random), arns.count > 3 { try await host.stop(arn) }
      default: await clock.advance(by: .milliseconds(Int.random(in: 0...9_000, using: &random)))
      }
      await clock.settle()
    }
    await clock.advance(by: .seconds(3_600))
    var text = ""
    for row in try await host.executions(ExecutionQuery(limit: 1_000)).sorted(by: { $0.arn < $1.arn }) {
      for event in try await host.history(of: row.arn, limit: 10_000) {
        text += JSONPrinter.compact.string(event) + "\n"
      }
    }
    await host.shutDown()
    return text
  }

  private static let definition: JSON = [
    "StartAt": "P",
    "States": [
      "P": [
        "Type": "Parallel", "ResultPath": .null, "Next": "M",
        "Branches": [
          [
            "StartAt": "A",
            "States": [
              "A": HostScene.task(
                HostScene.function,
                ["Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 1, "MaxAttempts": 3, "JitterStrategy": "FULL"]]])
            ],
          ],
          [
            "StartAt": "B",
            "States": [
              "B": HostScene.task(
                HostScene.function, ["Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 2, "MaxAttempts": 3]]])
            ],
          ], ["StartAt": "C", "States": ["C": ["Type": "Wait", "Seconds": 2, "End": true]]],
        ],
      ],
      "M": [
        "Type": "Map", "ItemsPath": "$.items", "ResultPath": .null, "Next": "N",
        "ItemProcessor": [
          "StartAt": "I",
          "States": [
            "I": HostScene.task(
              HostScene.function, ["Retry": [["ErrorEquals": ["E"], "IntervalSeconds": 1, "MaxAttempts": 3]]])
          ],
        ],
      ],
      "N": [
        "Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "ResultPath": .null,
        "Parameters": ["StateMachineArn": "Nested"], "Next": "T",
      ],
      "T": HostScene.task(
        HostScene.callback,
        ["Parameters": ["QueueUrl": "q", "MessageBody.$": "$.n"], "TimeoutSeconds": 60]),
    ],
  ]

  /// `CLOCK_PROGRAMS=1000` runs more of them.
  @Test func theSameCallsGiveTheSameHistories() async throws {
    guard #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) else { return }
    let count = getenv("CLOCK_PROGRAMS").flatMap { UInt64(String(cString: $0)) } ?? 60
    var texts: Set<String> = []
    for seed in 1...max(1, count) {
      let text = try await Self.run(seed: seed)
      let again = try await Self.run(seed: seed)
      #expect(text == again, "seed \(seed)")
      texts.insert(text)
    }
    #expect(texts.count > Int(count) * 3 / 4)
  }
}
