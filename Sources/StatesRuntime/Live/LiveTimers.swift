import StatesEngine

/// The valid deadlines, in order. Those with the same time are in the order in which they were set.
struct LiveTimers {
  typealias Address = ExecutionTree.Address<TimerID>

  private var queue = DeadlineQueue<(address: Address, number: UInt64)>()
  private var queued = 0
  /// The valid entry for each; the others in the queue have been cancelled.
  private var current: [Address: (number: UInt64, time: Timestamp)] = [:]

  /// The deadlines that count, in the order in which they come.
  var inOrder: [Address] {
    current.sorted { ($0.value.time, $0.value.number) < ($1.value.time, $1.value.number) }.map(\.key)
  }

  mutating func set(_ address: Address, at time: Timestamp) {
    if queued > 2 * current.count + 64 { dropStale() }
    let number = queue.insert({ (address, $0) }, at: time)
    queued += 1
    current[address] = (number, time)
  }

  mutating func cancel(_ address: Address) { current[address] = nil }

  mutating func removeAll() {
    queue = DeadlineQueue()
    queued = 0
    current.removeAll()
  }

  /// The time of the next deadline.
  mutating func next() -> Timestamp? {
    while let (time, entry) = queue.first {
      if current[entry.address]?.number == entry.number { return time }
      _ = queue.popFirst()
      queued -= 1
    }
    return nil
  }

  /// Removes the earliest deadlines of one execution that are due, all with the same time.
  mutating func takeDue(at now: Timestamp) -> (node: ExecutionTree.NodeID, ids: [TimerID])? {
    guard let time = next(), time <= now, let node = queue.first?.element.address.node else { return nil }
    var ids: [TimerID] = []
    while next() == time, let entry = queue.first?.element, entry.address.node == node {
      _ = queue.popFirst()
      queued -= 1
      current[entry.address] = nil
      ids.append(entry.address.id)
    }
    return (node, ids)
  }

  /// Removes deadlines that were cancelled long before their time, which would otherwise stay until then.
  private mutating func dropStale() {
    let kept = current.sorted { $0.value.number < $1.value.number }
    removeAll()
    for (address, entry) in kept {
      current[address] = (queue.insert({ (address, $0) }, at: entry.time), entry.time)
      queued += 1
    }
  }
}
