import LanguageSupport
public import StatesEngine

/// A store in memory: everything is lost with it. For tests, and for executions that need not survive.
///
/// Commits are checked and made under one lock; a row costs O(log n), a page O(log n + page).
public final class MemoryStore: ExecutionStore, StoreSignals {
  private struct State: Sendable {
    var tables: StoreTables
    var isClosed = false
  }

  private let state: Locked<State>
  private let clock: @Sendable () -> Timestamp
  private let limits: StoreLimits
  private let listeners = SignalListeners()

  /// Creates an empty store.
  ///
  /// - Parameters:
  ///   - retention: how long ended executions are kept.
  ///   - limits: the largest values that the store accepts.
  ///   - clock: the store's clock, by which leases and retention run.
  public init(
    retention: StoreRetention = StoreRetention(), limits: StoreLimits = StoreLimits(),
    clock: @escaping @Sendable () -> Timestamp = { Timestamp.systemTime() }
  ) {
    self.clock = clock
    self.limits = limits
    state = Locked(State(tables: StoreTables(limits: limits, retention: retention)))
  }

  /// Makes all changes, in this order, or none of them.
  public func commit(_ changes: [StoreChange]) async throws(StoreError) {
    let now = clock()
    let changes = changes.map { TableChange($0) }
    try locked { tables throws(StoreError) in
      var pending = StoreTables.Pending(lastRevision: tables.lastRevision)
      let expired = tables.expired(at: now, limit: StoreTables.forgottenAtOnce).map { TableChange.forget(arn: $0) }
      tables.apply(try tables.check(expired, &pending, at: now))
      tables.apply(try tables.check(changes, &pending, at: now))
    }
  }

  /// Takes over unfinished executions whose owner has no valid lease.
  public func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] {
    try limits.checkPage(claim.limit)
    let now = clock()
    return try locked { tables throws(StoreError) in tables.claim(claim, at: now) }
  }

  /// Extends the lease of an owner.
  public func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
    let now = clock()
    try locked { tables throws(StoreError) in tables.renewLease(of: owner, for: duration, at: now) }
  }

  /// The row of an execution.
  public func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? {
    try locked { tables throws(StoreError) in tables.entry(arn)?.row }
  }

  /// The last snapshot of an execution and the records after it.
  public func journal(of arn: String) async throws(StoreError) -> StoredJournal? {
    guard let entry = try locked({ tables throws(StoreError) in tables.entry(arn) }) else { return nil }
    return StoredJournal(
      snapshot: entry.snapshot?.bytes, first: entry.firstRecord, records: entry.journal.map(\.bytes))
  }

  /// Chunks of an execution's history.
  public func history(
    of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int
  ) async throws(StoreError) -> [HistoryChunk] {
    try limits.checkPage(limit)
    return try locked { tables throws(StoreError) in tables.history(of: arn, from: event, direction, limit: limit) }
      .map { HistoryChunk(first: $0.first, count: $0.count, body: $0.body.bytes) }
  }

  /// One page of executions.
  public func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow] {
    try limits.checkPage(query.limit)
    return try locked { tables throws(StoreError) in tables.executions(query) }
  }

  /// Creates a document.
  public func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument? {
    try locked { tables throws(StoreError) in tables.document(key) }.map { StoredDocument(key, $0) }
  }

  /// One page of the documents of a kind.
  public func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument] {
    try limits.checkPage(query.limit)
    return try locked { tables throws(StoreError) in tables.documents(query).map { StoredDocument($0.key, $0.document) }
    }
  }

  /// Forgets everything.
  public func close() async {
    state.withLock { state in
      state.isClosed = true
      state.tables = StoreTables(limits: limits, retention: StoreRetention())
    }
    listeners.close()
  }

  /// Tells all hosts that share the store that there is something for a topic.
  public func signal(_ topic: String) { listeners.tell(topic) }

  /// How many hosts listen to signals.
  var listenerCount: Int { listeners.count }

  /// The topics that hosts are told of from now on.
  public func signals() -> AsyncStream<String?> { listeners.add() }

  private func locked<Answer: Sendable>(
    _ body: (inout StoreTables) throws(StoreError) -> Answer
  ) throws(StoreError) -> Answer {
    let result: Result<Answer, StoreError> = state.withLock { state in
      guard !state.isClosed else { return .failure(.closed) }
      do throws(StoreError) {
        return .success(try body(&state.tables))
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}

extension StoreTables {
  /// The number of ended executions that one commit removes: bounded, and yet more than a commit usually adds.
  static var forgottenAtOnce: Int { 256 }
}

extension StoredBody {
  /// The bytes of a body in memory.
  fileprivate var bytes: [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .file: []
    }
  }
}

extension StoredDocument {
  fileprivate init(_ key: DocumentKey, _ document: StoreTables.Document) {
    self.init(key: key, order: document.order, revision: document.revision, body: document.body.bytes)
  }
}
