import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// Pages of histories that are asked for while something happens.
@Suite struct HistoryPagesTests {
  private let scene = HostScene()

  /// Keeps the types of events, and does something at each.
  private final class Asker: ExecutionObserver {
    let types = Locked<[String]>([])
    let ask = Locked<(@Sendable (String) -> Void)?>(nil)

    func observe(_ event: HostEvent) {
      guard case .history(let arn, let event, _) = event else { return }
      types.withLock { $0.append(event.type.rawValue) }
      ask.withLock { $0 }?(arn)
    }
  }

  /// A page that is asked for as soon as an event is observed waits for the store, and has the event.
  @Test func aHistoryThatIsAskedForAtOnceHasTheEvent() async throws {
    let asker = Asker()
    // So that things happen while a commit is under way.
    let store = HookedStore(scene.store, commit: { _ in for _ in 0..<100 { await Task.yield() } })
    let host = scene.host(store: store, observer: asker)
    let pages = Locked<[Task<[String], any Error>]>([])
    asker.ask.withLock {
      $0 = { arn in
        let page = Task { try await host.history(of: arn).compactMap { $0["type"]?.stringValue } }
        pages.withLock { $0.append(page) }
      }
    }
    let machine = try HostScene.machine([
      "S": ["Type": "Pass", "Next": "T"], "T": HostScene.task(HostScene.activity),
    ])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let task = try #require(try await host.nextActivityTask(of: HostScene.activity))
    try await host.sendTaskSuccess(token: task.taskToken, output: 1)
    _ = try await host.result(of: arn)
    let (types, asked) = (asker.types.withLock { $0 }, pages.withLock { $0 })
    #expect(asked.count == types.count && types.count == 9)
    for (index, page) in asked.enumerated() {
      let seen = try await page.value
      #expect(seen.count > index && seen.elementsEqual(types.prefix(seen.count)), "\(index) of \(types): \(seen)")
    }
  }
}
