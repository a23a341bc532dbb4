import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// Activities that come and go while executions run and workers wait.
@Suite struct HostActivitiesTests {
  private let scene = HostScene()

  private static let activity = HostScene.activity

  private static let cause =
    "An error occurred while executing the state 'S' (entered at the event id #4). "
    + "The activity \(activity) does not exist."

  /// Waits for five seconds, then for a worker.
  private static let laterTask: JSON = [
    "StartAt": "W",
    "States": ["W": ["Type": "Wait", "Seconds": 5, "Next": "S"], "S": HostScene.task(activity)],
  ]

  private func advance(_ seconds: Int) async {
    await scene.clock.hasSleeper(for: .seconds(seconds))
    scene.clock.advance(by: .seconds(seconds))
  }

  // MARK: Executions

  @Test func anExecutionSeesThatAnActivityWasRemovedBeforeTheNextThingHappensToIt() async throws {
    let host = scene.host()
    let arn = try await host.start(Machines.compile(Self.laterTask), input: [:], identity: HostScene.identity())
      .executionARN
    host.updateActivities { $0.remove(Self.activity) }
    await advance(5)
    let ended = try await host.result(of: arn)
    #expect(ended.status == .failed)
    #expect(ended.error == "States.Runtime")
    #expect(ended.cause == Self.cause)
    #expect(
      try await host.history(of: arn).map { $0["type"]?.stringValue } == [
        "ExecutionStarted", "WaitStateEntered", "WaitStateExited", "TaskStateEntered", "ExecutionFailed",
      ])
  }

  @Test func anExecutionSeesThatAnActivityWasCreated() async throws {
    let host = scene.host()
    host.activities = .only([])
    let arn = try await host.start(Machines.compile(Self.laterTask), input: [:], identity: HostScene.identity())
      .executionARN
    host.updateActivities { $0.insert(Self.activity) }
    await advance(5)
    let task = try #require(try await host.nextActivityTask(of: Self.activity))
    try await host.sendTaskSuccess(token: task.taskToken, output: 1)
    #expect(try await host.result(of: arn).output == "1")
  }

  @Test func onlyTheActivitiesOfItsDefinitionAreWrittenDown() async throws {
    let host = scene.host()
    let arn = try await host.start(
      HostScene.machine(["S": HostScene.task(Self.activity)]), input: [:], identity: HostScene.identity()
    ).executionARN
    let task = try #require(try await host.nextActivityTask(of: Self.activity))
    host.updateActivities { $0.remove("another") }
    try await host.sendTaskHeartbeat(token: task.taskToken)
    func records() async throws -> [String] {
      try await scene.store.journal(of: arn)?.records.map { String(decoding: $0, as: UTF8.self) } ?? []
    }
    #expect(try await records().count == 3)
    host.activities = .only([])
    try await host.sendTaskHeartbeat(token: task.taskToken)
    #expect(try await records().count == 5)
    #expect(try await records()[3].contains(#"[1,"missingActivities",["\#(Self.activity)"]]"#))
  }

  /// What an execution knew when something happened to it is in its journal: repeating that gives the same.
  @Test func whatWasMissingIsRepeatedAfterARecovery() async throws {
    let machine = try Machines.compile([
      "StartAt": "P",
      "States": [
        "P": [
          "Type": "Parallel", "Next": "S", "Catch": [["ErrorEquals": ["States.ALL"], "Next": "S"]],
          "Branches": [
            [
              "StartAt": "A",
              "States": [
                "A": ["Type": "Wait", "Seconds": 5, "Next": "B"], "B": ["Type": "Wait", "Seconds": 5, "End": true],
              ],
            ]
          ],
        ], "S": HostScene.task(Self.activity),
      ],
    ])
    let first = scene.host()
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    first.updateActivities { $0.remove(Self.activity) }
    await advance(5)
    try await until { try await first.history(of: arn).count == 6 }

    // The next host knows nothing of that.
    let second = try await scene.successor(of: first)
    #expect(try await second.describe(arn).status == .running)
    await advance(5)
    let task = try #require(try await second.nextActivityTask(of: Self.activity))
    second.updateActivities { $0.remove(Self.activity) }
    try await second.sendTaskHeartbeat(token: task.taskToken)

    let third = try await scene.successor(of: second)
    try await third.sendTaskSuccess(token: task.taskToken, output: 1)
    #expect(try await third.result(of: arn).status == .succeeded)
  }

  @Test func theChildrenOfAMapRunSeeItToo() async throws {
    let host = scene.host()
    let machine = try HostScene.machine([
      "S": [
        "Type": "Map", "End": true, "ItemsPath": "$.items", "MaxConcurrency": 1,
        "ItemProcessor": [
          "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "W",
          "States": ["W": ["Type": "Wait", "Seconds": 5, "Next": "A"], "A": HostScene.task(Self.activity)],
        ],
      ]
    ])
    let arn = try await host.start(machine, input: ["items": [1, 2]], identity: HostScene.identity()).executionARN
    await scene.clock.hasSleeper(for: .seconds(5))
    host.updateActivities { $0.remove(Self.activity) }
    await advance(5)
    let ended = try await host.result(of: arn)
    #expect(ended.status == .failed)
    #expect(ended.error == "States.ExceedToleratedFailureThreshold")
  }

  // MARK: Workers

  @Test func workersOfARemovedActivityAreTold() async throws {
    let host = scene.host()
    let others = "arn:aws:states:us-east-1:111111111111:activity:b"
    let dismissed = Task { try await host.nextActivityTask(of: Self.activity) }
    async let waiting = host.nextActivityTask(of: others)
    await until {
      host.durable.activities.counts(Self.activity).workers == 1 && host.durable.activities.counts(others).workers == 1
    }
    host.updateActivities {
      $0.insert(others)
      $0.remove(Self.activity)
    }
    await #expect(throws: HostError.unknownActivity(Self.activity)) { try await dismissed.value }
    await #expect(throws: HostError.unknownActivity(Self.activity)) {
      try await host.nextActivityTask(of: Self.activity)
    }
    let arn = try await host.start(
      HostScene.machine(["S": HostScene.task(others)]), input: [:], identity: HostScene.identity()
    ).executionARN
    let task = try #require(try await waiting)
    try await host.sendTaskSuccess(token: task.taskToken, output: 2)
    #expect(try await host.result(of: arn).output == "2")
  }

  @Test func workersAreToldWhenAllActivitiesAreReplaced() async throws {
    let host = scene.host()
    let dismissed = Task { try await host.nextActivityTask(of: Self.activity) }
    await until { host.durable.activities.counts(Self.activity).workers == 1 }
    host.activities = .only(["another"])
    await #expect(throws: HostError.unknownActivity(Self.activity)) { try await dismissed.value }
    #expect(host.activities == .only(["another"]))
  }

  @Test func workersOfAnActivityThatIsMadeAgainAtOnceWaitOn() async throws {
    let host = scene.host()
    async let waiting = host.nextActivityTask(of: Self.activity)
    await until { host.durable.activities.counts(Self.activity).workers == 1 }
    host.updateActivities {
      $0.remove(Self.activity)
      $0.insert(Self.activity)
    }
    #expect(host.durable.activities.counts(Self.activity).workers == 1)
    try await host.start(
      HostScene.machine(["S": HostScene.task(Self.activity)]), input: 7, identity: HostScene.identity())
    #expect(try await waiting?.input == 7)
  }

  @Test func noWorkerIsForgottenWhoeverComesFirst() async throws {
    let host = scene.host()
    for round in 0..<200 {
      let polled = Task { try await host.nextActivityTask(of: Self.activity) }
      if round % 2 == 0 { await Task.yield() }
      host.updateActivities { $0.remove(Self.activity) }
      await #expect(throws: HostError.unknownActivity(Self.activity)) { try await polled.value }
      host.updateActivities { $0.insert(Self.activity) }
    }
  }

  @Test func tasksThatAreScheduledOutliveTheirActivity() async throws {
    let host = scene.host()
    let arn = try await host.start(
      HostScene.machine(["S": HostScene.task(Self.activity)]), input: 7, identity: HostScene.identity()
    ).executionARN
    host.updateActivities { $0.remove(Self.activity) }
    #expect(try await host.describe(arn).status == .running)
    host.updateActivities { $0.insert(Self.activity) }
    #expect(try await host.nextActivityTask(of: Self.activity)?.input == 7)
  }

  // MARK: What is known

  @Test(arguments: [
    (KnownActivities.all, true, true), (.all(but: ["a"]), false, true), (.only(["a"]), true, false),
    (.only([]), false, false),
  ])
  func knowsWhichActivitiesExist(known: KnownActivities, a: Bool, b: Bool) {
    #expect(known.contains("a") == a)
    #expect(known.contains("b") == b)
    var changed = known
    changed.remove("a")
    changed.insert("b")
    #expect(!changed.contains("a"))
    #expect(changed.contains("b"))
    changed.insert("a")
    changed.remove("b")
    #expect(changed.contains("a"))
    #expect(!changed.contains("b"))
  }

  @Test func aChangeTakesNoLongerTheMoreActivitiesThereAre() {
    func time(_ count: Int) -> Duration {
      let host = scene.host()
      host.activities = .only(Set((0..<count).map { "arn \($0)" }))
      return ContinuousClock().measure {
        for number in 0..<1_000 { host.updateActivities { $0.insert("new \(number)") } }
      }
    }
    // A copy of all would take a thousand times as long.
    #expect(time(100_000) < time(100) * 100)
  }
}
