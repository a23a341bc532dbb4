public import OrderedJSON

/// The name of an error, as retriers and catchers list it: a literal, or one of the language's own.
public struct ErrorName: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name, as in a definition.
  public let description: String

  /// Creates a name.
  public init(_ name: String) { description = name }

  /// Creates a name.
  public init(stringLiteral name: String) { description = name }

  /// `States.ALL`: any error that can be handled.
  public static let all: ErrorName = "States.ALL"
  /// `States.TaskFailed`: any error of a task but its timeout.
  public static let taskFailed: ErrorName = "States.TaskFailed"
  /// `States.Timeout`: the task took too long, or gave no sign of life.
  public static let timeout: ErrorName = "States.Timeout"
  /// `States.HeartbeatTimeout`: the task gave no sign of life.
  public static let heartbeatTimeout: ErrorName = "States.HeartbeatTimeout"
  /// `States.Permissions`: the role does not allow the work.
  public static let permissions: ErrorName = "States.Permissions"
  /// `States.BranchFailed`: a branch of a Parallel state failed.
  public static let branchFailed: ErrorName = "States.BranchFailed"
  /// `States.NoChoiceMatched`: no rule of a Choice state applied.
  public static let noChoiceMatched: ErrorName = "States.NoChoiceMatched"
  /// `States.IntrinsicFailure`: an intrinsic function failed.
  public static let intrinsicFailure: ErrorName = "States.IntrinsicFailure"
  /// `States.ParameterPathFailure`: a path of a payload found nothing.
  public static let parameterPathFailure: ErrorName = "States.ParameterPathFailure"
  /// `States.ResultPathMatchFailure`: a result could not be written into the input.
  public static let resultPathMatchFailure: ErrorName = "States.ResultPathMatchFailure"
  /// `States.QueryEvaluationError`: a JSONata expression failed.
  public static let queryEvaluationError: ErrorName = "States.QueryEvaluationError"
  /// `States.DataLimitExceeded`: a payload is too large. Must be named: `States.ALL` does not include it.
  public static let dataLimitExceeded: ErrorName = "States.DataLimitExceeded"
  /// `States.ItemReaderFailed`: the items of a Map could not be read.
  public static let itemReaderFailed: ErrorName = "States.ItemReaderFailed"
  /// `States.ResultWriterFailed`: the results of a Map could not be written.
  public static let resultWriterFailed: ErrorName = "States.ResultWriterFailed"
  /// `States.ExceedToleratedFailureThreshold`: too many items of a Map failed.
  public static let exceedToleratedFailureThreshold: ErrorName = "States.ExceedToleratedFailureThreshold"
}

/// Whether the delays of a retrier are random.
public enum JitterStrategy: String, Sendable, Hashable, CaseIterable {
  /// They are between zero and the computed delay.
  case full = "FULL"
  /// They are as computed.
  case off = "NONE"
}

extension JSON {
  static func errors(_ names: [ErrorName]) -> JSON { .array(names.map { .string($0.description) }) }
}

/// A retrier: after which errors a state is tried again, when, and how often.
public struct Retry: DefinitionPart {
  /// The retrier's fields.
  public var fields: JSON.Object

  /// Creates a retrier from its fields.
  public init(fields: JSON.Object) { self.fields = fields }

  /// Creates a retrier. What is `nil` has the service's default.
  ///
  /// - Parameters:
  ///   - errors: the errors to retry after.
  ///   - intervalSeconds: the delay before the first retry; 1 by default.
  ///   - maxAttempts: how often to retry; 3 by default.
  ///   - backoffRate: what the delay is multiplied by for each further retry; 2 by default.
  ///   - maxDelaySeconds: the longest delay.
  ///   - jitterStrategy: whether delays are random; they are not by default.
  public init(
    _ errors: [ErrorName], intervalSeconds: Int? = nil, maxAttempts: Int? = nil, backoffRate: Double? = nil,
    maxDelaySeconds: Int? = nil, jitterStrategy: JitterStrategy? = nil
  ) {
    fields = ["ErrorEquals": .errors(errors)]
    fields["IntervalSeconds"] = intervalSeconds.map { .integer($0) }
    fields["MaxAttempts"] = maxAttempts.map { .integer($0) }
    fields["BackoffRate"] = backoffRate.map { .double($0) }
    fields["MaxDelaySeconds"] = maxDelaySeconds.map { .integer($0) }
    fields["JitterStrategy"] = jitterStrategy.map { .string($0.rawValue) }
  }
}

/// A catcher: after which errors of a state another one goes on.
public struct Catch: DefinitionPart {
  /// The catcher's fields.
  public var fields: JSON.Object

  /// Creates a catcher from its fields.
  public init(fields: JSON.Object) { self.fields = fields }

  /// Creates a catcher.
  ///
  /// - Parameters:
  ///   - errors: the errors to catch.
  ///   - next: the state that goes on after them.
  public init(_ errors: [ErrorName], next: some StateNaming) {
    fields = ["ErrorEquals": .errors(errors), "Next": .string(next.stateName.description)]
  }

  /// Sets where in the input the error and its cause are written; `nil` discards them. JSONPath only.
  public func resultPath(_ path: String?) -> Self { setting("ResultPath", .text(path)) }

  /// Sets variables when an error is caught.
  public func assign(_ variables: Payload) -> Self { setting("Assign", variables.json) }

  /// Sets the output of the state when an error is caught. JSONata only.
  public func output(_ output: Payload) -> Self { setting("Output", output.json) }
}
