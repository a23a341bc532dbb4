public import OrderedJSON

/// A state that has a unit of work done.
///
/// In a file that also uses the tasks of Swift, write `_Concurrency.Task` for those.
public struct Task: ArgumentsState {
  /// The state's name.
  public let name: StateName
  /// The state's fields.
  public var fields: JSON.Object

  /// Creates a state from its fields, `Type` included.
  public init(name: StateName, fields: JSON.Object) {
    self.name = name
    self.fields = fields
  }

  /// Creates a Task state.
  ///
  /// - Parameters:
  ///   - name: the state's name.
  ///   - resource: the ARN of the work: a Lambda function, an activity, or an integration such as
  ///     `arn:aws:states:::sqs:sendMessage`.
  public init(_ name: some StateNaming, resource: String) {
    self.init(name, .task)
    fields["Resource"] = .string(resource)
  }

  /// Not what it looks like: this type is a state.
  @available(*, unavailable, message: "this Task is a state; write _Concurrency.Task for Swift's")
  public init<Success>(_ operation: () async throws -> Success) { self.init(name: StateName(""), fields: [:]) }

  /// Sets how long the work may take.
  public func timeoutSeconds(_ seconds: Int) -> Self { setting("TimeoutSeconds", .integer(seconds)) }

  /// Sets how long the work may take, as a JSONata expression.
  public func timeoutSeconds(expression: String) -> Self { setting("TimeoutSeconds", .expression(expression)) }

  /// Sets where in the input to find how long the work may take. JSONPath only.
  public func timeoutSecondsPath(_ path: String) -> Self { setting("TimeoutSecondsPath", .string(path)) }

  /// Sets the longest time between two signs of life.
  public func heartbeatSeconds(_ seconds: Int) -> Self { setting("HeartbeatSeconds", .integer(seconds)) }

  /// Sets the longest time between two signs of life, as a JSONata expression.
  public func heartbeatSeconds(expression: String) -> Self { setting("HeartbeatSeconds", .expression(expression)) }

  /// Sets where in the input to find the longest time between two signs of life. JSONPath only.
  public func heartbeatSecondsPath(_ path: String) -> Self { setting("HeartbeatSecondsPath", .string(path)) }

  /// Sets the role in whose name the work is done: an object with `RoleArn`.
  public func credentials(_ credentials: Payload) -> Self { setting("Credentials", credentials.json) }
}
