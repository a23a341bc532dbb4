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

  /// Something happens while a page waits for what has happened before.
  @Test func eventsThatAreNotWrittenAreNotShown() async throws {
    let (allowed, begun) = (Locked(Int.max), Locked(0))
    let store = HookedStore(
      scene.store,
      commit: { _ in
        let number = begun.withLock { begun in
          begun += 1
          return begun
        }
        while allowed.withLock({ $0 }) < number { await Task.yield() }
      })
    let asker = Asker()
    let host = scene.host(store: store, observer: asker)
    let machine = try HostScene.machine([
      "S": [
        "Type": "Parallel", "End": true,
        "Branches": .array(
          ["A", "B"].map { ["StartAt": .string($0), "States": .object([$0: HostScene.task(HostScene.activity)])] }),
      ]
    ])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    func count(_ types: [String]) -> Int { types.filter { $0 == "ActivityStarted" }.count }
    func happened(_ number: Int) async { await until { count(asker.types.withLock { $0 }) == number } }

    let before = begun.withLock { $0 }
    allowed.withLock { $0 = before }
    let first = Task { try await host.nextActivityTask(of: HostScene.activity) }
    await happened(1)
    let page = Task { try await host.history(of: arn).compactMap { $0["type"]?.stringValue } }
    // The page waits for the commit by then.
    for _ in 0..<1_000 { await Task.yield() }
    let second = Task { try await host.nextActivityTask(of: HostScene.activity) }
    await happened(2)
    allowed.withLock { $0 = before + 1 }
    #expect(count(try await page.value) == 1)
    allowed.withLock { $0 = .max }
    for task in [first, second] { #expect(try await task.value != nil) }
    #expect(count(try await host.history(of: arn).compactMap { $0["type"]?.stringValue }) == 2)
  }
}
