import OrderedJSON
package import StatesEngine

/// An execution in virtual time whose tasks are answered by hand.
extension VirtualTimeExecution {
  /// A task whose answer is awaited.
  package struct OpenTask: Sendable {
    let address: ExecutionTree.Address<TaskID>
    /// The task.
    package let request: TaskRequest
  }

  /// What is reported of a task by hand.
  package enum Report: Sendable {
    /// It ended.
    case ended(TaskReport.Outcome)
    /// A heartbeat.
    case heartbeat
  }

  /// The tasks whose answers are awaited, of all executions; without those that started an execution and wait for its end.
  package var openTasks: [OpenTask] { run.openTasks }

  /// Lets time pass in which nothing happens: what is due before does not happen later.
  package mutating func pass(until time: Timestamp) { run.pass(until: time) }

  /// Reports something of a task at this moment; handlers are not asked any more.
  package mutating func report(_ report: Report, of task: OpenTask) {
    self.report(report, of: TaskAddress(address: task.address))
  }

  /// Stops the execution at this moment (StopExecution).
  package mutating func stop(error: String?, cause: String?) {
    run.deliver(.abort(error: error, cause: cause), to: .root, at: run.now)
  }

  /// Runs until an execution enters a state that is wanted, or to the end, with handlers that are all plain functions.
  ///
  /// - Parameter isWanted: whether an event of an execution, which has just happened in it, is what is wanted.
  /// - Returns: whether that was so.
  package mutating func run(untilEvent isWanted: @escaping @Sendable (Execution, HistoryEvent) -> Bool) -> Bool {
    run.watch(isWanted)
    defer { run.unwatch() }
    while !run.hasSeenWatched, step() {}
    return run.hasSeenWatched
  }

  /// Runs until an execution enters a state that is wanted, or to the end; handlers may be asynchronous.
  ///
  /// - Parameter isWanted: whether an event of an execution, which has just happened in it, is what is wanted.
  /// - Returns: whether that was so.
  package mutating func run(
    untilEvent isWanted: @escaping @Sendable (Execution, HistoryEvent) -> Bool
  ) async -> Bool {
    run.watch(isWanted)
    defer { run.unwatch() }
    while !run.hasSeenWatched, await step() {}
    return run.hasSeenWatched
  }
}
