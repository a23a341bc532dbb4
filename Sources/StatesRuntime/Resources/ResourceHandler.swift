public import OrderedJSON
public import StatesEngine

/// Performs the work of Task states.
///
/// Most uses need no type of their own: ``ResourceRouter`` accepts closures.
public protocol ResourceHandler: Sendable {
  /// Performs a task and reports how it ended. Called once per attempt; cancelled if the answer is no longer awaited.
  func perform(_ task: TaskRequest) async -> TaskReport
}

/// The report of a task.
public struct TaskReport: Sendable {
  /// How a task ended.
  public enum Outcome: Sendable {
    /// With a result.
    case succeeded(JSON)
    /// With an error; error and cause may be absent.
    case failed(error: String?, cause: String?)
    /// It could not be started (`States.Runtime`: no Retry, no Catch).
    case rejected(cause: String)
    /// Not yet: an answer with the task's token, or a timeout, will end it. A task that has no token is rejected, as it
    /// could never be answered: only activities and the patterns `.sync` and `.waitForTaskToken` have one.
    case pending
    /// Never, with or without a token, like a worker that hangs: a timeout ends the task, or the surrounding state.
    case never
  }

  /// How the task ended.
  public var outcome: Outcome
  /// The answer to the request of a `.sync` or `.waitForTaskToken` task: the output of `TaskSubmitted`.
  public var submission: JSON?
  /// The activity worker's name, as `ActivityStarted` shows it.
  public var worker: String?
  /// How long it took, in virtual time only.
  public var milliseconds: Int64
  /// The heartbeats that its worker sends until it ends, in virtual time only.
  public var heartbeats: Heartbeats?

  /// Heartbeats in virtual time.
  public struct Heartbeats: Sendable, Hashable {
    /// The time from one to the next, and from the task's start to the first; at least 1.
    public var milliseconds: Int64
    /// How many there are at most, or `nil` if they only end with the task.
    public var count: Int?

    /// The maximum number of heartbeats of a task that has no end of its own.
    static let maximumCount = 100_000

    /// Creates heartbeats.
    public init(milliseconds: Int64, count: Int? = nil) {
      self.milliseconds = milliseconds
      self.count = count
    }
  }

  /// Creates a report.
  public init(
    _ outcome: Outcome, submission: JSON? = nil, worker: String? = nil, milliseconds: Int64 = 0,
    heartbeats: Heartbeats? = nil
  ) {
    self.outcome = outcome
    self.submission = submission
    self.worker = worker
    self.milliseconds = milliseconds
    self.heartbeats = heartbeats
  }

  /// This report, or a rejection if it defers an answer that could never be given.
  consuming func checked(for task: TaskRequest) -> TaskReport {
    guard case .pending = outcome, task.taskToken == nil else { return self }
    return .noToken(task, "The handler of '\(task.resource.arn)' reports that the answer is pending")
  }

  /// The rejection of a task that would wait for an answer with a token but does not have one.
  ///
  /// - Parameter reason: what its handler does.
  static func noToken(_ task: TaskRequest, _ reason: String) -> TaskReport {
    TaskReport(
      .rejected(
        cause: reason
          + ", but the task of the state '\(task.stateName)' has no token: only activities and the patterns "
          + ".sync and .waitForTaskToken have one"))
  }

  /// Creates the report of a task whose closure threw: with the error's own name and cause, if it has them.
  public init(throwing error: any Error) {
    if let failure = error as? TaskFailure {
      self.init(.failed(error: failure.error, cause: failure.cause))
    } else {
      self.init(.failed(error: String(describing: type(of: error)), cause: String(describing: error)))
    }
  }
}

/// An error that a handler throws to fail its task with an error name.
///
/// ```swift
/// throw TaskFailure("Payment.Declined", cause: "insufficient funds")
/// ```
public struct TaskFailure: Error, Sendable, Hashable {
  /// The error's name, which Retry and Catch match.
  public var error: String?
  /// The cause.
  public var cause: String?

  /// Creates a failure.
  public init(_ error: String?, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}
