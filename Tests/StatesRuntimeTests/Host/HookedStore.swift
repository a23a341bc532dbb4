import StatesEngine

@testable import StatesRuntime

/// A store that does something before it commits or reads a journal, and fails if that throws, or when it has committed.
struct HookedStore: ExecutionStore {
  let store: any ExecutionStore
  let beforeCommit: @Sendable ([StoreChange]) async throws(StoreError) -> Void
  let afterCommit: @Sendable ([StoreChange]) -> Void
  let beforeJournal: @Sendable (String) async throws(StoreError) -> Void
  let beforeClaim: @Sendable () async throws(StoreError) -> Void
  let beforeRenewal: @Sendable () async throws(StoreError) -> Void
  let beforeDocuments: @Sendable (DocumentQuery) -> Void
  let beforeExecution: @Sendable () throws(StoreError) -> Void

  init(
    _ store: any ExecutionStore,
    commit: @escaping @Sendable ([StoreChange]) async throws(StoreError) -> Void = { _ in },
    committed: @escaping @Sendable ([StoreChange]) -> Void = { _ in },
    journal: @escaping @Sendable (String) async throws(StoreError) -> Void = { _ in },
    claim: @escaping @Sendable () async throws(StoreError) -> Void = {},
    renewal: @escaping @Sendable () async throws(StoreError) -> Void = {},
    documents: @escaping @Sendable (DocumentQuery) -> Void = { _ in },
    execution: @escaping @Sendable () throws(StoreError) -> Void = {}
  ) {
    self.store = store
    beforeCommit = commit
    afterCommit = committed
    beforeJournal = journal
    beforeClaim = claim
    beforeRenewal = renewal
    beforeDocuments = documents
    beforeExecution = execution
  }

  func commit(_ changes: [StoreChange]) async throws(StoreError) {
    try await beforeCommit(changes)
    try await store.commit(changes)
    afterCommit(changes)
  }

  func journal(of arn: String) async throws(StoreError) -> StoredJournal? {
    try await beforeJournal(arn)
    return try await store.journal(of: arn)
  }

  func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] {
    try await beforeClaim()
    return try await store.claim(claim)
  }

  func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
    try await beforeRenewal()
    try await store.renewLease(of: owner, for: duration)
  }

  func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? {
    try beforeExecution()
    return try await store.execution(arn)
  }

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
    beforeDocuments(query)
    return try await store.documents(query)
  }

  func close() async { await store.close() }
}
