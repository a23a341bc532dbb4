import LanguageSupport
public import StatesEngine

/// A store in a folder of files, for one process at a time: no server, no dependency, nothing to set up.
///
/// Commits are appended to segments, a checksummed record each. Callers that come while others wait for the medium
/// share the next wait: one sync for all of them. Rows and the keys of documents are in memory; records, snapshots,
/// histories and documents stay in files and are read when they are asked for. While the store is used, what is live is
/// written anew when the files hold more than twice as much.
///
/// What a crash leaves of commits under way is cut off by the next opening. Files that do not hold what was
/// acknowledged are an error, with file and offset; see ``FileStoreSettings/Damage``.
///
/// The page <doc:FilesOfAStore> says what the folder holds.
public final class FileStore: ExecutionStore {
  /// What was found when the folder was opened.
  public let opening: FileStoreOpeningReport
  /// The folder's path.
  public let folder: String

  let state: Locked<State>
  let log: Locked<FileStoreLog>
  let settings: FileStoreSettings
  let fileSystem: any StorageFileSystem
  let clock: @Sendable () -> Timestamp
  let queues = Queues()

  struct State: Sendable {
    var tables: StoreTables
    var files: [UInt32: any StorageFile]
    var lock: (any AnyObject & Sendable)?
    var jobs: [Job] = []
    var isWriting = false
    /// How many jobs the writer waits for; 0 while it does not wait.
    var awaited = 0
    var isClosed = false
    /// Whether what is in memory only will be written soon.
    var isWriteScheduled = false
    var compaction = CompactionState()
    var statistics = FileStoreStatistics()
  }

  /// Opens a folder, which is made if it is not there. Reading what it holds takes about a second for some hundred
  /// thousand executions.
  ///
  /// - Parameters:
  ///   - folder: the path.
  ///   - settings: durability, retention, limits.
  ///   - fileSystem: where the folder is; another than the system's for tests with faults.
  ///   - clock: the store's clock, by which leases and retention run.
  /// - Throws: ``StoreError/inUse(folder:by:)``, ``StoreError/damaged(file:offset:reason:)``,
  ///   ``StoreError/unsupportedVersion(file:version:supported:)``, or why the system does not open the folder.
  public init(
    folder: String, settings: FileStoreSettings = FileStoreSettings(),
    fileSystem: any StorageFileSystem = SystemFileSystem(),
    clock: @escaping @Sendable () -> Timestamp = { Timestamp.systemTime() }
  ) throws(StoreError) {
    let opened = try FileStoreOpening(folder: folder, settings: settings.bounded, fileSystem: fileSystem)
    self.folder = folder
    self.settings = settings.bounded
    self.fileSystem = fileSystem
    self.clock = clock
    opening = opened.report
    log = Locked(opened.log)
    let compaction = CompactionState(damaged: opened.damaged)
    state = Locked(
      State(tables: opened.tables, files: opened.files, lock: opened.lock, compaction: compaction))
    // What is whole is written anew, so that the next opening finds no damage.
    if !opened.damaged.isEmpty { add(.compact) }
  }

  /// What the store has done since it was opened.
  public var statistics: FileStoreStatistics {
    let (number, bytes, syncs, written) = log.withLock { ($0.manifest.parts.count, $0.bytes, $0.syncs, $0.written) }
    return state.withLock { state in
      var statistics = state.statistics
      statistics.segments = number
      statistics.bytes = bytes
      statistics.syncs = syncs
      statistics.writtenBytes = written
      return statistics
    }
  }

  /// Makes all changes, in this order, or none of them, and waits until they are as durable as the settings say.
  public func commit(_ changes: [StoreChange]) async throws(StoreError) {
    try await answer { .commit(changes, $0) }
  }

  /// Takes over unfinished executions without a living owner. Owners are not written to files: every opening takes
  /// everything over.
  public func claim(_ claim: StoreClaim) async throws(StoreError) -> [ExecutionRow] {
    try settings.limits.checkPage(claim.limit)
    return try await answer { .claim(claim, $0) }
  }

  /// Lets an owner keep its executions.
  public func renewLease(of owner: String, for duration: Duration?) async throws(StoreError) {
    let now = clock()
    let isClosed = state.withLock { state in
      if !state.isClosed { state.tables.renewLease(of: owner, for: duration, at: now) }
      return state.isClosed
    }
    if isClosed { throw .closed }
  }

  /// Waits until everything that was acknowledged is on the medium, whatever the durability of commits.
  ///
  /// Before ``close()``, which cannot throw, it tells whether all could be written.
  public func flush() async throws(StoreError) {
    try await answer { .flush($0) }
  }

  /// Writes what is live anew, and removes what is not, even if there is little to gain. Returns when that has begun.
  public func compact() { add(.compact) }

  /// Commits under way end, what is in memory only is written, then files and lock are given up.
  public func close() async {
    await withCheckedContinuation { continuation in add(.close(continuation)) }
  }

  private func answer<Answer: Sendable>(
    _ job: (CheckedContinuation<Result<Answer, StoreError>, Never>) -> Job
  ) async throws(StoreError) -> Answer {
    let result = await withCheckedContinuation { continuation in add(job(continuation)) }
    return try result.get()
  }
}
