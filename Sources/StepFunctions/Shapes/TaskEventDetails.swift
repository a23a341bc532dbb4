/// What is known of the events with `activityFailedEventDetails`.
public struct ActivityFailedEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension ActivityFailedEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `activityScheduleFailedEventDetails`.
public struct ActivityScheduleFailedEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension ActivityScheduleFailedEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `activityScheduledEventDetails`.
public struct ActivityScheduledEventDetails: Sendable, Hashable {
  /// The resource.
  public var resource: String
  /// The input, as JSON text.
  public var input: String?
  /// Whether the input is included.
  public var inputDetails: HistoryEventExecutionDataDetails?
  /// The timeout in seconds.
  public var timeoutInSeconds: Int?
  /// The heartbeat interval in seconds.
  public var heartbeatInSeconds: Int?

  /// Creates it with these members.
  public init(
    resource: String, input: String? = nil, inputDetails: HistoryEventExecutionDataDetails? = nil,
    timeoutInSeconds: Int? = nil, heartbeatInSeconds: Int? = nil
  ) {
    self.resource = resource
    self.input = input
    self.inputDetails = inputDetails
    self.timeoutInSeconds = timeoutInSeconds
    self.heartbeatInSeconds = heartbeatInSeconds
  }
}

extension ActivityScheduledEventDetails: Structure {
  init() { self.init(resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resource", &resource, .length(1...256))
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("inputDetails", &inputDetails)
    visitor.optional("timeoutInSeconds", &timeoutInSeconds)
    visitor.optional("heartbeatInSeconds", &heartbeatInSeconds)
  }
}

/// What is known of the events with `activityStartedEventDetails`.
public struct ActivityStartedEventDetails: Sendable, Hashable {
  /// The name of the worker, for the history.
  public var workerName: String?

  /// Creates it with these members.
  public init(workerName: String? = nil) {
    self.workerName = workerName
  }
}

extension ActivityStartedEventDetails: Structure {
  init() { self.init(workerName: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("workerName", &workerName, .length(0...256))
  }
}

/// What is known of the events with `activitySucceededEventDetails`.
public struct ActivitySucceededEventDetails: Sendable, Hashable {
  /// The output, as JSON text.
  public var output: String?
  /// Whether the output is included.
  public var outputDetails: HistoryEventExecutionDataDetails?

  /// Creates it with these members.
  public init(output: String? = nil, outputDetails: HistoryEventExecutionDataDetails? = nil) {
    self.output = output
    self.outputDetails = outputDetails
  }
}

extension ActivitySucceededEventDetails: Structure {
  init() { self.init(output: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("output", &output, .payload(0...262144))
    visitor.optional("outputDetails", &outputDetails)
  }
}

/// What is known of the events with `activityTimedOutEventDetails`.
public struct ActivityTimedOutEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension ActivityTimedOutEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `lambdaFunctionFailedEventDetails`.
public struct LambdaFunctionFailedEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension LambdaFunctionFailedEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `lambdaFunctionScheduleFailedEventDetails`.
public struct LambdaFunctionScheduleFailedEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension LambdaFunctionScheduleFailedEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `lambdaFunctionScheduledEventDetails`.
public struct LambdaFunctionScheduledEventDetails: Sendable, Hashable {
  /// The resource.
  public var resource: String
  /// The input, as JSON text.
  public var input: String?
  /// Whether the input is included.
  public var inputDetails: HistoryEventExecutionDataDetails?
  /// The timeout in seconds.
  public var timeoutInSeconds: Int?
  /// Whose role the task assumes.
  public var taskCredentials: TaskCredentials?

  /// Creates it with these members.
  public init(
    resource: String, input: String? = nil, inputDetails: HistoryEventExecutionDataDetails? = nil,
    timeoutInSeconds: Int? = nil, taskCredentials: TaskCredentials? = nil
  ) {
    self.resource = resource
    self.input = input
    self.inputDetails = inputDetails
    self.timeoutInSeconds = timeoutInSeconds
    self.taskCredentials = taskCredentials
  }
}

extension LambdaFunctionScheduledEventDetails: Structure {
  init() { self.init(resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resource", &resource, .length(1...256))
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("inputDetails", &inputDetails)
    visitor.optional("timeoutInSeconds", &timeoutInSeconds)
    visitor.optional("taskCredentials", &taskCredentials)
  }
}

/// What is known of the events with `lambdaFunctionStartFailedEventDetails`.
public struct LambdaFunctionStartFailedEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension LambdaFunctionStartFailedEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `lambdaFunctionSucceededEventDetails`.
public struct LambdaFunctionSucceededEventDetails: Sendable, Hashable {
  /// The output, as JSON text.
  public var output: String?
  /// Whether the output is included.
  public var outputDetails: HistoryEventExecutionDataDetails?

