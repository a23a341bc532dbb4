/// A problem of a definition.
public struct ValidateStateMachineDefinitionDiagnostic: Sendable, Hashable {
  /// The severity.
  public var severity: ValidateStateMachineDefinitionSeverity
  /// The code of the problem.
  public var code: String
  /// What is wrong.
  public var message: String
  /// Where: a path in the definition.
  public var location: String?

  /// Creates it with these members.
  public init(severity: ValidateStateMachineDefinitionSeverity, code: String, message: String, location: String? = nil)
  {
    self.severity = severity
    self.code = code
    self.message = message
    self.location = location
  }
}

extension ValidateStateMachineDefinitionDiagnostic: Structure {
  init() { self.init(severity: .error, code: "", message: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("severity", &severity)
    visitor.required("code", &code)
    visitor.required("message", &message)
    visitor.optional("location", &location)
  }
}
