public import StatesEngine
public import StatesLanguage

/// A request to `DescribeStateMachine`. Describes a state machine, a version, or the item processor of a distributed
/// Map.
public struct DescribeStateMachineInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// Whether inputs, outputs and definitions are given that are encrypted with a customer key.
  public var includedData: IncludedData?

  /// Creates it with these members.
  public init(stateMachineArn: String, includedData: IncludedData? = nil) {
    self.stateMachineArn = stateMachineArn
    self.includedData = includedData
  }
}

extension DescribeStateMachineInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("includedData", &includedData)
  }

  static let operation = StepFunctionsOperation.describeStateMachine

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DescribeStateMachineOutput {
    let arn = try service.machineARN(stateMachineArn)
    guard service.owns(arn), let plain = arn.plainMachine else { throw .stateMachineDoesNotExist(stateMachineArn) }
    if case .alias = arn.resource { throw .validation("Alias ARNs are not supported for this API") }
    guard let record = try await service.machine(plain)?.record else {
      throw .stateMachineDoesNotExist(stateMachineArn)
    }
    var version: VersionRecord?
    if case .version = arn.resource {
      guard let stored = try await service.core.record(VersionRecord.self, stateMachineArn) else {
        throw .versionDoesNotExist(stateMachineArn)
      }
      version = stored.record
    }
    let revision = try await service.revision(version?.revision ?? record.revision, of: plain, record.type)
    let part: MachinePart
    if let label = arn.machine?.label {
      guard let processor = MachinePart(.label(label), of: revision) else {
        throw .stateMachineDoesNotExist(stateMachineArn)
      }
      part = processor
    } else {
      part = MachinePart(revision, record.type)
    }
    return DescribeStateMachineOutput(
      stateMachineArn: stateMachineArn, name: record.name,
      definition: revision.record.hides(includedData) ? "{}" : part.definition,
      roleArn: revision.record.roleArn, type: part.type, creationDate: version?.creationDate ?? record.creationDate,
      status: record.status, loggingConfiguration: revision.record.loggingConfiguration,
      tracingConfiguration: revision.record.tracingConfiguration, label: arn.machine?.label,
      revisionId: revision.record.id, description: version?.description,
      encryptionConfiguration: revision.record.encryptionConfiguration,
      variableReferences: part.variableReferences)
  }
}

/// The answer of `DescribeStateMachine`.
public struct DescribeStateMachineOutput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The name.
  public var name: String
  /// The status.
  public var status: StateMachineStatus?
  /// The definition, as JSON text.
  public var definition: String
  /// The ARN of the role that executions assume.
  public var roleArn: String
  /// Standard or express.
  public var type: StateMachineType
  /// When it was created.
  public var creationDate: Timestamp
  /// What is logged, and where.
  public var loggingConfiguration: LoggingConfiguration?
  /// Whether executions are traced.
  public var tracingConfiguration: TracingConfiguration?
  /// The label of the distributed Map, for an ARN with a label.
  public var label: String?
  /// The identifier of the revision; absent before the first change.
  public var revisionId: String?
  /// The description.
  public var description: String?
  /// How data is encrypted: kept and given back, nothing is encrypted here.
  public var encryptionConfiguration: EncryptionConfiguration?
  /// The variables that states read, by the names of the states.
  public var variableReferences: [String: [String]]?

  /// Creates it with these members.
  public init(
    stateMachineArn: String, name: String, definition: String, roleArn: String, type: StateMachineType,
    creationDate: Timestamp, status: StateMachineStatus? = nil, loggingConfiguration: LoggingConfiguration? = nil,
    tracingConfiguration: TracingConfiguration? = nil, label: String? = nil, revisionId: String? = nil,
    description: String? = nil, encryptionConfiguration: EncryptionConfiguration? = nil,
    variableReferences: [String: [String]]? = nil
  ) {
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.status = status
    self.definition = definition
    self.roleArn = roleArn
    self.type = type
    self.creationDate = creationDate
    self.loggingConfiguration = loggingConfiguration
    self.tracingConfiguration = tracingConfiguration
    self.label = label
    self.revisionId = revisionId
    self.description = description
    self.encryptionConfiguration = encryptionConfiguration
    self.variableReferences = variableReferences
  }
}

extension DescribeStateMachineOutput: Structure {
  init() {
    self.init(
      stateMachineArn: "", name: "", definition: "", roleArn: "", type: .standard,
      creationDate: Timestamp(milliseconds: 0))
  }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn)
    visitor.required("name", &name)
    visitor.optional("status", &status)
    visitor.required("definition", &definition)
    visitor.required("roleArn", &roleArn)
    visitor.required("type", &type)
    visitor.required("creationDate", &creationDate)
    visitor.optional("loggingConfiguration", &loggingConfiguration)
    visitor.optional("tracingConfiguration", &tracingConfiguration)
    visitor.optional("label", &label)
    visitor.optional("revisionId", &revisionId)
    visitor.optional("description", &description)
    visitor.optional("encryptionConfiguration", &encryptionConfiguration)
    visitor.optional("variableReferences", &variableReferences)
  }
}

extension StepFunctionsService {
  /// Describes a state machine, a version, or the item processor of a distributed Map.
  ///
  /// - Parameters: as in ``DescribeStateMachineInput``.
  /// - Throws: `InvalidArn`, `StateMachineDoesNotExist`.
  /// - SeeAlso: Step Functions API, "DescribeStateMachine".
  public func describeStateMachine(stateMachineArn: String, includedData: IncludedData? = nil)
    async throws(StepFunctionsError) -> DescribeStateMachineOutput
  {
    try await perform(DescribeStateMachineInput(stateMachineArn: stateMachineArn, includedData: includedData))
  }
}
