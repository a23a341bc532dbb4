public import OrderedJSON
public import StatesEngine

/// The response of TestState.
public struct TestStateAnswer: Sendable {
  /// How the state ended, and what happened to its data.
  public var outcome: StateTest.Outcome
  /// How much of it is reported.
  public var inspectionLevel: TestStateRequest.InspectionLevel
  /// What could not be checked of the mock, in words for people: the service's API may have no model, see
  /// ``TestStateRequest/models``. They are no part of the API's answer.
  public var warnings: [String]

  /// The response in the API's form: outputs and data are JSON strings.
  public var json: JSON {
    var object: JSON.Object = [:]
    object["output"] = outcome.output.map(Self.text)
    object["error"] = outcome.error.map(JSON.string)
    object["cause"] = outcome.cause.map(JSON.string)
    switch inspectionLevel {
    case .info: break
    case .debug, .trace: object["inspectionData"] = .object(Self.members(of: outcome.inspection))
    }
    object["nextState"] = outcome.nextState.map(JSON.string)
    object["status"] = .string(outcome.status.rawValue)
    return .object(object)
  }

  private static func text(_ value: JSON) -> JSON { .string(value.description) }

  /// A list of items as the service writes it: a space after each comma, each item compact.
  private static func listText(_ value: JSON) -> JSON {
    guard let items = value.arrayValue else { return text(value) }
    return .string("[" + items.map(\.description).joined(separator: ", ") + "]")
  }

  private static func members(of inspection: StateInspection) -> JSON.Object {
    var object: JSON.Object = ["input": text(inspection.input)]
    let steps: [(String, JSON?)] = [
      ("afterArguments", inspection.afterArguments), ("afterInputPath", inspection.afterInputPath),
      ("afterParameters", inspection.afterParameters), ("result", inspection.result),
      ("afterResultSelector", inspection.afterResultSelector), ("afterResultPath", inspection.afterResultPath),
      ("afterItemsPointer", inspection.afterItemsPointer),
    ]
    for (name, value) in steps { object[name] = value.map(text) }
    let lists: [(String, JSON?)] = [
      ("afterItemsPath", inspection.afterItemsPath), ("afterItemSelector", inspection.afterItemSelector),
      ("afterItemBatcher", inspection.afterItemBatcher),
    ]
    for (name, value) in lists { object[name] = value.map(listText) }
    if !inspection.variables.isEmpty { object["variables"] = text(.object(inspection.variables)) }
    object["toleratedFailureCount"] = inspection.toleratedFailureCount.map { .integer($0) }
    object["toleratedFailurePercentage"] = inspection.toleratedFailurePercentage.map(float)
    object["maxConcurrency"] = inspection.maxConcurrency.map { .integer($0) }
    let details = errorDetails(of: inspection)
    if !details.isEmpty { object["errorDetails"] = .object(details) }
    return object
  }

  private static func errorDetails(of inspection: StateInspection) -> JSON.Object {
    var details: JSON.Object = [:]
    details["catchIndex"] = inspection.catchIndex.map { .integer($0) }
    details["retryIndex"] = inspection.retryIndex.map { .integer($0) }
    // The API uses a whole number of seconds.
    details["retryBackoffIntervalSeconds"] = inspection.retryBackoffMilliseconds.map { .integer(($0 + 500) / 1_000) }
    return details
  }

  /// A number that the API declares as floating-point: `1.0`, not `1`.
  private static func float(_ value: Double) -> JSON {
    guard let whole = Int64(exactly: value), whole.magnitude <= 1_000_000 else { return .double(value) }
    return .number(.decimal(significand: whole * 10, scale: 1))
  }
}

/// Why TestState refuses a request: an API error.
public struct TestStateError: Error, Sendable, Hashable {
  /// The API's errors.
  public enum Code: String, Sendable, Hashable {
    /// An ARN is malformed.
    case invalidArn = "InvalidArn"
    /// The definition is refused.
    case invalidDefinition = "InvalidDefinition"
    /// The input is not JSON.
    case invalidExecutionInput = "InvalidExecutionInput"
    /// The request does not have the API's form.
    case serializationException = "SerializationException"
    /// The request is not valid.
    case validationException = "ValidationException"
  }

  /// The error code.
  public var code: Code
  /// What is wrong.
  public var message: String

  /// Creates an error.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  static func validation(_ message: String) -> TestStateError { TestStateError(.validationException, message) }

  static func serialization(_ message: String) -> TestStateError { TestStateError(.serializationException, message) }

  /// The error as clients of the API show it.
  public var json: JSON {
    [
      "Error": ["Message": .string(message), "Code": .string(code.rawValue)],
      "message": .string(message),
    ]
  }
}
