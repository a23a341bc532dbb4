import Testing

@testable import StatesRuntime

@Suite struct SortedListTests {
  /// A seeded run of insertions and removals against a sorted array.
  @Test func agreesWithASortedArray() {
    var list = SortedList<Int>()
    var model: Set<Int> = []
    var state: UInt64 = 1
    func random(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    for step in 0..<20_000 {
      let element = random(3_000)
      // Grows first, shrinks to nothing at the end.
      if random(10) < (step < 12_000 ? 7 : 2) {
        list.insert(element)
        model.insert(element)
      } else {
        list.remove(element)
        model.remove(element)
      }
      guard step % 500 == 0 else { continue }
      let sorted = model.sorted()
      #expect(list.count == sorted.count)
      #expect(list.page(.ascending, from: nil, limit: .max) == sorted)
      #expect(list.page(.descending, from: nil, limit: .max) == sorted.reversed())
      let bound = random(3_000)
      #expect(list.page(.ascending, from: { $0 <= bound }, limit: 20) == Array(sorted.filter { $0 > bound }.prefix(20)))
      #expect(
        list.page(.descending, from: { $0 < bound }, limit: 20)
          == Array(sorted.filter { $0 < bound }.reversed().prefix(20)))
    }
    for element in model { list.remove(element) }
    #expect(list.isEmpty)
    #expect(list.page(.ascending, from: nil, limit: 9) == [])
    #expect(list.page(.descending, from: { $0 < 5 }, limit: 9) == [])
  }

  @Test func endsAPageWhereItIsTold() {
    var list = SortedList<Int>()
    for element in (0..<1_000).shuffled() { list.insert(element) }
    #expect(list.page(.ascending, from: { $0 < 10 }, limit: 100) { $0 < 13 } == [10, 11, 12])
    #expect(list.first == 0)
  }
}
