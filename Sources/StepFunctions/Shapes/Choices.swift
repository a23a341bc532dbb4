import StatesEngine
import StatesLanguage

// The choices of the API model; their values are the service's.

/// Whose key data is encrypted with.
public enum EncryptionType: String, Sendable, Hashable, CaseIterable {
  /// `AWS_OWNED_KEY`.
  case awsOwnedKey = "AWS_OWNED_KEY"
  /// `CUSTOMER_MANAGED_KMS_KEY`.
  case customerManagedKmsKey = "CUSTOMER_MANAGED_KMS_KEY"
}

/// Children that have been redriven, or not.
public enum ExecutionRedriveFilter: String, Sendable, Hashable, CaseIterable {
  /// `REDRIVEN`.
  case redriven = "REDRIVEN"
  /// `NOT_REDRIVEN`.
  case notRedriven = "NOT_REDRIVEN"
}

/// Whether an execution can be redriven.
public enum ExecutionRedriveStatus: String, Sendable, Hashable, CaseIterable {
  /// `REDRIVABLE`.
  case redrivable = "REDRIVABLE"
  /// `NOT_REDRIVABLE`.
  case notRedrivable = "NOT_REDRIVABLE"
  /// `REDRIVABLE_BY_MAP_RUN`.
  case redrivableByMapRun = "REDRIVABLE_BY_MAP_RUN"
}

/// The status of an execution.
public enum ExecutionStatus: String, Sendable, Hashable, CaseIterable {
  /// `RUNNING`.
  case running = "RUNNING"
  /// `SUCCEEDED`.
  case succeeded = "SUCCEEDED"
  /// `FAILED`.
  case failed = "FAILED"
  /// `TIMED_OUT`.
  case timedOut = "TIMED_OUT"
  /// `ABORTED`.
  case aborted = "ABORTED"
  /// `PENDING_REDRIVE`.
  case pendingRedrive = "PENDING_REDRIVE"
}

/// Which data is given.
public enum IncludedData: String, Sendable, Hashable, CaseIterable {
  /// `ALL_DATA`.
  case allData = "ALL_DATA"
  /// `METADATA_ONLY`.
  case metadataOnly = "METADATA_ONLY"
}

/// How much TestState reports.
public enum InspectionLevel: String, Sendable, Hashable, CaseIterable {
  /// `INFO`.
  case info = "INFO"
  /// `DEBUG`.
  case debug = "DEBUG"
  /// `TRACE`.
  case trace = "TRACE"
}

/// The state of a key.
public enum KmsKeyState: String, Sendable, Hashable, CaseIterable {
  /// `DISABLED`.
  case disabled = "DISABLED"
  /// `PENDING_DELETION`.
  case pendingDeletion = "PENDING_DELETION"
  /// `PENDING_IMPORT`.
  case pendingImport = "PENDING_IMPORT"
  /// `UNAVAILABLE`.
  case unavailable = "UNAVAILABLE"
  /// `CREATING`.
  case creating = "CREATING"
}

/// From which level on events are logged.
public enum LogLevel: String, Sendable, Hashable, CaseIterable {
  /// `ALL`.
  case all = "ALL"
  /// `ERROR`.
  case error = "ERROR"
  /// `FATAL`.
  case fatal = "FATAL"
  /// `OFF`.
  case off = "OFF"
}

/// How a mocked result is checked.
public enum MockResponseValidationMode: String, Sendable, Hashable, CaseIterable {
  /// `STRICT`.
  case strict = "STRICT"
  /// `PRESENT`.
  case present = "PRESENT"
  /// `NONE`.
  case none = "NONE"
}

/// The status of a state machine.
public enum StateMachineStatus: String, Sendable, Hashable, CaseIterable {
  /// `ACTIVE`.
  case active = "ACTIVE"
  /// `DELETING`.
  case deleting = "DELETING"
}

/// How an express execution ended.
public enum SyncExecutionStatus: String, Sendable, Hashable, CaseIterable {
  /// `SUCCEEDED`.
  case succeeded = "SUCCEEDED"
  /// `FAILED`.
  case failed = "FAILED"
  /// `TIMED_OUT`.
  case timedOut = "TIMED_OUT"
}

/// How a tested state ended.
public enum TestExecutionStatus: String, Sendable, Hashable, CaseIterable {
  /// `SUCCEEDED`.
  case succeeded = "SUCCEEDED"
  /// `FAILED`.
  case failed = "FAILED"
  /// `RETRIABLE`.
  case retriable = "RETRIABLE"
  /// `CAUGHT_ERROR`.
  case caughtError = "CAUGHT_ERROR"
}

/// Whether a definition is valid.
public enum ValidateStateMachineDefinitionResultCode: String, Sendable, Hashable, CaseIterable {
  /// `OK`.
  case ok = "OK"
  /// `FAIL`.
  case fail = "FAIL"
}

/// The severity of a problem.
public enum ValidateStateMachineDefinitionSeverity: String, Sendable, Hashable, CaseIterable {
  /// `ERROR`.
  case error = "ERROR"
  /// `WARNING`.
  case warning = "WARNING"
}

extension EncryptionType: MemberChoice {}
extension ExecutionRedriveFilter: MemberChoice {}
extension ExecutionRedriveStatus: MemberChoice {}
extension ExecutionStatus: MemberChoice {
  /// In the service's order, which is not that of its model; recorded.
  static let listed = ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"]
}
extension HistoryEventType: MemberChoice {}
extension IncludedData: MemberChoice {}
extension InspectionLevel: MemberChoice {}
extension KmsKeyState: MemberChoice {}
extension LogLevel: MemberChoice {}
extension MapRunStatus: MemberChoice {}
extension MockResponseValidationMode: MemberChoice {}
extension StateMachineStatus: MemberChoice {}
extension StateMachineType: MemberChoice {}
extension SyncExecutionStatus: MemberChoice {}
extension TestExecutionStatus: MemberChoice {}
extension ValidateStateMachineDefinitionResultCode: MemberChoice {}
extension ValidateStateMachineDefinitionSeverity: MemberChoice {}
