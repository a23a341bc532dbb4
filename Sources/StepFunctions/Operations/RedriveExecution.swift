public import StatesEngine
import StatesLanguage

/// A request to `RedriveExecution`. Continues an execution that did not succeed.
public struct RedriveExecutionInput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// A repeated request with the same token is answered like the first.
  public var clientToken: String?

  /// Creates it with these members.
  public init(executionArn: String, clientToken: String? = nil) {
    self.executionArn = executionArn
    self.clientToken = clientToken
  }
}

extension RedriveExecutionInput: OperationInput {
  init() { self.init(executionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.optional("clientToken", &clientToken, .length(1...64, .printable))
  }

  static let operation = StepFunctionsOperation.redriveExecution

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> RedriveExecutionOutput {
    let arn = try service.unlabeledExecutionARN(executionArn)
    guard service.owns(arn) else { throw .executionDoesNotExist(executionArn) }
    return RedriveExecutionOutput(redriveDate: try await service.redrive(arn, executionArn, clientToken))
  }
}

/// The answer of `RedriveExecution`.
public struct RedriveExecutionOutput: Sendable, Hashable {
  /// When it was last redriven.
  public var redriveDate: Timestamp

  /// Creates it with these members.
  public init(redriveDate: Timestamp) {
    self.redriveDate = redriveDate
  }
}

extension RedriveExecutionOutput: Structure {
  init() { self.init(redriveDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("redriveDate", &redriveDate)
  }
}

extension StepFunctionsService {
  /// Continues an execution that did not succeed.
  ///
  /// - Parameters: as in ``RedriveExecutionInput``.
  /// - Throws: `ExecutionDoesNotExist`, `ExecutionNotRedrivable`, `ExecutionLimitExceeded`, `InvalidArn`,
  ///   `ValidationException`.
  /// - SeeAlso: Step Functions API, "RedriveExecution".
  @discardableResult
  public func redriveExecution(executionArn: String, clientToken: String? = nil) async throws(StepFunctionsError)
    -> RedriveExecutionOutput
  {
    try await perform(RedriveExecutionInput(executionArn: executionArn, clientToken: clientToken))
  }
}
