import LanguageSupport
public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// Owns the executions of a process: starts them, keeps them in a store, answers for them, and takes them up again after a
/// crash.
///
/// What happens to an execution is written into the store before anything follows from it: before handlers are called,
/// and before whoever asked is answered. Towards handlers delivery is at least once; in the history every event is there
/// exactly once. Executions that only wait leave memory.
///
/// ```swift
/// let host = ExecutionHost(store: try FileStore(folder: "/var/lib/orders"), resources: resources)
/// try await host.recover()
/// let started = try await host.start(machine, input: ["order": 7], identity: identity)
/// let ended = try await host.result(of: started.executionARN)
/// ```
///
/// Express executions run as the service runs them, at most once: nothing of them is written down.
public final class ExecutionHost: Sendable {
  let core: HostCore
  let durable: DurableServices
  private let upkeep = Locked<[Task<Void, Never>]>([])
  /// Reads the executions that a recovery has to go on with: their tokens are known when they have been read.
  private let reading = Locked<Task<Void, Never>?>(nil)

  /// Creates a host; ``recover()`` takes up what its store has.
  ///
  /// - Parameters:
  ///   - store: keeps the executions; in memory by default.
  ///   - resources: the handlers of tasks. Tasks of activities without one wait for ``nextActivityTask(of:worker:)``.
  ///     Its ``ResourceRouter/missingActivities`` do not exist, until ``activities`` says so.
  ///   - datasets: the store that distributed Maps use; in memory and empty by default.
  ///   - stateMachines: those that `states:startExecution` tasks start here; such tasks for others go to `resources`.
  ///   - starter: says what `states:startExecution` tasks start for which `resources` has no handler of their own, besides
  ///     `stateMachines`; without one, such tasks for other state machines go to `resources`.
  ///   - settings: what the host may take.
  ///   - owner: the name by which the host owns executions, which no other living host uses; drawn by default.
  ///   - clock: the clock for waiting until deadlines; must run as fast as `wallClock`. A ``VirtualClock`` stands still until
  ///     it is advanced.
  ///   - wallClock: the current time, for histories and deadlines; the system's by default.
  ///   - observer: is told what happens.
  public convenience init(
    store: any ExecutionStore = MemoryStore(), resources: ResourceRouter = ResourceRouter(),
    datasets: any DatasetStore = InMemoryDatasetStore(), stateMachines: KnownStateMachines = [:],
    starter: (any NestedExecutionStarter)? = nil, settings: HostSettings = HostSettings(), owner: String? = nil,
    clock: any Clock<Duration> = ContinuousClock(),
    wallClock: @escaping @Sendable () -> Timestamp = { Timestamp.systemTime() },
    observer: (any ExecutionObserver)? = nil
  ) {
    self.init(
      store: store, resources: resources, datasets: datasets, stateMachines: stateMachines, starter: starter,
      settings: settings, owner: owner, clock: clock, wallClock: wallClock, observer: observer,
      spawn: { body in Task { await body() } })
  }

  /// - Parameter spawn: begins a task; a simulation runs all of them on one thread, in an order of its own.
  package init(
    store: any ExecutionStore, resources: ResourceRouter, datasets: any DatasetStore = InMemoryDatasetStore(),
    stateMachines: KnownStateMachines = [:], starter: (any NestedExecutionStarter)? = nil, settings: HostSettings,
    owner: String?, clock: any Clock<Duration>,
    wallClock: @escaping @Sendable () -> Timestamp, observer: (any ExecutionObserver)? = nil,
    spawn: @escaping @Sendable (_ body: @escaping @Sendable () async -> Void) -> Task<Void, Never>
  ) {
    var settings = settings
    // Time would have to be looked at every few seconds.
    if clock is VirtualClock { settings.parksAfter = nil }
    var generator = SystemRandomNumberGenerator()
    durable = DurableServices(
      store, settings, owner: owner ?? UUIDText.make(generator.next(), generator.next()), observer: observer,
      starter: starter)
    core = HostCore(
      resources: resources, datasets: datasets, datasetLimits: .service, stateMachines: stateMachines,
      keepsChildren: false, clock: clock, wallClock: wallClock, limit: settings.maximumConcurrentTasks, spawn: spawn,
      durable: durable)
  }

