import StatesRuntime

/// A request to `SendTaskHeartbeat`. Tells that a task is still worked on, by its token.
public struct SendTaskHeartbeatInput: Sendable, Hashable {
  /// The token of the task.
  public var taskToken: String

  /// Creates it with these members.
  public init(taskToken: String) {
    self.taskToken = taskToken
  }
}

extension SendTaskHeartbeatInput: OperationInput {
  init() { self.init(taskToken: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("taskToken", &taskToken, .length(1...2048))
  }

  static let operation = StepFunctionsOperation.sendTaskHeartbeat

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> SendTaskHeartbeatOutput {
    try await service.answer(taskToken) { (host, token) throws(HostError) in
      try await host.sendTaskHeartbeat(token: token)
    }
    return SendTaskHeartbeatOutput()
  }
}

/// The answer of `SendTaskHeartbeat`; it has no members.
public struct SendTaskHeartbeatOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension SendTaskHeartbeatOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Tells that a task is still worked on, by its token.
  ///
  /// - Parameters: as in ``SendTaskHeartbeatInput``.
  /// - Throws: `InvalidToken`, `TaskTimedOut`.
  /// - SeeAlso: Step Functions API, "SendTaskHeartbeat".
  @discardableResult
  public func sendTaskHeartbeat(taskToken: String) async throws(StepFunctionsError) -> SendTaskHeartbeatOutput {
    try await perform(SendTaskHeartbeatInput(taskToken: taskToken))
  }
}
