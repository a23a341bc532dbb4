import StatesEngine

extension StoreTables {
  /// What the checks need to know about an execution.
  struct Head: Sendable {
    var fence: UInt64
    var status: ExecutionRow.Status
    var stopped: Int64
    var firstRecord: UInt64
    var nextRecord: UInt64
    var nextEvent: UInt64
  }

  struct DocumentName: Sendable, Hashable {
    var kind: ByteKey
    var name: ByteKey

    init(_ key: DocumentKey) {
      kind = ByteKey(key.kind.rawValue)
      name = ByteKey(key.name)
    }
  }

  /// The effects of checked commits on the tables, which later checks take into account. A `nil` inside means that
  /// there is none.
  struct Pending: Sendable {
    var executions: [ByteKey: Head?] = [:]
    var documents: [DocumentName: UInt64?] = [:]
    var lastRevision: UInt64

    mutating func merge(_ other: Pending) {
      executions.merge(other.executions) { $1 }
      documents.merge(other.documents) { $1 }
      lastRevision = other.lastRevision
    }
  }

  /// Checks a commit against the tables and what is pending, and adds it to what is pending.
  ///
  /// - Returns: the changes to apply, in order; those that the store adds are among them.
  func check(_ changes: [TableChange], _ pending: inout Pending, at now: Timestamp) throws(StoreError) -> [TableChange]
  {
    // The check is gone before the merge: what it holds would be copied otherwise.
    let (accepted, own) = try CommitCheck.check(changes, tables: self, before: pending, now: now)
    pending.merge(own)
    return accepted
  }
}

/// The check of one commit. It continues after a failure, to report all executions that are lost.
private struct CommitCheck {
  let tables: StoreTables
  let before: StoreTables.Pending
  let now: Timestamp
  var own: StoreTables.Pending
  var accepted: [TableChange] = []
  var lost: [String] = []
  var failure: StoreError?
  private var bytes = 0

  init(tables: StoreTables, before: StoreTables.Pending, now: Timestamp) {
    self.tables = tables
    self.before = before
    self.now = now
    own = StoreTables.Pending(lastRevision: before.lastRevision)
  }

  static func check(
    _ changes: [TableChange], tables: StoreTables, before: StoreTables.Pending, now: Timestamp
  ) throws(StoreError) -> (accepted: [TableChange], own: StoreTables.Pending) {
    var check = CommitCheck(tables: tables, before: before, now: now)
    for change in changes { check.check(change) }
    if !check.lost.isEmpty { throw .lost(executions: check.lost) }
    if let failure = check.failure { throw failure }
    return (check.accepted, check.own)
  }

  private mutating func check(_ change: TableChange) {
    do throws(StoreError) {
      accepted.append(try checked(change))
    } catch {
      if case .lost(let executions) = error {
        for arn in executions where !lost.contains(where: { ByteKey($0) == ByteKey(arn) }) { lost.append(arn) }
      } else if failure == nil {
        failure = error
      }
    }
  }

  private mutating func checked(_ change: TableChange) throws(StoreError) -> TableChange {
    try count(64)
    switch change {
    case .putDocument(let key, let order, let body, let given, let condition):
      try checkKey(key.kind.rawValue, "kind")
      try checkKey(key.name, "name")
      try checkKey(order, "order key", mayBeEmpty: true)
      try checkBody(body.count)
      try check(condition, of: key)
      let revision = given ?? own.lastRevision &+ 1
      own.lastRevision = max(own.lastRevision, revision)
      own.documents[StoreTables.DocumentName(key)] = .some(revision)
      return .putDocument(key, order: order, body: body, revision: revision, condition: condition)
    case .deleteDocument(let key, let condition):
      try check(condition, of: key)
      own.documents[StoreTables.DocumentName(key)] = .some(nil)
      return change
    case .start(let new):
      try check(new)
      let key = ByteKey(new.arn)
      if let head = head(key) {
        guard !head.status.isRunning, tables.isExpired(stopped: head.stopped, at: now) else {
          throw .executionExists(new.arn)
        }
        accepted.append(.forget(arn: new.arn))
      }
      own.executions[key] = StoreTables.Head(
        fence: tables.fenceOfOpening, status: .running, stopped: .min, firstRecord: 0, nextRecord: 0, nextEvent: 1)
    case .append(let writer, let from, let records):
      try update(writer) { head, check throws(StoreError) in
        try check.checkNumber(writer.arn, expected: head.nextRecord, given: from)
        for record in records { try check.checkBody(record.count) }
        head.nextRecord = try Self.sum(head.nextRecord, UInt64(records.count))
      }
    case .snapshot(let writer, let before, let body):
      try update(writer) { head, check throws(StoreError) in
        guard before >= head.firstRecord, before <= head.nextRecord else {
          throw .outOfOrder(writer.arn, expected: head.nextRecord, given: before)
        }
        try check.checkBody(body.count)
        head.firstRecord = before
      }
    case .update(let writer, _, let outline):
      try update(writer) { _, check throws(StoreError) in
        if let outline { try check.checkOutline(outline.count) }
      }
    case .history(let writer, let first, let count, let body):
      try update(writer) { head, check throws(StoreError) in
        try check.checkNumber(writer.arn, expected: head.nextEvent, given: first)
        guard count > 0 else { throw .invalid("a chunk of history has at least one event") }
        try check.checkBody(body.count)
        head.nextEvent = try Self.sum(head.nextEvent, UInt64(count))
      }
    case .end(let writer, let status, let at, let snapshot):
      guard !status.isRunning else { throw .invalid("an execution cannot end as RUNNING") }
      try update(writer) { head, check throws(StoreError) in
        if let snapshot { try check.checkBody(snapshot.count) }
        head.status = status
        head.stopped = at.milliseconds
        head.firstRecord = head.nextRecord
      }
    case .redrive(let writer, let owner, _):
      if let owner { try checkKey(owner, "owner") }
      guard var head = head(ByteKey(writer.arn)) else { throw .unknownExecution(writer.arn) }
      if let fence = writer.fence, fence != head.fence { throw .lost(executions: [writer.arn]) }
      guard !head.status.isRunning else { throw .executionRunning(writer.arn) }
      head.status = .running
      head.stopped = .min
      head.fence &+= 1
      own.executions[ByteKey(writer.arn)] = .some(head)
    case .release(let writer):
      try update(writer) { _, _ throws(StoreError) in }
    case .forget(let arn):
      if let head = head(ByteKey(arn)), head.status.isRunning { throw .executionRunning(arn) }
      own.executions[ByteKey(arn)] = .some(nil)
    case .row(let entry):
      own.executions[ByteKey(entry.arn)] = .some(StoreTables.Head(entry))
    case .rest(let arn, let journal, let history):
      guard var head = head(ByteKey(arn)) else { throw .unknownExecution(arn) }
      if let first = history.first?.first { try checkNumber(arn, expected: head.nextEvent, given: first) }
      head.nextRecord = try Self.sum(head.nextRecord, UInt64(journal.count))
      head.nextEvent = history.last?.next ?? head.nextEvent
      own.executions[ByteKey(arn)] = .some(head)
    case .revision(let revision):
      own.lastRevision = max(own.lastRevision, revision)
    }
    return change
  }

