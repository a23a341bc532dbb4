import StatesEngine

/// The next deadline of each of many, in order. Those with the same time are in the order in which they were set.
struct Deadlines<Key: Hashable & Sendable>: Sendable {
  private var queue = DeadlineQueue<(key: Key, number: UInt64)>()
  private var queued = 0
  /// The valid entry for each; the others in the queue have been cancelled.
  private var current: [Key: (number: UInt64, time: Timestamp)] = [:]

  /// How many deadlines count.
  var count: Int { current.count }

  /// The deadlines that count, in the order in which they come.
  var inOrder: [Key] {
    current.sorted { ($0.value.time, $0.value.number) < ($1.value.time, $1.value.number) }.map(\.key)
  }

  /// Sets a deadline; it replaces an earlier one of the same key.
  mutating func set(_ key: Key, at time: Timestamp) {
    if queued > 2 * current.count + 64 { dropStale() }
    let number = queue.insert({ (key, $0) }, at: time)
    queued += 1
    current[key] = (number, time)
  }

  mutating func cancel(_ key: Key) { current[key] = nil }

  mutating func removeAll() { self = Deadlines() }

  /// The time of a key's deadline.
  func time(of key: Key) -> Timestamp? { current[key]?.time }

  /// The next deadline.
  mutating func next() -> (key: Key, time: Timestamp)? {
    while let (time, entry) = queue.first {
      if current[entry.key]?.number == entry.number { return (entry.key, time) }
      _ = queue.popFirst()
      queued -= 1
    }
    return nil
  }

  /// Removes the next deadline.
  mutating func removeNext() {
    guard let (key, _) = next() else { return }
    _ = queue.popFirst()
    queued -= 1
    current[key] = nil
  }

  /// Removes deadlines that were cancelled long before their time, which would otherwise stay until then.
  private mutating func dropStale() {
    let kept = current.sorted { $0.value.number < $1.value.number }
    removeAll()
    for (key, entry) in kept {
      current[key] = (queue.insert({ (key, $0) }, at: entry.time), entry.time)
      queued += 1
    }
  }
}
