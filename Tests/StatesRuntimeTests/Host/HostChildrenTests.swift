import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// The children of map runs as executions of a host and its store.
@Suite struct HostChildrenTests {
  /// A map run whose children wait for answers, by their items.
  private struct Scene {
    let scene = HostScene()
    let tokens = Locked<[String: String]>([:])
    var settings = HostScene.settings

    init() { settings.recordsChildren = true }

    var resources: ResourceRouter {
      let tokens = tokens
      var resources = ResourceRouter()
      resources.on(HostScene.callback, handler: Asking(tokens: tokens))
      return resources
    }

    func host(store: (any ExecutionStore)? = nil) -> ExecutionHost {
      scene.host(resources, settings: settings, store: store)
    }

    func successor(of host: ExecutionHost) async throws -> ExecutionHost {
      try await scene.successor(of: host, resources, settings: settings)
    }

    /// The token of the child of an item, once it has been asked for.
    func token(_ item: Int) async -> String {
      await until { tokens.withLock { $0["\(item)"] } != nil }
      return tokens.withLock { $0.removeValue(forKey: "\(item)") } ?? ""
    }

    /// Lets time pass once something sleeps so long.
    func advance(by duration: Duration) async {
      await scene.clock.hasSleeper(for: duration)
      scene.clock.advance(by: duration)
    }

    func fail(_ host: ExecutionHost, _ item: Int) async throws {
      try await host.sendTaskFailure(token: await token(item), error: "E", cause: "item \(item)")
    }

    func succeed(_ host: ExecutionHost, _ item: Int) async throws {
      try await host.sendTaskSuccess(token: await token(item), output: .integer(Int64(item)))
    }
  }

  private struct Asking: ResourceHandler {
    let tokens: Locked<[String: String]>

    func perform(_ task: TaskRequest) async -> TaskReport {
      let item = task.input["MessageBody"]?["item"]?.description ?? ""
      tokens.withLock { $0[item] = task.taskToken ?? "" }
      return TaskReport(.pending, submission: ["MessageId": "1"])
    }
  }

  private static let asking: JSON = [
    "StartAt": "C",
    "States": [
      "C": [
        "Type": "Task", "Resource": .string(HostScene.callback), "End": true,
        "Parameters": ["QueueUrl": "q", "MessageBody": ["item.$": "$", "token.$": "$$.Task.Token"]],
      ]
    ],
  ]

  private static func waiting(_ seconds: Int) -> JSON {
    ["StartAt": "W", "States": ["W": ["Type": "Wait", "Seconds": .integer(Int64(seconds)), "End": true]]]
  }

  private static func map(_ processor: JSON = asking, type: String = "STANDARD", more: JSON.Object = [:]) -> JSON {
    var processor = processor.objectValue ?? [:]
    processor["ProcessorConfig"] = ["Mode": "DISTRIBUTED", "ExecutionType": .string(type)]
    var state: JSON.Object = [
      "Type": "Map", "ItemsPath": "$.items", "Label": "L", "ItemProcessor": .object(processor), "End": true,
    ]
    for member in more.members { state[member.key] = member.value }
    return .object(state)
  }

