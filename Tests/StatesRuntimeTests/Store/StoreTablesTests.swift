import StatesEngine
import Testing

@testable import StatesRuntime

/// What the tables of both stores are made of.
@Suite struct StoreTablesTests {
  static let keys = ["", "a", "a\u{0}", "ab", "b", "e\u{301}", "é", "🜁", String(repeating: "x", count: 100)]

  @Test(arguments: keys, keys)
  func keysAreComparedByTheirBytes(first: String, second: String) {
    let (left, right) = (Array(first.utf8), Array(second.utf8))
    #expect((ByteKey(first) == ByteKey(second)) == (left == right))
    #expect((ByteKey(first) < ByteKey(second)) == left.lexicographicallyPrecedes(right))
    #expect(left != right || ByteKey(first).hashValue == ByteKey(second).hashValue)
  }

  /// Executions that wait are kept by the million: one more byte, and each takes sixteen more of the allocator's.
  @Test func anExecutionTakesNoMoreThanItsBytes() { #expect(MemoryLayout<StoreTables.Entry>.size <= 136) }

  @Test func aBoxedValueIsCopiedByItsFirstChange() {
    let first = Boxed([1])
    var second = first
    second.value.append(2)
    var third = second
    third.value[0] = 3
    #expect(first.value == [1])
    #expect(second.value == [1, 2])
    #expect(third.value == [3, 2])
  }

  /// A file's records have a length of 32 bits; so whatever makes a commit large is counted.
  @Test func outlinesAndKeysCountForTheSizeOfACommit() async throws {
    var limits = StoreLimits()
    limits.commitBytes = 10_000
    let store = MemoryStore(limits: limits)
    func start(_ name: String, _ outline: Int) -> StoreChange {
      .start(
        NewExecution(
          arn: name, lists: [], started: Timestamp(milliseconds: 0), owner: nil,
          outline: [UInt8](repeating: 0, count: outline)))
    }
    let refusal = StoreError.invalid("a commit has more than 10000 bytes")
    await #expect(throws: refusal) { try await store.commit([start("a", 6_000), start("b", 6_000)]) }
    await #expect(throws: refusal) {
      try await store.commit((0..<8).map { start(String(repeating: "\($0)", count: 2_000), 0) })
    }
    await #expect(throws: refusal) {
      try await store.commit((0..<200).map { .deleteDocument(DocumentKey(.tags, "\($0)")) })
    }
    try await store.commit([start("a", 4_000), start("b", 4_000)])
  }
}
