public import OrderedJSON
public import StatesEngine
import StatesLanguage

/// Who does which task: handlers by resource ARN, by function name, or for everything else.
///
/// ```swift
/// var resources = ResourceRouter()
/// resources.function("price") { input in ["total": 12] }          // any Lambda function named `price`
/// resources.on("arn:aws:states:::sqs:sendMessage") { _ in ["MessageId": "1"] }
/// ```
public struct ResourceRouter: Sendable {
  /// A handler that is a plain function costs no suspension; one that is not may take its time.
  enum Route: Sendable {
    case plain(@Sendable (TaskRequest) -> TaskReport)
    case concurrent(@Sendable (TaskRequest) async -> TaskReport)
  }

  private var byARN: [String: Route] = [:]
  private var byFunction: [String: Route] = [:]
  /// Whether a function is known by more than its bare name; otherwise whole ARNs need not be looked up.
  private var hasFunctionARNs = false
  private var byActivity: [String: (route: Route, worker: String?)] = [:]
  private var fallback: Route?
  private var delegate:
    (applies: @Sendable (TaskRequest) -> Bool, routes: @Sendable (TaskRequest, KnownStateMachines) -> Route)?

  /// The activities, by their ARNs, that do not exist: a task of one fails its execution with `States.Runtime` before it
  /// is scheduled. All others exist, whether somebody works for them or not.
  public var missingActivities: Set<String> = []

  /// A router that knows nobody.
  public init() {}

  // MARK: Registering

  /// Has a handler do the tasks of a resource.
  public mutating func on(_ resource: String, handler: some ResourceHandler) {
    byARN[resource] = .concurrent { await handler.perform($0) }
  }

  /// Has a plain function do the tasks of a resource; it gets the task's input.
  public mutating func on(_ resource: String, _ body: @escaping @Sendable (JSON) throws -> JSON) {
    byARN[resource] = Route { TaskReport(.succeeded(try body($0.input))) }
  }

  /// Has an asynchronous function do the tasks of a resource; it gets the task's input.
  public mutating func on(_ resource: String, _ body: @escaping @Sendable (JSON) async throws -> JSON) {
    byARN[resource] = Route { TaskReport(.succeeded(try await body($0.input))) }
  }

  /// Has a plain function stand in for the Lambda function of that name, however it is invoked: by its ARN, or through
  /// `lambda:invoke`, whose result then has the integration's shape.
  public mutating func function(_ name: String, _ body: @escaping @Sendable (JSON) throws -> JSON) {
    set(Route { TaskReport(.succeeded(try body($0.input))) }, forFunction: name)
  }

  /// Has an asynchronous function stand in for the Lambda function of that name.
  public mutating func function(_ name: String, _ body: @escaping @Sendable (JSON) async throws -> JSON) {
    set(Route { TaskReport(.succeeded(try await body($0.input))) }, forFunction: name)
  }

  mutating func set(_ route: Route, forResource resource: String) { byARN[resource] = route }

  mutating func set(_ route: Route, forFunction name: String) {
    byFunction[name] = route
    if name.utf8.contains(0x3a) { hasFunctionARNs = true }
  }

  mutating func set(_ route: Route, forActivity name: String, worker: String?) { byActivity[name] = (route, worker) }

  /// Has a plain function do every task that nobody else does; it sees the whole request and says how it went.
  public mutating func otherwise(_ body: @escaping @Sendable (TaskRequest) -> TaskReport) { fallback = .plain(body) }

  /// Has an asynchronous function do every task that nobody else does.
  public mutating func otherwise(_ body: @escaping @Sendable (TaskRequest) async -> TaskReport) {
    fallback = .concurrent(body)
  }

  /// Hands the tasks that `exception` does not keep back to another router.
  public mutating func delegate(
    unless exception: @escaping @Sendable (TaskRequest) -> Bool, to other: ResourceRouter
  ) {
    delegate = ({ @Sendable in !exception($0) }, { @Sendable in other.route($0, $1) })
  }

  // MARK: Routing

