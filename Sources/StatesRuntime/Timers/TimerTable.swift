import StatesEngine

/// The deadlines of an execution and all that belongs to it.
struct TimerTable: Sendable {
  typealias Address = ExecutionTree.Address<TimerID>

  private var deadlines = Deadlines<Address>()

  /// The deadlines that count, in the order in which they come.
  var inOrder: [Address] { deadlines.inOrder }

  mutating func set(_ address: Address, at time: Timestamp) { deadlines.set(address, at: time) }

  mutating func cancel(_ address: Address) { deadlines.cancel(address) }

  mutating func removeAll() { deadlines.removeAll() }

  /// The time of the next deadline.
  mutating func next() -> Timestamp? { deadlines.next()?.time }

  /// Removes the earliest deadlines of one execution that are due, all with the same time.
  mutating func takeDue(at now: Timestamp) -> (node: ExecutionTree.NodeID, ids: [TimerID])? {
    guard let (first, time) = deadlines.next(), time <= now else { return nil }
    var ids: [TimerID] = []
    while let (address, next) = deadlines.next(), next == time, address.node == first.node {
      deadlines.removeNext()
      ids.append(address.id)
    }
    return (first.node, ids)
  }
}
