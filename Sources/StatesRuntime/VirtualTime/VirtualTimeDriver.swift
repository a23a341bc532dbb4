public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// Runs executions in virtual time: nothing waits, a year passes in microseconds.
///
/// Tasks are performed by a ``ResourceRouter``; when nothing can continue, time jumps to the next deadline. The same
/// machine, input, handlers and seed give the same history, byte for byte.
///
/// ```swift
/// let result = VirtualTimeDriver(resources: resources).run(machine, input: [:], identity: identity)
/// ```
///
/// Executions that `states:startExecution` tasks start without waiting for them also run to their end.
public struct VirtualTimeDriver: Sendable {
  /// The handlers of tasks.
  public var resources: ResourceRouter
  /// The store that distributed Maps read from and write to.
  public var datasets: any DatasetStore
  /// How much of a dataset is read, and how much of it is in memory at once.
  public var datasetLimits = DatasetLimits.service
  /// The state machines that `states:startExecution` tasks start in the same process; such tasks for other state
  /// machines go to ``resources``.
  public var stateMachines: KnownStateMachines = [:]
  /// When the execution starts.
  public var startTime: Timestamp
  /// The tasks that start no execution in the same process although their state machine is known: ``resources``
  /// performs them.
  package var keptFromStarting: (@Sendable (TaskRequest) -> Bool)?
  /// What decides about orders that are not certain; without it, things happen in the order in which they were asked for.
  package var interleaving: Interleaving?
  /// Whether ``ExecutionResult/children`` also contains the executions that succeeded. There may be a million of them.
  public var keepsChildren = false
  /// Whether everything is written down after every input, forgotten, read back and gone on with, as ``resume(_:machine:)``
  /// does. Slow, and must not change any history: it is there to show that an execution can be suspended anywhere.
  public var suspendsAtEveryStep = false
  /// Whether executions count which parts of their definitions they reach: ``ExecutionResult/coverage``.
  public var recordsCoverage = false

  /// Creates a driver.
  ///
  /// - Parameters:
  ///   - resources: the handlers of tasks.
  ///   - datasets: the store that distributed Maps use; in memory and empty by default.
  ///   - startTime: when the execution starts; 2024-01-01T00:00:00Z by default.
  public init(
    resources: ResourceRouter = ResourceRouter(), datasets: any DatasetStore = InMemoryDatasetStore(),
    startTime: Timestamp = .virtualStart
  ) {
    self.resources = resources
    self.datasets = datasets
    self.startTime = startTime
  }

  // MARK: Running

  /// Runs an execution to its end with handlers that are all synchronous.
  ///
  /// A task whose handler is asynchronous is rejected; use ``run(_:)`` for those. An execution that waits for
  /// something that can never come is given back as it stands.
  ///
  /// An execution that was restored from an `ExecutionSnapshot` is gone on with: its tasks that have not been answered are
  /// done again, unless they were submitted, and the children of its distributed Maps, which it does not hold, begin anew.
  public func run(_ execution: Execution) -> ExecutionResult { drive(begin(execution)) }

  /// Runs an execution to its end; handlers may be asynchronous, and those of one moment run at the same time.
  public func run(_ execution: Execution) async -> ExecutionResult { await drive(begin(execution)) }

  /// Runs a state machine to its end with handlers that are all plain functions; twice, it gives the same.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input as it came in, where the history is to show it letter by letter.
  ///   - identity: names and ARNs.
  ///   - seed: what everything random comes from; the same for all runs by default.
  ///   - quotas: what is bounded.
  public func run(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, identity: ExecutionIdentity,
    seed: ExecutionSeed = .fixed(0), quotas: ExecutionQuotas = .service
  ) -> ExecutionResult {
    run(Execution(machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas))
  }

