import StatesEngine

/// The task of another execution that has started an execution.
///
/// - SeeAlso: Step Functions Developer Guide, "Start Step Functions workflow executions".
public struct StartingTask: Sendable, Hashable {
  /// The execution whose task it is. For a child of a map run it is the execution at the top of its tree, once the task has
  /// ended.
  public var executionARN: String
  /// The name of the task's state, with its iteration: `Ship[2]`. Known while the task waits for the end of what it has
  /// started, otherwise `nil`.
  public var state: String?
  /// Whether the task waits for the end, or has waited for it: `.sync` and `.sync:2`.
  public var isAwaiting: Bool

  /// Creates it.
  public init(executionARN: String, state: String? = nil, isAwaiting: Bool) {
    self.executionARN = executionARN
    self.state = state
    self.isAwaiting = isAwaiting
  }
}

extension ExecutionHost {
  /// The task that has started an execution; `nil` if no task of this host, or of one that shares its store, has done so.
  ///
  /// Children of map runs were not started by a task: see ``ExecutionDescription/mapRunARN``. Of an express execution
  /// nothing is known after its end.
  ///
  /// - Throws: ``HostError/unknownExecution(_:)``, or why it cannot be read.
  public func startingTask(of arn: String) async throws(HostError) -> StartingTask? {
    guard let origin = try await origin(of: arn) else { return nil }
    guard let awaiting = origin.awaiting else {
      return origin.starter.map { StartingTask(executionARN: $0, isAwaiting: false) }
    }
    let unknown = StartingTask(executionARN: awaiting.arn, isAwaiting: true)
    do throws(HostError) {
      if let found = try await core.ifHere(awaiting.arn, { await $0.startingTask(awaiting.task) }) {
        return found ?? unknown
      }
      return try await core.view(of: awaiting.arn)?.tree.startingTask(awaiting.task) ?? unknown
    } catch {
      // It may have been removed.
      if case .unknownExecution = error { return unknown }
      throw error
    }
  }

  /// Who started an execution; `nil` if that is not known.
  private func origin(of arn: String) async throws(HostError) -> ExecutionOrigin? {
    if let origin = try await core.ifHere(arn, { await $0.startedBy() }) { return origin }
    if let (_, ending) = try await StoredExecution.ending(arn, durable) { return ending.origin }
    if durable.fleet != nil, let (origin, _) = try await StoredExecution.beginning(arn, durable) { return origin }
    // It must exist.
    _ = try await describe(arn)
    return nil
  }
}

extension HostedExecution {
  /// Who started it.
  fileprivate func startedBy() -> Result<ExecutionOrigin, HostError>? { isGone ? nil : .success(origin) }

  /// One of its tasks, if it is still awaited.
  fileprivate func startingTask(
    _ task: ExecutionTree.Address<TaskID>
  ) async -> Result<StartingTask?, HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    defer { leaveIfParked() }
    return .success(tree.startingTask(task))
  }
}

extension ExecutionTree {
  /// A task that waits for the end of what it has started; `nil` if it does so no more.
  fileprivate func startingTask(_ task: Address<TaskID>) -> StartingTask? {
    openTask(task).map {
      StartingTask(
        executionARN: $0.executionARN, state: CurrentState.name($0.stateName, $0.iterations), isAwaiting: true)
    }
  }
}
