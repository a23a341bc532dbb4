import StatesEngine
import StatesRuntime
import StatesSQL

extension SQLiteRow {
  /// Reads the columns of ``SQLiteQueries/head``.
  func head() throws -> ExecutionHead {
    var head = ExecutionHead(id: integer(0), started: integer(2))
    guard let status = UInt8(exactly: integer(1)).flatMap({ ExecutionRow.Status(rawValue: $0) }) else {
      throw DamagedRow("an execution has the status \(integer(1))")
    }
    head.status = status
    head.redriven = optionalInteger(3)
    head.redriveCount = integer(4)
    head.stopped = optionalInteger(5)
    head.wake = optionalInteger(6)
    head.owner = optionalText(7)
    head.fence = unsigned(8)
    head.firstRecord = unsigned(9)
    head.nextRecord = unsigned(10)
    head.nextEvent = unsigned(11)
    return head
  }

  /// Reads the columns of a page of executions.
  func executionRow() throws -> ExecutionRow {
    ExecutionRow(try head(), arn: text(12), lists: try lists(13), outline: bytes(14))
  }

  /// The lists that contain an execution.
  func lists(_ column: Int32) throws -> [String] {
    guard let lists = PackedBytes.unpack(bytes(column)) else { throw DamagedRow("an execution has no whole lists") }
    return lists.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Reads the columns of a chunk of history.
  func chunk() -> HistoryChunk {
    HistoryChunk(first: unsigned(0), count: UInt32(clamping: integer(1)), body: bytes(2))
  }

  /// Reads the columns of a document.
  func document(_ kind: DocumentKind) -> StoredDocument {
    StoredDocument(key: DocumentKey(kind, text(0)), order: text(1), revision: unsigned(2), body: bytes(3))
  }
}
