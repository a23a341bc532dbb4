extension Execution {
  /// The tasks that have been scheduled and have not ended, in no particular order; none once the execution has ended.
  public var openTasks: [TaskRequest] {
    guard case .running = status else { return [] }
    return branches.compactMap { branch in
      if case .awaitingTask = branch.phase { branch.request } else { nil }
    }
  }
}
