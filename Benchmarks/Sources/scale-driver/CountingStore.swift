import StatesEngine
import StatesRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A store that counts the commits of its host, each of which may be made to take longer.
final class CountingStore: ExecutionStore {
  private let store: any ExecutionStore
  private let pause: Duration
  private let counter = Counter()

  init(_ store: any ExecutionStore, pause: Duration = .zero) {
    self.store = store
    self.pause = pause
  }

  var commits: Int { get async { await counter.count } }
  /// About how many bytes were written for records, snapshots, histories and outlines.
  var bytes: Int { get async { await counter.bytes } }

  func commit(_ changes: [StoreChange]) async throws(StoreError) {
    await counter.add(changes)
    if pause > .zero { try? await Task.sleep(for: pause) }
    try await store.commit(changes)
  }

  func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] { try await store.claim(claim) }
  func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
    try await store.renewLease(of: owner, for: duration)
  }
  func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? { try await store.execution(arn) }
  func journal(of arn: String) async throws(StoreError) -> StoredJournal? { try await store.journal(of: arn) }
  func history(
    of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int
  ) async throws(StoreError) -> [HistoryChunk] {
    try await store.history(of: arn, from: event, direction, limit: limit)
  }
  func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow] {
    try await store.executions(query)
  }
  func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument? { try await store.document(key) }
  func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument] {
    try await store.documents(query)
  }
  func close() async { await store.close() }

  private actor Counter {
    var count = 0
    var bytes = 0

    func add(_ changes: [StoreChange]) {
      count += 1
      for change in changes {
        switch change {
        case .append(_, _, let records): bytes += records.reduce(0) { $0 + $1.count }
        case .snapshot(_, _, let body), .history(_, _, _, let body), .putDocument(_, _, let body, _):
          bytes += body.count
        case .start(let new): bytes += new.outline.count
        case .update(_, _, let outline): bytes += outline?.count ?? 0
        case .end(_, _, _, let snapshot): bytes += snapshot?.count ?? 0
        case .deleteDocument, .redrive, .release, .forget: break
        }
      }
    }
  }
}
