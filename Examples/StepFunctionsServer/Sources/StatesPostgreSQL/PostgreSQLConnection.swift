#if PostgreSQL
  import CPostgreSQL
  import Foundation

  /// Why a statement failed, or a connection.
  struct PostgreSQLProblem: Error, Sendable {
    /// The code of the error; empty if the connection failed.
    var state: String
    var message: String
    /// Whether the connection is of no use any more.
    var isConnectionLost: Bool

    /// Whether the same transaction may succeed when it is tried again: another one was in the way.
    var isConflict: Bool { ["23505", "40001", "40P01", "22012"].contains(state) }
  }

  /// One statement with its values.
  struct PostgreSQLStatement: Sendable {
    var sql: String
    var values: [PostgreSQLValue]

    init(_ sql: String, _ values: PostgreSQLValue...) {
      self.sql = sql
      self.values = values
    }
  }

  /// A connection through libpq. All of it blocks; one queue uses it.
  ///
  /// Statements go in pipelines: all of them are sent before the first answer is awaited. They are prepared when they are
  /// first used.
  final class PostgreSQLConnection {
    private let handle: OpaquePointer
    /// The names of prepared statements.
    private var names: [String: String] = [:]

    /// Connects, and runs statements that configure the session.
    init(_ url: String, configuration: String) throws(PostgreSQLProblem) {
      // What the URL says goes before these.
      let parameters = [
        ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
        ("tcp_user_timeout", "20000"), ("client_encoding", "UTF8"), ("application_name", "swift-states-language"),
        ("dbname", url),
      ]
      let (keys, values) = (parameters.map { strdup($0.0) }, parameters.map { strdup($0.1) })
      defer { for text in keys + values { free(text) } }
      let connection = PQconnectdbParams(
        (keys + [nil]).map { text in text.map { UnsafePointer($0) } },
        (values + [nil]).map { text in text.map { UnsafePointer($0) } }, 1)
      guard let connection else {
        throw PostgreSQLProblem(state: "", message: "out of memory", isConnectionLost: true)
      }
      handle = connection
      guard PQstatus(handle) == CONNECTION_OK else {
        throw PostgreSQLProblem(state: "", message: Self.message(PQerrorMessage(handle)), isConnectionLost: true)
      }
      // Notices are nobody's business.
      _ = PQsetNoticeProcessor(handle, { _, _ in }, nil)
      try run(configuration)
    }

    deinit { PQfinish(handle) }

    fileprivate static func message(_ text: UnsafePointer<CChar>?) -> String {
      guard let text else { return "no description" }
      return String(cString: text).split(separator: "\n").joined(separator: " ")
    }

    private func problem(_ result: OpaquePointer?) -> PostgreSQLProblem {
      let state = PQresultErrorField(result, Int32(UnicodeScalar("C").value)).map { String(cString: $0) } ?? ""
      let primary = PQresultErrorField(result, Int32(UnicodeScalar("M").value)).map { UnsafePointer($0) }
      return PostgreSQLProblem(
        state: state, message: Self.message(primary ?? PQerrorMessage(handle).map { UnsafePointer($0) }),
        isConnectionLost: PQstatus(handle) != CONNECTION_OK)
    }

    /// Runs statements without values, outside of pipelines.
    func run(_ sql: String) throws(PostgreSQLProblem) {
      if PQpipelineStatus(handle) != PQ_PIPELINE_OFF { PQexitPipelineMode(handle) }
      let result = PQexec(handle, sql)
      defer { PQclear(result) }
      let status = PQresultStatus(result)
      guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY else {
        throw problem(result)
      }
    }

    /// Runs statements in one pipeline, and gives a result for each.
    ///
    /// - Throws: the first problem. Statements after it have not been run; a transaction that was begun is still open.
    func run(_ statements: [PostgreSQLStatement]) throws(PostgreSQLProblem) -> [PostgreSQLResult] {
      if PQpipelineStatus(handle) == PQ_PIPELINE_OFF, PQenterPipelineMode(handle) != 1 { throw problem(nil) }
      // For each statement, whether it is prepared as well.
      var prepares: [String?] = []
      var preparing: [String: String] = [:]
      for statement in statements {
        var name = names[statement.sql] ?? preparing[statement.sql]
        if name == nil {
          let new = "s\(names.count + preparing.count)"
          guard PQsendPrepare(handle, new, statement.sql, 0, nil) == 1 else { throw problem(nil) }
          preparing[statement.sql] = new
          prepares.append(statement.sql)
          name = new
        } else {
          prepares.append(nil)
        }
        guard send(name ?? "", statement.values) == 1 else { throw problem(nil) }
      }
      guard PQpipelineSync(handle) == 1 else { throw problem(nil) }
      var results: [PostgreSQLResult] = []
      var failure: PostgreSQLProblem?
      for prepared in prepares {
        if let prepared {
          let result = try next()
          if failure == nil, let problem = result.problem { failure = problem(self) }
          if result.isDone { names[prepared] = preparing[prepared] }
        }
        let result = try next()
        if failure == nil, let problem = result.problem { failure = problem(self) }
        results.append(result)
      }
      // What ends the pipeline.
      while true {
        guard let result = PQgetResult(handle) else { throw problem(nil) }
        defer { PQclear(result) }
        if PQresultStatus(result) == PGRES_PIPELINE_SYNC { break }
        if PQstatus(handle) != CONNECTION_OK { throw problem(result) }
      }
      if let failure { throw failure }
      return results
    }

    private func send(_ name: String, _ values: [PostgreSQLValue]) -> Int32 {
      var buffer: [UInt8] = []
      var ranges: [Range<Int>?] = []
      for value in values {
        if case .null = value {
          ranges.append(nil)
          continue
        }
        let start = buffer.count
        value.encode(to: &buffer)
        ranges.append(start..<buffer.count)
      }
      // One byte more, so that there is an address.
      buffer.append(0)
      return buffer.withUnsafeBytes { bytes in
        let pointers = ranges.map { range in
          range.flatMap { bytes.baseAddress?.advanced(by: $0.lowerBound).assumingMemoryBound(to: CChar.self) }
        }
        return PQsendQueryPrepared(
          handle, name, Int32(values.count), pointers, ranges.map { Int32(clamping: $0?.count ?? 0) },
          Array(repeating: 1, count: values.count), 1)
      }
    }

    /// The result of the next statement.
    private func next() throws(PostgreSQLProblem) -> PostgreSQLResult {
      guard let result = PQgetResult(handle) else { throw problem(nil) }
      let answer = PostgreSQLResult(result)
      if PQstatus(handle) != CONNECTION_OK { throw problem(result) }
      // The end of this statement's results.
      while let more = PQgetResult(handle) { PQclear(more) }
      return answer
    }

    fileprivate func describe(_ result: OpaquePointer) -> PostgreSQLProblem { problem(result) }

    // MARK: Notifications

    /// Waits until the server says something, at most for a while, and gives what other sessions notified.
    func notifications(waiting milliseconds: Int32) throws(PostgreSQLProblem) -> [String] {
      var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, milliseconds) > 0, PQconsumeInput(handle) != 1 { throw problem(nil) }
      guard PQstatus(handle) == CONNECTION_OK else { throw problem(nil) }
      var payloads: [String] = []
      while let notification = PQnotifies(handle) {
        defer { PQfreemem(notification) }
        payloads.append(String(cString: notification.pointee.extra))
      }
      return payloads
    }
  }

  /// The result of a statement, whose rows and columns are numbered from 0.
  final class PostgreSQLResult {
    private let handle: OpaquePointer

    fileprivate init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    fileprivate var isDone: Bool {
      let status = PQresultStatus(handle)
      return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
    }

    /// What went wrong; `nil` if nothing did, or something before it did.
    fileprivate var problem: ((PostgreSQLConnection) -> PostgreSQLProblem)? {
      if isDone || PQresultStatus(handle) == PGRES_PIPELINE_ABORTED { return nil }
      return { $0.describe(self.handle) }
    }

    /// The number of rows.
    var count: Int { Int(PQntuples(handle)) }

    /// The numbers of the rows.
    var rows: Range<Int> { 0..<max(count, 0) }

    func isNull(_ row: Int, _ column: Int) -> Bool { PQgetisnull(handle, Int32(row), Int32(column)) == 1 }

    func buffer(_ row: Int, _ column: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(
        start: PQgetvalue(handle, Int32(row), Int32(column)), count: Int(PQgetlength(handle, Int32(row), Int32(column)))
      )
    }

    /// An integer of two, four or eight bytes; 0 for NULL.
    func integer(_ row: Int, _ column: Int) -> Int64 {
      buffer(row, column).enumerated().reduce(0) {
        $1.offset == 0 ? Int64(Int8(bitPattern: $1.element)) : $0 << 8 | Int64($1.element)
      }
    }

    func optionalInteger(_ row: Int, _ column: Int) -> Int64? { isNull(row, column) ? nil : integer(row, column) }

    func unsigned(_ row: Int, _ column: Int) -> UInt64 { UInt64(clamping: integer(row, column)) }

    func bytes(_ row: Int, _ column: Int) -> [UInt8] { Array(buffer(row, column)) }

    func text(_ row: Int, _ column: Int) -> String { String(decoding: buffer(row, column), as: UTF8.self) }

    func optionalText(_ row: Int, _ column: Int) -> String? { isNull(row, column) ? nil : text(row, column) }
  }
#endif
