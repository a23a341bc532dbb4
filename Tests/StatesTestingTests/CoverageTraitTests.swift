import Foundation
import StatesTesting
import StatesTestingTraits
import Testing

/// The folder of the reports of these tests.
private let folder = NSTemporaryDirectory() + "coverage-\(ProcessInfo.processInfo.processIdentifier)"

@Suite struct CoverageTraitTests {
  private static let definition = "../Fixtures/Coverage/decide.asl.json"

  @Suite(.coverage(of: CoverageTraitTests.definition, atLeast: 1)) struct Covered {
    @Test(arguments: [1, 5]) func runsOfASuiteAreSummed(number: Int) throws {
      let result = try WorkflowTest(definitionFile: CoverageTraitTests.definition).run(input: ["n": .integer(number)])
      #expect(result.status == .succeeded)
      #expect(CoverageCollector.current != nil)
    }
  }

  @Test func theReportsAreWrittenWhenTheTestsHaveEnded() async throws {
    let test = try #require(Test.current)
    let trait = CoverageTrait.coverage(
      of: CoverageTraitTests.definition, reports: [folder + "/all/decide.json", folder + "/all/decide.info"])
    try await trait.provideScope(for: test, testCase: nil) {
      for number in [1, 5] {
        _ = try WorkflowTest(definitionFile: CoverageTraitTests.definition).run(input: ["n": .integer(number)])
      }
    }
    let json = try JSON(testFile: folder + "/all/decide.json")
    #expect(json["covered"] == json["total"])
    #expect(json["definitions"]?[0]?["states"]?[0]?["count"] == 2)
    let lcov = try String(contentsOfFile: folder + "/all/decide.info", encoding: .utf8)
    #expect(lcov.contains("Tests/Fixtures/Coverage/decide.asl.json\n"))
    #expect(lcov.hasSuffix("end_of_record\n"))
  }

  @Test func tooLittleIsAnIssue() async throws {
    let test = try #require(Test.current)
    try await withKnownIssue {
      let trait = CoverageTrait.coverage(of: CoverageTraitTests.definition, atLeast: 0.95)
      try await trait.provideScope(for: test, testCase: nil) {
        _ = try WorkflowTest(definitionFile: CoverageTraitTests.definition).run(input: ["n": 1])
      }
    } matching: { issue in
      "\(issue)".contains("less than 95.0 % of the definitions")
        && "\(issue)".contains("'Decide' never took its Default")
    }
  }
}
