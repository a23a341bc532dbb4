import OrderedJSON
import StatesRuntime

/// A request to `SendTaskSuccess`. Ends a task with a result, by its token.
public struct SendTaskSuccessInput: Sendable, Hashable {
  /// The token of the task.
  public var taskToken: String
  /// The output, as JSON text.
  public var output: String

  /// Creates it with these members.
  public init(taskToken: String, output: String) {
    self.taskToken = taskToken
    self.output = output
  }
}

extension SendTaskSuccessInput: OperationInput {
  init() { self.init(taskToken: "", output: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("taskToken", &taskToken, .length(1...2048))
    visitor.required("output", &output, .payload(0...262144))
  }

  static let operation = StepFunctionsOperation.sendTaskSuccess

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> SendTaskSuccessOutput {
    let result = try? JSON(parsing: output)
    try await service.answer(taskToken) { () throws(StepFunctionsError) in
      if result == nil { throw .invalidOutput(output) }
    } _: { (host, token) throws(HostError) in
      if let result { try await host.sendTaskSuccess(token: token, output: result, text: output) }
    }
    return SendTaskSuccessOutput()
  }
}

/// The answer of `SendTaskSuccess`; it has no members.
public struct SendTaskSuccessOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension SendTaskSuccessOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Ends a task with a result, by its token.
  ///
  /// - Parameters: as in ``SendTaskSuccessInput``.
  /// - Throws: `InvalidOutput`, `InvalidToken`, `TaskTimedOut`.
  /// - SeeAlso: Step Functions API, "SendTaskSuccess".
  @discardableResult
  public func sendTaskSuccess(taskToken: String, output: String) async throws(StepFunctionsError)
    -> SendTaskSuccessOutput
  {
    try await perform(SendTaskSuccessInput(taskToken: taskToken, output: output))
  }
}
