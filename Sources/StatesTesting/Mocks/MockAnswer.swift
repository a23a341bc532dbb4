public import OrderedJSON
public import StatesRuntime

/// The result of a mocked task on one attempt.
///
/// | The task should | Write |
/// |---|---|
/// | return a result | `.return(["paid": true])`, `.return(encoding: receipt)` for a value of your own |
/// | fail | `.throw("Declined", cause: "no money")` |
/// | take its time | `.return(1, after: 60)` or `after: .seconds(60)` |
/// | compute its result | `.call { input in ["doubled": input] }`, `.call(taking: Order.self) { order in Receipt(order) }` |
/// | know the attempt | `MockAnswer { task in TaskReport(.succeeded(.integer(task.attempt))) }` |
/// | never answer | `.hang` |
/// | send heartbeats | `.return(1, after: 600).heartbeats(every: 20)`, `.hang.heartbeats(every: 20, times: 3)` |
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

  /// Creates an answer that cannot be given.
  private init(problem: String) {
    self.init(result: nil, problem: problem) { _ in
      TaskReport(.rejected(cause: "The mock cannot answer: " + problem))
    }
  }

  /// Creates an answer that arrives after a delay.
  private init(_ outcome: TaskReport.Outcome, after seconds: Double) {
    if let milliseconds = VirtualSeconds.milliseconds(seconds) {
      self.init(TaskReport(outcome, milliseconds: milliseconds))
    } else {
      self.init(problem: "a task takes from 0 to \(VirtualSeconds.longest / 1_000) seconds, not \(seconds)")
    }
  }

  private static func result(_ outcome: TaskReport.Outcome) -> JSON? {
    if case .succeeded(let result) = outcome { result } else { nil }
  }

  /// The same answer with a changed report.
  private func changing(_ change: @escaping @Sendable (inout TaskReport) -> Void) -> MockAnswer {
    MockAnswer(result: result, problem: problem) { [report] task in
      var changed = report(task)
      change(&changed)
      return changed
    }
  }

  // MARK: Results

  /// Succeeds with a result.
  ///
  /// - Parameters:
  ///   - result: the task's result, before ResultSelector.
  ///   - seconds: how long it takes, in virtual time: at most a hundred years.
  public static func `return`(_ result: JSON, after seconds: Double = 0) -> MockAnswer {
    MockAnswer(.succeeded(result), after: seconds)
  }

  /// Succeeds with a result, after a time.
  public static func `return`(_ result: JSON, after duration: Duration) -> MockAnswer {
    .return(result, after: VirtualSeconds.seconds(duration))
  }

  /// Succeeds with a number, a string or a Boolean of a variable.
  ///
  /// - Parameters:
  ///   - value: the task's result.
  ///   - seconds: how long it takes, in virtual time: at most a hundred years.
  public static func `return`(_ value: some MockValue, after seconds: Double = 0) -> MockAnswer {
    .return(value.mockResult, after: seconds)
  }

  /// Succeeds with a number, a string or a Boolean of a variable, after a time.
  public static func `return`(_ value: some MockValue, after duration: Duration) -> MockAnswer {
    .return(value.mockResult, after: duration)
  }

  /// Succeeds with a value of your own, encoded as JSON. A value that cannot be encoded is refused where it is mocked.
  ///
  /// - Parameters:
  ///   - value: the task's result.
  ///   - seconds: how long it takes, in virtual time: at most a hundred years.
  public static func `return`(encoding value: some Encodable, after seconds: Double = 0) -> MockAnswer {
    do {
      return .return(try JSON(encoding: value), after: seconds)
    } catch {
      return MockAnswer(problem: "its result cannot be encoded: \(error)")
    }
  }

  /// Succeeds with a value of your own, encoded as JSON, after a time.
  public static func `return`(encoding value: some Encodable, after duration: Duration) -> MockAnswer {
    .return(encoding: value, after: VirtualSeconds.seconds(duration))
  }

  // MARK: Errors

  /// Fails with an error.
  ///
  /// - Parameters:
  ///   - error: the error name that Retry and Catch match.
  ///   - cause: the cause.
  ///   - seconds: how long it takes, in virtual time: at most a hundred years.
  public static func `throw`(_ error: String?, cause: String? = nil, after seconds: Double = 0) -> MockAnswer {
    MockAnswer(.failed(error: error, cause: cause), after: seconds)
  }

  /// Fails with an error, after a time.
  public static func `throw`(_ error: String?, cause: String? = nil, after duration: Duration) -> MockAnswer {
    .throw(error, cause: cause, after: VirtualSeconds.seconds(duration))
  }

  /// Never answers, so that only a timeout, a heartbeat timeout, the failure of another branch, or an answer by hand
  /// (``RunningWorkflow``) ends the task.
  public static let hang = MockAnswer(TaskReport(.never))

  // MARK: Functions

  /// Calls a function with the task's input; a thrown `TaskFailure` fails the task with its error name.
  public static func call(_ body: @escaping @Sendable (JSON) throws -> JSON) -> MockAnswer {
    MockAnswer { task in
      do { return TaskReport(.succeeded(try body(task.input))) } catch { return TaskReport(throwing: error) }
    }
  }

  /// Calls a function with types of your own; an input that does not fit fails the task with the error `JSONCodingError`.
  ///
  /// - Parameters:
  ///   - type: the type of the task's input.
  ///   - body: computes the result; a thrown `TaskFailure` fails the task with its error name.
  public static func call<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    taking type: Input.Type, _ body: @escaping @Sendable (Input) throws -> Output
  ) -> MockAnswer {
    .call { try JSON(encoding: try body(try $0.decode(Input.self))) }
  }

  // MARK: What comes before the answer

  /// The same answer for a job or callback (`.sync`, `.waitForTaskToken`) whose request was answered first: the result
  /// is the output of `TaskSubmitted`.
  public func submitted(_ result: JSON) -> MockAnswer { changing { $0.submission = result } }

  /// The same answer from an activity's worker with the name that `ActivityStarted` shows.
  public func by(worker name: String) -> MockAnswer { changing { $0.worker = name } }

  /// The same answer from a worker that sends heartbeats until it gives the answer.
  ///
  /// - Parameters:
  ///   - seconds: the time from one heartbeat to the next, in virtual time: at least a millisecond, and less than
  ///     `HeartbeatSeconds` if they are to come in time.
  ///   - times: how many it sends, if it then stops.
  public func heartbeats(every seconds: Double, times: Int? = nil) -> MockAnswer {
    guard let milliseconds = VirtualSeconds.milliseconds(seconds), milliseconds > 0, times ?? 0 >= 0 else {
      return MockAnswer(
        problem: "heartbeats are sent every 0.001 to \(VirtualSeconds.longest / 1_000) seconds, not every \(seconds)"
          + (times.map { ", \($0) times" } ?? ""))
    }
    return changing { $0.heartbeats = TaskReport.Heartbeats(milliseconds: milliseconds, count: times) }
  }

  /// The same answer from a worker that sends heartbeats until it gives the answer.
  public func heartbeats(every duration: Duration, times: Int? = nil) -> MockAnswer {
    heartbeats(every: VirtualSeconds.seconds(duration), times: times)
  }
}

