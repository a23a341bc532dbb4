package import LanguageSupport
import OrderedJSON

/// A timestamp written in a definition, read when the definition is compiled.
///
/// - SeeAlso: States Language, "Timestamps".
public struct TimestampLiteral: Sendable, Hashable {
  /// The timestamp as written.
  public let text: String
  /// The instant that it represents.
  package let moment: DateTimeText.Moment

  /// Reads a timestamp: RFC 3339 with upper-case `T`, and upper-case `Z` or an offset of at most 18 hours.
  ///
  /// - Returns: `nil` if the string is not one.
  public init?(_ text: String) {
    guard let moment = DateTimeText.states.read(text) else { return nil }
    self.text = text
    self.moment = moment
  }
}

extension Compiler {
  mutating func timestamp(_ node: JSONSyntax) -> TimestampLiteral? {
    if let literal = node.stringValue.flatMap(TimestampLiteral.init) { return literal }
    fail(node.range, DiagnosticText.timestamp)
    return nil
  }
}
