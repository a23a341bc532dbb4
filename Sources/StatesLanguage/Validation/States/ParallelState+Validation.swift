import OrderedJSON

extension Inspection {
  /// A Parallel state.
  mutating func inspectParallel(_ context: StateContext) {
    let view = context.view
    checkFields(view, .parallel, context.language)
    checkTransition(context)
    checkDataFlow(context)
    checkRetriers(context)
    checkCatchers(context)
    inspectBranches(context)
  }

  /// ASL852, and each branch.
  private mutating func inspectBranches(_ context: StateContext) {
    guard let member = context.view[.branches],
      let branches = array(.branches, of: context.view, .branchesNotAListOfObjects)
    else { return }
    if branches.isEmpty { return report(.branchesNotAListOfObjects, DiagnosticText.empty, at: at(member)) }
    guard let surroundings = nested(context, member.keyRange) else { return }
    trail.push(.name(member.key))
    for (place, branch) in branches.enumerated() {
      trail.push(.index(place))
      inspectBranch(branch, context, surroundings)
      trail.pop()
    }
    trail.pop()
  }

  private mutating func inspectBranch(_ branch: JSONSyntax, _ context: StateContext, _ surroundings: Surroundings) {
    guard let view = ObjectView(branch) else {
      if let text = branch.stringValue, Self.holdsPlaceholder(text) { return }
      return report(.branchesNotAListOfObjects, DiagnosticText.expected("Object"), at: here(branch.range))
    }
    checkRepeated(view)
    checkFields(view, .branch, context.language)
    checkComment(view, .machineCommentNotAString)
    inspectStates(
      view, in: surroundings, parent: (context.surroundings.scope, context.state), isSealed: false)
  }

  /// The circumstances one level further in, unless that is too deep (ASL113).
  mutating func nested(_ context: StateContext, _ range: SourceRange) -> Surroundings? {
    var surroundings = context.surroundings
    surroundings.nesting += 1
    guard surroundings.nesting <= settings.maximumNesting else {
      report(.nestedTooDeeply, DiagnosticText.tooDeep(settings.maximumNesting), at: here(range))
      return nil
    }
    return surroundings
  }
}
