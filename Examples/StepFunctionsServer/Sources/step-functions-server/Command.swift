import ArgumentParser
import CoreMetrics
import Foundation
import Logging
import StatesRuntime
import StepFunctionsServer
import TaskEndpoints
import Tracing

@main
struct Command: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step-functions-server",
    abstract: "AWS Step Functions on this machine: the API that aws, boto3 and every SDK speak.",
    discussion: """
      Environment: AWS_ACCOUNT_ID, AWS_DEFAULT_REGION, SFN_MOCK_CONFIG, WAIT_TIME_SCALE, LAMBDA_ENDPOINT and the *_ENDPOINT of \
      other services. An option wins over its variable.

      The server is for this machine: it checks no signature. It exits with 0 when it was asked to end, 1 when it could not \
      start or go on, 64 for wrong use.
      """)

  @Option(help: "The port to listen on; 0 for any that is free.")
  var port = 8083

  @Option(help: "The address to listen on.")
  var host = "127.0.0.1"

  @Option(
    help: "Where everything is kept: sqlite:PATH, file:FOLDER, postgres:URL or memory.",
    transform: { text in
      guard let location = StoreLocation(text) else {
        throw ValidationError("'\(text)' is none of sqlite:PATH, file:FOLDER, postgres:URL, memory")
      }
      return location
    })
  var store = StoreLocation.sqlite("step-functions.sqlite")

  @Option(help: "How many ended executions are kept; all of 90 days by default.")
  var retention: Int?

  @Option(help: "How many seconds a server of a shared store owns executions without a sign of life.")
  var lease = 30.0

  @Option(help: "A mock file, as Step Functions Local reads it (SFN_MOCK_CONFIG).")
  var mockConfig: String?

  @Option(help: "How long Wait states and delays before retries are: 0 for none, 1 as defined (WAIT_TIME_SCALE).")
  var waitTimeScale: Double?

  @Option(help: "A JSON file that says which URL or command does which task.")
  var routes: String?

  @Option(help: "A JSON file with the credentials of the connections that HTTP tasks name.")
  var connections: String?

  @Option(help: "A folder with a folder for each bucket, from which distributed Maps read and to which they write.")
  var s3: String?

  @Option(
    help: "A file for the execution logs of state machines with a loggingConfiguration; - is the server's own log.")
  var executionLog: String?

  @Option(name: .customLong("import"), help: "A folder: every *.asl.json in it becomes a state machine.")
  var importFolder: String?

  @Flag(help: "Import again when a file changes.")
  var watch = false

  @Flag(help: "Let other machines use this server, which checks no signature.")
  var allowRemote = false

  @Option(help: "A further host name under which clients reach the server; can be repeated.")
  var allowHost: [String] = []

  @Flag(help: "Let POST /moto-api/reset forget everything.")
  var allowReset = false

  @Flag(help: "Write a line for each request and each task, with its trace, to the log.")
  var traces = false

  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel = "info"

  mutating func run() async throws {
    guard let level = Logger.Level(rawValue: logLevel) else {
      throw ValidationError("'\(logLevel)' is not a log level")
    }
    LoggingSystem.bootstrap(StreamLogHandler.standardError)
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    var logger = Logger(label: "step-functions")
    logger.logLevel = level
    if traces { InstrumentationSystem.bootstrap(LogTracer(Logger(label: "step-functions.traces"))) }
    FileLimit.raise()
    do {
      let server = try await Server(try settings(), logger: logger, metrics: metrics)
      let (host, store) = (host, store)
      let log = logger
      try await server.run { port in
        log.notice("listening on http://\(host):\(port ?? 0)", metadata: ["store": "\(store)"])
      }
    } catch {
      logger.critical("\(error)")
      throw ExitCode.failure
    }
  }

  private func settings() throws -> ServerSettings {
    var settings = ServerSettings()
    try settings.apply(ProcessInfo.processInfo.environment)
    settings.host = host
    settings.port = port
    settings.store = store
    if let retention { settings.retention.count = max(retention, 0) }
    settings.lease = .milliseconds(Int64(min(max(lease, 0), 1_000_000) * 1_000))
    if let mockConfig { settings.mockConfig = mockConfig }
    if let waitTimeScale { try settings.scaleWaits(by: waitTimeScale) }
    if let routes { settings.tasks.routes = try TaskRoutes(contentsOf: routes) }
    if let connections { settings.tasks.connections = try HTTPConnections(contentsOf: connections) }
    if let s3 { settings.tasks.bucketFolder = s3 }
    if let executionLog { settings.executionLog = executionLog == "-" ? .logger : .file(executionLog) }
    settings.importFolder = importFolder
    settings.watches = watch
    settings.allowsRemote = allowRemote
    settings.hosts = allowHost
    settings.allowsReset = allowReset
    return settings
  }
}

/// How many files and connections the process may have open.
enum FileLimit {
  /// As many as the system allows: each connection is one.
  static func raise() {
    var limit = rlimit()
    #if canImport(Darwin)
      let kind = RLIMIT_NOFILE
      let most = rlim_t(10_240)
    #else
      let kind = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
      let most = rlim_t.max
    #endif
    guard getrlimit(kind, &limit) == 0 else { return }
    limit.rlim_cur = min(limit.rlim_max, most)
    _ = setrlimit(kind, &limit)
  }
}
