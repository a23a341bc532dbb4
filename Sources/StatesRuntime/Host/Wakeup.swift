import LanguageSupport

/// Lets someone who looks for something from time to time sleep until it is time, or until there is reason to look.
final class Wakeup: Sendable {
  private struct State: Sendable {
    /// Whether there has been reason to look since the last time.
    var isWanted = false
    var sleeper: Task<Void, Never>?
  }

  private let state = Locked(State())

  /// There is reason to look.
  func wake() {
    let sleeper = state.withLock { state in
      state.isWanted = true
      return state.sleeper
    }
    sleeper?.cancel()
  }

  /// Sleeps so long, or until there is reason to look, or the current task is cancelled. Only one sleeps at a time.
  func sleep(for pause: Duration, _ core: HostCore) async {
    let clock = core.sharedClock
    let sleeper = state.withLock { state -> Task<Void, Never>? in
      guard !state.isWanted else { return nil }
      let sleeper = core.spawnUpkeep { try? await clock.sleep(for: pause) }
      state.sleeper = sleeper
      return sleeper
    }
    if let sleeper {
      await withTaskCancellationHandler {
        await sleeper.value
      } onCancel: {
        sleeper.cancel()
      }
    }
    state.withLock { $0 = State() }
  }
}

extension Clock where Duration == Swift.Duration {
  /// Tells how much time has passed since now.
  func stopwatch() -> @Sendable () -> Duration {
    let start = now
    return { start.duration(to: self.now) }
  }
}
