import StatesEngine

/// Events of a history on their way into a store, as JSON text.
struct HistoryChunks {
  /// How many events a chunk has at most.
  static let maximumEvents = 256
  /// From how many bytes on another chunk begins.
  static let maximumBytes = 256 << 10

  /// The number of the first event that has not been given to the store.
  private(set) var firstEvent: UInt64
  /// The events that have not been given to the store.
  var events: [[UInt8]] = []

  init(firstEvent: UInt64) { self.firstEvent = firstEvent }

  /// The changes that write all events so far.
  mutating func take(for writer: ExecutionWriter) -> [StoreChange] {
    var changes: [StoreChange] = []
    var body: [UInt8] = []
    var count: UInt32 = 0
    func close() {
      guard count > 0 else { return }
      body.append(0x5d)
      changes.append(.history(writer, first: firstEvent, count: count, body: body))
      firstEvent += UInt64(count)
      body = []
      count = 0
    }
    body.reserveCapacity(min(events.reduce(1) { $0 + $1.count + 1 }, Self.maximumBytes))
    for event in events {
      body.append(count == 0 ? 0x5b : 0x2c)
      body += event
      count += 1
      if count == Self.maximumEvents || body.count >= Self.maximumBytes { close() }
    }
    close()
    events = []
    return changes
  }
}
