import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runSucceed(_ b: Int, _ state: StateMachine.State) throws(StateError) -> Step {
    let output: Payload
    switch state.queryLanguage {
    case .jsonPath: output = try passedThrough(b, state, effectiveInput(b, state))
    case .jsonata: output = try jsonataOutput(b, state.dataFlow.output)
    }
    return try leave(b, state, output: output, assigned: nil, to: .end)
  }
}
