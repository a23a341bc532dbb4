import OrderedJSON

extension Inspection {
  /// A Choice state.
  mutating func inspectChoice(_ context: StateContext) {
    let view = context.view
    checkFields(view, .choice, context.language)
    followStray(context)
    checkDataFlow(context)
    inspectRules(context)
    checkTarget(.default, of: view, context, .defaultNotAString)
  }

  /// ASL821, and each rule.
  private mutating func inspectRules(_ context: StateContext) {
    guard let member = context.view[.choices] else { return }
    if isOpenTransition(member.value, context.surroundings.scope) { return }
    guard let rules = array(.choices, of: context.view, .choicesMissingOrEmpty) else { return }
    if rules.isEmpty { return report(.choicesMissingOrEmpty, DiagnosticText.empty, at: at(member)) }
    trail.push(.name(member.key))
    for (place, rule) in rules.enumerated() {
      trail.push(.index(place))
      inspectRule(rule, context)
      trail.pop()
    }
    checkRuleOrder(rules, context)
    trail.pop()
    checkDefault(rules, context)
  }

  /// A rule of `Choices`.
  private mutating func inspectRule(_ rule: JSONSyntax, _ context: StateContext) {
    guard let view = ObjectView(rule) else {
      if isOpenTransition(rule, context.surroundings.scope) { return }
      return report(.choicesMissingOrEmpty, DiagnosticText.expected("Object"), at: here(rule.range))
    }
    checkRepeated(view)
    checkFields(view, .choiceRule, context.language)
    checkComment(view, .commentNotAString)
    checkTarget(.next, of: view, context, .nextNotAString)
    var part = context
    part.view = view
    switch context.language {
    case .jsonPath: checkComparison(view, part, depth: 0)
    case .jsonata:
      checkCondition(part)
      checkValue(.output, part, .afterWait)
    }
    checkAssign(part, .afterWait)
  }

  /// ASL829, ASL603: `Condition` of a JSONata rule.
  private mutating func checkCondition(_ context: StateContext) {
    guard let member = context.view[.condition] else {
      return report(.jsonataRuleIncomplete, DiagnosticText.oneSelector, at: here(context.view.openingBrace))
    }
    switch member.value.content {
    case .bool: return
    case .string(let text):
      if Self.holdsPlaceholder(text) && !Self.isExpression(text) { return }
      if Self.isExpression(text) || text.hasSuffix("%}") { return checkExpression(.condition, context) }
      report(.expressionOrLiteralOfWrongKind, DiagnosticText.expected("Boolean"), at: at(member))
    case .null, .number, .array, .object:
      report(.jsonataRuleIncomplete, DiagnosticText.expected("Boolean"), at: at(member))
    }
  }

  /// ASL822 to ASL827: a comparison, or `And`, `Or`, `Not`.
  private mutating func checkComparison(_ view: ObjectView, _ context: StateContext, depth: Int) {
    let connectives = view.present.intersection(Self.connectives)
    let comparisons = view.present.intersection(.comparisons)
    if connectives.isEmpty {
      checkOneComparison(view, comparisons)
    } else if connectives.count > 1 || !comparisons.isEmpty || view.has(.variable) {
      let member = view.members.last { Field($0).map { connectives.contains($0) } ?? false }
      report(
        .ruleNotOneComparison, DiagnosticText.oneSelector,
        at: Place(location: trail.location(), range: member?.keyRange ?? view.openingBrace))
    }
    if view.has(.variable) { checkVariable(context, view) }
    if comparisons.count == 1, let field = comparisons.first {
      checkOperand(field, view, context)
    } else if !comparisons.isEmpty {
      for field in comparisons.fields { checkOperand(field, view, context) }
    }
    guard !connectives.isEmpty else { return }
    for field in connectives.fields { inspectConnective(field, view, context, depth: depth) }
  }

  private static let connectives: FieldSet = [.and, .or, .not]

  private mutating func checkOneComparison(_ view: ObjectView, _ comparisons: FieldSet) {
    if !view.has(.variable) {
      report(.variableMissingInComparison, DiagnosticText.oneSelector, at: here(view.openingBrace))
    } else if comparisons.isEmpty {
      // A misspelled operator has already been reported.
      let hasStranger = view.members.contains { Field($0) == nil }
      if !hasStranger {
        report(
          .ruleNotOneComparison, DiagnosticText.needsOne(of: FieldSet.comparisonNames), at: here(view.openingBrace))
      }
    } else if comparisons.count > 1 {
      let members = view.members.filter { Field($0).map(comparisons.contains) ?? false }
      guard let first = members.first, let second = members.last else { return }
      report(
        .ruleNotOneComparison, DiagnosticText.onlyOne(of: FieldSet.comparisonNames),
        at: Place(location: trail.location(), range: second.keyRange),
        notes: [Diagnostic.Note(message: "\"\(first.key)\" is here", range: first.keyRange)],
        fixes: removal(of: second, in: view))
    }
  }

  /// ASL827, and the nested rules.
  private mutating func inspectConnective(
    _ field: Field, _ view: ObjectView, _ context: StateContext, depth: Int
  ) {
    guard let member = view[field] else { return }
    guard depth < settings.maximumNesting else {
      return report(.nestedTooDeeply, DiagnosticText.tooDeep(settings.maximumNesting), at: at(member))
    }
    trail.push(.name(member.key))
    defer { trail.pop() }
    if field == .not { return inspectNestedRule(member.value, context, depth: depth + 1) }
    switch member.value.content {
    case .array(let rules) where rules.isEmpty:
      report(.booleanOperandOfWrongKind, DiagnosticText.empty, at: here(member.value.range))
    case .array(let rules):
      for (place, rule) in rules.enumerated() {
        trail.push(.index(place))
        inspectNestedRule(rule, context, depth: depth + 1)
        trail.pop()
      }
    case .string(let text) where Self.holdsPlaceholder(text): return
    case .null, .bool, .number, .string, .object:
      report(.booleanOperandOfWrongKind, DiagnosticText.expected("Array"), at: here(member.value.range))
    }
  }

  private mutating func inspectNestedRule(_ rule: JSONSyntax, _ context: StateContext, depth: Int) {
    guard let view = ObjectView(rule) else {
      if let text = rule.stringValue, Self.holdsPlaceholder(text) { return }
      return report(.booleanOperandOfWrongKind, DiagnosticText.expected("Object"), at: here(rule.range))
    }
    checkRepeated(view)
    checkFields(view, .nestedRule, .jsonPath)
    checkComment(view, .commentNotAString)
    checkComparison(view, context, depth: depth)
  }
}
