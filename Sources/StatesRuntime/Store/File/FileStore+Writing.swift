import Dispatch
import LanguageSupport
import StatesEngine

extension FileStore {
  typealias Promise<Answer: Sendable> = CheckedContinuation<Result<Answer, StoreError>, Never>
  typealias Commit = (changes: [StoreChange], promise: Promise<Void>)

  /// What the writer does, one after the other.
  enum Job: Sendable {
    case commit([StoreChange], Promise<Void>)
    case claim(StoreClaim, Promise<[ExecutionRow]>)
    /// Everything to the medium.
    case flush(Promise<Void>)
    /// What is in memory only to the system.
    case writeBuffered
    case compact
    case compacted(FileStoreCompaction.Outcome)
    case close(CheckedContinuation<Void, Never>)
  }

  /// Threads that may block.
  struct Queues: Sendable {
    let writing = DispatchQueue(label: "FileStore.writing")
    let reading = DispatchQueue(label: "FileStore.reading", attributes: .concurrent)
    let compacting = DispatchQueue(label: "FileStore.compacting")
    /// Tells the writer that the callers have come which it waits for.
    let arrived = DispatchSemaphore(value: 0)
  }

  func add(_ job: Job) {
    let (mustBegin, isAwaited) = state.withLock { state in
      state.jobs.append(job)
      let isAwaited = state.awaited > 0 && state.jobs.count >= state.awaited
      if isAwaited { state.awaited = 0 }
      defer { state.isWriting = true }
      return (!state.isWriting, isAwaited)
    }
    if mustBegin { queues.writing.async { self.work() } }
    if isAwaited { queues.arrived.signal() }
  }

  /// Does jobs until there are none.
  private func work() {
    var last = 1
    var duration = 0
    while true {
      gather(last, within: duration)
      let jobs = state.withLock { state in
        let jobs = state.jobs
        state.jobs = []
        if jobs.isEmpty { state.isWriting = false }
        return jobs
      }
      if jobs.isEmpty { return }
      last = jobs.count
      let began = DispatchTime.now()
      var commits: [Commit] = []
      for job in jobs {
        if case .commit(let changes, let promise) = job {
          commits.append((changes, promise))
          continue
        }
        write(commits)
        commits = []
        perform(job)
      }
      write(commits)
      duration = Int(clamping: (DispatchTime.now().uptimeNanoseconds - began.uptimeNanoseconds) / 2)
    }
  }

  /// Waits until there are as many jobs as were done together last: those callers have just been answered, and most of
  /// them are about to come again. It waits for half as long as the last jobs took at most, so that little is lost
  /// when they do not come, and never for more than a millisecond; for a lone caller not at all.
  private func gather(_ expected: Int, within nanoseconds: Int) {
    guard expected > 1 else { return }
    let mustWait = state.withLock { state in
      if state.jobs.count < expected { state.awaited = expected }
      return state.jobs.count < expected
    }
    guard mustWait else { return }
    _ = queues.arrived.wait(timeout: .now() + .nanoseconds(min(nanoseconds, 1_000_000)))
    state.withLock { $0.awaited = 0 }
  }

  private func perform(_ job: Job) {
    switch job {
    case .commit: break
    case .claim(let claim, let promise):
      let now = clock()
      promise.resume(
        returning: state.withLock { state in
          state.isClosed ? .failure(.closed) : .success(state.tables.claim(claim, at: now))
        })
    case .flush(let promise):
      promise.resume(
        returning: unlessClosed { log throws(StorageProblem) in try log.sync() })
    case .writeBuffered:
      state.withLock { $0.isWriteScheduled = false }
      // It is tried again; when too much waits, commits fail.
      if case .failure(let error) = unlessClosed({ log throws(StorageProblem) in try log.writeBuffered() }),
        error != .closed
      {
        scheduleWrite()
      }
    case .compact: beginCompaction()
    case .compacted(let outcome): endCompaction(outcome)
    case .close(let continuation):
      close()
      continuation.resume()
    }
  }

  private func close() {
    let wasOpen = state.withLock { state in
      defer { state.isClosed = true }
      return !state.isClosed
    }
    guard wasOpen else { return }
    // Who opens the folder next must not meet a compaction that still writes.
    queues.compacting.sync {}
    log.withLock { log in
      // Without it the next opening only knows less.
      try? log.end()
      log.active = nil
      log.isBroken = true
    }
    state.withLock { state in
      state.files = [:]
      state.lock = nil
      state.tables = StoreTables(limits: StoreLimits(), retention: StoreRetention())
    }
  }

  private func unlessClosed(
    _ body: (inout FileStoreLog) throws(StorageProblem) -> Void
  ) -> Result<Void, StoreError> {
    guard !state.withLock({ $0.isClosed }) else { return .failure(.closed) }
    return log.withLock { log in
      do throws(StorageProblem) {
        return .success(try body(&log))
      } catch {
        return .failure(error.storeError)
      }
    }
  }

