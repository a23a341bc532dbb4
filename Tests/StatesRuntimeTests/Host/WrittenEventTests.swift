import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What an observer learns of events, and of their durability.
@Suite struct WrittenEventTests {
  private let scene = HostScene()

  /// Keeps what is reported and what the store gets, in order.
  private final class Log: ExecutionObserver {
    let entries = Locked<[String]>([])

    func observe(_ event: HostEvent) {
      switch event {
      case .history(_, let event, _): entries.withLock { $0.append("\(event.type.rawValue)") }
      case .written(let arn): entries.withLock { $0.append("written \(arn.split(separator: ":").last ?? "")") }
      case .started: entries.withLock { $0.append("started") }
      case .ended: entries.withLock { $0.append("ended") }
      default: break
      }
    }

    func committed(_ changes: [StoreChange]) { entries.withLock { $0.append("commit") } }
  }

  private func host(_ log: Log) -> ExecutionHost {
    var settings = HostScene.settings
    settings.recordsChildren = true
    return scene.host(
      settings: settings,
      store: HookedStore(scene.store, committed: { log.committed($0) }), observer: log)
  }

  @Test func whatIsWrittenIsReportedOnceForEachCommit() async throws {
    let log = Log()
    let host = host(log)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.activity)])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let task = try #require(try await host.nextActivityTask(of: HostScene.activity))
    try await host.sendTaskSuccess(token: task.taskToken, output: 1)
    _ = try await host.result(of: arn)
    #expect(
      log.entries.withLock { $0 } == [
        "ExecutionStarted", "TaskStateEntered", "ActivityScheduled", "commit", "written e", "started",
        "ActivityStarted", "commit", "written e",
        "ActivitySucceeded", "TaskStateExited", "ExecutionSucceeded", "commit", "written e", "ended",
      ])
  }

  /// The events of children are not reported, but that something of them is written.
  @Test func theExecutionAtTheTopIsNamedForChildren() async throws {
    let log = Log()
    let host = host(log)
    let machine = try HostScene.machine([
      "S": [
        "Type": "Map", "End": true,
        "ItemProcessor": [
          "ProcessorConfig": ["Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"], "StartAt": "T",
          "States": ["T": HostScene.task(HostScene.activity)],
        ],
      ]
    ])
    let arn = try await host.start(machine, input: [1, 2], identity: HostScene.identity()).executionARN
    let first = try #require(try await host.nextActivityTask(of: HostScene.activity))
    let second = try #require(try await host.nextActivityTask(of: HostScene.activity))
    log.entries.withLock { $0 = [] }
    try await host.sendTaskSuccess(token: first.taskToken, output: 1)
    #expect(log.entries.withLock { $0 } == ["commit", "written e"])
    try await host.sendTaskSuccess(token: second.taskToken, output: 1)
    _ = try await host.result(of: arn)
    let rest = log.entries.withLock { $0.dropFirst(2).filter { $0 != "commit" } }
    #expect(
      rest == ["MapRunSucceeded", "MapStateSucceeded", "MapStateExited", "ExecutionSucceeded", "written e", "ended"])
  }

  @Test func ofAnExpressExecutionNothingIsWritten() async throws {
    let log = Log()
    let host = host(log)
    let machine = try HostScene.machine(["S": ["Type": "Succeed"]])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity().express(id: "1")).executionARN
    _ = try await host.result(of: arn)
    let entries = log.entries.withLock { $0 }
    #expect(entries.contains("ExecutionSucceeded") && !entries.contains { $0.hasPrefix("written") })
  }
}
