extension Execution {
  /// The tasks that have been scheduled and have not ended, in no order that means anything; none once it has ended.
  public var openTasks: [TaskRequest] {
    guard case .running = status else { return [] }
    return branches.compactMap { branch in
      if case .awaitingTask = branch.phase { branch.request } else { nil }
    }
  }
}