  /// The state machines that `states:startExecution` tasks start here, by ARN or name.
  public var stateMachines: KnownStateMachines {
    get { core.stateMachines }
    set { core.stateMachines = newValue }
  }

  /// The activities that exist: at first all but ``ResourceRouter/missingActivities``.
  ///
  /// An execution sees a change before the next thing happens to it: a task of an activity that does not exist then fails it
  /// with `States.Runtime` instead of being scheduled. Tasks that have been scheduled wait on, and workers that wait for a
  /// task of an activity that was removed receive an error.
  ///
  /// - SeeAlso: Step Functions API, "CreateActivity", "DeleteActivity".
  public var activities: KnownActivities {
    get { core.directory.known }
    set {
      core.directory.update { $0 = newValue }
      dismissWorkers(of: durable.activities.polled)
    }
  }

  /// Changes ``activities`` in place, which takes no longer the more there are.
  public func updateActivities(_ change: (inout KnownActivities.Changes) -> Void) {
    var changes = KnownActivities.Changes()
    change(&changes)
    core.directory.update { $0.apply(changes) }
    dismissWorkers(of: changes.all.filter { !$0.exists }.map(\.arn))
  }

  /// Tells the workers of those activities that do not exist any more.
  private func dismissWorkers(of activities: [String]) {
    durable.activities.dismissPollers(of: activities.filter { !core.directory.contains($0) })
  }

  // MARK: Executions

  /// Starts an execution; returns when it is durable.
  ///
  /// - Parameters:
  ///   - machine: the definition; the execution keeps it, whatever becomes of the state machine.
  ///   - input: the input.
  ///   - inputText: the input as it came in, where the history is to show it letter by letter.
  ///   - identity: names and ARNs; the execution's ARN must be new.
  ///   - seed: what everything random comes from; a secret that is drawn for this execution by default, so that its task
  ///     tokens cannot be guessed.
  ///   - quotas: what is bounded.
  ///   - lists: lists that contain it besides that of its state machine: the ARNs of the version and the alias that it was
  ///     started through.
  ///   - attributes: what is kept with it and comes back as ``ExecutionDescription/attributes``, however often it is
  ///     parked, recovered or redriven, and after its end. The host does not interpret it.
  /// - Returns: the execution as it stood when it had started.
  /// - Throws: ``HostError/executionExists(_:)``; ``HostError/store(_:)`` when it has not started, as the store cannot
  ///   write, or the attributes are nested deeper than `JSON.maximumDepth`.
  /// - SeeAlso: Step Functions API, "StartExecution".
  @discardableResult
  public func start(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, identity: ExecutionIdentity,
    seed: ExecutionSeed = .drawn(), quotas: ExecutionQuotas = .service, lists: [String] = [], attributes: JSON? = nil
  ) async throws(HostError) -> ExecutionDescription {
    try await keepUp()
    let execution = Execution(
      machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas)
    return try await core.start(execution, origin: ExecutionOrigin(attributes: attributes), lists: lists)
      .currentDescription
  }

  /// An execution as it stands.
  ///
  /// - Throws: ``HostError/unknownExecution(_:)``, or why it cannot be read.
  /// - SeeAlso: Step Functions API, "DescribeExecution".
  public func describe(_ arn: String) async throws(HostError) -> ExecutionDescription {
    if let child = try await askChild(arn, { ExecutionDescription($0) }) { return child }
    while true {
      if core.isClosed { throw .closed }
      if let description = try await core.ifHere(arn, { await $0.description() }) { return description }
      if durable.fleet != nil { return try await describeStored(arn) }
      if let known = durable.ended[arn] { return known }
      if let (_, ending) = try await StoredExecution.ending(arn, durable) { return ending.description }
      guard core.table.number(of: arn) != nil else { throw core.absence(of: arn) }
    }
  }

