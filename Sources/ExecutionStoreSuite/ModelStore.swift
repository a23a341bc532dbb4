import StatesRuntime

/// What a store must do, in the simplest way: the random check compares stores with it.
struct ModelStore: Sendable {
  var contents = StoreContents()

  /// Makes all changes or none; gives why not.
  mutating func commit(_ changes: [StoreChange]) -> StoreError? {
    var copy = self
    var lost: [String] = []
    var failure: StoreError?
    for change in changes {
      do throws(StoreError) {
        try copy.make(change)
      } catch {
        if case .lost(let arns) = error {
          for arn in arns where !lost.contains(arn) { lost.append(arn) }
        } else if failure == nil {
          failure = error
        }
      }
    }
    if !lost.isEmpty { return .lost(executions: lost) }
    if let failure { return failure }
    self = copy
    return nil
  }

  private mutating func make(_ change: StoreChange) throws(StoreError) {
    switch change {
    case .putDocument(let key, let order, let body, let condition):
      try check(condition, key)
      contents.documents[StoreContents.Name(key)] = StoredDocument(key: key, order: order, revision: 0, body: body)
    case .deleteDocument(let key, let condition):
      try check(condition, key)
      contents.documents[StoreContents.Name(key)] = nil
    case .start(let new):
      guard contents.executions[new.arn] == nil else { throw .executionExists(new.arn) }
      contents.executions[new.arn] = StoreContents.Held(
        row: ExecutionRow(
          arn: new.arn, lists: new.lists, status: .running, started: new.started, redriven: nil, redriveCount: 0,
          stopped: nil, wake: new.wake, owner: new.owner, fence: 1, nextRecord: 0, nextEvent: 1, outline: new.outline),
        journal: StoredJournal(snapshot: nil, first: 0, records: []), history: [])
    case .append(let writer, let from, let records):
      try update(writer) { held throws(StoreError) in
        guard from == held.row.nextRecord else {
          throw .outOfOrder(writer.arn, expected: held.row.nextRecord, given: from)
        }
        held.journal.records += records
        held.row.nextRecord += UInt64(records.count)
      }
    case .snapshot(let writer, let before, let body):
      try update(writer) { held throws(StoreError) in
        guard before >= held.journal.first, before <= held.row.nextRecord else {
          throw .outOfOrder(writer.arn, expected: held.row.nextRecord, given: before)
        }
        held.journal.records.removeFirst(Int(before - held.journal.first))
        held.journal.first = before
        held.journal.snapshot = body
      }
    case .update(let writer, let wake, let outline):
      try update(writer) { held throws(StoreError) in
        held.row.wake = wake
        held.row.outline = outline ?? held.row.outline
      }
    case .history(let writer, let first, let count, let body):
      try update(writer) { held throws(StoreError) in
        guard first == held.row.nextEvent else {
          throw .outOfOrder(writer.arn, expected: held.row.nextEvent, given: first)
        }
        guard count > 0 else { throw .invalid("no event") }
        held.history.append(HistoryChunk(first: first, count: count, body: body))
        held.row.nextEvent += UInt64(count)
      }
    case .end(let writer, let status, let at, let snapshot):
      try update(writer) { held throws(StoreError) in
        held.row.status = status
        held.row.stopped = at
        held.row.wake = nil
        held.row.owner = nil
        held.journal = StoredJournal(snapshot: snapshot, first: held.row.nextRecord, records: [])
      }
    case .redrive(let writer, let owner, let at):
      guard var held = contents.executions[writer.arn] else { throw .unknownExecution(writer.arn) }
      guard held.row.fence == writer.fence else { throw .lost(executions: [writer.arn]) }
      guard held.row.status != .running else { throw .executionRunning(writer.arn) }
      held.row.status = .running
      held.row.stopped = nil
      held.row.redriven = at
      held.row.redriveCount += 1
      held.row.owner = owner
      held.row.fence += 1
      contents.executions[writer.arn] = held
    case .release(let writer):
      try update(writer) { held throws(StoreError) in held.row.owner = nil }
    case .forget(let arn):
      if contents.executions[arn]?.row.status == .running { throw .executionRunning(arn) }
      contents.executions[arn] = nil
    }
  }

  private mutating func update(
    _ writer: ExecutionWriter, _ change: (inout StoreContents.Held) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard var held = contents.executions[writer.arn] else { throw .unknownExecution(writer.arn) }
    guard held.row.fence == writer.fence else { throw .lost(executions: [writer.arn]) }
    guard held.row.status == .running else { throw .executionEnded(writer.arn) }
    try change(&held)
    contents.executions[writer.arn] = held
  }

  private func check(_ condition: StoreCondition, _ key: DocumentKey) throws(StoreError) {
    if condition == .absent, contents.documents[StoreContents.Name(key)] != nil { throw .conflict(key) }
  }

  /// The rows that a query gives.
  func executions(_ query: ExecutionQuery) -> [String] {
    func precedes(_ left: ExecutionCursor, _ right: ExecutionCursor) -> Bool {
      left.listed != right.listed
        ? left.listed < right.listed : left.arn.utf8.lexicographicallyPrecedes(right.arn.utf8)
    }
    var rows = contents.executions.values.map(\.row).filter { row in
      (query.list.map { row.lists.contains($0) } ?? true)
        && (query.statuses.isEmpty || query.statuses.contains(row.status))
    }
    rows.sort { precedes($0.cursor, $1.cursor) }
    if query.direction == .descending { rows.reverse() }
    if let after = query.after {
      rows = rows.filter { query.direction == .ascending ? precedes(after, $0.cursor) : precedes($0.cursor, after) }
    }
    return rows.prefix(query.limit).map(\.arn)
  }
}
