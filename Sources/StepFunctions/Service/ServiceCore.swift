import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import StatesTesting

/// What the operations of all accounts and regions share.
final class ServiceCore: Sendable {
  let host: ExecutionHost
  let store: any ExecutionStore
  let clock: any Clock<Duration>
  let wallClock: @Sendable () -> Timestamp
  let limits: ServiceQuotas
  let identifiers: Identifiers
  let machines: MachineCache
  let mocks: MockedExecutions
  let traces = TraceHeaders()
  /// The number of workers that wait for a task, by activity.
  let workers = Locked<[String: Int]>([:])
  let seenWorkers = ActivityWorkers()
  let counts = ResourceCounts()
  let gates = ResourceGates()
  /// Whether other processes may work on the store, each with a service of its own.
  let isShared: Bool
  /// The revision of ``ActivityChangesRecord`` up to which the host knows the activities.
  let seenActivities = Locked<UInt64?>(nil)
  /// The state machines that are being looked at whether they have been deleted, and whether that has to be done again.
  let seeingDeletion = Locked<[String: Bool]>([:])
  private let knownKey = Locked<RandomSeed?>(nil)

  /// The handlers of tasks, mocks included.
  let resources: ResourceRouter

  init(
    store: any ExecutionStore, resources: ResourceRouter, mocks: MockConfig?, datasets: any DatasetStore,
    settings: HostSettings, clock: any Clock<Duration>, wallClock: @escaping @Sendable () -> Timestamp,
    quotas: ServiceQuotas, observer: (any ExecutionObserver)?, seed: UInt64?
  ) {
    let mocks = MockedExecutions(mocks)
    let starter = ServiceStarter()
    var router = resources
    router.delegate { mocks.router(for: $0) }
    var settings = settings
    settings.recordsChildren = true

    self.store = store
    self.resources = router
    self.mocks = mocks
    self.clock = clock
    self.wallClock = wallClock
    limits = quotas
    identifiers = Identifiers(seed: seed)
    machines = MachineCache()
    isShared = settings.lease != nil
    let told = ServiceObserver(mocks: mocks, traces: traces, next: observer)
    host = ExecutionHost(
      store: store, resources: router, datasets: datasets, starter: starter, settings: settings, clock: clock,
      wallClock: wallClock, observer: told)

    host.activities = .only([])
    mocks.begin(host)
    starter.begin(self)
    if isShared { told.begin(self) }
  }

  /// How often a change is tried again that others have come before.
  private static let attempts = 100

  var now: Timestamp { wallClock() }

  // MARK: Documents

  /// A document of the store as a record, and its revision; `nil` if there is none.
  func record<Record: StoredRecord>(
    _ type: Record.Type, _ name: String
  ) async throws(StepFunctionsError) -> Stored<Record>? {
    let document: StoredDocument?
    do throws(StoreError) {
      document = try await store.document(DocumentKey(Record.kind, name))
    } catch {
      throw StepFunctionsError(error)
    }
    return try document.map { (document) throws(StepFunctionsError) in try Stored(document) }
  }

  /// One page of the documents of a kind.
  func records<Record: StoredRecord>(
    _ type: Record.Type, prefix: String, _ direction: StoreDirection = .ascending, after: DocumentCursor? = nil,
    limit: Int
  ) async throws(StepFunctionsError) -> [Stored<Record>] {
    let documents: [StoredDocument]
    do throws(StoreError) {
      documents = try await store.documents(
        DocumentQuery(Record.kind, prefix: prefix, direction, after: after, limit: limit))
    } catch {
      throw StepFunctionsError(error)
    }
    var records: [Stored<Record>] = []
    for document in documents { records.append(try Stored(document)) }
    return records
  }

  /// All documents of a kind with a prefix.
  func allRecords<Record: StoredRecord>(
    _ type: Record.Type, prefix: String
  ) async throws(StepFunctionsError) -> [Stored<Record>] {
    var all: [Stored<Record>] = []
    while true {
      let page = try await records(type, prefix: prefix, after: all.last?.cursor, limit: 1_000)
      all += page
      if page.count < 1_000 { return all }
    }
  }

  /// Reads, decides and writes; when what was read has been changed meanwhile, all of it again.
  ///
  /// - Parameter body: gives what is to be written, all of it or nothing, and the answer.
  func change<Answer>(
    _ body: () async throws(StepFunctionsError) -> ([StoreChange], Answer)
  ) async throws(StepFunctionsError) -> Answer {
    for _ in 0..<Self.attempts {
      let (changes, answer) = try await body()
      guard !changes.isEmpty else { return answer }
      do throws(StoreError) {
        try await store.commit(changes)
        return answer
      } catch .conflict {
        continue
      } catch {
        throw StepFunctionsError(error)
      }
    }
    throw StepFunctionsError(.conflict, "The resource is being changed by others; try again.")
  }

  /// The key that tokens of pages and of workers are signed with; the same for all who use the store.
  func signingKey() async throws(StepFunctionsError) -> RandomSeed {
    if let key = knownKey.withLock({ $0 }) { return key }
    let text = try await change { () throws(StepFunctionsError) in
      if let known = try await record(SigningKeyRecord.self, SigningKeyRecord.name) { return ([], known.record.key) }
      let key = identifiers.signingKey().text
      return ([SigningKeyRecord(key: key).put(SigningKeyRecord.name, order: "", if: .absent)], key)
    }
    guard let key = RandomSeed(text) else {
      throw StepFunctionsError(.internalFailure, "the stored key of tokens is damaged")
    }
    knownKey.withLock { $0 = key }
    return key
  }
}

extension StepFunctionsError {
  /// A store that cannot read or write now, or not at all.
  init(_ error: StoreError) {
    switch error {
    case .full, .unavailable: self.init(.serviceUnavailable, error.description)
    default: self.init(.internalFailure, error.description)
    }
  }

  /// What a host refuses that the operation has no text of its own for.
  init(_ error: HostError) {
    switch error {
    case .store(let problem): self.init(problem)
    case .notDurable, .lost, .closed: self.init(.serviceUnavailable, error.description)
    case .token(let problem):
      self = problem.code == .invalidToken ? .invalidToken : StepFunctionsError(.taskTimedOut, problem.description)
    case .unknownExecution(let arn): self = .executionDoesNotExist(arn)
    case .executionExists(let arn): self = .executionAlreadyExists(arn)
    case .unknownActivity(let arn): self = .activityDoesNotExist(arn)
    case .notRedrivable(let arn, let reason): self = .notRedrivable(arn, reason)
    case .unknownMapRun(let arn): self = .resourceNotFound(arn)
    case .mapRunEnded: self = .validation("Map Run has ended and cannot be updated", .completedMapRun)
    case .broken: self.init(.internalFailure, error.description)
    }
  }
}
