/// A service of AWS that tasks can call: what has to be known of it to send a request and to read the answer.
struct AWSService: Sendable {
  /// How requests and answers are written.
  enum Wire: Sendable {
    /// JSON, with the operation in `X-Amz-Target`.
    case json(version: String, target: String)
    /// Forms in requests, XML in answers.
    case query(version: String)
    /// JSON, with the operation in the path: `/v1/submitjob`.
    case lowercasePath(prefix: String)
    /// Described by paths, headers and bodies: Lambda and S3, which have code of their own here.
    case own
  }

  /// The name in `arn:aws:states:::aws-sdk:…`.
  let name: String
  /// The service ID, as the SDKs spell it: `Secrets Manager`.
  let id: String
  /// The name in signatures.
  let signingName: String
  /// The beginning of host names.
  let hostPrefix: String
  let wire: Wire
  /// How the members of requests and answers are named.
  let names: MemberNames
  /// The errors of the API, without `Exception` at the end.
  let errors: Set<Substring>

  /// A service by its name in `arn:aws:states:::aws-sdk:…`; `nil` if it is not called here.
  static func named(_ name: String) -> AWSService? {
    if let service = others.first(where: { $0.name == name }) { return service }
    guard let line = lines.first(where: { $0.name == name }) else { return nil }
    return AWSService(line.text)
  }

  /// The names and the service IDs of all services that are called here.
  static var all: [(name: String, id: String)] {
    lines.compactMap { line in
      let fields = line.text.split(separator: "|", maxSplits: 2)
      return fields.count < 2 ? nil : (line.name, String(fields[1]))
    } + others.map { ($0.name, $0.id) }
  }

  /// The lines of the table, each with the name of its service.
  private static let lines: [(name: String, text: Substring)] = {
    let table = jsonServices.withUTF8Buffer { String(decoding: $0, as: UTF8.self) }
    return table.split(separator: "\n").map { (String($0.prefix { $0 != "|" }), $0) }
  }()

  private init?(_ line: Substring) {
    let fields = line.split(separator: "|", omittingEmptySubsequences: false)
    guard fields.count == 11 else { return nil }
    name = String(fields[0])
    id = String(fields[1])
    signingName = String(fields[2])
    hostPrefix = String(fields[3])
    wire = .json(version: String(fields[4]), target: String(fields[5]))
    names = MemberNames(
      beginInLowerCase: fields[6] == "l", others: fields[7], maps: fields[8], timestamps: fields[9])
    errors = Set(fields[10].split(separator: ","))
  }

  private init(
    _ name: String, id: String, host: String? = nil, _ wire: Wire, lowerCase: Bool = false, maps: Substring = "",
    errors: Set<Substring> = []
  ) {
    self.name = name
    self.id = id
    signingName = host ?? name
    hostPrefix = host ?? name
    self.wire = wire
    names = MemberNames(beginInLowerCase: lowerCase, others: "", maps: maps, timestamps: "")
    self.errors = errors
  }

  /// Lambda's API.
  static let lambda = AWSService(
    "lambda", id: "Lambda", .own,
    errors: [
      "CodeStorageExceeded", "EC2AccessDenied", "EC2Throttled", "EC2Unexpected", "EFSIO", "EFSMountConnectivity",
      "EFSMountFailure", "EFSMountTimeout", "ENILimitReached", "InvalidParameterValue", "InvalidRequestContent",
      "InvalidRuntime", "InvalidSecurityGroupID", "InvalidSubnetID", "InvalidZipFile", "KMSAccessDenied",
      "KMSDisabled", "KMSInvalidState", "KMSNotFound", "RecursiveInvocation", "RequestTooLarge", "ResourceConflict",
      "ResourceNotFound", "ResourceNotReady", "Service", "SnapStart", "SnapStartNotReady", "SnapStartTimeout",
      "SubnetIPAddressLimitReached", "TooManyRequests", "UnsupportedMediaType",
    ])

  /// S3's API.
  static let s3 = AWSService("s3", id: "S3", .own, errors: ["NoSuchBucket", "NoSuchKey", "NotFound"])

  private static let others: [AWSService] = [
    lambda, s3,
    AWSService(
      "sns", id: "SNS", .query(version: "2010-03-31"),
      errors: [
        "AuthorizationError", "BatchEntryIdsNotDistinct", "BatchRequestTooLong", "ConcurrentAccess",
        "EmptyBatchRequest",
        "EndpointDisabled", "FilterPolicyLimitExceeded", "InternalError", "InvalidBatchEntryId", "InvalidParameter",
        "InvalidParameterValue", "InvalidSecurity", "InvalidState", "KMSAccessDenied", "KMSDisabled", "KMSInvalidState",
        "KMSNotFound", "KMSOptInRequired", "KMSThrottling", "NotFound", "PlatformApplicationDisabled",
        "ReplayLimitExceeded", "ResourceNotFound", "StaleTag", "SubscriptionLimitExceeded", "TagLimitExceeded",
        "TagPolicy", "Throttled", "TooManyEntriesInBatchRequest", "TopicLimitExceeded", "UserError", "Validation",
        "VerificationException",
      ]),
    AWSService(
      "batch", id: "Batch", .lowercasePath(prefix: "/v1/"), lowerCase: true,
      maps: "labels,options,parameters,tags,attachedLabels", errors: ["Client", "Server"]),
  ]
}

extension AWSService {
  /// The part of environment variables that names the service: `SECRETS_MANAGER`.
  var variable: String { Self.variable(id: id) }

  /// `SECRETS_MANAGER` for the service ID `Secrets Manager`.
  static func variable(id: String) -> String { String(id.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }) }

  /// The name as SDK integrations show it: `DynamoDb`, `SecretsManager`.
  var shownName: String {
    var name = ""
    for word in id.split(separator: " ") {
      var previous: Character = " "
      for character in word {
        let startsWord = previous == " " || (previous.isLowercase || previous.isNumber) && character.isUppercase
        name += startsWord ? character.uppercased() : character.lowercased()
        previous = character
      }
    }
    return name
  }
}