  /// An execution that any host has, or has had.
  private func describeStored(_ arn: String) async throws(HostError) -> ExecutionDescription {
    do throws(HostError) {
      switch try await StoredExecution.find(arn, core, durable) {
      case .running(let stored): return try stored.view(core).description
      case .ended(let ending): return ending.description
      }
    } catch {
      // One that is not written down.
      if case .unknownExecution = error, let known = durable.ended[arn], known.type == .express { return known }
      throw error
    }
  }

  /// An execution when it has ended; waits for that, or until the current task is cancelled: then it is given as it
  /// stands. So is a child of a map run, whose end is not awaited.
  ///
  /// - Throws: ``HostError/unknownExecution(_:)``, or why it does not end here: ``HostError/closed`` when the host has
  ///   been shut down.
  public func result(of arn: String) async throws(HostError) -> ExecutionDescription {
    while true {
      await core.table.awaitEnd(of: arn)
      if durable.fleet != nil { try await core.awaitStoredEnd(of: arn) }
      let description = try await describe(arn)
      if description.status != .running || description.mapRunARN != nil || Task.isCancelled { return description }
    }
  }

  /// Remembers the end of an execution for a caller that waits for it, however many others end meanwhile: of an express
  /// execution nothing else is kept.
  package func retainEnd(of arn: String) { durable.ended.retain(arn) }

  /// The caller of ``retainEnd(of:)`` has it, or waits no more.
  package func releaseEnd(of arn: String) { durable.ended.release(arn) }

  /// Stops an execution; returns when that is durable. Nothing happens to one that has ended.
  ///
  /// - Parameters:
  ///   - arn: the execution.
  ///   - error: the error's name, if any.
  ///   - cause: the cause, if any.
  /// - Throws: ``HostError/unknownExecution(_:)``, or why the store could not write.
  /// - SeeAlso: Step Functions API, "StopExecution".
  public func stop(_ arn: String, error: String? = nil, cause: String? = nil) async throws(HostError) {
    if try await stopChild(arn, error, cause) { return }
    while true {
      do throws(HostError) {
        _ = try await core.request(.stop(child: nil, error: error, cause: cause), of: arn)
        return
      } catch {
        guard case .unknownExecution = error else { throw error }
      }
      if try await describe(arn).status != .running { return }
      // It has come here in between.
    }
  }

  /// Stops a child of a map run; `false` if none runs that has that ARN.
  private func stopChild(_ arn: String, _ error: String?, _ cause: String?) async throws(HostError) -> Bool {
    let request = HostRequest.stop(child: arn, error: error, cause: cause)
    if try await withChild(arn, { execution, _ in await execution.carryOut(request)?.map { $0 } }) != nil {
      return true
    }
    guard let (view, _) = try await childElsewhere(arn) else { return false }
    return try await core.request(request, of: view.tree.root.identity.executionARN)
  }

  /// Continues an execution that did not succeed; returns when that is durable.
  ///
  /// - Throws: ``HostError/notRedrivable(_:reason:)``, ``HostError/unknownExecution(_:)``, or why the store could not
  ///   write.
  /// - SeeAlso: Step Functions API, "RedriveExecution".
  @discardableResult
  public func redrive(_ arn: String) async throws(HostError) -> ExecutionDescription {
    try await keepUp()
    return try await core.redrive(arn).currentDescription
  }

  /// Removes executions that have ended, with all that is known of them, the children of their map runs included; their
  /// names are free again.
  ///
  /// - Parameter arns: the executions; those that are not there are passed over.
  /// - Throws: ``HostError/store(_:)``, also when one of them runs: then those before it may be gone.
  public func forget(_ arns: [String]) async throws(HostError) {
    do throws(StoreError) {
      if durable.settings.recordsChildren {
        for arn in arns { try await forgetMapRuns(of: arn) }
      }
      try await durable.store.commit(arns.map { .forget(arn: $0) })
    } catch {
      throw .store(error)
    }
    for arn in arns { durable.ended.forget(arn) }
  }

