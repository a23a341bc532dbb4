import OrderedJSON
import StatesLanguage
import Testing

@Suite struct StateSourcesTests {
  private let sources = StateSources(
    SourceText(
      """
      {"StartAt": "P", "States": {
        "P": {"Type": "Parallel", "Next": "M", "Branches": [
          {"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": true}}}]},
        "M": {"Type": "Map", "End": true, "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED"},
          "StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}}
      }}
      """))

  @Test func statesOfAllLevelsHaveTheirPlace() {
    #expect(sources.entries.map(\.name) == ["P", "M", "A", "B", "I"])
    #expect(sources.position(of: "B")?.description == "3:69")
    #expect(sources["I"]?.location.description == "/States/M/ItemProcessor/States/I")
    #expect(sources["A"]?.location.description == "/States/P/Branches/0/States/A")
    #expect(sources["X"] == nil)
  }

  @Test func theirSurroundingsAreKnown() {
    #expect(sources.entries.map(\.container) == [nil, nil, "P", "P", "M"])
    #expect(sources.entries.map(\.isFirst) == [true, false, true, false, true])
    #expect(sources.entries.map(\.isInChild) == [false, false, false, false, true])
    #expect(sources.entries.map(\.type) == [.parallel, .map, .pass, .pass, .pass])
  }

  @Test func whatIsNotJSONHasNoStates() { #expect(StateSources(SourceText("{")).entries.isEmpty) }
}
