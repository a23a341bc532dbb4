public import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `UpdateStateMachine`. Changes a state machine; executions that run keep what they started with.
public struct UpdateStateMachineInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The definition, as JSON text.
  public var definition: String?
  /// The ARN of the role that executions assume.
  public var roleArn: String?
  /// What is logged, and where.
  public var loggingConfiguration: LoggingConfiguration?
  /// Whether executions are traced.
  public var tracingConfiguration: TracingConfiguration?
  /// Whether a version is published.
  public var publish: Bool?
  /// The description of the version, if one is published.
  public var versionDescription: String?
  /// How data is encrypted: kept and given back, nothing is encrypted here.
  public var encryptionConfiguration: EncryptionConfiguration?

  /// Creates it with these members.
  public init(
    stateMachineArn: String, definition: String? = nil, roleArn: String? = nil,
    loggingConfiguration: LoggingConfiguration? = nil, tracingConfiguration: TracingConfiguration? = nil,
    publish: Bool? = nil, versionDescription: String? = nil, encryptionConfiguration: EncryptionConfiguration? = nil
  ) {
    self.stateMachineArn = stateMachineArn
    self.definition = definition
    self.roleArn = roleArn
    self.loggingConfiguration = loggingConfiguration
    self.tracingConfiguration = tracingConfiguration
    self.publish = publish
    self.versionDescription = versionDescription
    self.encryptionConfiguration = encryptionConfiguration
  }
}

extension UpdateStateMachineInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("definition", &definition, .payload(1...1048576))
    visitor.optional("roleArn", &roleArn, .length(1...256))
    visitor.optional("loggingConfiguration", &loggingConfiguration)
    visitor.optional("tracingConfiguration", &tracingConfiguration)
    visitor.optional("publish", &publish)
    visitor.optional("versionDescription", &versionDescription, .sensitive(0...256))
    visitor.optional("encryptionConfiguration", &encryptionConfiguration)
  }

  static let operation = StepFunctionsOperation.updateStateMachine

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> UpdateStateMachineOutput {
    let arn = try service.unlabeledMachineARN(stateMachineArn)
    guard case .stateMachine = arn.resource else { throw .stateMachineDoesNotExist(stateMachineArn) }
    if definition == nil, encryptionConfiguration != nil { throw .encryptionNeedsDefinition }
    if definition == nil, roleArn == nil, loggingConfiguration == nil, tracingConfiguration == nil {
      throw .nothingToUpdate
    }
    if versionDescription != nil, publish != true {
      throw .validation("Version description can only be set when publish is true")
    }
    if let roleArn { try service.checkRole(roleArn) }
    return try await service.core.change { () throws(StepFunctionsError) in
      let stored = try await service.activeMachine(arn, named: stateMachineArn)
      var record = stored.record
      let current = try await service.revisionRecord(record.revision, of: stateMachineArn)
      var revision = current
      if let definition {
        revision.definition = definition
        _ = try Definitions.compile(definition, record.type)
      }
      if let roleArn { revision.roleArn = roleArn }
      if loggingConfiguration != nil { revision.loggingConfiguration = try loggingConfiguration.checked() }
      if tracingConfiguration != nil { revision.tracingConfiguration = tracingConfiguration.checked() }
      if encryptionConfiguration != nil { revision.encryptionConfiguration = try encryptionConfiguration.checked() }
      var changes: [StoreChange] = []
      if !revision.isEqual(to: current) {
        revision.id = service.core.identifiers.uuid()
        revision.date = service.now
        record.revision = service.core.identifiers.uuid()
        record.revisionCount += 1
        record.publishedVersion = nil
        let order = ServiceScope.order(ofRevision: record.revisionCount, of: stateMachineArn)
        changes.append(revision.put(record.revision, order: order, if: .absent))
      }
      var output = UpdateStateMachineOutput(updateDate: revision.date, revisionId: revision.id)
      if publish == true {
        let published = try await service.publish(&record, versionDescription, of: stateMachineArn)
        output.stateMachineVersionArn = published.arn
        changes += published.changes
      }
      if !changes.isEmpty {
        changes.append(
          record.put(stateMachineArn, order: service.order(ofName: record.name), if: stored.unchanged))
      }
      return (changes, output)
    }
  }
}

/// The answer of `UpdateStateMachine`.
public struct UpdateStateMachineOutput: Sendable, Hashable {
  /// When it was last changed.
  public var updateDate: Timestamp
  /// The identifier of the revision; absent before the first change.
  public var revisionId: String?
  /// The ARN of the version.
  public var stateMachineVersionArn: String?

  /// Creates it with these members.
  public init(updateDate: Timestamp, revisionId: String? = nil, stateMachineVersionArn: String? = nil) {
    self.updateDate = updateDate
    self.revisionId = revisionId
    self.stateMachineVersionArn = stateMachineVersionArn
  }
}

extension UpdateStateMachineOutput: Structure {
  init() { self.init(updateDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("updateDate", &updateDate)
    visitor.optional("revisionId", &revisionId)
    visitor.optional("stateMachineVersionArn", &stateMachineVersionArn)
  }
}

extension StepFunctionsService {
  /// Changes a state machine; executions that run keep what they started with.
  ///
  /// - Parameters: as in ``UpdateStateMachineInput``.
  /// - Throws: `InvalidArn`, `InvalidDefinition`, `InvalidLoggingConfiguration`, `InvalidTracingConfiguration`,
  ///   `MissingRequiredParameter`, `StateMachineDeleting`, `StateMachineDoesNotExist`, `ServiceQuotaExceededException`,
  ///   `ConflictException`, `ValidationException`, `InvalidEncryptionConfiguration`.
  /// - SeeAlso: Step Functions API, "UpdateStateMachine".
  @discardableResult
  public func updateStateMachine(
    stateMachineArn: String, definition: String? = nil, roleArn: String? = nil,
    loggingConfiguration: LoggingConfiguration? = nil, tracingConfiguration: TracingConfiguration? = nil,
    publish: Bool? = nil, versionDescription: String? = nil, encryptionConfiguration: EncryptionConfiguration? = nil
  ) async throws(StepFunctionsError) -> UpdateStateMachineOutput {
    try await perform(
      UpdateStateMachineInput(
        stateMachineArn: stateMachineArn, definition: definition, roleArn: roleArn,
        loggingConfiguration: loggingConfiguration, tracingConfiguration: tracingConfiguration, publish: publish,
        versionDescription: versionDescription, encryptionConfiguration: encryptionConfiguration))
  }
}
