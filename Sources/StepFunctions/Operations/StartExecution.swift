public import StatesEngine
import StatesRuntime

/// A request to `StartExecution`. Starts an execution.
public struct StartExecutionInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The name of the execution; drawn if absent.
  public var name: String?
  /// The input, as JSON text.
  public var input: String?
  /// The AWS X-Ray trace header.
  public var traceHeader: String?

  /// Creates it with these members.
  public init(stateMachineArn: String, name: String? = nil, input: String? = nil, traceHeader: String? = nil) {
    self.stateMachineArn = stateMachineArn
    self.name = name
    self.input = input
    self.traceHeader = traceHeader
  }
}

extension StartExecutionInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("name", &name, .length(1...80))
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("traceHeader", &traceHeader, .length(0...256, .ascii))
  }

  static let operation = StepFunctionsOperation.startExecution

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> StartExecutionOutput {
    let start = ExecutionStart(
      stateMachineArn, name: name, input: input, traceHeader: service.traceHeader ?? traceHeader)
    let description = try await service.withResolved(start.machineARN) { (machine) throws(StepFunctionsError) in
      try await service.start(start, machine)
    }
    return StartExecutionOutput(executionArn: description.executionARN, startDate: description.startTime)
  }
}

/// The answer of `StartExecution`.
public struct StartExecutionOutput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// When it started.
  public var startDate: Timestamp

  /// Creates it with these members.
  public init(executionArn: String, startDate: Timestamp) {
    self.executionArn = executionArn
    self.startDate = startDate
  }
}

extension StartExecutionOutput: Structure {
  init() { self.init(executionArn: "", startDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn)
    visitor.required("startDate", &startDate)
  }
}

extension StepFunctionsService {
  /// Starts an execution.
  ///
  /// - Parameters: as in ``StartExecutionInput``.
  /// - Throws: `ExecutionLimitExceeded`, `ExecutionAlreadyExists`, `InvalidArn`, `InvalidExecutionInput`,
  ///   `InvalidName`, `StateMachineDoesNotExist`, `StateMachineDeleting`, `ValidationException`.
  /// - SeeAlso: Step Functions API, "StartExecution".
  @discardableResult
  public func startExecution(
    stateMachineArn: String, name: String? = nil, input: String? = nil, traceHeader: String? = nil
  ) async throws(StepFunctionsError) -> StartExecutionOutput {
    try await perform(
      StartExecutionInput(stateMachineArn: stateMachineArn, name: name, input: input, traceHeader: traceHeader))
  }
}
