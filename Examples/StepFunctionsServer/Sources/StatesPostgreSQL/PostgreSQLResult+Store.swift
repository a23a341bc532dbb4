#if PostgreSQL
  import StatesEngine
  import StatesRuntime
  import StatesSQL

  extension PostgreSQLResult {
    /// Reads the columns of a head.
    func head(_ row: Int) throws -> ExecutionHead {
      var head = ExecutionHead(id: integer(row, 0), started: integer(row, 2))
      guard let status = UInt8(exactly: integer(row, 1)).flatMap({ ExecutionRow.Status(rawValue: $0) }) else {
        throw DamagedRow("an execution has the status \(integer(row, 1))")
      }
      head.status = status
      head.redriven = optionalInteger(row, 3)
      head.redriveCount = integer(row, 4)
      head.stopped = optionalInteger(row, 5)
      head.wake = optionalInteger(row, 6)
      head.owner = optionalText(row, 7)
      head.fence = unsigned(row, 8)
      head.firstRecord = unsigned(row, 9)
      head.nextRecord = unsigned(row, 10)
      head.nextEvent = unsigned(row, 11)
      return head
    }

    /// Reads the columns of a page of executions.
    func executionRow(_ row: Int) throws -> ExecutionRow {
      guard let lists = PostgreSQLValue.byteStrings(from: buffer(row, 13)) else {
        throw DamagedRow("an execution has no whole lists")
      }
      return ExecutionRow(
        try head(row), arn: text(row, 12), lists: lists.map { String(decoding: $0, as: UTF8.self) },
        outline: bytes(row, 14))
    }

    /// Reads the columns of chunks of history.
    var chunks: [HistoryChunk] {
      rows.map { HistoryChunk(first: unsigned($0, 0), count: UInt32(clamping: integer($0, 1)), body: bytes($0, 2)) }
    }

    /// Reads the columns of documents.
    func documents(_ kind: DocumentKind) -> [StoredDocument] {
      rows.map { row in
        StoredDocument(
          key: DocumentKey(kind, text(row, 0)), order: text(row, 1), revision: unsigned(row, 2), body: bytes(row, 3))
      }
    }
  }

  extension StoreError {
    /// What went wrong in a database.
    init(_ error: any Error, database: String) {
      switch error {
      case let error as StoreError:
        self = error
      case let error as DamagedRow:
        self = .damaged(file: database, offset: 0, reason: error.reason)
      case let error as PostgreSQLProblem:
        let reason = "PostgreSQL: \(error.message)\(error.state.isEmpty ? "" : " (\(error.state))")"
        switch error.state {
        case "53100": self = .full(reason)
        // What a program does that has no limits of its own.
        case "54000", "22026": self = .invalid(reason)
        case "XX001", "XX002", "42P01", "42703", "42883", "3F000":
          self = .damaged(file: database, offset: 0, reason: reason)
        default: self = .unavailable(reason)
        }
      default:
        self = .unavailable("\(error)")
      }
    }
  }
#endif
