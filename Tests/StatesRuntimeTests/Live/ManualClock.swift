import LanguageSupport
import StatesEngine

@testable import StatesRuntime

/// A clock that stands still until it is advanced.
final class ManualClock: Clock {
  struct Instant: InstantProtocol {
    var offset: Duration

    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  private struct State {
    var now = Instant(offset: .zero)
    var number = 0
    var sleepers: [Int: (until: Instant, continuation: CheckedContinuation<Void, any Error>)] = [:]
    /// Continuations that wait for a sleeper until at least that instant.
    var watchers: [(until: Instant, continuation: CheckedContinuation<Void, Never>)] = []
    /// Sleepers that were cancelled before they lay down.
    var cancelled: Set<Int> = []
  }

  private let state = Locked(State())

  var now: Instant { state.withLock { $0.now } }
  var minimumResolution: Duration { .zero }

  /// The clock's time as milliseconds since 1970.
  var timestamp: Timestamp {
    let (seconds, attoseconds) = now.offset.components
    return Timestamp(milliseconds: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }

  func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let number = state.withLock { state in
      state.number += 1
      return state.number
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        lieDown(number, until: deadline, continuation)
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

  private enum Answer: Sendable {
    case sleep(watchers: [CheckedContinuation<Void, Never>])
    case wake
    case cancel
  }

  private func lieDown(_ number: Int, until deadline: Instant, _ continuation: CheckedContinuation<Void, any Error>) {
    let answer = state.withLock { state -> Answer in
      if state.cancelled.remove(number) != nil { return .cancel }
      if deadline <= state.now { return .wake }
      state.sleepers[number] = (deadline, continuation)
      let content = state.watchers.filter { $0.until == deadline }.map(\.continuation)
      state.watchers.removeAll { $0.until == deadline }
      return .sleep(watchers: content)
    }
    switch answer {
    case .sleep(let watchers): for watcher in watchers { watcher.resume() }
    case .wake: continuation.resume()
    case .cancel: continuation.resume(throwing: CancellationError())
    }
  }

  /// Waits until there is a sleeper for exactly this duration from now on.
  func hasSleeper(for duration: Duration) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isThere = state.withLock { state in
        let until = state.now.advanced(by: duration)
        if state.sleepers.values.contains(where: { $0.until == until }) { return true }
        state.watchers.append((until, continuation))
        return false
      }
      if isThere { continuation.resume() }
    }
  }

  /// Moves on and wakes whose time has come.
  func advance(by duration: Duration) {
    let due = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let now = state.now
      let due = state.sleepers.filter { $0.value.until <= now }
      for number in due.keys { state.sleepers[number] = nil }
      return due.values.map(\.continuation)
    }
    for continuation in due { continuation.resume() }
  }
}
