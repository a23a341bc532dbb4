import GRDB
import StatesEngine
import StatesRuntime
import StatesSQL

/// What retention has to look at, so that most commits need not look.
struct RetentionState: Sendable {
  /// The number of ended executions; `nil` if it must be counted.
  var ended: Int?
  /// No ended execution is too old before this time, in milliseconds since 1970.
  var next = Int64.min
}

// All of this runs on the queue of the connection that writes.
extension SQLiteStore {
  func commit(_ changes: [StoreChange], in database: Database) throws {
    if changes.isEmpty, !state.withLock({ $0.hasFailed }) { return }
    let now = clock().milliseconds
    var (revision, retention) = state.withLock { ($0.revision, $0.retention) }
    try transaction(database) {
      try forget(&retention, at: now, in: database)
      let rules = settings.retention
      let plan = try CommitPlan(
        changes, found: try find(changes, in: database), limits: settings.limits, retention: rules, at: now)
      try write(plan, &revision, in: database)
      retention.take(plan, rules)
    }
    state.withLock { state in
      state.revision = revision
      state.retention = retention
    }
  }

  func claim(_ claim: StoreClaim, in database: Database) throws -> [ExecutionRow] {
    let now = clock()
    let leases = state.withLock { state in
      state.renewLease(of: claim.owner, for: claim.lease, at: now)
      return state.leases
    }
    let owners = try SQLiteStatement(database, SQLiteQueries.owners).all { $0.text(0) }
    var free: [String?] = [nil]
    for owner in owners where leases[ByteKey(owner)] == nil { free.append(owner) }
    var found: [(id: Int64, wake: Int64?, arn: ByteKey)] = []
    for owner in free {
      let owned = try SQLiteStatement(database, SQLiteQueries.ownedAndDue).all(
        .optional(owner), .integer(claim.due?.milliseconds ?? .max), .integer(Int64(claim.limit))
      ) { ($0.integer(0), $0.optionalInteger(1), ByteKey($0.text(2))) }
      found += owned
      if claim.due == nil, owned.count < claim.limit {
        found += try SQLiteStatement(database, SQLiteQueries.ownedWithoutDeadline).all(
          .optional(owner), .integer(Int64(claim.limit - owned.count))
        ) { ($0.integer(0), $0.optionalInteger(1), ByteKey($0.text(2))) }
      }
    }
    guard !found.isEmpty else { return [] }
    found.sort { ($0.wake ?? .max, $0.arn) < ($1.wake ?? .max, $1.arn) }
    return try transaction(database) {
      try found.prefix(claim.limit).compactMap { execution in
        try SQLiteStatement(database, SQLiteQueries.takeExecution).run(.text(claim.owner), .integer(execution.id))
        return try SQLiteStatement(database, SQLiteQueries.findRowByID).first(.integer(execution.id)) {
          try $0.executionRow()
        }
      }
    }
  }

  /// Runs a transaction; when it fails, nothing of it is there.
  private func transaction<Answer>(_ database: Database, _ body: () throws -> Answer) throws -> Answer {
    if database.isInsideTransaction { try SQLiteStatement(database, SQLiteQueries.rollback).run() }
    do {
      try SQLiteStatement(database, SQLiteQueries.begin).run()
      let answer = try body()
      // What is overwritten cannot come back by a crash once this has returned.
      if state.withLock({ $0.hasFailed }) { try SQLiteStatement(database, SQLiteQueries.countOpening).run() }
      try SQLiteStatement(database, SQLiteQueries.commit).run()
      state.withLock { $0.hasFailed = false }
      return answer
    } catch {
      if !(error is StoreError) {
        state.withLock { state in
          state.hasFailed = true
          state.retention.ended = nil
        }
      }
      // SQLite has rolled back some failures by itself. What cannot be rolled back now is tried again by the next one.
      if database.isInsideTransaction { try? SQLiteStatement(database, SQLiteQueries.rollback).run() }
      throw error
    }
  }

  // MARK: Checking