  // MARK: Commits

  /// Commits that are written together.
  private struct Batch {
    var pending: StoreTables.Pending
    /// Where the batch goes.
    var segment: UInt32
    var offset: UInt64
    var durable: UInt64
    var writer = StoreWriter()
    /// What is to be applied, with bodies where they will be.
    var changes: [TableChange] = []
  }

  /// Makes commits that wait together: one write, one sync.
  private func write(_ commits: [Commit]) {
    guard !commits.isEmpty else { return }
    let now = clock()
    guard !state.withLock({ $0.isClosed }) else {
      for commit in commits { commit.promise.resume(returning: .failure(.closed)) }
      return
    }
    let prepared = log.withLock { log in prepare(&log) }
    let pending = state.withLock { StoreTables.Pending(lastRevision: $0.tables.lastRevision) }
    var batch = log.withLock {
      Batch(pending: pending, segment: $0.number, offset: $0.length, durable: $0.durable)
    }
    let expired = state.withLock { $0.tables.expired(at: now, limit: StoreTables.forgottenAtOnce) }
    if !expired.isEmpty { _ = add(expired.map { .forget(arn: $0) }, to: &batch, at: now) }
    var results: [(result: Result<Void, StoreError>, isFinal: Bool)] = []
    for commit in commits {
      let result = add(commit.changes.map { TableChange($0) }, to: &batch, at: now)
      // What was refused may have been refused for what is not made now.
      let isRefused = if case .failure = result { true } else { false }
      results.append((result, isRefused && batch.changes.isEmpty))
    }
    switch prepared.flatMap({ log.withLock { log in write(batch.writer.bytes, to: &log) } }) {
    case .success:
      state.withLock { $0.tables.apply(batch.changes) }
    case .failure(let error):
      // A commit without a change fails as well: one that returns says that those which have failed before it are not
      // made for good.
      results = results.map { $0.isFinal ? $0 : (.failure(error), true) }
    }
    note(zip(commits, results).compactMap { if case .success = $1.result { $0.changes.count } else { nil } })
    for (commit, result) in zip(commits, results) { commit.promise.resume(returning: result.result) }
    if settings.durability == .memory { scheduleWrite() }
    if isWorthCompacting { beginCompaction() }
  }

  /// Counts commits that were made together, by their numbers of changes.
  private func note(_ made: [Int]) {
    let changes = made.reduce(0, +)
    state.withLock { state in
      state.statistics.commits += made.count
      state.statistics.changes += changes
      if changes > 0 { state.statistics.batches += 1 }
      state.statistics.largestBatch = max(state.statistics.largestBatch, made.count)
    }
  }

  /// Checks a commit and adds it to a batch.
  private func add(_ changes: [TableChange], to batch: inout Batch, at now: Timestamp) -> Result<Void, StoreError> {
    // The check looks into the tables under their lock: a copy of them would make the next change copy everything.
    let checked: Result<[TableChange], StoreError> = state.withLock { state in
      do throws(StoreError) {
        return .success(try state.tables.check(changes, &batch.pending, at: now))
      } catch {
        return .failure(error)
      }
    }
    switch checked {
    case .failure(let error): return .failure(error)
    case .success(let accepted):
      guard !accepted.isEmpty else { return .success(()) }
      let start = Segment.beginRecord(&batch.writer)
      let located = StoreRecords.write(accepted, to: &batch.writer)
      Segment.endRecord(
        &batch.writer, from: start, segment: batch.segment, base: batch.offset, durable: batch.durable)
      batch.changes += located.map { $0.placed(in: batch.segment, at: batch.offset) }
      return .success(())
    }
  }

  /// Begins a new segment if the last one must not or need not be written to any more.
  private func prepare(_ log: inout FileStoreLog) -> Result<Void, StoreError> {
    guard log.isBroken || log.length >= settings.segmentBytes else { return .success(()) }
    do throws(StorageProblem) {
      let (number, file) = try log.roll()
      state.withLock { $0.files[number] = file }
      return .success(())
    } catch {
      return .failure(error.storeError)
    }
  }

  private func write(_ bytes: [UInt8], to log: inout FileStoreLog) -> Result<Void, StoreError> {
    guard !bytes.isEmpty else { return .success(()) }
    do throws(StorageProblem) {
      return .success(try log.append(bytes))
    } catch {
      return .failure(error.storeError)
    }
  }

  /// Lets what is in memory only be written soon.
  private func scheduleWrite() {
    let mustSchedule = state.withLock { state in
      defer { state.isWriteScheduled = true }
      return !state.isWriteScheduled
    }
    guard mustSchedule else { return }
    let delay = DispatchTimeInterval.milliseconds(Int(clamping: settings.writeInterval.wholeMilliseconds))
    queues.writing.asyncAfter(deadline: .now() + delay) { [weak self] in self?.add(.writeBuffered) }
  }
}