  /// Tells all running executions of a list that their state machine has been deleted: each ends when something would make
  /// it go on, with `States.Runtime`. Returns when that is durable.
  ///
  /// Express executions run to their end. If it throws, some may have been reached; it can be repeated.
  ///
  /// - Parameter list: the ARN of the state machine.
  /// - Throws: ``HostError/store(_:)``, ``HostError/notDurable(_:)``.
  /// - SeeAlso: Step Functions API, "DeleteStateMachine".
  public func stateMachineDeleted(_ list: String) async throws(HostError) {
    var query = ExecutionQuery(list: list, statuses: [.running], .ascending, limit: 256)
    while true {
      let rows = try await executions(query)
      guard let last = rows.last else { return }
      query.after = last.cursor
      let core = core
      // Together, as they share commits.
      let problem = await withTaskGroup(of: HostError?.self) { group in
        for row in rows { group.addTask { await core.stateMachineDeleted(row.arn) } }
        return await group.reduce(nil as HostError?) { $0 ?? $1 }
      }
      if let problem { throw problem }
    }
  }

  /// One page of executions.
  ///
  /// - Parameter query: which ones; their list is the ARN of their state machine.
  /// - Returns: rows of the store; ``ExecutionRow/cursor`` of the last is where the next page begins.
  /// - Throws: ``HostError/store(_:)``.
  /// - SeeAlso: Step Functions API, "ListExecutions".
  public func executions(_ query: ExecutionQuery) async throws(HostError) -> [ExecutionRow] {
    do throws(StoreError) {
      return try await durable.store.executions(query)
    } catch {
      throw .store(error)
    }
  }

  /// The map runs of an execution, in the order in which they started.
  ///
  /// - Throws: ``HostError/unknownExecution(_:)``, or why it cannot be read.
  /// - SeeAlso: Step Functions API, "ListMapRuns", "DescribeMapRun".
  public func mapRuns(of arn: String) async throws(HostError) -> [MapRunDescription] {
    if let runs = try await askChild(arn, { ExecutionResult(execution: $0).mapRuns }) { return runs }
    if let runs = try await core.ifHere(arn, { await $0.mapRuns() }) { return runs }
    if let view = try await core.view(of: arn) { return view.tree.result.mapRuns }
    return try await StoredExecution.mapRuns(of: arn, core, durable)
  }

  // MARK: Tokens and activities

  /// Ends the task with a token with a result; returns when that is durable.
  ///
  /// - Parameters:
  ///   - token: the task's token.
  ///   - output: the result.
  ///   - text: the result's original text, if the history and the output are to show it verbatim.
  /// - Throws: ``HostError/token(_:)``, or why the store could not write.
  /// - SeeAlso: Step Functions API, "SendTaskSuccess".
  public func sendTaskSuccess(token: String, output: JSON, text: String? = nil) async throws(HostError) {
    try await answer(token, .succeeded(output: output, text: text))
  }

  /// Ends the task with a token with an error; returns when that is durable. Error and cause may be absent.
  ///
  /// - Throws: ``HostError/token(_:)``, or why the store could not write.
  /// - SeeAlso: Step Functions API, "SendTaskFailure".
  public func sendTaskFailure(token: String, error: String? = nil, cause: String? = nil) async throws(HostError) {
    try await answer(token, .failed(error: error, cause: cause))
  }

  /// Reports a heartbeat of the task with a token; returns when that is durable.
  ///
  /// - Throws: ``HostError/token(_:)``, or why the store could not write.
  /// - SeeAlso: Step Functions API, "SendTaskHeartbeat".
  public func sendTaskHeartbeat(token: String) async throws(HostError) {
    try await answer(token, .heartbeat)
  }

  private func answer(_ token: String, _ answer: TaskAnswer) async throws(HostError) {
    let request = HostRequest.answer(token: token, answer)
    do throws(HostError) {
      if let number = try await number(ofToken: token) {
        _ = try await core.with(number) { await $0.carryOut(request) }
        return
      }
    } catch {
      // The execution has ended in between, or another host has it.
      switch error {
      case .unknownExecution where durable.fleet == nil: throw refusal(of: token)
      case .unknownExecution: break
      case .lost where durable.fleet != nil: break
      default: throw error
      }
    }
    guard let arn = try await storedExecution(ofToken: token) else { throw refusal(of: token) }
    try await keepUp()
    do throws(HostError) {
      _ = try await core.request(request, of: arn)
    } catch {
      // It had the token when it was looked for.
      if case .unknownExecution = error { throw .token(TaskTokenError(code: .taskTimedOut)) }
      throw error
    }
  }

