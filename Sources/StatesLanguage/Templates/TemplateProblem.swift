public import OrderedJSON

/// Why a state machine in a template has no definition that can be read, or something about it that its user should know.
public struct TemplateProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, in a sentence without the position.
  public var message: String
  /// Where it is in the template, if it is at one position.
  public var range: SourceRange?
  /// The beginning of the range as line and column, from 1.
  public var position: SourcePosition?

  /// A problem at a range of a template, or with the template as a whole.
  init(_ message: String, at range: SourceRange? = nil, in source: SourceText) {
    self.message = message
    self.range = range
    position = range.map { source.position(of: $0.start) }
  }

  /// The same, with the positions of the text at hand: in a template of one long line each would take a while.
  init(_ message: String, at range: SourceRange, _ positions: PositionIndex) {
    self.message = message
    self.range = range
    position = positions.position(of: range.start)
  }

  /// `line:column: message`, or the message if there is no position.
  public var description: String { (position.map { "\($0): " } ?? "") + message }
}
