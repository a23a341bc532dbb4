import LanguageSupport
import OrderedJSON
public import StatesEngine
import StatesLanguage
public import StatesRuntime
public import StatesTesting

/// AWS Step Functions in this process: all 37 operations, over an ``StatesRuntime/ExecutionHost`` and its store.
///
/// Names, members, defaults, idempotency, pagination, limits and error texts are the service's. A test talks to it where
/// the real client would talk to AWS, and answers activities and task tokens itself; tasks go to the handlers of a
/// router, or to the cases of a mock file.
///
/// ```swift
/// var resources = ResourceRouter()
/// resources.function("charge") { order in ["charged": order["total"] ?? 0] }
/// let service = StepFunctionsService(resources: resources)
/// let machine = try await service.createStateMachine(
///   name: "Orders", definition: definition, roleArn: "arn:aws:iam::123456789012:role/orders")
/// let started = try await service.startExecution(stateMachineArn: machine.stateMachineArn, input: #"{"total": 12}"#)
/// let ended = try await service.result(of: started.executionArn)
/// ```
///
/// Each account and each region has resources of its own; ``scoped(region:account:)`` gives another view of the same
/// service.
///
/// - SeeAlso: AWS Step Functions API Reference; the page *Known differences*.
public struct StepFunctionsService: Sendable {
  let scope: ServiceScope

  /// Creates a service. With a store that has been used before, ``recover()`` comes first.
  ///
  /// - Parameters:
  ///   - store: keeps everything; in memory by default.
  ///   - region: the region of what is created.
  ///   - account: the account of what is created, 12 digits.
  ///   - resources: the handlers of tasks. Activities without one wait for `GetActivityTask`.
  ///   - mocks: a mock file; an execution that is started as `<state machine ARN>#<case>` is answered by a case of it.
  ///   - datasets: the store that distributed Maps use; in memory and empty by default.
  ///   - quotas: what an account may have; the service's by default.
  ///   - settings: what the host may take.
  ///   - clock: the clock for waiting until deadlines; must run as fast as `wallClock`.
  ///   - wallClock: the current time; the system's by default.
  ///   - observer: receives what the host does.
  ///   - seed: what identifiers and task tokens are made from; drawn by default. With a seed, and a clock that a test
  ///     moves, the same calls give the same answers. Not for anything that others can reach, and not twice for one store.
  public init(
    store: any ExecutionStore = MemoryStore(), region: String = "us-east-1", account: String = "123456789012",
    resources: ResourceRouter = ResourceRouter(), mocks: MockConfig? = nil,
    datasets: any DatasetStore = InMemoryDatasetStore(), quotas: ServiceQuotas = ServiceQuotas(),
    settings: HostSettings = HostSettings(), clock: any Clock<Duration> = ContinuousClock(),
    wallClock: @escaping @Sendable () -> Timestamp = { Timestamp.systemTime() },
    observer: (any ExecutionObserver)? = nil, seed: UInt64? = nil
  ) {
    let core = ServiceCore(
      store: store, resources: resources, mocks: mocks, datasets: datasets, settings: settings, clock: clock,
      wallClock: wallClock, quotas: quotas, observer: observer, seed: seed)
    scope = ServiceScope(core: core, region: region, account: account)
  }

  private init(_ scope: ServiceScope) { self.scope = scope }

  /// The region of this view.
  public var region: String { scope.region }

  /// The account of this view.
  public var account: String { scope.account }

  /// The same service, seen from another region or account.
  public func scoped(region: String? = nil, account: String? = nil) -> StepFunctionsService {
    StepFunctionsService(
      ServiceScope(core: scope.core, region: region ?? scope.region, account: account ?? scope.account))
  }

  /// The same, for a request with a trace header.
  func scoped(region: String?, account: String?, traceHeader: String?) -> StepFunctionsService {
    var scope = scoped(region: region, account: account).scope
    if let traceHeader, traceHeader.utf8.count <= 256, traceHeader.utf8.allSatisfy({ $0 < 0x80 }) {
      scope.traceHeader = traceHeader
    }
    return StepFunctionsService(scope)
  }

  /// The host of the executions.
  public var host: ExecutionHost { scope.core.host }

  // MARK: Life

  /// Takes up what the store has: activities, state machines that are being deleted, executions that have not ended.
  ///
  /// - Returns: the number of executions that were taken up.
  /// - Throws: ``StepFunctionsError/Code/serviceUnavailable`` or ``StepFunctionsError/Code/internalFailure`` when the
  ///   store
  ///   cannot be read.
  @discardableResult
  public func recover() async throws(StepFunctionsError) -> Int { try await scope.core.recover() }

  /// Parks all executions that only wait, and leaves the others to the next one that recovers them. The store is not
  /// closed.
  public func shutDown() async { await host.shutDown() }

  // MARK: Operations

  /// Checks a request and carries it out: what all the operations' methods do.
  func perform<Input: OperationInput>(_ input: Input) async throws(StepFunctionsError) -> Input.Output {
    var findings = RequestFindings()
    input.check(at: "", .any, &findings)
    if let error = findings.error { throw error }
    return try await input.perform(in: scope)
  }

  // MARK: For tests

  /// Waits until an execution has ended, and describes it; when the current task is cancelled, it is described at once.
  ///
  /// - Parameter executionArn: the ARN of an execution, also of an express one that has ended lately.
  /// - Throws: `ExecutionDoesNotExist`.
  public func result(of executionArn: String) async throws(StepFunctionsError) -> DescribeExecutionOutput {
    try checkOwns(executionArn)
    let ended: ExecutionDescription
    do throws(HostError) {
      ended = try await host.result(of: executionArn)
    } catch {
      throw StepFunctionsError(error)
    }
    return scope.describe(ended)
  }

  /// Lets time pass until an execution has ended, and describes it.
  ///
  /// Time goes from one deadline to the next, of whatever execution, as ``StatesRuntime/VirtualClock`` does it. When nothing
  /// is left that time could bring, such as for a task that a worker is to take, the execution's current description is given.
  ///
  /// - Parameters:
  ///   - executionArn: the ARN of an execution.
  ///   - clock: the clock that the service was created with.
  /// - Throws: `ExecutionDoesNotExist`.
  public func result(
    of executionArn: String, advancing clock: VirtualClock
  ) async throws(StepFunctionsError) -> DescribeExecutionOutput {
    try checkOwns(executionArn)
    let execution: ExecutionDescription
    do throws(HostError) {
      execution = try await scope.core.advance(clock, untilEndOf: executionArn)
    } catch {
      throw StepFunctionsError(error)
    }
    return scope.describe(execution)
  }

  /// Checks that an execution is one of this view.
  private func checkOwns(_ executionArn: String) throws(StepFunctionsError) {
    guard let arn = ARN(executionArn), scope.owns(arn) else { throw .executionDoesNotExist(executionArn) }
  }
}
