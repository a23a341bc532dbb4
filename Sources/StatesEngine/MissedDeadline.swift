import StatesLanguage

/// The deadline that ended an execution. The service itself says no more than `TIMED_OUT`, or `States.Timeout` for any
/// deadline of a task.
public struct MissedDeadline: Sendable, Hashable {
  /// Which field set a deadline.
  public enum Kind: String, Sendable, Hashable {
    /// `TimeoutSeconds` of the state machine, or the longest time that an express execution may take.
    case execution
    /// `TimeoutSeconds` of a Task state.
    case task
    /// `HeartbeatSeconds` of a Task state.
    case heartbeat
  }

  /// Which field set it.
  public var kind: Kind
  /// How many seconds there were.
  public var seconds: Int
  /// The state that missed its deadline; of a deadline of the whole execution the states that were under way, in the
  /// order in which their branches began.
  public var stateNames: [String]

  /// A deadline.
  public init(kind: Kind, seconds: Int, stateNames: [String]) {
    self.kind = kind
    self.seconds = seconds
    self.stateNames = stateNames
  }
}

extension MissedDeadline: CustomStringConvertible {
  /// The deadline in words: `HeartbeatSeconds (10) of the state 'Ship'`.
  public var description: String {
    let states = stateNames.map { "'\($0)'" }.joined(separator: ", ")
    switch kind {
    case .execution: return "TimeoutSeconds (\(seconds)) of the state machine, during \(states)"
    case .task: return "TimeoutSeconds (\(seconds)) of the state \(states)"
    case .heartbeat: return "HeartbeatSeconds (\(seconds)) of the state \(states)"
    }
  }
}

extension Execution {
  /// The states in which an execution is, without those that wait for their own branches or iterations.
  var statesUnderWay: [String] {
    branches.compactMap { branch in
      switch branch.phase {
      case .free, .awaitingBranches, .continuing: nil
      case .entering, .retrying, .resuming, .waiting, .backingOff, .awaitingTask, .awaitingMapRun:
        machine.states[Int(branch.state)].name
      }
    }
  }
}
