import StatesEngine
import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writers with an execution each, whose every commit also writes a document: both must agree afterwards.
enum Writers {
  private static func settings(_ folder: String) -> FileStoreSettings {
    var settings = FileStoreSettings()
    // Small, so that many are killed inside a compaction.
    settings.segmentBytes = 20_000
    settings.compactionBytes = 20_000
    return settings
  }

  private static func arn(_ writer: Int) -> String { "execution-\(writer)" }
  private static func key(_ writer: Int) -> DocumentKey { DocumentKey(.tags, arn(writer)) }
  private static func body(_ writer: Int, _ number: UInt64) -> [UInt8] {
    let size = Int(number &* 7_919 % 300)
    return Array("\(writer) \(number)".utf8) + [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: size)
  }

  /// Commits until the process is killed; prints the writer and the record that are acknowledged, a line each.
  static func run(_ folder: String, writers: Int) async throws {
    let store = try FileStore(folder: folder, settings: settings(folder))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers { group.addTask { try await append(writer, to: store) } }
      try await group.waitForAll()
    }
  }

  private static func append(_ number: Int, to store: FileStore) async throws {
    if try await store.execution(arn(number)) == nil {
      let new = NewExecution(arn: arn(number), lists: ["all"], started: Timestamp(milliseconds: 0), owner: nil)
      try await store.commit([.start(new)])
    }
    guard let row = try await store.execution(arn(number)) else { throw Failure(reason: "no \(arn(number))") }
    var next = row.nextRecord
    while true {
      let body = body(number, next)
      var changes: [StoreChange] = [
        .append(row.writer, from: next, records: [body]), .putDocument(key(number), order: "", body: body),
        .history(row.writer, first: next + 1, count: 1, body: body),
      ]
      if next % 20 == 19 { changes.append(.snapshot(row.writer, before: next + 1, body: body)) }
      try await store.commit(changes)
      // One call of the system: a line is never half there.
      let line = Array("\(number) \(next)\n".utf8)
      _ = line.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
      next += 1
    }
  }

  /// Prints each writer and its number of records, having compared all that the store holds with what was written.
  static func check(_ folder: String, writers: Int) async throws {
    let store = try FileStore(folder: folder, settings: settings(folder))
    guard store.opening.problemCount == 0 else { throw Failure(reason: "\(store.opening)") }
    for number in 0..<writers {
      guard let row = try await store.execution(arn(number)) else { continue }
      let journal = try await store.journal(of: row.arn)
      let history = try await history(of: row.arn, in: store)
      let document = try await store.document(key(number))
      let last = row.nextRecord == 0 ? nil : body(number, row.nextRecord - 1)
      let first = journal?.first ?? 0
      let isWhole =
        document?.body == last && journal?.records == (first..<row.nextRecord).map { body(number, $0) }
        && first == row.nextRecord / 20 * 20 && (first == 0 || journal?.snapshot == body(number, first - 1))
        && row.nextEvent == row.nextRecord + 1
        && history.allSatisfy { $0.body == body(number, $0.first - 1) }
        && history.map(\.first) == history.indices.map { UInt64($0) + 1 }
      guard isWhole else { throw Failure(reason: "\(row) does not agree with its journal, history or document") }
      print(number, row.nextRecord)
    }
    await store.close()
  }

  private static func history(of arn: String, in store: FileStore) async throws -> [HistoryChunk] {
    var chunks: [HistoryChunk] = []
    while true {
      let event = chunks.last.map { $0.first + UInt64($0.count) }
      let page = try await store.history(of: arn, from: event, .ascending, limit: 1_000)
      if page.isEmpty { return chunks }
      chunks += page
    }
  }
}
