import Testing

@testable import StatesEngine
@testable import StatesRuntime

@Suite struct TimerTableTests {
  private func address(_ serial: Int32, node: Int32 = 0) -> TimerTable.Address {
    TimerTable.Address(
      node: ExecutionTree.NodeID(place: node, generation: 0), id: TimerID(branch: 0, serial: serial, kind: .wait))
  }

  private func time(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: milliseconds) }

  @Test func takesWhatIsDueByTimeAndNode() {
    var timers = TimerTable()
    timers.set(address(3), at: time(20))
    timers.set(address(1), at: time(10))
    timers.set(address(2), at: time(10))
    timers.set(address(9, node: 1), at: time(10))
    #expect(timers.next() == time(10))
    #expect(timers.takeDue(at: time(9))?.ids == nil)
    #expect(timers.takeDue(at: time(15))?.ids.map(\.serial) == [1, 2])
    #expect(timers.takeDue(at: time(15))?.node.place == 1)
    #expect(timers.takeDue(at: time(15))?.ids == nil)
    #expect(timers.takeDue(at: time(20))?.ids.map(\.serial) == [3])
    #expect(timers.next() == nil)
  }

  @Test func replacesAndCancels() {
    var timers = TimerTable()
    timers.set(address(1), at: time(10))
    timers.set(address(2), at: time(20))
    timers.set(address(1), at: time(30))
    timers.cancel(address(2))
    #expect(timers.next() == time(30))
    #expect(timers.takeDue(at: time(25))?.ids == nil)
    #expect(timers.takeDue(at: time(30))?.ids.map(\.serial) == [1])
  }

  @Test func keepsTheOrderWhenManyHaveBeenCancelled() {
    var timers = TimerTable()
    for serial in 0..<10 as Range<Int32> { timers.set(address(serial), at: time(100)) }
    for round in 0..<1_000 as Range<Int32> {
      timers.set(address(99), at: time(1_000_000 + Int64(round)))
      timers.cancel(address(99))
    }
    #expect(timers.takeDue(at: time(100))?.ids.map(\.serial) == Array(0..<10))
    #expect(timers.next() == nil)
  }
}
