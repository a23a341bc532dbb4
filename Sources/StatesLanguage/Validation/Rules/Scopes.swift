import OrderedJSON

// Variables: what `Assign` may name, and where it can be seen.

extension Inspection {
  /// `Assign` of a state, Choice rule or catcher (ASL701, ASL703 to ASL705).
  mutating func checkAssign(_ context: StateContext, _ moment: Moment) {
    guard context.view[.assign] != nil, let object = object(.assign, of: context.view, .asl701),
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
      report(.asl703, DiagnosticText.reservedVariable, at: place)
    } else if name.unicodeScalars.count > StatesLimits.variableNameLength {
      report(.asl704, DiagnosticText.variableNameLength, at: place)
    } else if !Self.isIdentifier(name) {
      report(.asl705, DiagnosticText.variableName(name), at: place)
    } else {
      let assignment = Scope.Assignment(name: name, state: context.state, place: place)
      scopes[context.surroundings.scope].assignments.append(assignment)
    }
  }

  /// Whether a text is an identifier by UAX 31; an underscore may begin it.
  private static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first else { return false }
    guard first == "_" || first.properties.isXIDStart else { return false }
    return name.unicodeScalars.dropFirst().allSatisfy { $0.properties.isXIDContinue }
  }

  /// ASL706, ASLW05: told when all scopes are known.
  mutating func checkVariables() {
    for scope in scopes.indices { checkShadowing(scope) }
    checkReads()
  }

  /// ASL706: a variable of a surrounding scope that may have been assigned when the inner state runs.
  private mutating func checkShadowing(_ scope: Int) {
    guard scopes[scope].parent != nil, !scopes[scope].isSealed else { return }
    for assignment in scopes[scope].assignments {
      var inner = scope
      while let parent = scopes[inner].parent, !scopes[inner].isSealed {
        if let earlier = scopes[parent.scope].assignments.first(where: {
          $0.name.hasSameUTF8(as: assignment.name) && $0.state != parent.state
            && leads(from: $0.state, to: parent.state, in: parent.scope)
        }) {
          report(
            .asl706, DiagnosticText.variableOfOuterScope(assignment.name), at: assignment.place,
            notes: [Diagnostic.Note(message: "assigned here", range: earlier.place.range)])
          break
        }
        inner = parent.scope
      }
    }
  }

  /// ASLW05.
  private mutating func checkReads() {
    var told: Set<String> = []
    for read in reads where !isAssigned(read.name, in: read.scope, before: read.state) {
      guard told.insert("\(read.scope) \(read.name)").inserted else { continue }
      let candidates = visibleVariables(read.scope)
      let near = Suggestions.nearest(to: read.name, among: candidates)
      report(.aslw05, DiagnosticText.neverAssigned(read.name, near: near), at: read.place)
    }
  }

  private func visibleVariables(_ scope: Int) -> [String] {
    var names: [String] = []
    var place: Int? = scope
    while let current = place {
      names += scopes[current].assignments.map(\.name)
      place = scopes[current].isSealed ? nil : scopes[current].parent?.scope
    }
    return names
  }

  /// Whether some state that leads to this one assigns a variable, here or in a scope around.
  private func isAssigned(_ name: String, in scope: Int, before state: Int) -> Bool {
    var place = (scope: scope, state: state)
    while true {
      let found = scopes[place.scope].assignments.contains {
        $0.name.hasSameUTF8(as: name) && leads(from: $0.state, to: place.state, in: place.scope)
      }
      if found { return true }
      guard !scopes[place.scope].isSealed, let parent = scopes[place.scope].parent else { return false }
      place = parent
    }
  }

  /// Whether one state leads to another, by one transition at least.
  private func leads(from: Int, to: Int, in scope: Int) -> Bool {
    let edges = scopes[scope].edges
    var seen: Set<Int> = []
    var waiting = [from]
    while let place = waiting.popLast() {
      for edge in edges where edge.from == place {
        if edge.to == to { return true }
        if seen.insert(edge.to).inserted { waiting.append(edge.to) }
      }
    }
    return false
  }
}
