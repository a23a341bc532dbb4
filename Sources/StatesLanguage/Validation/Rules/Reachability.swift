import OrderedJSON

// The flow: targets, states that nothing leads to, ends.

extension Inspection {
  /// `StartAt` of a machine, branch or processor (ASL106, ASL301).
  mutating func checkStart(_ view: ObjectView, scope: Int) {
    guard let member = view[.startAt] else { return }
    guard let name = member.value.stringValue else {
      report(.startOrStatesOfWrongKind, DiagnosticText.expected("String"), at: at(member))
      return
    }
    let target = names.state(named: name, in: scope)
    if target == nil, Self.holdsPlaceholder(name) { return }
    scopes[scope].hasStart = true
    if let target { follow(from: nil, to: target, in: scope) } else { dangling.append((name, scope, true, at(member))) }
  }

  /// A `Next` or `Default` (ASL212, ASL302, ASL303, ASL828).
  mutating func checkTarget(_ field: Field, of view: ObjectView, _ context: StateContext, _ rule: DiagnosticRule) {
    guard view.has(field) else { return }
    let scope = context.surroundings.scope
    if let name = view.text(field), let target = names.state(named: name, in: scope) {
      return follow(from: context.state, to: target, in: scope)
    }
    guard let member = view[field] else { return }
    guard let name = member.value.stringValue else {
      report(rule, DiagnosticText.expected("String"), at: at(member))
      return
    }
    if Self.holdsPlaceholder(name) {
      scopes[scope].hasOpenTarget = true
    } else {
      dangling.append((name, scope, false, at(member)))
    }
  }

  /// Whether a value is a placeholder; if so, its replacement may lead to any state of the scope.
  mutating func isOpenTransition(_ value: JSONSyntax?, _ scope: Int) -> Bool {
    guard let text = value?.stringValue, Self.holdsPlaceholder(text) else { return false }
    scopes[scope].hasOpenTarget = true
    return true
  }

  private mutating func follow(from state: Int?, to target: Int, in scope: Int) {
    scopes[scope].states[target].isReferenced = true
    scopes[scope].edges.append((state, target))
  }

  /// `Next` and `End` of a nonterminal state (ASL208 to ASL212).
  mutating func checkTransition(_ context: StateContext) {
    let view = context.view
    let hasNext = view.has(.next)
    checkTarget(.next, of: view, context, .nextNotAString)
    guard view.has(.end), let end = view[.end] else {
      if !hasNext {
        report(
          .neitherNextNorEnd, DiagnosticText.needsOne(of: ["Next", "End"]), at: here(view.openingBrace),
          fixes: hasMisspelledTransition(view) ? [] : insertion(of: "End", "true", into: view))
      }
      return
    }
    switch end.value.content {
    case .bool(true):
      setTerminal(context)
      if hasNext, let next = view[.next] {
        report(
          .bothNextAndEnd, DiagnosticText.onlyOne(of: ["Next", "End"]),
          at: Place(location: trail.location(), range: end.keyRange),
          notes: [Diagnostic.Note(message: "\"Next\" is here", range: next.keyRange)],
          fixes: removal(of: end, in: view))
      }
    case .bool(false):
      if !hasNext {
        report(
          .endIsFalse, DiagnosticText.noExit, at: Place(location: trail.location(), range: end.value.range),
          fixes: replacement(of: end.value.range, by: "true", "replace false with true"))
      }
    case .string(let text) where Self.holdsPlaceholder(text): setTerminal(context)
    case .null, .number, .string, .array, .object:
      report(.endNotABoolean, DiagnosticText.expected("Boolean"), at: at(end))
      setTerminal(context)
    }
  }

  /// Whether some unknown field was probably intended to be `Next` or `End`: then renaming it is the fix.
  private func hasMisspelledTransition(_ view: ObjectView) -> Bool {
    view.hasUnknown && view.members.count <= 200
      && view.members.contains {
        Field($0) == nil && Suggestions.nearest(to: $0.key, among: [Field.next.name, Field.end.name]) != nil
      }
  }

