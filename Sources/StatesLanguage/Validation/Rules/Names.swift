import OrderedJSON

// The top level of a definition, names of states, labels, types, query languages.

extension Inspection {
  /// ASL102.
  mutating func reportNoObject(_ definition: JSONSyntax) {
    report(.notAnObject, DiagnosticText.noObject, at: Place(location: nil, range: definition.range))
  }

  /// ASL201; a placeholder may become a state that leads anywhere or ends.
  mutating func reportNoState(_ syntax: JSONSyntax, at place: Int, in scope: Int) {
    if isOpenTransition(syntax, scope) {
      scopes[scope].states[place].isTerminal = true
      return
    }
    report(.stateNotAnObject, DiagnosticText.expected("Object"), at: here(syntax.range))
  }

  /// `Version`, `TimeoutSeconds`, `Comment` of the machine.
  mutating func checkMachine(_ view: ObjectView) {
    checkComment(view, .machineCommentNotAString)
    _ = word(.version, of: view, ["1.0"], .unknownVersion, says: .value)
    integer(.timeoutSeconds, of: view, from: 0, to: StatesLimits.seconds, .machineTimeoutOutOfRange)
  }

  /// The machine's language; an invalid word counts as JSONata, a placeholder as the default.
  mutating func machineLanguage(_ view: ObjectView) -> QueryLanguage {
    guard view.has(.queryLanguage) else { return .jsonPath }
    return declaredLanguage(view) ?? (source.text(in: view.range).contains("{%") ? .jsonata : .jsonPath)
  }

  /// The state's language: its own or the machine's, never that of a Map or Parallel around it.
  mutating func stateLanguage(_ view: ObjectView, _ surroundings: Surroundings) -> QueryLanguage {
    guard view.has(.queryLanguage), let member = view[.queryLanguage] else { return surroundings.machineLanguage }
    let language = declaredLanguage(view) ?? surroundings.machineLanguage
    if language == .jsonPath, surroundings.machineLanguage == .jsonata, member.value.stringValue == "JSONPath" {
      report(
        .jsonPathStateInJSONataMachine, DiagnosticText.downgrade,
        at: Place(location: trail.location(), range: member.value.range),
        fixes: removal(of: member, in: view))
    }
    return language
  }

  /// The value of `QueryLanguage`; `nil` if it is a placeholder.
  private mutating func declaredLanguage(_ view: ObjectView) -> QueryLanguage? {
    guard let member = view[.queryLanguage] else { return nil }
    if let text = member.value.stringValue {
      if let language = QueryLanguage(rawValue: text) { return language }
      if Self.holdsPlaceholder(text) { return nil }
    }
    let values = [QueryLanguage.jsonPath.rawValue, QueryLanguage.jsonata.rawValue]
    let near = member.value.stringValue.flatMap { Suggestions.nearest(to: $0, among: values) }
    report(
      .unknownQueryLanguage, DiagnosticText.valueOneOf(values), at: at(member),
      fixes: near.map { replacement(of: member.value, byText: $0) } ?? [])
    return .jsonata
  }

  /// The members of `States`, if it has any.
  mutating func checkStatesObject(_ view: ObjectView) -> [JSONSyntax.Member]? {
    guard let member = view[.states] else { return nil }
    guard let states = member.value.members else {
      if let text = member.value.stringValue, Self.holdsPlaceholder(text) { return nil }
      report(.startOrStatesOfWrongKind, DiagnosticText.expected("Object"), at: at(member))
      return nil
    }
    guard !states.isEmpty else {
      report(.noStates, DiagnosticText.empty, at: at(member))
      return nil
    }
    return states
  }

  /// Adds the states of a scope by name, and reports names that exist already (ASL111, ASL205).
  mutating func registerNames(_ states: [JSONSyntax.Member], scope: Int) {
    scopes[scope].states.reserveCapacity(states.count)
    names.reserveCapacity(more: states.count)
    for (place, member) in states.enumerated() {
      scopes[scope].states.append(Scope.State(name: member.key, keyRange: member.keyRange))
      guard
        let earlier = names.add(member.key, scope: scope, state: place, keyRange: member.keyRange)
      else { continue }
      let location = trail.location(.name(Field.states.name), .name(member.key))
      let rule: DiagnosticRule = earlier.scope == scope ? .repeatedName : .stateNameNotUnique
      report(
        rule, DiagnosticText.duplicateState(member.key), at: Place(location: location, range: member.keyRange),
        awsCode: .duplicateStateName,
        notes: [Diagnostic.Note(message: "first defined here", range: earlier.keyRange)])
    }
  }

  /// ASL204.
  mutating func checkName(_ context: StateContext) {
    let state = scopes[context.surroundings.scope].states[context.state]
    guard state.name.utf8.count > StatesLimits.stateNameLength || state.name.isEmpty else { return }
    guard state.name.isEmpty || state.name.unicodeScalars.count > StatesLimits.stateNameLength else { return }
    let text = state.name.isEmpty ? DiagnosticText.noStateName : DiagnosticText.stateNameLength(state.name)
    report(.stateNameLength, text, at: here(state.keyRange))
  }

  /// The state's type (ASL202, ASL203).
  mutating func stateType(_ view: ObjectView) -> StateType? {
    if let text = view.text(.type), let type = StateType(name: text) { return type }
    guard let member = view[.type] else {
      report(.typeMissing, DiagnosticText.requiredOne(Field.type.name), at: here(view.openingBrace))
      return nil
    }
    if let text = member.value.stringValue, Self.holdsPlaceholder(text) { return nil }
    let values = StateType.allCases.map(\.rawValue)
    let near = member.value.stringValue.flatMap { Suggestions.nearest(to: $0, among: values) }
    report(
      .unknownType, DiagnosticText.oneOf(Field.type.name, values), at: at(member),
      fixes: near.map { replacement(of: member.value, byText: $0) } ?? [])
    return nil
  }

  /// ASL867: the characters and length of a Map's label.
  mutating func checkLabel(_ view: ObjectView) {
    guard view.has(.label), let label = string(.label, of: view, .labelNotValid), let member = view[.label] else {
      return
    }
    if label.isEmpty || !NameRule.allows(label) {
      report(.labelNotValid, DiagnosticText.label, at: at(member))
    } else if label.unicodeScalars.count > StatesLimits.labelLength {
      report(.labelNotValid, DiagnosticText.labelLength(label), at: at(member))
    } else {
      labels.append((label, at(member)))
    }
  }

  /// ASL867: labels are unique in the machine.
  mutating func checkLabels() {
    guard labels.count > 1 else { return }
    var first: [String: SourceRange] = [:]
    for (label, place) in labels {
      if let earlier = first[label] {
        report(
          .labelNotValid, DiagnosticText.duplicateLabel(label), at: place, awsCode: .duplicateLabelName,
          notes: [Diagnostic.Note(message: "first used here", range: earlier)])
      } else {
        first[label] = place.range
      }
    }
  }
}
