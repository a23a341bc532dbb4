import LanguageSupport
import OrderedJSON

extension Inspection {
  /// A Wait state.
  mutating func inspectWait(_ context: StateContext) {
    checkFields(context.view, .wait, context.language)
    checkTransition(context)
    checkDataFlow(context)
    integer(
      .seconds, of: context.view, from: 0, to: StatesLimits.seconds, .secondsOutOfRange,
      or: context.language == .jsonata ? .expression : .nothing)
    checkExpression(.seconds, context)
    checkTimestamp(context)
    checkReferencePath(.secondsPath, context)
    checkReferencePath(.timestampPath, context)
  }

  /// ASL833.
  private mutating func checkTimestamp(_ context: StateContext) {
    let rule: DiagnosticRule = context.language == .jsonata ? .expressionOrLiteralOfWrongKind : .timestampNotRFC3339
    guard let text = string(.timestamp, of: context.view, rule), let member = context.view[.timestamp] else { return }
    if context.language == .jsonata, Self.isExpression(text) { return checkExpression(.timestamp, context) }
    if DateTimeText.states.read(text) == nil {
      report(.timestampNotRFC3339, DiagnosticText.timestamp, at: at(member))
      warnIfPath(text, member)
    }
  }
}
