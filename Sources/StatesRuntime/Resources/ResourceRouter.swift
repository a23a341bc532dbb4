public import OrderedJSON
public import StatesEngine
import StatesLanguage

/// Selects the handler that performs a task: by resource ARN, by function name, or for everything else.
///
/// ```swift
/// var resources = ResourceRouter()
/// resources.function("price") { input in ["total": 12] }          // any Lambda function named `price`
/// resources.on("arn:aws:states:::sqs:sendMessage") { _ in ["MessageId": "1"] }
/// ```
public struct ResourceRouter: Sendable {
  /// A synchronous handler costs no suspension; an asynchronous one may take time. An error that it throws fails the
  /// task.
  enum Route: Sendable {
    case plain(@Sendable (TaskRequest) throws -> TaskReport)
    case concurrent(@Sendable (TaskRequest) async throws -> TaskReport)
  }

  private var byARN: [String: Route] = [:]
  private var byFunction: [String: Route] = [:]
  /// Whether any function has been registered with more than its bare name; otherwise whole ARNs need not be looked up.
  private var hasFunctionARNs = false
  private var byActivity: [String: (route: Route, worker: String?)] = [:]
  private var fallback: Route?
  private var delegate:
    (applies: @Sendable (TaskRequest) -> Bool, routes: @Sendable (TaskRequest, KnownStateMachines) -> Route)?

  private var workers: (@Sendable (TaskRequest) -> String?)?

  /// The ARNs of the activities that do not exist: a task of one fails its execution with `States.Runtime` before it is
  /// scheduled. All others exist, whether they have a worker or not. In a host they can change:
  /// ``ExecutionHost/activities``.
  public var missingActivities: Set<String> = []

  /// Creates a router without handlers.
  public init() {}

  // MARK: Registering

  /// Registers a handler for the tasks of a resource.
  public mutating func on(_ resource: String, handler: some ResourceHandler) {
    byARN[resource] = .concurrent { await handler.perform($0) }
  }

  /// Registers a synchronous function for the tasks of a resource; it receives the task's input.
  public mutating func on(_ resource: String, _ body: @escaping @Sendable (JSON) throws -> JSON) {
    byARN[resource] = Route { TaskReport(.succeeded(try body($0.input))) }
  }

  /// Registers an asynchronous function for the tasks of a resource; it receives the task's input.
  public mutating func on(_ resource: String, _ body: @escaping @Sendable (JSON) async throws -> JSON) {
    byARN[resource] = Route { TaskReport(.succeeded(try await body($0.input))) }
  }

  /// Registers a synchronous function as the Lambda function with a name, however it is invoked: by its ARN, or through
  /// `lambda:invoke`, whose result then has the integration's shape.
  public mutating func function(_ name: String, _ body: @escaping @Sendable (JSON) throws -> JSON) {
    set(Route { TaskReport(.succeeded(try body($0.input))) }, forFunction: name)
  }

  /// Registers an asynchronous function as the Lambda function with a name.
  public mutating func function(_ name: String, _ body: @escaping @Sendable (JSON) async throws -> JSON) {
    set(Route { TaskReport(.succeeded(try await body($0.input))) }, forFunction: name)
  }

  mutating func set(_ route: Route, forResource resource: String) { byARN[resource] = route }

  mutating func set(_ route: Route, forFunction name: String) {
    byFunction[name] = route
    if name.utf8.contains(0x3a) { hasFunctionARNs = true }
  }

  mutating func set(_ route: Route, forActivity name: String, worker: String?) { byActivity[name] = (route, worker) }

  /// Registers a synchronous function for every task without a handler; it receives the whole request and returns a
  /// report.
  public mutating func otherwise(_ body: @escaping @Sendable (TaskRequest) -> TaskReport) { fallback = .plain(body) }

  /// Registers an asynchronous function for every task without a handler.
  public mutating func otherwise(_ body: @escaping @Sendable (TaskRequest) async -> TaskReport) {
    fallback = .concurrent(body)
  }

  /// Delegates all tasks except those that `exception` selects to another router.
  public mutating func delegate(
    unless exception: @escaping @Sendable (TaskRequest) -> Bool, to other: ResourceRouter
  ) {
    delegate = ({ @Sendable in !exception($0) }, { @Sendable in other.route($0, $1) })
  }

  /// Delegates each task for which another router is chosen; others go where they went before.
  package mutating func delegate(_ choose: @escaping @Sendable (TaskRequest) -> ResourceRouter?) {
    let own = self
    delegate = (
      { @Sendable in choose($0) != nil || own.delegate?.applies($0) == true },
      { @Sendable in (choose($0) ?? own).route($0, $1) }
    )
  }

  /// The same handlers, with something around each call of one.
  ///
  /// - Parameters:
  ///   - worker: the name of the worker that performs an activity's task, if it has one.
  ///   - body: performs a task, as a rule by calling `perform`.
  package func around(
    worker: @escaping @Sendable (TaskRequest) -> String?,
    _ body: @escaping @Sendable (TaskRequest, _ perform: @Sendable () async -> TaskReport) async -> TaskReport
  ) -> ResourceRouter {
    let inner = self
    var outer = self
    outer.workers = worker
    outer.delegate = (
      // An activity without a handler waits for a worker.
      { @Sendable task in if case .activity = task.resource { inner.hasHandler(for: task) } else { true } },
      { @Sendable _, machines in
        .concurrent { task in await body(task) { await inner.perform(task, machines) } }
      }
    )
    return outer
  }

