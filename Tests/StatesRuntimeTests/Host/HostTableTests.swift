import Testing

@testable import StatesRuntime

@Suite struct HostTableTests {
  @Test func aNumberIsNeverAnotherExecutions() throws {
    let table = HostTable()
    let first = try #require(table.reserve("a"))
    table.remove(first)
    let second = try #require(table.reserve("b"))
    #expect(table.entry(first) == nil)
    #expect(table.entry(second)?.arn == "b")
    // What comes late for the first one does nothing to the second.
    table.put(first, .parked)
    table.remove(first)
    #expect(!table.beginLoading(first))
    #expect(table.counts.resident == 1)
    #expect(table.number(of: "b") == second)
  }

  @Test func anExecutionIsCountedWhileItIsInMemoryOrBeingRead() throws {
    let table = HostTable()
    let number = table.park("a")
    #expect(table.counts == (0, 1))
    #expect(table.beginLoading(number))
    #expect(!table.beginLoading(number))
    #expect(table.counts == (1, 1))
    table.put(number, .parked)
    #expect(table.counts == (0, 1))
    #expect(table.park("a") == number)
    table.remove(number)
    #expect(table.counts == (0, 0))
  }
}
