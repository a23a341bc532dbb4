public import StatesEngine
import StatesLanguage

/// A request to `DescribeStateMachineAlias`. Describes an alias.
public struct DescribeStateMachineAliasInput: Sendable, Hashable {
  /// The ARN of the alias.
  public var stateMachineAliasArn: String

  /// Creates it with these members.
  public init(stateMachineAliasArn: String) {
    self.stateMachineAliasArn = stateMachineAliasArn
  }
}

extension DescribeStateMachineAliasInput: OperationInput {
  init() { self.init(stateMachineAliasArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineAliasArn", &stateMachineAliasArn, .length(1...256))
  }

  static let operation = StepFunctionsOperation.describeStateMachineAlias

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DescribeStateMachineAliasOutput {
    let arn = try service.aliasARN(stateMachineAliasArn)
    guard service.owns(arn), let record = try await service.core.record(AliasRecord.self, stateMachineAliasArn)?.record
    else { throw .resourceNotFound(stateMachineAliasArn) }
    return DescribeStateMachineAliasOutput(
      stateMachineAliasArn: stateMachineAliasArn, name: record.name, description: record.description,
      routingConfiguration: record.routing, creationDate: record.creationDate, updateDate: record.updateDate)
  }
}

/// The answer of `DescribeStateMachineAlias`.
public struct DescribeStateMachineAliasOutput: Sendable, Hashable {
  /// The ARN of the alias.
  public var stateMachineAliasArn: String?
  /// The name.
  public var name: String?
  /// The description.
  public var description: String?
  /// The versions, one or two, with the percentages of executions that they get.
  public var routingConfiguration: [RoutingConfigurationListItem]?
  /// When it was created.
  public var creationDate: Timestamp?
  /// When it was last changed.
  public var updateDate: Timestamp?

  /// Creates it with these members.
  public init(
    stateMachineAliasArn: String? = nil, name: String? = nil, description: String? = nil,
    routingConfiguration: [RoutingConfigurationListItem]? = nil, creationDate: Timestamp? = nil,
    updateDate: Timestamp? = nil
  ) {
    self.stateMachineAliasArn = stateMachineAliasArn
    self.name = name
    self.description = description
    self.routingConfiguration = routingConfiguration
    self.creationDate = creationDate
    self.updateDate = updateDate
  }
}

extension DescribeStateMachineAliasOutput: Structure {
  init() { self.init(stateMachineAliasArn: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("stateMachineAliasArn", &stateMachineAliasArn)
    visitor.optional("name", &name)
    visitor.optional("description", &description)
    visitor.optional("routingConfiguration", &routingConfiguration)
    visitor.optional("creationDate", &creationDate)
    visitor.optional("updateDate", &updateDate)
  }
}

extension StepFunctionsService {
  /// Describes an alias.
  ///
  /// - Parameters: as in ``DescribeStateMachineAliasInput``.
  /// - Throws: `ValidationException`, `InvalidArn`, `ResourceNotFound`.
  /// - SeeAlso: Step Functions API, "DescribeStateMachineAlias".
  public func describeStateMachineAlias(stateMachineAliasArn: String) async throws(StepFunctionsError)
    -> DescribeStateMachineAliasOutput
  {
    try await perform(DescribeStateMachineAliasInput(stateMachineAliasArn: stateMachineAliasArn))
  }
}