  /// Runs a state machine to its end; handlers may be asynchronous, and those of one moment run at the same time.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input as it came in, where the history is to show it letter by letter.
  ///   - identity: names and ARNs.
  ///   - seed: what everything random comes from; the same for all runs by default.
  ///   - quotas: what is bounded.
  public func run(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, identity: ExecutionIdentity,
    seed: ExecutionSeed = .fixed(0), quotas: ExecutionQuotas = .service
  ) async -> ExecutionResult {
    await run(Execution(machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas))
  }

  // MARK: Redriving

  /// Continues an execution that did not succeed, and the children of its map runs that did not (RedriveExecution);
  /// handlers are all synchronous.
  ///
  /// - Parameters:
  ///   - result: the result of an earlier run.
  ///   - time: when it is redriven; by default when it ended.
  /// - Throws: `RedriveError` if the execution is running, succeeded, or its history is full.
  public func redrive(
    _ result: ExecutionResult, at time: Timestamp? = nil
  ) throws(RedriveError) -> ExecutionResult {
    drive(try beginRedrive(result, time))
  }

  /// Continues an execution that did not succeed, with handlers that may be asynchronous.
  ///
  /// - Parameters:
  ///   - result: the result of an earlier run.
  ///   - time: when it is redriven; by default when it ended.
  /// - Throws: `RedriveError` if the execution is running, succeeded, or its history is full.
  public func redrive(
    _ result: ExecutionResult, at time: Timestamp? = nil
  ) async throws(RedriveError) -> ExecutionResult {
    await drive(try beginRedrive(result, time))
  }

  /// Continues an execution that did not succeed, and returns it to be advanced step by step.
  ///
  /// - Parameters:
  ///   - result: the result of an earlier run.
  ///   - time: when it is redriven; by default when it ended.
  /// - Throws: `RedriveError` if the execution is running, succeeded, or its history is full.
  public func startRedrive(
    _ result: ExecutionResult, at time: Timestamp? = nil
  ) throws(RedriveError) -> VirtualTimeExecution {
    VirtualTimeExecution(try beginRedrive(result, time), self)
  }

  // MARK: Suspending

  /// Starts an execution and gives it to be taken forward piece by piece.
  public func start(_ execution: Execution) -> VirtualTimeExecution { VirtualTimeExecution(begin(execution), self) }

  /// Takes up an execution that was suspended, and gives it to be taken forward piece by piece.
  ///
  /// - Parameters:
  ///   - snapshot: what ``VirtualTimeExecution/snapshot()`` or ``LiveExecution/suspend()`` gave.
  ///   - machine: the definition of the execution at the top; those of others are looked up in ``stateMachines``.
  /// - Throws: `SnapshotError` when the snapshot is damaged or of another format, or a definition is not the same.
  public func start(
    resuming snapshot: ExecutionTreeSnapshot, machine: StateMachine
  ) throws(SnapshotError) -> VirtualTimeExecution {
    VirtualTimeExecution(try beginResumed(snapshot, machine), self)
  }

  /// Goes on with an execution that was suspended, to its end, with handlers that are all plain functions.
  ///
  /// A task whose handler had not reported anything is done again: toward handlers, delivery is at least once. What
  /// handlers had reported, an answer that is due later included, is part of the snapshot and comes as it would have come.
  /// A task that was submitted, or whose handler has left its answer to others, is not performed again; in virtual
  /// time nothing else answers it.
  ///
  /// - Parameters:
  ///   - snapshot: what ``VirtualTimeExecution/snapshot()`` or ``LiveExecution/suspend()`` gave.
  ///   - machine: the definition of the execution at the top; those of others are looked up in ``stateMachines``.
  /// - Throws: `SnapshotError` when the snapshot is damaged or of another format, or a definition is not the same.
  public func resume(
    _ snapshot: ExecutionTreeSnapshot, machine: StateMachine
  ) throws(SnapshotError) -> ExecutionResult {
    drive(try beginResumed(snapshot, machine))
  }