  private func refusal(of token: String) -> HostError {
    core.isClosed ? .closed : .token(core.tokens.refusal(of: token))
  }

  /// The execution here with a token, after those that are being read after a recovery if no other has it; `nil` if it
  /// may be at another host.
  ///
  /// - Throws: ``HostError/token(_:)`` if the task has ended, or the token is unknown.
  private func number(ofToken token: String) async throws(HostError) -> ExecutionNumber? {
    do throws(TaskTokenError) {
      do throws(TaskTokenError) {
        return try core.tokens.execution(token)
      } catch {
        guard await awaitReading() else { throw error }
        return try core.tokens.execution(token)
      }
    } catch {
      if core.isClosed { throw .closed }
      if durable.fleet != nil, error.code == .invalidToken { return nil }
      throw .token(error)
    }
  }

  /// The execution that has a token in a store that hosts share; `nil` if none has.
  private func storedExecution(ofToken token: String) async throws(HostError) -> String? {
    guard durable.fleet != nil else { return nil }
    do {
      guard let document = try await durable.store.document(TokenDocument.key(token)) else { return nil }
      return try TokenDocument(bytes: document.body).arn
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .store(.invalid("what is stored of a token is damaged: \(error)"))
    }
  }

  /// The execution whose task waits for an answer with a token; `nil` if the task has ended.
  ///
  /// - Parameter token: the task's token.
  /// - Throws: ``HostError/token(_:)`` with ``TaskTokenError/Code/invalidToken`` if no task has had it, as far as is known.
  public func execution(ofToken token: String) async throws(HostError) -> String? {
    do throws(HostError) {
      if let number = try await number(ofToken: token) { return core.table.entry(number)?.arn }
    } catch {
      if case .token(let problem) = error, problem.code == .taskTimedOut { return nil }
      throw error
    }
    guard let arn = try await storedExecution(ofToken: token) else { throw refusal(of: token) }
    return arn
  }

  /// Waits for a task of an activity; returns when the history says durably that the worker has it.
  ///
  /// Cancelling the current task ends the wait; a task that had been handed out by then is returned nevertheless, and
  /// none is lost.
  ///
  /// - Parameters:
  ///   - activity: the ARN of the activity.
  ///   - worker: the worker's name, as `ActivityStarted` shows it.
  /// - Returns: the task; `nil` when the current task was cancelled.
  /// - Throws: ``HostError/unknownActivity(_:)`` for an activity that is not one of ``activities``, or no longer; why the
  ///   store could not write: the task waits for another worker then, or for its timeout if the process dies before one
  ///   polls.
  /// - SeeAlso: Step Functions API, "GetActivityTask".
  public func nextActivityTask(of activity: String, worker: String? = nil) async throws(HostError) -> ActivityTask? {
    if let fleet = durable.fleet {
      try await keepUp()
      let core = core
      if fleet.beginSearch(activity) { _ = core.spawnUpkeep { await core.search(activity) } }
    }
    defer { durable.fleet?.endSearch(activity) }
    while !core.isClosed {
      let offer: ActivityQueues.Offer
      let answer = await durable.activities.next(
        activity, worker: worker, if: { [core] in core.directory.contains($0) },
        didWait: { [durable] in durable.fleet?.hurrySearch(activity) })
      switch answer {
      case .offer(let next): offer = next
      case .task(let task): return task
      case .unknown: throw .unknownActivity(activity)
      case .cancelled:
        if core.isClosed { continue }
        return nil
      }
      do throws(HostError) {
        let task = try await core.with(offer.execution) { await $0.takeTask(offer.task, worker: worker) }
        if let task { return task }
      } catch {
        // It has ended, or another host has it: the next one, please.
        if case .unknownExecution = error { continue }
        if case .lost = error { continue }
        // The observer knows why it cannot go on.
        if case .broken = error { continue }
        // It has not been read: another worker may have more luck.
        if case .store = error { core.offer(offer.task, of: offer.execution, activity: activity) }
        throw error
      }
    }
    if !Task.isCancelled { throw .closed }
    return nil
  }

