/// Why an operation of the API was refused: the service's code and text.
///
/// ```swift
/// do {
///   try await service.describeExecution(executionArn: arn)
/// } catch where error.code == .executionDoesNotExist {
///   print("there is no such execution")
/// }
/// ```
///
/// - SeeAlso: Step Functions API, "Common error types" and the errors of each operation.
public struct StepFunctionsError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What kind of error it is.
  public var code: Code
  /// The service's text.
  public var message: String
  /// Why a request is not valid, for those reasons that the API names (``Code/validation``).
  public var reason: Reason?
  /// The resource that is meant (``Code/resourceNotFound``, ``Code/tooManyTags``); the service leaves it out.
  public var resourceName: String?
  /// The state of the key that is meant (``Code/kmsInvalidState``).
  public var kmsKeyState: KmsKeyState?

  /// Creates an error.
  public init(_ code: Code, _ message: String, reason: Reason? = nil) {
    self.code = code
    self.message = message
    self.reason = reason
  }

  /// `<code>: <message>`.
  public var description: String { "\(code.rawValue): \(message)" }

  /// The error codes of the API: 33 of its model, and those of the protocol.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// An activity of that name exists, with another encryption configuration.
    case activityAlreadyExists = "ActivityAlreadyExists"
    /// There is no such activity.
    case activityDoesNotExist = "ActivityDoesNotExist"
    /// There are as many activities as there may be.
    case activityLimitExceeded = "ActivityLimitExceeded"
    /// As many workers wait as may wait.
    case activityWorkerLimitExceeded = "ActivityWorkerLimitExceeded"
    /// The resource has been changed meanwhile, or is in use.
    case conflict = "ConflictException"
    /// An execution of that name exists, with another input, or has ended.
    case executionAlreadyExists = "ExecutionAlreadyExists"
    /// There is no such execution.
    case executionDoesNotExist = "ExecutionDoesNotExist"
    /// As many executions run as may run.
    case executionLimitExceeded = "ExecutionLimitExceeded"
    /// The execution cannot be redriven.
    case executionNotRedrivable = "ExecutionNotRedrivable"
    /// The ARN is not one, or is one of something else.
    case invalidArn = "InvalidArn"
    /// The definition is not valid.
    case invalidDefinition = "InvalidDefinition"
    /// The encryption configuration is not valid.
    case invalidEncryptionConfiguration = "InvalidEncryptionConfiguration"
    /// The input is not JSON.
    case invalidExecutionInput = "InvalidExecutionInput"
    /// The logging configuration is not valid.
    case invalidLoggingConfiguration = "InvalidLoggingConfiguration"
    /// The name has a character that names may not have, or is too long.
    case invalidName = "InvalidName"
    /// The output is not JSON.
    case invalidOutput = "InvalidOutput"
    /// The token is unknown, of other arguments, or too old.
    case invalidToken = "InvalidToken"
    /// The tracing configuration is not valid.
    case invalidTracingConfiguration = "InvalidTracingConfiguration"
    /// The key may not be used.
    case kmsAccessDenied = "KmsAccessDeniedException"
    /// The key cannot be used in its state.
    case kmsInvalidState = "KmsInvalidStateException"
    /// The key is used too often.
    case kmsThrottling = "KmsThrottlingException"
    /// Nothing was given to be changed.
    case missingRequiredParameter = "MissingRequiredParameter"
    /// There is no such resource.
    case resourceNotFound = "ResourceNotFound"
    /// There are as many of them as there may be.
    case serviceQuotaExceeded = "ServiceQuotaExceededException"
    /// A state machine of that name exists, and differs.
    case stateMachineAlreadyExists = "StateMachineAlreadyExists"
    /// The state machine is being deleted.
    case stateMachineDeleting = "StateMachineDeleting"
    /// There is no such state machine.
    case stateMachineDoesNotExist = "StateMachineDoesNotExist"
    /// There are as many state machines as there may be.
    case stateMachineLimitExceeded = "StateMachineLimitExceeded"
    /// The operation is not for state machines of this type.
    case stateMachineTypeNotSupported = "StateMachineTypeNotSupported"
    /// There is no such task.
    case taskDoesNotExist = "TaskDoesNotExist"
    /// The task has ended.
    case taskTimedOut = "TaskTimedOut"
    /// There are more tags than there may be.
    case tooManyTags = "TooManyTags"
    /// The request breaks a constraint.
    case validation = "ValidationException"

    /// The caller may not do that.
    case accessDenied = "AccessDeniedException"
    /// Something went wrong here.
    case internalFailure = "InternalFailure"
    /// The request is not JSON, or a value has another type.
    case serialization = "SerializationException"
    /// The store cannot be read or written now; try again.
    case serviceUnavailable = "ServiceUnavailable"
    /// There are too many requests.
    case throttling = "ThrottlingException"
    /// There is no such operation.
    case unknownOperation = "UnknownOperationException"

    /// The HTTP status with which it is answered: 400, or 500 and 503 for what is not the caller's fault.
    public var httpStatus: Int {
      switch self {
      case .internalFailure: 500
      case .serviceUnavailable: 503
      default: 400
      }
    }
  }

  /// Why a request is not valid.
  public enum Reason: String, Sendable, Hashable, CaseIterable {
    /// The operation is not for ARNs with the label of a Map.
    case labeledArnsNotSupported = "API_DOES_NOT_SUPPORT_LABELED_ARNS"
    /// A map run that has ended cannot be changed.
    case completedMapRun = "CANNOT_UPDATE_COMPLETED_MAP_RUN"
    /// The routing configuration of an alias is not valid.
    case invalidRoutingConfiguration = "INVALID_ROUTING_CONFIGURATION"
    /// A member is missing that is required here.
    case missingRequiredParameter = "MISSING_REQUIRED_PARAMETER"
  }
}