  private func find(_ changes: [StoreChange], in database: Database) throws -> CommitPlan.Found {
    var found = CommitPlan.Found()
    var last: String?
    for change in changes {
      if let arn = change.arn {
        // Changes of one execution come together.
        if arn == last { continue }
        last = arn
        let key = ByteKey(arn)
        if found.executions[key] != nil { continue }
        found.executions[key] = try SQLiteStatement(database, SQLiteQueries.findHead).first(.text(arn)) {
          try $0.head()
        }
      } else if let key = change.document {
        let name = DocumentName(key)
        if found.documents[name] != nil { continue }
        found.documents[name] = try SQLiteStatement(database, SQLiteQueries.findRevision).first(
          .text(key.kind.rawValue), .text(key.name)
        ) { $0.unsigned(0) }
      }
    }
    return found
  }

  // MARK: Writing

  private func write(_ plan: CommitPlan, _ revision: inout UInt64, in database: Database) throws {
    for execution in plan.executions { try write(execution, in: database) }
    let first = revision
    for document in plan.documents where document.isChanged {
      let key = document.key
      if let (order, body) = document.content {
        revision += 1
        try SQLiteStatement(database, SQLiteQueries.writeDocument).run(
          .text(key.kind.rawValue), .text(key.name), .text(order), .unsigned(revision), .bytes(body))
      } else if document.found != nil {
        try SQLiteStatement(database, SQLiteQueries.deleteDocument).run(.text(key.kind.rawValue), .text(key.name))
      }
    }
    if revision != first { try SQLiteStatement(database, SQLiteQueries.writeRevision).run(.unsigned(revision)) }
  }

  private func write(_ execution: CommitPlan.Execution, in database: Database) throws {
    if execution.isFoundRemoved, let found = execution.found { try remove(found, in: database) }
    guard let head = execution.head else { return }
    var id = head.id
    if let new = execution.new {
      id = try insert(execution, head, new, in: database)
    } else if execution.isUpdated {
      try update(execution, head, in: database)
      guard let found = execution.found else { return }
      switch execution.snapshot {
      case .removed: try SQLiteStatement(database, SQLiteQueries.deleteSnapshot).run(.integer(id))
      case .kept, .written: break
      }
      if execution.dropsRecords, found.firstRecord < found.nextRecord {
        try SQLiteStatement(database, SQLiteQueries.deleteRecords).run(.integer(id), .unsigned(head.firstRecord))
      }
    }
    if case .written(let body) = execution.snapshot {
      try SQLiteStatement(database, SQLiteQueries.writeSnapshot).run(.integer(id), .bytes(body))
    }
    if !execution.records.isEmpty {
      try SQLiteStatement(database, SQLiteQueries.insertRecords).run(
        .integer(id), .unsigned(execution.recordsBegin), .integer(Int64(execution.records.count)),
        .bytes(PackedBytes.pack(execution.records)))
    }
    for chunk in execution.history {
      try SQLiteStatement(database, SQLiteQueries.insertHistory).run(
        .integer(id), .unsigned(chunk.first), .integer(Int64(chunk.count)), .bytes(chunk.body))
    }
  }

  private func insert(
    _ execution: CommitPlan.Execution, _ head: ExecutionHead, _ new: NewExecution, in database: Database
  ) throws -> Int64 {
    try SQLiteStatement(database, SQLiteQueries.insertExecution).run(
      .text(execution.arn), .bytes(PackedBytes.pack(new.lists.map { Array($0.utf8) })),
      .integer(Int64(head.status.rawValue)), .integer(head.started), .optional(head.redriven),
      .integer(head.redriveCount), .optional(head.stopped), .integer(head.listed), .optional(head.wake),
      .optional(head.owner), .unsigned(head.fence), .unsigned(head.firstRecord), .unsigned(head.nextRecord),
      .unsigned(head.nextEvent), .bytes(execution.outline ?? []))
    let id = database.lastInsertedRowID
    for list in new.lists {
      try SQLiteStatement(database, SQLiteQueries.insertMember).run(
        .text(list), .integer(Int64(head.status.rawValue)), .integer(head.listed), .integer(id))
    }
    return id
  }