  /// Waits until the executions have been read that the last recovery has to go on with; `false` if there was none.
  func awaitReading() async -> Bool {
    guard let reading = reading.withLock({ $0 }) else { return false }
    await reading.value
    return true
  }

  // MARK: History

  /// One page of an execution's history, also while it runs. Events that are not durable yet are not shown.
  ///
  /// - Parameters:
  ///   - arn: the execution.
  ///   - event: the number of the first event of the page; the first or the last event by default.
  ///   - direction: `.ascending` from the first event on; `.descending` from the last one back.
  ///   - limit: how many events at most.
  /// - Returns: the events, as GetExecutionHistory shows them with dates in ISO 8601; none after the last.
  /// - Throws: ``HostError/unknownExecution(_:)``, or why it cannot be read.
  /// - SeeAlso: Step Functions API, "GetExecutionHistory".
  public func history(
    of arn: String, from event: UInt64? = nil, _ direction: StoreDirection = .ascending, limit: Int = 100
  ) async throws(HostError) -> [JSON] {
    let page = HistoryPages.Page(from: event, direction: direction, limit: limit)
    if let events = try await askChild(arn, { page.events(ofChild: $0) }) { return events }
    return try await HistoryPages(arn: arn, core: core, durable: durable).events(page)
  }

  // MARK: The host itself

  /// How many executions there are that have not ended, how many of them are in memory, how many wait for a deadline,
  /// and how many tokens are open.
  public var counts: HostCounts {
    let (resident, all) = core.table.counts
    return HostCounts(
      executions: all, resident: resident, deadlines: core.alarm.count, openTokens: core.tokens.openCount)
  }

  /// Takes up all executions of the store that have not ended and have no other living owner. Handlers are called again
  /// for tasks that were scheduled, or begun and not answered; those that were submitted are awaited.
  ///
  /// Executions that only wait are not read; the others go on while this returns. A host that shares its store
  /// (``HostSettings/lease``) goes on taking up those whose owners' leases expire, until it is shut down.
  ///
  /// - Returns: how many were taken up.
  /// - Throws: ``HostError/store(_:)``.
  @discardableResult
  public func recover() async throws(HostError) -> Int {
    if core.isClosed { throw .closed }
    try await keepUp()
    let count = try await takeUp()
    durable.observer?.observe(.recovered(executions: count))
    return count
  }

  /// Takes up what has no other living owner; gives how much that was.
  private func takeUp() async throws(HostError) -> Int {
    var count = 0
    var active: [ExecutionNumber] = []
    let limit = durable.fleet == nil ? 1_000 : Fleet.claimCount
    while true {
      let rows: [ExecutionRow]
      do throws(StoreError) {
        rows = try await durable.store.claim(
          StoreClaim(owner: durable.owner, lease: durable.settings.lease, limit: limit))
      } catch {
        throw .store(error)
      }
      if core.isClosed {
        await giveBack()
        throw .closed
      }
      for row in rows {
        await drop(row.arn)
        if adopt(row) { active.append(core.table.park(row.arn)) }
      }
      count += rows.count
      if rows.isEmpty { break }
    }
    if active.isEmpty { return count }
    let (core, numbers, earlier) = (core, active, reading.withLock { $0 })
    let task = core.spawn {
      await earlier?.value
      // One after the other: each goes on by itself once it has been read.
      for number in numbers { _ = try? await core.insist(number) { await $0.description() } }
    }
    reading.withLock { $0 = task }
    return count
  }

  /// Forgets what this host still has of an execution that it lost to another one and now gets back.
  private func drop(_ arn: String) async {
    while let number = core.table.number(of: arn), let (_, place) = core.table.entry(number) {
      switch place {
      case .loading: await core.table.awaitLoading(number)
      case .resident(let execution): await execution.giveUp(.lost(arn))
      case .parked, .broken, .free: core.remove(number)
      }
    }
  }

