public import OrderedJSON
public import StatesEngine

/// Does the work of Task states.
///
/// Most uses need no type of their own: ``ResourceRouter`` takes closures.
public protocol ResourceHandler: Sendable {
  /// Does a task and says how it ended. Called once an attempt; cancelled when nobody waits for the answer any more.
  func perform(_ task: TaskRequest) async -> TaskReport
}

/// How a task went.
public struct TaskReport: Sendable {
  /// How a task ended.
  public enum Outcome: Sendable {
    /// With a result.
    case succeeded(JSON)
    /// With an error; either part may be absent.
    case failed(error: String?, cause: String?)
    /// It could not be started at all (`States.Runtime`: no Retry, no Catch).
    case rejected(cause: String)
    /// Not yet: somebody will answer with the task's token, or a timeout ends it. A task that has no token is rejected, as
    /// nobody could ever answer: only activities and the patterns `.sync` and `.waitForTaskToken` have one.
    case pending
    /// Never, with or without a token, as of a worker that hangs: a timeout ends the task, or what surrounds it.
    case never
  }

  /// How it ended.
  public var outcome: Outcome
  /// The answer to the request of a `.sync` or `.waitForTaskToken` task: the output of `TaskSubmitted`.
  public var submission: JSON?
  /// The activity worker's name, as `ActivityStarted` shows it.
  public var worker: String?
  /// How long it took, in virtual time only.
  public var milliseconds: Int64

  /// A report.
  public init(_ outcome: Outcome, submission: JSON? = nil, worker: String? = nil, milliseconds: Int64 = 0) {
    self.outcome = outcome
    self.submission = submission
    self.worker = worker
    self.milliseconds = milliseconds
  }

  /// This report, or a rejection where it puts an answer off that nobody could give.
  func checked(for task: TaskRequest) -> TaskReport {
    guard case .pending = outcome, task.taskToken == nil else { return self }
    return .noToken(task, "The handler of '\(task.resource.arn)' reports that the answer is pending")
  }

  /// The rejection of a task that would wait for an answer with a token that it does not have.
  ///
  /// - Parameter reason: what its handler does.
  static func noToken(_ task: TaskRequest, _ reason: String) -> TaskReport {
    TaskReport(
      .rejected(
        cause: reason
          + ", but the task of the state '\(task.stateName)' has no token: only activities and the patterns "
          + ".sync and .waitForTaskToken have one"))
  }

  /// The report of a task whose closure threw: the error's own name and cause where it has them.
  public init(throwing error: any Error) {
    if let failure = error as? TaskFailure {
      self.init(.failed(error: failure.error, cause: failure.cause))
    } else {
      self.init(.failed(error: String(describing: type(of: error)), cause: String(describing: error)))
    }
  }
}

/// An error that a handler throws to fail its task by name.
///
/// ```swift
/// throw TaskFailure("Payment.Declined", cause: "insufficient funds")
/// ```
public struct TaskFailure: Error, Sendable, Hashable {
  /// The error's name, which Retry and Catch look at.
  public var error: String?
  /// The cause.
  public var cause: String?

  /// A failure.
  public init(_ error: String?, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}
