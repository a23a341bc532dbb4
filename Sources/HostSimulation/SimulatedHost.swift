import LanguageSupport
import StatesEngine
import StatesRuntime

/// A process with a host in it, and those who have asked it for something.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
final class SimulatedHost: @unchecked Sendable {
  /// What came of asking a host.
  enum Reply<Value: Sendable>: Sendable {
    case answered(Value)
    case refused(HostError)
    /// The process has died; what was asked for may have happened.
    case crashed

    var value: Value? { if case .answered(let value) = self { value } else { nil } }
  }

  let process: SimulatedProcess
  let owner: String
  let host: ExecutionHost
  private var asked: [Int: () -> Void] = [:]
  private var askedCount = 0

  init(_ process: SimulatedProcess, owner: String, _ host: ExecutionHost) {
    self.process = process
    self.owner = owner
    self.host = host
  }

  /// Asks the host for something, as over a connection that breaks when the process dies.
  func ask<Value: Sendable>(
    _ body: @escaping @Sendable (ExecutionHost) async throws(HostError) -> Value
  ) async -> Reply<Value> {
    if process.isDead { return .crashed }
    askedCount += 1
    let number = askedCount
    return await withCheckedContinuation { continuation in
      asked[number] = { continuation.resume(returning: .crashed) }
      process.spawn { [self] in
        let reply: Reply<Value>
        do throws(HostError) { reply = .answered(try await body(host)) } catch { reply = .refused(error) }
        if asked.removeValue(forKey: number) != nil { continuation.resume(returning: reply) }
      }
    }
  }

  /// The process dies.
  func crash() {
    process.kill()
    let all = asked.sorted { $0.key < $1.key }.map(\.value)
    asked = [:]
    for end in all { end() }
  }
}

/// What becomes of the requests of a process to its store.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
protocol StoreFaults: Sendable {
  /// Before any request reaches the store.
  func willReach(_ process: SimulatedProcess) async throws(StoreError)
  /// Before a commit.
  func willCommit(_ process: SimulatedProcess) async throws(StoreError)
  /// After a commit, before the process knows of it.
  func didCommit(_ process: SimulatedProcess) async throws(StoreError)
  /// After a claim, before the process knows of it.
  func didClaim(_ process: SimulatedProcess) async throws(StoreError)
}

/// The store as one process reaches it: late, not at all, or with a crash of the process before or after a commit.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
struct SimulatedStore: ExecutionStore {
  let base: any ExecutionStore
  let faults: any StoreFaults
  let process: SimulatedProcess

  private func reach() async throws(StoreError) {
    try await faults.willReach(process)
    if process.isEnding { throw .closed }
  }

  func commit(_ changes: [StoreChange]) async throws(StoreError) {
    try await reach()
    try await faults.willCommit(process)
    try await base.commit(changes)
    try await faults.didCommit(process)
  }

  func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] {
    try await reach()
    let rows = try await base.claim(claim)
    try await faults.didClaim(process)
    return rows
  }

  func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
    try await reach()
    try await base.renewLease(of: owner, for: duration)
  }

  func execution(_ arn: String) async throws(StoreError) -> ExecutionRow? {
    try await reach()
    return try await base.execution(arn)
  }

  func journal(of arn: String) async throws(StoreError) -> StoredJournal? {
    try await reach()
    return try await base.journal(of: arn)
  }

  func history(
    of arn: String, from event: UInt64?, _ direction: StoreDirection, limit: Int
  ) async throws(StoreError) -> [HistoryChunk] {
    try await reach()
    return try await base.history(of: arn, from: event, direction, limit: limit)
  }

  func executions(_ query: ExecutionQuery) async throws(StoreError) -> [ExecutionRow] {
    try await reach()
    return try await base.executions(query)
  }

  func document(_ key: DocumentKey) async throws(StoreError) -> StoredDocument? {
    try await reach()
    return try await base.document(key)
  }

  func documents(_ query: DocumentQuery) async throws(StoreError) -> [StoredDocument] {
    try await reach()
    return try await base.documents(query)
  }

  func close() async {}
}

/// Signals get lost now and then.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
extension SimulatedStore: StoreSignals {
  func signal(_ topic: String) {
    guard let signals = base as? any StoreSignals, !process.isEnding, !process.scheduler.draws(300) else { return }
    signals.signal(topic)
  }

  func signals() -> AsyncStream<String?> {
    (base as? any StoreSignals)?.signals() ?? AsyncStream { $0.finish() }
  }
}