  private static func start(
    _ host: ExecutionHost, _ map: JSON = map(), items: JSON = [1, 2, 3]
  ) async throws -> (arn: String, run: String) {
    let machine = try HostScene.machine(["S": map])
    let arn = try await host.start(machine, input: ["items": items], identity: HostScene.identity()).executionARN
    return (arn, try #require(try await host.mapRuns(of: arn).first?.mapRunARN))
  }

  private static func rows(_ host: ExecutionHost, _ run: String) async throws -> [String: ChildRow] {
    let rows = try await host.children(of: run)
    return Dictionary(rows.map { ($0.executionARN, $0) }, uniquingKeysWith: { $1 })
  }

  private static func child(_ host: ExecutionHost, _ run: String, item: Int) async throws -> ExecutionDescription {
    for row in try await host.children(of: run) {
      let description = try await host.describe(row.executionARN)
      if description.input == "\(item)" { return description }
    }
    throw HostError.unknownExecution("of item \(item)")
  }

  private static func types(_ history: [JSON]) -> [String] { history.map { $0["type"]?.stringValue ?? "" } }

  private static let running = [
    "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted",
  ]

  // MARK: Running and ended

  @Test func aRunningChildIsAPartOfItsTree() async throws {
    let scene = Scene()
    let host = scene.host()
    let (arn, run) = try await Self.start(host)
    _ = await scene.token(1)
    let child = try await Self.child(host, run, item: 1)
    #expect(child.status == .running)
    #expect((child.mapRunARN, child.itemCount, child.stopTime) == (run, 1, nil))
    #expect(child.stateMachineARN == "arn:aws:states:us-east-1:111111111111:stateMachine:M/L")
    #expect(child.executionARN == "arn:aws:states:us-east-1:111111111111:execution:M/L:\(child.name)")
    #expect(child.json["redriveStatus"] == "NOT_REDRIVABLE")
    #expect(child.json["mapRunArn"] == .string(run))
    try await until { try await host.history(of: child.executionARN).count == 5 }
    #expect(Self.types(try await host.history(of: child.executionARN)) == Self.running)
    let last = try await host.history(of: child.executionARN, .descending, limit: 2)
    #expect(last.map { $0["id"] } == [5, 4])
    #expect(try await host.history(of: child.executionARN, from: 2, limit: 1).map { $0["id"] } == [2])
    // Only its tree is in the store, and only its tree is listed.
    #expect(try await scene.scene.store.executions(ExecutionQuery()).map(\.arn) == [arn])
    #expect(try await host.result(of: child.executionARN) == child)
    await host.shutDown()
  }

  @Test func anEndedChildIsAnExecutionOfTheStore() async throws {
    let scene = Scene()
    let host = scene.host()
    let (arn, run) = try await Self.start(host, Self.map(more: ["ToleratedFailureCount": 1]))
    let before = try await Self.child(host, run, item: 2)
    try await scene.succeed(host, 1)
    try await scene.fail(host, 2)
    let succeeded = try await Self.child(host, run, item: 1)
    #expect((succeeded.status, succeeded.output, succeeded.mapRunARN, succeeded.itemCount) == (.succeeded, "1", run, 1))
    let failed = try await host.describe(before.executionARN)
    #expect((failed.status, failed.error, failed.cause) == (.failed, "E", "item 2"))
    #expect(failed.json["redriveStatus"] == "REDRIVABLE_BY_MAP_RUN")
    let history = try await host.history(of: failed.executionARN)
    #expect(Self.types(history) == Self.running + ["TaskFailed", "ExecutionFailed"])
    #expect(history.map { $0["id"] } == (1...7).map { JSON.integer($0) })
    let row = try #require(try await scene.scene.store.execution(failed.executionARN))
    #expect((row.lists, row.status, row.owner) == ([run], .failed, nil))
    #expect((row.started, row.stopped) == (failed.startTime, failed.stopTime))
    // The state machine's list has the parent alone.
    let list = ExecutionQuery(list: "arn:aws:states:us-east-1:111111111111:stateMachine:M")
    #expect(try await host.executions(list).map(\.arn) == [arn])
    // The parent goes on, and ends.
    #expect(try await host.mapRun(run).executionCounts.running == 1)
    try await scene.succeed(host, 3)
    #expect(try await host.result(of: arn).status == .succeeded)
    #expect(try await host.mapRun(run).status == .succeeded)
    #expect(try await Self.rows(host, run).values.filter { $0.status == .succeeded }.count == 2)
    await host.shutDown()
  }

  /// Nothing is written of a child that the parent does not know of, and the other way round.
  @Test func aChildIsInTheCommitOfItsParentsTurn() async throws {
    let scene = Scene()
    let commits = Locked<[[StoreChange]]>([])
    let store = HookedStore(scene.scene.store, commit: { changes in commits.withLock { $0.append(changes) } })
    let host = scene.host(store: store)
    let (arn, run) = try await Self.start(host)
    let first = try #require(commits.withLock { $0.first })
    let key = DocumentKey(.mapRun, run)
    #expect(first.contains { if case .putDocument(key, _, _, _) = $0 { true } else { false } })
    #expect(first.contains { if case .start(let new) = $0 { new.arn == arn } else { false } })
    try await scene.succeed(host, 1)
    let child = try await Self.child(host, run, item: 1).executionARN
    let turns = commits.withLock { commits in
      commits.filter { $0.contains { if case .end(let writer, _, _, _) = $0 { writer.arn == child } else { false } } }
    }
    #expect(turns.count == 1)
    #expect(
      turns.first?.contains { if case .append(let writer, _, _) = $0 { writer.arn == arn } else { false } } == true)
    await host.shutDown()
  }

