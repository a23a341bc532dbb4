import JSONata
import OrderedJSON

// JSONata expressions, anywhere in JSONata states.

extension Inspection {
  /// A field that contains an expression or a literal, at any depth (ASL601 to ASL605).
  mutating func checkValue(_ field: Field, _ context: StateContext, _ moment: Moment) {
    guard let member = context.view[field], context.language == .jsonata else { return }
    trail.push(.name(member.key))
    walkValue(member.value, context, moment)
    trail.pop()
    checkSize(member)
  }

  /// A field that takes a single expression instead of its literal.
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
          report(.meantAsExpression, DiagnosticText.dollarName(member.key), at: here(member.keyRange))
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
      if text.hasPrefix("$states.") {
        report(.meantAsExpression, DiagnosticText.meantAsExpression, at: here(value.range))
      }
      return
    }
    guard opens, closes, text.utf8.count >= 4 else {
      if Self.holdsPlaceholder(text) { return }
      return report(.expressionHalfDelimited, DiagnosticText.halfOpen, at: here(value.range))
    }
    // The value of a placeholder is unknown.
    if Self.holdsPlaceholder(text) { return }
    checkExpression(text, value, context, moment)
  }

  /// ASL601, ASL604, ASL605, ASLW05, ASLW06, ASLW20: the expression between `{%` and `%}`.
  private mutating func checkExpression(
    _ text: String, _ value: JSONSyntax, _ context: StateContext, _ moment: Moment
  ) {
    guard let inside = StateExpression.inside(text) else { return }
    // Where the expression starts in the string.
    let start = 2 + text.utf8.dropFirst(2).prefix { StateExpression.isBlank($0) }.count
    do throws(JSONataError) {
      let parsed = try texts.expression(inside)
      checkDocument(parsed.topLevel, value, start)
      checkVariables(parsed.variables, value, context, moment, start)
      for call in parsed.unknownCalls {
        report(
          .unknownJSONataFunction, DiagnosticText.noSuchFunction(call.name),
          at: here(place(start + call.position, in: value)))
      }
    } catch {
      let notes = error.position.map {
        [Diagnostic.Note(message: "found here", range: place(start + $0 - 1, in: value))]
      }
      report(.expressionSyntax, error.message, at: here(value.range), notes: notes ?? [])
    }
  }

  /// ASL604, ASL605: there is no input document that names, `$` and `$$` could refer to.
  private mutating func checkDocument(_ references: [JSONataTopLevelReference], _ value: JSONSyntax, _ start: Int) {
    var told: [String] = []
    for reference in references {
      let place = here(place(start + reference.position, in: value))
      switch reference.kind {
      case .name(let name):
        if told.contains(name) { continue }
        told.append(name)
        report(.bareNameInExpression, DiagnosticText.topLevel(name), at: place)
      case .root: report(.noSuchStatesField, DiagnosticText.rootReference, at: place)
      case .context: report(.meantAsExpression, DiagnosticText.noDocument("$"), at: place)
      case .wildcard: report(.meantAsExpression, DiagnosticText.noDocument("*"), at: place)
      case .descendants: report(.meantAsExpression, DiagnosticText.noDocument("**"), at: place)
      }
    }
  }

  /// ASL605: `$states` has the fields available at that time; ASLW05: other variables are assigned before.
  private mutating func checkVariables(
    _ references: [JSONataVariableReference], _ value: JSONSyntax, _ context: StateContext, _ moment: Moment,
    _ start: Int
  ) {
    for reference in references {
      let place = here(place(start + reference.position, in: value))
      guard reference.name == "states" else {
        noteRead(reference.name, place, context)
        continue
      }
      guard let field = reference.firstField, !moment.fields.contains(field) else { continue }
      report(.noSuchStatesField, DiagnosticText.noSuchStatesField("$states.\(field)"), at: place)
    }
  }
}
