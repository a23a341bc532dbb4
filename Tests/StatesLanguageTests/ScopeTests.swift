import StatesLanguage
import Testing

/// A compiled machine knows which states belong together.
@Suite struct ScopeTests {
  @Test func scopesComeInTheOrderOfTheDefinition() throws {
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt": "B", "States": {
          "A": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "M", "States": {"M": {"Type": "Succeed"}}}},
          "B": {"Type": "Parallel", "Next": "A", "Branches": [
            {"StartAt": "Y", "States": {
              "X": {"Type": "Map", "End": true, "Iterator": {"StartAt": "N", "States": {"N": {"Type": "Succeed"}}}},
              "Y": {"Type": "Pass", "Next": "X"}}},
            {"StartAt": "Z", "States": {"Z": {"Type": "Succeed"}}}]}}}
        """#)
    func names(_ scope: StateMachine.Scope) -> [String] { machine.states[scope.states].map(\.name) }
    #expect(machine.scopes.map(names) == [["A", "B"], ["M"], ["X", "Y"], ["N"], ["Z"]])
    #expect(machine.scopes.map { machine.states[$0.startAt].name } == ["B", "M", "Y", "N", "Z"])
    #expect(machine.scopes.map { $0.container.map { machine.states[$0].name } } == [nil, "A", "B", "X", "B"])
  }

  @Test(arguments: ["", "a", "*", "a*b*", #"\*"#, #"\\*x"#, "é**"])
  func aPatternIsKeptAsWritten(text: String) throws {
    #expect(try #require(StringPattern(text)).text == text)
  }
}
