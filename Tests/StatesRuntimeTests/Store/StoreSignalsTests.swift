import StatesRuntime
import Testing

@Suite("Signals of a store in memory")
struct StoreSignalsTests {
  @Test func `everyone who listens is told, in order`() async {
    let store = MemoryStore()
    var (first, second) = (store.signals().makeAsyncIterator(), store.signals().makeAsyncIterator())
    store.signal("a")
    store.signal("b")
    #expect(await [first.next(), first.next()] == ["a", "b"])
    #expect(await [second.next(), second.next()] == ["a", "b"])
  }

  @Test func `nobody is told of what was before`() async {
    let store = MemoryStore()
    store.signal("early")
    var topics = store.signals().makeAsyncIterator()
    store.signal("late")
    #expect(await topics.next() == "late")
  }

  @Test func `topics that nobody takes do not gather without bound`() async {
    let store = MemoryStore()
    var topics = store.signals().makeAsyncIterator()
    for number in 1...10_000 { store.signal("\(number)") }
    await store.close()
    var taken: [String] = []
    while let topic = await topics.next() { taken.append(topic ?? "") }
    #expect(taken.count < 1_000 && taken.last == "10000")
  }

  @Test func `the sequence ends with the store, also one that is asked for later`() async {
    let store = MemoryStore()
    var before = store.signals().makeAsyncIterator()
    await store.close()
    var after = store.signals().makeAsyncIterator()
    #expect(await before.next() == nil)
    #expect(await after.next() == nil)
  }
}