  /// Who does a task.
  ///
  /// - Parameter machines: the state machines that can be started otherwise, to be named where nobody does the task.
  func route(_ task: TaskRequest, _ machines: KnownStateMachines = [:]) -> Route {
    if let delegate, delegate.applies(task) { return delegate.routes(task, machines) }
    let arn = task.resource.arn
    if !byARN.isEmpty, let route = byARN[arn] { return route }
    switch task.resource {
    case .lambdaFunction:
      if !byFunction.isEmpty, let route = function(arn) { return route }
    case .integration(let integration) where integration.service == "lambda":
      if let name = task.input["FunctionName"]?.stringValue, let route = function(name) {
        return LambdaInvocation.wrap(route)
      }
    case .activity: if let activity = byActivity[ActivityName.of(arn)] { return activity.route }
    case .integration: break
    }
    return fallback ?? .plain { [self] in unknown($0, machines) }
  }

  /// Who stands in for a function, known by its ARN or by its name.
  private func function(_ arn: String) -> Route? {
    if hasFunctionARNs, let route = byFunction[arn] { return route }
    return byFunction[LambdaInvocation.functionName(arn)]
  }

  /// The name of the worker that takes up an activity's task, where it has one.
  func worker(of task: TaskRequest) -> String? {
    guard case .activity(let arn) = task.resource, !byActivity.isEmpty else { return nil }
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
  /// A plain function; what it throws fails the task.
  ///
  /// - Parameter worker: the name of the activity's worker, if it has one.
  init(worker: String? = nil, _ body: @escaping @Sendable (TaskRequest) throws -> TaskReport) {
    self = .plain { task in
      var report: TaskReport
      do { report = try body(task) } catch { report = TaskReport(throwing: error) }
      if let worker { report.worker = worker }
      return report
    }
  }

  /// An asynchronous function; what it throws fails the task.
  ///
  /// - Parameter worker: the name of the activity's worker, if it has one.
  init(worker: String? = nil, _ body: @escaping @Sendable (TaskRequest) async throws -> TaskReport) {
    self = .concurrent { task in
      var report: TaskReport
      do { report = try await body(task) } catch { report = TaskReport(throwing: error) }
      if let worker { report.worker = worker }
      return report
    }
  }
}

/// Activities are told apart by their names.
enum ActivityName {
  /// `approve` out of `arn:aws:states:us-east-1:123456789012:activity:approve`; a name is its own.
  static func of(_ arnOrName: String) -> String {
    if case .activity(let name) = ARN(arnOrName)?.resource { name } else { arnOrName }
  }
}

/// The shape of `lambda:invoke`: the function gets `Payload`, and its result comes wrapped.
enum LambdaInvocation {
  /// `price` out of `arn:aws:lambda:us-east-1:123456789012:function:price:PROD`.
  static func functionName(_ arn: String) -> String {
    // Every invocation comes through here: one pass over the bytes, and one text made.
    arn.utf8.withContiguousStorageIfAvailable { functionName($0) }
      ?? Array(arn.utf8).withUnsafeBufferPointer(functionName)
  }

  private static func functionName(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    var start = 0
    var isBehindFunction = false
    var first: Int?
    // No range is gone through: the iterator of a closed one costs more than all else here.
    var place = 0
    while place <= bytes.count {
      if place == bytes.count || bytes[place] == 0x3a {
        if isBehindFunction {
          return String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<place]), as: UTF8.self)
        }
        isBehindFunction = place - start == 8 && isFunction(bytes, at: start)
        first = first ?? place
        start = place + 1
      }
      place += 1
    }
    return String(decoding: bytes[..<(first ?? bytes.count)], as: UTF8.self)
  }

  /// Whether `function` begins at that place; its eight bytes are there.
  private static func isFunction(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Bool {
    let word: StaticString = "function"
    for place in 0..<8 where bytes[start + place] != word.utf8Start[place] { return false }
    return true
  }

  static func wrap(_ route: ResourceRouter.Route) -> ResourceRouter.Route {
    switch route {
    case .plain(let body): return .plain { wrap(body(unwrap($0))) }
    case .concurrent(let body): return .concurrent { wrap(await body(unwrap($0))) }
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
