import StatesEngine
import StatesLanguage

/// An execution with everything that belongs to it on one virtual clock.
struct VirtualTimeRun {
  typealias NodeID = ExecutionTree.NodeID
  typealias Address = ExecutionTree.Address

  /// A task to be performed for an execution.
  struct ScheduledTask {
    let node: NodeID
    let id: TaskID
    let request: TaskRequest

    var address: Address<TaskID> { Address(node: node, id: id) }
  }

  /// What happens at a deadline.
  enum Event {
    case timer(TimerID, number: UInt64)
    indirect case report(TaskID, TaskReport.Outcome)
    indirect case heartbeat(TaskID, TaskReport.Heartbeats, sent: Int)
  }

  /// What a map run wants of its datasets.
  private enum Transfer {
    indirect case read(Address<MapRunID>, ItemReadingRequest)
    indirect case write(Address<MapRunID>, ResultWritingRequest)

    var run: Address<MapRunID> {
      switch self {
      case .read(let run, _), .write(let run, _): run
      }
    }
  }

  private(set) var tree: ExecutionTree
  private(set) var deadlines = DeadlineQueue<(node: NodeID, event: Event)>()
  /// The number of the deadline that counts for each timer.
  private(set) var timers: [Address<TimerID>: UInt64] = [:]
  private var tasks: [ScheduledTask] = []
  private var transfers = Line<Transfer>()
  /// What handlers have reported and the executions have not been told.
  private var reports = Line<(task: Address<TaskID>, step: TaskReport.Step)>()
  private var effects: [ExecutionTree.Effect] = []
  private var datasets: DatasetTransfers
  private let store: any DatasetStore
  private let limits: DatasetLimits
  /// What time it is.
  private(set) var now: Timestamp
  /// What decides about orders that are not certain; `nil` for the order in which things were asked for.
  private var interleaving: Interleaving?

  init(_ tree: ExecutionTree, datasets store: any DatasetStore, _ limits: DatasetLimits) {
    self.tree = tree
    self.store = store
    self.limits = limits
    datasets = DatasetTransfers(store, limits)
    now = tree.root.now
  }

  /// Whether the execution at the top has begun.
  var hasBegun: Bool { tree.root.hasBegun }

  var isRunning: Bool { !tree.hasEnded }

  var result: ExecutionResult { tree.result }

  /// Lets a seed decide about orders that are not certain, from now on.
  mutating func interleave(_ interleaving: Interleaving) {
    var interleaving = interleaving
    tree.takeTurns(by: interleaving.turns())
    self.interleaving = interleaving
  }

  /// The tasks that have been scheduled since the last call, in order.
  mutating func takeTasks() -> [ScheduledTask] {
    var taken: [ScheduledTask] = []
    swap(&taken, &tasks)
    interleaving?.shuffle(&taken)
    return taken
  }

  /// Passes an input to an execution and carries out the resulting effects.
  mutating func deliver(_ input: Execution.Input, to node: NodeID, at time: Timestamp) {
    now = max(now, time)
    tree.deliver(input, to: node, at: now)
    carryOut()
    if tree.options.suspends { suspend() }
  }

  /// Continues the root execution.
  mutating func redrive(at time: Timestamp) throws(RedriveError) {
    now = max(now, time)
    try tree.redrive(at: now)
    carryOut()
    if tree.options.suspends { suspend() }
  }

  private mutating func carryOut() {
    tree.takeEffects(&effects)
    for effect in effects { carryOut(effect) }
  }

  private mutating func carryOut(_ effect: ExecutionTree.Effect) {
    switch effect {
    case .scheduleTask(let task, let request):
      tasks.append(ScheduledTask(node: task.node, id: task.id, request: request))
    // In virtual time only handlers answer.
    case .awaitTask, .cancelTask: break
    case .setTimer(let timer, let time):
      timers[timer] = deadlines.insert(
        { (timer.node, .timer(timer.id, number: $0)) }, at: time, rank: interleaving?.rank())
    case .cancelTimer(let timer): timers[timer] = nil
    case .readItems(let run, let request): transfers.append(.read(run, request))
    case .writeResults(let run, let request): transfers.append(.write(run, request))
    case .endTransfers(let run):
      datasets.end(run)
      if !transfers.isEmpty { transfers.removeAll { $0.run == run } }
    }
  }

  // MARK: Suspending

  /// The tree as it stands, and what is before it.
  func snapshot() -> ExecutionTreeSnapshot {
    var agenda = Agenda()
    for transfer in transfers.remaining { agenda.entries.append(.transfer(transfer.run)) }
    for report in reports.remaining { agenda.entries.append(.report(report.task, report.step)) }
    for task in tasks { agenda.entries.append(.task(task.address)) }
    // What is still due for executions that have ended is dropped.
    for (time, (node, event)) in deadlines.inOrder where tree.isUnderWay(node) {
      switch event {
      case .timer(let id, let number):
        let timer = Address(node: node, id: id)
        if timers[timer] == number { agenda.entries.append(.timer(timer)) }
      case .report(let id, let outcome):
        agenda.entries.append(.answer(Address(node: node, id: id), outcome, due: time))
      case .heartbeat(let id, let heartbeats, let sent):
        agenda.entries.append(.heartbeat(Address(node: node, id: id), heartbeats, sent: sent, due: time))
      }
    }
    return tree.snapshot(agenda, at: now)
  }