/// A value that a mock can return as it is. For values of your own there is `.return(encoding:)`.
public protocol MockValue: Sendable {
  /// The value as JSON.
  var mockResult: JSON { get }
}

extension Int: MockValue {
  /// A number.
  public var mockResult: JSON { .integer(self) }
}

extension Double: MockValue {
  /// A number; `null` if it is not finite.
  public var mockResult: JSON { isFinite ? .number(.double(self)) : .null }
}

extension Bool: MockValue {
  /// A Boolean.
  public var mockResult: JSON { .bool(self) }
}

extension String: MockValue {
  /// A string.
  public var mockResult: JSON { .string(self) }
}

/// Times in tests.
enum VirtualSeconds {
  /// A hundred years, in milliseconds: longer than any execution can run.
  static let longest: Int64 = 3_155_760_000_000

  /// A number of seconds in milliseconds; `nil` if it is negative, too large, or not a number.
  static func milliseconds(_ seconds: Double) -> Int64? {
    Int64(exactly: (seconds * 1_000).rounded()).flatMap { (0...longest).contains($0) ? $0 : nil }
  }

  /// A number of seconds in milliseconds; what is negative or no number is nothing, and what is too large the longest time.
  static func clamped(_ seconds: Double) -> Int64 { milliseconds(seconds) ?? (seconds > 0 ? longest : 0) }

  static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }
}
