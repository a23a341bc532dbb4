public import OrderedJSON
public import StatesEngine

/// Handlers that also receive the request: whose task it is, which attempt, with which token.
///
/// ```swift
/// resources.function("charge") { input, task in
///   ["charged": input["total"] ?? 0, "key": .string(task.deduplicationID), "for": .string(task.executionName)]
/// }
/// ```
extension ResourceRouter {
  // MARK: Resources

  /// Registers a synchronous function for the tasks of a resource; it receives the task's input and the request.
  public mutating func on(
    _ resource: String,
    _ body: @escaping @Sendable (_ input: JSON, _ task: TaskRequest) throws -> JSON
  ) {
    set(Route { TaskReport(.succeeded(try body($0.input, $0))) }, forResource: resource)
  }

  /// Registers an asynchronous function for the tasks of a resource; it receives the task's input and the request.
  public mutating func on(
    _ resource: String,
    _ body: @escaping @Sendable (_ input: JSON, _ task: TaskRequest) async throws -> JSON
  ) {
    set(Route { TaskReport(.succeeded(try await body($0.input, $0))) }, forResource: resource)
  }

  /// Registers a synchronous function with your own types for the tasks of a resource; it receives the input
  /// and the request.
  public mutating func on<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) throws -> Output
  ) {
    set(Route { try Self.report(of: try body($0.input.decode(Input.self), $0)) }, forResource: resource)
  }

  /// Registers an asynchronous function with your own types for the tasks of a resource; it receives the input
  /// and the request.
  public mutating func on<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) async throws -> Output
  ) {
    set(Route { try Self.report(of: try await body($0.input.decode(Input.self), $0)) }, forResource: resource)
  }

  // MARK: Lambda functions

  /// Registers a synchronous function as the Lambda function with a name; it receives its input and the request.
  public mutating func function(
    _ name: String,
    _ body: @escaping @Sendable (_ input: JSON, _ task: TaskRequest) throws -> JSON
  ) {
    set(Route { TaskReport(.succeeded(try body($0.input, $0))) }, forFunction: name)
  }

  /// Registers an asynchronous function as the Lambda function with a name; it receives its input and the request.
  public mutating func function(
    _ name: String,
    _ body: @escaping @Sendable (_ input: JSON, _ task: TaskRequest) async throws -> JSON
  ) {
    set(Route { TaskReport(.succeeded(try await body($0.input, $0))) }, forFunction: name)
  }

  /// Registers a synchronous function with your own types as the Lambda function with a name; it receives its
  /// input and the request.
  public mutating func function<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) throws -> Output
  ) {
    set(Route { try Self.report(of: try body($0.input.decode(Input.self), $0)) }, forFunction: name)
  }

  /// Registers an asynchronous function with your own types as the Lambda function with a name; it receives its
  /// input and the request.
  public mutating func function<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) async throws -> Output
  ) {
    set(Route { try Self.report(of: try await body($0.input.decode(Input.self), $0)) }, forFunction: name)
  }

  // MARK: Activities

  /// Registers a synchronous function with your own types for an activity with a name; it receives the input and the
  /// request.
  ///
  /// - Parameter worker: the name that `ActivityStarted` shows, if any.
  public mutating func activity<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, worker: String? = nil,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) throws -> Output
  ) {
    let route = Route { try Self.report(of: try body($0.input.decode(Input.self), $0)) }.reporting(worker: worker)
    set(route, forActivity: ActivityName.of(name), worker: worker)
  }

  /// Registers an asynchronous function with your own types for an activity with a name; it receives the input and the
  /// request.
  ///
  /// - Parameter worker: the name that `ActivityStarted` shows, if any.
  public mutating func activity<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, worker: String? = nil,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) async throws -> Output
  ) {
    let route = Route { try Self.report(of: try await body($0.input.decode(Input.self), $0)) }.reporting(worker: worker)
    set(route, forActivity: ActivityName.of(name), worker: worker)
  }

  // MARK: Jobs (.sync)

  /// Registers a synchronous function that performs the jobs of a `.sync` resource from start to end; it receives the
  /// input and the request.
  public mutating func job<
    Input: Decodable & SendableMetatype, Submission: Encodable & SendableMetatype,
    Output: Encodable & SendableMetatype
  >(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) throws -> JobReport<Submission, Output>
  ) {
    set(Route { try Self.report(of: try body($0.input.decode(Input.self), $0)) }, forResource: resource)
  }

  /// Registers an asynchronous function that performs the jobs of a `.sync` resource from start to end; it receives the
  /// input and the request.
  public mutating func job<
    Input: Decodable & SendableMetatype, Submission: Encodable & SendableMetatype,
    Output: Encodable & SendableMetatype
  >(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ task: TaskRequest) async throws -> JobReport<Submission, Output>
  ) {
    set(Route { try Self.report(of: try await body($0.input.decode(Input.self), $0)) }, forResource: resource)
  }

  // MARK: Callbacks (.waitForTaskToken)

  /// Registers a synchronous function that forwards the requests of a `.waitForTaskToken` resource; it receives the
  /// input, the token and the request.
  public mutating func callback<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ token: String, _ task: TaskRequest) throws -> Output
  ) {
    let route = Route { task in
      guard let token = task.taskToken else { return Self.noToken(task) }
      return TaskReport(.pending, submission: try JSON(encoding: try body(task.input.decode(Input.self), token, task)))
    }
    set(route, forResource: resource)
  }

  /// Registers an asynchronous function that forwards the requests of a `.waitForTaskToken` resource; it receives the
  /// input, the token and the request.
  public mutating func callback<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ token: String, _ task: TaskRequest) async throws -> Output
  ) {
    let route = Route { task in
      guard let token = task.taskToken else { return Self.noToken(task) }
      return TaskReport(
        .pending, submission: try JSON(encoding: try await body(task.input.decode(Input.self), token, task)))
    }
    set(route, forResource: resource)
  }
}
