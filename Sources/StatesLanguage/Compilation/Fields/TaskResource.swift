/// What performs a Task's work: the kinds of `Resource`.
public enum TaskResource: Sendable, Hashable {
  /// A Lambda function, with the payload as its input.
  indirect case lambdaFunction(LambdaFunction)
  /// An activity by its ARN, polled by workers.
  case activity(arn: String)
  /// A service integration.
  indirect case integration(ServiceIntegration)

  /// The ARN as written.
  public var arn: String {
    switch self {
    case .lambdaFunction(let function): function.arn
    case .activity(let arn): arn
    case .integration(let integration): integration.arn
    }
  }

  /// Reads a `Resource`. Anything other than an activity or `arn:…:states:::…` is invoked as a Lambda function.
  public init(_ arn: String) {
    guard let parts = ARNParts(arn), parts.service == "states" else {
      self = .lambdaFunction(LambdaFunction(arn))
      return
    }
    let path = parts.resource
    if path.utf8.starts(with: "activity:".utf8) {
      self = .activity(arn: arn)
    } else if let integration = ServiceIntegration(arn: arn, path: path) {
      self = .integration(integration)
    } else {
      self = .lambdaFunction(LambdaFunction(arn))
    }
  }
}

/// A Lambda function as it is referred to, and its name.
///
/// - SeeAlso: AWS Lambda, "Invoke", `FunctionName`.
public struct LambdaFunction: Sendable, Hashable {
  /// The reference as written: an ARN, a part of one, or a name, each with or without a version or an alias.
  public let arn: String
  /// The name: `price` of `arn:aws:lambda:us-east-1:123456789012:function:price:PROD`, of
  /// `123456789012:function:price` and of `price:PROD`.
  public let name: String

  /// Reads a reference; of any other string, the name is what is before the first colon.
  public init(_ reference: String) {
    arn = reference
    let parts = reference.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    let prefix = parts.firstIndex { $0.elementsEqual("function".utf8) }
    let part = prefix.map { $0 + 1 } ?? 0
    name = String(Substring(parts.indices.contains(part) ? parts[part] : parts[0]))
  }
}

/// A call of a service's API: `arn:aws:states:::sqs:sendMessage.waitForTaskToken`.
public struct ServiceIntegration: Sendable, Hashable {
  /// When the task ends.
  public enum Pattern: Sendable, Hashable {
    /// With the response to the request.
    case requestResponse
    /// With the job that the request started (`.sync`, `.sync:2`).
    case sync
    /// With SendTaskSuccess or SendTaskFailure (`.waitForTaskToken`).
    case waitForTaskToken
  }

  /// The ARN as written.
  public let arn: String
  /// The service: `sqs`, `aws-sdk:s3`. `resourceType` in history events.
  public let service: String
  /// The action with its suffix: `sendMessage.waitForTaskToken`. `resource` in history events.
  public let action: String
  /// When the task ends.
  public let pattern: Pattern

  init?(arn: String, path: Substring) {
    let isSDK = path.hasPrefix("aws-sdk:")
    let rest = isSDK ? path.dropFirst(8) : path
    guard let colon = rest.firstIndex(of: ":") else { return nil }
    self.arn = arn
    service = (isSDK ? "aws-sdk:" : "") + rest[..<colon]
    action = String(rest[rest.index(after: colon)...])
    if action.hasSuffix(".waitForTaskToken") {
      pattern = .waitForTaskToken
    } else if action.hasSuffix(".sync") || action.hasSuffix(".sync:2") {
      pattern = .sync
    } else {
      pattern = .requestResponse
    }
  }
}
