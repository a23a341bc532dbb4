/// Why a state cannot go on: the error's name, its cause, and who may see it.
struct StateError: Error, Sendable {
  /// How the error came about, which says whether Retry and Catch see it and what the history shows.
  enum Kind: Sendable {
    /// `States.Runtime` and what is like it: no Retry, no Catch, ends the whole execution.
    case terminal
    /// Likewise, with an event that names the field to blame: what is too large in a JSONata state.
    case terminalEvaluation(location: String?)
    /// An expression failed; `location` is the field to blame.
    case evaluation(location: String?)
    /// Raised by a task, a Fail state, a branch: seen by Retry and Catch.
    case ordinary
    /// A task's time was up, or it was not heard from.
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
