public import OrderedJSON
public import StatesEngine
public import StatesLanguage

/// Runs executions in real time, with Swift concurrency.
///
/// Handlers run as separate tasks, a limited number at once; deadlines use the clock. A task that is no longer awaited,
/// because it timed out, a sibling failed or the execution was stopped, is cancelled, and its handler sees that as
/// `Task.isCancelled`.
///
/// ```swift
/// let driver = LiveDriver(resources: resources)
/// let result = await driver.run(machine, input: [:], identity: identity)
/// ```
///
/// ``start(_:input:inputText:identity:seed:quotas:)`` gives an execution that can be talked to while it runs:
///
/// ```swift
/// let running = driver.start(machine, input: [:], identity: identity)
/// try await running.sendTaskSuccess(token: token, output: ["approved": true])
/// let result = await running.result
/// ```
public struct LiveDriver: Sendable {
  /// The handlers of tasks.
  public var resources: ResourceRouter
  /// The store that distributed Maps read from and write to.
  public var datasets: any DatasetStore
  /// How much of a dataset is read, and how much of it is in memory at once.
  public var datasetLimits = DatasetLimits.service
  /// The state machines that `states:startExecution` tasks start in the same process; such tasks for other state
  /// machines go to ``resources``.
  public var stateMachines: KnownStateMachines = [:]
  /// Whether ``ExecutionResult/children`` also contains the executions that succeeded. There may be a million of them.
  public var keepsChildren = false
  /// The clock for waiting until deadlines.
  public var clock: any Clock<Duration>
  /// The current time, for histories and deadlines.
  public var wallClock: @Sendable () -> Timestamp
  /// How many handlers of one execution, including its children, run at once; the rest wait for their turn.
  public var maximumConcurrentTasks: Int

  /// Creates a driver.
  ///
  /// - Parameters:
  ///   - resources: the handlers of tasks.
  ///   - datasets: the store that distributed Maps use; in memory and empty by default.
  ///   - clock: the clock for waiting until deadlines; must run as fast as `wallClock`.
  ///   - wallClock: the current time; the system's time by default.
  ///   - maximumConcurrentTasks: how many handlers run at once, at least one; 128 by default.
  public init(
    resources: ResourceRouter = ResourceRouter(), datasets: any DatasetStore = InMemoryDatasetStore(),
    clock: any Clock<Duration> = ContinuousClock(),
    wallClock: @escaping @Sendable () -> Timestamp = { Timestamp.systemTime() }, maximumConcurrentTasks: Int = 128
  ) {
    self.resources = resources
    self.datasets = datasets
    self.clock = clock
    self.wallClock = wallClock
    self.maximumConcurrentTasks = maximumConcurrentTasks
  }

  /// Runs an execution to its end.
  ///
  /// Returns when it has ended, including executions that its tasks started without waiting for them, and none of their
  /// handlers is running; a handler that ignores cancellation delays that. Cancelling the current task stops them all;
  /// the execution is then `ABORTED`.
  public func run(_ execution: Execution) async -> ExecutionResult {
    await result(of: LiveExecution(execution, driver: self))
  }

  /// Starts an execution and gives it to be watched, answered and stopped. It goes on whoever looks at it.
  ///
  /// An execution that was restored from an `ExecutionSnapshot` is gone on with: its tasks that have not been answered are
  /// done again, unless they were submitted, and the children of its distributed Maps, which it does not hold, begin anew.
  public func start(_ execution: Execution) -> LiveExecution {
    let running = LiveExecution(execution, driver: self)
    running.beginByItself()
    return running
  }

  /// Runs a state machine to its end, as ``run(_:)`` does.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input as it came in, where the history is to show it letter by letter.
  ///   - identity: names and ARNs.
  ///   - seed: what everything random comes from; a secret that is drawn for this execution by default, so that
  ///     its task tokens cannot be guessed.
  ///   - quotas: what is bounded.
  public func run(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, identity: ExecutionIdentity,
    seed: ExecutionSeed = .drawn(), quotas: ExecutionQuotas = .service
  ) async -> ExecutionResult {
    await run(Execution(machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas))
  }

  /// Starts an execution of a state machine, as ``start(_:)`` does.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input as it came in, where the history is to show it letter by letter.
  ///   - identity: names and ARNs.
  ///   - seed: what everything random comes from; a secret that is drawn for this execution by default, so that
  ///     its task tokens cannot be guessed.
  ///   - quotas: what is bounded.
  public func start(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, identity: ExecutionIdentity,
    seed: ExecutionSeed = .drawn(), quotas: ExecutionQuotas = .service
  ) -> LiveExecution {
    start(Execution(machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas))
  }

  /// What one execution runs with: a host without a store, for it alone.
  func makeCore() -> HostCore {
    HostCore(
      resources: resources, datasets: datasets, datasetLimits: datasetLimits, stateMachines: stateMachines,
      keepsChildren: keepsChildren, clock: clock, wallClock: wallClock, limit: maximumConcurrentTasks)
  }

  // MARK: Suspending

  /// Goes on with an execution that was suspended, and gives it to be watched, answered and stopped.
  ///
  /// Towards handlers, delivery is at least once: a task that has been scheduled, or begun and not answered, is done again,
  /// with the same token; so are the reading of datasets, from the item that is wanted next, and the writing of results. A
  /// task that was submitted, or whose handler has left the answer to others, is not: its token is known again, and its
  /// answer awaited. Tokens of tasks that were over before are not known any more. Deadlines that have passed meanwhile
  /// come at once.
  ///
  /// - Parameters:
  ///   - snapshot: what ``LiveExecution/suspend()``, ``LiveExecution/snapshot()`` or ``VirtualTimeExecution/snapshot()`` gave.
  ///   - machine: the definition of the execution at the top; those of others are looked up in ``stateMachines``.
  /// - Throws: `SnapshotError` when the snapshot is damaged or of another format, or a definition is not the same.
  public func resume(
    _ snapshot: ExecutionTreeSnapshot, machine: StateMachine
  ) throws(SnapshotError) -> LiveExecution {
    let running = try LiveExecution(resuming: snapshot, machine: machine, driver: self)
    running.beginByItself()
    return running
  }

  // MARK: Redriving

  /// Continues an execution that did not succeed, and the children of its map runs that did not (RedriveExecution), to
  /// its end.
  ///
  /// - Parameter result: the result of an earlier run.
  /// - Throws: `RedriveError` if the execution is running, succeeded, or its history is full.
  public func redrive(_ result: ExecutionResult) async throws(RedriveError) -> ExecutionResult {
    await self.result(of: try LiveExecution(redriving: result, driver: self))
  }

  /// Continues an execution that did not succeed, and returns it for observing, answering and stopping.
  ///
  /// - Parameter result: the result of an earlier run.
  /// - Throws: `RedriveError` if the execution is running, succeeded, or its history is full.
  public func startRedrive(_ result: ExecutionResult) throws(RedriveError) -> LiveExecution {
    let running = try LiveExecution(redriving: result, driver: self)
    running.beginByItself()
    return running
  }

  private func result(of running: LiveExecution) async -> ExecutionResult {
    await withTaskCancellationHandler {
      await running.result
    } onCancel: {
      Task { await running.stopEverything() }
    }
  }
}
