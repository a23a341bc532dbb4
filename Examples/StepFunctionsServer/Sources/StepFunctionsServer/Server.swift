import AsyncHTTPClient
import ExecutionLogs
import Foundation
public import Hummingbird
import HummingbirdCore
public import Logging
import NIOConcurrencyHelpers
import OrderedJSON
import ServiceLifecycle
import StatesEngine
import StatesRuntime
import StatesTesting
import StepFunctions
import StepFunctionsConsole
public import StepFunctionsHTTP
import TaskEndpoints
import UnixSignals

/// A server that answers for AWS Step Functions: the service in this process, over HTTP.
///
/// ```swift
/// var settings = ServerSettings()
/// settings.store = .memory
/// let server = try await Server(settings, logger: Logger(label: "step-functions"))
/// try await server.run()
/// ```
public struct Server: Sendable {
  /// The service.
  public let service: RunningService
  /// Which is what it was started with.
  public let settings: ServerSettings

  private let logger: Logger
  private let metrics: PrometheusMetrics?
  private let routes: StepFunctionsRoutes
  private let console: StepFunctionsConsole
  private let client: HTTPClient
  private let logFile: FileSink?
  private let importer: Importer?
  private let imported = NIOLockedValueBox<[String: Importer.Stamp]>([:])

  /// Opens the store and takes up what it has.
  ///
  /// - Parameters:
  ///   - settings: what it is started with.
  ///   - logger: where it says what happens.
  ///   - metrics: what `/metrics` shows; the caller makes it the system's with `MetricsSystem.bootstrap`.
  /// - Throws: ``ServerProblem``, or why a file or the store cannot be read.
  public init(_ settings: ServerSettings, logger: Logger, metrics: PrometheusMetrics? = nil) async throws {
    try settings.check()
    self.settings = settings
    self.logger = logger
    self.metrics = metrics
    let mocks = try settings.mockConfig.map(Self.mocks)
    var tasks = settings.tasks
    tasks.region = settings.region
    tasks.account = settings.account
    let client = HTTPClient(
      eventLoopGroupProvider: .singleton, configuration: TaskEndpoints.clientConfiguration)
    self.client = client
    // The service is made with what does its tasks.
    let running = NIOLockedValueBox<RunningService?>(nil)
    let endpoints = TaskEndpoints(settings: tasks, client: client, logger: logger) { task in
      running.withLockedValue { $0 }?.current.traceHeader(of: task.executionARN)
    }
    var quotas = ServiceQuotas()
    quotas.execution.waitPermille = settings.waitPermille
    var host = HostSettings()
    if settings.store.isShared { host.lease = settings.lease }
    let (region, account) = (settings.region, settings.account)
    let resources = endpoints.router()
    let sink = Self.sink(settings.executionLog, logger)
    logFile = sink as? FileSink
    let feed = ConsoleFeed()
    let log = sink.map { ExecutionLog(to: $0) }
    let observer = ObserverList(observers: [ServerObserver(logger), feed] + (log.map { [$0] } ?? []))
    let service: RunningService
    do {
      let datasets = try endpoints.datasets() ?? InMemoryDatasetStore()
      service = try await RunningService(settings.store, settings.retention) { [quotas, host] store in
        StepFunctionsService(
          store: store, region: region, account: account, resources: resources, mocks: mocks, datasets: datasets,
          quotas: quotas, settings: host, observer: observer)
      }
    } catch {
      // A client that is not shut down is a fault that ends the process.
      try? await client.shutdown()
      throw error
    }
    self.service = service
    running.withLockedValue { $0 = service }
    routes = StepFunctionsRoutes(limits: settings.limits) { service.current }
    console = StepFunctionsConsole(feed: feed) { service.current }
    importer = settings.importFolder.map {
      Importer(folder: $0, service: { service.current }, logger: logger)
    }
  }

  private static func sink(_ target: ExecutionLogTarget, _ logger: Logger) -> (any ExecutionLogSink)? {
    switch target {
    case .none: nil
    case .logger: LoggerSink(logger)
    case .file(let path): FileSink(path: path, logger: logger)
    }
  }

