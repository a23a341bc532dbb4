import LanguageSupport

/// Runs the jobs of all simulated processes on one thread, in an order that a seed decides or in that in which they come,
/// and moves the time on when there is nothing to do.
///
/// Nothing of it is locked: whatever runs in a simulation runs here, one job at a time.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
final class Scheduler: @unchecked Sendable {
  /// Why a run of jobs has ended.
  enum Ending {
    case done
    /// There is nothing to do and nothing to wait for.
    case stalled
    /// It takes too many jobs.
    case exhausted
  }

  private struct Sleeper {
    let number: Int
    let until: Duration
    let process: SimulatedProcess
    let continuation: CheckedContinuation<Void, any Error>
  }

  var random: SplitMix64
  private let isInOrder: Bool
  /// The time since the simulation began.
  private(set) var now: Duration = .zero
  /// How many jobs have run.
  private(set) var jobCount = 0
  /// A digest of the order in which jobs have run: equal seeds give equal ones.
  private(set) var digest: UInt64 = 0
  private var ready: [(process: SimulatedProcess, job: UnownedJob)] = []
  private var sleepers: [Sleeper] = []
  private var sleeperCount = 0
  /// Sleepers that were cancelled before they lay down.
  private var cancelled: Set<Int> = []

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    isInOrder = false
  }

  /// One that runs jobs in the order in which they come.
  init() {
    random = SplitMix64(seed: 0)
    isInOrder = true
  }

  // MARK: Drawing

  func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }

  /// Whether something happens that happens so many times in a thousand.
  func draws(_ perMille: Int) -> Bool { perMille > 0 && draw(1...1_000) <= perMille }

  func drawMilliseconds(_ range: ClosedRange<Int>) -> Duration { .milliseconds(draw(range)) }

  // MARK: Running

  fileprivate func add(_ job: UnownedJob, of process: SimulatedProcess) { ready.append((process, job)) }

  /// Takes back the jobs of a process that has stopped.
  fileprivate func withdraw(_ process: SimulatedProcess) -> [UnownedJob] {
    let jobs = ready.filter { $0.process === process }.map(\.job)
    ready.removeAll { $0.process === process }
    return jobs
  }

  /// Runs jobs until something holds; without limit, or so many at most.
  func run(jobs limit: Int? = nil, until isDone: () -> Bool) -> Ending {
    let last = limit.map { jobCount + $0 }
    while !isDone() {
      if ready.isEmpty {
        guard wakeNext() else { return .stalled }
        continue
      }
      if let last, jobCount >= last { return .exhausted }
      jobCount += 1
      let (process, job) = next()
      job.runSynchronously(on: process.asUnownedTaskExecutor())
    }
    return .done
  }

  private func next() -> (process: SimulatedProcess, job: UnownedJob) {
    if isInOrder { return ready.removeFirst() }
    let index = ready.count == 1 ? 0 : draw(0...(ready.count - 1))
    digest = (digest &* 0x100_0000_01b3) ^ UInt64(index) ^ (UInt64(ready.count) << 32)
    ready.swapAt(index, ready.count - 1)
    return ready.removeLast()
  }

  /// Moves the time on to the next one who waits for it.
  private func wakeNext() -> Bool {
    guard let next = sleepers.map(\.until).min() else { return false }
    now = max(now, next)
    let due = sleepers.filter { $0.until <= now }
    sleepers.removeAll { $0.until <= now }
    for sleeper in due { sleeper.continuation.resume() }
    return true
  }

  // MARK: Sleeping

  func sleep(_ process: SimulatedProcess, until deadline: Duration) async throws {
    sleeperCount += 1
    let number = sleeperCount
    defer { cancelled.remove(number) }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        if process.isEnding || cancelled.contains(number) {
          continuation.resume(throwing: CancellationError())
        } else if deadline <= now {
          continuation.resume()
        } else {
          sleepers.append(Sleeper(number: number, until: deadline, process: process, continuation: continuation))
        }
      }
    } onCancel: {
      guard let index = sleepers.firstIndex(where: { $0.number == number }) else {
        cancelled.insert(number)
        return
      }
      sleepers.remove(at: index).continuation.resume(throwing: CancellationError())
    }
  }

  /// Nobody in a process sleeps any more.
  fileprivate func wakeAll(_ process: SimulatedProcess) {
    let woken = sleepers.filter { $0.process === process }
    sleepers.removeAll { $0.process === process }
    for sleeper in woken { sleeper.continuation.resume(throwing: CancellationError()) }
  }
}

/// A process of the simulated world: what runs in it stops at once when the process is stopped, between two jobs.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
final class SimulatedProcess: TaskExecutor, @unchecked Sendable {
  let name: String
  let scheduler: Scheduler
  private(set) var isDead = false
  private(set) var isPaused = false
  /// It is being taken down after the simulation, so that nothing of it stays.
  private(set) var isEnding = false
  /// How far its wall clock is off.
  var skew: Int64 = 0
  private var held: [UnownedJob] = []

  init(_ name: String, _ scheduler: Scheduler) {
    self.name = name
    self.scheduler = scheduler
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if isDead || isPaused { held.append(job) } else { scheduler.add(job, of: self) }
  }

  /// Begins a task that runs in this process.
  @discardableResult
  func spawn(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    Task(executorPreference: self) { await body() }
  }

  /// Nothing of it runs any more.
  func kill() {
    isDead = true
    held += scheduler.withdraw(self)
  }

  /// Nothing of it runs until it is resumed.
  func pause() {
    guard !isDead else { return }
    isPaused = true
    held += scheduler.withdraw(self)
  }

  func resume() {
    guard !isDead else { return }
    isPaused = false
    release()
  }

  /// Lets it run again after the simulation, with nothing to wait for.
  func end() {
    isEnding = true
    isDead = false
    isPaused = false
    release()
    scheduler.wakeAll(self)
  }

  private func release() {
    let jobs = held
    held = []
    for job in jobs { scheduler.add(job, of: self) }
  }
}

/// The clock of a simulated process.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
struct SimulatedClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  let process: SimulatedProcess

  var now: Instant { Instant(offset: process.scheduler.now) }
  var minimumResolution: Duration { .milliseconds(1) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try await process.scheduler.sleep(process, until: deadline.offset)
  }
}
