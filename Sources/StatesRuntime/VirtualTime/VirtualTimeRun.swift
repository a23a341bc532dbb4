import StatesEngine

/// An execution with everything that belongs to it on one virtual clock.
struct VirtualTimeRun {
  typealias NodeID = ExecutionTree.NodeID

  /// A task to be performed for an execution.
  struct ScheduledTask {
    let node: NodeID
    let id: TaskID
    let request: TaskRequest
  }

  /// What happens at a deadline.
  private enum Event {
    case timer(TimerID, number: UInt64)
    indirect case report(TaskID, TaskReport.Outcome)
  }

  private var tree: ExecutionTree
  private var deadlines = DeadlineQueue<(node: NodeID, event: Event)>()
  /// The number of the deadline that counts for each timer.
  private var timers: [ExecutionTree.Address<TimerID>: UInt64] = [:]
  private var tasks: [ScheduledTask] = []
  private var effects: [ExecutionTree.Effect] = []
  private var transfers: DatasetTransfers
  private var now = Timestamp(milliseconds: 0)

  init(_ tree: ExecutionTree, datasets: any DatasetStore, _ limits: DatasetLimits) {
    self.tree = tree
    transfers = DatasetTransfers(datasets, limits)
  }

  var isRunning: Bool { !tree.hasEnded }

  var result: ExecutionResult { tree.result }

  /// The tasks that have been scheduled since the last call, in order.
  mutating func takeTasks() -> [ScheduledTask] {
    var taken: [ScheduledTask] = []
    swap(&taken, &tasks)
    return taken
  }

  /// Passes an input to an execution and carries out the resulting effects.
  mutating func deliver(_ input: Execution.Input, to node: NodeID, at time: Timestamp) {
    now = max(now, time)
    tree.deliver(input, to: node, at: now)
    carryOut()
  }

  /// Continues the root execution.
  mutating func redrive(at time: Timestamp) throws(RedriveError) {
    now = max(now, time)
    try tree.redrive(at: now)
    carryOut()
  }

  private mutating func carryOut() {
    while true {
      tree.takeEffects(&effects)
      if effects.isEmpty { return }
      for effect in effects { carryOut(effect) }
    }
  }

  private mutating func carryOut(_ effect: ExecutionTree.Effect) {
    switch effect {
    case .scheduleTask(let task, let request):
      tasks.append(ScheduledTask(node: task.node, id: task.id, request: request))
    case .cancelTask: break
    case .setTimer(let timer, let time):
      timers[timer] = deadlines.insert({ (timer.node, .timer(timer.id, number: $0)) }, at: time)
    case .cancelTimer(let timer): timers[timer] = nil
    case .readItems(let map, let request):
      tree.deliver(transfers.read(request, for: map), to: map.node, at: now)
    case .writeResults(let map, let request):
      let records = tree.records(ofMapRun: request.mapRunARN)
      tree.deliver(transfers.write(request, records, for: map), to: map.node, at: now)
    case .endTransfers(let map): transfers.end(map)
    }
  }

  // MARK: Tasks

  /// Begins tasks with their handlers' reports, then lets those that are done end.
  mutating func begin(_ tasks: [ScheduledTask], _ reports: [TaskReport]) {
    // An answer to a task that has not been started says that it was: nothing else can happen in between.
    if tasks.count == 1, let report = reports.first, report.isAtOnce { return end(tasks[0], report) }
    for place in tasks.indices {
      if case .rejected = reports[place].outcome { continue }
      deliver(.taskStarted(tasks[place].id, worker: reports[place].worker), to: tasks[place].node, at: now)
    }
    for place in tasks.indices { end(tasks[place], reports[place]) }
  }

  private mutating func end(_ task: ScheduledTask, _ report: TaskReport) {
    if let submission = report.submission {
      deliver(.taskSubmitted(task.id, output: submission), to: task.node, at: now)
    }
    if report.milliseconds > 0 {
      deadlines.insert(
        { _ in (task.node, .report(task.id, report.outcome)) }, at: now.advanced(byMilliseconds: report.milliseconds))
    } else {
      deliver(report.outcome, of: task.id, to: task.node)
    }
  }

  private mutating func deliver(_ outcome: TaskReport.Outcome, of id: TaskID, to node: NodeID) {
    switch outcome {
    case .succeeded(let output): deliver(.taskSucceeded(id, output: output), to: node, at: now)
    case .failed(let error, let cause): deliver(.taskFailed(id, error: error, cause: cause), to: node, at: now)
    case .rejected(let cause): deliver(.taskRejected(id, cause: cause), to: node, at: now)
    case .pending, .never: break
    }
  }

  // MARK: Time

  /// Jumps to the next deadline; `false` when there is none.
  mutating func advance() -> Bool {
    while let (time, (node, event)) = deadlines.popFirst() {
      switch event {
      case .report(let id, let outcome):
        now = max(now, time)
        deliver(outcome, of: id, to: node)
        return true
      case .timer(let id, let number):
        guard takeTimer(id, number, of: node) else { continue }
        var ids = [id]
        // Everything due at the same time happens together, before any of it takes effect.
        while let next = deadlines.first, next.time == time, next.element.node == node,
          case .timer(let other, let otherNumber) = next.element.event
        {
          _ = deadlines.popFirst()
          if takeTimer(other, otherNumber, of: node) { ids.append(other) }
        }
        deliver(.timersFired(ids), to: node, at: time)
        return true
      }
    }
    return false
  }

  /// Whether the deadline is the valid one for its timer, which is then used up.
  private mutating func takeTimer(_ id: TimerID, _ number: UInt64, of node: NodeID) -> Bool {
    let timer = ExecutionTree.Address(node: node, id: id)
    guard timers[timer] == number else { return false }
    timers[timer] = nil
    return true
  }
}

extension TaskReport {
  /// Whether the task ends at the same time as it starts, and no worker is reported.
  fileprivate var isAtOnce: Bool {
    guard worker == nil, submission == nil, milliseconds <= 0 else { return false }
    switch outcome {
    case .succeeded, .failed, .rejected: return true
    case .pending, .never: return false
    }
  }
}
