public import OrderedJSON
public import StatesEngine
import StatesLanguage

/// An execution that runs in real time.
///
/// One actor owns the execution, the children of its distributed Maps and the executions that its tasks start;
/// everything that happens to them goes through it, one at a time. Handlers, sleeping and the reading of datasets
/// happen elsewhere and report here.
public actor LiveExecution {
  private let driver: LiveDriver
  private var tree: ExecutionTree
  private var handlers: HandlerTable
  private var timers = LiveTimers()
  private var tokens = TaskTokens()
  /// The task that sleeps until the next deadline. An older one that wakes late has another number.
  private var sleeper: (number: Int, until: Timestamp, task: Task<Void, Never>)?
  private var sleeperNumber = 0
  private var transfers: DatasetTransfers
  private var transferring: [ExecutionTree.Address<MapRunID>: Task<Void, Never>] = [:]
  private var effects: [ExecutionTree.Effect] = []
  /// What it begins with.
  private let beginning: Beginning
  /// Tasks of this execution's that have not reported their end.
  private var openTasks = 0
  private var hasBegun = false
  private var hasClosed = false
  /// All of it, where it has been suspended.
  private var suspended: ExecutionTreeSnapshot?
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// How an execution begins.
  private enum Beginning {
    case start
    case redrive
    case resume(Agenda)
  }

  init(_ execution: Execution, driver: LiveDriver) {
    let isNew = execution.history.isEmpty
    self.init(ExecutionTree(execution, Self.options(driver)), isNew ? .start : .resume(Agenda()), driver: driver)
  }

  /// Creates an execution that continues an earlier one.
  init(redriving result: ExecutionResult, driver: LiveDriver) throws(RedriveError) {
    if let problem = result.execution.redriveProblem { throw RedriveError(message: problem) }
    self.init(ExecutionTree(result, Self.options(driver)), .redrive, driver: driver)
  }

  /// An execution that was suspended.
  init(
    resuming snapshot: ExecutionTreeSnapshot, machine: StateMachine, driver: LiveDriver
  ) throws(SnapshotError) {
    let (tree, agenda, _) = try ExecutionTree.restore(snapshot, machine: machine, Self.options(driver))
    self.init(tree, tree.root.history.isEmpty ? .start : .resume(agenda), driver: driver)
  }

  private init(_ tree: ExecutionTree, _ beginning: Beginning, driver: LiveDriver) {
    self.driver = driver
    self.tree = tree
    self.beginning = beginning
    handlers = HandlerTable(limit: driver.maximumConcurrentTasks)
    transfers = DatasetTransfers(driver.datasets, driver.datasetLimits)
  }

  private static func options(_ driver: LiveDriver) -> ExecutionTree.Options {
    ExecutionTree.Options(stateMachines: driver.stateMachines, keepsChildren: driver.keepsChildren)
  }

  // MARK: Observing

  /// How it went: waits until it has ended, or has been suspended, and none of its handlers runs any more. One that has
  /// been suspended is `RUNNING`.
  public var result: ExecutionResult {
    get async {
      begin()
      if !isOver { await withCheckedContinuation { waiting.append($0) } }
      return tree.result
    }
  }

  /// The current status.
  public var status: ExecutionResult.Status { ExecutionResult.Status(tree.root.status) }

  /// The events so far.
  public var history: ContiguousArray<HistoryEvent> { tree.root.history }

  private var isOver: Bool { hasClosed && openTasks == 0 }

  // MARK: Suspending

  /// All of it as it stands between two things that happen; it goes on.
  ///
  /// Whoever goes on with the snapshot does again what has been done since: see ``LiveDriver/resume(_:machine:)``.
  public func snapshot() -> ExecutionTreeSnapshot {
    begin()
    return suspended ?? tree.snapshot(agenda, at: driver.wallClock())
  }

  /// Suspends it, to be gone on with by ``LiveDriver/resume(_:machine:)``, perhaps in another process.
  ///
  /// Its handlers are cancelled, and whatever they still report counts for nothing. From now on nothing happens to it:
  /// ``result`` is there once its handlers have returned, with the status `RUNNING`; ``stop(error:cause:)`` does nothing;
  /// tokens are refused as `InvalidToken`, since they are those of the execution that goes on. Suspending it again gives the
  /// same snapshot; one that has ended stays as it is.
  public func suspend() -> ExecutionTreeSnapshot {
    let snapshot = snapshot()
    guard !hasClosed else { return snapshot }
    suspended = snapshot
    close()
    tokens = TaskTokens()
    return snapshot
  }

  /// What is before it: tasks whose handlers run are to be begun again.
  private var agenda: Agenda {
    var agenda = Agenda()
    agenda.entries += handlers.inOrder.map { .task($0) }
    agenda.entries += timers.inOrder.map { .timer($0) }
    return agenda
  }

  // MARK: Talking to it

  /// Stops it (StopExecution): it and its children end as `ABORTED`. Executions that its tasks started without waiting
  /// for them continue. Does nothing once it has ended.
  public func stop(error: String? = nil, cause: String? = nil) {
    begin()
    deliver(.abort(error: error, cause: cause), to: .root)
  }

  /// Stops it and everything it has started.
  func stopEverything() {
    stop()
    guard !hasClosed else { return }
    tree.abortDetached(at: driver.wallClock())
    pump()
  }

  /// Ends the task with the given token with a result (SendTaskSuccess).
  ///
  /// - Parameters:
  ///   - token: the task's token.
  ///   - output: the result.
  ///   - text: the result's original text, if the history and the output are to show it verbatim.
  /// - Throws: ``TaskTokenError`` if no task waits for an answer with the token.
  public func sendTaskSuccess(
    token: String, output: JSON, text: String? = nil
  ) throws(TaskTokenError) {
    let task = try task(token)
    settle(task)
    deliver(.taskSucceeded(task.id, output: output, text: text), to: task.node)
  }

  /// Ends the task with the given token with an error (SendTaskFailure); error and cause may be absent.
  ///
  /// - Throws: ``TaskTokenError`` if no task waits for an answer with the token.
  public func sendTaskFailure(token: String, error: String? = nil, cause: String? = nil) throws(TaskTokenError) {
    let task = try task(token)
    settle(task)
    deliver(.taskFailed(task.id, error: error, cause: cause), to: task.node)
  }

  /// Reports a heartbeat for the task with the given token (SendTaskHeartbeat).
  ///
  /// - Throws: ``TaskTokenError`` if no task waits for an answer with the token.
  public func sendTaskHeartbeat(token: String) throws(TaskTokenError) {
    let task = try task(token)
    deliver(.taskHeartbeat(task.id), to: task.node)
  }

  /// The task that waits for an answer with a token; one that goes on has its tokens from the beginning.
  private func task(_ token: String) throws(TaskTokenError) -> ExecutionTree.Address<TaskID> {
    begin()
    return try tokens.task(token)
  }

  // MARK: Running

  /// Starts the execution, if it has not been started.
  func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    let missing = driver.resources.missingActivities
    switch beginning {
    case .start:
      if !missing.isEmpty { tree.deliver(.missingActivities(missing), to: .root, at: driver.wallClock()) }
      deliver(.start, to: .root)
    case .redrive:
      tree.deliver(.missingActivities(missing), to: .root, at: driver.wallClock())
      // What could stand in the way has been looked at before.
      try? tree.redrive(at: driver.wallClock())
      pump()
    case .resume(let agenda):
      tree.resume(at: driver.wallClock(), missingActivities: missing)
      tree.takeEffects(&effects)
      for case .effect(let effect) in agenda.arrange(effects, takesReports: false) { carryOut(effect) }
      pump()
    }
  }

  private func deliver(_ input: Execution.Input, to node: ExecutionTree.NodeID) {
    guard !hasClosed else { return }
    tree.deliver(input, to: node, at: driver.wallClock())
    pump()
  }

  /// Carries out all pending work, until everything waits.
  private func pump() {
    repeat {
      carryOutEffects()
    } while !tree.hasEnded && beginNextTask()
    if tree.hasEnded { return close() }
    sleep()
  }

  private func carryOutEffects() {
    tree.takeEffects(&effects)
    for effect in effects { carryOut(effect) }
  }

  private func carryOut(_ effect: ExecutionTree.Effect) {
    switch effect {
    case .scheduleTask(let task, let request):
      if let token = request.taskToken { tokens.add(token, of: task) }
      handlers.add(task, request)
    case .awaitTask(let task, let request): if let token = request.taskToken { tokens.add(token, of: task) }
    case .cancelTask(let task): settle(task)
    case .setTimer(let timer, let time): timers.set(timer, at: time)
    case .cancelTimer(let timer): timers.cancel(timer)
    case .readItems(let map, let request):
      let store = driver.datasets
      let limits = driver.datasetLimits
      let cursor = transfers.takeCursor(map)
      transfer(map) { DatasetTransfers.read(request, cursor, from: store, limits, for: map) }
    case .writeResults(let map, let request):
      let transfers = transfers
      let records = tree.records(ofMapRun: request.mapRunARN)
      transfer(map) { (transfers.write(request, records, for: map), nil) }
    case .endTransfers(let map):
      transfers.end(map)
      transferring.removeValue(forKey: map)?.cancel()
    }
  }

  /// Cancels everything at the end: nothing is awaited any more.
  private func close() {
    guard !hasClosed else { return finish() }
    hasClosed = true
    handlers.cancelAll()
    tokens.closeAll()
    timers.removeAll()
    for transfer in transferring.values { transfer.cancel() }
    transferring.removeAll()
    sleeper?.task.cancel()
    sleeper = nil
    finish()
  }

  private func finish() {
    guard isOver else { return }
    for continuation in waiting { continuation.resume() }
    waiting.removeAll()
  }

  // MARK: Tasks

  /// The task's handler, and an answer with its token, are no longer awaited.
  private func settle(_ task: ExecutionTree.Address<TaskID>) {
    handlers.cancel(task)
    tokens.close(task)
  }

  private func beginNextTask() -> Bool {
    guard let (task, request) = handlers.next() else { return false }
    openTasks += 1
    handlers.begin(task, Self.perform(request, task, driver, for: self))
    tree.deliver(
      .taskStarted(task.id, worker: driver.resources.worker(of: request)), to: task.node, at: driver.wallClock())
    return true
  }

  /// Runs a handler away from the actor, in a task that inherits priority and task-local values.
  private nonisolated static func perform(
    _ request: TaskRequest, _ task: ExecutionTree.Address<TaskID>, _ driver: LiveDriver,
    for execution: LiveExecution
  ) -> Task<Void, Never> {
    Task {
      let report = await driver.resources.perform(request, driver.stateMachines)
      await execution.taskReturned(task, report)
    }
  }

  private func taskReturned(_ task: ExecutionTree.Address<TaskID>, _ report: TaskReport) {
    openTasks -= 1
    let isAwaited = handlers.end(task)
    guard !hasClosed else { return finish() }
    guard isAwaited else { return pump() }
    if let submission = report.submission {
      tree.deliver(.taskSubmitted(task.id, output: submission), to: task.node, at: driver.wallClock())
    }
    let input: Execution.Input
    switch report.outcome {
    case .succeeded(let output): input = .taskSucceeded(task.id, output: output)
    case .failed(let error, let cause): input = .taskFailed(task.id, error: error, cause: cause)
    case .rejected(let cause): input = .taskRejected(task.id, cause: cause)
    case .pending, .never:
      tree.handOver(task)
      return pump()
    }
    tokens.close(task)
    deliver(input, to: task.node)
  }

  // MARK: Datasets

  private func transfer(
    _ map: ExecutionTree.Address<MapRunID>, _ body: @escaping @Sendable () -> (Execution.Input, ItemCursor?)
  ) {
    openTasks += 1
    transferring[map] = Self.transfer(map, for: self, body)
  }

  private nonisolated static func transfer(
    _ map: ExecutionTree.Address<MapRunID>, for execution: LiveExecution,
    _ body: @escaping @Sendable () -> (Execution.Input, ItemCursor?)
  ) -> Task<Void, Never> {
    Task {
      let (input, cursor) = body()
      await execution.transferEnded(map, input, cursor)
    }
  }

  private func transferEnded(_ map: ExecutionTree.Address<MapRunID>, _ input: Execution.Input, _ cursor: ItemCursor?) {
    openTasks -= 1
    guard !hasClosed else { return finish() }
    // A run that has ended meanwhile needs nothing more.
    guard transferring.removeValue(forKey: map) != nil else { return pump() }
    transfers.keep(cursor, for: map)
    deliver(input, to: map.node)
  }

  // MARK: Time

  /// Makes sure that a task sleeps until the next deadline.
  private func sleep() {
    guard let next = timers.next() else {
      sleeper?.task.cancel()
      sleeper = nil
      return
    }
    // One that wakes too early finds nothing due and costs nothing.
    if let sleeper, sleeper.until <= next { return }
    sleeper?.task.cancel()
    sleeperNumber += 1
    openTasks += 1
    let (missing, overflow) = next.milliseconds.subtractingReportingOverflow(driver.wallClock().milliseconds)
    // Checks the wall clock every hour, since it may be adjusted.
    let pause = overflow ? 3_600_000 : min(max(missing, 0), 3_600_000)
    let task = Self.sleep(.milliseconds(pause), sleeperNumber, on: driver.clock, for: self)
    sleeper = (sleeperNumber, next, task)
  }

  private nonisolated static func sleep(
    _ pause: Duration, _ number: Int, on clock: any Clock<Duration>, for execution: LiveExecution
  ) -> Task<Void, Never> {
    Task {
      // Cancelled means that another task sleeps now, or that none is needed.
      try? await clock.sleep(for: pause)
      await execution.sleeperWoke(number)
    }
  }

  private func sleeperWoke(_ number: Int) {
    openTasks -= 1
    guard !hasClosed else { return finish() }
    guard sleeper?.number == number else { return }
    sleeper = nil
    while !tree.hasEnded, let (node, ids) = timers.takeDue(at: driver.wallClock()) {
      tree.deliver(.timersFired(ids), to: node, at: driver.wallClock())
      carryOutEffects()
    }
    pump()
  }
}
