public import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `UpdateStateMachineAlias`. Changes the description or the routing of an alias.
public struct UpdateStateMachineAliasInput: Sendable, Hashable {
  /// The ARN of the alias.
  public var stateMachineAliasArn: String
  /// The description.
  public var description: String?
  /// The versions, one or two, with the percentages of executions that they get.
  public var routingConfiguration: [RoutingConfigurationListItem]?

  /// Creates it with these members.
  public init(
    stateMachineAliasArn: String, description: String? = nil,
    routingConfiguration: [RoutingConfigurationListItem]? = nil
  ) {
    self.stateMachineAliasArn = stateMachineAliasArn
    self.description = description
    self.routingConfiguration = routingConfiguration
  }
}

extension UpdateStateMachineAliasInput: OperationInput {
  init() { self.init(stateMachineAliasArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineAliasArn", &stateMachineAliasArn, .length(1...256))
    visitor.optional("description", &description, .sensitive(0...256))
    visitor.optional("routingConfiguration", &routingConfiguration, .length(1...2))
  }

  static let operation = StepFunctionsOperation.updateStateMachineAlias

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> UpdateStateMachineAliasOutput {
    let arn = try service.aliasARN(stateMachineAliasArn)
    if description == nil, routingConfiguration == nil {
      throw .validation("Either description or routing configuration must be specified", .missingRequiredParameter)
    }
    let routing = try routingConfiguration.map { (routing) throws(StepFunctionsError) in
      try service.checkedRouting(routing)
    }
    guard service.owns(arn), let machine = arn.plainMachine else { throw .aliasNotFound }
    return try await service.core.change { () throws(StepFunctionsError) in
      guard let alias = try await service.core.record(AliasRecord.self, stateMachineAliasArn),
        let stored = try await service.machine(machine)
      else { throw .aliasNotFound }
      guard stored.record.isActive else { throw .stateMachineDeleting(machine) }
      var record = alias.record
      if let description { record.description = description }
      if let routing {
        guard routing.allSatisfy({ ARN($0.stateMachineVersionArn)?.plainMachine == machine }) else {
          throw ServiceScope.routingOfOthers(routing)
        }
        try await service.checkVersions(routing)
        record.routing = routing
      }
      let date = service.now
      record.updateDate = date
      return (
        [
          record.put(stateMachineAliasArn, order: alias.cursor.order, if: alias.unchanged),
          stored.record.put(machine, order: service.order(ofName: stored.record.name), if: stored.unchanged),
        ], UpdateStateMachineAliasOutput(updateDate: date)
      )
    }
  }
}

/// The answer of `UpdateStateMachineAlias`.
public struct UpdateStateMachineAliasOutput: Sendable, Hashable {
  /// When it was last changed.
  public var updateDate: Timestamp

  /// Creates it with these members.
  public init(updateDate: Timestamp) {
    self.updateDate = updateDate
  }
}

extension UpdateStateMachineAliasOutput: Structure {
  init() { self.init(updateDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("updateDate", &updateDate)
  }
}

extension StepFunctionsService {
  /// Changes the description or the routing of an alias.
  ///
  /// - Parameters: as in ``UpdateStateMachineAliasInput``.
  /// - Throws: `ValidationException`, `InvalidArn`, `ResourceNotFound`, `ConflictException`, `StateMachineDeleting`.
  /// - SeeAlso: Step Functions API, "UpdateStateMachineAlias".
  @discardableResult
  public func updateStateMachineAlias(
    stateMachineAliasArn: String, description: String? = nil,
    routingConfiguration: [RoutingConfigurationListItem]? = nil
  ) async throws(StepFunctionsError) -> UpdateStateMachineAliasOutput {
    try await perform(
      UpdateStateMachineAliasInput(
        stateMachineAliasArn: stateMachineAliasArn, description: description, routingConfiguration: routingConfiguration
      ))
  }
}
