/// What an entry of `ErrorEquals` matches.
///
/// - SeeAlso: States Language, "Errors".
public enum ErrorPattern: Sendable, Hashable {
  /// `States.ALL`: every error that can be caught, including one without a name.
  case all
  /// `States.TaskFailed`: every error that has a name, except `States.Timeout`.
  case taskFailed
  /// `States.Timeout`: a timeout or a missed heartbeat.
  case timeout
  /// `States.HeartbeatTimeout`: a missed heartbeat only.
  case heartbeatTimeout
  /// Exactly this name.
  case name(String)

  /// Creates the pattern of an entry.
  public init(_ text: String) {
    guard text.utf8.first == UInt8(ascii: "S") else {
      self = .name(text)
      return
    }
    switch text {
    case "States.ALL": self = .all
    case "States.TaskFailed": self = .taskFailed
    case "States.Timeout": self = .timeout
    case "States.HeartbeatTimeout": self = .heartbeatTimeout
    default: self = .name(text)
    }
  }

  /// The entry as it is written.
  public var text: String {
    switch self {
    case .all: "States.ALL"
    case .taskFailed: "States.TaskFailed"
    case .timeout: "States.Timeout"
    case .heartbeatTimeout: "States.HeartbeatTimeout"
    case .name(let name): name
    }
  }
}

/// An entry of `Retry`.
public struct Retrier: Sendable {
  /// `ErrorEquals`.
  public var errorEquals: [ErrorPattern]
  /// `IntervalSeconds`, 1 by default.
  public var intervalSeconds: Int
  /// `MaxAttempts`, 3 by default; 0 never retries.
  public var maxAttempts: Int
  /// `BackoffRate`, 2.0 by default.
  public var backoffRate: Double
  /// `MaxDelaySeconds`.
  public var maxDelaySeconds: Int?
  /// `JitterStrategy: FULL`.
  public var hasFullJitter: Bool

  /// The un-jittered delay in milliseconds before retry number `retry`, from 1.
  ///
  /// `IntervalSeconds × BackoffRate^(retry − 1)`, at most `MaxDelaySeconds` and never more than 366 days.
  public func delayMilliseconds(beforeRetry retry: Int) -> Int64 {
    var seconds = Double(intervalSeconds)
    let most = Double(maxDelaySeconds ?? 31_622_400)
    var left = retry - 1
    while left > 0, seconds < most, backoffRate > 1 {
      seconds *= backoffRate
      left -= 1
    }
    seconds = min(seconds, most)
    return Int64(exactly: (seconds * 1_000).rounded()) ?? 31_622_400_000
  }
}

/// An entry of `Catch`.
public struct Catcher: Sendable {
  /// `ErrorEquals`.
  public var errorEquals: [ErrorPattern]
  /// `Next`.
  public var next: Int
  /// `ResultPath` of JSONPath states: where the Error Output is placed in the state's input.
  public var resultPath: ResultPath
  /// `Output` of JSONata states.
  public var output: JSONataTemplate?
  /// `Assign`.
  public var assign: Assignments?
}
