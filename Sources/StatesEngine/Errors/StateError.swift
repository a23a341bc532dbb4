/// Why a state cannot continue: the error's name, its cause, and whether it can be handled.
struct StateError: Error, Sendable {
  /// The origin of the error, which determines whether Retry and Catch see it and what the history shows.
  enum Kind: Sendable {
    /// `States.Runtime` and similar errors: no Retry, no Catch, ends the whole execution.
    case terminal
    /// The same, with an event that names the field at fault: values that are too large in a JSONata state.
    case terminalEvaluation(location: String?)
    /// An expression failed; `location` is the field at fault.
    case evaluation(location: String?)
    /// Raised by a task, a Fail state, a branch: seen by Retry and Catch.
    case ordinary
    /// A task timed out, or its heartbeat was missed.
    indirect case deadline(MissedDeadline)
  }

  var kind: Kind
  /// The name, if any.
  var name: String?
  /// The cause, if any.
  var cause: String?

  init(_ kind: Kind, name: String?, cause: String?) {
    self.kind = kind
    self.name = name
    self.cause = cause
  }

  /// Whether neither Retry nor Catch sees it.
  var isTerminal: Bool {
    switch kind {
    case .terminal, .terminalEvaluation: true
    case .evaluation, .ordinary, .deadline: false
    }
  }

  var output: ErrorOutput { ErrorOutput(error: name, cause: cause) }
}

/// The service's own error names.
///
/// - SeeAlso: States Language, "Errors".
enum ErrorName {
  static let dataLimitExceeded = "States.DataLimitExceeded"
  static let exceedToleratedFailureThreshold = "States.ExceedToleratedFailureThreshold"
  static let itemReaderFailed = "States.ItemReaderFailed"
  static let queryEvaluationError = "States.QueryEvaluationError"
  static let referencePathConflict = "States.ReferencePathConflict"
  static let resultWriterFailed = "States.ResultWriterFailed"
  static let runtime = "States.Runtime"
  static let taskFailed = "States.TaskFailed"
  static let timeout = "States.Timeout"
}
