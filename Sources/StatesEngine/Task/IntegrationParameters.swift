import OrderedJSON
import StatesLanguage

/// The service's checks of an integration's parameters before it calls the integration.
enum IntegrationParameters {
  /// Why the service would not start the task, in its words, or `nil` if it would.
  static func problem(with parameters: JSON, for integration: ServiceIntegration) -> String? {
    guard case .object(let object) = parameters else { return nil }
    if let name = object.members.first(where: { $0.key.utf8.count > 2 && $0.key.hasSuffix(".$") })?.key {
      return "The value for the field '\(name)' must be a valid JSONPath or a valid intrinsic function call"
    }
    if integration.service == "apigateway" {
      for name in ["Headers", "QueryParameters"] {
        if let value = object[name], !isListOfTexts(value) {
          return "The value of the field '\(name)' has an invalid format"
        }
      }
    }
    if integration.service == "http" || integration.service == "apigateway",
      case .object(let headers)? = object["Headers"]
    {
      let refused = headers.members.map { $0.key.lowercased() }.filter { isReserved(header: $0) }
      if !refused.isEmpty { return ErrorText.unsupportedHeaders(refused) }
    }
    return nil
  }

  /// Whether the service sets a header itself and does not let tasks set it; the name is in lower case.
  ///
  /// - SeeAlso: Step Functions Developer Guide, "Call API Gateway with Step Functions", request headers.
  private static func isReserved(header name: String) -> Bool {
    switch name {
    case "authorization", "connection", "content-md5", "expect", "host", "max-forwards", "proxy-authenticate", "server",
      "te", "trailer", "transfer-encoding", "upgrade", "via", "www-authenticate":
      true
    default: ["x-amz", "x-amzn", "x-forwarded"].contains { name.hasPrefix($0) }
    }
  }

  /// Whether this is an object of arrays, as API Gateway requires for headers and query parameters.
  private static func isListOfTexts(_ value: JSON) -> Bool {
    guard case .object(let object) = value else { return false }
    return object.members.allSatisfy { $0.value.arrayValue != nil }
  }
}
