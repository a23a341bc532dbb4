import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

// The configurations of requests: checked, and with the service's defaults.

extension LoggingConfiguration {
  /// Nothing is logged: the default.
  static let off = LoggingConfiguration(level: .off, includeExecutionData: false)
}

extension Optional<LoggingConfiguration> {
  /// The configuration with its defaults.
  func checked() throws(StepFunctionsError) -> LoggingConfiguration {
    guard var given = self else { return .off }
    given.level = given.level ?? .off
    given.includeExecutionData = given.includeExecutionData ?? false
    let destinations = given.destinations ?? []
    guard destinations.count <= 1, given.level == .off || destinations.count == 1 else { throw .oneLogDestination }
    for destination in destinations {
      guard let group = destination.cloudWatchLogsLogGroup?.logGroupArn, let parts = ARNParts(group),
        parts.service == "logs"
      else {
        throw StepFunctionsError(
          .invalidLoggingConfiguration, "Invalid Logging Configuration: Log Destination not found.")
      }
      guard group.hasSuffix(":*") else {
        throw StepFunctionsError(
          .invalidLoggingConfiguration,
          "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.")
      }
    }
    return given
  }
}

extension Optional<TracingConfiguration> {
  /// The configuration with its defaults.
  func checked() -> TracingConfiguration { TracingConfiguration(enabled: self?.enabled ?? false) }
}

extension Optional<EncryptionConfiguration> {
  /// The configuration with its defaults.
  func checked() throws(StepFunctionsError) -> EncryptionConfiguration {
    guard var given = self else { return EncryptionConfiguration(type: .awsOwnedKey) }
    switch given.type {
    case .awsOwnedKey:
      guard given.kmsKeyId == nil, given.kmsDataKeyReusePeriodSeconds == nil else {
        throw .invalidEncryption("A key may only be specified for the type CUSTOMER_MANAGED_KMS_KEY.")
      }
    case .customerManagedKmsKey:
      guard given.kmsKeyId != nil else { throw .invalidEncryption("A key must be specified for this type.") }
      given.kmsDataKeyReusePeriodSeconds = given.kmsDataKeyReusePeriodSeconds ?? 300
    }
    return given
  }
}

extension EncryptionConfiguration {
  /// Whether data is hidden from those who may not use the key.
  var isCustomerManaged: Bool { type == .customerManagedKmsKey }
}

/// How definitions are read that the service is given: as JSON, without placeholders.
enum Definitions {
  static let settings = Validator.Settings(readsPlaceholders: false)

  /// Validates and compiles a definition.
  static func compile(_ text: String, _ type: StateMachineType) throws(StepFunctionsError) -> StateMachine {
    do throws(InvalidDefinition) {
      return try StateMachine(parsing: SourceText(text), type: type, settings: settings)
    } catch {
      throw .invalidDefinition(error.serviceText)
    }
  }
}
