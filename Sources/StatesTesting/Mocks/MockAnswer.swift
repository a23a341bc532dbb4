public import OrderedJSON
public import StatesRuntime

/// The result of a mocked task on one attempt.
public struct MockAnswer: Sendable {
  let report: @Sendable (TaskRequest) -> TaskReport
  /// The result that it gives, if that does not depend on the task.
  let result: JSON?
  /// Why it is not a valid answer, if it is not.
  let problem: String?

  /// Creates an answer that is computed from the task.
  public init(_ report: @escaping @Sendable (TaskRequest) -> TaskReport) {
    self.init(result: nil, problem: nil, report)
  }

  /// Creates an answer that is the same for all tasks.
  init(_ report: TaskReport) {
    self.init(result: Self.result(report.outcome), problem: nil) { _ in report }
  }

  private init(result: JSON?, problem: String?, _ report: @escaping @Sendable (TaskRequest) -> TaskReport) {
    self.report = report
    self.result = result
    self.problem = problem
  }

  /// Creates an answer that arrives after a delay.
  private init(_ outcome: TaskReport.Outcome, after seconds: Double) {
    let milliseconds = Int64(exactly: (seconds * 1_000).rounded())
    if let milliseconds, (0...Self.longest).contains(milliseconds) {
      self.init(TaskReport(outcome, milliseconds: milliseconds))
    } else {
      let problem = "a task takes from 0 to \(Self.longest / 1_000) seconds, not \(seconds)"
      self.init(result: nil, problem: problem) { _ in
        TaskReport(.rejected(cause: "The mock cannot answer: " + problem))
      }
    }
  }

  private static func result(_ outcome: TaskReport.Outcome) -> JSON? {
    if case .succeeded(let result) = outcome { result } else { nil }
  }

  /// A hundred years: longer than any execution can run.
  private static let longest: Int64 = 3_155_760_000_000

  /// Succeeds with a result.
  ///
  /// - Parameters:
  ///   - result: the task's result, before ResultSelector.
  ///   - seconds: how long it takes, in virtual time: at most a hundred years.
  public static func `return`(_ result: JSON, after seconds: Double = 0) -> MockAnswer {
    MockAnswer(.succeeded(result), after: seconds)
  }

  /// Fails with an error.
  ///
  /// - Parameters:
  ///   - error: the error name that Retry and Catch match.
  ///   - cause: the cause.
  ///   - seconds: how long it takes, in virtual time: at most a hundred years.
  public static func `throw`(_ error: String?, cause: String? = nil, after seconds: Double = 0) -> MockAnswer {
    MockAnswer(.failed(error: error, cause: cause), after: seconds)
  }

  /// Calls a function with the task's input; a thrown `TaskFailure` fails the task with its error name.
  public static func call(_ body: @escaping @Sendable (JSON) throws -> JSON) -> MockAnswer {
    MockAnswer { task in
      do { return TaskReport(.succeeded(try body(task.input))) } catch { return TaskReport(throwing: error) }
    }
  }

  /// Never answers, so that only a timeout, a heartbeat timeout or the failure of another branch ends the task.
  public static let hang = MockAnswer(TaskReport(.never))

  /// The same answer for a job or callback (`.sync`, `.waitForTaskToken`) whose request was answered first: the result
  /// is the output of `TaskSubmitted`.
  public func submitted(_ result: JSON) -> MockAnswer {
    MockAnswer(result: result, problem: problem) { [report] task in
      var changed = report(task)
      changed.submission = result
      return changed
    }
  }

  /// The same answer from an activity's worker with the name that `ActivityStarted` shows.
  public func by(worker name: String) -> MockAnswer {
    MockAnswer(result: result, problem: problem) { [report] task in
      var changed = report(task)
      changed.worker = name
      return changed
    }
  }
}
