import OrderedJSON

extension Inspection {
  /// A Fail state.
  mutating func inspectFail(_ context: StateContext) {
    let view = context.view
    checkFields(view, .fail, context.language)
    followStray(context)
    setTerminal(context)
    checkFailText(.error, context)
    checkFailText(.cause, context)
    checkFailPath(.errorPath, context)
    checkFailPath(.causePath, context)
  }

  /// ASL842, ASLW02, ASLW11: `Error` and `Cause`.
  private mutating func checkFailText(_ field: Field, _ context: StateContext) {
    guard let text = string(field, of: context.view, .failTextNotAString), let member = context.view[field] else {
      return
    }
    if context.language == .jsonata { return checkExpression(field, context) }
    warnIfPath(text, member)
    if field == .error, text.hasPrefix("States.") {
      report(.reservedErrorName, DiagnosticText.reservedError(text), at: at(member))
    }
  }
}
