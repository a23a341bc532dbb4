package import StatesLanguage

extension Execution {
  /// The tasks that have been scheduled and have not ended, in no particular order; none once the execution has ended.
  public var openTasks: [TaskRequest] {
    guard case .running = status else { return [] }
    return branches.compactMap { branch in
      if case .awaitingTask = branch.phase { branch.request } else { nil }
    }
  }

  /// The same with what identifies them within the execution.
  package var openTaskIDs: [(id: TaskID, request: TaskRequest)] { openTasks.map { ($0.id, $0) } }

  /// Whether the answer of a task is still awaited.
  package func isAwaiting(_ id: TaskID) -> Bool {
    guard case .running = status, let b = branch(id.branch, id.serial) else { return false }
    if case .awaitingTask = branches[b].phase { return true }
    return false
  }

  /// The state whose task it is, if its answer is still awaited.
  package func state(performing task: TaskID) -> StateMachine.State? {
    isAwaiting(task) ? machine.states[Int(branches[Int(task.branch)].state)] : nil
  }

  /// The state that waits for a deadline; `nil` for the timeout of the whole execution, and once nothing waits for it.
  package func state(waitingFor timer: TimerID) -> StateMachine.State? {
    guard let b = branch(timer.branch, timer.serial) else { return nil }
    return machine.states[Int(branches[b].state)]
  }
}
