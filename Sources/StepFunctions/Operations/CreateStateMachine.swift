public import StatesEngine
public import StatesLanguage
import StatesRuntime

/// A request to `CreateStateMachine`. Creates a state machine; an equal request is answered with the one that exists.
public struct CreateStateMachineInput: Sendable, Hashable {
  /// The name: 1 to 80 characters, none of those that names may not have.
  public var name: String
  /// The definition, as JSON text.
  public var definition: String
  /// The ARN of the role that executions assume.
  public var roleArn: String
  /// Standard or express.
  public var type: StateMachineType?
  /// What is logged, and where.
  public var loggingConfiguration: LoggingConfiguration?
  /// Tags by key and value.
  public var tags: [ResourceTag]?
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
    name: String, definition: String, roleArn: String, type: StateMachineType? = nil,
    loggingConfiguration: LoggingConfiguration? = nil, tags: [ResourceTag]? = nil,
    tracingConfiguration: TracingConfiguration? = nil, publish: Bool? = nil, versionDescription: String? = nil,
    encryptionConfiguration: EncryptionConfiguration? = nil
  ) {
    self.name = name
    self.definition = definition
    self.roleArn = roleArn
    self.type = type
    self.loggingConfiguration = loggingConfiguration
    self.tags = tags
    self.tracingConfiguration = tracingConfiguration
    self.publish = publish
    self.versionDescription = versionDescription
    self.encryptionConfiguration = encryptionConfiguration
  }
}

extension CreateStateMachineInput: OperationInput {
  init() { self.init(name: "", definition: "", roleArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("name", &name, .length(1...80))
    visitor.required("definition", &definition, .payload(1...1048576))
    visitor.required("roleArn", &roleArn, .length(1...256))
    visitor.optional("type", &type)
    visitor.optional("loggingConfiguration", &loggingConfiguration)
    visitor.optional("tags", &tags)
    visitor.optional("tracingConfiguration", &tracingConfiguration)
    visitor.optional("publish", &publish)
    visitor.optional("versionDescription", &versionDescription, .sensitive(0...256))
    visitor.optional("encryptionConfiguration", &encryptionConfiguration)
  }

  static let operation = StepFunctionsOperation.createStateMachine

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> CreateStateMachineOutput {
    try service.checkName(name)
    try service.checkRole(roleArn)
    if versionDescription != nil, publish != true {
      throw .validation("Version description can only be set when publish is true")
    }
    let arn = service.arn(.stateMachine(ARN.Machine(name))).description
    let tags = try service.core.limits.checked(tags ?? [], of: arn)
    var revision = RevisionRecord()
    revision.definition = definition
    revision.roleArn = roleArn
    revision.loggingConfiguration = try loggingConfiguration.checked()
    revision.tracingConfiguration = tracingConfiguration.checked()
    revision.encryptionConfiguration = try encryptionConfiguration.checked()
    let type = type ?? .standard
    // Not kept before it is created, and so not in the cache either.
    _ = try Definitions.compile(definition, type)
    let limit = service.core.limits.stateMachines
    let (output, isNew) = try await service.core.change { () throws(StepFunctionsError) in
      if let stored = try await service.machine(arn) {
        return ([], (try await answer(stored.record, revision, type, arn, service), false))
      }
      guard try await service.hasRoom(for: MachineRecord.self, limit) else {
        throw StepFunctionsError(
          .stateMachineLimitExceeded, "The maximum number of state machines has been reached: \(limit).")
      }
      var revision = revision
      revision.date = service.now
      var record = MachineRecord()
      record.name = name
      record.type = type
      record.creationDate = revision.date
      record.revision = service.core.identifiers.uuid()
      record.createdPublishing = publish == true
      record.createdDescription = versionDescription
      var changes = [
        revision.put(record.revision, order: ServiceScope.order(ofRevision: 1, of: arn), if: .absent)
      ]
      changes.append(TagsRecord(tags: tags).change(of: arn))
      var output = CreateStateMachineOutput(stateMachineArn: arn, creationDate: record.creationDate)
      if publish == true {
        let version = record.publish(versionDescription, of: arn, at: record.creationDate)
        output.stateMachineVersionArn = version.arn
        changes.append(version.change)
      }
      changes.append(record.put(arn, order: service.order(ofName: name), if: .absent))
      return (changes, (output, true))
    }
    if isNew { service.core.counts.add(1, MachineRecord.kind, in: service) }
    return output
  }
}

extension CreateStateMachineInput {
  /// The answer when a state machine of that name exists: it must be the same.
  fileprivate func answer(
    _ known: MachineRecord, _ revision: RevisionRecord, _ type: StateMachineType, _ arn: String, _ service: ServiceScope
  ) async throws(StepFunctionsError) -> CreateStateMachineOutput {
    guard known.isActive else { throw .stateMachineDeleting(arn) }
    var current = try await service.revisionRecord(known.revision, of: arn)
    // Another role is ignored.
    current.roleArn = revision.roleArn
    guard known.type == type, current.isEqual(to: revision) else { throw .stateMachineAlreadyExists(arn) }
    switch (known.createdPublishing, publish == true) {
    case (true, false): throw .createdWithVersion
    case (false, true): throw .stateMachineAlreadyExists(arn)
    case (true, true), (false, false): break
    }
    guard known.createdDescription == versionDescription else { throw .otherVersionDescription }
    return CreateStateMachineOutput(
      stateMachineArn: arn, creationDate: known.creationDate,
      stateMachineVersionArn: known.createdPublishing ? "\(arn):1" : nil)
  }
}

/// The answer of `CreateStateMachine`.
public struct CreateStateMachineOutput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// When it was created.
  public var creationDate: Timestamp
  /// The ARN of the version.
  public var stateMachineVersionArn: String?

