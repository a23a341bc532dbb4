import OrderedJSON
import StatesEngine
import StatesLanguage

/// What a `.sync` task's handler tells: the answer to the request that began the job, and what came of the job.
public struct JobReport<Submission: Encodable, Output: Encodable> {
  /// The answer to the request: the output of `TaskSubmitted`.
  public var submission: Submission
  /// The job's description when it is done: the task's result.
  public var output: Output

  /// A report.
  public init(submission: Submission, output: Output) {
    self.submission = submission
    self.output = output
  }
}

/// Handlers of your own types. An input that does not fit fails the task by the error `JSONCodingError`; `JSON` fits
/// always. What a handler throws fails its task: a `TaskFailure` by its own names, another error by its type's.
///
/// ```swift
/// struct Order: Codable { var id: Int }
/// resources.function("price", taking: Order.self) { order in ["total": order.id * 2] }
/// resources.on("arn:aws:states:::aws-sdk:sqs:sendMessage", taking: Message.self) { try await queue.send($0) }
/// resources.activity("approve", taking: Order.self, worker: "desk-1") { order in Decision(approved: true) }
/// ```
extension ResourceRouter {
  // MARK: Lambda functions

  /// Has a plain function of your own types stand in for the Lambda function of that name, by its ARN or through
  /// `lambda:invoke`.
  public mutating func function<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) throws -> Output
  ) {
    set(Route { try Self.report(of: try body(try $0.input.decode(Input.self))) }, forFunction: name)
  }

  /// Has an asynchronous function of your own types stand in for the Lambda function of that name.
  public mutating func function<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {
    set(Route { try Self.report(of: try await body(try $0.input.decode(Input.self))) }, forFunction: name)
  }

  // MARK: Integrations that answer at once

  /// Has a plain function of your own types do the tasks of a resource, as an SDK integration's.
  public mutating func on<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) throws -> Output
  ) {
    set(Route { try Self.report(of: try body(try $0.input.decode(Input.self))) }, forResource: resource)
  }

  /// Has an asynchronous function of your own types do the tasks of a resource, as an SDK integration's.
  public mutating func on<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ resource: String, taking input: Input.Type, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {
    set(Route { try Self.report(of: try await body(try $0.input.decode(Input.self))) }, forResource: resource)
  }

  // MARK: Activities

  /// Has a plain function of your own types do the tasks of the activity of that name, in any account and region.
  ///
  /// - Parameter worker: the name that `ActivityStarted` shows, if any.
  public mutating func activity<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, worker: String? = nil,
    _ body: @escaping @Sendable (Input) throws -> Output
  ) {
    let route = Route(worker: worker) { try Self.report(of: try body(try $0.input.decode(Input.self))) }
    set(route, forActivity: ActivityName.of(name), worker: worker)
  }

  /// Has an asynchronous function of your own types do the tasks of the activity of that name.
  ///
  /// - Parameter worker: the name that `ActivityStarted` shows, if any.
  public mutating func activity<Input: Decodable & SendableMetatype, Output: Encodable & SendableMetatype>(
    _ name: String, taking input: Input.Type, worker: String? = nil,
    _ body: @escaping @Sendable (Input) async throws -> Output
  ) {
    let route = Route(worker: worker) {
      try Self.report(of: try await body(try $0.input.decode(Input.self)))
    }
    set(route, forActivity: ActivityName.of(name), worker: worker)
  }

  // MARK: Jobs (.sync)

  /// Has a plain function do the jobs of a `.sync` resource from beginning to end.
  public mutating func job<
    Input: Decodable & SendableMetatype, Submission: Encodable & SendableMetatype,
    Output: Encodable & SendableMetatype
  >(
    _ resource: String, taking input: Input.Type,
    _ body: @escaping @Sendable (Input) throws -> JobReport<Submission, Output>
  ) {
    set(Route { try Self.report(of: try body(try $0.input.decode(Input.self))) }, forResource: resource)
  }

  /// Has an asynchronous function do the jobs of a `.sync` resource from beginning to end.
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

  /// Has a plain function pass on the requests of a `.waitForTaskToken` resource. What it gives is the answer to the
  /// request; the task ends when somebody answers with the token.
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

  /// Has an asynchronous function pass on the requests of a `.waitForTaskToken` resource.
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

  /// Nobody could ever answer such a task.
  private static func noToken(_ task: TaskRequest) -> TaskReport {
    .noToken(task, "The handler of '\(task.resource.arn)' is a callback")
  }

  // MARK: Without the type

  /// Says how a handler of your own types is written.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: function(name, taking: Order.self) { order in ... }"
  )
  public mutating func function<Input, Output>(
    _ name: String, _ body: @escaping @Sendable (Input) throws -> Output
  ) {}

  /// Says how a handler of your own types is written.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: function(name, taking: Order.self) { order in ... }"
  )
  public mutating func function<Input, Output>(
    _ name: String, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {}

  /// Says how a handler of your own types is written.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: on(resource, taking: Order.self) { order in ... }"
  )
  public mutating func on<Input, Output>(
    _ resource: String, _ body: @escaping @Sendable (Input) throws -> Output
  ) {}

  /// Says how a handler of your own types is written.
  @available(
    *, unavailable,
    message: "a handler of your own types names that of its input: on(resource, taking: Order.self) { order in ... }"
  )
  public mutating func on<Input, Output>(
    _ resource: String, _ body: @escaping @Sendable (Input) async throws -> Output
  ) {}

  // MARK: Shapes

  private static func report(of output: some Encodable) throws -> TaskReport {
    TaskReport(.succeeded(try JSON(encoding: output)))
  }

  private static func report(of job: JobReport<some Encodable, some Encodable>) throws -> TaskReport {
    TaskReport(.succeeded(try JSON(encoding: job.output)), submission: try JSON(encoding: job.submission))
  }
}
