// The service's texts, one entry each; those without a recording are marked in *Known differences*.
extension StepFunctionsError {
  static func invalidRole(_ text: String) -> StepFunctionsError {
    StepFunctionsError(.invalidArn, "Invalid Role Arn: '\(text)'")
  }

  static func malformedArn(_ text: String) -> StepFunctionsError {
    StepFunctionsError(.invalidArn, "Invalid Arn: 'Invalid ARN prefix: \(text)'")
  }

  static func wrongResource(_ kind: String) -> StepFunctionsError {
    StepFunctionsError(.invalidArn, "Invalid Arn: 'Resource type not valid in this context: \(kind)'")
  }

  static func invalidName(_ name: String) -> StepFunctionsError {
    StepFunctionsError(.invalidName, "Invalid Name: '\(name)'")
  }

  static let invalidToken = StepFunctionsError(.invalidToken, "Invalid Token: 'Invalid token'")

  static func taskTimedOut(activity arn: String) -> StepFunctionsError {
    StepFunctionsError(.taskTimedOut, "Task Timed Out: '\(arn)'")
  }

  static let taskTimedOut = StepFunctionsError(
    .taskTimedOut, "Task Timed Out: 'Provided task does not exist anymore'")

  static func activityDoesNotExist(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.activityDoesNotExist, "Activity Does Not Exist: '\(arn)'")
  }

  static func activityAlreadyExists(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.activityAlreadyExists, "Activity Already Exists: '\(arn)'")
  }

  static let tooManyWorkers = StepFunctionsError(
    .activityWorkerLimitExceeded,
    "The maximum number of workers concurrently polling for activity tasks has been reached.")

  static func stateMachineDoesNotExist(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.stateMachineDoesNotExist, "State Machine Does Not Exist: '\(arn)'")
  }

  static func versionDoesNotExist(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.stateMachineDoesNotExist, "State Machine Version Does Not Exist: '\(arn)'")
  }

  static func aliasDoesNotExist(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.stateMachineDoesNotExist, "State Machine Alias Does Not Exist: '\(arn)'")
  }

  static func stateMachineDeleting(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.stateMachineDeleting, "State Machine is being deleted: '\(arn)'")
  }

  static func stateMachineAlreadyExists(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.stateMachineAlreadyExists, "State Machine Already Exists: '\(arn)'")
  }

  static let createdWithVersion = StepFunctionsError(
    .stateMachineAlreadyExists,
    "State Machine Already Exists: This state machine was already created with a published version.")

  static let otherVersionDescription = StepFunctionsError(
    .stateMachineAlreadyExists,
    "State Machine Already Exists: This state machine was already created with a published version using a different "
      + "description.")

  static let typeNotSupported = StepFunctionsError(
    .stateMachineTypeNotSupported, "This operation is not supported by this type of state machine")

  static func executionDoesNotExist(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.executionDoesNotExist, "Execution Does Not Exist: '\(arn)'")
  }

  static func executionAlreadyExists(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.executionAlreadyExists, "Execution Already Exists: '\(arn)'")
  }

  static func notRedrivable(_ arn: String, _ reason: String) -> StepFunctionsError {
    StepFunctionsError(.executionNotRedrivable, "Execution \(arn) invalid for redrive as: \(reason)")
  }

  static func invalidInput(_ reason: String) -> StepFunctionsError {
    StepFunctionsError(.invalidExecutionInput, "Invalid State Machine Execution Input: '\(reason)'")
  }

  static func invalidOutput(_ output: String) -> StepFunctionsError {
    StepFunctionsError(.invalidOutput, "Invalid Output: '\(output)' is not valid JSON.")
  }

  static func invalidDefinition(_ problems: String) -> StepFunctionsError {
    StepFunctionsError(.invalidDefinition, "Invalid State Machine Definition: '\(problems)'")
  }

  static let oneLogDestination = StepFunctionsError(
    .invalidLoggingConfiguration, "Invalid Logging Configuration: Must specify exactly one Log Destination.")

  static func invalidEncryption(_ reason: String) -> StepFunctionsError {
    StepFunctionsError(.invalidEncryptionConfiguration, "Invalid Encryption Configuration: \(reason)")
  }

  static func resourceNotFound(_ arn: String) -> StepFunctionsError {
    StepFunctionsError(.resourceNotFound, "Resource not found: '\(arn)'")
  }

  static let aliasNotFound = StepFunctionsError(
    .resourceNotFound, "Request references a resource that does not exist.")

  static func labeledMachine() -> StepFunctionsError {
    StepFunctionsError(
      .validation, "Labeled State Machine ARNs are not supported for this API", reason: .labeledArnsNotSupported)
  }

  static func labeledExecution() -> StepFunctionsError {
    StepFunctionsError(
      .validation, "Labeled Execution ARNs are not supported for this API", reason: .labeledArnsNotSupported)
  }

  static func validation(_ message: String, _ reason: Reason? = nil) -> StepFunctionsError {
    StepFunctionsError(.validation, message, reason: reason)
  }

  static func tooManyTags(_ arn: String, _ limit: Int) -> StepFunctionsError {
    StepFunctionsError(
      .tooManyTags, "Too many tags: '\(arn)'; a resource has at most \(limit).")
  }

  static let systemTags = StepFunctionsError(
    .accessDenied, "Caller is an end user and not allowed to mutate system tags")

  static let nothingToUpdate = StepFunctionsError(
    .missingRequiredParameter,
    "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified")

  static let encryptionNeedsDefinition = StepFunctionsError(
    .missingRequiredParameter, "The definition must be specified when updating the EncryptionConfiguration")

  static func aliasExists() -> StepFunctionsError {
    StepFunctionsError(
      .conflict,
      "Failed to create alias because an alias with the same name and a different routing configuration already exists."
    )
  }

  static func versionInUse(by aliases: [String]) -> StepFunctionsError {
    StepFunctionsError(
      .conflict,
      "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: "
        + "[\(aliases.joined(separator: ", "))]")
  }

  static func otherRevision(_ given: String, current: String) -> StepFunctionsError {
    StepFunctionsError(
      .conflict,
      "Failed to publish the State Machine version for revision \(given). The current State Machine revision is "
        + "\(current).")
  }

  static func quota(_ what: String, _ limit: Int) -> StepFunctionsError {
    StepFunctionsError(.serviceQuotaExceeded, "The maximum number of \(what) has been reached: \(limit).")
  }
}
