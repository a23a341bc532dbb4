#if PostgreSQL
  import Foundation
  public import StatesRuntime
  import StatesSQL

  /// A store in a PostgreSQL database, which several processes may share.
  ///
  /// A commit is one transaction in two round trips, however many executions it is about: the first locks and reads what
  /// is named, the second writes all rows of a kind with one statement, and commits. Every write compares fences.
  ///
  /// Leases run by the database's clock, one row for each owner. Opening takes nothing over: that is what
  /// ``claim(_:)`` does when a lease has ended.
  ///
  /// While the database is away, calls fail with ``StoreError/unavailable(_:)`` when their patience ends. A commit whose
  /// end is not known, because the connection was lost, does not return before the store has found it out.
  ///
  /// PostgreSQL 14 or later is needed, and libpq of that version. Sessions keep settings, prepared statements and locks:
  /// a pooler between the store and the server must pool sessions, not transactions.
  public final class PostgreSQLStore: ExecutionStore {
    /// The schema that holds the tables.
    public var schema: String { writer.session.location.schema }

    let settings: PostgreSQLStoreSettings
    let writer: PostgreSQLWriter
    private let readers: [PostgreSQLSession]
    /// Leases and signals have a connection of their own, so that they never wait for a commit.
    private let control: PostgreSQLSession
    private let signaling: PostgreSQLSignals
    private let state = Locked(State())

    private struct State: Sendable {
      var isClosed = false
      /// Owners whose lease lasts as long as the store is open.
      var kept: Set<ByteKey> = []
      var isKeeping = false
    }

    /// Connects to a database, and brings its schema up to date.
    ///
    /// - Parameters:
    ///   - url: a URL (`postgres://user:password@host:port/database`) or another connection string of libpq, whose
    ///     parameters and environment variables hold; the URL's parameter `schema` goes before the settings'.
    ///   - settings: schema, retention, limits.
    /// - Throws: ``StoreError/unavailable(_:)`` if the database cannot be reached or does not let the schema be made,
    ///   ``StoreError/unsupportedVersion(file:version:supported:)`` if a later version of the library has written it.
    public init(url: String, settings: PostgreSQLStoreSettings = PostgreSQLStoreSettings()) async throws(StoreError) {
      let settings = settings.bounded
      let location = PostgreSQLLocation(url, schema: settings.schema)
      self.settings = settings
      let session = PostgreSQLSession(location, "writer", patience: settings.patience)
      writer = PostgreSQLWriter(session, settings)
      readers = (0..<settings.readers).map {
        PostgreSQLSession(location, "reader.\($0)", patience: settings.patience)
      }
      control = PostgreSQLSession(location, "control", patience: settings.patience)
      signaling = PostgreSQLSignals(control, interval: settings.signalInterval)
      try await writer.open()
    }

    // MARK: Changes

    /// Makes all changes, in this order, or none of them; returns when the database has committed.
    public func commit(_ changes: [StoreChange]) async throws(StoreError) {
      try await writer.commit(changes)
    }

    /// Takes over unfinished executions whose owner has no valid lease. What another store is taking is left to it.
    public func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] {
      try settings.limits.checkPage(claim.limit)
      try await renewLease(of: claim.owner, for: claim.lease)
      return try await writer.claim(claim)
    }

    /// Extends the lease of an owner by the database's clock. A lease without an end is renewed while the store is open.
    public func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
      let isFirst = state.withLock { state in
        if duration == nil { state.kept.insert(ByteKey(owner)) } else { state.kept.remove(ByteKey(owner)) }
        guard !state.kept.isEmpty, !state.isKeeping else { return false }
        state.isKeeping = true
        return true
      }
      if isFirst { keepLeases() }
      try await control.perform { [control, settings] in
        try control.use { connection in
          _ = try connection.run([Self.renewal(of: owner, for: duration ?? settings.lease)])
        }
      }
    }

    private static func renewal(of owner: String, for duration: Duration) -> PostgreSQLStatement {
      // A millennium is enough, and within what an interval holds.
      let milliseconds = min(max(duration.milliseconds, 0), 31_536_000_000_000)
      return PostgreSQLStatement(PostgreSQLQueries.renewLease, .text(owner), .integer(milliseconds))
    }

    /// Renews the leases that have no end, again and again.
    private func keepLeases() {
      let interval = Duration.milliseconds(max(settings.lease.milliseconds / 3, 1))
      control.schedule(after: interval) { [weak self] in
        guard let self else { return }
        // In one order, so that two stores do not wait for each other.
        let owners = state.withLock { $0.kept.sorted() }
        try? control.use { connection in
          _ = try connection.run(owners.map { Self.renewal(of: $0.text, for: settings.lease) })
        }
        keepLeases()
      }
    }

    // MARK: Reading

    /// The row of an execution.
    public func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? {
      try await read { connection in
        let result = try connection.run([PostgreSQLStatement(PostgreSQLQueries.findRow, .text(arn))])[0]
        return try result.rows.first.map { try result.executionRow($0) }
      }
    }

    /// The last snapshot of an execution and the records after it.
    public func journal(of arn: String) async throws(StoreError) -> StoredJournal? {
      try await read { try PostgreSQLReader(connection: $0).journal(of: arn) }
    }

    /// Chunks of an execution's history.
    public func history(
      of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int
    ) async throws(StoreError) -> [HistoryChunk] {
      try settings.limits.checkPage(limit)
      return try await read {
        try PostgreSQLReader(connection: $0).history(of: arn, from: event, direction, limit: limit)
      }
    }

    /// One page of executions.
    public func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow] {
      try settings.limits.checkPage(query.limit)
      return try await read { try PostgreSQLReader(connection: $0).executions(query) }
    }

    /// A document.
    public func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument? {
      try await read { connection in
        let statement = PostgreSQLStatement(
          PostgreSQLQueries.findDocument, .text(key.kind.rawValue), .text(key.name))
        return try connection.run([statement])[0].documents(key.kind).first
      }
    }

    /// One page of the documents of a kind.
    public func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument] {
      try settings.limits.checkPage(query.limit)
      return try await read { try PostgreSQLReader(connection: $0).documents(query) }
    }

    /// What is under way ends; then the connections are closed, and leases without an end do end.
    public func close() async {
      let kept = state.withLock { state in
        state.isClosed = true
        defer { state.kept = [] }
        return state.kept.sorted()
      }
      await writer.close()
      for reader in readers { await reader.close() }
      signaling.close()
      await control.close { [control] in
        guard !kept.isEmpty else { return }
        _ = try? control.connect().run(kept.map { Self.renewal(of: $0.text, for: .zero) })
      }
    }

    private func read<Answer: Sendable>(
      _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Answer
    ) async throws(StoreError) -> Answer {
      if state.withLock({ $0.isClosed }) { throw .closed }
      // The one with the fewest calls in line.
      let session = readers.min { $0.load < $1.load } ?? control
      return try await session.perform { try session.use(body) }
    }
  }

  extension PostgreSQLStore: StoreSignals {
    /// Tells all hosts, of all processes, that there is something for a topic: together with other signals of the next
    /// few milliseconds, by `NOTIFY` on a connection that writes nothing.
    public func signal(_ topic: String) { signaling.signal(topic) }

    /// The topics that hosts are told of from now on; `nil` after the listening connection was lost.
    public func signals() -> AsyncStream<String?> { signaling.signals() }
  }
#endif
