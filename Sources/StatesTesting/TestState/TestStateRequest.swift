public import OrderedJSON
public import StatesLanguage

/// A TestState request: a state, or a machine and the name of one of its states; an input; optionally a mock.
///
/// ```swift
/// var request = TestStateRequest(definition: text, input: #"{"total": 12}"#)
/// request.mock = TestStateMock(result: #"{"StatusCode": 200}"#)
/// request.inspectionLevel = .debug
/// let answer = try request.answer()
/// #expect(answer.outcome.status == .succeeded)
/// ```
///
/// - SeeAlso: Step Functions API, "TestState".
public struct TestStateRequest: Sendable, Hashable {
  /// How much is reported.
  public enum InspectionLevel: String, Sendable, Hashable, CaseIterable {
    /// How the state ended.
    case info = "INFO"
    /// How the state ended, and what happened to its data.
    case debug = "DEBUG"
    /// The same as ``debug``; the service adds the request and response of HTTP tasks, which are never called here.
    case trace = "TRACE"
  }

  /// The assumed circumstances of the state.
  public struct Configuration: Sendable, Hashable {
    /// How often the retrier of the mocked error has already retried.
    public var retrierRetryCount: Int?
    /// The state inside a Map or Parallel that raised the mocked error.
    public var errorCausedByState: String?
    /// How many iterations of the Map failed.
    public var mapIterationFailureCount: Int?
    /// The data that an ItemReader reads, in its source format.
    public var mapItemReaderData: String?

    /// Creates a configuration without assumptions.
    public init() {}
  }

  /// A state, or a machine, as JSON text.
  public var definition: String
  /// The role; a task that is not mocked needs one.
  public var roleARN: String?
  /// The state's input as JSON text; `{}` if absent.
  public var input: String?
  /// How much is reported.
  public var inspectionLevel = InspectionLevel.info
  /// Whether secrets are shown; not allowed with a mock.
  public var revealSecrets = false
  /// The variables that the state sees, as the text of a JSON object.
  public var variables: String?
  /// The state of the machine to test; without it the definition is a state.
  public var stateName: String?
  /// The replacement for the state's work.
  public var mock: TestStateMock?
  /// The context object that the state sees, as JSON text; only allowed with a mock.
  public var context: String?
  /// The assumed circumstances of the state.
  public var configuration = Configuration()
  /// The models of service APIs that the definition and a mocked result are checked against. They are no part of the
  /// API's request.
  public var models = ServiceModelLibrary()

  /// Creates a request without a mock.
  public init(definition: String, input: String? = nil, stateName: String? = nil) {
    self.definition = definition
    self.input = input
    self.stateName = stateName
  }
}

/// The replacement for the work of a Task, Parallel or Map state.
public struct TestStateMock: Sendable, Hashable {
  /// An error instead of a result.
  public struct ErrorOutput: Sendable, Hashable {
    /// The error's name.
    public var error: String?
    /// Its cause.
    public var cause: String?

    /// Creates an error.
    public init(error: String?, cause: String? = nil) {
      self.error = error
      self.cause = cause
    }
  }

  /// The result as JSON text.
  public var result: String?
  /// The error.
  public var errorOutput: ErrorOutput?
  /// How a task's result is checked against the API that the task calls.
  public var fieldValidationMode: FieldValidationMode

  /// Creates a mock with a result.
  public init(result: String, fieldValidationMode: FieldValidationMode = .strict) {
    self.result = result
    self.fieldValidationMode = fieldValidationMode
  }

  /// Creates a mock with an error.
  public init(error: String?, cause: String? = nil) {
    errorOutput = ErrorOutput(error: error, cause: cause)
    fieldValidationMode = .strict
  }

  init(result: String?, errorOutput: ErrorOutput?, fieldValidationMode: FieldValidationMode) {
    self.result = result
    self.errorOutput = errorOutput
    self.fieldValidationMode = fieldValidationMode
  }
}

/// How a mocked result is checked against the API that the task calls.
public enum FieldValidationMode: String, Sendable, Hashable, CaseIterable {
  /// Members that the API requires must be present, and all members must be valid.
  case strict = "STRICT"
  /// All members that are present must be valid.
  case present = "PRESENT"
  /// No checks.
  case none = "NONE"
}

extension TestStateRequest {
  /// Reads a request in the API's form.
  ///
  /// - Throws: the service's response if a member is missing, has the wrong type, or is out of bounds.
  public init(_ json: JSON) throws(TestStateError) {
    guard let object = json.objectValue else { throw .serialization("the request must be an object") }
    let reader = TestStateMembers(object)
    definition = try reader.required("definition", 1...1_048_576)
    roleARN = try reader.text("roleArn", 1...256)
    input = try reader.text("input", 0...262_144)
    inspectionLevel = try reader.choice("inspectionLevel") ?? .info
    revealSecrets = try reader.flag("revealSecrets") ?? false
    variables = try reader.text("variables", 0...262_144)
    stateName = try reader.text("stateName", 1...80)
    context = try reader.text("context", 0...262_144)
    mock = try reader.object("mock").map { (members) throws(TestStateError) in try TestStateMock(members) }
    if let members = try reader.object("stateConfiguration") { configuration = try Configuration(members) }
  }
}

extension TestStateMock {
  fileprivate init(_ reader: TestStateMembers) throws(TestStateError) {
    let errorOutput = try reader.object("errorOutput").map { (members) throws(TestStateError) in
      ErrorOutput(error: try members.text("error", 0...256), cause: try members.text("cause", 0...32_768))
    }
    self.init(
      result: try reader.text("result", 0...262_144), errorOutput: errorOutput,
      fieldValidationMode: try reader.choice("fieldValidationMode") ?? .strict)
  }
}

extension TestStateRequest.Configuration {
  fileprivate init(_ reader: TestStateMembers) throws(TestStateError) {
    retrierRetryCount = try reader.count("retrierRetryCount")
    errorCausedByState = try reader.text("errorCausedByState", 1...80)
    mapIterationFailureCount = try reader.count("mapIterationFailureCount")
    mapItemReaderData = try reader.text("mapItemReaderData", 0...262_144)
  }
}
