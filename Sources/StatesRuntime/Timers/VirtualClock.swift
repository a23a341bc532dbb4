import LanguageSupport
public import StatesEngine

/// A clock that stands still until it is advanced, for a host or a driver whose time is to be under control.
///
/// ```swift
/// let clock = VirtualClock()
/// let host = ExecutionHost(resources: resources, clock: clock, wallClock: clock.wallClock)
/// try await host.start(machine, input: [:], identity: identity)
/// await clock.advance(by: .seconds(365 * 86_400))
/// print(try await host.describe(identity.executionARN).status)
/// ```
///
/// Time goes on from one sleeper to the next, each of which is woken by itself, and only when nothing is left to do: when
/// all that a host or a driver has begun has ended or sleeps on this clock. A handler counts as asleep while it, or a child
/// task of it, sleeps on this clock; while it waits for anything else, time does not go on. What is asked of a host from
/// outside is to be awaited before the clock is advanced.
///
/// What a host begins runs one piece at a time in the order in which it was begun, on systems that can do that (macOS 15):
/// the same calls give the same histories there. The host does not park what has only waited for a while, and renews its
/// lease by the system's clock.
public final class VirtualClock: Clock, Sendable {
  /// A moment: the time since the clock was made.
  public struct Instant: InstantProtocol, Sendable {
    /// The time since the clock was made.
    public var offset: Duration

    /// Creates a moment.
    public init(offset: Duration) { self.offset = offset }

    /// The moment so much later.
    public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }

    /// How much later another moment is.
    public func duration(to other: Instant) -> Duration { other.offset - offset }

    /// Whether the first is earlier.
    public static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private let start: Timestamp
  private let state = Locked(VirtualTime())
  /// A `SerialLane`, where the system has executors of tasks.
  private let lane: (any Sendable)?

  /// Creates a clock.
  ///
  /// - Parameter start: the time of the wall clock now.
  public init(start: Timestamp = .virtualStart) {
    self.start = start
    if #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *) { lane = SerialLane(state) } else { lane = nil }
  }

  // MARK: Time

  /// What time it is.
  public var now: Instant { state.withLock { $0.now } }

  /// Any two moments can be told apart.
  public var minimumResolution: Duration { .zero }

  /// The wall clock that goes with it.
  public var wallClock: @Sendable () -> Timestamp {
    { [self] in start.advanced(byMilliseconds: now.offset.wholeMilliseconds) }
  }

  /// Sleeps until the clock has been advanced to a moment, or the current task is cancelled.
  public func sleep(until deadline: Instant, tolerance: Duration? = nil) async throws {
    let task = VirtualTask.current.flatMap { $0.clock == ObjectIdentifier(self) ? $0.number : nil }
    let number = state.withLock { $0.newNumber() }
    defer { state.withLock { _ = $0.cancelled.remove(number) } }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let (answer, settled) = state.withLock { state -> (VirtualTime.Answer, [CheckedContinuation<Void, Never>]) in
          let answer = state.sleep(VirtualTime.Sleeper(until: deadline, task: task, continuation: continuation), number)
          return (answer, state.takeSettled())
        }
        switch answer {
        case .sleeps: break
        case .wakes: continuation.resume()
        case .isCancelled: continuation.resume(throwing: CancellationError())
        }
        for waiter in settled { waiter.resume() }
      }
    } onCancel: {
      let sleeper = state.withLock { $0.cancel(number) }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  // MARK: Advancing

  /// Moves time on, as ``advance(to:)`` does.
  public func advance(by duration: Duration) async { await advance(to: now.advanced(by: duration)) }

  /// Moves time on to a moment, from one sleeper to the next; what each of them does is done before the next is woken.
  /// Returns when all is done, or when the current task is cancelled.
  ///
  /// - Parameter deadline: the moment; time does not run backwards.
  public func advance(to deadline: Instant) async {
    while !Task.isCancelled, await advanceToNextSleeper(limit: deadline) {}
    if !Task.isCancelled { state.withLock { $0.now = max($0.now, deadline) } }
  }

  /// Moves time on to the next sleeper, wakes that one, and returns when all is done that it does.
  ///
  /// - Parameter limit: how far time may be moved on.
  /// - Returns: whether a task slept until then; otherwise time has not moved.
  public func advanceToNextSleeper(limit: Instant) async -> Bool {
    await settle()
    guard let sleeper = state.withLock({ $0.wakeNext(limit: limit) }) else { return false }
    sleeper.continuation.resume()
    await settle()
    return true
  }

  /// Waits until all that hosts and drivers with this clock have begun has ended, or sleeps on it.
  public func settle() async {
    await withCheckedContinuation { continuation in
      let isSettled = state.withLock { state in
        if state.isSettled { return true }
        state.waiting.append(continuation)
        return false
      }
      if isSettled { continuation.resume() }
    }
  }

  // MARK: What goes on

  /// Begins a task that time waits for.
  func spawn(_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never> {
    let number = state.withLock { $0.begin() }
    let counted: @Sendable () async -> Void = { [self] in
      await VirtualTask.$current.withValue(VirtualTask(clock: ObjectIdentifier(self), number: number)) { await body() }
      let settled = state.withLock { state in
        state.end(number)
        return state.takeSettled()
      }
      for waiter in settled { waiter.resume() }
    }
    if #available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *), let lane = lane as? SerialLane {
      // Actors prefer tasks of a higher priority.
      return Task(executorPreference: lane, priority: .medium) { await counted() }
    }
    return Task { await counted() }
  }
}

