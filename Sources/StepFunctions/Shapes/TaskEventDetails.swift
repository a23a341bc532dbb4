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
