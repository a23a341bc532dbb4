public import OrderedJSON
public import StatesLanguage

/// Finds the problems of definitions in YAML, with their lines and columns in the YAML.
///
/// ```swift
/// for problem in YAMLValidator().validate(text) { print(problem) }
/// ```
public struct YAMLValidator: Sendable {
  /// One problem of a definition.
  public struct Problem: Sendable, CustomStringConvertible {
    /// The validator's diagnostic. Its ranges and fixes refer to the generated JSON, and are of no use here.
    public var diagnostic: Diagnostic
    /// The position in the YAML.
    public var position: SourcePosition
    /// Related positions in the YAML.
    public var notes: [(message: String, position: SourcePosition)] = []

    /// `line:column: error: message [code] at location`.
    public var description: String {
      var shown = diagnostic
      shown.position = position
      return shown.description
    }
  }

  /// Which kind of state machine the definitions are for.
  public var type: StateMachineType

  /// Makes a validator.
  public init(type: StateMachineType = .standard) { self.type = type }

  /// The problems of a definition; it is valid when none of them is an error.
  public func validate(_ yaml: String) -> [Problem] {
    let definition: YAMLDefinition
    do throws(YAMLProblem) {
      definition = try YAMLDefinition(parsing: yaml)
    } catch {
      return [Self.problem(error)]
    }
    return Validator(type: type).validate(definition.json).diagnostics.map { found in
      Problem(
        diagnostic: found, position: definition.position(ofJSON: found.range.start),
        notes: found.notes.map { ($0.message, definition.position(ofJSON: $0.range.start)) })
    }
  }

  private static func problem(_ error: YAMLProblem) -> Problem {
    let rule: DiagnosticRule = error.isRepeatedName ? .repeatedName : .notJSON
    return Problem(
      diagnostic: Diagnostic(
        severity: .error, code: rule.rawValue, awsCode: rule.awsCode, message: error.message, location: nil,
        range: SourceRange(start: 0, end: 0), position: error.position),
      position: error.position)
  }
}