  /// `Next` of a state that must not have one: reported elsewhere, but its target is not unreachable, as in the
  /// service.
  mutating func followStray(_ context: StateContext) {
    guard let name = context.view[.next]?.value.stringValue else { return }
    let scope = context.surroundings.scope
    guard let target = names.state(named: name, in: scope) else { return }
    follow(from: context.state, to: target, in: scope)
  }

  /// Marks a state in which the execution may end.
  mutating func setTerminal(_ context: StateContext) {
    scopes[context.surroundings.scope].states[context.state].isTerminal = true
  }

  /// ASL304, ASL305, ASLW04: called when all states of a scope have been visited, at the object that contains `States`.
  mutating func checkFlow(of scope: Int, statesKey: SourceRange?) {
    let states = scopes[scope].states
    guard !states.isEmpty else { return }
    if !states.contains(where: \.isTerminal), let statesKey {
      reportFlow(.noTerminalState, DiagnosticText.noTerminalState, at: Place(location: nil, range: statesKey))
      return
    }
    guard scopes[scope].hasStart, !scopes[scope].hasOpenTarget else { return }
    var unreferenced = false
    for state in states where !state.isReferenced {
      unreferenced = true
      let location = trail.location(.name(Field.states.name), .name(state.name))
      reportFlow(
        .stateNotReferredTo, DiagnosticText.unreachable(state.name),
        at: Place(location: location, range: state.keyRange))
    }
    if !unreferenced { checkIslands(scope) }
  }

  /// ASLW04: states that only refer to each other.
  private mutating func checkIslands(_ scope: Int) {
    let reached = reachable(in: scope)
    for (place, state) in scopes[scope].states.enumerated() where !reached[place] {
      let location = trail.location(.name(Field.states.name), .name(state.name))
      report(.unreachableCycle, DiagnosticText.island(state.name), at: Place(location: location, range: state.keyRange))
    }
  }

  /// The states of a scope that can be reached from the start.
  private func reachable(in scope: Int) -> [Bool] {
    let count = scopes[scope].states.count
    let edges = scopes[scope].edges
    var reached = [Bool](repeating: false, count: count)
    var waiting: [Int] = []
    // Targets by origin: counted first, then filled in.
    var starts = [Int](repeating: 0, count: count + 1)
    for edge in edges { if let from = edge.from { starts[from + 1] += 1 } }
    for place in 0..<count { starts[place + 1] += starts[place] }
    var fill = starts
    var targets = [Int](repeating: 0, count: edges.count)
    for edge in edges {
      guard let from = edge.from else {
        waiting.append(edge.to)
        continue
      }
      targets[fill[from]] = edge.to
      fill[from] += 1
    }
    while let place = waiting.popLast() {
      if reached[place] { continue }
      reached[place] = true
      for target in targets[starts[place]..<starts[place + 1]] where !reached[target] { waiting.append(target) }
    }
    return reached
  }

  /// ASL301, ASL302, ASL303: targets that are not in their scope, reported when all names are known.
  mutating func checkDanglingTransitions() {
    guard !dangling.isEmpty else { return }
    // Before the states that are unreachable because of them.
    let others = takeFlowProblems()
    // Finding a suggestion visits every name; after a few it no longer helps.
    var suggestions = 20
    for (name, scope, isStart, place) in dangling {
      if let elsewhere = names.anyState(named: name) {
        reportFlow(
          isStart ? .startAtNamesNoState : .targetInOtherScope, DiagnosticText.missingTarget(name), at: place,
          notes: [Diagnostic.Note(message: DiagnosticText.elsewhere(name), range: elsewhere.keyRange)])
        continue
      }
      suggestions -= 1
      let near = suggestions < 0 ? nil : Suggestions.nearest(to: name, among: scopes[scope].states.map(\.name))
      let fixes = near.map {
        replacement(of: place.range, by: Self.quoted($0), "replace with \"\($0)\"")
      }
      reportFlow(
        isStart ? .startAtNamesNoState : .targetNamesNoState, DiagnosticText.missingTarget(name), at: place,
        fixes: fixes ?? [])
    }
    appendFlowProblems(others)
  }
}
