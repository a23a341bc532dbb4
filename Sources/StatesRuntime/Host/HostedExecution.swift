import OrderedJSON
import StatesEngine
import StatesLanguage

/// An execution in memory with all that belongs to it: the children of its distributed Maps, its deadlines, its tasks.
///
/// Everything that happens to it goes through this actor, one thing at a time, in turns: a turn applies what happened, and
/// all that follows from it at once. What the turn did is written down; only then do its effects leave. Handlers, sleeping
/// and the reading of datasets happen elsewhere and report here.
actor HostedExecution {
  /// How it begins.
  enum Beginning {
    /// - `lists`: lists of the store that contain it besides that of its state machine.
    case start(lists: [String])
    case redrive
    case resume(Agenda)
  }

  /// What leaves once the turn that wants it has been written down.
  enum Leaving {
    /// It has started, or has been redriven.
    case beginning
    case perform(ExecutionTree.Address<TaskID>, TaskRequest)
    case cancel(Task<Void, Never>)
    case read(ExecutionTree.Address<MapRunID>, ItemReadingRequest)
    case write(ExecutionTree.Address<MapRunID>, ResultWritingRequest)
    case offer(ExecutionTree.Address<TaskID>, activity: String)
    case startNested(ExecutionTree.Address<TaskID>, TaskRequest)
    case stopNested(arn: String)
    /// The task of the token has ended: whoever has it may be told.
    case closeToken(String)
    /// Children of map runs have ended: they are no longer found here.
    case endChildren([String])
    case end(ExecutionDescription)
  }

  nonisolated let arn: String
  /// Its number in the host's table.
  nonisolated let number: ExecutionNumber
  nonisolated let core: HostCore
  let beginning: Beginning

  var tree: ExecutionTree
  var timers = TimerTable()
  var handlers = HandlerTable()
  var tokens = TaskTokens()
  /// What of its tokens a store that hosts share does not know yet.
  var tokenChanges = TokenChanges()
  /// Whether its store is one that hosts share.
  let isShared: Bool
  /// Whether what it goes on with is known to the store.
  private var isResuming = false
  var transfers: DatasetTransfers
  var transferring: [ExecutionTree.Address<MapRunID>: Task<Void, Never>] = [:]
  /// The tasks that have executions started and have not been answered.
  var startingNested: Set<ExecutionTree.Address<TaskID>> = []
  /// The executions that its tasks have started and wait for.
  var nested: [ExecutionTree.Address<TaskID>: AwaitedExecution] = [:]
  /// The tasks that wait for a worker of their activity.
  var offers: [ExecutionTree.Address<TaskID>: String] = [:]
  /// The activities that matter to it.
  private let activities: Set<String>
  /// The generation of the directory when it was last looked up which of them are missing.
  private var directoryGeneration: UInt64?
  private var effects: [ExecutionTree.Effect] = []

  var hasBegun = false
  /// Nothing happens to it any more: it has ended, was suspended, or has been left to the store or another host.
  var hasClosed = false
  /// All of it, where it has been suspended.
  private var suspended: ExecutionTreeSnapshot?
  /// Tasks of this execution's that have not reported their end.
  private var openTasks = 0
  private var isEnlisted = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// The time of the last turn: time does not run backwards for an execution.
  private(set) var now = Timestamp(milliseconds: .min)

  // What is written down: see HostedExecution+Journal.
  var journal: TreeJournal?
  var definition = ""
  var origin = ExecutionOrigin()
  /// The number of the turn that comes next, or is under way.
  var turn: UInt64 = 1
  /// The number of the last turn that has been written down.
  var durableTurn: UInt64 = 0
  /// The number of the last event that has been written down.
  var durableEvent: UInt64 = 0
  /// The number of the last turn that has given events to the store as a part of the history.
  var historyTurn: UInt64 = 0
  var leaving = Line<(turn: UInt64, effect: Leaving)>()
  var unwritten: [StoreChange] = []
  /// The children of map runs that have ended and are not written down.
  var unwrittenChildren = RecordedChildren()
  var isWriting = false
  /// Why the store could not write the last time.
  var problem: StoreError?
  /// Why it cannot go on here.
  var failure: HostError?
  var settling: [(turn: UInt64, continuation: CheckedContinuation<HostError?, Never>)] = []
  /// Whether what the store has says that it is parked.
  var isParkedInStore = false
  /// Whether it is to be left to the store once all is written.
  var isLeaving = false
  /// Whether it has been left to the store: whoever comes now has to fetch it from there.
  var isGone = false
  /// The turn that came next when it was last looked at whether it has done something.
  var turnWhenSeen: UInt64 = 0
  /// Whether it has ended and is kept for those of its children that go on.
  var isKept = false
  /// Whether the end has been given to the store.
  var hasWrittenEnd = false

  init(_ tree: ExecutionTree, _ beginning: Beginning, number: ExecutionNumber, core: HostCore) {
    self.tree = tree
    self.beginning = beginning
    self.number = number
    self.core = core
    isShared = core.durable?.fleet != nil
    arn = tree.root.identity.executionARN
    // Without a store its tree may have executions of other definitions.
    activities = core.durable == nil ? core.resources.missingActivities : tree.root.machine.activities
    transfers = DatasetTransfers(core.datasets, core.datasetLimits)
  }

  /// What is written down of it.
  func setJournal(_ journal: TreeJournal, definition: String, origin: ExecutionOrigin, isParked: Bool) {
    self.journal = journal
    durableEvent = journal.lastEvent
    self.definition = definition
    self.origin = origin
    isParkedInStore = isParked
  }

  // MARK: Observing

  /// How it stands.
  var result: ExecutionResult { tree.result }

  /// Waits until it has ended, or has been suspended, and none of its handlers runs any more.
  func awaitEnd() async {
    if hasClosed, openTasks == 0 { return }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// All of it as it stands between two turns.
  func snapshot() -> ExecutionTreeSnapshot { suspended ?? tree.snapshot(agenda, at: core.wallClock()) }

  /// What is before it: tasks whose handlers run are to be begun again.
  var agenda: Agenda {
    var agenda = Agenda()
    agenda.entries += handlers.inOrder.map { .task($0) }
    agenda.entries += timers.inOrder.map { .timer($0) }
    return agenda
  }

  /// Nothing happens to it from now on; its tokens are those of the execution that goes on.
  func suspend() -> ExecutionTreeSnapshot {
    let snapshot = snapshot()
    guard !hasClosed else { return snapshot }
    suspended = snapshot
    for token in tokens.open { core.tokens.forget(token) }
    tokens = TaskTokens()
    close()
    release()
    return snapshot
  }

  // MARK: Beginning

  /// Begins, if it has not begun.
  func begin() {
    guard !hasBegun else { return }
    hasBegun = true
    switch beginning {
    case .start:
      leave(.beginning)
      apply(.input(.root, .start))
    case .redrive:
      leave(.beginning)
      apply(.redriven)
    case .resume(let agenda):
      noteActivities()
      indexChildren()
      tree.resume(at: time(), missingActivities: tree.root.missingActivities)
      tree.takeEffects(&effects)
      isResuming = true
      for case .effect(let effect) in agenda.arrange(effects, takesReports: false) { take(effect) }
      isResuming = false
    }
    endTurn()
  }

  // MARK: What happens to it

  /// Tells it something.
  func deliver(_ input: Execution.Input, to node: ExecutionTree.NodeID) {
    guard !hasClosed else { return }
    apply(.input(node, input))
    endTurn()
  }

  /// Stops everything that it has started without waiting for it.
  func abortDetached() {
    guard !hasClosed else { return }
    tree.abortDetached(at: time())
    takeEffects()
    endTurn()
  }

  /// The task that waits for an answer with a token; `nil` if none does any more.
  func task(_ token: String) -> ExecutionTree.Address<TaskID>? { tokens.task(token) }

  /// Deadlines have come.
  func timersFired() {
    guard !hasClosed else { return }
    while !tree.hasEnded, let (node, ids) = timers.takeDue(at: core.wallClock()) {
      apply(.input(node, .timersFired(ids)))
    }
    endTurn()
  }

  // MARK: Turns

  /// The time of what happens now.
  private func time() -> Timestamp {
    now = max(now, core.wallClock())
    return now
  }

  /// Tells it which activities are missing, if these are others than it knows.
  private func noteActivities() {
    // It may have been restored with others.
    guard !activities.isEmpty || directoryGeneration == nil,
      let missing = core.directory.missing(among: activities, since: &directoryGeneration),
      tree.root.missingActivities != missing
    else { return }
    apply(.input(.root, .missingActivities(missing)))
  }

  /// Applies what happened, and what follows from it at once.
  func apply(_ entry: JournalEntry) {
    noteActivities()
    let time = time()
    // Nobody else is to answer it.
    if case .input(let node, let input) = entry, let id = input.endedTask {
      settle(ExecutionTree.Address(node: node, id: id))
    }
    replay(entry, at: time)
    if journal != nil { record(entry, at: time) } else { observeEvents() }
    takeEffects()
  }

  /// Applies what happened at a time.
  func replay(_ entry: JournalEntry, at time: Timestamp) {
    now = max(now, time)
    switch entry {
    case .input(let node, let input): tree.deliver(input, to: node, at: time)
    case .handedOver(let task): tree.handOver(task)
    // What could stand in the way has been looked at before.
    case .redriven: try? tree.redrive(at: time)
    }
  }

  func takeEffects() {
    tree.takeEffects(&effects)
    for effect in effects { take(effect) }
  }

  private func take(_ effect: ExecutionTree.Effect) {
    switch effect {
    case .scheduleTask(let task, let request):
      addToken(of: request, task)
      schedule(task, request)
    case .awaitTask(let task, let request):
      addToken(of: request, task)
      if core.durable != nil { reattach(task, request) }
    case .cancelTask(let task):
      settle(task)
      if let child = nested.removeValue(forKey: task) { leave(.stopNested(arn: child.arn)) }
    case .setTimer(let timer, let time): timers.set(timer, at: time)
    case .cancelTimer(let timer): timers.cancel(timer)
    case .readItems(let map, let request): leave(.read(map, request))
    case .writeResults(let map, let request): leave(.write(map, request))
    case .endTransfers(let map):
      transfers.end(map)
      transferring.removeValue(forKey: map)?.cancel()
    }
  }

  private func addToken(of request: TaskRequest, _ task: ExecutionTree.Address<TaskID>) {
    guard let token = request.taskToken else { return }
    tokens.add(token, of: task)
    core.tokens.add(token, of: number)
    if isShared, !isResuming { tokenChanges.add(token) }
  }

  func leave(_ effect: Leaving) { leaving.append((turn, effect)) }

  /// Completes a turn: tasks begin for which there is room, and what was done is written down.
  func endTurn() {
    beginTasks()
    if journal == nil {
      if tree.hasEnded { close() }
      release()
    } else {
      write()
    }
    if !hasClosed { core.alarm.set(number, at: timers.next()) }
  }

  /// Everything that was wanted up to the last turn that has been written down leaves, in order.
  func release() {
    while let (turn, effect) = leaving.first, journal == nil || turn <= durableTurn {
      _ = leaving.popFirst()
      carryOut(effect)
    }
    if hasClosed { finish() }
  }

  private func carryOut(_ effect: Leaving) {
    switch effect {
    case .beginning:
      core.durable?.observer?.observe(
        .started(executionARN: arn, stateMachineARN: tree.root.identity.stateMachineARN))
    case .perform(let task, let request): perform(task, request)
    case .cancel(let handler): handler.cancel()
    case .read(let map, let request):
      guard !hasClosed else { return }
      let (store, limits) = (core.datasets, core.datasetLimits)
      let cursor = transfers.takeCursor(map)
      transfer(map) { DatasetTransfers.read(request, cursor, from: store, limits, for: map) }
    case .write(let map, let request):
      guard !hasClosed else { return }
      let transfers = transfers
      let records = tree.records(ofMapRun: request.mapRunARN)
      transfer(map) { (transfers.write(request, records, for: map), nil) }
    case .offer(let task, let activity):
      guard offers[task] != nil else { return }
      core.offer(task, of: number, activity: activity)
    case .startNested(let task, let request): startNested(task, request)
    case .stopNested(let child): stopNested(child)
    case .closeToken(let token): core.tokens.close(token)
    case .endChildren(let arns): didEndChildren(arns)
    case .end(let description): didEnd(description)
    }
  }

  /// Nothing is awaited any more.
  func close() {
    guard !hasClosed else { return }
    hasClosed = true
    for handler in handlers.cancelAll() { leave(.cancel(handler)) }
    for token in tokens.open.sorted() {
      leave(.closeToken(token))
      if isShared { tokenChanges.change(token) }
    }
    tokens = TaskTokens()
    for (task, activity) in offers { core.durable?.activities.withdraw(task, of: number, activity: activity) }
    offers.removeAll()
    for arn in nested.values.map(\.arn).sorted() { leave(.stopNested(arn: arn)) }
    nested.removeAll()
    timers.removeAll()
    core.alarm.set(number, at: nil)
    for transfer in transferring.values { transfer.cancel() }
    transferring.removeAll()
  }

  private func finish() {
    releaseChildren()
    if core.durable != nil, journal == nil, failure == nil, !hasWrittenEnd {
      // It is not written down, but those who wait are told, whether or not handlers return that were cancelled.
      hasWrittenEnd = true
      didEnd(currentDescription)
    }
    guard openTasks == 0 else { return }
    for continuation in waiting { continuation.resume() }
    waiting.removeAll()
    if core.durable == nil { core.table.remove(number) }
  }

  // MARK: Tasks

  /// The task's handler, and an answer with its token, are no longer awaited.
  private func settle(_ task: ExecutionTree.Address<TaskID>) {
    if let handler = handlers.cancel(task) { leave(.cancel(handler)) }
    if let token = tokens.close(task) {
      leave(.closeToken(token))
      if isShared { tokenChanges.change(token) }
    }
    if let activity = offers.removeValue(forKey: task) {
      core.durable?.activities.withdraw(task, of: number, activity: activity)
    }
  }

  private func schedule(_ task: ExecutionTree.Address<TaskID>, _ request: TaskRequest) {
    if core.durable != nil {
      if startsNested(request) {
        if !tree.hasStarted(task) { apply(.input(task.node, .taskStarted(task.id, worker: nil))) }
        return leave(.startNested(task, request))
      }
      if case .activity(let arn) = request.resource, !core.resources.hasHandler(for: request) {
        offers[task] = arn
        return leave(.offer(task, activity: arn))
      }
    }
    handlers.add(task, request)
  }

  private func beginTasks() {
    while !tree.hasEnded, handlers.hasQueued, core.pool.take() {
      guard beginNextTask() else { return core.pool.giveBack() }
    }
    enlist()
  }

  private func enlist() {
    guard !tree.hasEnded, !hasClosed, handlers.hasQueued, !isEnlisted else { return }
    isEnlisted = true
    core.pool.enlist(self)
  }

  /// Its turn has come in the line of those that wait for a slot.
  func hasSlot() async {
    isEnlisted = false
    guard !hasClosed, !tree.hasEnded, beginNextTask() else { return core.pool.giveBack() }
    endTurn()
    _ = await settled()
  }

  /// Begins the next task, for which there is a slot.
  private func beginNextTask() -> Bool {
    guard let (task, request) = handlers.next() else { return false }
    leave(.perform(task, request))
    // After a recovery it has been started before: then there is nothing to write down.
    if !tree.hasStarted(task) {
      apply(.input(task.node, .taskStarted(task.id, worker: core.resources.worker(of: request))))
    }
    return true
  }

  /// Runs a handler away from the actor.
  private func perform(_ task: ExecutionTree.Address<TaskID>, _ request: TaskRequest) {
    guard !hasClosed, handlers.isBegun(task) else { return core.pool.giveBack() }
    openTasks += 1
    let core = core
    core.durable?.observer?.observe(
      .taskAttempt(executionARN: arn, stateName: request.stateName, attempt: request.retryCount + 1))
    let handler = core.spawn {
      let began = ContinuousClock.now
      let report = await core.resources.perform(request, core.stateMachines)
      core.durable?.observer?.observe(
        .taskReturned(executionARN: self.arn, stateName: request.stateName, after: began.duration(to: .now)))
      await self.taskReturned(task, report)
    }
    handlers.run(task, handler)
  }

  private func taskReturned(_ task: ExecutionTree.Address<TaskID>, _ report: TaskReport) async {
    openTasks -= 1
    // The slot is free before the next tasks of this execution begin, and after this one has been told of.
    defer { if hasClosed { release() } }
    let isAwaited = handlers.end(task)
    guard !hasClosed, isAwaited else {
      core.pool.giveBack()
      if !hasClosed {
        endTurn()
        _ = await settled()
      }
      return
    }
    if let submission = report.submission {
      apply(.input(task.node, .taskSubmitted(task.id, output: submission)))
    }
    switch report.outcome {
    case .pending, .never: apply(.handedOver(task))
    case .succeeded(let output):
      apply(.input(task.node, .taskSucceeded(task.id, output: output)))
    case .failed(let error, let cause):
      apply(.input(task.node, .taskFailed(task.id, error: error, cause: cause)))
    case .rejected(let cause):
      apply(.input(task.node, .taskRejected(task.id, cause: cause)))
    }
    core.pool.giveBack()
    endTurn()
    _ = await settled()
  }

  // MARK: Datasets

  private func transfer(
    _ map: ExecutionTree.Address<MapRunID>, _ body: @escaping @Sendable () -> (Execution.Input, ItemCursor?)
  ) {
    openTasks += 1
    transferring[map] = core.spawn {
      let (input, cursor) = body()
      await self.transferEnded(map, input, cursor)
    }
  }

  private func transferEnded(
    _ map: ExecutionTree.Address<MapRunID>, _ input: Execution.Input, _ cursor: ItemCursor?
  ) async {
    openTasks -= 1
    guard !hasClosed else { return release() }
    // A run that has ended meanwhile needs nothing more.
    if transferring.removeValue(forKey: map) != nil {
      transfers.keep(cursor, for: map)
      deliver(input, to: map.node)
    } else {
      endTurn()
    }
    _ = await settled()
  }
}

extension Execution.Input {
  /// The task that ends with it.
  fileprivate var endedTask: TaskID? {
    switch self {
    case .taskSucceeded(let id, _, _), .taskFailed(let id, _, _), .taskRejected(let id, _): id
    case .start, .taskStarted, .taskSubmitted, .taskHeartbeat, .missingActivities, .stateMachineDeleted, .timersFired,
      .abort, .itemsRead, .itemReadingFailed, .updateMapRun, .childEnded, .resultsWritten, .resultWritingFailed:
      nil
    }
  }
}
