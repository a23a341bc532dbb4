import StatesGraph
import StatesTesting
import Testing

/// Runs of tests can be drawn.
@Suite struct GraphOverlayResultTests {
  @Test func showsWhatARunDid() throws {
    let test = try WorkflowTest(
      definition: #"""
        {"StartAt": "Each", "States": {
          "Each": {"Type": "Map", "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, "StartAt": "Big?", "States": {
              "Big?": {"Type": "Choice", "Default": "Small",
                "Choices": [{"Variable": "$", "NumericGreaterThan": 5, "Next": "Big"}]},
              "Big": {"Type": "Succeed"}, "Small": {"Type": "Pass", "End": true}}}, "Next": "Done"},
          "Done": {"Type": "Succeed"}}}
        """#)
    let overlay = GraphOverlay(of: test.run(input: [1, 2, 9]))
    #expect(overlay.statuses == test.machine.states.map { _ in .succeeded })
    let visits = Dictionary(uniqueKeysWithValues: zip(test.machine.states.map(\.name), overlay.visits))
    #expect(visits == ["Each": 1, "Done": 1, "Big?": 3, "Big": 1, "Small": 2])
    let (choice, small) = (test.machine.index(ofState: "Big?"), test.machine.index(ofState: "Small"))
    #expect(overlay.count(of: .init(from: choice, to: small)) == 2)
    #expect(overlay.count(of: .init(from: small, to: nil)) == 2)
  }
}
