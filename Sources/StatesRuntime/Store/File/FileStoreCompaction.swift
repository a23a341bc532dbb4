/// Copies what is live to a segment of its own, from tables that stand still, while commits go on elsewhere.
///
/// Safe at each step: until the manifest names the new segment it is a file that the next opening removes; from then on
/// the old ones are.
struct FileStoreCompaction: Sendable {
  enum Outcome: Sendable {
    case done(Copy)
    /// Why it was given up; nothing has changed.
    case failed(String)
  }

  /// The new segment.
  struct Copy: Sendable {
    let number: UInt32
    /// The segments that it takes the place of.
    let parts: [UInt32]
    let file: any StorageFile
    var length = UInt64(Segment.headerSize)
    /// Where bodies were and are.
    var moved: [BodyLocation: BodyLocation] = [:]
  }

  let number: UInt32
  let parts: [UInt32]
  let tables: StoreTables
  let files: [UInt32: any StorageFile]
  let log: FileStoreLog
  let pieceBytes: Int

  func run() -> Outcome {
    do throws(StoreError) {
      let file = try storing { () throws(StorageProblem) in try log.createSegment(number, .copy) }
      var writer = CopyWriter(copy: Copy(number: number, parts: parts, file: file), compaction: self)
      try writer.add(.revision(tables.lastRevision))
      for entry in tables.allEntries { try writer.add(entry) }
      for (kind, documents) in tables.documents {
        for (name, document) in documents {
          try writer.add(DocumentKey(DocumentKind(rawValue: kind.text), name.text), document)
        }
      }
      try writer.flush(atLeast: 1)
      try storing { () throws(StorageProblem) in try file.sync() }
      return .done(writer.copy)
    } catch {
      try? log.fileSystem.remove(log.path(number))
      return .failed("\(error)")
    }
  }

  /// Writes the new segment, a piece or a body at a time.
  private struct CopyWriter {
    var copy: Copy
    let compaction: FileStoreCompaction
    private var buffer = StoreWriter()

    init(copy: Copy, compaction: FileStoreCompaction) {
      self.copy = copy
      self.compaction = compaction
    }

    /// Adds an execution: its row with the first bodies, then as many records as the others need.
    mutating func add(_ entry: StoreTables.Entry) throws(StoreError) {
      var journal = entry.journal[...]
      var history = entry.history[...]
      var row = entry
      (row.journal, row.history) = takePiece(&journal, &history, after: entry.snapshot?.count ?? 0)
      try add(.row(row))
      while !journal.isEmpty || !history.isEmpty {
        let piece = takePiece(&journal, &history)
        try add(.rest(arn: entry.arn, journal: piece.journal, history: piece.history))
      }
    }

    mutating func add(_ key: DocumentKey, _ document: StoreTables.Document) throws(StoreError) {
      try add(
        .putDocument(
          key, order: document.order, body: document.body, revision: document.revision, condition: .always))
    }

    /// Adds a record of its own for a change.
    mutating func add(_ change: TableChange) throws(StoreError) {
      let (files, folder) = (compaction.files, compaction.log.folder)
      let loaded = try change.mapBodies { body throws(StoreError) in .bytes(try body.read(from: files, in: folder)) }
      let start = Segment.beginRecord(&buffer)
      let located = StoreRecords.write([loaded], to: &buffer)
      Segment.endRecord(&buffer, from: start, segment: copy.number, base: copy.length, durable: 0)
      let placed = located.flatMap { $0.placed(in: copy.number, at: copy.length).bodies }
      for case (.file(let old), .file(let new)) in zip(change.bodies, placed) { copy.moved[old] = new }
      try flush(atLeast: compaction.pieceBytes)
    }

    /// Bodies from the front for one record that has so many bytes already; one at least if it has none.
    private func takePiece(
      _ journal: inout ArraySlice<StoredBody>, _ history: inout ArraySlice<StoreTables.Chunk>, after start: Int = 0
    ) -> (journal: [StoredBody], history: [StoreTables.Chunk]) {
      var bytes = start
      func fits(_ body: StoredBody) -> Bool {
        defer { bytes += body.count }
        return bytes < compaction.pieceBytes
      }
      let records = Array(journal.prefix { fits($0) })
      journal = journal.dropFirst(records.count)
      let chunks = journal.isEmpty ? Array(history.prefix { fits($0.body) }) : []
      history = history.dropFirst(chunks.count)
      return (records, chunks)
    }

    mutating func flush(atLeast count: Int) throws(StoreError) {
      guard buffer.bytes.count >= count else { return }
      let (file, bytes, offset) = (copy.file, buffer.bytes, copy.length)
      try storing { () throws(StorageProblem) in try file.write(bytes, at: offset) }
      copy.length += UInt64(bytes.count)
      buffer.bytes.removeAll(keepingCapacity: true)
    }
  }
}
