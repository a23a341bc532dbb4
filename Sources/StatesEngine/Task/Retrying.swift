import StatesLanguage

extension Execution {
  /// The delay before the state's work is retried, in milliseconds, or `nil` if it is not.
  ///
  /// The first retrier that matches is the only candidate; if its attempts are used up, no other is tried.
  mutating func retryDelay(_ b: Int, _ state: StateMachine.State, _ error: StateError) -> Int64? {
    guard let place = state.retrier(for: error) else { return nil }
    let retrier = state.retriers[place]
    // Counts are only kept once there is something to count, so that the next state has none.
    let used = branches[b].retrierCounts.isEmpty ? 0 : Int(branches[b].retrierCounts[place])
    let isRetried = used < retrier.maxAttempts
    if coverage != nil {
      let index = Int(branches[b].state)
      cover(isRetried ? .retried(state: index, retrier: place) : .exhausted(state: index, retrier: place))
    }
    guard isRetried else { return nil }
    if branches[b].retrierCounts.isEmpty {
      branches[b].retrierCounts = Array(repeating: 0, count: state.retriers.count)
    }
    branches[b].retrierCounts[place] = branches[b].retrierCounts[place].addingClamped(1)
    branches[b].retryCount = branches[b].retryCount.addingClamped(1)
    let delay = quotas.scaledWait(max(0, retrier.delayMilliseconds(beforeRetry: used.addingClamped(1))))
    return retrier.hasFullJitter ? Int64.random(in: 0...delay, using: &random) : delay
  }
}

extension StateMachine.State {
  /// The index of the retrier that decides about an error: the first that matches.
  func retrier(for error: StateError) -> Int? {
    retriers.firstIndex { error.matches(anyOf: $0.errorEquals) }
  }
}
