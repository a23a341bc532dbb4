#if PostgreSQL
  import Foundation
  import StatesEngine
  import StatesRuntime
  import StatesSQL

  /// The connection that writes: one transaction after the other, each in two round trips.
  ///
  /// Every transaction writes its number into the writer's row before anything else. When the connection is lost during
  /// `COMMIT`, that row tells whether it was made: reading it waits for a transaction that is still under way. Nobody is
  /// answered before that is known.
  final class PostgreSQLWriter: @unchecked Sendable {
    let session: PostgreSQLSession
    let settings: PostgreSQLStoreSettings
    /// The name of the writer's row.
    private let id: [UInt8] = withUnsafeBytes(of: UUID().uuid) { Array($0) }

    // Only the session's queue uses these.
    /// The number of the last transaction that was made.
    private var commits: Int64 = 0
    private var doubt: Doubt?
    /// Numbers for new executions.
    private var ids: [Int64] = []
    private var retention = RetentionState()

    /// A transaction of which it is not known whether it was made.
    private struct Doubt {
      let number: Int64
      /// Answers the caller that waits for it: whether it was made, or `nil` if that will not be known.
      let finish: (Bool?) -> Void
    }

    /// The connection was lost after `COMMIT` was sent.
    private struct LostCommit<Answer: Sendable>: Error {
      let answer: Answer
    }

    private struct RetentionState {
      var next = ContinuousClock.now
      /// How many executions have ended since the last look.
      var ended = 0
    }

    init(_ session: PostgreSQLSession, _ settings: PostgreSQLStoreSettings) {
      self.session = session
      self.settings = settings
    }

    /// Brings the schema up to date, and adds the writer.
    func open() async throws(StoreError) {
      try await session.perform { [self] in
        try PostgreSQLMigration.run(session.location)
        try session.use { connection in
          _ = try connection.run([
            PostgreSQLStatement(PostgreSQLQueries.removeWriters),
            PostgreSQLStatement(PostgreSQLQueries.addWriter, .bytes(id)),
          ])
        }
      }
    }

    /// Commits under way end, then the connection is closed.
    func close() async {
      await session.close { [self] in
        try? resolve()
        doubt?.finish(nil)
        doubt = nil
      }
    }

    // MARK: Transactions

    /// Runs a transaction.
    ///
    /// - Parameters:
    ///   - prepare: done before it, on the queue.
    ///   - first: what locks and reads what the transaction is about.
    ///   - second: gives what is to be written, none to give up the transaction, and the answer.
    private func transaction<Answer: Sendable>(
      prepare: @escaping @Sendable () -> Void = {},
      first: @escaping @Sendable () -> [PostgreSQLStatement],
      second:
        @escaping @Sendable (PostgreSQLConnection, ArraySlice<PostgreSQLResult>) throws -> (
          [PostgreSQLStatement], Answer
        )
    ) async throws(StoreError) -> Answer {
      let result: Result<Answer, StoreError> = await withCheckedContinuation { continuation in
        session.enqueue {
          self.run(prepare: prepare, first: first, second: second) { continuation.resume(returning: $0) }
        }
      }
      return try result.get()
    }

    private func run<Answer: Sendable>(
      prepare: () -> Void, first: () -> [PostgreSQLStatement],
      second: (PostgreSQLConnection, ArraySlice<PostgreSQLResult>) throws -> ([PostgreSQLStatement], Answer),
      answer: @escaping @Sendable (Result<Answer, StoreError>) -> Void
    ) {
      guard !session.isClosed else { return answer(.failure(.closed)) }
      let notKnown = StoreError.unavailable(
        "PostgreSQL: the connection was lost, and the store closed before it was known whether the commit was made")
      let notMade = StoreError.unavailable("PostgreSQL: the connection was lost, and the commit was not made")
      do {
        try resolve()
        prepare()
        for _ in 0..<5 {
          do {
            answer(.success(try session.use { try transact($0, first(), second) }))
            return
          } catch let lost as LostCommit<Answer> {
            session.disconnect()
            let number = commits + 1
            do {
              if try isMade(number) { return answer(.success(lost.answer)) }
            } catch {
              doubt = Doubt(number: number) { isMade in
                switch isMade {
                case true?: answer(.success(lost.answer))
                case false?: answer(.failure(notMade))
                case nil: answer(.failure(notKnown))
                }
              }
              resolveLater()
              return
            }
          }
        }
        answer(.failure(notMade))
      } catch {
        answer(.failure(StoreError(error, database: session.location.schema)))
      }
    }

    private func transact<Answer: Sendable>(
      _ connection: PostgreSQLConnection, _ first: [PostgreSQLStatement],
      _ second: (PostgreSQLConnection, ArraySlice<PostgreSQLResult>) throws -> ([PostgreSQLStatement], Answer)
    ) throws -> Answer {
      do {
        let results = try begin(connection, first)
        let (statements, answer) = try second(connection, results)
        guard !statements.isEmpty else {
          try connection.run(PostgreSQLQueries.rollback)
          return answer
        }
        if try !commit(connection, statements) { throw LostCommit(answer: answer) }
        return answer
      } catch {
        if !(error is LostCommit<Answer>), (error as? PostgreSQLProblem)?.endsSession != true {
          try connection.run(PostgreSQLQueries.rollback)
        }
        throw error
      }
    }

    /// Begins a transaction, and gives the results of its first statements.
    private func begin(
      _ connection: PostgreSQLConnection, _ first: [PostgreSQLStatement]
    ) throws -> ArraySlice<PostgreSQLResult> {
      let begin = [
        PostgreSQLStatement(PostgreSQLQueries.begin),
        PostgreSQLStatement(PostgreSQLQueries.countCommit, .bytes(id), .integer(commits + 1)),
      ]
      let results = try connection.run(begin + first)
      if results[1].count == 1 { return results.dropFirst(2) }
      // Somebody has removed what had not been used for long.
      try connection.run(PostgreSQLQueries.rollback)
      _ = try connection.run([PostgreSQLStatement(PostgreSQLQueries.addWriter, .bytes(id))])
      return try connection.run(begin + first).dropFirst(2)
    }

    /// Writes and commits.
    ///
    /// - Returns: `false` if the connection was lost, so that nobody knows whether the transaction was made.
    private func commit(_ connection: PostgreSQLConnection, _ statements: [PostgreSQLStatement]) throws -> Bool {
      do throws(PostgreSQLProblem) {
        _ = try connection.run(statements + [PostgreSQLStatement(PostgreSQLQueries.commit)])
      } catch {
        if error.endsSession { return false }
        throw error
      }
      commits += 1
      return true
    }

    // MARK: Doubt

    private func isMade(_ number: Int64) throws -> Bool {
      let found = try session.use { connection in
        let result = try connection.run([PostgreSQLStatement(PostgreSQLQueries.findCommit, .bytes(id))])[0]
        return result.rows.first.map { result.integer($0, 0) } ?? 0
      }
      if found == number { commits = number }
      return found == number
    }

    /// Finds out about the transaction that is in doubt, if there is one.
    private func resolve() throws {
      guard let doubt else { return }
      let isMade = try isMade(doubt.number)
      self.doubt = nil
      doubt.finish(isMade)
    }

    private func resolveLater() {
      session.schedule(after: .milliseconds(200)) { [weak self] in
        guard let self, doubt != nil else { return }
        try? resolve()
        if doubt != nil { resolveLater() }
      }
    }

    // MARK: Commits

    func commit(_ changes: [StoreChange]) async throws(StoreError) {
      if changes.isEmpty { return try await session.perform { [self] in try resolve() } }
      let request = CommitRequest(changes)
      try await transaction(
        prepare: { [self] in forget() },
        first: { [self] in
          request.lookups + (ids.count < request.starts ? [request.moreIDs(than: ids.count)] : [])
        },
        second: { [self] _, results in
          if results.count > request.lookups.count, let new = results.last {
            for row in new.rows { ids += (0..<64).map { new.integer(row, 0) + $0 } }
          }
          let (found, now) = try request.found(results)
          let plan = try CommitPlan(
            changes, found: found, limits: settings.limits, retention: settings.retention, at: now)
          try request.checkKinds()
          let count = plan.executions.count { $0.new != nil }
          let numbers = ids.suffix(count)
          ids.removeLast(numbers.count)
          retention.ended += plan.executions.count { $0.head?.stopped != nil }
          return (try plan.statements(ids: numbers), ())
        })
    }

    func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] {
      let due = PostgreSQLValue.optional(claim.due?.milliseconds)
      let limit = PostgreSQLValue.integer(Int64(claim.limit))
      return try await transaction(
        first: { [PostgreSQLStatement(PostgreSQLQueries.freeOwners, .text(claim.owner))] },
        second: { connection, results in
          guard let owners = results.first, owners.count > 0 else { return ([], []) }
          let taken = try connection.run(
            owners.rows.map { row in
              owners.isNull(row, 0)
                ? PostgreSQLStatement(PostgreSQLQueries.lockFree, due, limit)
                : PostgreSQLStatement(PostgreSQLQueries.lockOwned, .bytes(owners.bytes(row, 0)), due, limit)
            })
          var found = try taken.flatMap { result in
            try result.rows.map { (id: result.integer($0, 0), row: try result.executionRow($0)) }
          }
          found.sort { left, right in
            let dates = (left.row.wake?.milliseconds ?? .max, right.row.wake?.milliseconds ?? .max)
            return dates.0 != dates.1 ? dates.0 < dates.1 : ByteKey(left.row.arn) < ByteKey(right.row.arn)
          }
          found = Array(found.prefix(claim.limit))
          guard !found.isEmpty else { return ([], []) }
          let rows = found.map { found in
            var row = found.row
            row.owner = claim.owner
            row.fence += 1
            return row
          }
          return (
            [
              PostgreSQLStatement(PostgreSQLQueries.take, .integers(found.map(\.id)), .text(claim.owner)),
              PostgreSQLStatement(PostgreSQLQueries.deleteLeases),
            ], rows
          )
        })
    }

    // MARK: Retention

    /// Removes some of the ended executions that are no longer kept, in a transaction of its own.
    private func forget() {
      let rules = settings.retention
      guard rules != StoreRetention(age: nil) else { return }
      // The more are kept, the less it matters when a few more are there for a while. Other writers' are not counted.
      let isCounted = rules.count.map { retention.ended >= $0 / 100 } ?? false
      guard isCounted || retention.next <= .now else { return }
      // What cannot be removed now is removed later; the commit that follows meets the same problem, if there is one.
      let isDone = (try? session.use { try forget(rules, $0) }) ?? true
      retention.next = .now + (isDone ? min(rules.age.map { $0 / 10 } ?? .seconds(60), .seconds(60)) : .zero)
      if isDone { retention.ended = 0 }
    }

    /// - Returns: whether nothing is left to remove.
    private func forget(_ rules: StoreRetention, _ connection: PostgreSQLConnection) throws -> Bool {
      do {
        let kept = Int64(clamping: max(rules.count ?? .max, 0))
        let results = try connection.run([
          PostgreSQLStatement(PostgreSQLQueries.begin), PostgreSQLStatement(PostgreSQLQueries.now),
          PostgreSQLStatement(PostgreSQLQueries.lastKept, .integer(rules.count == nil ? .max : kept)),
        ])
        var last: (date: Int64, arn: [UInt8])?
        if let age = rules.age {
          let (date, overflow) = results[1].integer(0, 0).subtractingReportingOverflow(age.milliseconds)
          if !overflow { last = (date, [0xFF]) }
        }
        if results[2].count == 1 {
          let position = (date: results[2].integer(0, 0), arn: results[2].bytes(0, 1))
          if last.map({ $0.date < position.date }) ?? true { last = position }
        }
        guard let last else {
          try connection.run(PostgreSQLQueries.rollback)
          return true
        }
        let ended = try connection.run([
          PostgreSQLStatement(
            PostgreSQLQueries.lockEnded, .integer(last.date), .bytes(last.arn),
            .integer(Int64(settings.forgottenAtOnce)))
        ])[0]
        var events: UInt64 = 0
        let numbers = ended.rows.prefix { row in
          // No sum of two of these overflows, and a third one is not added to more than the limit.
          events += min(ended.unsigned(row, 1), UInt64(Int64.max))
          return row == 0 || events <= UInt64(max(settings.forgottenEvents, 0))
        }.map { ended.integer($0, 0) }
        _ = try connection.run(
          CommitPlan.removal(of: numbers) + [PostgreSQLStatement(PostgreSQLQueries.commit)])
        return ended.count < settings.forgottenAtOnce && numbers.count == ended.count
      } catch {
        if !error.endsSession { try connection.run(PostgreSQLQueries.rollback) }
        throw error
      }
    }
  }
#endif
