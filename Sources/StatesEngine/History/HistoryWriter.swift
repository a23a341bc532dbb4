/// The history of an execution. The only place that numbers events.
struct HistoryWriter: Sendable {
  private(set) var events: ContiguousArray<HistoryEvent> = []
  /// How many events there may be; the last one is kept for the end of the execution.
  let limit: Int
  /// Whether an event found no room: the execution has to end.
  private(set) var isFull = false

  init(limit: Int?) { self.limit = limit ?? Int(Int32.max) }

  var last: Int32 { Int32(truncatingIfNeeded: events.count) }

  /// Adds an event and gives its number. When only one place is left nothing is added, and ``isFull`` is set.
  mutating func append(_ details: consuming HistoryEventDetails, after previous: Int32, at time: Timestamp) -> Int32 {
    guard events.count < limit - 1 else {
      isFull = true
      return last
    }
    return add(details, after: previous, at: time)
  }

  /// Adds the event that ends the execution, for which there is always room.
  mutating func close(_ details: consuming HistoryEventDetails, after previous: Int32, at time: Timestamp) {
    _ = add(details, after: previous, at: time)
  }

  /// Makes room for an execution that goes on after its end (redrive).
  mutating func reopen() { isFull = events.count >= limit - 1 }

  private mutating func add(_ details: consuming HistoryEventDetails, after previous: Int32, at time: Timestamp)
    -> Int32
  {
    let number = last &+ 1
    events.append(HistoryEvent(timestamp: time, details: details, number: number, previous: previous))
    return number
  }

  /// Replaces what has been recorded, when an execution is restored, and numbers it.
  mutating func restore(_ recorded: ContiguousArray<HistoryEvent>, isFull: Bool) {
    events = recorded
    for index in events.indices { events[index].number = Int32(clamping: index + 1) }
    self.isFull = isFull
  }
}
