import LanguageSupport
import StatesEngine

/// The next deadlines of many executions, and one task that sleeps until the earliest.
final class Alarm: Sendable {
  private struct State: Sendable {
    var deadlines = Deadlines<ExecutionNumber>()
    /// The task that sleeps. An older one that wakes late has another number.
    var sleeper: (number: Int, until: Timestamp, task: Task<Void, Never>)?
    var sleeperCount = 0
    var isStopped = false
  }

  /// How many executions are told at once that their deadlines have come.
  private static let batchCount = 256

  private let state = Locked(State())
  /// The longest sleep in milliseconds: the wall clock may be adjusted, and is looked at so often.
  private let longestSleep: Int64
  private let clock: any Clock<Duration>
  private let wallClock: @Sendable () -> Timestamp
  private let spawn: Spawn
  private let ring: @Sendable (ExecutionNumber) async -> Void

  /// - Parameters:
  ///   - clock: the clock to sleep with.
  ///   - wallClock: what time it is.
  ///   - spawn: begins a task.
  ///   - ring: tells an execution that a deadline has come; it is removed before.
  init(
    clock: any Clock<Duration>, wallClock: @escaping @Sendable () -> Timestamp, spawn: @escaping Spawn,
    ring: @escaping @Sendable (ExecutionNumber) async -> Void
  ) {
    self.clock = clock
    // That of a virtual clock goes with it.
    longestSleep = clock is VirtualClock ? .max : 3_600_000
    self.wallClock = wallClock
    self.spawn = spawn
    self.ring = ring
  }

  /// How many executions have a deadline.
  var count: Int { state.withLock { $0.deadlines.count } }

  /// Sets the deadline of an execution; `nil` for none.
  func set(_ execution: ExecutionNumber, at time: Timestamp?) {
    let cancelled = state.withLock { state -> Task<Void, Never>? in
      guard !state.isStopped, state.deadlines.time(of: execution) != time else { return nil }
      if let time { state.deadlines.set(execution, at: time) } else { state.deadlines.cancel(execution) }
      return sleep(&state)
    }
    cancelled?.cancel()
  }

  /// No deadline counts any more.
  func stop() {
    let sleeper = state.withLock { state in
      defer {
        state.isStopped = true
        state.sleeper = nil
        state.deadlines.removeAll()
      }
      return state.sleeper
    }
    sleeper?.task.cancel()
  }

  /// Makes sure that a task sleeps until the next deadline; gives the one that need not sleep any more.
  private func sleep(_ state: inout State) -> Task<Void, Never>? {
    guard let (_, next) = state.deadlines.next() else {
      defer { state.sleeper = nil }
      return state.sleeper?.task
    }
    // One that wakes too early finds nothing due and costs nothing.
    if let sleeper = state.sleeper, sleeper.until <= next { return nil }
    let former = state.sleeper?.task
    state.sleeperCount += 1
    let (missing, overflow) = next.milliseconds.subtractingReportingOverflow(wallClock().milliseconds)
    let pause = overflow ? longestSleep : min(max(missing, 0), longestSleep)
    let (number, clock) = (state.sleeperCount, clock)
    let task = spawn {
      // Cancelled means that another task sleeps now, or that none is needed.
      try? await clock.sleep(for: .milliseconds(pause))
      // Not here: whoever sets another deadline meanwhile cancels this task.
      _ = self.spawn { await self.woke(number) }
    }
    state.sleeper = (number, next, task)
    return former
  }

  private func woke(_ number: Int) async {
    guard state.withLock({ $0.sleeper?.number == number }) else { return }
    while true {
      let due = takeDue(number)
      if due.isEmpty { return }
      if due.count == 1 {
        await ring(due[0])
      } else {
        await withTaskGroup(of: Void.self) { group in
          for execution in due { group.addTask { await self.ring(execution) } }
        }
      }
    }
  }

  /// Takes what is due; if nothing is, another task sleeps.
  private func takeDue(_ number: Int) -> [ExecutionNumber] {
    let now = wallClock()
    return state.withLock { state in
      // A shorter sleep has begun meanwhile.
      guard state.sleeper?.number == number else { return [] }
      var due: [ExecutionNumber] = []
      while due.count < Self.batchCount, let (execution, time) = state.deadlines.next(), time <= now {
        state.deadlines.removeNext()
        due.append(execution)
      }
      if due.isEmpty {
        state.sleeper = nil
        _ = sleep(&state)
      }
      return due
    }
  }
}
