import GRDB

#if canImport(SQLite3)
  import SQLite3
#else
  import GRDBSQLite
#endif

/// A value that is bound to a statement.
enum SQLiteValue {
  case null
  case integer(Int64)
  case bytes([UInt8])
  case text(String)

  static func unsigned(_ number: UInt64) -> SQLiteValue { .integer(Int64(clamping: number)) }
  static func optional(_ number: Int64?) -> SQLiteValue { number.map { .integer($0) } ?? .null }
  static func optional(_ bytes: [UInt8]?) -> SQLiteValue { bytes.map { .bytes($0) } ?? .null }
  static func optional(_ text: String?) -> SQLiteValue { text.map { .text($0) } ?? .null }
}

/// A prepared statement of a connection, which keeps it for the next use.
///
/// Values are bound and read through SQLite's own functions: bodies are arrays of bytes, of which GRDB's types would make
/// copies. Strings are bound as BLOBs.
struct SQLiteStatement {
  private let handle: OpaquePointer

  init(_ database: Database, _ sql: String) throws {
    handle = try database.cachedStatement(sql: sql).sqliteStatement
  }

  /// Runs a statement without rows.
  func run(_ values: SQLiteValue...) throws { try steps(values) { _ in false } }

  /// The first row; `nil` if there is none.
  func first<Answer>(_ values: SQLiteValue..., read: (SQLiteRow) throws -> Answer) throws -> Answer? {
    var answer: Answer?
    try steps(values) { row in
      answer = try read(row)
      return false
    }
    return answer
  }

  /// All rows.
  func all<Answer>(_ values: SQLiteValue..., read: (SQLiteRow) throws -> Answer) throws -> [Answer] {
    var answers: [Answer] = []
    try steps(values) { row in
      answers.append(try read(row))
      return true
    }
    return answers
  }

  /// Gives rows until there is none or no more is wanted.
  private func steps(_ values: [SQLiteValue], _ body: (SQLiteRow) throws -> Bool) throws {
    defer {
      sqlite3_reset(handle)
      sqlite3_clear_bindings(handle)
    }
    for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
    while true {
      switch sqlite3_step(handle) {
      case SQLITE_ROW: if try !body(SQLiteRow(handle: handle)) { return }
      case SQLITE_DONE: return
      case let code: throw problem(code)
      }
    }
  }

  private func bind(_ value: SQLiteValue, at index: Int32) throws {
    let code =
      switch value {
      case .null: sqlite3_bind_null(handle, index)
      case .integer(let number): sqlite3_bind_int64(handle, index, number)
      case .bytes(let bytes): bytes.withUnsafeBytes { bind($0, at: index) }
      case .text(var text): text.withUTF8 { bind(UnsafeRawBufferPointer($0), at: index) }
      }
    if code != SQLITE_OK { throw problem(code) }
  }

  private func bind(_ bytes: UnsafeRawBufferPointer, at index: Int32) -> Int32 {
    // Without an address it would be NULL.
    guard let start = bytes.baseAddress, bytes.count > 0 else { return sqlite3_bind_zeroblob(handle, index, 0) }
    let isCopied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    return sqlite3_bind_blob64(handle, index, start, UInt64(bytes.count), isCopied)
  }

  private func problem(_ code: Int32) -> DatabaseError {
    let message = sqlite3_db_handle(handle).flatMap { sqlite3_errmsg($0) }.map { String(cString: $0) }
    return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
  }
}

/// The current row of a statement, whose columns are numbered from 0. It is valid until the next step.
struct SQLiteRow {
  fileprivate let handle: OpaquePointer

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

  func unsigned(_ column: Int32) -> UInt64 { UInt64(clamping: integer(column)) }

  func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }

  func bytes(_ column: Int32) -> [UInt8] { Array(buffer(column)) }

  func text(_ column: Int32) -> String { String(decoding: buffer(column), as: UTF8.self) }

  func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

  private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

  private func buffer(_ column: Int32) -> UnsafeRawBufferPointer {
    let start = sqlite3_column_blob(handle, column)
    return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(handle, column)))
  }
}
