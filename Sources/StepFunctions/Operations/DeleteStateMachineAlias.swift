import StatesLanguage

/// A request to `DeleteStateMachineAlias`. Deletes an alias; does nothing if there is none.
public struct DeleteStateMachineAliasInput: Sendable, Hashable {
  /// The ARN of the alias.
  public var stateMachineAliasArn: String

  /// Creates it with these members.
  public init(stateMachineAliasArn: String) {
    self.stateMachineAliasArn = stateMachineAliasArn
  }
}

extension DeleteStateMachineAliasInput: OperationInput {
  init() { self.init(stateMachineAliasArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineAliasArn", &stateMachineAliasArn, .length(1...256))
  }

  static let operation = StepFunctionsOperation.deleteStateMachineAlias

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DeleteStateMachineAliasOutput {
    let arn = try service.aliasARN(stateMachineAliasArn)
    guard service.owns(arn) else { return DeleteStateMachineAliasOutput() }
    return try await service.core.change { () throws(StepFunctionsError) in
      ([AliasRecord.delete(stateMachineAliasArn)], DeleteStateMachineAliasOutput())
    }
  }
}

/// The answer of `DeleteStateMachineAlias`; it has no members.
public struct DeleteStateMachineAliasOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension DeleteStateMachineAliasOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Deletes an alias; does nothing if there is none.
  ///
  /// - Parameters: as in ``DeleteStateMachineAliasInput``.
  /// - Throws: `ValidationException`, `InvalidArn`, `ResourceNotFound`, `ConflictException`.
  /// - SeeAlso: Step Functions API, "DeleteStateMachineAlias".
  @discardableResult
  public func deleteStateMachineAlias(stateMachineAliasArn: String) async throws(StepFunctionsError)
    -> DeleteStateMachineAliasOutput
  {
    try await perform(DeleteStateMachineAliasInput(stateMachineAliasArn: stateMachineAliasArn))
  }
}
