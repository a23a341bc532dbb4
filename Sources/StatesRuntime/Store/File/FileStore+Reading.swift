import Dispatch
import LanguageSupport
import StatesEngine

extension FileStore {
  /// The row of an execution.
  public func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? {
    try look { $0.entry(arn)?.row }.answer
  }

  /// The last snapshot of an execution and the records after it.
  public func journal(of arn: String) async throws(StoreError) -> StoredJournal? {
    let found = try look { $0.entry(arn) }
    guard let entry = found.answer else { return nil }
    let snapshot = entry.snapshot.map { [$0] } ?? []
    let bodies = try await read(snapshot + entry.journal, found.files)
    return StoredJournal(
      snapshot: snapshot.isEmpty ? nil : bodies.first, first: entry.firstRecord,
      records: Array(bodies.dropFirst(snapshot.count)))
  }

  /// Chunks of an execution's history.
  public func history(
    of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int
  ) async throws(StoreError) -> [HistoryChunk] {
    try settings.limits.checkPage(limit)
    let found = try look { $0.history(of: arn, from: event, direction, limit: limit) }
    let bodies = try await read(found.answer.map(\.body), found.files)
    return zip(found.answer, bodies).map { HistoryChunk(first: $0.first, count: $0.count, body: $1) }
  }

  /// One page of executions.
  public func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow] {
    try settings.limits.checkPage(query.limit)
    return try look { $0.executions(query) }.answer
  }

  /// A document.
  public func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument? {
    let found = try look { $0.document(key) }
    guard let document = found.answer, let body = try await read([document.body], found.files).first else { return nil }
    return StoredDocument(key: key, order: document.order, revision: document.revision, body: body)
  }

  /// One page of the documents of a kind.
  public func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument] {
    try settings.limits.checkPage(query.limit)
    let found = try look { tables in tables.documents(query).map { (key: $0.key, document: $0.document) } }
    let bodies = try await read(found.answer.map(\.document.body), found.files)
    return zip(found.answer, bodies).map { item, body in
      StoredDocument(key: item.key, order: item.document.order, revision: item.document.revision, body: body)
    }
  }

  /// Looks into the tables, and takes the files along in which bodies are: a compaction may remove them meanwhile.
  private func look<Answer: Sendable>(
    _ body: (borrowing StoreTables) -> Answer
  ) throws(StoreError) -> (answer: Answer, files: [UInt32: any StorageFile]) {
    let found: (answer: Answer, files: [UInt32: any StorageFile])? = state.withLock { state in
      state.isClosed ? nil : (answer: body(state.tables), files: state.files)
    }
    guard let found else { throw .closed }
    return found
  }

  private func read(
    _ bodies: [StoredBody], _ files: [UInt32: any StorageFile]
  ) async throws(StoreError) -> [[UInt8]] {
    guard !bodies.isEmpty else { return [] }
    let folder = folder
    let result: Result<[[UInt8]], StoreError> = await withCheckedContinuation { continuation in
      queues.reading.async {
        var read: [[UInt8]] = []
        do throws(StoreError) {
          for body in bodies { read.append(try body.read(from: files, in: folder)) }
          continuation.resume(returning: .success(read))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}

extension StoredBody {
  /// The bytes, which must be what was written.
  func read(from files: [UInt32: any StorageFile], in folder: String) throws(StoreError) -> [UInt8] {
    switch self {
    case .bytes(let bytes): return bytes
    case .file(let location):
      let name = "\(folder)/\(Segment.name(location.segment))"
      guard let file = files[location.segment] else {
        throw .damaged(file: name, offset: location.offset, reason: "the segment is missing")
      }
      let bytes = try storing { () throws(StorageProblem) in try file.read(Int(location.count), at: location.offset) }
      guard bytes.count == Int(location.count), CRC32C.of(bytes) == location.checksum else {
        throw .damaged(
          file: name, offset: location.offset, reason: "these \(location.count) bytes are not what was written")
      }
      return bytes
    }
  }
}
