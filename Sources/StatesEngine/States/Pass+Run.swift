import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runPass(_ b: Int, _ state: StateMachine.State, _ pass: PassState) throws(StateError) -> Step {
    switch state.queryLanguage {
    case .jsonPath:
      let effective = try effectiveInput(b, state)
      var result = try workInput(b, state, effective)
      observed?.workInput = result
      if let literal = pass.result { result = try payload(literal, bound: .max, in: b) }
      let assigned = try assignments(state.assign, in: b, document: result, result: nil, errorOutput: nil)
      let output = try output(b, state, result: result)
      return try leave(b, state, output: output, assigned: assigned, to: state.transition)
    case .jsonata:
      let output = try jsonataOutput(b, state.dataFlow.output)
      let assigned = try assignments(
        state.assign, in: b, document: branches[b].input, result: nil, errorOutput: nil)
      return try leave(b, state, output: output, assigned: assigned, to: state.transition)
    }
  }
}