  /// Takes up what was written down.
  init(
    restoring snapshot: ExecutionTreeSnapshot, machine: StateMachine, _ options: ExecutionTree.Options,
    missingActivities: Set<String>, datasets store: any DatasetStore, _ limits: DatasetLimits
  ) throws(SnapshotError) {
    let (tree, agenda, time) = try ExecutionTree.restore(snapshot, machine: machine, options)
    self.init(tree, datasets: store, limits)
    now = max(now, time)
    resume(agenda, missingActivities: missingActivities)
  }

  /// Goes on with what was restored.
  mutating func resume(_ agenda: Agenda, missingActivities: Set<String>) {
    tree.resume(at: now, missingActivities: missingActivities)
    tree.takeEffects(&effects)
    for item in agenda.arrange(effects, takesReports: true) {
      switch item {
      case .effect(let effect): carryOut(effect)
      case .report(let task, let step): reports.append((task, step))
      case .answer(let task, let outcome, let due):
        deadlines.insert({ _ in (task.node, .report(task.id, outcome)) }, at: due)
      case .heartbeat(let task, let heartbeats, let sent, let due):
        deadlines.insert({ _ in (task.node, .heartbeat(task.id, heartbeats, sent: sent)) }, at: due)
      }
    }
  }

  /// Writes everything down, forgets it, and goes on with what is read back.
  private mutating func suspend() {
    let interleaving = interleaving
    do throws(SnapshotError) {
      let covered = tree.takeCoverage()
      let snapshot = try ExecutionTreeSnapshot(bytes: snapshot().bytes)
      let watch = tree.watch
      defer { tree.watch = watch }
      self = try VirtualTimeRun(
        restoring: snapshot, machine: tree.root.machine, tree.options,
        missingActivities: tree.root.missingActivities, datasets: store, limits)
      tree.add(covered)
      if let interleaving { interleave(interleaving) }
    } catch {
      tree.snapshotProblem = error
    }
  }

  // MARK: What is asked for from outside

  /// Tells the execution that a map run belongs to of new settings; `false` if there is no such run that is running.
  mutating func updateMapRun(_ arn: String, _ input: Execution.Input) -> Bool {
    guard let owner = tree.owner(ofRunningMapRun: arn) else { return false }
    deliver(input, to: owner, at: now)
    return true
  }

  // MARK: What happens in this moment

  /// Tells the executions the next thing that has happened, which takes no time; `false` when nothing has.
  mutating func deliverNext() -> Bool {
    if let transfer = transfers.popFirst() {
      switch transfer {
      case .read(let run, let request): deliver(datasets.read(request, for: run), to: run.node, at: now)
      case .write(let run, let request):
        let records = tree.records(ofMapRun: request.mapRunARN)
        deliver(datasets.write(request, records, for: run), to: run.node, at: now)
      }
      return true
    }
    if let (task, step) = reports.popFirst() {
      tell(step, of: task)
      return true
    }
    return false
  }

  /// Begins tasks with their handlers' reports: the executions are told that all of them have started before they are told
  /// how any of them ended.
  mutating func begin(_ tasks: [ScheduledTask], _ reports: [TaskReport]) {
    var reports = reports
    if interleaving != nil { drawDurations(&reports, of: tasks) }
    // An answer to a task that has not been started says that it was: nothing else can happen in between.
    if tasks.count == 1, reports.count == 1, reports[0].isAtOnce {
      return deliver(reports[0].outcome, of: tasks[0].id, to: tasks[0].node)
    }
    for (task, report) in zip(tasks, reports) {
      if case .rejected = report.outcome { continue }
      self.reports.append((task.address, .started(worker: report.worker)))
    }
    for (task, report) in zip(tasks, reports) {
      if let submission = report.submission { self.reports.append((task.address, .submitted(submission))) }
      if let heartbeats = report.heartbeats { self.reports.append((task.address, .beating(heartbeats, sent: 0))) }
      self.reports.append((task.address, .ended(report.outcome, after: max(0, report.milliseconds))))
    }
  }

  /// A task whose answer has no delay of its own takes some time.
  private mutating func drawDurations(_ reports: inout [TaskReport], of tasks: [ScheduledTask]) {
    for (index, task) in tasks.enumerated() where reports.indices.contains(index) && reports[index].milliseconds <= 0 {
      if case .rejected = reports[index].outcome { continue }
      reports[index].milliseconds = interleaving?.duration(of: task.request) ?? 0
    }
  }

