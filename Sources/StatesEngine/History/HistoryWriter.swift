/// The history of an execution. Events are numbered nowhere else.
struct HistoryWriter: Sendable {
  /// The events that have not been taken away.
  private(set) var events: ContiguousArray<HistoryEvent> = []
  /// How many earlier events have been taken away.
  private(set) var takenCount = 0
  /// The maximum number of events; the last one is reserved for the end of the execution.
  let limit: Int
  /// Whether there was no room for an event: the execution must end.
  private(set) var isFull = false

  init(limit: Int?) { self.limit = limit ?? Int(Int32.max) }

  var last: Int32 { Int32(truncatingIfNeeded: count) }

  /// How many events there have been.
  var count: Int { takenCount + events.count }

  /// Adds an event and returns its number. If only the reserved one is left, nothing is added, and ``isFull`` is set.
  mutating func append(_ details: consuming HistoryEventDetails, after previous: Int32, at time: Timestamp) -> Int32 {
    guard count < limit - 1 else {
      isFull = true
      return last
    }
    return add(details, after: previous, at: time)
  }

  /// Adds the event that ends the execution, for which there is always room.
  mutating func close(_ details: consuming HistoryEventDetails, after previous: Int32, at time: Timestamp) {
    _ = add(details, after: previous, at: time)
  }

  /// Makes room for an execution that continues after its end (redrive).
  mutating func reopen() { isFull = count >= limit - 1 }

  private mutating func add(_ details: consuming HistoryEventDetails, after previous: Int32, at time: Timestamp)
    -> Int32
  {
    let number = last &+ 1
    events.append(HistoryEvent(timestamp: time, details: details, number: number, previous: previous))
    return number
  }

  /// Gives the events away that are kept elsewhere from now on; numbers go on.
  mutating func take() -> ContiguousArray<HistoryEvent> {
    var taken: ContiguousArray<HistoryEvent> = []
    swap(&taken, &events)
    takenCount += taken.count
    return taken
  }

  /// Replaces the recorded events, when an execution is restored, and numbers them.
  mutating func restore(_ recorded: ContiguousArray<HistoryEvent>, after earlier: Int, isFull: Bool) {
    events = recorded
    takenCount = earlier
    for index in events.indices { events[index].number = Int32(clamping: earlier + index + 1) }
    self.isFull = isFull
  }
}
