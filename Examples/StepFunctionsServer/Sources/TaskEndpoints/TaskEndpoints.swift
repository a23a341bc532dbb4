import AsyncHTTPClient
import Logging
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import Tracing

/// Does the tasks of a server: by the routes of a file, by endpoints with the APIs of AWS's services, by HTTPS requests.
///
/// In this order: a configured route; for activities and callbacks, the holder of the token; a call of a service at its
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

  /// The store of datasets: the folder of buckets, or the endpoint of S3; `nil` if neither is configured.
  ///
  /// - Throws: ``SettingsError`` if the endpoint is not an address.
  public func datasets() throws(SettingsError) -> (any DatasetStore)? {
    if let folder = settings.bucketFolder { return FolderDatasetStore(root: folder) }
    guard let endpoint = settings.endpoint(of: .s3) else { return nil }
    return try S3DatasetStore(
      endpoint: endpoint, client: client.client, region: settings.region, credentials: settings.credentials)
  }

  /// The handlers of all tasks, except those that are left to workers and to the service.
  public func router() -> ResourceRouter {
    var routed = ResourceRouter()
    routed.otherwise { task in await traced(task) { await performByRoute(task) } }
    var called = ResourceRouter()
    called.otherwise { task in await traced(task) { await performByCall(task) } }
    let http = HTTPInvoke(client: client, settings: settings)
    called.onHTTP { request in try await http.perform(request) }
    called.delegate(unless: { task in settings.routes.route(for: task) == nil }, to: routed)
    var router = ResourceRouter()
    router.delegate(unless: { task in !does(task) }, to: called)
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

  /// Does a task in a span, which continues the trace of the execution.
  private func traced(_ task: TaskRequest, _ perform: () async -> TaskReport) async -> TaskReport {
    var context = ServiceContext.topLevel
    if let header = traceHeader(task) {
      InstrumentationSystem.instrument.extract(header, into: &context, using: TraceHeaderExtractor())
    }
    return await withSpan("task", context: context, ofKind: .client) { span in
      span.updateAttributes { attributes in
        attributes["states.state"] = task.stateName
        attributes["states.execution"] = task.executionARN
        attributes["states.resource"] = task.resource.arn
      }
      let report = await perform().bounded
      if case .failed(let error, _) = report.outcome {
        span.updateAttributes { $0["states.error"] = error ?? "" }
        span.setStatus(SpanStatus(code: .error))
      }
      return report
    }
  }

  private func performByCall(_ task: TaskRequest) async -> TaskReport {
    do {
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

  /// What a task's request was answered is the result, or what is shown until it is answered with the token.
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

  private func performByRoute(_ task: TaskRequest) async -> TaskReport {
    // It was found when the task was given to this handler.
    guard let route = settings.routes.route(for: task) else { return TaskReport(.never) }
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
    guard case .integration(let integration) = task.resource else {
      return unsupported(task, "Calls of '\(task.resource.arn)' are not supported")
    }
    guard integration.pattern != .sync else {
      return unsupported(task, "Waiting for the end of the job of '\(integration.arn)' is not supported")
    }
    if integration.service == "aws-sdk:s3", let action = S3Tasks.Action(rawValue: integration.action) {
      guard let store = try datasets() else { return missing(task, .s3) }
      return try await S3Tasks(store: store).outcome(action, of: task)
    }
    guard let call = ServiceCall(integration) else {
      return unsupported(task, "Calls of '\(integration.arn)' are not supported")
    }
    var request = call.request(task)
    if let header = traceHeader(task) { request.headers.add(name: "X-Amzn-Trace-Id", value: header) }
    do {
      guard let answer = try await aws.call(call.service, request, timeout: settings.serviceTimeout) else {
        return missing(task, call.service)
      }
      return call.outcome(answer)
    } catch let problem as EndpointProblem {
      return problem.outcome(errorPrefix: call.errorPrefix)
    }
  }

  // MARK: What is missing

  /// The failure of a task whose service has no endpoint.
  private func missing(_ task: TaskRequest, _ service: AWSService) -> TaskReport.Outcome {
    let isFunction = FunctionCall(task) != nil
    return fail(
      task, isFunction ? "Lambda.ResourceNotFoundException" : "States.TaskFailed",
      "No endpoint is configured for '\(task.resource.arn)'; set \(TaskEndpointSettings.variable(of: service)) "
        + "or add a route for it")
  }

  /// The failure of a task that no endpoint can do.
  private func unsupported(_ task: TaskRequest, _ reason: String) -> TaskReport.Outcome {
    fail(task, "States.TaskFailed", reason + "; add a route for it")
  }

  private func fail(_ task: TaskRequest, _ error: String, _ cause: String) -> TaskReport.Outcome {
    logger.warning("\(cause)", metadata: ["state": "\(task.stateName)", "execution": "\(task.executionARN)"])
    return .failed(error: error, cause: cause)
  }
}

extension TaskReport {
  /// The most characters of an error's name, and of a cause, in the API.
  private static let (longestName, longestCause) = (256, 32_768)

  /// The same report, with no longer error name and cause than the API has: endpoints may send any.
  fileprivate var bounded: TaskReport {
    guard case .failed(let error, let cause) = outcome else { return self }
    var report = self
    report.outcome = .failed(
      error: error.map { String($0.unicodeScalars.prefix(Self.longestName)) },
      cause: cause.map { String($0.unicodeScalars.prefix(Self.longestCause)) })
    return report
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

/// Gives the execution's X-Ray header to tracers that ask for it.
private struct TraceHeaderExtractor: Extractor {
  func extract(key: String, from header: String) -> String? {
    key.lowercased() == "x-amzn-trace-id" ? header : nil
  }
}
