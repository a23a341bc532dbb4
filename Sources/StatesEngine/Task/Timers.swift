import OrderedJSON
import StatesLanguage

extension Execution {
  /// Starts a wait for a deadline; earlier answers for this branch are no longer valid.
  mutating func startTimer(_ b: Int, _ kind: TimerID.Kind, at deadline: Timestamp) {
    if kind == .heartbeat {
      branches[b].heartbeatDeadline = deadline
    } else {
      branches[b].deadline = deadline
    }
    commands.append(.setTimer(timer(b, kind), at: deadline))
  }

  @inline(__always)
  func timer(_ b: Int, _ kind: TimerID.Kind) -> TimerID {
    TimerID(branch: Int32(b), serial: branches[b].serial, kind: kind)
  }

  @inline(__always)
  func taskID(_ b: Int) -> TaskID { TaskID(branch: Int32(b), serial: branches[b].serial) }

  /// The branch that an ID refers to, if it still waits for it.
  @inline(__always)
  func branch(_ index: Int32, _ serial: Int32) -> Int? {
    let b = Int(index)
    guard b >= 0, b < branches.count, branches[b].serial == serial else { return nil }
    return b
  }

  /// Whether a deadline still counts: no answer and no other deadline was first.
  func isDue(_ id: TimerID) -> Bool {
    if id.kind == .execution { return timeoutSeconds != nil && hasBegun }
    guard let b = branch(id.branch, id.serial) else { return false }
    switch (id.kind, branches[b].phase) {
    case (.wait, .waiting), (.retry, .backingOff), (.taskTimeout, .awaitingTask), (.heartbeat, .awaitingTask):
      return true
    default: return false
    }
  }

  mutating func timerFired(_ id: TimerID) {
    guard case .running = status, isDue(id) else { return }
    let b = Int(id.branch)
    switch id.kind {
    case .execution: endTimedOut()
    case .wait:
      branches[b].pending = .result(branches[b].input)
      branches[b].phase = .resuming
      wake(b)
    case .retry:
      branches[b].phase = .retrying
      wake(b)
    case .taskTimeout: taskTimedOut(b, .task)
    case .heartbeat: taskTimedOut(b, .heartbeat)
    }
  }

  /// Cancels everything that a branch waits for, including its branches and children; writes no events.
  mutating func cancelWaits(_ b: Int) {
    switch branches[b].phase {
    case .waiting: commands.append(.cancelTimer(timer(b, .wait)))
    case .backingOff: commands.append(.cancelTimer(timer(b, .retry)))
    case .awaitingTask: cancelTask(b)
    case .awaitingMapRun: stopMapRun(b)
    case .entering, .retrying, .resuming, .continuing, .awaitingBranches, .free: break
    }
  }

  mutating func cancelTask(_ b: Int) {
    commands.append(.cancelTask(taskID(b)))
    cancelTaskTimers(b)
  }

  mutating func cancelTaskTimers(_ b: Int) {
    guard let request = branches[b].request else { return }
    if request.timeoutSeconds != nil { commands.append(.cancelTimer(timer(b, .taskTimeout))) }
    if request.heartbeatSeconds != nil { commands.append(.cancelTimer(timer(b, .heartbeat))) }
  }
}
