/// What a server knows of those who do its tasks: routes, endpoints, credentials, and how much it waits and reads.
public struct TaskEndpointSettings: Sendable {
  /// The routes, which come before all endpoints.
  public var routes = TaskRoutes()
  /// The endpoints of AWS's services, by the names that services have in `arn:aws:states:::aws-sdk:…`: `lambda`, `sqs`,
  /// `secretsmanager`. Each is an `http` or `https` address, or ``awsEndpoint``.
  public var endpoints: [String: String] = [:]
  /// The endpoint of the services that have none in ``endpoints``.
  public var defaultEndpoint: String?
  /// The connections of HTTP tasks.
  public var connections = HTTPConnections()
  /// The folder that stands for S3: each folder in it is a bucket. It comes before the endpoint of S3.
  public var bucketFolder: String?
  /// The region that signatures name.
  public var region = "us-east-1"
  /// The account, 12 digits, to which unqualified names belong.
  public var account = "123456789012"
  /// The credentials that sign requests.
  public var credentials = AWSCredentials.test

  /// How long a function may take.
  public var functionTimeout = Duration.seconds(900)
  /// How long a route may take that says nothing about it.
  public var routeTimeout = Duration.seconds(900)
  /// How long other services may take to answer.
  public var serviceTimeout = Duration.seconds(60)
  /// The most bytes that are read of an answer: the longest that Lambda gives.
  public var maximumBodyBytes = 6_291_556
  /// The most bytes that are read of a program's standard output.
  public var maximumOutputBytes = 1_048_576
  /// How many bytes of a program's standard error are kept: the last.
  public var maximumErrorBytes = 65_536

  /// The endpoint that stands for AWS's own, in ``region``.
  public static let awsEndpoint = "aws"

  /// No routes and no endpoints.
  public init() {}

  /// Reads the environment variables that AWS's tools, Step Functions Local and this server know.
  ///
  /// | Variable | Meaning |
  /// |---|---|
  /// | `LAMBDA_ENDPOINT`, `SQS_ENDPOINT`, `SAGE_MAKER_ENDPOINT`, … | the endpoint of a service; `aws` for AWS's own |
  /// | `AWS_ENDPOINT_URL_<SERVICE>`, `AWS_ENDPOINT_URL` | the same, as the SDKs read it; the first kind comes before |
  /// | `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` | `true`: the variables of the SDKs have no effect |
  /// | `AWS_DEFAULT_REGION`, `AWS_REGION`, `AWS_ACCOUNT_ID` | region and account |
  /// | `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN` | credentials; `test` and `test` without them |
  /// | `TASK_ROUTES` | the path of a file of routes |
  /// | `HTTP_CONNECTIONS` | the path of a file of connections |
  /// | `S3_FOLDER` | a folder whose folders are the buckets of S3 |
  ///
  /// - Throws: ``SettingsError``, which names the variable or the file.
  public init(environment: [String: String]) throws(SettingsError) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    region = value("AWS_DEFAULT_REGION") ?? value("AWS_REGION") ?? region
    account = value("AWS_ACCOUNT_ID") ?? account
    if let key = value("AWS_ACCESS_KEY_ID"), let secret = value("AWS_SECRET_ACCESS_KEY") {
      credentials = AWSCredentials(
        accessKeyID: key, secretAccessKey: secret, sessionToken: value("AWS_SESSION_TOKEN"))
    }
    let ignoresSDKs = value("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")?.lowercased() == "true"
    func endpoint(_ names: [String]) throws(SettingsError) -> String? {
      for name in names where !(ignoresSDKs && name.hasPrefix("AWS_")) {
        guard let address = value(name) else { continue }
        guard address == Self.awsEndpoint || EndpointAddress(address) != nil else {
          throw SettingsError(source: name, problem: "'\(address)' is not an http or https address, nor 'aws'")
        }
        return address
      }
      return nil
    }
    for (service, id) in AWSService.all {
      let names = [
        Self.variable(service: service, id: id), "AWS_ENDPOINT_URL_" + AWSService.variable(id: id),
      ]
      if let address = try endpoint(names) { endpoints[service] = address }
    }
    defaultEndpoint = try endpoint(["AWS_ENDPOINT_URL"])
    bucketFolder = value("S3_FOLDER")
    if let path = value("HTTP_CONNECTIONS") { connections = try HTTPConnections(contentsOf: path) }
    if let path = value("TASK_ROUTES") { routes = try TaskRoutes(contentsOf: path) }
  }

  /// The address of a service, if one is configured.
  func endpoint(of service: AWSService) -> String? {
    let address = endpoints[service.name] ?? defaultEndpoint
    guard address == Self.awsEndpoint else { return address }
    return "https://\(service.hostPrefix).\(region).amazonaws.com"
  }

  /// The variable that sets the endpoint of a service: Step Functions Local's name, where it has one.
  static func variable(service: String, id: String) -> String {
    switch service {
    case "sagemaker": "SAGE_MAKER_ENDPOINT"
    case "sfn": "STEP_FUNCTIONS_ENDPOINT"
    default: AWSService.variable(id: id) + "_ENDPOINT"
    }
  }
}

extension TaskEndpointSettings {
  /// Whether a service is called at AWS itself.
  func isAWS(_ service: AWSService) -> Bool { (endpoints[service.name] ?? defaultEndpoint) == Self.awsEndpoint }

  /// The variable that sets the endpoint of a service.
  static func variable(of service: AWSService) -> String { variable(service: service.name, id: service.id) }
}
