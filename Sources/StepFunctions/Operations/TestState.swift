import StatesTesting

/// A request to `TestState`. Runs one state, without making anything.
public struct TestStateInput: Sendable, Hashable {
  /// The definition, as JSON text.
  public var definition: String
  /// The ARN of the role that executions assume.
  public var roleArn: String?
  /// The input, as JSON text.
  public var input: String?
  /// How much is reported.
  public var inspectionLevel: InspectionLevel?
  /// Whether secrets are shown.
  public var revealSecrets: Bool?
  /// Variables, as the text of a JSON object.
  public var variables: String?
  /// The name of the state, where the definition is a whole one.
  public var stateName: String?
  /// What replaces the state's work.
  public var mock: MockInput?
  /// The context object, as JSON text.
  public var context: String?
  /// The assumed circumstances of the state.
  public var stateConfiguration: TestStateConfiguration?

  /// Creates it with these members.
  public init(
    definition: String, roleArn: String? = nil, input: String? = nil, inspectionLevel: InspectionLevel? = nil,
    revealSecrets: Bool? = nil, variables: String? = nil, stateName: String? = nil, mock: MockInput? = nil,
    context: String? = nil, stateConfiguration: TestStateConfiguration? = nil
  ) {
    self.definition = definition
    self.roleArn = roleArn
    self.input = input
    self.inspectionLevel = inspectionLevel
    self.revealSecrets = revealSecrets
    self.variables = variables
    self.stateName = stateName
    self.mock = mock
    self.context = context
    self.stateConfiguration = stateConfiguration
  }
}

extension TestStateInput: OperationInput {
  init() { self.init(definition: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("definition", &definition, .payload(1...1048576))
    visitor.optional("roleArn", &roleArn, .length(1...256))
    visitor.optional("input", &input, .payload(0...262144))
    visitor.optional("inspectionLevel", &inspectionLevel)
    visitor.optional("revealSecrets", &revealSecrets)
    visitor.optional("variables", &variables, .payload(0...262144))
    visitor.optional("stateName", &stateName, .sensitive(1...80))
    visitor.optional("mock", &mock)
    visitor.optional("context", &context, .payload(0...262144))
    visitor.optional("stateConfiguration", &stateConfiguration)
  }

  static let operation = StepFunctionsOperation.testState

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> TestStateOutput {
    let answer: TestStateAnswer
    do throws(TestStateError) {
      // Its members have been checked.
      let request = try TestStateRequest(json)
      answer = try await request.answer(at: service.now, performing: service.core.resources, clock: service.core.clock)
    } catch {
      throw StepFunctionsError(error)
    }
    var findings = RequestFindings()
    guard let output = TestStateOutput(reading: answer.json, at: "", .any, &findings), findings.error == nil else {
      throw StepFunctionsError(.internalFailure, "the answer cannot be written")
    }
    return output
  }
}

/// The answer of `TestState`.
public struct TestStateOutput: Sendable, Hashable {
  /// The output, as JSON text.
  public var output: String?
  /// The name of the error.
  public var error: String?
  /// The cause of the error.
  public var cause: String?
  /// What happened to the data.
  public var inspectionData: InspectionData?
  /// The name of the next state.
  public var nextState: String?
  /// The status.
  public var status: TestExecutionStatus?

  /// Creates it with these members.
  public init(
    output: String? = nil, error: String? = nil, cause: String? = nil, inspectionData: InspectionData? = nil,
    nextState: String? = nil, status: TestExecutionStatus? = nil
  ) {
    self.output = output
    self.error = error
    self.cause = cause
    self.inspectionData = inspectionData
    self.nextState = nextState
    self.status = status
  }
}

extension TestStateOutput: Structure {
  init() { self.init(output: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("output", &output)
    visitor.optional("error", &error)
    visitor.optional("cause", &cause)
    visitor.optional("inspectionData", &inspectionData)
    visitor.optional("nextState", &nextState)
    visitor.optional("status", &status)
  }
}

extension StepFunctionsService {
  /// Runs one state, without making anything.
  ///
  /// - Parameters: as in ``TestStateInput``.
  /// - Throws: `InvalidArn`, `InvalidDefinition`, `InvalidExecutionInput`, `ValidationException`.
  /// - SeeAlso: Step Functions API, "TestState".
  public func testState(
    definition: String, roleArn: String? = nil, input: String? = nil, inspectionLevel: InspectionLevel? = nil,
    revealSecrets: Bool? = nil, variables: String? = nil, stateName: String? = nil, mock: MockInput? = nil,
    context: String? = nil, stateConfiguration: TestStateConfiguration? = nil
  ) async throws(StepFunctionsError) -> TestStateOutput {
    try await perform(
      TestStateInput(
        definition: definition, roleArn: roleArn, input: input, inspectionLevel: inspectionLevel,
        revealSecrets: revealSecrets, variables: variables, stateName: stateName, mock: mock, context: context,
        stateConfiguration: stateConfiguration))
  }
}
