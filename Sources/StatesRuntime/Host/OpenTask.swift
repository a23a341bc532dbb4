import OrderedJSON
public import StatesEngine
import StatesLanguage

/// A task that waits for an answer with its token: of an activity, or with `.waitForTaskToken`.
public struct OpenTask: Sendable {
  /// The state whose task it is, with its execution, iteration, attempt, and the times at which the task times out and the
  /// next heartbeat is due.
  public let state: CurrentState
  /// What is to be done.
  public let request: TaskRequest
  /// The token that the host takes as an answer: see ``ExecutionHost/sendTaskSuccess(token:output:text:)``.
  public let token: String
  /// Whether it has been started: by a worker of its activity, or by what hands its token on. Otherwise it waits for that.
  public let isStarted: Bool
  /// The name of the worker that has started the task of an activity; `nil` if it has none, or gave none.
  public internal(set) var worker: String?

  /// The activity whose worker does it; `nil` for a task with `.waitForTaskToken`.
  public var activityARN: String? { if case .activity(let arn) = request.resource { arn } else { nil } }

  /// When it times out; `nil` if it does not, or has not been started.
  public var timeout: Timestamp? { if case .task(_, let timeout, _) = state.waiting { timeout } else { nil } }

  /// When the next heartbeat is due; `nil` if none is, or it has not been started.
  public var heartbeat: Timestamp? { if case .task(_, _, let heartbeat) = state.waiting { heartbeat } else { nil } }
}

extension ExecutionHost {
  /// The tasks of an execution that wait for an answer with a token, as they stand once that is durable.
  ///
  /// Of an execution those of the children of its map runs are included, after its own; a child of a map run has only its
  /// own. A parked execution is read for it, and one that another host has is looked at as the store has it.
  ///
  /// - Parameters:
  ///   - arn: the execution.
  ///   - limit: how many are given at most.
  /// - Returns: the tasks; none for an execution that has ended.
  /// - Throws: ``HostError/unknownExecution(_:)``, or why it cannot be read.
  public func openTasks(of arn: String, limit: Int = 100) async throws(HostError) -> [OpenTask] {
    if let tasks = try await askChild(arn, { $0.tasksWithTokens(limit: limit) }) { return tasks }
    if let tasks = try await core.ifHere(arn, { await $0.tasksWithTokens(limit: limit) }) {
      return await withWorkers(tasks, of: arn)
    }
    do throws(HostError) {
      if let view = try await core.view(of: arn) {
        return await withWorkers(view.tree.tasksWithTokens(limit: limit), of: arn)
      }
    } catch {
      // Nothing is written down of express executions.
      guard case .unknownExecution = error else { throw error }
    }
    // It has ended, or there is none.
    _ = try await describe(arn)
    return []
  }

  /// Fills in the workers of the execution's own tasks: only its history says who they are.
  private func withWorkers(_ tasks: [OpenTask], of arn: String) async -> [OpenTask] {
    var tasks = tasks
    for index in tasks.indices {
      let task = tasks[index]
      guard task.isStarted, task.activityARN != nil, task.state.executionARN == arn else { continue }
      // What has been removed in between has no worker to show.
      let event = try? await history(of: arn, from: UInt64(max(task.state.lastEvent, 1)), limit: 1).first
      tasks[index].worker = event?["activityStartedEventDetails"]?["workerName"]?.stringValue
    }
    return tasks
  }

  /// How many open tokens are looked at for a list of executions.
  private static let searchedTokens = 100_000

  /// The executions of this host that have tasks which wait for an answer with a token, by ARN: those with such tasks in
  /// children of map runs included, but not these children. No execution is read for it.
  ///
  /// The executions of hosts that share the store are not known here. Up to 100,000 open tokens are looked at, whichever
  /// these are; if there are more, pages may miss executions, and ``OpenTaskExecutions/hasMore`` says so.
  ///
  /// - Parameters:
  ///   - prefix: what their ARNs begin with; `arn:aws:states:us-east-1:123456789012:` for those of one region of an account.
  ///   - cursor: the ARN after which the page begins, the last one of the page before; `nil` to begin.
  ///   - limit: how many are given at most, up to 100,000.
  public func openTaskExecutions(
    prefix: String = "", after cursor: String? = nil, limit: Int = 100
  ) -> OpenTaskExecutions {
    let limit = min(max(limit, 0), Self.searchedTokens)
    let numbers = core.tokens.executions(limit: Self.searchedTokens + 1)
    var found: [String] = []
    var hasMore = numbers.count > Self.searchedTokens
    for number in Set(numbers) {
      guard let (arn, _) = core.table.entry(number), arn.hasPrefix(prefix), cursor.map({ arn > $0 }) ?? true else {
        continue
      }
      found.append(arn)
      // The first ones are kept.
      if found.count > 2 * limit + 64 {
        found.sort()
        found.removeLast(found.count - limit)
        hasMore = true
      }
    }
    found.sort()
    return OpenTaskExecutions(executionARNs: Array(found.prefix(limit)), hasMore: hasMore || found.count > limit)
  }

  /// How many tasks of an activity wait for a worker here, and how many workers for a task.
  package func activityCounts(of activity: String) -> (tasks: Int, workers: Int) {
    durable.activities.counts(activity)
  }
}

/// Executions with open tasks.
public struct OpenTaskExecutions: Sendable, Hashable {
  /// Their ARNs, in order.
  public var executionARNs: [String]
  /// Whether there are more, or may be.
  public var hasMore: Bool

  /// Creates a list.
  public init(executionARNs: [String], hasMore: Bool) {
    self.executionARNs = executionARNs
    self.hasMore = hasMore
  }
}

extension HostedExecution {
  /// The tasks of the tree that wait for an answer with a token.
  fileprivate func tasksWithTokens(limit: Int) async -> Result<[OpenTask], HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    defer { leaveIfParked() }
    return .success(tree.tasksWithTokens(limit: limit))
  }
}

extension ExecutionTree {
  /// The tasks that wait for an answer with a token: those of the root first, then those of its children.
  fileprivate func tasksWithTokens(limit: Int) -> [OpenTask] {
    var tasks: [OpenTask] = []
    for node in nodes where tasks.count < limit {
      if case .free = node.role { continue }
      tasks += node.execution.tasksWithTokens(limit: limit - tasks.count)
    }
    return tasks
  }
}

extension Execution {
  /// The tasks that wait for an answer with a token.
  fileprivate func tasksWithTokens(limit: Int) -> [OpenTask] {
    var tasks: [OpenTask] = []
    for state in currentStates where tasks.count < limit {
      guard case .task(let request, _, _) = state.waiting, let token = request.taskToken else { continue }
      var task = OpenTask(state: state, request: request, token: token, isStarted: hasStarted(request.id), worker: nil)
      // The events of a child of a map run are here, those of the root are kept elsewhere.
      let index = state.lastEvent - 1
      if task.isStarted, task.activityARN != nil, history.indices.contains(index),
        history[index].id == state.lastEvent, case .taskStarted(_, let worker) = history[index].details
      {
        task.worker = worker
      }
      tasks.append(task)
    }
    return tasks
  }
}
