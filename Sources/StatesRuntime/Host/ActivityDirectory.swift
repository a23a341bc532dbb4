import LanguageSupport

/// Which activities exist, for all executions of a host: each looks again when something has changed.
final class ActivityDirectory: Sendable {
  private struct State: Sendable {
    var known: KnownActivities
    /// How often it has been changed.
    var generation: UInt64 = 0
  }

  private let state: Locked<State>

  init(_ known: KnownActivities) { state = Locked(State(known: known)) }

  /// All that is known.
  var known: KnownActivities { state.withLock { $0.known } }

  /// Whether the activity with an ARN exists.
  func contains(_ arn: String) -> Bool { state.withLock { $0.known.contains(arn) } }

  /// Changes what is known, in place.
  func update(_ change: (inout KnownActivities) -> Void) {
    state.withLock { state in
      change(&state.known)
      state.generation &+= 1
    }
  }

  /// Those of some activities that do not exist; `nil` if nothing has changed since it was last asked for.
  ///
  /// - Parameter generation: the generation of the last answer; `nil` for none. That of this answer afterwards.
  func missing(among arns: Set<String>, since generation: inout UInt64?) -> Set<String>? {
    let last = generation
    let answer = state.withLock { state -> (Set<String>, UInt64)? in
      state.generation == last ? nil : (arns.filter { !state.known.contains($0) }, state.generation)
    }
    guard let (missing, current) = answer else { return nil }
    generation = current
    return missing
  }
}
