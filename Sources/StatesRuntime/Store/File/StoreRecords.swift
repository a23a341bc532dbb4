import StatesEngine

/// What one commit is in a file: the last revision before it, then its changes, each a tag and its fields.
///
/// Fences are not written: the folder's lock keeps others out, and every opening takes everything over.
enum StoreRecords {
  private enum Tag: UInt8 {
    case putDocument = 1
    case deleteDocument = 2
    case start = 3
    case append = 4
    case snapshot = 5
    case update = 6
    case history = 7
    case end = 8
    case redrive = 9
    case release = 10
    case forget = 11
    /// A copied execution as version 1 wrote it, without the number of redrives; only read.
    case rowOfVersion1 = 12
    case revision = 13
    case rest = 14
    case row = 15
  }

  // MARK: Writing

  /// Appends changes whose bodies are in memory.
  ///
  /// - Returns: the same changes with bodies at their offsets in the writer's bytes, of segment 0.
  static func write(_ changes: [TableChange], to writer: inout StoreWriter) -> [TableChange] {
    changes.map { write($0, to: &writer) }
  }

  private static func write(_ change: TableChange, to writer: inout StoreWriter) -> TableChange {
    switch change {
    case .putDocument(let key, let order, let body, let revision, let condition):
      writer.bytes.append(Tag.putDocument.rawValue)
      write(key, to: &writer)
      writer.string(order)
      writer.number(revision ?? 0)
      return .putDocument(key, order: order, body: write(body, to: &writer), revision: revision, condition: condition)
    case .deleteDocument(let key, _):
      writer.bytes.append(Tag.deleteDocument.rawValue)
      write(key, to: &writer)
      return change
    case .start(let new):
      writer.bytes.append(Tag.start.rawValue)
      writer.string(new.arn)
      writer.number(UInt64(new.lists.count))
      for list in new.lists { writer.string(list) }
      writer.fixed(new.started.milliseconds)
      writer.fixed(new.wake?.milliseconds ?? .max)
      writer.data(new.outline)
      return change
    case .append(let owner, let from, let records):
      writer.bytes.append(Tag.append.rawValue)
      writer.string(owner.arn)
      writer.number(from)
      return .append(owner, from: from, records: write(records, to: &writer))
    case .snapshot(let owner, let before, let body):
      writer.bytes.append(Tag.snapshot.rawValue)
      writer.string(owner.arn)
      writer.number(before)
      return .snapshot(owner, before: before, body: write(body, to: &writer))
    case .update(let owner, let wake, let outline):
      writer.bytes.append(Tag.update.rawValue)
      writer.string(owner.arn)
      writer.fixed(wake?.milliseconds ?? .max)
      writer.bytes.append(outline == nil ? 0 : 1)
      if let outline { writer.data(outline) }
      return change
    case .history(let owner, let first, let count, let body):
      writer.bytes.append(Tag.history.rawValue)
      writer.string(owner.arn)
      writer.number(first)
      writer.fixed(count)
      return .history(owner, first: first, count: count, body: write(body, to: &writer))
    case .end(let owner, let status, let at, let snapshot):
      writer.bytes.append(Tag.end.rawValue)
      writer.string(owner.arn)
      writer.bytes.append(status.rawValue)
      writer.fixed(at.milliseconds)
      writer.bytes.append(snapshot == nil ? 0 : 1)
      return .end(owner, status: status, at: at, snapshot: snapshot.map { write($0, to: &writer) })
    case .redrive(let owner, _, let at):
      writer.bytes.append(Tag.redrive.rawValue)
      writer.string(owner.arn)
      writer.fixed(at.milliseconds)
      return change
    case .release:
      // Owners are not written either.
      return change
    case .forget(let arn):
      writer.bytes.append(Tag.forget.rawValue)
      writer.string(arn)
      return change
    case .row(var entry):
      writer.bytes.append(Tag.row.rawValue)
      writer.string(entry.arn)
      writer.number(UInt64(entry.lists.count))
      for list in entry.lists { writer.string(list) }
      writer.data(entry.outline)
      writer.bytes.append(entry.status.rawValue)
      for date in [entry.started.milliseconds, entry.redriven, entry.stopped, entry.wake] { writer.fixed(date) }
      writer.number(UInt64(entry.redriveCount))
      writer.number(entry.firstRecord)
      // The snapshot counts as the first of the bodies.
      writer.bytes.append(entry.snapshot == nil ? 0 : 1)
      writer.number(UInt64(entry.journal.count + (entry.snapshot == nil ? 0 : 1)))
      entry.snapshot = entry.snapshot.map { write($0, to: &writer) }
      entry.journal = entry.journal.map { write($0, to: &writer) }
      entry.history = write(entry.history, to: &writer)
      return .row(entry)
    case .rest(let arn, let journal, let history):
      writer.bytes.append(Tag.rest.rawValue)
      writer.string(arn)
      return .rest(arn: arn, journal: write(journal, to: &writer), history: write(history, to: &writer))
    case .revision(let revision):
      writer.bytes.append(Tag.revision.rawValue)
      writer.number(revision)
      return change
    }
  }

