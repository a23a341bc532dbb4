import StatesLanguage
import StatesRuntime

/// A request to `DeleteStateMachine`. Deletes a state machine with its versions and aliases, once its executions have
/// ended.
public struct DeleteStateMachineInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String

  /// Creates it with these members.
  public init(stateMachineArn: String) {
    self.stateMachineArn = stateMachineArn
  }
}

extension DeleteStateMachineInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
  }

  static let operation = StepFunctionsOperation.deleteStateMachine

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DeleteStateMachineOutput {
    let arn = try service.unlabeledMachineARN(stateMachineArn)
    guard service.owns(arn), case .stateMachine = arn.resource else { return DeleteStateMachineOutput() }
    try await service.delete(stateMachineArn)
    return DeleteStateMachineOutput()
  }
}

/// The answer of `DeleteStateMachine`; it has no members.
public struct DeleteStateMachineOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension DeleteStateMachineOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Deletes a state machine with its versions and aliases, once its executions have ended.
  ///
  /// - Parameters: as in ``DeleteStateMachineInput``.
  /// - Throws: `InvalidArn`, `ValidationException`.
  /// - SeeAlso: Step Functions API, "DeleteStateMachine".
  @discardableResult
  public func deleteStateMachine(stateMachineArn: String) async throws(StepFunctionsError) -> DeleteStateMachineOutput {
    try await perform(DeleteStateMachineInput(stateMachineArn: stateMachineArn))
  }
}
