import Dispatch
import GRDB
public import StatesEngine
public import StatesRuntime
import StatesSQL

/// A store in an SQLite database, for one process at a time: one file, nothing to set up, and nothing in memory but a
/// cache, however many executions there are.
///
/// Commits are transactions in the write-ahead log, and durable when they return. One connection writes; reads have
/// connections of their own, see what was committed when they began, and keep nobody waiting. Neither blocks a thread
/// of Swift's concurrency.
///
/// The database lies beside two files of SQLite's, with `-wal` and `-shm` after its name, and one with `-lock`, which
/// keeps a second process away; a backup by SQLite's means (`sqlite3 file '.backup copy'`) may be made at any time.
public final class SQLiteStore: ExecutionStore {
  /// The path of the database.
  public let path: String

  let pool: DatabasePool
  let settings: SQLiteStoreSettings
  let clock: @Sendable () -> Timestamp
  let state: Locked<State>

  struct State: Sendable {
    var lock: (any AnyObject & Sendable)?
    var isClosed = false
    /// The last revision that was given to a document.
    var revision: UInt64 = 0
    var leases: [ByteKey: Lease] = [:]
    var retention = RetentionState()
    /// Whether a commit has failed: what it may have left in the log is overwritten by the next one.
    var hasFailed = false
  }

  /// The ends of the owners' leases, by the store's clock.
  enum Lease: Sendable {
    case forGood
    case until(Timestamp)

    func isValid(at now: Timestamp) -> Bool {
      switch self {
      case .forGood: true
      case .until(let end): end > now
      }
    }
  }

  /// Opens a database, which is made if it is not there, as are the folders above it.
  ///
  /// Executions that an earlier process owned have no owner then, and a higher fence.
  ///
  /// - Parameters:
  ///   - path: the path of the database.
  ///   - settings: retention, limits.
  ///   - clock: the store's clock, by which leases and retention run.
  /// - Throws: ``StoreError/inUse(folder:by:)`` while another process or store has it open,
  ///   ``StoreError/damaged(file:offset:reason:)`` if the file is no database of this kind,
  ///   ``StoreError/unsupportedVersion(file:version:supported:)`` if a later version of the library has written it, or
  ///   why the system does not open it.
  public init(
    path: String, settings: SQLiteStoreSettings = SQLiteStoreSettings(),
    clock: @escaping @Sendable () -> Timestamp = { Timestamp.systemTime() }
  ) throws(StoreError) {
    let opened = try SQLiteOpening(path: path, readers: settings.readers)
    self.path = path
    self.settings = settings
    self.clock = clock
    pool = opened.pool
    state = Locked(State(lock: opened.lock, revision: opened.revision))
  }

  // MARK: Changes

  /// Makes all changes, in this order, or none of them, and waits until they are on the medium.
  public func commit(_ changes: [StoreChange]) async throws(StoreError) {
    try await write { database in try self.commit(changes, in: database) }
  }

  /// Takes over unfinished executions whose owner has no valid lease. Leases are not stored: opening takes everything
  /// over.
  public func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] {
    try settings.limits.checkPage(claim.limit)
    return try await write { database in try self.claim(claim, in: database) }
  }

  /// Extends the lease of an owner.
  public func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
    let now = clock()
    let isClosed = state.withLock { state in
      state.renewLease(of: owner, for: duration, at: now)
      return state.isClosed
    }
    if isClosed { throw .closed }
  }

  // MARK: Reading

  /// The row of an execution.
  public func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? {
    try await read { database in
      try SQLiteStatement(database, SQLiteQueries.findRow).first(.text(arn)) { try $0.executionRow() }
    }
  }

  /// The last snapshot of an execution and the records after it.
  public func journal(of arn: String) async throws(StoreError) -> StoredJournal? {
    try await read { database in try SQLiteReader(database: database).journal(of: arn) }
  }

  /// Chunks of an execution's history.
  public func history(
    of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int
  ) async throws(StoreError) -> [HistoryChunk] {
    try settings.limits.checkPage(limit)
    return try await read { database in
      try SQLiteReader(database: database).history(of: arn, from: event, direction, limit: limit)
    }
  }

  /// One page of executions.
  public func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow] {
    try settings.limits.checkPage(query.limit)
    return try await read { database in try SQLiteReader(database: database).executions(query) }
  }

  /// A document.
  public func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument? {
    try await read { database in
      try SQLiteStatement(database, SQLiteQueries.findDocument).first(.text(key.kind.rawValue), .text(key.name)) {
        $0.document(key.kind)
      }
    }
  }

  /// One page of the documents of a kind.
  public func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument] {
    try settings.limits.checkPage(query.limit)
    return try await read { database in try SQLiteReader(database: database).documents(query) }
  }

  /// What is under way ends, then the database is closed and its lock given up.
  public func close() async {
    state.withLock { $0.isClosed = true }
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      // Waits for reads and commits under way.
      DispatchQueue.global().async {
        try? self.pool.close()
        self.state.withLock { $0.lock = nil }
        continuation.resume()
      }
    }
  }

  // MARK: Connections

  /// Uses the connection that writes, on its queue.
  private func write<Answer: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Answer
  ) async throws(StoreError) -> Answer {
    let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
      pool.asyncWriteWithoutTransaction { database in
        continuation.resume(returning: self.result { try body(database) })
      }
    }
    return try result.get()
  }

  /// Uses a connection that reads, inside a transaction.
  private func read<Answer: Sendable>(
    _ body: @escaping @Sendable (Database) throws -> Answer
  ) async throws(StoreError) -> Answer {
    let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
      pool.asyncRead { database in
        continuation.resume(returning: self.result { try body(database.get()) })
      }
    }
    return try result.get()
  }

  private func result<Answer: Sendable>(_ body: () throws -> Answer) -> Result<Answer, StoreError> {
    guard !state.withLock({ $0.isClosed }) else { return .failure(.closed) }
    do {
      return .success(try body())
    } catch {
      return .failure(StoreError(error, path: path))
    }
  }
}

extension SQLiteStore.State {
  mutating func renewLease(of owner: String, for duration: Duration?, at now: Timestamp) {
    leases = leases.filter { $1.isValid(at: now) }
    leases[ByteKey(owner)] = duration.map { .until(now.advanced(byMilliseconds: $0.milliseconds)) } ?? .forGood
  }
}

extension StoreError {
  /// What went wrong in a database.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as StoreError:
      self = error
    case let error as DamagedRow:
      self = .damaged(file: path, offset: 0, reason: error.reason)
    case let error as DatabaseError:
      let reason = "SQLite: \(error.message ?? "no description") (\(error.extendedResultCode.rawValue))"
      switch error.resultCode {
      case .SQLITE_FULL: self = .full(reason)
      case .SQLITE_TOOBIG: self = .invalid(reason)
      case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_CONSTRAINT, .SQLITE_MISMATCH:
        self = .damaged(file: path, offset: 0, reason: reason)
      default: self = .unavailable(reason)
      }
    default:
      self = .unavailable("\(error)")
    }
  }
}