  private func update(_ execution: CommitPlan.Execution, _ head: ExecutionHead, in database: Database) throws {
    guard let found = execution.found else { return }
    try SQLiteStatement(database, SQLiteQueries.updateExecution).run(
      .integer(Int64(head.status.rawValue)), .optional(head.redriven), .integer(head.redriveCount),
      .optional(head.stopped), .integer(head.listed), .optional(head.wake), .optional(head.owner),
      .unsigned(head.fence), .unsigned(head.firstRecord), .unsigned(head.nextRecord), .unsigned(head.nextEvent),
      .optional(execution.outline), .integer(head.id), .unsigned(found.fence))
    guard database.changesCount == 1 else { throw StoreError.lost(executions: [execution.arn]) }
    guard head.status != found.status || head.listed != found.listed else { return }
    for list in try lists(of: head.id, in: database) {
      try SQLiteStatement(database, SQLiteQueries.updateMember).run(
        .integer(Int64(head.status.rawValue)), .integer(head.listed), .text(list),
        .integer(Int64(found.status.rawValue)), .integer(found.listed), .integer(head.id))
    }
  }

  private func remove(_ head: ExecutionHead, in database: Database) throws {
    for list in try lists(of: head.id, in: database) {
      try SQLiteStatement(database, SQLiteQueries.deleteMember).run(
        .text(list), .integer(Int64(head.status.rawValue)), .integer(head.listed), .integer(head.id))
    }
    try SQLiteStatement(database, SQLiteQueries.deleteHistory).run(.integer(head.id))
    try SQLiteStatement(database, SQLiteQueries.deleteRecords).run(.integer(head.id), .integer(.max))
    try SQLiteStatement(database, SQLiteQueries.deleteSnapshot).run(.integer(head.id))
    try SQLiteStatement(database, SQLiteQueries.deleteExecution).run(.integer(head.id))
  }

  private func lists(of id: Int64, in database: Database) throws -> [String] {
    try SQLiteStatement(database, SQLiteQueries.findLists).first(.integer(id)) { try $0.lists(0) } ?? []
  }

  // MARK: Retention

  /// Removes some of the ended executions that are no longer kept, the oldest first.
  private func forget(_ retention: inout RetentionState, at now: Int64, in database: Database) throws {
    let rules = settings.retention
    var excess = 0
    if let count = rules.count {
      let ended =
        try retention.ended ?? SQLiteStatement(database, SQLiteQueries.countEnded).first { Int($0.integer(0)) } ?? 0
      retention.ended = ended
      excess = max(ended - max(count, 0), 0)
    }
    guard excess > 0 || rules.age != nil && retention.next <= now else { return }
    let oldest = try SQLiteStatement(database, SQLiteQueries.oldestEnded).all(
      .integer(Int64(max(settings.forgottenAtOnce, 1)))
    ) { try $0.head() }
    retention.next = .max
    var events: UInt64 = 0
    for (index, head) in oldest.enumerated() {
      guard let stopped = head.stopped else { throw DamagedRow("an ended execution has no stop date") }
      guard index < excess || rules.isExpired(stopped: stopped, at: now) else {
        retention.next = rules.end(ofKeeping: stopped) ?? .max
        return
      }
      guard index == 0 || events + head.nextEvent <= UInt64(max(settings.forgottenEvents, 0)) else { break }
      events += head.nextEvent
      try remove(head, in: database)
      retention.ended = retention.ended.map { $0 - 1 }
    }
    // The next commit goes on.
    if !oldest.isEmpty { retention.next = .min }
  }
}

extension RetentionState {
  /// Counts what a commit has ended and removed.
  mutating func take(_ plan: CommitPlan, _ rules: StoreRetention) {
    for execution in plan.executions {
      let wasEnded = execution.found.map { !$0.status.isRunning } ?? false
      let isEnded = execution.head.map { !$0.status.isRunning } ?? false
      ended = ended.map { $0 + (isEnded ? 1 : 0) - (wasEnded ? 1 : 0) }
      if isEnded, let stopped = execution.head?.stopped, let end = rules.end(ofKeeping: stopped) {
        next = min(next, end)
      }
    }
  }
}
