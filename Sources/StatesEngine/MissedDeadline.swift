import StatesLanguage

/// The deadline that ended an execution. The service itself only reports `TIMED_OUT`, or `States.Timeout` for any
/// deadline of a task.
public struct MissedDeadline: Sendable, Hashable {
  /// The field that set a deadline.
  public enum Kind: String, Sendable, Hashable {
    /// `TimeoutSeconds` of the state machine, or the longest time that an express execution may take.
    case execution
    /// `TimeoutSeconds` of a Task state.
    case task
    /// `HeartbeatSeconds` of a Task state.
    case heartbeat
  }

  /// The field that set it.
  public var kind: Kind
  /// The number of seconds.
  public var seconds: Int
  /// The state that missed its deadline; for a deadline of the whole execution, the running states, in the order in
  /// which their branches started.
  public var stateNames: [String]

  /// Creates a deadline.
  public init(kind: Kind, seconds: Int, stateNames: [String]) {
    self.kind = kind
    self.seconds = seconds
    self.stateNames = stateNames
  }
}

extension MissedDeadline: CustomStringConvertible {
  /// A description of the deadline: `HeartbeatSeconds (10) of the state 'Ship'`.
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
