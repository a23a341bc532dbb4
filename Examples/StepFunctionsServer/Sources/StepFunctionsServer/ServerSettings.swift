public import StatesRuntime
public import StepFunctionsHTTP
public import TaskEndpoints

/// What a server is started with.
public struct ServerSettings: Sendable {
  /// The address to listen on.
  public var host = "127.0.0.1"
  /// The port; 0 for any that is free.
  public var port = 8083
  /// Where everything is kept.
  public var store = StoreLocation.sqlite("step-functions.sqlite")
  /// How long ended executions are kept.
  public var retention = StoreRetention()
  /// How long a server that shares its store owns executions without a sign of life.
  public var lease = Duration.seconds(30)
  /// The region of requests that are not signed.
  public var region = "us-east-1"
  /// The account of requests whose access key is not one.
  public var account = "123456789012"
  /// The path of a mock file.
  public var mockConfig: String?
  /// How long Wait states and delays before retries are, in thousandths.
  public var waitPermille = 1_000
  /// What is done with tasks.
  public var tasks = TaskEndpointSettings()
  /// Where executions are logged whose state machines have a `loggingConfiguration`.
  public var executionLog = ExecutionLogTarget.none
  /// A folder from which every `*.asl.json` becomes a state machine.
  public var importFolder: String?
  /// Whether that folder is looked at again and again.
  public var watches = false
  /// Whether other machines may reach the server.
  public var allowsRemote = false
  /// Further host names of the server.
  public var hosts: [String] = []
  /// Whether `POST /moto-api/reset` forgets everything.
  public var allowsReset = false
  /// What requests may take.
  public var limits = HTTPLimits()

  /// The settings by default.
  public init() {}

  /// Checks what no single setting can say.
  ///
  /// - Throws: ``ServerProblem``.
  public func check() throws {
    guard (0...65_535).contains(port) else { throw ServerProblem("\(port) is not a port") }
    if !allowsRemote, !["localhost", "::1"].contains(host), !host.hasPrefix("127.") {
      throw ServerProblem(
        "listening on \(host) would let other machines use this server, which checks no signature; say --allow-remote if that is meant"
      )
    }
    guard account.utf8.count == 12, account.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      throw ServerProblem("an account has 12 digits; '\(account)' is not one (AWS_ACCOUNT_ID)")
    }
    guard (0...1_000_000).contains(waitPermille) else {
      throw ServerProblem("the scale of waits lies between 0 and 1000 (WAIT_TIME_SCALE)")
    }
    if watches, importFolder == nil { throw ServerProblem("--watch needs --import") }
    guard lease >= .milliseconds(100), lease <= .seconds(3_600) else {
      throw ServerProblem("a lease lasts between 0.1 and 3600 seconds")
    }
  }

  /// Takes over the environment variables that people know from Step Functions Local, LocalStack and the AWS tools.
  ///
  /// - Parameter environment: names and values; unknown names are ignored, empty values are the same as none.
  /// - Throws: ``ServerProblem`` for a value that cannot be used.
  public mutating func apply(_ environment: [String: String]) throws {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    if let text = value("AWS_ACCOUNT_ID") { account = text }
    if let text = value("AWS_DEFAULT_REGION") ?? value("AWS_REGION") { region = text }
    if let text = value("SFN_MOCK_CONFIG") { mockConfig = text }
    if let text = value("WAIT_TIME_SCALE") {
      guard let scale = Double(text) else {
        throw ServerProblem("WAIT_TIME_SCALE is a number between 0 and 1000, not '\(text)'")
      }
      try scaleWaits(by: scale)
    }
    tasks = try TaskEndpointSettings(environment: environment)
  }

  /// Makes Wait states and delays before retries longer or shorter.
  ///
  /// - Parameter scale: 0 for none, 1 as defined, at most 1,000.
  /// - Throws: ``ServerProblem`` for another number.
  public mutating func scaleWaits(by scale: Double) throws {
    guard scale >= 0, scale <= 1_000 else {
      throw ServerProblem("the scale of waits is a number between 0 and 1000, not \(scale)")
    }
    waitPermille = Int((scale * 1_000).rounded())
  }
}

/// Where execution logs go.
public enum ExecutionLogTarget: Sendable, Hashable {
  /// Nowhere.
  case none
  /// To the server's own log.
  case logger
  /// To a file, a line of JSON for each event.
  case file(String)
}
