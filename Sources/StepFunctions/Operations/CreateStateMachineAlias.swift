public import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `CreateStateMachineAlias`. Creates an alias, which points to one or two versions of a state machine.
public struct CreateStateMachineAliasInput: Sendable, Hashable {
  /// The description.
  public var description: String?
  /// The name: letters, digits, `-`, `_` and `.`, not only digits.
  public var name: String
  /// The versions, one or two, with the percentages of executions that they get.
  public var routingConfiguration: [RoutingConfigurationListItem]

  /// Creates it with these members.
  public init(name: String, routingConfiguration: [RoutingConfigurationListItem], description: String? = nil) {
    self.description = description
    self.name = name
    self.routingConfiguration = routingConfiguration
  }
}

extension CreateStateMachineAliasInput: OperationInput {
  init() { self.init(name: "", routingConfiguration: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("description", &description, .sensitive(0...256))
    visitor.required("name", &name, .length(1...80, .restrictedName))
    visitor.required("routingConfiguration", &routingConfiguration, .length(1...2))
  }

  static let operation = StepFunctionsOperation.createStateMachineAlias

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> CreateStateMachineAliasOutput {
    let routing = try service.checkedRouting(routingConfiguration)
    guard let version = ARN(routing[0].stateMachineVersionArn), let machine = version.plainMachine,
      let machineName = version.machine?.name
    else { throw .aliasNotFound }
    let arn = version.with(.alias(of: machineName, name)).description
    return try await service.core.change { () throws(StepFunctionsError) in
      guard service.owns(version), let stored = try await service.machine(machine) else { throw .aliasNotFound }
      guard stored.record.isActive else { throw .stateMachineDeleting(machine) }
      if let known = try await service.core.record(AliasRecord.self, arn)?.record {
        guard known.description == description, known.routing == routing else { throw .aliasExists() }
        return ([], CreateStateMachineAliasOutput(stateMachineAliasArn: arn, creationDate: known.creationDate))
      }
      try await service.checkVersions(routing)
      let prefix = ServiceScope.prefix(of: machine)
      let limit = service.core.limits.aliases
      guard try await service.core.records(AliasRecord.self, prefix: prefix, limit: limit).count < limit else {
        throw .quota("aliases of a state machine", limit)
      }
      let record = AliasRecord(name: name, description: description, routing: routing, creationDate: service.now)
      return (
        [
          record.put(arn, order: ServiceScope.order(ofAliasCreated: record.creationDate, of: machine), if: .absent),
          stored.record.put(machine, order: service.order(ofName: stored.record.name), if: stored.unchanged),
        ], CreateStateMachineAliasOutput(stateMachineAliasArn: arn, creationDate: record.creationDate)
      )
    }
  }
}

/// The answer of `CreateStateMachineAlias`.
public struct CreateStateMachineAliasOutput: Sendable, Hashable {
  /// The ARN of the alias.
  public var stateMachineAliasArn: String
  /// When it was created.
  public var creationDate: Timestamp

  /// Creates it with these members.
  public init(stateMachineAliasArn: String, creationDate: Timestamp) {
    self.stateMachineAliasArn = stateMachineAliasArn
    self.creationDate = creationDate
  }
}

extension CreateStateMachineAliasOutput: Structure {
  init() { self.init(stateMachineAliasArn: "", creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineAliasArn", &stateMachineAliasArn)
    visitor.required("creationDate", &creationDate)
  }
}

extension StepFunctionsService {
  /// Creates an alias, which points to one or two versions of a state machine.
  ///
  /// - Parameters: as in ``CreateStateMachineAliasInput``.
  /// - Throws: `InvalidArn`, `InvalidName`, `ValidationException`, `StateMachineDeleting`, `ResourceNotFound`,
  ///   `ConflictException`, `ServiceQuotaExceededException`.
  /// - SeeAlso: Step Functions API, "CreateStateMachineAlias".
  @discardableResult
  public func createStateMachineAlias(
    name: String, routingConfiguration: [RoutingConfigurationListItem], description: String? = nil
  ) async throws(StepFunctionsError) -> CreateStateMachineAliasOutput {
    try await perform(
      CreateStateMachineAliasInput(name: name, routingConfiguration: routingConfiguration, description: description))
  }
}