  private static func mocks(_ path: String) throws -> MockConfig {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw ServerProblem("the mock file '\(path)' cannot be read")
    }
    do {
      return try MockConfig(parsing: [UInt8](bytes))
    } catch {
      throw ServerProblem("the mock file \(path):\(error)")
    }
  }

  // MARK: HTTP

  /// The routes: the service and the console at `/`, and what tells about the server.
  func router() -> Router<ServiceContext> {
    let router = Router(context: ServiceContext.self)
    router.add(middleware: SameSiteMiddleware(hosts: settings.hosts, allowsAnyHost: anyHost))
    router.add(middleware: TracingMiddleware())
    routes.add(to: router)
    console.add(to: router)
    router.get("/health") { _, _ in await health() }
    if let metrics {
      router.get("/metrics") { _, _ in
        Response.page(metrics.text(gauges: gauges), type: "text/plain; version=0.0.4; charset=utf-8")
      }
    }
    if settings.allowsReset { router.post("/moto-api/reset") { _, _ in await reset() } }
    return router
  }

  /// A server that other machines reach is called by names that it cannot know, unless they are given.
  private var anyHost: Bool { settings.allowsRemote && settings.hosts.isEmpty }

  private func health() async -> Response {
    let counts = service.current.host.counts
    do {
      _ = try await service.current.listActivities(maxResults: 1)
    } catch {
      return .json(["status": "unavailable", "reason": .string(error.message)], .serviceUnavailable)
    }
    return .json([
      "status": "ok", "store": .string(settings.store.description), "executions": .integer(counts.executions),
      "openTokens": .integer(counts.openTokens), "requests": .integer(routes.requestCount),
    ])
  }

  private var gauges: [(name: String, value: Int)] {
    let counts = service.current.host.counts
    return [
      ("step_functions_executions_open", counts.executions), ("step_functions_executions_resident", counts.resident),
      ("step_functions_deadlines", counts.deadlines), ("step_functions_tokens_open", counts.openTokens),
      ("step_functions_requests", routes.requestCount), ("step_functions_console_pages", console.openPageCount),
    ]
  }

  private func reset() async -> Response {
    do {
      try await service.reset()
      return .json(["status": "ok"])
    } catch {
      logger.error("not reset", metadata: ["error": "\(error)"])
      return .json(["status": "failed", "message": .string("\(error)")], .conflict)
    }
  }

  // MARK: Life

  /// The server as an application, without what it does besides.
  ///
  /// - Parameter onRunning: told when it listens, and on which port.
  public func application(
    onRunning: @escaping @Sendable (Int?) async -> Void = { _ in }
  ) -> Application<RouterResponder<ServiceContext>> {
    Application(
      router: router(), server: StepFunctionsRoutes.server(settings.limits),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port), serverName: "step-functions-server", backlog: 1_024),
      onServerRunning: { await onRunning($0.localAddress?.port) }, logger: logger)
  }

  /// Makes state machines of the files that are new or have changed since the last call.
  ///
  /// - Throws: ``ServerProblem`` when the folder cannot be read. A file that is not valid is told to the logger.
  public func importOnce() async throws {
    guard let importer else { return }
    var known = imported.withLockedValue { $0 }
    try await importer.look(&known)
    imported.withLockedValue { [known] in $0 = known }
  }

  /// Parks what waits and closes the store: for a server that does not ``run(onRunning:)``.
  public func close() async {
    await service.close()
    logFile?.flush()
    try? await client.shutdown()
  }

  /// Takes up what the store has, imports, listens, and ends when the process is asked to: then it takes no requests any
  /// more, parks what waits, and closes the store.
  ///
  /// - Parameter onRunning: told when it listens, and on which port.
  public func run(onRunning: @escaping @Sendable (Int?) async -> Void = { _ in }) async throws {
    _ = try await service.current.recover()
    try await importOnce()
    // The last one is asked to end first.
    var services: [any Service] = [Keeper(server: self)]
    if settings.watches { services.append(ImportWatch(server: self, logger: logger)) }
    services.append(application(onRunning: onRunning))
    var configuration = ServiceGroupConfiguration(
      services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(20)
    try await ServiceGroup(configuration: configuration).run()
  }
}

/// Closes the service when all that used it has ended.
private struct Keeper: Service {
  let server: Server

  func run() async throws {
    try? await gracefulShutdown()
    await server.close()
  }
}

extension Response {
  static func page(_ text: String, type: String) -> Response {
    Response(status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  static func json(_ json: JSON, _ status: HTTPResponse.Status = .ok) -> Response {
    Response(
      status: status, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: JSONPrinter.compact.bytes(json))))
  }
}