  private mutating func tell(_ step: TaskReport.Step, of task: Address<TaskID>) {
    switch step {
    case .started(let worker): deliver(.taskStarted(task.id, worker: worker), to: task.node, at: now)
    case .submitted(let output): deliver(.taskSubmitted(task.id, output: output), to: task.node, at: now)
    case .beating(let heartbeats, let sent): setHeartbeat(heartbeats, sent: sent, of: task)
    case .ended(let outcome, let milliseconds):
      guard milliseconds > 0 else { return deliver(outcome, of: task.id, to: task.node) }
      deadlines.insert(
        { _ in (task.node, .report(task.id, outcome)) }, at: now.advanced(byMilliseconds: milliseconds),
        rank: interleaving?.rank())
    }
  }

  private mutating func deliver(_ outcome: TaskReport.Outcome, of id: TaskID, to node: NodeID) {
    switch outcome {
    case .succeeded(let output): deliver(.taskSucceeded(id, output: output), to: node, at: now)
    case .failed(let error, let cause): deliver(.taskFailed(id, error: error, cause: cause), to: node, at: now)
    case .rejected(let cause): deliver(.taskRejected(id, cause: cause), to: node, at: now)
    case .pending, .never: tree.handOver(Address(node: node, id: id))
    }
  }

  // MARK: Heartbeats

  /// Sets the deadline of a worker's next heartbeat, if it sends another.
  private mutating func setHeartbeat(_ heartbeats: TaskReport.Heartbeats, sent: Int, of task: Address<TaskID>) {
    guard sent < heartbeats.count ?? .max else { return }
    deadlines.insert(
      { _ in (task.node, .heartbeat(task.id, heartbeats, sent: sent)) },
      at: now.advanced(byMilliseconds: max(1, heartbeats.milliseconds)))
  }

  /// Delivers a heartbeat, unless nothing waits for the task any more; an execution must not run forever because of them.
  private mutating func beat(_ heartbeats: TaskReport.Heartbeats, sent: Int, of task: Address<TaskID>) {
    guard sent < TaskReport.Heartbeats.maximumCount else {
      let cause = "It has sent \(TaskReport.Heartbeats.maximumCount) heartbeats without an end: say how many it sends"
      return deliver(.taskRejected(task.id, cause: cause), to: task.node, at: now)
    }
    deliver(.taskHeartbeat(task.id), to: task.node, at: now)
    setHeartbeat(heartbeats, sent: sent + 1, of: task)
  }

  // MARK: By hand

  /// The tasks whose answers are awaited, without those that started an execution and wait for its end.
  var openTasks: [VirtualTimeExecution.OpenTask] { tree.openTasks }

  /// Lets time pass in which nothing happens: what is due before does not happen later.
  mutating func pass(until time: Timestamp) {
    if let next = nextTime(), next < time { return }
    now = max(now, time)
  }

  /// Answers a task, which its handler is not asked to perform any more.
  mutating func answer(_ task: Address<TaskID>, _ outcome: TaskReport.Outcome) {
    tasks.removeAll { $0.address == task }
    deliver(outcome, of: task.id, to: task.node)
  }

  /// Sends a heartbeat of a task.
  mutating func heartbeat(_ task: Address<TaskID>) { deliver(.taskHeartbeat(task.id), to: task.node, at: now) }

  /// Looks at every event that happens from now on.
  mutating func watch(_ isWanted: @escaping @Sendable (Execution, HistoryEvent) -> Bool) {
    tree.watch = ExecutionTree.EventWatch(isWanted: isWanted)
  }

  /// Looks at events no more.
  mutating func unwatch() { tree.watch = nil }

  /// Whether what is looked for has happened.
  var hasSeenWatched: Bool { tree.watch?.hasSeen == true }

  // MARK: Time

  /// When something comes next, if anything does.
  mutating func nextTime() -> Timestamp? {
    if !tasks.isEmpty || !transfers.isEmpty || !reports.isEmpty { return now }
    while let (time, (node, event)) = deadlines.first {
      switch event {
      case .timer(let id, let number) where timers[Address(node: node, id: id)] != number: break
      case .heartbeat(let id, _, _) where !tree.isAwaiting(Address(node: node, id: id)): break
      case .timer, .report, .heartbeat: return max(now, time)
      }
      _ = deadlines.popFirst()
    }
    return nil
  }

  /// Jumps to the next deadline; `false` when there is none.
  mutating func advance() -> Bool {
    while let (time, (node, event)) = deadlines.popFirst() {
      switch event {
      case .report(let id, let outcome):
        now = max(now, time)
        deliver(outcome, of: id, to: node)
        return true
      case .heartbeat(let id, let heartbeats, let sent):
        let task = Address(node: node, id: id)
        guard tree.isAwaiting(task) else { continue }
        now = max(now, time)
        beat(heartbeats, sent: sent, of: task)
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
    let timer = Address(node: node, id: id)
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
