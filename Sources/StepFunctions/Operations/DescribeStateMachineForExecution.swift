public import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `DescribeStateMachineForExecution`. Describes the state machine as it was when an execution started.
public struct DescribeStateMachineForExecutionInput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// Whether inputs, outputs and definitions are given that are encrypted with a customer key.
  public var includedData: IncludedData?

  /// Creates it with these members.
  public init(executionArn: String, includedData: IncludedData? = nil) {
    self.executionArn = executionArn
    self.includedData = includedData
  }
}

extension DescribeStateMachineForExecutionInput: OperationInput {
  init() { self.init(executionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.optional("includedData", &includedData)
  }

  static let operation = StepFunctionsOperation.describeStateMachineForExecution

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DescribeStateMachineForExecutionOutput {
    let arn = try service.executionARN(executionArn)
    let description = try await service.describedExecution(arn, executionArn)
    let attributes = try await service.attributes(of: description)
    guard let plain = arn.plainMachine, let type = try await service.core.record(MachineRecord.self, plain)?.record.type
    else { throw .executionDoesNotExist(executionArn) }
    let revision = try await service.revision(attributes.revision, of: plain, type)
    let part = try await service.part(of: revision, type, ofChildOf: description.mapRunARN, executionArn)
    return DescribeStateMachineForExecutionOutput(
      stateMachineArn: description.stateMachineARN, name: arn.machine?.name ?? "",
      definition: revision.record.hides(includedData) ? "{}" : part.definition,
      roleArn: revision.record.roleArn, updateDate: revision.record.date,
      loggingConfiguration: revision.record.loggingConfiguration,
      tracingConfiguration: revision.record.tracingConfiguration, mapRunArn: description.mapRunARN,
      label: arn.machine?.label, revisionId: revision.record.id,
      encryptionConfiguration: revision.record.encryptionConfiguration, variableReferences: part.variableReferences)
  }
}

/// The answer of `DescribeStateMachineForExecution`.
public struct DescribeStateMachineForExecutionOutput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The name.
  public var name: String
  /// The definition, as JSON text.
  public var definition: String
  /// The ARN of the role that executions assume.
  public var roleArn: String
  /// When it was last changed.
  public var updateDate: Timestamp
  /// What is logged, and where.
  public var loggingConfiguration: LoggingConfiguration?
  /// Whether executions are traced.
  public var tracingConfiguration: TracingConfiguration?
  /// The ARN of the map run.
  public var mapRunArn: String?
  /// The label of the distributed Map, for an ARN with a label.
  public var label: String?
  /// The identifier of the revision; absent before the first change.
  public var revisionId: String?
  /// How data is encrypted: kept and given back, nothing is encrypted here.
  public var encryptionConfiguration: EncryptionConfiguration?
  /// The variables that states read, by the names of the states.
  public var variableReferences: [String: [String]]?

  /// Creates it with these members.
  public init(
    stateMachineArn: String, name: String, definition: String, roleArn: String, updateDate: Timestamp,
    loggingConfiguration: LoggingConfiguration? = nil, tracingConfiguration: TracingConfiguration? = nil,
    mapRunArn: String? = nil, label: String? = nil, revisionId: String? = nil,
    encryptionConfiguration: EncryptionConfiguration? = nil, variableReferences: [String: [String]]? = nil
  ) {
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.definition = definition
    self.roleArn = roleArn
    self.updateDate = updateDate
    self.loggingConfiguration = loggingConfiguration
    self.tracingConfiguration = tracingConfiguration
    self.mapRunArn = mapRunArn
    self.label = label
    self.revisionId = revisionId
    self.encryptionConfiguration = encryptionConfiguration
    self.variableReferences = variableReferences
  }
}

extension DescribeStateMachineForExecutionOutput: Structure {
  init() {
    self.init(stateMachineArn: "", name: "", definition: "", roleArn: "", updateDate: Timestamp(milliseconds: 0))
  }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn)
    visitor.required("name", &name)
    visitor.required("definition", &definition)
    visitor.required("roleArn", &roleArn)
    visitor.required("updateDate", &updateDate)
    visitor.optional("loggingConfiguration", &loggingConfiguration)
    visitor.optional("tracingConfiguration", &tracingConfiguration)
    visitor.optional("mapRunArn", &mapRunArn)
    visitor.optional("label", &label)
    visitor.optional("revisionId", &revisionId)
    visitor.optional("encryptionConfiguration", &encryptionConfiguration)
    visitor.optional("variableReferences", &variableReferences)
  }
}

extension StepFunctionsService {
  /// Describes the state machine as it was when an execution started.
  ///
  /// - Parameters: as in ``DescribeStateMachineForExecutionInput``.
  /// - Throws: `ExecutionDoesNotExist`, `InvalidArn`.
  /// - SeeAlso: Step Functions API, "DescribeStateMachineForExecution".
  public func describeStateMachineForExecution(executionArn: String, includedData: IncludedData? = nil)
    async throws(StepFunctionsError) -> DescribeStateMachineForExecutionOutput
  {
    try await perform(DescribeStateMachineForExecutionInput(executionArn: executionArn, includedData: includedData))
  }
}