  /// Has a task performed by its handler if that is a plain function.
  package func performAtOnce(_ task: TaskRequest) -> TaskReport? {
    guard case .plain(let body) = route(task) else { return nil }
    return TaskReport(of: task, by: body).checked(for: task)
  }

  // MARK: Routing

  /// Whether a handler is registered that performs a task, one for all others included.
  func hasHandler(for task: TaskRequest) -> Bool {
    if fallback != nil || byARN[task.resource.arn] != nil { return true }
    if let delegate, delegate.applies(task) { return true }
    guard case .activity(let arn) = task.resource else { return false }
    return byActivity[ActivityName.of(arn)] != nil
  }

  /// Whether a handler is registered that performs a task, other than one for all tasks without a handler.
  func hasOwnHandler(for task: TaskRequest) -> Bool {
    byARN[task.resource.arn] != nil || delegate?.applies(task) == true
  }

  /// Returns the handler of a task.
  ///
  /// - Parameter machines: the state machines that can be started otherwise, to be listed if the task has no handler.
  func route(_ task: TaskRequest, _ machines: KnownStateMachines = [:]) -> Route {
    if let delegate, delegate.applies(task) { return delegate.routes(task, machines) }
    let arn = task.resource.arn
    if !byARN.isEmpty, let route = byARN[arn] { return route }
    switch task.resource {
    case .lambdaFunction(let function):
      if !byFunction.isEmpty, let route = route(function) { return route }
    case .integration(let integration) where integration.service == "lambda":
      if let name = task.input["FunctionName"]?.stringValue, let route = route(LambdaFunction(name)) {
        return LambdaInvocation.wrap(route)
      }
    case .activity: if let activity = byActivity[ActivityName.of(arn)] { return activity.route }
    case .integration: break
    }
    return fallback ?? .plain { [self] in unknown($0, machines) }
  }

  /// The handler for a function, by its ARN or by its name.
  private func route(_ function: LambdaFunction) -> Route? {
    if hasFunctionARNs, let route = byFunction[function.arn] { return route }
    return byFunction[function.name]
  }

  /// The name of the worker that performs an activity's task, if it has one.
  func worker(of task: TaskRequest) -> String? {
    guard case .activity(let arn) = task.resource else { return nil }
    if let workers { return workers(task) }
    if byActivity.isEmpty { return nil }
    return byActivity[ActivityName.of(arn)]?.worker
  }

  private func unknown(_ task: TaskRequest, _ machines: KnownStateMachines) -> TaskReport {
    let hint = UnknownTask(task).hint(
      functions: Array(byFunction.keys), stateMachines: machines, activities: Array(byActivity.keys),
      resources: Array(byARN.keys))
    return TaskReport(
      .rejected(
        cause: "No handler is registered for the resource '\(task.resource.arn)' of the state '\(task.stateName)'"
          + hint))
  }
}

extension ResourceRouter.Route {
  /// A synchronous function.
  init(_ body: @escaping @Sendable (TaskRequest) throws -> TaskReport) { self = .plain(body) }

  /// An asynchronous function.
  init(_ body: @escaping @Sendable (TaskRequest) async throws -> TaskReport) { self = .concurrent(body) }

  /// The same route, with the name of the activity's worker in the reports.
  func reporting(worker: String?) -> ResourceRouter.Route {
    guard let worker else { return self }
    switch self {
    case .plain(let body): return .plain { TaskReport(of: $0, by: body).with(worker: worker) }
    case .concurrent(let body): return .concurrent { await TaskReport(of: $0, awaiting: body).with(worker: worker) }
    }
  }
}

extension TaskReport {
  /// The report of a synchronous handler; an error that it throws fails the task.
  init(of task: TaskRequest, by body: (TaskRequest) throws -> TaskReport) {
    do { self = try body(task) } catch { self.init(throwing: error) }
  }

  /// The report of an asynchronous handler; an error that it throws fails the task.
  init(of task: TaskRequest, awaiting body: (TaskRequest) async throws -> TaskReport) async {
    do { self = try await body(task) } catch { self.init(throwing: error) }
  }

  fileprivate consuming func with(worker: String) -> TaskReport {
    self.worker = worker
    return self
  }
}

/// Activities are identified by name.
enum ActivityName {
  /// `approve` out of `arn:aws:states:us-east-1:123456789012:activity:approve`; a name is its own.
  static func of(_ arnOrName: String) -> String {
    if case .activity(let name) = ARN(arnOrName)?.resource { name } else { arnOrName }
  }
}

/// The shape of `lambda:invoke`: the function receives `Payload`, and its result is wrapped.
enum LambdaInvocation {
  static func wrap(_ route: ResourceRouter.Route) -> ResourceRouter.Route {
    switch route {
    case .plain(let body): return .plain { wrap(try body(unwrap($0))) }
    case .concurrent(let body): return .concurrent { wrap(try await body(unwrap($0))) }
    }
  }

  private static func unwrap(_ task: TaskRequest) -> TaskRequest {
    task.replacingInput(task.input["Payload"] ?? [:])
  }

  private static func wrap(_ report: TaskReport) -> TaskReport {
    guard case .succeeded(let payload) = report.outcome else { return report }
    var wrapped = report
    wrapped.outcome = .succeeded([
      "ExecutedVersion": "$LATEST", "Payload": payload,
      "SdkHttpMetadata": ["HttpHeaders": [:], "HttpStatusCode": 200],
      "SdkResponseMetadata": ["RequestId": "00000000-0000-0000-0000-000000000000"], "StatusCode": 200,
    ])
    return wrapped
  }
}
