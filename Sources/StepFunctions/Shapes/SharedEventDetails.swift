// Structures of several events that have the same members, with the names that the API gives each of them.

/// The error of an event that ends something badly.
public struct FailureEventDetails: Sendable, Hashable {
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

extension FailureEventDetails: Structure {
  init() { self.init(error: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `activityFailedEventDetails`.
public typealias ActivityFailedEventDetails = FailureEventDetails
/// What is known of the events with `activityScheduleFailedEventDetails`.
public typealias ActivityScheduleFailedEventDetails = FailureEventDetails
/// What is known of the events with `activityTimedOutEventDetails`.
public typealias ActivityTimedOutEventDetails = FailureEventDetails
/// What is known of the events with `executionAbortedEventDetails`.
public typealias ExecutionAbortedEventDetails = FailureEventDetails
/// What is known of the events with `executionFailedEventDetails`.
public typealias ExecutionFailedEventDetails = FailureEventDetails
/// What is known of the events with `executionTimedOutEventDetails`.
public typealias ExecutionTimedOutEventDetails = FailureEventDetails
/// What is known of the events with `lambdaFunctionFailedEventDetails`.
public typealias LambdaFunctionFailedEventDetails = FailureEventDetails
/// What is known of the events with `lambdaFunctionScheduleFailedEventDetails`.
public typealias LambdaFunctionScheduleFailedEventDetails = FailureEventDetails
/// What is known of the events with `lambdaFunctionStartFailedEventDetails`.
public typealias LambdaFunctionStartFailedEventDetails = FailureEventDetails
/// What is known of the events with `lambdaFunctionTimedOutEventDetails`.
public typealias LambdaFunctionTimedOutEventDetails = FailureEventDetails
/// What is known of the events with `mapRunFailedEventDetails`.
public typealias MapRunFailedEventDetails = FailureEventDetails

/// The output of an event that ends something well.
public struct OutputEventDetails: Sendable, Hashable {
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

extension OutputEventDetails: Structure {
  init() { self.init(output: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("output", &output, .payload(0...262144))
    visitor.optional("outputDetails", &outputDetails)
  }
}

/// What is known of the events with `activitySucceededEventDetails`.
public typealias ActivitySucceededEventDetails = OutputEventDetails
/// What is known of the events with `executionSucceededEventDetails`.
public typealias ExecutionSucceededEventDetails = OutputEventDetails
/// What is known of the events with `lambdaFunctionSucceededEventDetails`.
public typealias LambdaFunctionSucceededEventDetails = OutputEventDetails

/// The error of an event of a task that calls a service.
public struct TaskFailureEventDetails: Sendable, Hashable {
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

extension TaskFailureEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("error", &error, .sensitive(0...256))
    visitor.optional("cause", &cause, .sensitive(0...32768))
  }
}

/// What is known of the events with `taskFailedEventDetails`.
public typealias TaskFailedEventDetails = TaskFailureEventDetails
/// What is known of the events with `taskStartFailedEventDetails`.
public typealias TaskStartFailedEventDetails = TaskFailureEventDetails
/// What is known of the events with `taskSubmitFailedEventDetails`.
public typealias TaskSubmitFailedEventDetails = TaskFailureEventDetails
/// What is known of the events with `taskTimedOutEventDetails`.
public typealias TaskTimedOutEventDetails = TaskFailureEventDetails

/// The output of an event of a task that calls a service.
public struct TaskOutputEventDetails: Sendable, Hashable {
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

extension TaskOutputEventDetails: Structure {
  init() { self.init(resourceType: "", resource: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceType", &resourceType, .length(1...80))
    visitor.required("resource", &resource, .length(1...80))
    visitor.optional("output", &output, .payload(0...262144))
    visitor.optional("outputDetails", &outputDetails)
  }
}

/// What is known of the events with `taskSubmittedEventDetails`.
public typealias TaskSubmittedEventDetails = TaskOutputEventDetails
/// What is known of the events with `taskSucceededEventDetails`.
public typealias TaskSucceededEventDetails = TaskOutputEventDetails
