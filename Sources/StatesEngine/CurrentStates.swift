public import StatesLanguage

/// A state that an execution is in.
public struct CurrentState: Sendable {
  /// What a state waits for.
  public enum Waiting: Sendable {
    /// The answer to a task; with the times at which it times out, or a heartbeat is missed, if a worker has started it.
    case task(TaskRequest, timeout: Timestamp?, heartbeat: Timestamp?)
    /// The end of a Wait state.
    case wait(until: Timestamp)
    /// The end of a pause before a retry.
    case retry(at: Timestamp)
    /// Its branches or iterations.
    case branches
    /// The children of its map run.
    case mapRun(arn: String)
    /// Nothing: it goes on in this moment.
    case nothing
  }

  /// The ARN of the execution.
  public let executionARN: String
  /// The name of the state.
  public let state: String
  /// The type of the state.
  public let type: StateType
  /// The indexes of the Map iterations that it is in, outermost first; for a child of a distributed Map, the child's index
  /// is the last one of those around it.
  public let iteration: [Int]
  /// The indexes of the branches of Parallel states that it is in within its execution, outermost first.
  public let branch: [Int]
  /// The number of the attempt, from 1.
  public let attempt: Int
  /// When it was entered.
  public let since: Timestamp
  /// What it waits for.
  public let waiting: Waiting
  /// The number of the last event of the history that led here: of a task that a worker has started, that event.
  public let lastEvent: Int

  /// The name with its iteration: `Ship[2][0]`.
  public var name: String { Self.name(state, iteration) }

  /// The name of a state with the indexes of the iterations that it is in.
  package static func name(_ state: String, _ iteration: [Int]) -> String {
    state + iteration.map { "[\($0)]" }.joined()
  }
}

extension Execution {
  /// The states that the execution is in, outer ones before those in their branches and iterations; none once it has ended.
  public var currentStates: [CurrentState] {
    guard case .running = status else { return [] }
    var children: [Int32: [Int]] = [:]
    for (b, branch) in branches.enumerated() {
      if case .free = branch.phase { continue }
      children[branch.parent, default: []].append(b)
    }
    var states: [CurrentState] = []
    var open: [(b: Int, path: [Int])] = (children[-1] ?? []).reversed().map { ($0, []) }
    while let (b, path) = open.popLast() {
      let branch = branches[b]
      let state = machine.states[Int(branch.state)]
      if case .entering = branch.phase {} else { states.append(currentState(b, state, path)) }
      let isParallel = state.type == .parallel
      let below = (children[Int32(b)] ?? []).sorted { branches[$0].slot > branches[$1].slot }
      open += below.map { ($0, isParallel ? path + [Int(branches[$0].slot)] : path) }
    }
    return states
  }

  private func currentState(_ b: Int, _ state: StateMachine.State, _ path: [Int]) -> CurrentState {
    let branch = branches[b]
    let waiting: CurrentState.Waiting =
      switch branch.phase {
      case .waiting: branch.deadline.map { .wait(until: $0) } ?? .nothing
      case .backingOff: branch.deadline.map { .retry(at: $0) } ?? .nothing
      case .awaitingTask:
        branch.request.map { request in
          .task(
            request, timeout: request.timeoutSeconds == nil ? nil : branch.deadline,
            heartbeat: request.heartbeatSeconds == nil ? nil : branch.heartbeatDeadline)
        } ?? .nothing
      case .awaitingBranches: .branches
      case .awaitingMapRun: branch.mapRun >= 0 ? .mapRun(arn: mapRuns[Int(branch.mapRun)].arn) : .nothing
      case .entering, .retrying, .resuming, .continuing, .free: .nothing
      }
    return CurrentState(
      executionARN: identity.executionARN, state: state.name, type: state.type,
      iteration: branch.item?.iterations ?? iterations, branch: path,
      attempt: Int(branch.retryCount.addingClamped(1)), since: branch.enteredTime, waiting: waiting,
      lastEvent: Int(branch.lastEvent))
  }
}