  private static func write(_ key: DocumentKey, to writer: inout StoreWriter) {
    writer.string(key.kind.rawValue)
    writer.string(key.name)
  }

  private static func write(_ bodies: [StoredBody], to writer: inout StoreWriter) -> [StoredBody] {
    writer.number(UInt64(bodies.count))
    return bodies.map { write($0, to: &writer) }
  }

  private static func write(_ chunks: [StoreTables.Chunk], to writer: inout StoreWriter) -> [StoreTables.Chunk] {
    writer.number(UInt64(chunks.count))
    return chunks.map { chunk in
      writer.number(chunk.first)
      writer.fixed(chunk.count)
      return StoreTables.Chunk(first: chunk.first, count: chunk.count, body: write(chunk.body, to: &writer))
    }
  }

  private static func write(_ body: StoredBody, to writer: inout StoreWriter) -> StoredBody {
    guard case .bytes(let bytes) = body else { return body }
    writer.number(UInt64(bytes.count))
    let offset = UInt64(writer.bytes.count)
    writer.bytes.append(contentsOf: bytes)
    return .file(
      BodyLocation(
        offset: offset, segment: 0, count: UInt32(clamping: bytes.count), checksum: CRC32C.of(bytes)))
  }

  // MARK: Reading

  /// Reads all changes of a record's payload.
  ///
  /// - Returns: the changes, with bodies at their offsets in the payload, of segment 0.
  static func read(_ payload: [UInt8]) throws(StoreReader.Malformed) -> [TableChange] {
    var reader = StoreReader(payload)
    var changes: [TableChange] = []
    while !reader.isAtEnd { changes.append(try readChange(&reader)) }
    return changes
  }

