import LanguageSupport
import StatesEngine

/// A clock that stands still until the test moves it.
final class ModelClock: Clock {
  struct Instant: InstantProtocol {
    var milliseconds: Int64

    func advanced(by duration: Duration) -> Instant {
      Instant(
        milliseconds: milliseconds + duration.components.seconds * 1_000 + duration.components.attoseconds
          / 1_000_000_000_000_000)
    }
    func duration(to other: Instant) -> Duration { .milliseconds(other.milliseconds - milliseconds) }
    static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }
  }

  private struct State {
    var now: Instant
    var number = 0
    var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
    /// Sleepers that were cancelled before they lay down.
    var cancelled: Set<Int> = []
  }

  private enum Answer { case sleeps, wakes, isCancelled }

  private let state: Locked<State>

  init(milliseconds: Int64) { state = Locked(State(now: Instant(milliseconds: milliseconds))) }

  var now: Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .zero }
  var timestamp: Timestamp { Timestamp(milliseconds: now.milliseconds) }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let number = state.withLock { state in
      state.number += 1
      return state.number
    }
    defer { state.withLock { _ = $0.cancelled.remove(number) } }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let answer = state.withLock { state -> Answer in
          if state.cancelled.contains(number) { return .isCancelled }
          if deadline <= state.now { return .wakes }
          state.sleepers[number] = (deadline, continuation)
          return .sleeps
        }
        switch answer {
        case .sleeps: break
        case .wakes: continuation.resume()
        case .isCancelled: continuation.resume(throwing: CancellationError())
        }
      }
    } onCancel: {
      let sleeper = state.withLock { state in
        let sleeper = state.sleepers.removeValue(forKey: number)
        if sleeper == nil { state.cancelled.insert(number) }
        return sleeper?.continuation
      }
      sleeper?.resume(throwing: CancellationError())
    }
  }

  /// How many sleep.
  var sleeperCount: Int { state.withLock { $0.sleepers.count } }

  /// Moves on and wakes those whose time has come.
  func move(to milliseconds: Int64) {
    let due = state.withLock { state in
      state.now = max(state.now, Instant(milliseconds: milliseconds))
      let now = state.now
      let due = state.sleepers.filter { $0.value.until <= now }
      for number in due.keys { state.sleepers[number] = nil }
      return due.sorted { ($0.value.until, $0.key) < ($1.value.until, $1.key) }.map(\.value.continuation)
    }
    for continuation in due { continuation.resume() }
  }
}
