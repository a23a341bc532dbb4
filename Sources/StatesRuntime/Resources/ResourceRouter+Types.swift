import OrderedJSON
import StatesEngine
import StatesLanguage

/// The report of a `.sync` task's handler: the response to the request that started the job, and the job's result.
public struct JobReport<Submission: Encodable, Output: Encodable> {
  /// The response to the request: the output of `TaskSubmitted`.
  public var submission: Submission
  /// The job's description when it is done: the task's result.
  public var output: Output

  /// Creates a report.
  public init(submission: Submission, output: Output) {
    self.submission = submission
    self.output = output
  }
}

/// Handlers with your own types. An input that does not fit fails the task with the error `JSONCodingError`; `JSON`
/// always fits. An error that a handler throws fails its task: a `TaskFailure` with its names, any other with its
/// type's name.
///
/// ```swift
/// struct Order: Codable { var id: Int }
/// resources.function("price", taking: Order.self) { order in ["total": order.id * 2] }
/// resources.on("arn:aws:states:::aws-sdk:sqs:sendMessage", taking: Message.self) { try await queue.send($0) }
/// resources.activity("approve", taking: Order.self, worker: "desk-1") { order in Decision(approved: true) }
/// ```
extension ResourceRouter {
  // MARK: Lambda functions

  /// Registers a synchronous function with your own types as the Lambda function with a name, invoked by its ARN or
  /// through `lambda:invoke`.
  public mutating func function<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) throws -> Output
  ) {
    set(Route { try Self.report(of: try body(try $0.input.decode(Input.self))) }, forFunction: name)
  }

  /// Registers an asynchronous function with your own types as the Lambda function with a name.
  public mutating func function<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {
    set(Route { try Self.report(of: try await body(try $0.input.decode(Input.self))) }, forFunction: name)
  }

  // MARK: Integrations that answer immediately

  /// Registers a synchronous function with your own types for the tasks of a resource, such as an SDK integration.
  public mutating func on<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) throws -> Output
  ) {
    set(Route { try Self.report(of: try body(try $0.input.decode(Input.self))) }, forResource: resource)
  }

  /// Registers an asynchronous function with your own types for the tasks of a resource, such as an SDK integration.
  public mutating func on<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {
    set(Route { try Self.report(of: try await body(try $0.input.decode(Input.self))) }, forResource: resource)
  }

  // MARK: Activities

  /// Registers a synchronous function with your own types for an activity with a name, in any account and region.
  ///
  /// - Parameter worker: the name that `ActivityStarted` shows, if any.
  public mutating func activity<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, worker: String? = nil,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) {
    let route = Route { try Self.report(of: try body(try $0.input.decode(Input.self))) }.reporting(worker: worker)
    set(route, forActivity: ActivityName.of(name), worker: worker)
  }

  /// Registers an asynchronous function with your own types for an activity with a name.
  ///
  /// - Parameter worker: the name that `ActivityStarted` shows, if any.
  public mutating func activity<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, worker: String? = nil,
    _ body: @escaping @Sendable (Input) async throws -> Output
  ) {
    let route = Route { try Self.report(of: try await body(try $0.input.decode(Input.self))) }
      .reporting(worker: worker)
    set(route, forActivity: ActivityName.of(name), worker: worker)
  }

  // MARK: Jobs (.sync)

  /// Registers a synchronous function that performs the jobs of a `.sync` resource from start to end.
  public mutating func job<
    Input: Decodable & SendableMetatype, Submission: Encodable & SendableMetatype,
    Output: Encodable & SendableMetatype
  >(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (Input) throws -> JobReport<Submission, Output>
  ) {
    set(Route { try Self.report(of: try body(try $0.input.decode(Input.self))) }, forResource: resource)
  }

  /// Registers an asynchronous function that performs the jobs of a `.sync` resource from start to end.
  public mutating func job<
    Input: Decodable & SendableMetatype, Submission: Encodable & SendableMetatype,
    Output: Encodable & SendableMetatype
  >(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (Input) async throws -> JobReport<Submission, Output>
  ) {
    set(Route { try Self.report(of: try await body(try $0.input.decode(Input.self))) }, forResource: resource)
  }

  // MARK: Callbacks (.waitForTaskToken)

  /// Registers a synchronous function that forwards the requests of a `.waitForTaskToken` resource. It returns the
  /// response to the request; the task ends when an answer with the token is received.
  public mutating func callback<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ token: String) throws -> Output
  ) {
    let route = Route { task in
      guard let token = task.taskToken else { return Self.noToken(task) }
      let answer = try body(try task.input.decode(Input.self), token)
      return TaskReport(.pending, submission: try JSON(encoding: answer))
    }
    set(route, forResource: resource)
  }

  /// Registers an asynchronous function that forwards the requests of a `.waitForTaskToken` resource.
  public mutating func callback<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (_ input: Input, _ token: String) async throws -> Output
  ) {
    let route = Route { task in
      guard let token = task.taskToken else { return Self.noToken(task) }
      let answer = try await body(try task.input.decode(Input.self), token)
      return TaskReport(.pending, submission: try JSON(encoding: answer))
    }
    set(route, forResource: resource)
  }

  /// Such a task could never be answered.
  static func noToken(_ task: TaskRequest) -> TaskReport {
    .noToken(task, "The handler of '\(task.resource.arn)' is a callback")
  }

  // MARK: Without the type

  /// Explains how to write a handler with your own types.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: function(name, taking: Order.self) { order in ... }"
  )
  public mutating func function<Input, Output>(
    _ name: String, _ body: @escaping @Sendable (Input) throws -> Output
  ) {}

  /// Explains how to write a handler with your own types.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: function(name, taking: Order.self) { order in ... }"
  )
  public mutating func function<Input, Output>(
    _ name: String, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {}

  /// Explains how to write a handler with your own types.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: on(resource, taking: Order.self) { order in ... }"
  )
  public mutating func on<Input, Output>(
    _ resource: String, _ body: @escaping @Sendable (Input) throws -> Output
  ) {}

  /// Explains how to write a handler with your own types.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: on(resource, taking: Order.self) { order in ... }"
  )
  public mutating func on<Input, Output>(
    _ resource: String, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {}

  // MARK: Shapes

  static func report(of output: some Encodable) throws -> TaskReport {
    TaskReport(.succeeded(try JSON(encoding: output)))
  }

  static func report(of job: JobReport<some Encodable, some Encodable>) throws -> TaskReport {
    TaskReport(.succeeded(try JSON(encoding: job.output)), submission: try JSON(encoding: job.submission))
  }
}