  @Test func aHostThatDoesNotRecordChildrenWritesNothingOfThem() async throws {
    var scene = Scene()
    scene.settings.recordsChildren = false
    let host = scene.host()
    let (arn, run) = try await Self.start(host)
    for item in 1...3 { try await scene.succeed(host, item) }
    #expect(try await host.result(of: arn).status == .succeeded)
    #expect(try await scene.scene.store.executions(ExecutionQuery()).map(\.arn) == [arn])
    await #expect(throws: HostError.unknownMapRun(run)) { try await host.mapRun(run) }
    await #expect(throws: HostError.unknownMapRun(run)) { try await host.children(of: run) }
    await #expect(throws: HostError.unknownMapRun(run)) { try await host.updateMapRun(run, maxConcurrency: 1) }
    await host.shutDown()
  }

  @Test func aChildCanBeStopped() async throws {
    let scene = Scene()
    let host = scene.host()
    let (arn, run) = try await Self.start(host, Self.map(more: ["ToleratedFailureCount": 1]))
    let child = try await Self.child(host, run, item: 2).executionARN
    try await host.stop(child, error: "Stop", cause: "enough")
    let stopped = try await host.describe(child)
    #expect((stopped.status, stopped.error, stopped.cause) == (.aborted, "Stop", "enough"))
    // Nothing happens to one that has ended.
    try await host.stop(child)
    try await scene.succeed(host, 1)
    try await scene.succeed(host, 3)
    #expect(try await host.result(of: arn).status == .succeeded)
    #expect(try await host.mapRun(run).executionCounts.aborted == 1)
    await host.shutDown()
  }

  // MARK: Redrives

