import StatesBuilder
import StatesTesting
import Testing

@Suite struct BuilderPropertyTests {
  @Test(arguments: 0..<300) func buildingWhatWasReadIsTheIdentity(seed: Int) throws {
    var generator = DefinitionGenerator(seed: UInt64(seed))
    let text = generator.definition()
    let workflow = try Workflow(parsing: text)
    #expect(workflow.definition == (try JSON(parsing: text)))
    let machine = try workflow.stateMachine()
    #expect(machine.states.map(\.name) == (try StateMachine(parsing: text)).states.map(\.name))
    #expect(machine.fingerprint() == (try StateMachine(parsing: text)).fingerprint())
    let source = workflow.swiftSource(name: "Generated")
    #expect(source == (try Workflow(parsing: workflow.aslText)).swiftSource(name: "Generated"))
  }
}
