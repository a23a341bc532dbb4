package import StatesEngine
package import StatesLanguage

/// An execution in virtual time that a debugger takes forward.
extension VirtualTimeExecution {
  /// A task of the execution, or of one below it.
  package struct TaskAddress: Hashable, Sendable {
    let address: ExecutionTree.Address<TaskID>

    init(address: ExecutionTree.Address<TaskID>) { self.address = address }

    /// A task of the execution itself.
    package init(ofRoot id: TaskID) { self.init(address: .init(node: .root, id: id)) }

    /// Whether it is a task of the execution itself.
    package var isOfRoot: Bool { address.node == .root }
    /// The attempt, within its execution.
    package var id: TaskID { address.id }
  }

  /// A deadline of the execution, or of one below it.
  package struct Deadline: Sendable {
    /// When it is reached.
    package let time: Timestamp
    /// What is reached.
    package let kind: TimerID.Kind?
    /// The state that waits for it; `nil` for the timeout of the whole execution.
    package let state: StateMachine.State?
    /// Whether it is one of the execution itself.
    package let isOfRoot: Bool
  }

  /// The execution itself.
  package var root: Execution { run.tree.root }

  /// The events of the execution itself.
  package var eventCount: Int { run.tree.nodes[0].execution.eventCount }

  /// How many executions below the execution are running.
  package var childCount: Int {
    run.tree.nodes.dropFirst().count { node in
      if case .free = node.role { return false }
      if case .running = node.execution.status { return true }
      return false
    }
  }

  /// Does the next thing: has the tasks done that have been scheduled, tells an execution one thing that has happened, or
  /// jumps to the next deadline.
  ///
  /// - Parameter perform: does a task instead of the handlers.
  /// - Returns: whether there was anything to do.
  package mutating func step(performing perform: (TaskAddress, TaskRequest) -> TaskReport) -> Bool {
    guard run.isRunning else { return false }
    if run.deliverNext() { return true }
    let tasks = run.takeTasks()
    guard !tasks.isEmpty else { return run.advance() }
    run.begin(tasks, tasks.map { perform(TaskAddress(address: $0.address), $0.request) })
    return true
  }

  /// When something comes next, if anything does.
  package mutating func nextTime() -> Timestamp? { run.nextTime() }

  /// Whether a task has been scheduled and has not ended.
  package func isAwaiting(_ task: TaskAddress) -> Bool {
    let place = Int(task.address.node.place)
    return run.tree.isUnderWay(task.address.node) && run.tree.nodes[place].execution.isAwaiting(task.id)
  }

  /// Reports something of a task at this moment; handlers are not asked any more.
  package mutating func report(_ report: Report, of task: TaskAddress) {
    switch report {
    case .ended(let outcome): run.answer(task.address, outcome)
    case .heartbeat: run.heartbeat(task.address)
    }
  }

  /// The deadlines that count, in the order in which they come; answers of tasks that are due later, too.
  package var deadlines: [Deadline] {
    run.deadlines.inOrder.compactMap { time, entry in
      guard run.tree.isUnderWay(entry.node) else { return nil }
      let execution = run.tree.nodes[Int(entry.node.place)].execution
      switch entry.event {
      case .timer(let id, let number):
        guard run.timers[.init(node: entry.node, id: id)] == number else { return nil }
        return Deadline(
          time: time, kind: id.kind, state: execution.state(waitingFor: id), isOfRoot: entry.node == .root)
      case .report(let id, _):
        guard execution.isAwaiting(id) else { return nil }
        return Deadline(time: time, kind: nil, state: execution.state(performing: id), isOfRoot: entry.node == .root)
      case .heartbeat: return nil
      }
    }
  }

  /// When a task times out, by its timeout or a missed heartbeat; `nil` if it never does.
  package func deadline(of task: TaskAddress) -> Timestamp? {
    for (time, entry) in run.deadlines.inOrder where entry.node == task.address.node {
      guard case .timer(let id, let number) = entry.event, id.concerns(task.id),
        run.timers[.init(node: entry.node, id: id)] == number
      else { continue }
      return time
    }
    return nil
  }
}
