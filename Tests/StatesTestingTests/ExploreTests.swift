import OrderedJSON
import StatesTesting
import Testing

@Suite struct ExploreTests {
  static func function(_ name: String) -> String {
    #""Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:\#(name)""#
  }

  /// The payment must be answered before the reservation is released: nothing makes sure of it.
  static let race = #"""
    {"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
      {"StartAt":"Pay","States":{"Pay":{\#(function("pay")),"End":true}}},
      {"StartAt":"Hold","States":{"Hold":{"Type":"Wait","Seconds":10,"Next":"Release"},
        "Release":{"Type":"Fail","Error":"Released"}}}],
      "Catch":[{"ErrorEquals":["Released"],"Next":"Gone"},{"ErrorEquals":["Declined"],"Next":"Refused"}],"End":true},
      "Gone":{"Type":"Succeed"},"Refused":{"Type":"Succeed"}}}
    """#

  @Test func aRaceThatOneRunHidesIsFound() throws {
    var test = try WorkflowTest(definition: Self.race)
    try test.mock("Pay", .throw("Declined"))
    #expect(test.run().path.last == "Refused")
    let exploration = test.explore(seeds: 0..<50)
    #expect(!exploration.isDeterministic)
    #expect(Set(exploration.outcomes.compactMap(\.error)) == [])
    #expect(exploration.outcomes.contains { $0.path.first == "P → Gone" }, "\(exploration)")
    #expect(exploration.outcomes.contains { $0.path.first == "P → Refused" }, "\(exploration)")
    #expect(exploration.outcomes.flatMap(\.seeds).sorted() == Array(0..<50))
    // The seed shows the outcome again.
    for outcome in exploration.outcomes {
      let seed = try #require(outcome.seeds.last)
      let result = test.run(order: seed)
      #expect(result.status == outcome.status)
      #expect(result.output == outcome.output)
      #expect(Array(result.path.suffix(1)) == [outcome.path[0].split(separator: " ").last.map(String.init)])
    }
  }

  @Test func theBranchThatFailsFirstIsNotCertain() throws {
    let definition = #"""
      {"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
        {"StartAt":"A","States":{"A":{"Type":"Fail","Error":"A"}}},
        {"StartAt":"B","States":{"B":{"Type":"Fail","Error":"B"}}}],"End":true}}}
      """#
    let test = try WorkflowTest(definition: definition)
    #expect(test.run().error == "A")
    #expect(Set(test.explore(seeds: 0..<20).outcomes.map(\.error)) == ["A", "B"])
  }

  @Test func deadlinesOfTheSameTimeComeInAnyOrder() throws {
    let definition = #"""
      {"StartAt":"P","States":{"P":{"Type":"Parallel","Branches":[
        {"StartAt":"A","States":{"A":{\#(Self.function("a")),"End":true}}},
        {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":5,"Next":"F"},"F":{"Type":"Fail","Error":"Late"}}}],"End":true}}}
      """#
    var test = try WorkflowTest(definition: definition)
    try test.mock("A", .throw("Early", after: 5))
    #expect(Set(test.explore(seeds: 0..<20).outcomes.map(\.error)) == ["Early", "Late"])
  }

  @Test func whatDoesNotDependOnAnyOrderHasOneOutcome() throws {
    let definition = #"""
      {"StartAt":"M","States":{"M":{"Type":"Map","MaxConcurrency":2,"ItemProcessor":{"StartAt":"A","States":{
        "A":{\#(Self.function("a")),"TimeoutSeconds":3,"Next":"B"},"B":{\#(Self.function("b")),"End":true}}},"Next":"P"},
        "P":{"Type":"Parallel","Branches":[
          {"StartAt":"C","States":{"C":{\#(Self.function("c")),"End":true}}},
          {"StartAt":"D","States":{"D":{"Type":"Wait","Seconds":9,"Next":"E"},"E":{\#(Self.function("e")),"End":true}}}],
          "Next":"Z"},"Z":{"Type":"Pass","End":true}}}
      """#
    var test = try WorkflowTest(definition: definition)
    for state in ["A", "B", "C", "E"] { try test.mock(state, .call { $0 }) }
    let exploration = test.explore(seeds: 0..<40, input: [1, 2, 3, 4])
    #expect(exploration.isDeterministic, "\(exploration)")
    let outcome = try #require(exploration.outcomes.first)
    #expect(outcome.status == .succeeded)
    #expect(outcome.seeds.count == 40)
    #expect(
      outcome.path == [
        "M → P → Z", "C", "D → E", "M[0]: A → B", "M[1]: A → B", "M[2]: A → B", "M[3]: A → B",
      ])
    #expect(exploration.description.hasPrefix("40 of 40, such as seed 0: SUCCEEDED [["))
    // The orders were different ones.
    let histories = Set(
      (0..<10 as Range<UInt64>).map { test.run(input: [1, 2, 3, 4], order: $0).eventTypes.map(\.rawValue) })
    #expect(histories.count > 1)
  }

  @Test func aDelayThatWasSetStays() throws {
    var test = try WorkflowTest(definition: #"{"StartAt":"A","States":{"A":{\#(Self.function("a")),"End":true}}}"#)
    try test.mock("A", .return(1, after: 7))
    #expect(test.run(order: 3).duration == 7)
    try test.mock("A", .return(1))
    #expect(test.run(order: 3).duration > 0)
    #expect(test.run(order: 3).duration == test.run(order: 3).duration)
    for seed in 0..<20 as Range<UInt64> { #expect(test.run(order: seed, longestTask: 2).duration <= 2) }
  }
}
