public import OrderedJSON

/// A problem in a definition: what is wrong, where, and how to fix it.
public struct Diagnostic: Sendable, Hashable {
  /// The severity of a problem.
  public enum Severity: String, Sendable, Hashable {
    /// CreateStateMachine refuses the definition.
    case error = "ERROR"
    /// The definition is accepted but probably not what was intended.
    case warning = "WARNING"
  }

  /// A change of the text that fixes the problem.
  public struct Fix: Sendable, Hashable {
    /// What the change does, for example `replace "Tsak" with "Task"`.
    public var summary: String
    /// The range to replace; an empty range inserts.
    public var range: SourceRange
    /// The text to put there.
    public var replacement: String

    /// Creates a change of the text.
    public init(summary: String, range: SourceRange, replacement: String) {
      self.summary = summary
      self.range = range
      self.replacement = replacement
    }
  }

  /// Another location related to the problem, for example the first of two states with the same name.
  public struct Note: Sendable, Hashable {
    /// What is there.
    public var message: String
    /// The source range.
    public var range: SourceRange

    /// Creates a note about a related location.
    public init(message: String, range: SourceRange) {
      self.message = message
      self.range = range
    }
  }

  /// The severity.
  public var severity: Severity
  /// The stable code of the rule, such as `ASL301`; never changes, even if the wording does.
  public var code: String
  /// The service's code, such as `MISSING_TRANSITION_TARGET`, if it has one.
  public var awsCode: String?
  /// What is wrong, in the service's words where they are known.
  public var message: String
  /// The location in the service's form (`/States/A/Choices[0]/Next`, `/` for the whole), or `nil` if there is none.
  public var location: String?
  /// The range to underline.
  public var range: SourceRange
  /// The beginning of the range as line and column, from 1.
  public var position: SourcePosition
  /// Related locations.
  public var notes: [Note]
  /// Changes that fix the problem, the most likely first.
  public var fixes: [Fix]

  /// Creates a problem.
  public init(
    severity: Severity, code: String, awsCode: String?, message: String, location: String?, range: SourceRange,
    position: SourcePosition, notes: [Note] = [], fixes: [Fix] = []
  ) {
    self.severity = severity
    self.code = code
    self.awsCode = awsCode
    self.message = message
    self.location = location
    self.range = range
    self.position = position
    self.notes = notes
    self.fixes = fixes
  }
}

extension Diagnostic: CustomStringConvertible {
  /// What is wrong in one line: the service's message for text that is not JSON continues with the text itself.
  package var headline: String { String(message.prefix { $0 != "\n" }) }

  /// `line:column: error: message [code] at location`.
  public var description: String {
    // The location for text that is not JSON is the text itself, as the service shows it.
    let place = location.flatMap { $0.utf8.first == UInt8(ascii: "/") ? " at \($0)" : nil } ?? ""
    return "\(position): \(severity == .error ? "error" : "warning"): \(headline) [\(code)]\(place)"
  }
}

/// Why a definition cannot be used: every problem found, each with its source range.
public struct InvalidDefinition: Error, Sendable, CustomStringConvertible {
  /// All problems, in the order of the text; at least one is an error.
  public var diagnostics: [Diagnostic]
  /// The definition, if known; its name is that of its file.
  public var source: SourceText?

  /// Creates an error from problems.
  public init(diagnostics: [Diagnostic], source: SourceText? = nil) {
    self.diagnostics = diagnostics
    self.source = source
  }

  /// The problems as `asl validate` shows them: file, line and column, message, the underlined line, the fix. At most
  /// 100 of them.
  public var description: String { DiagnosticRenderer().text(for: diagnostics, in: source) }
}
