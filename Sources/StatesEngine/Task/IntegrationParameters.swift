import OrderedJSON
import StatesLanguage

/// What the service checks of an integration's parameters before it calls.
enum IntegrationParameters {
  /// Why the service would not even begin the task, in its words, or `nil` when it would.
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
    return nil
  }

  /// Whether this is an object of arrays, as API Gateway wants headers and query parameters.
  private static func isListOfTexts(_ value: JSON) -> Bool {
    guard case .object(let object) = value else { return false }
    return object.members.allSatisfy { $0.value.arrayValue != nil }
  }
}
