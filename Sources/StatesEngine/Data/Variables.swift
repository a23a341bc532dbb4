import OrderedJSON
import StatesLanguage

extension Execution {
  /// The values of `Assign`, all computed from the variables at the state's entry; `nil` without `Assign`.
  ///
  /// - Parameters:
  ///   - document: `$` of a payload template.
  ///   - result: `$states.result`.
  ///   - errorOutput: `$states.errorOutput`.
  mutating func assignments(
    _ assign: Assignments?, in b: Int, document: Payload, result: JSON?, errorOutput: JSON?
  ) throws(StateError) -> JSON.Object? {
    switch assign {
    case nil: return nil
    case .template(let template):
      return try fill(template, in: b, document: document).json.objectValue
    case .expressions(let entries):
      var object = JSON.Object(minimumCapacity: entries.count)
      var bindings = QueryBindings(result: result, errorOutput: errorOutput)
      for entry in entries { object[entry.name] = try fill(entry.value, in: b, &bindings).json }
      return object
    }
  }

  /// Makes assigned values visible to subsequent states in this scope.
  mutating func commit(_ assigned: JSON.Object, in b: Int, _ state: StateMachine.State) throws(StateError) {
    try checkSize(ofVariables: assigned, in: b, state)
    for member in assigned.members {
      branches[b].variables[member.key] = member.value
      if variableDepthBound < quotas.maximumDepth {
        variableDepthBound = max(variableDepthBound, member.value.depth(upTo: quotas.maximumDepth))
      }
    }
  }

  private mutating func checkSize(ofVariables assigned: JSON.Object, in b: Int, _ state: StateMachine.State)
    throws(StateError)
  {
    if let limit = quotas.maximumVariableBytes { try checkSize(ofEach: assigned, limit: limit, in: state) }
    guard let limit = quotas.maximumTotalVariableBytes else { return }
    var all = branches[b].variables
    for member in assigned.members { all[member.key] = member.value }
    var size = 0
    for member in all.members { size = size.addingClamped(member.value.compactByteCount) }
    guard size > limit else { return }
    let cause = ErrorText.variablesTooLarge(state.name, size.subtractingClamped(limit))
    switch state.queryLanguage {
    case .jsonPath: throw StateError(.terminal, name: ErrorName.dataLimitExceeded, cause: cause)
    case .jsonata:
      throw StateError(.terminalEvaluation(location: "Assign"), name: ErrorName.dataLimitExceeded, cause: cause)
    }
  }

  /// The limit of one variable also applies to everything that one state assigns. The size of a value is that of its
  /// JSON text.
  private func checkSize(ofEach assigned: JSON.Object, limit: Int, in state: StateMachine.State) throws(StateError) {
    var total = 0
    for member in assigned.members {
      let size = member.value.compactByteCount
      guard size <= limit else {
        throw StateError(
          .terminal, name: ErrorName.dataLimitExceeded,
          cause: ErrorText.variableTooLarge(member.key, state.name, size))
      }
      total = total.addingClamped(size)
      guard total <= limit else {
        throw StateError(
          .terminal, name: ErrorName.dataLimitExceeded,
          cause: ErrorText.assignTooLarge(
            member.key, state.name, size, excess: total.subtractingClamped(limit)))
      }
    }
  }
}
