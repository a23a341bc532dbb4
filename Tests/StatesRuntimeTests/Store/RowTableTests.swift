import StatesEngine
import Testing

@testable import StatesRuntime

@Suite struct RowTableTests {
  private static func entry(_ number: Int, wake: Int64 = .max) -> StoreTables.Entry {
    var entry = StoreTables.Entry(
      arn: "execution-\(number)", lists: [], outline: [], owner: nil, fence: 1, started: Timestamp(milliseconds: 0))
    entry.wake = wake
    return entry
  }

  private static func key(_ number: Int) -> ByteKey { ByteKey(entry(number).arn) }

  /// A seeded run of insertions, changes and removals against a dictionary.
  @Test func agreesWithADictionary() {
    var table = RowTable()
    var model: [Int: Int64] = [:]
    var state: UInt64 = 1
    func random(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    for step in 0..<20_000 {
      let number = random(2_000)
      let wake = Int64(step)
      // Grows first, shrinks to nothing at the end.
      if random(10) < (step < 12_000 ? 7 : 2) {
        if model.updateValue(wake, forKey: number) == nil {
          table.insert(Self.entry(number, wake: wake))
        } else {
          table.update(Self.key(number)) { $0.wake = wake }
        }
      } else {
        #expect(table.remove(Self.key(number))?.wake == model.removeValue(forKey: number))
      }
      guard step % 500 == 0 else { continue }
      #expect(table.count == model.count)
      for number in 0..<2_000 { #expect(table[Self.key(number)]?.wake == model[number]) }
      #expect(table.all.map(\.wake).sorted() == model.values.sorted())
    }
  }

  @Test func aCopyKeepsWhatItHad() {
    var table = RowTable()
    for number in 0..<100 { table.insert(Self.entry(number)) }
    let copy = table
    table.updateAll { $0.wake = 1 }
    table.update(Self.key(7)) { $0.wake = 2 }
    table.remove(Self.key(8))
    for number in 100..<1_000 { table.insert(Self.entry(number)) }
    #expect(copy.count == 100)
    #expect(copy.all.allSatisfy { $0.wake == .max })
    #expect((table[Self.key(7)]?.wake, table[Self.key(9)]?.wake, table[Self.key(8)] == nil) == (2, 1, true))
  }

  /// What a compaction writes comes in the order of its table. Were neighbours there neighbours in a smaller table, a
  /// table that grows would take time that is quadratic in its size.
  @Test func rowsInTheOrderOfAnotherTableDoNotClusterInASmallerOne() {
    var table = RowTable()
    for number in 0..<3_000 { table.insert(Self.entry(number)) }
    var again = RowTable()
    for (index, entry) in table.all.enumerated() {
      again.insert(entry)
      if index % 50 == 0 { #expect(again.longestRun < 400) }
    }
    #expect(again.count == 3_000)
  }
}
