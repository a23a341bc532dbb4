import LanguageSupport
import OrderedJSON
public import StatesEngine
import StatesLanguage
public import StatesRuntime

/// A task of an execution that waits for an answer from outside: from a worker of its activity, or from a caller of
/// SendTaskSuccess that has its token.
public struct OpenServiceTask: Sendable, Hashable {
  /// The ARN of the execution; for a task of a map run's child, that of the child.
  public var executionArn: String
  /// The name of the state.
  public var stateName: String
  /// The indexes of the Map iterations that it is in, outermost first; for a child of a map run, the child's index is the
  /// last one of those around it.
  public var iteration: [Int]
  /// The resource, as the definition has it: the ARN of an activity, or `arn:aws:states:::sqs:sendMessage.waitForTaskToken`.
  public var resource: String
  /// The activity; `nil` for a task with `.waitForTaskToken`.
  public var activityArn: String?
  /// The token, as SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat take it. The holder can answer the task.
  public var taskToken: String
  /// Whether it has been started: by a worker of the activity, or by what hands its token on. Otherwise it waits for that.
  public var isStarted: Bool
  /// The name of the worker that has started it; `nil` for none, and for a worker without a name.
  public var workerName: String?
  /// The number of the attempt, from 1.
  public var attempt: Int
  /// When its state was entered, which is before the first attempt.
  public var since: Timestamp
  /// When it times out; `nil` if it does not, or has not been started.
  public var timeout: Timestamp?
  /// When the next heartbeat is due; `nil` if none is, or it has not been started.
  public var heartbeat: Timestamp?
  /// The input of the task, as JSON text.
  public var input: String

  /// The name of the state with the iteration: `Ship[2]`.
  public var name: String { stateName + iteration.map { "[\($0)]" }.joined() }
}

/// The tasks of an execution that wait for an answer from outside.
public struct OpenServiceTasks: Sendable, Hashable {
  /// The tasks: first those of the execution itself, then those of the children of its map runs.
  public var tasks: [OpenServiceTask]
  /// Whether there are more.
  public var hasMore: Bool
}

extension StepFunctionsService {
  /// The tasks of an execution that wait for an answer from outside, with their tokens.
  ///
  /// The ARN of a parent of map runs gives its own tasks and those of all children; the ARN of a child its own. An execution
  /// that is parked is read for it, and stays parked when nothing happens to it. One that another process of the store has
  /// is looked at as the store has it.
  ///
  /// - Parameters:
  ///   - executionArn: the ARN of a standard execution, or of a child of a map run.
  ///   - limit: how many are given at most, up to 1,000.
  /// - Returns: the tasks; none for an execution that has ended.
  /// - Throws: `ExecutionDoesNotExist`, `InvalidArn`.
  public func openTasks(
    of executionArn: String, limit: Int = 100
  ) async throws(StepFunctionsError) -> OpenServiceTasks {
    let arn = try scope.executionARN(executionArn)
    guard scope.owns(arn) else { throw .executionDoesNotExist(executionArn) }
    let limit = min(max(limit, 0), 1_000)
    let key = try await scope.core.signingKey()
    let tasks: [OpenTask]
    do throws(HostError) {
      tasks = try await host.openTasks(of: executionArn, limit: limit + 1)
    } catch {
      throw StepFunctionsError(error)
    }
    // One that ended long ago is not there any more, though its store may have it.
    if tasks.isEmpty { _ = try await scope.describedExecution(arn, executionArn) }
    return OpenServiceTasks(
      tasks: tasks.prefix(limit).map { OpenServiceTask($0, key: key) }, hasMore: tasks.count > limit)
  }

  /// The executions of this account and region that have tasks which wait for an answer from outside, by ARN: those whose
  /// map runs have children with such tasks included, but not these children. No execution is read for it.
  ///
  /// Where processes share a store, only the executions of this one are known. Up to 100,000 open tasks are looked at,
  /// whichever these are; if there are more, pages may miss executions, and `hasMore` is true.
  ///
  /// - Parameters:
  ///   - cursor: the ARN after which the page begins, the last one of the page before; `nil` to begin.
  ///   - limit: how many are given at most, up to 1,000.
  public func openTaskExecutions(after cursor: String? = nil, limit: Int = 100) -> OpenTaskExecutions {
    // An ARN of the view without what comes after the account.
    let activity = "activity:a"
    let prefix = String(scope.arn(.activity("a")).description.dropLast(activity.count))
    return host.openTaskExecutions(prefix: prefix, after: cursor, limit: min(max(limit, 0), 1_000))
  }
}

extension OpenServiceTask {
  fileprivate init(_ task: OpenTask, key: RandomSeed) {
    executionArn = task.state.executionARN
    stateName = task.state.state
    iteration = task.state.iteration
    resource = task.request.resource.arn
    activityArn = task.activityARN
    // A worker gets a token that names its activity.
    taskToken = task.activityARN.map { ActivityToken.text(task.token, activity: $0, key: key) } ?? task.token
    isStarted = task.isStarted
    workerName = task.worker
    attempt = task.state.attempt
    since = task.state.since
    timeout = task.timeout
    heartbeat = task.heartbeat
    input = JSONPrinter.compact.string(task.request.input)
  }
}
