extension Diagnostic {
  /// The code as ValidateStateMachineDefinition gives it: errors whose code is not known have the most common one.
  package var serviceCode: String { awsCode ?? AWSCode.schemaValidationFailed.rawValue }
}

extension Validator.Result {
  /// The diagnostics that the service has too: this project's own warnings are left out.
  package var serviceDiagnostics: [Diagnostic] { diagnostics.filter { $0.severity == .error || $0.awsCode != nil } }
}

extension InvalidDefinition {
  /// The errors as the service's text for a refused definition lists them: `CODE: message at location, …`.
  package var serviceText: String {
    diagnostics.filter { $0.severity == .error }
      .map { "\($0.awsCode ?? $0.code): \($0.message)" + ($0.location.map { " at \($0)" } ?? "") }
      .joined(separator: ", ")
  }
}
