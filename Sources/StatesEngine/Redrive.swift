import OrderedJSON
import StatesLanguage

/// Why an execution cannot be redriven.
///
/// - SeeAlso: Step Functions Developer Guide, "Restarting state machine executions with redrive".
public struct RedriveError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The reason, as in DescribeExecution's `redriveStatusReason`.
  public var message: String
  /// The message.
  public var description: String { message }

  /// Creates an error.
  public init(message: String) { self.message = message }
}

/// The branches or iterations of a state as they were when a failure cut them off, kept so that a redrive can continue
/// those that had not ended.
final class CutBranches: Sendable {
  let container: Container
  let branches: [Branch]

  init(container: Container, branches: [Branch]) {
    self.container = container
    self.branches = branches
  }
}

extension Execution {
  /// Why the execution cannot be redriven, or `nil` if it can.
  public var redriveProblem: String? {
    switch status {
    case .running: return "Execution is RUNNING and cannot be redriven"
    case .succeeded: return "Execution is SUCCEEDED and cannot be redriven"
    case .failed, .timedOut, .aborted: break
    }
    if identity.type == .express { return "Execution is of type EXPRESS and cannot be redriven" }
    if let limit = quotas.maximumHistoryEvents, eventCount >= limit - 1 {
      return "Execution history event limit exceeded"
    }
    return nil
  }

  /// Continues an execution that did not succeed, from the states that had not ended.
  ///
  /// Completed work is kept, also within a Parallel or inline Map state. The states start again without being entered
  /// again: retry counts from zero, task timeouts and the execution's own timeout from now. A map run continues with
  /// its children that had not succeeded and its items that have none, unless its result was too large or the Map state
  /// itself could not be evaluated: then a new map run starts.
  ///
  /// - Parameter time: when it is redriven.
  /// - Returns: the commands to carry out, in order.
  /// - Throws: ``RedriveError`` if the execution is running, succeeded, or its history is full.
  public mutating func redrive(at time: Timestamp) throws(RedriveError) -> [Command] {
    try reopen(at: time)
    drain()
    if writer.isFull { endFull() }
    defer { commands = [] }
    return commands
  }

  /// Makes the states that had not ended ready again.
  mutating func reopen(at time: Timestamp) throws(RedriveError) {
    if let redriveProblem { throw RedriveError(message: redriveProblem) }
    now = max(now, time)
    status = .running
    missedDeadline = nil
    isStateMachineDeleted = false
    identity.redrives = identity.redrives.addingClamped(1)
    identity.redriveTime = now
    writer.reopen()
    _ = writer.append(.executionRedriven(redriveCount: identity.redrives), after: writer.last, at: now)
    if let seconds = timeoutSeconds {
      commands.append(.setTimer(executionTimer, at: now.advanced(bySeconds: Int64(seconds))))
    }
    if !branches.isEmpty { restart(0) }
  }

  /// Lets a thread of control continue from where it was.
  private mutating func restart(_ b: Int) {
    branches[b].serial &+= 1
    branches[b].retryCount = 0
    branches[b].retrierCounts = []
    branches[b].pending = .nothing
    if branches[b].container >= 0 {
      branches[b].phase = .awaitingBranches
      for child in containers[Int(branches[b].container)].branches where child >= 0 { restart(Int(child)) }
      return continueMap(b)
    }
    if let cut = branches[b].cut { return restore(cut, of: b) }
    if branches[b].mapRun >= 0, mapRuns[Int(branches[b].mapRun)].canGoOn { return redriveMapRun(b) }
    switch branches[b].phase {
    case .free: break
    case .entering: wake(b)
    // A wait for a number of seconds starts again; one until a timestamp is unchanged.
    case .retrying, .resuming, .continuing, .waiting, .backingOff, .awaitingTask, .awaitingBranches, .awaitingMapRun:
      branches[b].request = nil
      releaseMapRun(of: b)
      branches[b].lastEvent = branches[b].enteredEvent
      // All that a Fail state can add is the end of the execution, which follows from the redrive.
      if case .fail = machine.states[Int(branches[b].state)].kind { branches[b].lastEvent = writer.last }
      branches[b].phase = .retrying
      wake(b)
    }
  }

  /// A Map may have iterations that had not started: they start once its others continue.
  private mutating func continueMap(_ b: Int) {
    guard case .map = machine.states[Int(branches[b].state)].kind else { return }
    branches[b].phase = .continuing
    wake(b)
  }

  private mutating func restore(_ cut: CutBranches, of b: Int) {
    branches[b].cut = nil
    branches[b].phase = .awaitingBranches
    var container = cut.container
    container.running = cut.branches.count
    container.branches = Array(repeating: -1, count: container.branches.count)
    addContainer(to: b, container)
    var places: [Int] = []
    for var child in cut.branches {
      child.parent = Int32(b)
      let place = addBranch(child)
      containers[Int(branches[b].container)].branches[Int(child.slot)] = place
      places.append(Int(place))
    }
    for place in places { restart(place) }
    continueMap(b)
  }
}
