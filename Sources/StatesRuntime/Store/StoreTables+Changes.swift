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
