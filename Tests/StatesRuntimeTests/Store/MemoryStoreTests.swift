import ExecutionStoreSuite
import LanguageSupport
import StatesEngine
import Testing

@testable import StatesRuntime

@Suite struct MemoryStoreTests {
  /// A kind of store with a clock that the suite moves.
  private static let kind: StoreUnderTest = {
    let time = Locked(Timestamp(milliseconds: 1_800_000_000_000))
    return StoreUnderTest(
      open: { retention in MemoryStore(retention: retention) { time.withLock { $0 } } },
      advanceClock: { duration in time.withLock { $0 = $0.advanced(byMilliseconds: duration.wholeMilliseconds) } })
  }()

  @Test(arguments: StoreCheck.all.filter { $0.applies(to: kind) }.map(\.name))
  func keepsThePromise(named name: String) async throws {
    let check = try #require(StoreCheck.all.first { $0.name == name })
    let failures = await check.run(on: Self.kind)
    #expect(failures == [])
  }

  @Test func doesWhatTheModelDoes() async {
    let failures = await StoreCheck.randomChanges(seed: 7, steps: 10_000).run(on: Self.kind)
    #expect(failures == [])
  }

  @Test func isCheckedForMostPromises() {
    #expect(StoreCheck.all.filter { $0.applies(to: Self.kind) }.count >= 35)
    #expect(Set(StoreCheck.all.map(\.name)).count == StoreCheck.all.count)
  }
}
