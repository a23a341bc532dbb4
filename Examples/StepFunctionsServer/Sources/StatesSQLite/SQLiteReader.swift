import GRDB
import StatesEngine
import StatesRuntime
import StatesSQL

/// Reads inside the transaction of a connection.
struct SQLiteReader {
  let database: Database

  private func head(of arn: String) throws -> ExecutionHead? {
    try SQLiteStatement(database, SQLiteQueries.findHead).first(.text(arn)) { try $0.head() }
  }

  func journal(of arn: String) throws -> StoredJournal? {
    guard let head = try head(of: arn) else { return nil }
    let snapshot = try SQLiteStatement(database, SQLiteQueries.readSnapshot).first(.integer(head.id)) { $0.bytes(0) }
    let batches = try SQLiteStatement(database, SQLiteQueries.readRecords).all(.integer(head.id)) { row in
      guard let records = PackedBytes.unpack(row.bytes(2)), records.count == row.integer(1) else {
        throw DamagedRow("records of \(arn) are not whole")
      }
      return (first: row.unsigned(0), records: records)
    }
    guard let journal = StoredJournal(snapshot: snapshot, head, batches: batches) else {
      throw DamagedRow("records of \(arn) are missing")
    }
    return journal
  }

  func history(of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int) throws -> [HistoryChunk] {
    guard let head = try head(of: arn) else { return [] }
    let rows = Int64(limit)
    switch direction {
    case .ascending:
      let event = event ?? 0
      guard event < head.nextEvent else { return [] }
      return try SQLiteStatement(database, SQLiteQueries.readHistoryAscending).all(
        .integer(head.id), .unsigned(event), .integer(rows)
      ) { $0.chunk() }
    case .descending:
      return try SQLiteStatement(database, SQLiteQueries.readHistoryDescending).all(
        .integer(head.id), .unsigned(event ?? .max), .integer(rows)
      ) { $0.chunk() }
    }
  }

  func executions(_ query: ExecutionQuery) throws -> [ExecutionRow] {
    let statuses = ExecutionRow.Status.allCases.filter { query.statuses.isEmpty || query.statuses.contains($0) }
    let isAscending = query.direction == .ascending
    // Without a cursor the page begins before or after all that can be.
    let date = SQLiteValue.integer(query.after?.listed.milliseconds ?? (isAscending ? .min : .max))
    let arn = query.after.map { SQLiteValue.text($0.arn) } ?? .bytes(isAscending ? [] : Self.afterAll)
    let limit = SQLiteValue.integer(Int64(query.limit))
    var found: [[ExecutionRow]] = []
    if let list = query.list {
      let sql = isAscending ? SQLiteQueries.listAscending : SQLiteQueries.listDescending
      for status in statuses {
        found.append(
          try SQLiteStatement(database, sql).all(
            .text(list), .integer(Int64(status.rawValue)), date, arn, limit
          ) { try $0.executionRow() })
      }
    } else {
      if statuses.contains(.running) {
        let sql = isAscending ? SQLiteQueries.runningAscending : SQLiteQueries.runningDescending
        found.append(try SQLiteStatement(database, sql).all(date, arn, limit) { try $0.executionRow() })
      }
      let ended = statuses.filter { !$0.isRunning }
      if !ended.isEmpty {
        let sql = isAscending ? SQLiteQueries.endedAscending : SQLiteQueries.endedDescending
        let mask = ended.reduce(Int64(0)) { $0 | 1 << Int64($1.rawValue) }
        found.append(try SQLiteStatement(database, sql).all(date, arn, limit, .integer(mask)) { try $0.executionRow() })
      }
    }
    return ExecutionRow.page(of: found, query)
  }

  func documents(_ query: DocumentQuery) throws -> [StoredDocument] {
    let prefix = Array(query.prefix.utf8)
    let isAscending = query.direction == .ascending
    let order = query.after.map { SQLiteValue.text($0.order) } ?? .bytes(isAscending ? [] : Self.afterAll)
    let name = query.after.map { SQLiteValue.text($0.name) } ?? .bytes(isAscending ? [] : Self.afterAll)
    let sql = isAscending ? SQLiteQueries.documentsAscending : SQLiteQueries.documentsDescending
    return try SQLiteStatement(database, sql).all(
      .text(query.kind.rawValue), .bytes(prefix), .bytes(prefix + Self.afterAll), order, name,
      .integer(Int64(query.limit))
    ) { $0.document(query.kind) }
  }

  /// After every key: no UTF-8 has this byte.
  private static let afterAll: [UInt8] = [0xFF]
}
