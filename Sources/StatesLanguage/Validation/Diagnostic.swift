public import OrderedJSON

/// One problem of a definition: what, where, and how to mend it.
public struct Diagnostic: Sendable, Hashable {
  /// How bad it is.
  public enum Severity: String, Sendable, Hashable {
    /// CreateStateMachine refuses the definition.
    case error = "ERROR"
    /// The definition is accepted and probably not what was meant.
    case warning = "WARNING"
  }

  /// A change of the text that mends the problem.
  public struct Fix: Sendable, Hashable {
    /// What the change does, as `replace "Tsak" by "Task"`.
    public var summary: String
    /// Which text to replace; an empty range inserts.
    public var range: SourceRange
    /// What to put there.
    public var replacement: String

    /// A change of the text.
    public init(summary: String, range: SourceRange, replacement: String) {
      self.summary = summary
      self.range = range
      self.replacement = replacement
    }
  }

  /// Another place that has to do with the problem, as the first of two states of one name.
  public struct Note: Sendable, Hashable {
    /// What is there.
    public var message: String
    /// Where.
    public var range: SourceRange

    /// A related place.
    public init(message: String, range: SourceRange) {
      self.message = message
      self.range = range
    }
  }

  /// How bad it is.
  public var severity: Severity
  /// The stable code of the rule, as `ASL301`; never changes, whatever the wording.
  public var code: String
  /// The service's code, as `MISSING_TRANSITION_TARGET`, where it has one.
  public var awsCode: String?
  /// What is wrong, in the service's words where they are known.
  public var message: String
  /// The place in the service's form (`/States/A/Choices[0]/Next`, `/` for the whole), or `nil` when it names none.
  public var location: String?
  /// The text to underline.
  public var range: SourceRange
  /// The beginning of the range as line and column, from 1.
  public var position: SourcePosition
  /// Related places.
  public var notes: [Note]
  /// Changes that mend the problem, the likeliest first.
  public var fixes: [Fix]

  /// A problem.
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
  /// What is wrong in one line: the service's words for a text that is not JSON go on with the text itself.
  package var headline: String { String(message.prefix { $0 != "\n" }) }

  /// `line:column: error: message [code] at location`.
  public var description: String {
    // The location of a text that is not JSON is the text itself, as the service shows it.
    let place = location.flatMap { $0.utf8.first == UInt8(ascii: "/") ? " at \($0)" : nil } ?? ""
    return "\(position): \(severity == .error ? "error" : "warning"): \(headline) [\(code)]\(place)"
  }
}

/// Why a definition cannot be used: every problem found, each with its source range.
public struct InvalidDefinition: Error, Sendable, CustomStringConvertible {
  /// All problems, in the order of the text; at least one is an error.
  public var diagnostics: [Diagnostic]
  /// The definition, if it is known; its name is that of its file.
  public var source: SourceText?

  /// A refusal with its reasons.
  public init(diagnostics: [Diagnostic], source: SourceText? = nil) {
    self.diagnostics = diagnostics
    self.source = source
  }

  /// The problems as `asl validate` shows them: file, line and column, message, the line underlined, the fix. No more
  /// than 100 of them.
  public var description: String { DiagnosticRenderer().text(for: diagnostics, in: source) }
}
