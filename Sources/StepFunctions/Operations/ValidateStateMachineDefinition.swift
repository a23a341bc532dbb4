import OrderedJSON
public import StatesLanguage

/// A request to `ValidateStateMachineDefinition`. Checks a definition without creating anything.
public struct ValidateStateMachineDefinitionInput: Sendable, Hashable {
  /// The definition, as JSON text.
  public var definition: String
  /// Standard or express.
  public var type: StateMachineType?
  /// The lowest severity of the problems that are reported; errors by default.
  public var severity: ValidateStateMachineDefinitionSeverity?
  /// The maximum number of problems; 0 for 100.
  public var maxResults: Int?

  /// Creates it with these members.
  public init(
    definition: String, type: StateMachineType? = nil, severity: ValidateStateMachineDefinitionSeverity? = nil,
    maxResults: Int? = nil
  ) {
    self.definition = definition
    self.type = type
    self.severity = severity
    self.maxResults = maxResults
  }
}

extension ValidateStateMachineDefinitionInput: OperationInput {
  init() { self.init(definition: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("definition", &definition, .payload(1...1048576))
    visitor.optional("type", &type)
    visitor.optional("severity", &severity)
    visitor.optional("maxResults", &maxResults, .value(0...100))
  }

  static let operation = StepFunctionsOperation.validateStateMachineDefinition

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ValidateStateMachineDefinitionOutput {
    let limit = maxResults.map { $0 == 0 ? 100 : $0 } ?? 100
    let result = Validator(type: type ?? .standard, settings: Definitions.settings).validate(SourceText(definition))
    let shown = result.serviceDiagnostics.filter { severity == .warning || $0.severity == .error }
    return ValidateStateMachineDefinitionOutput(
      result: result.isValid ? .ok : .fail,
      diagnostics: shown.prefix(limit).map { problem in
        ValidateStateMachineDefinitionDiagnostic(
          severity: problem.severity == .error ? .error : .warning, code: problem.serviceCode,
          message: problem.message, location: problem.location)
      }, truncated: shown.count > limit)
  }
}

/// The answer of `ValidateStateMachineDefinition`.
public struct ValidateStateMachineDefinitionOutput: Sendable, Hashable {
  /// The result.
  public var result: ValidateStateMachineDefinitionResultCode
  /// The problems.
  public var diagnostics: [ValidateStateMachineDefinitionDiagnostic]
  /// Whether there is more.
  public var truncated: Bool?

  /// Creates it with these members.
  public init(
    result: ValidateStateMachineDefinitionResultCode, diagnostics: [ValidateStateMachineDefinitionDiagnostic],
    truncated: Bool? = nil
  ) {
    self.result = result
    self.diagnostics = diagnostics
    self.truncated = truncated
  }
}

extension ValidateStateMachineDefinitionOutput: Structure {
  init() { self.init(result: .ok, diagnostics: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("result", &result)
    visitor.required("diagnostics", &diagnostics)
    visitor.optional("truncated", &truncated)
  }
}

extension StepFunctionsService {
  /// Checks a definition without creating anything.
  ///
  /// - Parameters: as in ``ValidateStateMachineDefinitionInput``.
  /// - Throws: `ValidationException`.
  /// - SeeAlso: Step Functions API, "ValidateStateMachineDefinition".
  public func validateStateMachineDefinition(
    definition: String, type: StateMachineType? = nil, severity: ValidateStateMachineDefinitionSeverity? = nil,
    maxResults: Int? = nil
  ) async throws(StepFunctionsError) -> ValidateStateMachineDefinitionOutput {
    try await perform(
      ValidateStateMachineDefinitionInput(
        definition: definition, type: type, severity: severity, maxResults: maxResults))
  }
}