  /// Goes on with an execution that was suspended, to its end, with handlers that may be asynchronous.
  ///
  /// - Parameters:
  ///   - snapshot: what ``VirtualTimeExecution/snapshot()`` or ``LiveExecution/suspend()`` gave.
  ///   - machine: the definition of the execution at the top; those of others are looked up in ``stateMachines``.
  /// - Throws: `SnapshotError` when the snapshot is damaged or of another format, or a definition is not the same.
  public func resume(
    _ snapshot: ExecutionTreeSnapshot, machine: StateMachine
  ) async throws(SnapshotError) -> ExecutionResult {
    await drive(try beginResumed(snapshot, machine))
  }

  private func beginResumed(
    _ snapshot: ExecutionTreeSnapshot, _ machine: StateMachine
  ) throws(SnapshotError) -> VirtualTimeRun {
    let run = try VirtualTimeRun(
      restoring: snapshot, machine: machine, options, missingActivities: resources.missingActivities,
      datasets: datasets, datasetLimits)
    return run.hasBegun ? run : begin(run)
  }

  // MARK: Driving

  private var options: ExecutionTree.Options {
    ExecutionTree.Options(
      stateMachines: stateMachines, keepsChildren: keepsChildren, suspends: suspendsAtEveryStep,
      keptFromStarting: keptFromStarting, recordsCoverage: recordsCoverage)
  }

  private func begin(_ execution: Execution) -> VirtualTimeRun {
    begin(VirtualTimeRun(ExecutionTree(execution, options), datasets: datasets, datasetLimits))
  }

  private func begin(_ run: VirtualTimeRun) -> VirtualTimeRun {
    var run = run
    if let interleaving { run.interleave(interleaving) }
    if run.hasBegun {
      run.resume(Agenda(), missingActivities: resources.missingActivities)
      return run
    }
    if !resources.missingActivities.isEmpty {
      run.deliver(.missingActivities(resources.missingActivities), to: .root, at: startTime)
    }
    run.deliver(.start, to: .root, at: startTime)
    return run
  }

  private func beginRedrive(_ result: ExecutionResult, _ time: Timestamp?) throws(RedriveError) -> VirtualTimeRun {
    var run = VirtualTimeRun(ExecutionTree(result, options), datasets: datasets, datasetLimits)
    run.deliver(.missingActivities(resources.missingActivities), to: .root, at: result.execution.now)
    try run.redrive(at: time ?? result.execution.now)
    return run
  }

  private func drive(_ run: VirtualTimeRun) -> ExecutionResult {
    var execution = VirtualTimeExecution(run, self)
    execution.run()
    return execution.result
  }

  private func drive(_ run: VirtualTimeRun) async -> ExecutionResult {
    var execution = VirtualTimeExecution(run, self)
    await execution.run()
    return execution.result
  }

  func perform(_ task: TaskRequest) -> TaskReport {
    switch resources.route(task, stateMachines) {
    case .plain(let body): TaskReport(of: task, by: body).checked(for: task)
    case .concurrent:
      TaskReport(
        .rejected(
          cause: "The handler of '\(task.resource.arn)' is asynchronous: this run takes plain functions only"))
    }
  }

  func performAll(_ tasks: [TaskRequest]) async -> [TaskReport] {
    if tasks.count == 1 { return [await resources.perform(tasks[0], stateMachines)] }
    return await withTaskGroup(of: (Int, TaskReport).self) { group in
      for (place, task) in tasks.enumerated() {
        group.addTask { (place, await resources.perform(task, stateMachines)) }
      }
      var reports = [TaskReport?](repeating: nil, count: tasks.count)
      for await (place, report) in group { reports[place] = report }
      return reports.map { $0 ?? TaskReport(.never) }
    }
  }
}

extension ResourceRouter {
  /// Has a task performed by its handler.
  package func perform(_ task: TaskRequest, _ machines: KnownStateMachines) async -> TaskReport {
    switch route(task, machines) {
    case .plain(let body): TaskReport(of: task, by: body).checked(for: task)
    case .concurrent(let body): await TaskReport(of: task, awaiting: body).checked(for: task)
    }
  }
}