  /// Creates it with these members.
  public init(stateMachineArn: String, creationDate: Timestamp, stateMachineVersionArn: String? = nil) {
    self.stateMachineArn = stateMachineArn
    self.creationDate = creationDate
    self.stateMachineVersionArn = stateMachineVersionArn
  }
}

extension CreateStateMachineOutput: Structure {
  init() { self.init(stateMachineArn: "", creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn)
    visitor.required("creationDate", &creationDate)
    visitor.optional("stateMachineVersionArn", &stateMachineVersionArn)
  }
}

extension StepFunctionsService {
  /// Creates a state machine; an equal request is answered with the one that exists.
  ///
  /// - Parameters: as in ``CreateStateMachineInput``.
  /// - Throws: `InvalidArn`, `InvalidDefinition`, `InvalidName`, `InvalidLoggingConfiguration`,
  ///   `StateMachineAlreadyExists`, `StateMachineDeleting`, `StateMachineLimitExceeded`,
  ///   `StateMachineTypeNotSupported`, `TooManyTags`, `ValidationException`, `ConflictException`,
  ///   `InvalidEncryptionConfiguration`.
  /// - SeeAlso: Step Functions API, "CreateStateMachine".
  @discardableResult
  public func createStateMachine(
    name: String, definition: String, roleArn: String, type: StateMachineType? = nil,
    loggingConfiguration: LoggingConfiguration? = nil, tags: [ResourceTag]? = nil,
    tracingConfiguration: TracingConfiguration? = nil, publish: Bool? = nil, versionDescription: String? = nil,
    encryptionConfiguration: EncryptionConfiguration? = nil
  ) async throws(StepFunctionsError) -> CreateStateMachineOutput {
    try await perform(
      CreateStateMachineInput(
        name: name, definition: definition, roleArn: roleArn, type: type, loggingConfiguration: loggingConfiguration,
        tags: tags, tracingConfiguration: tracingConfiguration, publish: publish,
        versionDescription: versionDescription, encryptionConfiguration: encryptionConfiguration))
  }
}
