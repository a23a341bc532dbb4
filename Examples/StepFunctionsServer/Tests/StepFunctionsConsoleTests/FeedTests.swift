import StatesRuntime
import Testing

@testable import StepFunctionsConsole

/// How pages learn that something has changed.
@Suite struct FeedTests {
  private static let (execution, machine) = ("arn:e", "arn:m")

  @Test func whatNoPageWatchesIsNotKept() {
    let feed = ConsoleFeed()
    feed.observe(.written(executionARN: Self.execution))
    #expect(feed.version(of: Self.execution) == 0 && feed.watcherCount == 0)
  }

  @Test func aChangeEndsTheWaiting() async {
    let feed = ConsoleFeed()
    #expect(feed.begin(Self.execution) && feed.begin(Self.execution))
    #expect(feed.watcherCount == 2)
    feed.observe(.written(executionARN: Self.execution))
    await feed.change(of: Self.execution, after: 0)
    let waiting = Task { await feed.change(of: Self.execution, after: 1) }
    feed.observe(.written(executionARN: Self.execution))
    await waiting.value
    #expect(feed.version(of: Self.execution) == 2)
    feed.end(Self.execution)
    feed.end(Self.execution)
    #expect(feed.watcherCount == 0)
  }

  @Test func startsAndEndsChangeTheListsToo() {
    let feed = ConsoleFeed()
    for name in [Self.execution, Self.machine, ConsoleFeed.everything] { #expect(feed.begin(name)) }
    feed.observe(.started(executionARN: Self.execution, stateMachineARN: Self.machine))
    feed.observe(.written(executionARN: Self.execution))
    feed.observe(.ended(executionARN: Self.execution, stateMachineARN: Self.machine, .succeeded))
    #expect(feed.version(of: Self.execution) == 3)
    #expect(feed.version(of: Self.machine) == 2 && feed.version(of: ConsoleFeed.everything) == 2)
  }

  @Test func cancellingEndsTheWaiting() async {
    let feed = ConsoleFeed()
    #expect(feed.begin(Self.execution))
    let waiting = Task { await feed.change(of: Self.execution, after: 0) }
    waiting.cancel()
    await waiting.value
    let cancelled = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      await feed.change(of: Self.execution, after: 0)
    }
    await cancelled.value
    #expect(feed.version(of: Self.execution) == 0)
  }

  @Test func onlySoManyPagesWatch() {
    let feed = ConsoleFeed()
    for index in 0..<ConsoleFeed.maximumWatchers { #expect(feed.begin("\(index % 7)")) }
    #expect(!feed.begin("one more"))
    feed.end("0")
    #expect(feed.begin("one more"))
  }

  @Test func whoAsksForTheSameGetsOneAnswer() async throws {
    let answers = SharedAnswers()
    let counter = Counter()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<50 {
        group.addTask {
          let html = try await answers.answer("a") {
            await counter.add()
            return HTML { $0.text("x") }
          }
          #expect(html?.bytes == Array("x".utf8))
        }
      }
      try await group.waitForAll()
    }
    #expect(await counter.count < 50)
    _ = try await answers.answer("b") { nil }
  }

  private actor Counter {
    private(set) var count = 0
    func add() { count += 1 }
  }
}
