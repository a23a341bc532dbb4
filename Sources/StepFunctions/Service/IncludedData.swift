import StatesEngine
import StatesLanguage
import StatesRuntime

// `includedData: METADATA_ONLY` leaves out what a customer's key encrypts; what is not encrypted so is always given.
extension ServiceScope {
  /// Whether data of an execution is to be left out.
  func hides(_ included: IncludedData?, of execution: ExecutionDescription) async throws(StepFunctionsError) -> Bool {
    guard included == .metadataOnly else { return false }
    let attributes = try await attributes(of: execution)
    return try await revisionRecord(attributes.revision, of: execution.stateMachineARN).encryptionConfiguration
      .isCustomerManaged
  }
}

extension RevisionRecord {
  /// Whether the definition is to be left out.
  func hides(_ included: IncludedData?) -> Bool {
    included == .metadataOnly && encryptionConfiguration.isCustomerManaged
  }
}

extension DescribeExecutionOutput {
  /// Leaves out inputs, outputs, errors and causes.
  mutating func removeData() {
    (input, inputDetails, output, outputDetails, error, cause) = (nil, nil, nil, nil, nil, nil)
  }
}

extension StartSyncExecutionOutput {
  /// Leaves out inputs, outputs, errors and causes.
  mutating func removeData() {
    (input, inputDetails, output, outputDetails, error, cause) = (nil, nil, nil, nil, nil, nil)
  }
}
