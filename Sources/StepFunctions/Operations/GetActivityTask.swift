import OrderedJSON
import StatesLanguage
import StatesRuntime

/// A request to `GetActivityTask`. Waits up to 60 seconds for a task of an activity, and takes it up.
public struct GetActivityTaskInput: Sendable, Hashable {
  /// The ARN of the activity.
  public var activityArn: String
  /// The name of the worker, for the history.
  public var workerName: String?

  /// Creates it with these members.
  public init(activityArn: String, workerName: String? = nil) {
    self.activityArn = activityArn
    self.workerName = workerName
  }
}

extension GetActivityTaskInput: OperationInput {
  init() { self.init(activityArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("activityArn", &activityArn, .length(1...256))
    visitor.optional("workerName", &workerName, .length(1...80))
  }

  static let operation = StepFunctionsOperation.getActivityTask

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> GetActivityTaskOutput {
    let arn = try service.activityARN(activityArn)
    guard service.owns(arn) else { throw .activityDoesNotExist(activityArn) }
    // Before a task is taken up, which would be lost if this failed.
    let key = try await service.core.signingKey()
    guard let task = try await service.core.poll(activityArn, worker: workerName) else {
      return GetActivityTaskOutput()
    }
    return GetActivityTaskOutput(
      taskToken: ActivityToken.text(task.taskToken, activity: activityArn, key: key),
      input: JSONPrinter.compact.string(task.input))
  }
}

/// The answer of `GetActivityTask`.
public struct GetActivityTaskOutput: Sendable, Hashable {
  /// The token of the task.
  public var taskToken: String?
  /// The input, as JSON text.
  public var input: String?

  /// Creates it with these members.
  public init(taskToken: String? = nil, input: String? = nil) {
    self.taskToken = taskToken
    self.input = input
  }
}

extension GetActivityTaskOutput: Structure {
  init() { self.init(taskToken: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("taskToken", &taskToken)
    visitor.optional("input", &input)
  }
}

extension StepFunctionsService {
  /// Waits up to 60 seconds for a task of an activity, and takes it up.
  ///
  /// - Parameters: as in ``GetActivityTaskInput``.
  /// - Throws: `ActivityDoesNotExist`, `ActivityWorkerLimitExceeded`, `InvalidArn`.
  /// - SeeAlso: Step Functions API, "GetActivityTask".
  public func getActivityTask(activityArn: String, workerName: String? = nil) async throws(StepFunctionsError)
    -> GetActivityTaskOutput
  {
    try await perform(GetActivityTaskInput(activityArn: activityArn, workerName: workerName))
  }
}