/// Which task of which clock runs; its child tasks know it too.
private struct VirtualTask: Sendable {
  @TaskLocal static var current: VirtualTask?

  let clock: ObjectIdentifier
  let number: Int
}

/// The state of a virtual clock.
private struct VirtualTime: Sendable {
  struct Sleeper: Sendable {
    let until: VirtualClock.Instant
    /// The number of the task that sleeps, or has a child task that does.
    let task: Int?
    let continuation: CheckedContinuation<Void, any Error>
  }

  enum Answer: Sendable {
    case sleeps
    case wakes
    case isCancelled
  }

  var now = VirtualClock.Instant(offset: .zero)
  /// By number: the earlier they lay down, the smaller. There are few.
  private var sleepers: [Int: Sleeper] = [:]
  /// Sleepers that were cancelled before they lay down.
  var cancelled: Set<Int> = []
  /// The tasks that have not ended, and how many sleepers each has.
  private var tasks: [Int: Int] = [:]
  /// How many tasks neither have ended nor sleep.
  private var busyCount = 0
  /// What is to run, one job after the other, and whether one runs.
  var jobs = Line<UnownedJob>()
  var isRunning = false
  /// Those that wait until nothing is done.
  var waiting: [CheckedContinuation<Void, Never>] = []
  private var lastNumber = 0

  mutating func newNumber() -> Int {
    lastNumber += 1
    return lastNumber
  }

  mutating func begin() -> Int {
    let number = newNumber()
    tasks[number] = 0
    busyCount += 1
    return number
  }

  mutating func end(_ task: Int) {
    if tasks.removeValue(forKey: task) == 0 { busyCount -= 1 }
  }

  mutating func sleep(_ sleeper: Sleeper, _ number: Int) -> Answer {
    if cancelled.contains(number) { return .isCancelled }
    if sleeper.until <= now { return .wakes }
    sleepers[number] = sleeper
    if let task = sleeper.task, let count = tasks[task] {
      if count == 0 { busyCount -= 1 }
      tasks[task] = count + 1
    }
    return .sleeps
  }

  mutating func cancel(_ number: Int) -> Sleeper? {
    let sleeper = remove(number)
    if sleeper == nil { cancelled.insert(number) }
    return sleeper
  }

  /// Moves on to the next sleeper, if that is not too late, and removes it.
  mutating func wakeNext(limit: VirtualClock.Instant) -> Sleeper? {
    let next = sleepers.min { ($0.value.until, $0.key) < ($1.value.until, $1.key) }
    guard let (number, sleeper) = next, sleeper.until <= limit else { return nil }
    now = max(now, sleeper.until)
    return remove(number)
  }

  private mutating func remove(_ number: Int) -> Sleeper? {
    guard let sleeper = sleepers.removeValue(forKey: number) else { return nil }
    if let task = sleeper.task, let count = tasks[task] {
      tasks[task] = count - 1
      if count == 1 { busyCount += 1 }
    }
    return sleeper
  }

  /// Whether nothing is done, and nothing is to be done. Children of a task may run while others of them sleep.
  var isSettled: Bool { busyCount == 0 && jobs.isEmpty && !isRunning }

  /// Those that have waited for nothing to be done, if nothing is.
  mutating func takeSettled() -> [CheckedContinuation<Void, Never>] {
    guard isSettled else { return [] }
    defer { waiting = [] }
    return waiting
  }
}

/// Runs jobs one at a time, in the order in which they come.
@available(macOS 15, iOS 18, tvOS 18, watchOS 11, visionOS 2, *)
private final class SerialLane: TaskExecutor {
  private let state: Locked<VirtualTime>

  init(_ state: Locked<VirtualTime>) { self.state = state }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let begins = state.withLock { state in
      state.jobs.append(job)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if begins { Task.detached { self.run() } }
  }

  private func run() {
    while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
  }

  private func next() -> UnownedJob? {
    let (job, settled) = state.withLock { state -> (UnownedJob?, [CheckedContinuation<Void, Never>]) in
      if let job = state.jobs.popFirst() { return (job, []) }
      state.isRunning = false
      return (nil, state.takeSettled())
    }
    for waiter in settled { waiter.resume() }
    return job
  }
}
