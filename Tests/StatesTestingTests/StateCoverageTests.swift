import StatesTesting
import Testing

@Suite struct StateCoverageTests {
  @Test func whatNoRunHasEntered() throws {
    var test = try WorkflowTest(definition: WorkflowTestTests.definition)
    try test.mock("Charge", .return(1))
    try test.mock("Reserve", .return(2), .throw("OutOfStock"))
    try test.mock("Refund", .return(3))
    var coverage = StateCoverage(of: test.machine)
    #expect(coverage.missing == ["Charge", "Reserve", "Refund"])
    #expect(coverage.fraction == 0)
    coverage.insert(test.run())
    #expect(coverage.missing == ["Refund"])
    #expect("\(coverage)" == "2 of 3 states; missing: Refund")
    try test.mock("Reserve", .throw("OutOfStock"))
    coverage.insert(test.run())
    #expect(coverage.missing == [])
    #expect(coverage.fraction == 1)
    #expect("\(coverage)" == "3 of 3 states")
  }

  @Test func statesOfChildrenCount() throws {
    let test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{
          "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
          "StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}}}}
        """#)
    var coverage = StateCoverage(of: test.machine)
    coverage.insert(test.run(input: []))
    #expect(coverage.missing == ["I"])
    coverage.insert(test.run(input: [1]))
    #expect(coverage.missing == [])
  }
}
