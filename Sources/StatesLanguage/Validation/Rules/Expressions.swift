import OrderedJSON

// JSONata expressions, wherever they stand in JSONata states.

extension Inspection {
  /// A field that holds an expression or a literal, at any depth (ASL601 to ASL605).
  mutating func checkValue(_ field: Field, _ context: StateContext, _ moment: Moment) {
    guard let member = context.view[field], context.language == .jsonata else { return }
    trail.push(.name(member.key))
    walkValue(member.value, context, moment)
    trail.pop()
    checkSize(member)
  }

  /// A field that takes one expression instead of its literal.
  mutating func checkExpression(_ field: Field, _ context: StateContext) {
    guard let member = context.view[field], context.language == .jsonata,
      case .string(let text) = member.value.content
    else { return }
    trail.push(.name(member.key))
    checkText(text, member.value, context, .before)
    trail.pop()
  }

  private mutating func walkValue(_ value: JSONSyntax, _ context: StateContext, _ moment: Moment) {
    switch value.content {
    case .null, .bool, .number: return
    case .string(let text): checkText(text, value, context, moment)
    case .array(let elements):
      for (place, element) in elements.enumerated() {
        trail.push(.index(place))
        walkValue(element, context, moment)
        trail.pop()
      }
    case .object(let members):
      checkRepeated(members)
      for member in members {
        trail.push(.name(member.key))
        if Self.isDynamic(member.key) {
          report(.aslw06, DiagnosticText.dollarName(member.key), at: here(member.keyRange))
        }
        walkValue(member.value, context, moment)
        trail.pop()
      }
    }
  }

  private mutating func checkText(_ text: String, _ value: JSONSyntax, _ context: StateContext, _ moment: Moment) {
    let opens = Self.isExpression(text)
    let closes = text.utf8.count >= 2 && text.hasSuffix("%}")
    guard opens || closes else {
      if text.hasPrefix("$states.") { report(.aslw06, DiagnosticText.meantAsExpression, at: here(value.range)) }
      return
    }
    guard opens, closes, text.utf8.count >= 4 else {
      if Self.holdsPlaceholder(text) { return }
      return report(.asl602, DiagnosticText.halfOpen(opens: opens), at: here(value.range))
    }
  }
}
