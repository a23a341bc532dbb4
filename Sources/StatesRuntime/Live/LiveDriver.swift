public import StatesEngine

/// Runs executions in real time, with Swift concurrency.
///
/// Handlers run as separate tasks, a limited number at once; deadlines use the clock. A task that is no longer awaited,
/// because it timed out, a sibling failed or the execution was stopped, is cancelled, and its handler sees that as
/// `Task.isCancelled`.
///
/// ```swift
/// let driver = LiveDriver(resources: resources)
/// let result = await driver.run(Execution(machine, input: [:], identity: identity))
/// ```
///
/// ``start(_:)`` gives an execution that can be talked to while it runs:
///
/// ```swift
/// let running = driver.start(execution)
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
  public func start(_ execution: Execution) -> LiveExecution {
    let running = LiveExecution(execution, driver: self)
    Task { await running.begin() }
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
    Task { await running.begin() }
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
