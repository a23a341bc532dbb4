import OrderedJSON

// Variables: what `Assign` may name, and where it is visible.

extension Inspection {
  /// `Assign` of a state, Choice rule or catcher (ASL701, ASL703 to ASL705).
  mutating func checkAssign(_ context: StateContext, _ moment: Moment) {
    guard context.view[.assign] != nil, let object = object(.assign, of: context.view, .assignNotAnObject),
      let members = object.members
    else { return }
    trail.push(.name(Field.assign.name))
    for member in members { checkVariableName(member, context) }
    trail.pop()
    checkTemplate(.assign, context)
    checkValue(.assign, context, moment)
  }

  private mutating func checkVariableName(_ member: JSONSyntax.Member, _ context: StateContext) {
    var name = member.key
    if context.language == .jsonPath, name.hasSuffix(".$") { name = String(name.dropLast(2)) }
    if Self.holdsPlaceholder(name) { return }
    let place = Place(location: trail.location(), range: member.keyRange)
    if name == "states" {
      report(.reservedVariableName, DiagnosticText.reservedVariable, at: place)
    } else if name.unicodeScalars.count > StatesLimits.variableNameLength {
      report(.variableNameTooLong, DiagnosticText.variableNameLength(name), at: place)
    } else if !Self.isIdentifier(name) {
      report(.variableNameNotAnIdentifier, DiagnosticText.variableName(name), at: place)
    } else {
      let assignment = Scope.Assignment(name: name, state: context.state, place: place)
      scopes[context.surroundings.scope].assignments.append(assignment)
    }
  }

  /// Whether a string is an identifier by UAX 31; an underscore may start it.
  private static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first else { return false }
    guard first == "_" || first.properties.isXIDStart else { return false }
    return name.unicodeScalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
  }

  /// ASL706, ASLW05: reported when all scopes are known.
  mutating func checkVariables() {
    guard !reads.isEmpty || scopes.contains(where: { $0.parent != nil && !$0.assignments.isEmpty }) else { return }
    var known = Variables(scopes)
    for scope in scopes.indices { checkShadowing(scope, &known) }
    if settings.warnings != .never { checkReads(&known) }
  }

  /// ASL706: a variable of a surrounding scope that may have been assigned when the inner state runs.
  private mutating func checkShadowing(_ scope: Int, _ known: inout Variables) {
    guard scopes[scope].parent != nil, !scopes[scope].isSealed else { return }
    for assignment in scopes[scope].assignments {
      var inner = scope
      while let parent = scopes[inner].parent, !scopes[inner].isSealed {
        if let earlier = known.assignment(of: assignment.name, in: parent.scope, before: parent.state) {
          report(
            .variableOfOuterScope, DiagnosticText.variableOfOuterScope(assignment.name), at: assignment.place,
            notes: [Diagnostic.Note(message: "assigned here", range: earlier.place.range)])
          break
        }
        inner = parent.scope
      }
    }
  }

  /// ASLW05: a variable that no state before the reading one assigns, in this scope or a surrounding one.
  private mutating func checkReads(_ known: inout Variables) {
    var told: Set<String> = []
    for read in reads {
      var place = (scope: read.scope, state: read.state)
      var isAssigned = false
      while true {
        isAssigned = known.assignment(of: read.name, in: place.scope, before: place.state) != nil
        guard !isAssigned, !scopes[place.scope].isSealed, let parent = scopes[place.scope].parent else { break }
        place = parent
      }
      guard !isAssigned, told.insert("\(read.scope) \(read.name)").inserted else { continue }
      let near = told.count > 20 ? nil : Suggestions.nearest(to: read.name, among: known.names(visibleFrom: read.scope))
      report(.variableNeverAssigned, DiagnosticText.neverAssigned(read.name, near: near), at: read.place)
    }
  }
}

/// The assignments of variables, and the states that they lead to.
private struct Variables {
  private let scopes: [Scope]
  /// For each scope the assignments by name.
  private let assignments: [[String: [Scope.Assignment]]]
  /// For a scope and a name, the states that an assignment leads to; computed on first use.
  private var reached: [String: [Bool]] = [:]
  /// The remaining steps for finding out; when they are used up, an assignment anywhere in the scope is sufficient.
  private var budget = 2_000_000

  init(_ scopes: [Scope]) {
    self.scopes = scopes
    assignments = scopes.map { scope in Dictionary(grouping: scope.assignments, by: \.name) }
  }

  /// An assignment of a variable in a scope that leads to a state of it, by at least one transition.
  mutating func assignment(of name: String, in scope: Int, before state: Int) -> Scope.Assignment? {
    guard let all = assignments[scope][name], let first = all.first else { return nil }
    let key = "\(scope) \(name)"
    if let known = reached[key] { return known[state] ? first : nil }
    budget -= scopes[scope].states.count + scopes[scope].edges.count
    guard budget > 0 else { return all.first { $0.state != state } }
    let found = reachable(from: all.map(\.state), in: scope)
    reached[key] = found
    return found[state] ? first : nil
  }

  func names(visibleFrom scope: Int) -> [String] {
    var names: [String] = []
    var place: Int? = scope
    while let current = place {
      names += scopes[current].assignments.map(\.name)
      place = scopes[current].isSealed ? nil : scopes[current].parent?.scope
    }
    return names
  }

  /// The states that some states lead to; these themselves only if something leads back to them.
  private func reachable(from starts: [Int], in scope: Int) -> [Bool] {
    var targets = [[Int]](repeating: [], count: scopes[scope].states.count)
    for edge in scopes[scope].edges { if let from = edge.from { targets[from].append(edge.to) } }
    var found = [Bool](repeating: false, count: targets.count)
    var waiting = starts.flatMap { targets[$0] }
    while let place = waiting.popLast() {
      if found[place] { continue }
      found[place] = true
      waiting += targets[place]
    }
    return found
  }
}
