#if PostgreSQL
  import StatesEngine
  import StatesRuntime
  import StatesSQL

  /// Reads through a connection; what takes several statements, in one transaction that sees one moment.
  struct PostgreSQLReader {
    let connection: PostgreSQLConnection

    private func read(_ statements: [PostgreSQLStatement]) throws -> [PostgreSQLResult] {
      if statements.count == 1 { return try connection.run(statements) }
      do {
        let results = try connection.run(
          [PostgreSQLStatement(PostgreSQLQueries.beginReading)] + statements
            + [PostgreSQLStatement(PostgreSQLQueries.commit)])
        return Array(results.dropFirst().dropLast())
      } catch {
        if !error.endsSession { try connection.run(PostgreSQLQueries.rollback) }
        throw error
      }
    }

    func journal(of arn: String) throws -> StoredJournal? {
      let results = try read([
        PostgreSQLStatement(PostgreSQLQueries.findHead, .text(arn)),
        PostgreSQLStatement(PostgreSQLQueries.readSnapshot, .text(arn)),
        PostgreSQLStatement(PostgreSQLQueries.readRecords, .text(arn)),
      ])
      guard let row = results[0].rows.first else { return nil }
      let snapshot = results[1].rows.first.map { results[1].bytes($0, 0) }
      let batches = try results[2].rows.map { row in
        guard let records = PackedBytes.unpack(results[2].bytes(row, 2)), records.count == results[2].integer(row, 1)
        else { throw DamagedRow("records of \(arn) are not whole") }
        return (first: results[2].unsigned(row, 0), records: records)
      }
      guard let journal = StoredJournal(snapshot: snapshot, try results[0].head(row), batches: batches) else {
        throw DamagedRow("records of \(arn) are missing")
      }
      return journal
    }

    func history(of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int) throws -> [HistoryChunk]
    {
      let statement =
        switch direction {
        case .ascending:
          PostgreSQLStatement(
            PostgreSQLQueries.readHistoryAscending, .text(arn), .integer(Int64(clamping: event ?? 0)),
            .integer(Int64(limit)))
        case .descending:
          PostgreSQLStatement(
            PostgreSQLQueries.readHistoryDescending, .text(arn), .integer(Int64(clamping: event ?? .max)),
            .integer(Int64(limit)))
        }
      return try read([statement])[0].chunks
    }

    func executions(_ query: ExecutionQuery) throws -> [ExecutionRow] {
      let statuses = ExecutionRow.Status.allCases.filter { query.statuses.isEmpty || query.statuses.contains($0) }
      let isAscending = query.direction == .ascending
      // Without a cursor the page begins before or after all that can be.
      let date = PostgreSQLValue.integer(query.after?.listed.milliseconds ?? (isAscending ? .min : .max))
      let arn = query.after.map { PostgreSQLValue.text($0.arn) } ?? .bytes(isAscending ? [] : Self.afterAll)
      let limit = PostgreSQLValue.integer(Int64(query.limit))
      var statements: [PostgreSQLStatement] = []
      if let list = query.list {
        let sql = isAscending ? PostgreSQLQueries.listAscending : PostgreSQLQueries.listDescending
        statements = statuses.map {
          PostgreSQLStatement(sql, date, arn, limit, .text(list), .integer(Int64($0.rawValue)))
        }
      } else {
        if statuses.contains(.running) {
          statements.append(
            PostgreSQLStatement(
              isAscending ? PostgreSQLQueries.runningAscending : PostgreSQLQueries.runningDescending, date, arn, limit))
        }
        let ended = statuses.filter { !$0.isRunning }
        if !ended.isEmpty {
          statements.append(
            PostgreSQLStatement(
              isAscending ? PostgreSQLQueries.endedAscending : PostgreSQLQueries.endedDescending, date, arn, limit,
              .integers(ended.map { Int64($0.rawValue) })))
        }
      }
      let parts = try read(statements).map { result in try result.rows.map { try result.executionRow($0) } }
      return ExecutionRow.page(of: parts, query)
    }

    func documents(_ query: DocumentQuery) throws -> [StoredDocument] {
      let prefix = Array(query.prefix.utf8)
      let isAscending = query.direction == .ascending
      let statement = PostgreSQLStatement(
        isAscending ? PostgreSQLQueries.documentsAscending : PostgreSQLQueries.documentsDescending,
        .text(query.kind.rawValue), .bytes(prefix), .bytes(prefix + Self.afterAll),
        query.after.map { .text($0.order) } ?? .bytes(isAscending ? [] : Self.afterAll),
        query.after.map { .text($0.name) } ?? .bytes(isAscending ? [] : Self.afterAll), .integer(Int64(query.limit)))
      return try read([statement])[0].documents(query.kind)
    }

    /// After every key: no UTF-8 has this byte.
    private static let afterAll: [UInt8] = [0xFF]
  }
#endif
