package import StatesRuntime

/// What a database has to change for a commit, each row once: the changes of a commit are checked in order against what
/// the database holds and what those before them have done, and only what is left at the end is written.
///
/// An execution that starts and ends in one commit is one row: its journal is never written.
package struct CommitPlan: Sendable {
  /// What becomes of an execution.
  package struct Execution: Sendable {
    /// What is written about a snapshot.
    package enum Snapshot: Sendable, Hashable {
      case kept
      case written([UInt8])
      case removed
    }

    package let arn: String
    /// The row that the database holds; `nil` if there is none.
    package let found: ExecutionHead?
    /// Whether that row and its belongings are removed, before others with the same name are written.
    package fileprivate(set) var isFoundRemoved = false
    /// What it is at the end; `nil` if there is none.
    package fileprivate(set) var head: ExecutionHead?
    /// The execution that started in this commit: its row is a new one.
    package fileprivate(set) var new: NewExecution?
    /// The outline to write; `nil` leaves it.
    package fileprivate(set) var outline: [UInt8]?
    package fileprivate(set) var snapshot = Snapshot.kept
    /// The records to write.
    package fileprivate(set) var records: ArraySlice<[UInt8]> = []
    /// Whether stored records may have become superfluous: those before ``ExecutionHead/firstRecord``.
    package fileprivate(set) var dropsRecords = false
    /// The chunks of history to write.
    package fileprivate(set) var history: [HistoryChunk] = []

    /// The number of the first of ``records``.
    package var recordsBegin: UInt64 { (head?.nextRecord ?? 0) &- UInt64(records.count) }

    /// Whether the row that was found stays and has other values.
    package var isUpdated: Bool {
      guard let head, new == nil else { return false }
      return head != found || outline != nil
    }

    fileprivate init(_ arn: String, found: ExecutionHead?) {
      self.arn = arn
      self.found = found
      head = found
    }

    fileprivate mutating func remove() {
      if found != nil { isFoundRemoved = true }
      head = nil
      new = nil
      outline = nil
      snapshot = .kept
      records = []
      dropsRecords = false
      history = []
    }
  }

  /// What becomes of a document.
  package struct Document: Sendable {
    package let key: DocumentKey
    /// The revision that the database holds; `nil` if there is none.
    package let found: UInt64?
    /// What it is at the end; `nil` if there is none.
    package fileprivate(set) var content: (order: String, body: [UInt8])?
    package fileprivate(set) var isChanged = false
    /// What later conditions of the same commit compare with; `nil` for none.
    fileprivate var revision: UInt64?

    fileprivate init(_ key: DocumentKey, found: UInt64?) {
      self.key = key
      self.found = found
      revision = found
    }
  }

  /// What the database holds, of the executions and documents that a commit names.
  package struct Found: Sendable {
    package var executions: [ByteKey: ExecutionHead] = [:]
    package var documents: [DocumentName: UInt64] = [:]

    package init() {}
  }

  /// The executions, in the order in which the commit names them first.
  package private(set) var executions: [Execution] = []
  /// The documents, in the order in which the commit names them first.
  package private(set) var documents: [Document] = []

  private var executionIndex: [ByteKey: Int] = [:]
  private var documentIndex: [DocumentName: Int] = [:]
  private let found: Found
  private let retention: StoreRetention
  private let now: Int64
  private var limits: CommitLimits
  private var lost: [String] = []
  private var failure: StoreError?

  /// Checks a commit.
  ///
  /// - Parameters:
  ///   - changes: its changes.
  ///   - found: what the database holds of what the changes name.
  ///   - limits: what the store takes at most.
  ///   - retention: after what time the name of an ended execution may be used again.
  ///   - now: the time by the store's clock, in milliseconds since 1970.
  /// - Throws: ``StoreError/lost(executions:)`` naming all executions of the commit that are lost, else what is wrong
  ///   with the first change that cannot be made.
  package init(
    _ changes: [StoreChange], found: Found, limits: StoreLimits, retention: StoreRetention, at now: Int64
  ) throws(StoreError) {
    self.found = found
    self.limits = CommitLimits(limits)
    self.retention = retention
    self.now = now
    for change in changes {
      do throws(StoreError) {
        try take(change)
      } catch {
        // The rest is looked at as well, to name all executions that are lost.
        if case .lost(let arns) = error {
          for arn in arns where !lost.contains(where: { ByteKey($0) == ByteKey(arn) }) { lost.append(arn) }
        } else if failure == nil {
          failure = error
        }
      }
    }
    if !lost.isEmpty { throw .lost(executions: lost) }
    if let failure { throw failure }
  }

  // MARK: Changes

  private mutating func take(_ change: StoreChange) throws(StoreError) {
    try limits.addChange()
    switch change {
    case .putDocument(let key, let order, let body, let condition):
      try limits.addKey(key.kind.rawValue, "kind")
      try limits.addKey(key.name, "name")
      try limits.addKey(order, "order key", mayBeEmpty: true)
      try limits.addBody(body)
      try set(key, condition) { document in
        document.content = (order, body)
        // No document has this revision before the commit is made, and nobody can know it.
        document.revision = .max
      }
    case .deleteDocument(let key, let condition):
      try set(key, condition) { document in
        document.content = nil
        document.revision = nil
      }
    case .start(let new):
      try start(new)
    case .append(let writer, let from, let records):
      try update(writer) { plan, execution, head throws(StoreError) in
        guard from == head.nextRecord else {
          throw .outOfOrder(writer.arn, expected: head.nextRecord, given: from)
        }
        for record in records { try plan.limits.addBody(record) }
        head.nextRecord = try Self.sum(head.nextRecord, UInt64(records.count))
        execution.records += records
      }
    case .snapshot(let writer, let before, let body):
      try update(writer) { plan, execution, head throws(StoreError) in
        guard before >= head.firstRecord, before <= head.nextRecord else {
          throw .outOfOrder(writer.arn, expected: head.nextRecord, given: before)
        }
        try plan.limits.addBody(body)
        head.firstRecord = before
        execution.snapshot = .written(body)
        execution.dropsRecords = true
        execution.records = execution.records.suffix(Int(clamping: head.nextRecord - before))
      }
    case .update(let writer, let wake, let outline):
      try update(writer) { plan, execution, head throws(StoreError) in
        if let outline {
          try plan.limits.addOutline(outline)
          execution.outline = outline
        }
        head.wake = wake?.milliseconds
      }
    case .history(let writer, let first, let count, let body):
      try update(writer) { plan, execution, head throws(StoreError) in
        guard first == head.nextEvent else {
          throw .outOfOrder(writer.arn, expected: head.nextEvent, given: first)
        }
        guard count > 0 else { throw .invalid("a chunk of history has at least one event") }
        try plan.limits.addBody(body)
        head.nextEvent = try Self.sum(head.nextEvent, UInt64(count))
        execution.history.append(HistoryChunk(first: first, count: count, body: body))
      }
    case .end(let writer, let status, let at, let snapshot):
      guard !status.isRunning else { throw .invalid("an execution cannot end as RUNNING") }
      try update(writer) { plan, execution, head throws(StoreError) in
        if let snapshot { try plan.limits.addBody(snapshot) }
        head.status = status
        head.stopped = at.milliseconds
        head.wake = nil
        head.owner = nil
        head.firstRecord = head.nextRecord
        execution.records = []
        execution.dropsRecords = true
        execution.snapshot = snapshot.map { .written($0) } ?? .removed
      }
    case .redrive(let writer, let owner, let at):
      try redrive(writer, owner: owner, at: at.milliseconds)
    case .release(let writer):
      try update(writer) { _, _, head throws(StoreError) in head.owner = nil }
    case .forget(let arn):
      let index = execution(arn)
      if executions[index].head?.status.isRunning == true { throw .executionRunning(arn) }
      executions[index].remove()
    }
  }

  private mutating func start(_ new: NewExecution) throws(StoreError) {
    try limits.addExecution(new)
    let index = execution(new.arn)
    if let head = executions[index].head {
      guard let stopped = head.stopped, retention.isExpired(stopped: stopped, at: now) else {
        throw .executionExists(new.arn)
      }
    }
    executions[index].remove()
    var head = ExecutionHead(id: 0, started: new.started.milliseconds)
    head.wake = new.wake?.milliseconds
    head.owner = new.owner
    executions[index].head = head
    executions[index].new = new
    executions[index].outline = new.outline
  }

  private mutating func redrive(_ writer: ExecutionWriter, owner: String?, at: Int64) throws(StoreError) {
    if let owner { try limits.addKey(owner, "owner") }
    let index = execution(writer.arn)
    guard var head = executions[index].head else { throw .unknownExecution(writer.arn) }
    guard head.fence == writer.fence else { throw .lost(executions: [writer.arn]) }
    guard !head.status.isRunning else { throw .executionRunning(writer.arn) }
    head.status = .running
    head.stopped = nil
    head.redriven = at
    if head.redriveCount < .max { head.redriveCount += 1 }
    head.owner = owner
    head.fence = try Self.sum(head.fence, 1)
    executions[index].head = head
  }

  private mutating func update(
    _ writer: ExecutionWriter,
    _ change: (inout CommitPlan, inout Execution, inout ExecutionHead) throws(StoreError) -> Void
  ) throws(StoreError) {
    let index = execution(writer.arn)
    guard var head = executions[index].head else { throw .unknownExecution(writer.arn) }
    guard head.fence == writer.fence else { throw .lost(executions: [writer.arn]) }
    guard head.status.isRunning else { throw .executionEnded(writer.arn) }
    // Taken out while it changes, so that nothing of it is copied.
    var execution = Execution(writer.arn, found: nil)
    swap(&execution, &executions[index])
    defer { swap(&execution, &executions[index]) }
    try change(&self, &execution, &head)
    execution.head = head
  }

  private mutating func set(
    _ key: DocumentKey, _ condition: StoreCondition, _ change: (inout Document) -> Void
  ) throws(StoreError) {
    let index = document(key)
    let current = documents[index].revision
    switch condition {
    case .always: break
    case .absent: if current != nil { throw .conflict(key) }
    case .revision(let revision): if current != revision || documents[index].isChanged { throw .conflict(key) }
    }
    change(&documents[index])
    documents[index].isChanged = true
  }

  // MARK: What is named

  private mutating func execution(_ arn: String) -> Int {
    let key = ByteKey(arn)
    if let index = executionIndex[key] { return index }
    executionIndex[key] = executions.count
    executions.append(Execution(arn, found: found.executions[key]))
    return executions.count - 1
  }

  private mutating func document(_ key: DocumentKey) -> Int {
    let name = DocumentName(key)
    if let index = documentIndex[name] { return index }
    documentIndex[name] = documents.count
    documents.append(Document(key, found: found.documents[name]))
    return documents.count - 1
  }

  /// Databases have 64 bits with a sign.
  private static func sum(_ left: UInt64, _ right: UInt64) throws(StoreError) -> UInt64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    if overflow || sum > UInt64(Int64.max) { throw .invalid("there are no more numbers for records and events") }
    return sum
  }
}

extension StoreChange {
  /// The execution that the change is about; `nil` for documents.
  package var arn: String? {
    switch self {
    case .putDocument, .deleteDocument: nil
    case .start(let new): new.arn
    case .append(let writer, _, _), .snapshot(let writer, _, _), .update(let writer, _, _),
      .history(let writer, _, _, _), .end(let writer, _, _, _), .redrive(let writer, _, _), .release(let writer):
      writer.arn
    case .forget(let arn): arn
    }
  }

  /// The document that the change is about; `nil` for executions.
  package var document: DocumentKey? {
    switch self {
    case .putDocument(let key, _, _, _), .deleteDocument(let key, _): key
    case .start, .append, .snapshot, .update, .history, .end, .redrive, .release, .forget: nil
    }
  }
}
