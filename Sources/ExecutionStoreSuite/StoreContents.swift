import StatesRuntime

/// All that a store holds, read through its protocol.
struct StoreContents: Sendable, Equatable {
  struct Held: Sendable, Equatable {
    var row: ExecutionRow
    var journal: StoredJournal
    var history: [HistoryChunk]
  }

  struct Name: Sendable, Hashable {
    var kind: String
    var name: [UInt8]

    init(_ key: DocumentKey) {
      kind = key.kind.rawValue
      name = Array(key.name.utf8)
    }
  }

  var executions: [String: Held] = [:]
  var documents: [Name: StoredDocument] = [:]

  static func read(_ store: any ExecutionStore) async throws -> StoreContents {
    var contents = StoreContents()
    var after: ExecutionCursor?
    while true {
      let page = try await store.executions(ExecutionQuery(.ascending, after: after, limit: 50))
      if page.isEmpty { break }
      for row in page {
        let history = try await store.history(of: row.arn, from: nil, .ascending, limit: 10_000)
        guard let journal = try await store.journal(of: row.arn) else { continue }
        contents.executions[row.arn] = Held(row: row, journal: journal, history: history)
      }
      after = page.last?.cursor
    }
    for kind in [DocumentKind.stateMachine, .version, .alias, .activity, .tags] {
      for document in try await store.documents(DocumentQuery(kind, limit: 10_000)) {
        contents.documents[Name(document.key)] = document
      }
    }
    return contents
  }

  /// What is not the same, apart from owners, fences and revisions: opening a store anew takes everything over.
  func differences(from other: StoreContents) -> [String] {
    var differences: [String] = []
    for arn in Set(executions.keys).union(other.executions.keys).sorted() {
      switch (executions[arn], other.executions[arn]) {
      case (var left?, var right?):
        left.row.owner = nil
        right.row.owner = nil
        left.row.fence = 0
        right.row.fence = 0
        if left.row != right.row { differences.append("\(arn): row \(left.row), then \(right.row)") }
        if left.journal != right.journal {
          differences.append("\(arn): journal \(Self.text(left.journal)), then \(Self.text(right.journal))")
        }
        if left.history != right.history {
          differences.append("\(arn): history of \(left.history.count) chunks, then \(right.history.count)")
        }
      case (nil, _): differences.append("\(arn) is there only then")
      case (_, nil): differences.append("\(arn) is gone then")
      }
    }
    for name in Set(documents.keys).union(other.documents.keys) {
      let (left, right) = (documents[name], other.documents[name])
      if left?.body != right?.body || left?.order != right?.order {
        differences.append("\(name.kind) \(String(decoding: name.name, as: UTF8.self)) differs")
      }
    }
    return differences
  }

  private static func text(_ journal: StoredJournal) -> String {
    "from \(journal.first), \(journal.records.count) records, snapshot of \(journal.snapshot?.count ?? -1) bytes"
  }
}