  @Test func aRedrivenChildReplacesItsRow() async throws {
    let scene = Scene()
    let host = scene.host()
    let (arn, run) = try await Self.start(host, Self.map(more: ["MaxConcurrency": 1]))
    try await scene.succeed(host, 1)
    scene.scene.clock.advance(by: .seconds(5))
    try await scene.fail(host, 2)
    #expect(try await host.result(of: arn).status == .failed)
    let failed = try await Self.child(host, run, item: 2)
    #expect(try await host.children(of: run).map(\.status) == [.failed, .succeeded])
    await #expect(
      throws: HostError.notRedrivable(
        failed.executionARN, reason: "Execution is a child of the map run \(run) and can be redriven by it")
    ) { try await host.redrive(failed.executionARN) }
    scene.scene.clock.advance(by: .seconds(5))
    try await host.redrive(arn)
    // Listed once, as running, though the store has its end.
    let rows = try await host.children(of: run)
    #expect(rows.map(\.status) == [.running, .succeeded])
    #expect(rows[0].executionARN == failed.executionARN)
    #expect((rows[0].redriveCount, rows[0].redriveTime, rows[0].stopTime) == (1, rows[0].listed, nil))
    #expect(try await host.children(of: run, statuses: [.failed]).isEmpty)
    #expect(try await host.children(of: run, statuses: [.running]).count == 1)
    #expect(try await host.describe(failed.executionARN).status == .running)
    #expect(Self.types(try await host.history(of: failed.executionARN)).contains("ExecutionRedriven"))
    scene.scene.clock.advance(by: .seconds(5))
    try await scene.succeed(host, 2)
    try await scene.succeed(host, 3)
    #expect(try await host.result(of: arn).status == .succeeded)
    let redriven = try #require(try await Self.rows(host, run)[failed.executionARN])
    #expect((redriven.status, redriven.redriveCount, redriven.itemCount) == (.succeeded, 1, 1))
    #expect(redriven.redriveTime == rows[0].redriveTime)
    let description = try await host.describe(failed.executionARN)
    #expect((description.redriveCount, description.redriveTime) == (1, redriven.redriveTime))
    let types = Self.types(try await host.history(of: failed.executionARN))
    #expect(
      types.filter { $0.hasPrefix("Execution") } == [
        "ExecutionStarted", "ExecutionFailed", "ExecutionRedriven", "ExecutionSucceeded",
      ])
    await host.shutDown()
  }

  /// A child that waits for its turn to be redriven is shown so.
  @Test func aChildThatWaitsToBeRedrivenIsPending() async throws {
    let scene = Scene()
    let host = scene.host()
    let (arn, run) = try await Self.start(host, items: [1, 2])
    try await host.updateMapRun(run, maxConcurrency: 1)
    try await scene.fail(host, 1)
    #expect(try await host.result(of: arn).status == .failed)
    #expect(try await host.children(of: run).map(\.status).sorted { $0.rawValue < $1.rawValue } == [.failed, .aborted])
    try await host.redrive(arn)
    let rows = try await host.children(of: run)
    #expect(Set(rows.map(\.status)) == [.running, .pendingRedrive])
    #expect(rows.count == 2)
    let pending = try await host.children(of: run, statuses: [.pendingRedrive])
    #expect(pending.count == 1 && pending[0].stopTime != nil)
    #expect(try await host.children(of: run, statuses: [.aborted, .failed]).isEmpty)
    await host.shutDown()
  }

  // MARK: Express children

  @Test func anExpressChildHasARowWithoutHistory() async throws {
    let scene = Scene()
    let host = scene.host()
    let (arn, run) = try await Self.start(host, Self.map(Self.waiting(10), type: "EXPRESS"), items: [7])
    let child = try await Self.child(host, run, item: 7)
    #expect(child.status == .running && child.type == .express)
    #expect(try await host.history(of: child.executionARN) == [])
    await scene.advance(by: .seconds(10))
    #expect(try await host.result(of: arn).status == .succeeded)
    let ended = try await host.describe(child.executionARN)
    #expect((ended.status, ended.mapRunARN) == (.succeeded, run))
    #expect(ended.name.contains(":"))
    #expect(try await host.history(of: child.executionARN) == [])
    #expect(try await host.children(of: run).map(\.name) == [child.name])
    await host.shutDown()
  }

  /// Express children of a run that fails go on; they are found until they end, and then in the store.
  @Test func expressChildrenThatAreLeftAreFound() async throws {
    let scene = Scene()
    let host = scene.host()
    let processor: JSON = [
      "StartAt": "C",
      "States": [
        "C": [
          "Type": "Choice", "Default": "W", "Choices": [["Variable": "$", "NumericEquals": 1, "Next": "F"]],
        ],
        "F": ["Type": "Fail", "Error": "E"], "W": ["Type": "Wait", "Seconds": 10, "End": true],
      ],
    ]
    let (arn, run) = try await Self.start(host, Self.map(processor, type: "EXPRESS"), items: [2, 1])
    #expect(try await host.result(of: arn).status == .failed)
    let left = try await Self.child(host, run, item: 2)
    #expect(left.status == .running)
    #expect(Set(try await host.children(of: run).map(\.status)) == [.running, .failed])
    await scene.advance(by: .seconds(10))
    try await until { try await host.describe(left.executionARN).status == .succeeded }
    #expect(try await scene.scene.store.execution(left.executionARN)?.status == .succeeded)
    #expect(Set(try await host.children(of: run).map(\.status)) == [.succeeded, .failed])
    await until { host.core.children.ended(arn).isEmpty }
    await host.shutDown()
  }

  @Test func anExpressChildThatStartsOverReplacesItsRow() async throws {
    let scene = Scene()
    let host = scene.host()
    let fails: JSON = ["StartAt": "F", "States": ["F": ["Type": "Fail", "Error": "E"]]]
    let (arn, run) = try await Self.start(host, Self.map(fails, type: "EXPRESS"), items: [1])
    let first = try #require(try await host.children(of: run).first)
    scene.scene.clock.advance(by: .seconds(5))
    try await host.redrive(arn)
    #expect(try await host.result(of: arn).status == .failed)
    let rows = try await host.children(of: run)
    #expect(rows.map(\.executionARN) == [first.executionARN])
    #expect(rows[0].startTime > first.startTime)
    #expect((rows[0].redriveCount, rows[0].redriveTime) == (0, nil))
    await host.shutDown()
  }

  // MARK: Pages

  @Test(arguments: 1...5)
  func pagesNeitherRepeatNorLose(limit: Int) async throws {
    let scene = Scene()
    let host = scene.host()
    let (_, run) = try await Self.start(
      host, Self.map(more: ["ToleratedFailureCount": 9]), items: [1, 2, 3, 4, 5, 6, 7])
    for item in [1, 3, 5] {
      scene.scene.clock.advance(by: .seconds(item == 5 ? 0 : 1))
      try await item == 3 ? scene.fail(host, item) : scene.succeed(host, item)
    }
    var found: [ChildRow] = []
    while true {
      let page = try await host.children(of: run, after: found.last?.cursor, limit: limit)
      #expect(page.count <= limit)
      if page.isEmpty { break }
      found += page
      // One that has not been listed yet ends in between: it is an earlier page's then, or is listed where it was.
      if found.count == limit { try await scene.succeed(host, 7) }
    }
    #expect(Set(found.map(\.executionARN)).count == found.count)
    #expect(found.count >= 6)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.listed >= $1.listed })
    let all = try await host.children(of: run)
    #expect(all.count == 7)
    #expect(try await host.children(of: run, statuses: [.succeeded, .failed]).count == 4)
    #expect(try await host.children(of: run, statuses: [.failed]).count == 1)
    #expect(try await host.children(of: run, limit: 0).isEmpty)
    await host.shutDown()
  }

  /// A page of ended children costs one query of the store: no journal is read.
  @Test func aPageReadsNoJournal() async throws {
    let scene = Scene()
    let journals = Locked(0)
    let store = HookedStore(scene.scene.store, journal: { _ in journals.withLock { $0 += 1 } })
    let host = scene.host(store: store)
    let (arn, run) = try await Self.start(host)
    for item in 1...3 { try await scene.succeed(host, item) }
    _ = try await host.result(of: arn)
    journals.withLock { $0 = 0 }
    #expect(try await host.children(of: run).map(\.itemCount) == [1, 1, 1])
    #expect(journals.withLock { $0 } == 0)
    await host.shutDown()
  }

  @Test func aChildOfABatchHasItsItems() async throws {
    let scene = Scene()
    let host = scene.host()
    let pass: JSON = ["StartAt": "P", "States": ["P": ["Type": "Pass", "End": true]]]
    let (_, run) = try await Self.start(
      host, Self.map(pass, more: ["ItemBatcher": ["MaxItemsPerBatch": 2]]), items: [1, 2, 3])
    #expect(try await host.children(of: run).map(\.itemCount).sorted() == [1, 2])
    await host.shutDown()
  }

  // MARK: Parked and recovered

  @Test(arguments: [true, false])
  func childrenOfAParkedTreeAreFound(recovered: Bool) async throws {
    var scene = Scene()
    scene.settings.residentLimit = 0
    var host = scene.host()
    let (arn, run) = try await Self.start(host)
    let child = try await Self.child(host, run, item: 2).executionARN
    for item in 1...3 { await until { scene.tokens.withLock { $0["\(item)"] } != nil } }
    await until { host.counts.resident == 0 }
    if recovered { host = try await scene.successor(of: host) }
    #expect(try await host.describe(child).status == .running)
    #expect(Self.types(try await host.history(of: child)) == Self.running)
    #expect(try await host.children(of: run).count == 3)
    #expect(try await host.mapRun(run).executionCounts.running == 3)
    for item in 1...3 { try await scene.succeed(host, item) }
    #expect(try await host.result(of: arn).status == .succeeded)
    #expect(try await host.describe(child).status == .succeeded)
    #expect(try await host.children(of: run).map(\.status) == [.succeeded, .succeeded, .succeeded])
    #expect(host.core.children[child] == nil)
    await host.shutDown()
  }

  /// A host that takes over after a crash in the middle has each child once, with the history that it would have had.
  @Test func childrenAreRecordedOnceThroughACrash() async throws {
    let scene = Scene()
    var host = scene.host()
    let (arn, run) = try await Self.start(host)
    for item in 1...3 {
      let token = await scene.token(item)
      host = try await scene.successor(of: host)
      try await host.sendTaskSuccess(token: token, output: 1)
    }
    #expect(try await host.result(of: arn).status == .succeeded)
    let rows = try await host.children(of: run)
    #expect(rows.count == 3)
    for row in rows {
      let types = Self.types(try await host.history(of: row.executionARN))
      #expect(types == Self.running + ["TaskSucceeded", "TaskStateExited", "ExecutionSucceeded"])
    }
    await host.shutDown()
  }

  /// What the children of one turn take is written in commits of bounded size, the parent's turn last.
  @Test func manyChildrenOfOneTurnGoAheadOfIt() async throws {
    let scene = Scene()
    let sizes = Locked<[Int]>([])
    let failsAt = Locked(2)
    let store = HookedStore(
      scene.scene.store,
      commit: { changes throws(StoreError) in
        sizes.withLock { $0.append(changes.reduce(0) { $0 + $1.byteCount }) }
        let fails = failsAt.withLock { left in
          left -= 1
          return left == 0
        }
        if fails { throw .full("no room") }
      })
    let host = scene.host(store: store)
    // Each child takes about a megabyte.
    let pass: JSON = ["StartAt": "P", "States": ["P": ["Type": "Pass", "Result": 1, "End": true]]]
    let machine = try HostScene.machine([
      "S": ["Type": "Wait", "Seconds": 5, "Next": "M"],
      "M": Self.map(pass, more: ["ItemSelector": ["all.$": "$.big", "item.$": "$$.Map.Item.Value"]]),
    ])
    let input: JSON = [
      "items": .array((0..<40).map { .integer($0) }), "big": .string(String(repeating: "x", count: 250_000)),
    ]
    let arn = try await host.start(machine, input: input, identity: HostScene.identity()).executionARN
    sizes.withLock { $0 = [] }
    await scene.advance(by: .seconds(5))
    // The second commit fails, and is tried again.
    await scene.advance(by: .seconds(1))
    #expect(try await host.result(of: arn).status == .succeeded)
    #expect(sizes.withLock { $0.count } > 3)
    #expect(sizes.withLock { $0.allSatisfy { $0 < 12 << 20 } }, "\(sizes.withLock { $0 })")
    let run = try #require(try await host.mapRuns(of: arn).first?.mapRunARN)
    #expect(try await host.children(of: run).count == 40)
    await host.shutDown()
  }

  // MARK: Map runs

  @Test func aMapRunOfAChildBelongsToTheChild() async throws {
    let scene = Scene()
    let host = scene.host()
    let inner: JSON = [
      "StartAt": "I", "States": ["I": Self.map(Self.asking, more: ["ItemsPath": "$", "Label": "Inner"])],
    ]
    let (arn, run) = try await Self.start(host, Self.map(inner), items: [[1], [2]])
    let rows = try await host.children(of: run)
    #expect(rows.count == 2)
    var runs: [String] = []
    for row in rows {
      let inner = try #require(try await host.mapRuns(of: row.executionARN).first)
      #expect(inner.executionARN == row.executionARN)
      #expect(try await host.mapRun(inner.mapRunARN) == inner)
      #expect(try await host.children(of: inner.mapRunARN).map(\.status) == [.running])
      runs.append(inner.mapRunARN)
    }
    try await host.updateMapRun(runs[0], maxConcurrency: 7)
    #expect(try await host.mapRun(runs[0]).maxConcurrency == 7)
    try await scene.succeed(host, 1)
    try await scene.succeed(host, 2)
    #expect(try await host.result(of: arn).status == .succeeded)
    for (row, inner) in zip(rows, runs) {
      let ended = try await host.mapRun(inner)
      #expect((ended.status, ended.executionARN, ended.itemCounts.succeeded) == (.succeeded, row.executionARN, 1))
      #expect(try await host.mapRuns(of: row.executionARN) == [ended])
      #expect(try await host.children(of: inner).map(\.status) == [.succeeded])
    }
    #expect(try await host.mapRun(runs[0]).maxConcurrency == 7)
    await host.shutDown()
  }

  @Test func aMapRunIsUpdatedDurably() async throws {
    let scene = Scene()
    var host = scene.host()
    let (arn, run) = try await Self.start(host, Self.map(more: ["MaxConcurrency": 1]))
    #expect(try await host.mapRun(run).executionCounts.running == 1)
    try await host.updateMapRun(run, maxConcurrency: 2, toleratedFailureCount: 1, toleratedFailurePercentage: 50)
    _ = await scene.token(2)
    host = try await scene.successor(of: host)
    let updated = try await host.mapRun(run)
    #expect((updated.maxConcurrency, updated.toleratedFailureCount, updated.toleratedFailurePercentage) == (2, 1, 50))
    #expect((updated.executionCounts.running, updated.itemCounts.pending) == (2, 1))
    for row in try await host.children(of: run, statuses: [.running]) { try await host.stop(row.executionARN) }
    await #expect(throws: HostError.mapRunEnded(run)) { try await host.updateMapRun(run, maxConcurrency: 9) }
    #expect(try await host.result(of: arn).status == .failed)
    await #expect(throws: HostError.mapRunEnded(run)) { try await host.updateMapRun(run, maxConcurrency: 9) }
    await #expect(throws: HostError.unknownMapRun("x")) { try await host.updateMapRun("x", maxConcurrency: 9) }
    #expect(try await host.mapRun(run).maxConcurrency == 2)
    await host.shutDown()
  }

  @Test func aMapRunIsUnknownOnceItsExecutionHasBeenRemoved() async throws {
    let scene = Scene()
    let host = scene.host()
    let (arn, run) = try await Self.start(host)
    for item in 1...3 { try await scene.succeed(host, item) }
    _ = try await host.result(of: arn)
    try await scene.scene.store.commit([.forget(arn: arn)])
    #expect(try await scene.scene.store.document(DocumentKey(.mapRun, run)) != nil)
    await #expect(throws: HostError.unknownMapRun(run)) { try await host.children(of: run) }
    #expect(try await scene.scene.store.document(DocumentKey(.mapRun, run)) == nil)
    await #expect(throws: HostError.unknownMapRun(run)) { try await host.mapRun(run) }
    await host.shutDown()
  }

  // MARK: Forms

  /// What was written before there were children is read; only children have a map run and items.
  @Test func onlyTheDescriptionOfAChildHasAMapRun() async throws {
    let execution = Execution(
      try HostScene.machine(["S": ["Type": "Pass", "End": true]]), input: [:], identity: HostScene.identity(),
      seed: .fixed(0))
    var description = ExecutionDescription(execution)
    #expect(description.wireForm.objectValue?.count == 14)
    #expect(try ExecutionDescription(wireForm: description.wireForm) == description)
    description.mapRunARN = "run"
    description.itemCount = 3
    #expect(description.wireForm.objectValue?.count == 16)
    #expect(try ExecutionDescription(wireForm: description.wireForm) == description)
    var outline = ExecutionOutline()
    outline.tokens = ["t"]
    #expect(String(decoding: outline.bytes, as: UTF8.self) == #"[1,false,["t"],[]]"#)
    #expect(try ExecutionOutline(bytes: outline.bytes) == outline)
    outline.hasChildren = true
    #expect(String(decoding: outline.bytes, as: UTF8.self) == #"[1,false,["t"],[],true]"#)
    #expect(try ExecutionOutline(bytes: outline.bytes) == outline)
    let owner = MapRunOwner(executionARN: "child", root: "root")
    let body = try #require(
      { if case .putDocument(_, _, let body, _) = $0 { body } else { nil as [UInt8]? } }(owner.document("run")))
    #expect(String(decoding: body, as: UTF8.self) == #"[1,"child","root"]"#)
    #expect(try MapRunOwner(bytes: body) == owner)
    let child = ChildOutline(itemCount: 2, redriveCount: 1, redriveTime: Timestamp(milliseconds: 5))
    #expect(String(decoding: child.bytes, as: UTF8.self) == "[1,2,1,5]")
    #expect(try ChildOutline(bytes: child.bytes) == child)
    #expect(throws: WireFormError.self) { try ChildOutline(bytes: Array("[2,2,1,5]".utf8)) }
  }
}
