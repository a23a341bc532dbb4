public import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `StopExecution`. Stops a standard execution; one that has ended stays as it is.
public struct StopExecutionInput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(executionArn: String, error: String? = nil, cause: String? = nil) {
    self.executionArn = executionArn
    self.error = error
    self.cause = cause
  }
}

extension StopExecutionInput: OperationInput {
  init() { self.init(executionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }

  static let operation = StepFunctionsOperation.stopExecution

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> StopExecutionOutput {
    let arn = try service.executionARN(executionArn)
    guard service.owns(arn) else { throw .executionDoesNotExist(executionArn) }
    if arn.machine?.label != nil { throw .labeledExecution() }
    do throws(HostError) {
      try await service.core.host.stop(executionArn, error: error, cause: cause)
    } catch {
      throw StepFunctionsError(error)
    }
    let stopped = try await service.describedExecution(arn, executionArn)
    return StopExecutionOutput(stopDate: stopped.stopTime ?? service.now)
  }
}

/// The answer of `StopExecution`.
public struct StopExecutionOutput: Sendable, Hashable {
  /// When it ended.
  public var stopDate: Timestamp

  /// Creates it with these members.
  public init(stopDate: Timestamp) {
    self.stopDate = stopDate
  }
}

extension StopExecutionOutput: Structure {
  init() { self.init(stopDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stopDate", &stopDate)
  }
}

extension StepFunctionsService {
  /// Stops a standard execution; one that has ended stays as it is.
  ///
  /// - Parameters: as in ``StopExecutionInput``.
  /// - Throws: `ExecutionDoesNotExist`, `InvalidArn`, `ValidationException`.
  /// - SeeAlso: Step Functions API, "StopExecution".
  @discardableResult
  public func stopExecution(executionArn: String, error: String? = nil, cause: String? = nil)
    async throws(StepFunctionsError) -> StopExecutionOutput
  {
    try await perform(StopExecutionInput(executionArn: executionArn, error: error, cause: cause))
  }
}
