import StatesRuntime

/// A request to `SendTaskFailure`. Ends a task with an error, by its token.
public struct SendTaskFailureInput: Sendable, Hashable {
  /// The token of the task.
  public var taskToken: String
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(taskToken: String, error: String? = nil, cause: String? = nil) {
    self.taskToken = taskToken
    self.error = error
    self.cause = cause
  }
}

extension SendTaskFailureInput: OperationInput {
  init() { self.init(taskToken: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("taskToken", &taskToken, .length(1...2048))
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }

  static let operation = StepFunctionsOperation.sendTaskFailure

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> SendTaskFailureOutput {
    try await service.answer(taskToken) { (host, token) throws(HostError) in
      try await host.sendTaskFailure(token: token, error: error, cause: cause)
    }
    return SendTaskFailureOutput()
  }
}

/// The answer of `SendTaskFailure`; it has no members.
public struct SendTaskFailureOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension SendTaskFailureOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Ends a task with an error, by its token.
  ///
  /// - Parameters: as in ``SendTaskFailureInput``.
  /// - Throws: `InvalidToken`, `TaskTimedOut`.
  /// - SeeAlso: Step Functions API, "SendTaskFailure".
  @discardableResult
  public func sendTaskFailure(taskToken: String, error: String? = nil, cause: String? = nil)
    async throws(StepFunctionsError) -> SendTaskFailureOutput
  {
    try await perform(SendTaskFailureInput(taskToken: taskToken, error: error, cause: cause))
  }
}
