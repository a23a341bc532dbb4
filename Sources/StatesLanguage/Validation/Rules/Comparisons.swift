import OrderedJSON

// What comparisons of Choice rules compare with.

/// What an operator takes.
enum Operand {
  case text, pattern, number, boolean, timestamp, path

  init(_ field: Field) {
    switch field {
    case .stringEquals, .stringLessThan, .stringGreaterThan, .stringLessThanEquals, .stringGreaterThanEquals:
      self = .text
    case .stringMatches: self = .pattern
    case .numericEquals, .numericLessThan, .numericGreaterThan, .numericLessThanEquals, .numericGreaterThanEquals:
      self = .number
    case .timestampEquals, .timestampLessThan, .timestampGreaterThan, .timestampLessThanEquals,
      .timestampGreaterThanEquals:
      self = .timestamp
    case .booleanEquals, .isNull, .isPresent, .isNumeric, .isString, .isBoolean, .isTimestamp: self = .boolean
    default: self = .path
    }
  }
}

extension Inspection {
  /// ASL825, ASL830: the operand fits the operator.
  mutating func checkOperand(_ field: Field, _ view: ObjectView, _ context: StateContext) {
    guard let member = view[field] else { return }
    if case .string(let text) = member.value.content, Self.holdsPlaceholder(text) { return }
    switch (Operand(field), member.value.content) {
    case (.text, .string(let text)): warnIfPath(text, member)
    case (.pattern, .string(let text)): checkPattern(text, member)
    case (.number, .number), (.boolean, .bool): return
    case (.timestamp, .string(let text)):
      if !Timestamps.isRFC3339(text) { report(.asl825, DiagnosticText.timestamp, at: at(member)) }
    case (.path, .string): checkComparisonPath(member, context)
    case (.text, _), (.pattern, _), (.path, _): report(.asl825, DiagnosticText.expected("String"), at: at(member))
    case (.timestamp, _): report(.asl825, DiagnosticText.expected("String"), at: at(member))
    case (.number, _): report(.asl825, DiagnosticText.expected("Number"), at: at(member))
    case (.boolean, _): report(.asl825, DiagnosticText.expected("Boolean"), at: at(member))
    }
  }

  /// ASL830: a backslash escapes a star or a backslash, nothing else.
  private mutating func checkPattern(_ text: String, _ member: JSONSyntax.Member) {
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        if byte != UInt8(ascii: "*"), byte != UInt8(ascii: "\\") { break }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      }
    }
    if isEscaped { report(.asl830, DiagnosticText.loneBackslash, at: at(member)) }
  }

  /// ASL824, ASL505: `Variable`.
  mutating func checkVariable(_ context: StateContext, _ view: ObjectView) {
    guard let member = view[.variable] else { return }
    guard case .string = member.value.content else {
      return report(.asl824, DiagnosticText.expected("String"), at: at(member))
    }
    checkComparisonPath(member, context)
  }

  /// ASLW07, ASLW15: rules behind one that always matches; no `Default`.
  mutating func checkRuleOrder(_ rules: [JSONSyntax], _ context: StateContext) {
    var seen: [JSON] = []
    for (place, rule) in rules.enumerated() {
      guard let view = ObjectView(rule) else { continue }
      if context.language == .jsonata, case .bool(true)? = view[.condition]?.value.content {
        if place + 1 < rules.count {
          trail.push(.index(place + 1))
          report(
            .aslw15, DiagnosticText.ruleBehindTrue, at: here(rules[place + 1].range),
            notes: [Diagnostic.Note(message: "this one always matches", range: rule.range)])
          trail.pop()
        }
        return
      }
      guard rules.count > 1, rules.count <= 64 else { continue }
      let test = condition(of: rule)
      if let first = seen.firstIndex(of: test) {
        trail.push(.index(place))
        report(
          .aslw15, DiagnosticText.ruleRepeated, at: here(rule.range),
          notes: [Diagnostic.Note(message: "the same condition", range: rules[first].range)])
        trail.pop()
      }
      seen.append(test)
    }
  }

  /// What a rule tests, without where it leads.
  private func condition(of rule: JSONSyntax) -> JSON {
    guard case .object(var object) = rule.json else { return .null }
    for name in ["Next", "Comment", "Assign", "Output"] { object[name] = nil }
    return .object(object)
  }
}