  /// Creates it with these members.
  public init(output: String? = nil, outputDetails: HistoryEventExecutionDataDetails? = nil) {
    self.output = output
    self.outputDetails = outputDetails
  }
}

extension LambdaFunctionSucceededEventDetails: Structure {
  init() { self.init(output: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("output", &output, .payload(0...262144))
    visitor.optional("outputDetails", &outputDetails)
  }
}

/// What is known of the events with `lambdaFunctionTimedOutEventDetails`.
public struct LambdaFunctionTimedOutEventDetails: Sendable, Hashable {
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(error: String? = nil, cause: String? = nil) {
    self.error = error
    self.cause = cause
  }
}

extension LambdaFunctionTimedOutEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `taskFailedEventDetails`.
public struct TaskFailedEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(resourceType: String, resource: String, error: String? = nil, cause: String? = nil) {
    self.resourceType = resourceType
    self.resource = resource
    self.error = error
    self.cause = cause
  }
}

extension TaskFailedEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `taskScheduledEventDetails`.
public struct TaskScheduledEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String
  /// The region.
  public var region: String
  /// The parameters, as JSON text.
  public var parameters: String
  /// The timeout in seconds.
  public var timeoutInSeconds: Int?
  /// The heartbeat interval in seconds.
  public var heartbeatInSeconds: Int?
  /// Whose role the task assumes.
  public var taskCredentials: TaskCredentials?

  /// Creates it with these members.
  public init(
    resourceType: String, resource: String, region: String, parameters: String, timeoutInSeconds: Int? = nil,
    heartbeatInSeconds: Int? = nil, taskCredentials: TaskCredentials? = nil
  ) {
    self.resourceType = resourceType
    self.resource = resource
    self.region = region
    self.parameters = parameters
    self.timeoutInSeconds = timeoutInSeconds
    self.heartbeatInSeconds = heartbeatInSeconds
    self.taskCredentials = taskCredentials
  }
}

extension TaskScheduledEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "", region: "", parameters: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.required("region", &region, .length(1...80))
    visitor.required("parameters", &parameters, .payload(0...262144))
    visitor.optional("timeoutInSeconds", &timeoutInSeconds)
    visitor.optional("heartbeatInSeconds", &heartbeatInSeconds)
    visitor.optional("taskCredentials", &taskCredentials)
  }
}

/// What is known of the events with `taskStartFailedEventDetails`.
public struct TaskStartFailedEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(resourceType: String, resource: String, error: String? = nil, cause: String? = nil) {
    self.resourceType = resourceType
    self.resource = resource
    self.error = error
    self.cause = cause
  }
}

extension TaskStartFailedEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `taskStartedEventDetails`.
public struct TaskStartedEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String

  /// Creates it with these members.
  public init(resourceType: String, resource: String) {
    self.resourceType = resourceType
    self.resource = resource
  }
}

extension TaskStartedEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
  }
}

/// What is known of the events with `taskSubmitFailedEventDetails`.
public struct TaskSubmitFailedEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(resourceType: String, resource: String, error: String? = nil, cause: String? = nil) {
    self.resourceType = resourceType
    self.resource = resource
    self.error = error
    self.cause = cause
  }
}

extension TaskSubmitFailedEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `taskSubmittedEventDetails`.
public struct TaskSubmittedEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String
  /// The output, as JSON text.
  public var output: String?
  /// Whether the output is included.
  public var outputDetails: HistoryEventExecutionDataDetails?

  /// Creates it with these members.
  public init(
    resourceType: String, resource: String, output: String? = nil,
    outputDetails: HistoryEventExecutionDataDetails? = nil
  ) {
    self.resourceType = resourceType
    self.resource = resource
    self.output = output
    self.outputDetails = outputDetails
  }
}

extension TaskSubmittedEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("output", &output, .payload(0...262144))
    visitor.optional("outputDetails", &outputDetails)
  }
}

/// What is known of the events with `taskSucceededEventDetails`.
public struct TaskSucceededEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String
  /// The output, as JSON text.
  public var output: String?
  /// Whether the output is included.
  public var outputDetails: HistoryEventExecutionDataDetails?

  /// Creates it with these members.
  public init(
    resourceType: String, resource: String, output: String? = nil,
    outputDetails: HistoryEventExecutionDataDetails? = nil
  ) {
    self.resourceType = resourceType
    self.resource = resource
    self.output = output
    self.outputDetails = outputDetails
  }
}

extension TaskSucceededEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("output", &output, .payload(0...262144))
    visitor.optional("outputDetails", &outputDetails)
  }
}

/// What is known of the events with `taskTimedOutEventDetails`.
public struct TaskTimedOutEventDetails: Sendable, Hashable {
  /// The service.
  public var resourceType: String
  /// The resource.
  public var resource: String
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?

  /// Creates it with these members.
  public init(resourceType: String, resource: String, error: String? = nil, cause: String? = nil) {
    self.resourceType = resourceType
    self.resource = resource
    self.error = error
    self.cause = cause
  }
}

extension TaskTimedOutEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// Whose role a task assumes.
public struct TaskCredentials: Sendable, Hashable {
  /// The ARN of the role that executions assume.
  public var roleArn: String?

  /// Creates it with these members.
  public init(roleArn: String? = nil) {
    self.roleArn = roleArn
  }
}

extension TaskCredentials: Structure {
  init() { self.init(roleArn: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("roleArn", &roleArn, .length(1...2000))
  }
}