  private static func readChange(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> TableChange {
    guard let tag = Tag(rawValue: try reader.byte()) else { throw StoreReader.Malformed() }
    switch tag {
    case .putDocument:
      let key = try readKey(&reader)
      let order = try reader.string()
      let revision = try reader.number()
      return .putDocument(key, order: order, body: try readBody(&reader), revision: revision, condition: .always)
    case .deleteDocument:
      return .deleteDocument(try readKey(&reader), .always)
    case .start:
      let arn = try reader.string()
      let lists = try readLists(&reader)
      let started = try readDate(&reader)
      let wake = try readDate(&reader)
      let outline = try reader.data()
      return .start(
        NewExecution(
          arn: arn, lists: lists, started: Timestamp(milliseconds: started), owner: nil,
          wake: wake == .max ? nil : Timestamp(milliseconds: wake), outline: outline))
    case .append:
      let owner = try readOwner(&reader)
      let from = try reader.number()
      return .append(owner, from: from, records: try readBodies(&reader))
    case .snapshot:
      let owner = try readOwner(&reader)
      let before = try reader.number()
      return .snapshot(owner, before: before, body: try readBody(&reader))
    case .update:
      let owner = try readOwner(&reader)
      let wake = try readDate(&reader)
      let outline: [UInt8]? = try reader.byte() == 0 ? nil : reader.data()
      return .update(owner, wake: wake == .max ? nil : Timestamp(milliseconds: wake), outline: outline)
    case .history:
      let owner = try readOwner(&reader)
      let first = try reader.number()
      let count = try reader.fixed(UInt32.self)
      return .history(owner, first: first, count: count, body: try readBody(&reader))
    case .end:
      let owner = try readOwner(&reader)
      let status = try readStatus(&reader)
      let at = try readDate(&reader)
      let snapshot: StoredBody? = try reader.byte() == 0 ? nil : readBody(&reader)
      return .end(owner, status: status, at: Timestamp(milliseconds: at), snapshot: snapshot)
    case .redrive:
      let owner = try readOwner(&reader)
      return .redrive(owner, owner: nil, at: Timestamp(milliseconds: try readDate(&reader)))
    case .release:
      return .release(try readOwner(&reader))
    case .forget:
      return .forget(arn: try reader.string())
    case .row, .rowOfVersion1:
      return .row(try readEntry(&reader, countsRedrives: tag == .row))
    case .rest:
      let arn = try reader.string()
      let journal = try readBodies(&reader)
      return .rest(arn: arn, journal: journal, history: try readChunks(&reader))
    case .revision:
      return .revision(try reader.number())
    }
  }

  /// - Parameter countsRedrives: whether the number of redrives was written.
  private static func readEntry(
    _ reader: inout StoreReader, countsRedrives: Bool
  ) throws(StoreReader.Malformed) -> StoreTables.Entry {
    let arn = try reader.string()
    let lists = try readLists(&reader)
    let outline = try reader.data()
    let status = try readStatus(&reader)
    let started = Timestamp(milliseconds: try readDate(&reader))
    var entry = StoreTables.Entry(arn: arn, lists: lists, outline: outline, owner: nil, fence: 0, started: started)
    entry.status = status
    entry.redriven = try readDate(&reader)
    entry.stopped = try readDate(&reader)
    entry.wake = try readDate(&reader)
    // It was redriven once at least if there is a date.
    entry.redriveCount = countsRedrives ? UInt16(clamping: try reader.number()) : entry.redriven == .min ? 0 : 1
    entry.firstRecord = try reader.number()
    let hasSnapshot = try reader.byte() != 0
    entry.journal = try readBodies(&reader)
    if hasSnapshot {
      guard let snapshot = entry.journal.first else { throw StoreReader.Malformed() }
      entry.snapshot = snapshot
      entry.journal = Array(entry.journal.dropFirst())
    }
    entry.history = try readChunks(&reader)
    guard entry.history.first.map({ $0.first == 1 }) ?? true else { throw StoreReader.Malformed() }
    return entry
  }

  private static func readBodies(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> [StoredBody] {
    var bodies: [StoredBody] = []
    for _ in 0..<(try reader.count()) { bodies.append(try readBody(&reader)) }
    return bodies
  }

  /// Chunks that follow each other without a gap.
  private static func readChunks(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> [StoreTables.Chunk] {
    var chunks: [StoreTables.Chunk] = []
    for _ in 0..<(try reader.count()) {
      let first = try reader.number()
      let count = try reader.fixed(UInt32.self)
      let (next, overflow) = first.addingReportingOverflow(UInt64(count))
      guard count > 0, !overflow, chunks.last.map({ $0.next == first }) ?? true, next > 0 else {
        throw StoreReader.Malformed()
      }
      chunks.append(StoreTables.Chunk(first: first, count: count, body: try readBody(&reader)))
    }
    return chunks
  }

  private static func readOwner(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> TableWriter {
    TableWriter(arn: try reader.string(), fence: nil)
  }

  private static func readKey(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> DocumentKey {
    let kind = DocumentKind(rawValue: try reader.string())
    return DocumentKey(kind, try reader.string())
  }

  private static func readLists(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> [String] {
    var lists: [String] = []
    for _ in 0..<(try reader.count()) { lists.append(try reader.string()) }
    return lists
  }

  private static func readStatus(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> ExecutionRow.Status {
    guard let status = ExecutionRow.Status(rawValue: try reader.byte()) else { throw StoreReader.Malformed() }
    return status
  }

  private static func readDate(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> Int64 {
    Int64(bitPattern: try reader.fixed(UInt64.self))
  }

  private static func readBody(_ reader: inout StoreReader) throws(StoreReader.Malformed) -> StoredBody {
    let range = try reader.range()
    return .file(
      BodyLocation(
        offset: UInt64(range.lowerBound), segment: 0, count: UInt32(clamping: range.count),
        checksum: CRC32C.of(reader.bytes[range])))
  }
}

extension TableChange {
  /// The change with its bodies in a segment, where the bytes that hold them begin at an offset.
  func placed(in segment: UInt32, at base: UInt64) -> TableChange {
    mapBodies { body in
      guard case .file(var location) = body else { return body }
      location.segment = segment
      location.offset &+= base
      return .file(location)
    }
  }
}
