import AsyncHTTPClient
import Logging
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Does the tasks of a server: by the routes of a file, by endpoints with the APIs of AWS's services, by HTTPS requests.
///
/// In this order: a configured route; for activities and callbacks, whoever has the token; a call of a service at its
/// endpoint; and else a failure that names the resource and the setting that is missing. Nothing succeeds silently.
///
/// ```swift
/// var settings = try TaskEndpointSettings(environment: ProcessInfo.processInfo.environment)
/// let client = HTTPClient(configuration: TaskEndpoints.clientConfiguration)
/// let endpoints = TaskEndpoints(settings: settings, client: client, logger: logger)
/// let service = StepFunctionsService(resources: endpoints.router())
/// ```
///
/// Activities that have no route are left to workers, and `states:startExecution` tasks without a route to the service,
/// which starts executions itself. What cannot be done fails with `Lambda.ResourceNotFoundException` if it is a function,
/// otherwise with `States.TaskFailed`: both can be caught, and neither is in the usual lists of errors to retry.
public struct TaskEndpoints: Sendable {
  let settings: TaskEndpointSettings
  let client: EndpointClient
  let logger: Logger
  let traceHeader: @Sendable (TaskRequest) -> String?

  /// The configuration that a client should have: no redirects, which would send inputs to where nobody said, and no
  /// decompression, which would let a short answer become a long one.
  public static var clientConfiguration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.timeout.connect = .seconds(10)
    // Where nobody listens, that is said at once: workflows have their own retries.
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  /// Creates endpoints.
  ///
  /// - Parameters:
  ///   - settings: routes, endpoints and limits.
  ///   - client: sends all requests; made with ``clientConfiguration``. It is not shut down.
  ///   - logger: is told what cannot be done, never what is in inputs and answers.
  ///   - traceHeader: the X-Ray trace header of the execution that a task belongs to, if it was started with one.
  public init(
    settings: TaskEndpointSettings, client: HTTPClient, logger: Logger,
    traceHeader: @escaping @Sendable (TaskRequest) -> String? = { _ in nil }
  ) {
    self.settings = settings
    self.client = EndpointClient(client: client, logger: logger)
    self.logger = logger
    self.traceHeader = traceHeader
  }

  /// The handlers of all tasks, except those that are left to workers and to the service.
  public func router() -> ResourceRouter {
    var handlers = ResourceRouter()
    handlers.otherwise { task in await perform(task) }
    var router = ResourceRouter()
    router.delegate(unless: { task in !does(task) }, to: handlers)
    return router
  }

  /// Whether a task is done here.
  private func does(_ task: TaskRequest) -> Bool {
    switch task.resource {
    case .lambdaFunction: true
    case .activity: settings.routes.route(for: task) != nil
    case .integration(let integration):
      integration.service != "states" || settings.routes.route(for: task) != nil
    }
  }

  // MARK: Doing tasks

  private func perform(_ task: TaskRequest) async -> TaskReport {
    do {
      if let route = settings.routes.route(for: task) { return await perform(task, by: route) }
      let outcome = try await outcome(of: task)
      if case .failed(let error, _) = outcome {
        logger.debug("task failed", metadata: ["resource": "\(task.resource.arn)", "error": "\(error ?? "")"])
      }
      return report(outcome, of: task)
    } catch {
      // The answer is no longer awaited.
      return TaskReport(.never)
    }
  }

  /// What a task's request was answered is the result, or what is shown until somebody answers with the token.
  private func report(_ outcome: TaskReport.Outcome, of task: TaskRequest) -> TaskReport {
    guard case .succeeded(let answer) = outcome, case .integration(let integration) = task.resource else {
      return TaskReport(outcome)
    }
    switch integration.pattern {
    case .requestResponse: return TaskReport(outcome)
    case .waitForTaskToken: return TaskReport(.pending, submission: answer)
    case .sync: return TaskReport(outcome, submission: answer)
    }
  }

  private func perform(_ task: TaskRequest, by route: TaskRoute) async -> TaskReport {
    let call = FunctionCall(task)
    let context = TaskContext(task, traceHeader: traceHeader(task))
    let input = call?.input ?? task.input
    let timeout = route.timeout ?? settings.routeTimeout
    do {
      let result: JSON
      switch route.target {
      case .url(let target):
        result = try await target.perform(
          input, context, client: client, timeout: timeout, limit: settings.maximumBodyBytes)
      case .command(let command):
        result = try await command.perform(
          input, context, timeout: timeout, outputLimit: settings.maximumOutputBytes,
          errorLimit: settings.maximumErrorBytes)
      }
      guard let call else { return report(.succeeded(result), of: task) }
      return report(try FunctionResult(result, of: task).outcome(for: call.form), of: task)
    } catch let failure as RouteFailure {
      logger.debug("route failed", metadata: ["resource": "\(task.resource.arn)", "cause": "\(failure.cause)"])
      return TaskReport(failure.outcome(invokesFunction: call != nil))
    } catch let failure as TaskFailure {
      return TaskReport(.failed(error: failure.error, cause: failure.cause))
    } catch {
      // The answer is no longer awaited.
      return TaskReport(.never)
    }
  }

  private func outcome(of task: TaskRequest) async throws -> TaskReport.Outcome {
    let aws = AWSClient(client: client, settings: settings)
    if let call = FunctionCall(task) {
      return try await LambdaClient(aws: aws).invoke(call) ?? missing(task, .lambda)
    }
    return missing(task, nil)
  }

  // MARK: What is missing

  /// The failure of a task that nothing here does.
  ///
  /// - Parameter service: the service that would do it, if an endpoint of it were configured.
  private func missing(_ task: TaskRequest, _ service: AWSService?) -> TaskReport.Outcome {
    let arn = task.resource.arn
    let cause: String
    if let service {
      cause =
        "No endpoint is configured for '\(arn)'; set \(TaskEndpointSettings.variable(of: service)) "
        + "or add a route for it"
    } else {
      cause = "Nothing is configured that does '\(arn)'; add a route for it"
    }
    logger.warning("\(cause)", metadata: ["state": "\(task.stateName)", "execution": "\(task.executionARN)"])
    let isFunction = FunctionCall(task) != nil
    return .failed(error: isFunction ? "Lambda.ResourceNotFoundException" : "States.TaskFailed", cause: cause)
  }
}

extension FunctionResult {
  /// What a route answered, as if Lambda had.
  init(_ result: JSON, of task: TaskRequest) {
    payload = JSONPrinter.compact.bytes(result)
    executedVersion = "$LATEST"
    metadata = [
      (
        "SdkHttpMetadata",
        ["AllHttpHeaders": [:], "HttpHeaders": [:], "HttpStatusCode": 200]
      ),
      ("SdkResponseMetadata", ["RequestId": .string(task.deduplicationID)]),
    ]
  }
}