  // MARK: Heads

  private func head(_ key: ByteKey) -> StoreTables.Head? {
    if let head = own.executions[key] { return head }
    if let head = before.executions[key] { return head }
    return tables.head(of: key)
  }

  private mutating func update(
    _ writer: TableWriter, _ change: (inout StoreTables.Head, inout CommitCheck) throws(StoreError) -> Void
  ) throws(StoreError) {
    guard var head = head(ByteKey(writer.arn)) else { throw .unknownExecution(writer.arn) }
    if let fence = writer.fence, fence != head.fence { throw .lost(executions: [writer.arn]) }
    guard head.status.isRunning else { throw .executionEnded(writer.arn) }
    try change(&head, &self)
    own.executions[ByteKey(writer.arn)] = .some(head)
  }

  private func check(_ condition: StoreCondition, of key: DocumentKey) throws(StoreError) {
    let name = StoreTables.DocumentName(key)
    let current = own.documents[name] ?? before.documents[name] ?? tables.document(key)?.revision
    switch condition {
    case .always: return
    case .absent: if current != nil { throw .conflict(key) }
    case .revision(let revision): if current != revision { throw .conflict(key) }
    }
  }

  // MARK: Limits

  private mutating func check(_ new: NewExecution) throws(StoreError) {
    try checkKey(new.arn, "ARN")
    guard new.lists.count <= tables.limits.lists else {
      throw .invalid("an execution is in \(new.lists.count) lists; at most \(tables.limits.lists) are allowed")
    }
    guard Set(new.lists.map { ByteKey($0) }).count == new.lists.count else {
      throw .invalid("an execution names a list twice")
    }
    for list in new.lists { try checkKey(list, "list") }
    if let owner = new.owner { try checkKey(owner, "owner") }
    try checkOutline(new.outline.count)
  }

  private mutating func checkKey(_ key: String, _ what: String, mayBeEmpty: Bool = false) throws(StoreError) {
    let count = key.utf8.count
    if count == 0, !mayBeEmpty { throw .invalid("the \(what) is empty") }
    guard count <= tables.limits.keyBytes else {
      throw .invalid("the \(what) has \(count) bytes; at most \(tables.limits.keyBytes) are allowed")
    }
    try self.count(count)
  }

  private mutating func checkOutline(_ count: Int) throws(StoreError) {
    guard count <= tables.limits.outlineBytes else {
      throw .invalid("the outline has \(count) bytes; at most \(tables.limits.outlineBytes) are allowed")
    }
    try self.count(count)
  }

  private mutating func checkBody(_ count: Int) throws(StoreError) {
    guard count <= tables.limits.bodyBytes else {
      throw .invalid("a body has \(count) bytes; at most \(tables.limits.bodyBytes) are allowed")
    }
    try self.count(count)
  }

  /// Counts the bytes of a commit, so that the length of its record fits its field in a file.
  private mutating func count(_ more: Int) throws(StoreError) {
    bytes += more
    guard bytes <= tables.limits.commitBytes else {
      throw .invalid("a commit has more than \(tables.limits.commitBytes) bytes")
    }
  }

  private func checkNumber(_ arn: String, expected: UInt64, given: UInt64) throws(StoreError) {
    if expected != given { throw .outOfOrder(arn, expected: expected, given: given) }
  }

  private static func sum(_ left: UInt64, _ right: UInt64) throws(StoreError) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    if overflow { throw .invalid("there are no more numbers for records and events") }
    return sum
  }
}

extension StoreTables.Head {
  init(_ entry: StoreTables.Entry) {
    fence = entry.fence
    status = entry.status
    stopped = entry.stopped
    firstRecord = entry.firstRecord
    nextRecord = entry.nextRecord
    nextEvent = entry.nextEvent
  }
}