  /// Takes an execution up; returns whether it has to be read at once.
  private func adopt(_ row: ExecutionRow) -> Bool {
    let number = core.table.park(row.arn)
    guard let outline = try? ExecutionOutline(bytes: row.outline), outline.isParked, !outline.hasChildren
    else { return true }
    for token in outline.tokens { core.tokens.add(token, of: number) }
    for offer in outline.offers { core.offer(offer.task, of: number, activity: offer.activity) }
    core.alarm.set(number, at: row.wake)
    return false
  }

  /// Parks all that waits, ends the rest where it is, and gives the store's executions back. The store is not closed.
  ///
  /// The host cannot be used afterwards: calls throw ``HostError/closed``, also those that wait for a task or for an end.
  public func shutDown() async {
    core.close()
    for task in upkeep.withLock({ tasks in
      defer { tasks = [] }
      return tasks
    }) {
      task.cancel()
    }
    // Those that are being read become residents.
    while case let numbers = core.table.loading, !numbers.isEmpty {
      for number in numbers { await core.table.awaitLoading(number) }
    }
    for execution in core.table.residents { await execution.leave() }
    core.table.close()
    durable.activities.close()
    durable.fleet?.wakeAll()
    core.pool.close()
    await giveBack()
  }

  /// Others may take over at once.
  private func giveBack() async { try? await durable.store.renewLease(of: durable.owner, for: .zero) }

  /// Looks for something from time to time, and at a signal, until the host is shut down; only where hosts share a store.
  ///
  /// - Parameter topic: the topic of the signal.
  package func keepLooking(
    for topic: String, _ look: @escaping @Sendable () async -> Void
  ) async throws(HostError) {
    guard let fleet = durable.fleet else { return }
    try await keepUp()
    let (core, wakeup, pause) = (core, fleet.wakeup(for: topic), durable.settings.inboxPolling)
    upkeep.withLock { tasks in
      tasks.append(
        core.spawnUpkeep {
          while !Task.isCancelled, !core.isClosed {
            await look()
            await wakeup.sleep(for: pause, core)
          }
        })
    }
  }

  /// Tells the hosts that share the store that there is something for a topic.
  package func signal(_ topic: String) { durable.fleet?.signals?.signal(topic) }

  /// Whether something is done besides.
  var isKeptUp: Bool { !upkeep.withLock { $0.isEmpty } }

  /// Begins what a host does besides, once.
  ///
  /// - Throws: ``HostError/store(_:)`` if the host cannot own anything, as it gets no lease.
  private func keepUp() async throws(HostError) {
    try await core.ensureLease()
    let settings = durable.settings
    upkeep.withLock { tasks in
      guard tasks.isEmpty, !core.isClosed else { return }
      let core = core
      if let pause = settings.parksAfter {
        tasks.append(
          core.spawnUpkeep {
            while !Task.isCancelled {
              do { try await core.clock.sleep(for: pause) } catch { return }
              for execution in core.table.residents { await execution.parkIfIdle() }
            }
          })
      }
      if let lease = settings.lease {
        let takeUp: @Sendable () async throws(HostError) -> Void = { [weak self] () async throws(HostError) in
          _ = try await self?.takeUp()
        }
        tasks.append(core.spawnUpkeep { await core.keepLease(lease, takeUp: takeUp) })
        tasks.append(core.spawnUpkeep { await core.keepInbox() })
        if durable.fleet?.signals != nil { tasks.append(core.spawnUpkeep { await core.listen() }) }
      }
    }
  }
}

/// A task of an activity that a worker has taken up.
public struct ActivityTask: Sendable {
  /// The token with which the worker answers.
  public let taskToken: String
  /// The task's input.
  public let input: JSON
  /// The whole request.
  public let request: TaskRequest
}

/// How many executions a host has, and what they wait for.
public struct HostCounts: Sendable, Hashable {
  /// Executions that have not ended.
  public var executions: Int
  /// Those of them that are in memory; the others are parked.
  public var resident: Int
  /// Those of them that have a deadline.
  public var deadlines: Int
  /// The tokens that can be answered.
  public var openTokens: Int
}
