extension TableChange {
  /// A change with its bodies in memory.
  init(_ change: StoreChange) {
    switch change {
    case .putDocument(let key, let order, let body, let condition):
      self = .putDocument(key, order: order, body: .bytes(body), revision: nil, condition: condition)
    case .deleteDocument(let key, let condition):
      self = .deleteDocument(key, condition)
    case .start(let new):
      self = .start(new)
    case .append(let writer, let from, let records):
      self = .append(TableWriter(writer), from: from, records: records.map { .bytes($0) })
    case .snapshot(let writer, let before, let body):
      self = .snapshot(TableWriter(writer), before: before, body: .bytes(body))
    case .update(let writer, let wake, let outline):
      self = .update(TableWriter(writer), wake: wake, outline: outline)
    case .history(let writer, let first, let count, let body):
      self = .history(TableWriter(writer), first: first, count: count, body: .bytes(body))
    case .end(let writer, let status, let at, let snapshot):
      self = .end(TableWriter(writer), status: status, at: at, snapshot: snapshot.map { .bytes($0) })
    case .redrive(let writer, let owner, let at):
      self = .redrive(TableWriter(writer), owner: owner, at: at)
    case .release(let writer):
      self = .release(TableWriter(writer))
    case .forget(let arn):
      self = .forget(arn: arn)
    }
  }
}

extension TableChange {
  /// The change with other bodies.
  func mapBodies<Problem: Error>(
    _ change: (StoredBody) throws(Problem) -> StoredBody
  ) throws(Problem) -> TableChange {
    func chunk(_ chunk: StoreTables.Chunk) throws(Problem) -> StoreTables.Chunk {
      StoreTables.Chunk(first: chunk.first, count: chunk.count, body: try change(chunk.body))
    }
    switch self {
    case .putDocument(let key, let order, let body, let revision, let condition):
      return .putDocument(key, order: order, body: try change(body), revision: revision, condition: condition)
    case .append(let writer, let from, let records):
      return .append(writer, from: from, records: try records.map(change))
    case .snapshot(let writer, let before, let body):
      return .snapshot(writer, before: before, body: try change(body))
    case .history(let writer, let first, let count, let body):
      return .history(writer, first: first, count: count, body: try change(body))
    case .end(let writer, let status, let at, let snapshot):
      return .end(writer, status: status, at: at, snapshot: try snapshot.map(change))
    case .row(var entry):
      entry.snapshot = try entry.snapshot.map(change)
      entry.journal = try entry.journal.map(change)
      entry.history = try entry.history.map(chunk)
      return .row(entry)
    case .rest(let arn, let journal, let history):
      return .rest(arn: arn, journal: try journal.map(change), history: try history.map(chunk))
    case .deleteDocument, .start, .update, .redrive, .release, .forget, .revision:
      return self
    }
  }

  /// All bodies, in order.
  var bodies: [StoredBody] {
    var bodies: [StoredBody] = []
    _ = mapBodies { body in
      bodies.append(body)
      return body
    }
    return bodies
  }
}

extension TableWriter {
  init(_ writer: ExecutionWriter) {
    arn = writer.arn
    fence = writer.fence
  }
}

extension StoreLimits {
  /// Checks the size of a page.
  func checkPage(_ limit: Int) throws(StoreError) {
    guard limit >= 0, limit <= page else { throw .invalid("a page of \(limit); at most \(page) are allowed") }
  }
}
