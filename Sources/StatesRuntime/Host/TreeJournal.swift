import OrderedJSON
import StatesEngine

/// What of an execution is written down: the records of what happened, and the events of its history.
struct TreeJournal {
  /// How many bytes of records may come after a snapshot that is smaller.
  static let leastRecordBytes = 16 << 10

  var writer: ExecutionWriter
  /// Whether the store has the execution.
  var isStarted: Bool
  /// The number of the next record.
  private(set) var nextRecord: UInt64
  /// How far the histories have come.
  private(set) var progress: HistoryProgress
  private var chunks: HistoryChunks
  /// The records of the turn.
  private var records: [[UInt8]] = []
  private var childEventCount = 0
  private var recordBytes = 0
  private var snapshotBytes = 0

  /// The journal of an execution that is new, or has been redriven.
  init(_ writer: ExecutionWriter, isStarted: Bool, nextRecord: UInt64, firstEvent: UInt64, progress: HistoryProgress) {
    self.writer = writer
    self.isStarted = isStarted
    self.nextRecord = nextRecord
    chunks = HistoryChunks(firstEvent: firstEvent)
    self.progress = progress
  }

  /// Whether so much has been recorded since the last snapshot that it is time for another: then all snapshots together
  /// are not longer than all records, however long the execution goes on.
  var wantsSnapshot: Bool { recordBytes > max(Self.leastRecordBytes, snapshotBytes) }

  /// The number of the first event that has not been given to the store.
  var firstEvent: UInt64 { chunks.firstEvent }

  /// The number of the last event; 0 if there is none.
  var lastEvent: UInt64 { firstEvent + UInt64(events.count) - 1 }

  /// The events that have not been given to the store, as JSON text.
  var events: [[UInt8]] { chunks.events }

  /// Whether something has been recorded in this turn.
  var hasRecords: Bool { !records.isEmpty }

  /// Takes up the events that an execution has had.
  mutating func takeEvents(of tree: inout ExecutionTree, observe: ((HistoryEvent) -> Void)?) {
    var writer = ByteWriter(capacity: 1_024)
    for event in tree.takeRootHistory() {
      writer.removeAll()
      event.write(to: &writer)
      writer.withBytes { progress.add($0) }
      chunks.events.append(writer.bytes)
      observe?(event)
    }
    progress.add(childEvents: tree.childEventCount - childEventCount)
    childEventCount = tree.childEventCount
  }

  /// Records what happened; ``takeEvents(of:observe:)`` has been called.
  mutating func record(_ entry: JournalEntry, at time: Timestamp) {
    let bytes = JournalRecord(time: time, entry: entry, progress: progress).bytes
    recordBytes += bytes.count
    records.append(bytes)
  }

  /// Counts a record that was read back.
  mutating func didReplay(byteCount: Int) {
    nextRecord += 1
    recordBytes += byteCount
  }

  /// The changes that write the turn's records.
  mutating func takeRecords() -> [StoreChange] {
    guard !records.isEmpty else { return [] }
    defer {
      nextRecord += UInt64(records.count)
      records = []
    }
    return [.append(writer, from: nextRecord, records: records)]
  }

  /// The changes that write a snapshot, and all events so far; what the turn recorded is in it.
  mutating func takeSnapshot(_ body: [UInt8]) -> [StoreChange] {
    records = []
    recordBytes = 0
    snapshotBytes = body.count
    return chunks.take(for: writer) + [.snapshot(writer, before: nextRecord, body: body)]
  }

  /// The changes that end it.
  mutating func takeEnd(_ status: ExecutionRow.Status, at time: Timestamp, _ body: [UInt8]) -> [StoreChange] {
    records = []
    return chunks.take(for: writer) + [.end(writer, status: status, at: time, snapshot: body)]
  }
}
