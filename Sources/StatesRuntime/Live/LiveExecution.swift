public import OrderedJSON
public import StatesEngine
import StatesLanguage

/// An execution that runs in real time.
///
/// The execution, the children of its distributed Maps and the executions that its tasks start go on together, one thing
/// at a time. Handlers, sleeping and the reading of datasets happen elsewhere.
public struct LiveExecution: Sendable {
  private let hosted: HostedExecution
  private var core: HostCore { hosted.core }

  init(_ execution: Execution, driver: LiveDriver) {
    let core = driver.makeCore()
    let beginning: HostedExecution.Beginning = execution.hasBegun ? .resume(Agenda()) : .start(lists: [])
    self.init(ExecutionTree(execution, core.treeOptions), beginning, core)
  }

  /// Creates an execution that continues an earlier one.
  init(redriving result: ExecutionResult, driver: LiveDriver) throws(RedriveError) {
    if let problem = result.execution.redriveProblem { throw RedriveError(message: problem) }
    let core = driver.makeCore()
    self.init(ExecutionTree(result, core.treeOptions), .redrive, core)
  }

  /// An execution that was suspended.
  init(
    resuming snapshot: ExecutionTreeSnapshot, machine: StateMachine, driver: LiveDriver
  ) throws(SnapshotError) {
    let core = driver.makeCore()
    let (tree, agenda, _) = try ExecutionTree.restore(snapshot, machine: machine, core.treeOptions)
    self.init(tree, tree.root.hasBegun ? .resume(agenda) : .start(lists: []), core)
  }

  private init(_ tree: ExecutionTree, _ beginning: HostedExecution.Beginning, _ core: HostCore) {
    // It is the only one there.
    let number = core.table.park(tree.root.identity.executionARN)
    hosted = HostedExecution(tree, beginning, number: number, core: core)
    core.table.put(number, .resident(hosted))
  }

  /// Starts the execution, if it has not been started.
  func begin() async { await hosted.begin() }

  /// Starts the execution without waiting for that.
  func beginByItself() { _ = core.spawn { [hosted] in await hosted.begin() } }

  // MARK: Observing

  /// How it went: waits until it has ended, or has been suspended, and none of its handlers runs any more. One that has
  /// been suspended is `RUNNING`.
  public var result: ExecutionResult {
    get async {
      await hosted.begin()
      await hosted.awaitEnd()
      return await hosted.result
    }
  }

  /// The current status.
  public var status: ExecutionResult.Status { get async { ExecutionResult.Status(await hosted.root.status) } }

  /// The events so far.
  public var history: ContiguousArray<HistoryEvent> { get async { await hosted.root.history } }

  // MARK: Suspending

  /// All of it as it stands between two things that happen; it goes on.
  ///
  /// Whoever goes on with the snapshot does again what has been done since: see ``LiveDriver/resume(_:machine:)``.
  public func snapshot() async -> ExecutionTreeSnapshot {
    await hosted.begin()
    return await hosted.snapshot()
  }

  /// Suspends it, to be gone on with by ``LiveDriver/resume(_:machine:)``, perhaps in another process.
  ///
  /// Its handlers are cancelled, and whatever they still report counts for nothing. From now on nothing happens to it:
  /// ``result`` is there once its handlers have returned, with the status `RUNNING`; ``stop(error:cause:)`` does nothing;
  /// tokens are refused as `InvalidToken`, since they are those of the execution that goes on. Suspending it again gives the
  /// same snapshot; one that has ended stays as it is.
  public func suspend() async -> ExecutionTreeSnapshot {
    await hosted.begin()
    return await hosted.suspend()
  }

  // MARK: Talking to it

  /// Stops it (StopExecution): it and its children end as `ABORTED`. Executions that its tasks started without waiting
  /// for them continue. Does nothing once it has ended.
  public func stop(error: String? = nil, cause: String? = nil) async {
    await hosted.begin()
    await hosted.deliver(.abort(error: error, cause: cause), to: .root)
  }

  /// Changes the settings of a map run of it, or of one of its children (UpdateMapRun); what is `nil` stays as it is.
  ///
  /// - Parameters:
  ///   - arn: the map run's ARN.
  ///   - maxConcurrency: how many children may run at the same time; 0 for the service's maximum.
  ///   - toleratedFailureCount: how many items may fail; looked at when the next child fails.
  ///   - toleratedFailurePercentage: how many of 100 items may fail.
  /// - Returns: whether such a run was running.
  @discardableResult
  public func updateMapRun(
    _ arn: String, maxConcurrency: Int? = nil, toleratedFailureCount: Int? = nil,
    toleratedFailurePercentage: Double? = nil
  ) async -> Bool {
    await hosted.begin()
    let input = Execution.Input.updateMapRun(
      mapRunARN: arn, maxConcurrency: maxConcurrency, toleratedFailureCount: toleratedFailureCount,
      toleratedFailurePercentage: toleratedFailurePercentage)
    if case .success(let wasRunning)? = await hosted.carryOut(.updateMapRun(arn, input)) { return wasRunning }
    return false
  }

  /// Stops it and everything it has started.
  func stopEverything() async {
    await stop()
    await hosted.abortDetached()
  }

  /// Ends the task with the given token with a result (SendTaskSuccess).
  ///
  /// - Parameters:
  ///   - token: the task's token.
  ///   - output: the result.
  ///   - text: the result's original text, if the history and the output are to show it verbatim.
  /// - Throws: ``TaskTokenError`` if no task waits for an answer with the token.
  public func sendTaskSuccess(token: String, output: JSON, text: String? = nil) async throws(TaskTokenError) {
    try await answer(token, .succeeded(output: output, text: text))
  }

  /// Ends the task with the given token with an error (SendTaskFailure); error and cause may be absent.
  ///
  /// - Throws: ``TaskTokenError`` if no task waits for an answer with the token.
  public func sendTaskFailure(
    token: String, error: String? = nil, cause: String? = nil
  ) async throws(TaskTokenError) {
    try await answer(token, .failed(error: error, cause: cause))
  }

  /// Reports a heartbeat for the task with the given token (SendTaskHeartbeat).
  ///
  /// - Throws: ``TaskTokenError`` if no task waits for an answer with the token.
  public func sendTaskHeartbeat(token: String) async throws(TaskTokenError) {
    try await answer(token, .heartbeat)
  }

  private func answer(_ token: String, _ answer: TaskAnswer) async throws(TaskTokenError) {
    // One that goes on has its tokens from the beginning.
    await hosted.begin()
    _ = try core.tokens.execution(token)
    if case .failure(.token(let error))? = await hosted.carryOut(.answer(token: token, answer)) { throw error }
  }
}
