import StatesTesting
import Testing

@Suite struct VariablesTests {
  /// Assigns in `A`, then shows what `B` sees of `$x`.
  static func shown(_ fields: String) -> String {
    machine(
      "A", #""A":{\#(fields),"Next":"B"},"B":{"Type":"Pass","Parameters":{"x.$":"$x"},"OutputPath":"$.x","End":true}"#)
  }

  @Test(arguments: [
    (#""Type":"Pass","Assign":{"x":5}"#, "5"),
    (#""Type":"Pass","Assign":{"x":"$.a"}"#, #""$.a""#),
    (#""Type":"Pass","Assign":{"x":"{% 1 %}"}"#, #""{% 1 %}""#),
    (#""Type":"Pass","Assign":{"x.$":"$.a"}"#, "1"),
    (#""Type":"Pass","Assign":{"x":{"y.$":"$.a","n":null}},"OutputPath":null"#, #"{"y":1,"n":null}"#),
    (#""Type":"Pass","Assign":{"x.$":"$$.State.Name"}"#, #""A""#),
    (#""Type":"Pass","Assign":{"x.$":"States.MathAdd($.a, 1)"}"#, "2"),
    (#""Type":"Pass","Result":{"r":3},"Assign":{"x.$":"$.r"}"#, "3"),
    (#""Type":"Pass","Parameters":{"p":4},"Assign":{"x.$":"$.p"}"#, "4"),
    (#""Type":"Pass","InputPath":"$.b","Assign":{"x.$":"$.c"}"#, "2"),
  ])
  func whatAPassAssigns(fields: String, value: String) {
    expectValue(Self.shown(fields), input: #"{"a":1,"b":{"c":2}}"#, (try? JSON(parsing: value)) ?? "no JSON")
  }

  @Test func aTaskAssignsFromItsRawResult() {
    expectOutput(
      Self.shown(
        #""Type":"Task","Resource":\#(function("f")),"ResultSelector":{"s":0},"ResultPath":null,"Assign":{"x.$":"$.raw"}"#
      ),
      mocks: ["A": [.return(["raw": 9])]], "9")
  }

  @Test func valuesAtEntryHoldForTheWholeState() {
    let definition = machine(
      "A",
      #""A":{"Type":"Pass","Assign":{"x":1},"Next":"B"},"B":{"Type":"Pass","Assign":{"x":2,"old.$":"$x"},"OutputPath":"$x","Next":"C"},"C":{"Type":"Pass","Parameters":{"in.$":"$","x.$":"$x","old.$":"$old"},"End":true}"#
    )
    expectValue(definition, ["in": 1, "x": 2, "old": 1])
  }

  @Test func onlyTheMatchingRulesAssignRuns() {
    let definition = #"""
      {"StartAt":"A","States":{"A":{"Type":"Choice","Assign":{"x":"state"},"Default":"B",
        "Choices":[{"Variable":"$.n","NumericEquals":1,"Assign":{"x":"first"},"Next":"B"},
                   {"Variable":"$.n","NumericEquals":2,"Assign":{"x":"second"},"Next":"B"}]},
        "B":{"Type":"Pass","InputPath":"$x","End":true}}}
      """#
    expectOutput(definition, input: #"{"n":1}"#, #""first""#)
    expectOutput(definition, input: #"{"n":2}"#, #""second""#)
    expectOutput(definition, input: #"{"n":3}"#, #""state""#)
  }

  @Test func onlyTheCatchersAssignRunsWhenSomethingIsCaught() throws {
    let definition = machine(
      "A",
      task(
        "A", #""Assign":{"state":1},"Catch":[{"ErrorEquals":["E"],"Assign":{"x.$":"$.Cause"},"Next":"B"}],"Next":"B""#)
        + #","B":{"Type":"Pass","InputPath":"$x","Next":"C"},"C":{"Type":"Pass","InputPath":"$state","End":true}"#)
    let result = run(definition, mocks: ["A": [.throw("E", cause: "why")]])
    #expect(try result?.output(of: "B") == "why")
    #expect(result?.error == "States.Runtime")
  }

  @Test func branchesReadOuterVariablesAndKeepTheirOwn() {
    let definition = #"""
      {"StartAt":"A","States":{
        "A":{"Type":"Pass","Assign":{"x":1},"Next":"P"},
        "P":{"Type":"Parallel","Next":"B","Branches":[
          {"StartAt":"P1","States":{"P1":{"Type":"Pass","Assign":{"own":10},"Next":"P2"},
            "P2":{"Type":"Pass","Parameters":{"x.$":"$x","own.$":"$own"},"End":true}}},
          {"StartAt":"Q1","States":{"Q1":{"Type":"Pass","Assign":{"own":20},"Next":"Q2"},
            "Q2":{"Type":"Pass","Parameters":{"x.$":"$x","own.$":"$own"},"End":true}}}]},
        "B":{"Type":"Pass","Parameters":{"all.$":"$","x.$":"$x"},"End":true}}}
      """#
    expectValue(definition, ["all": [["x": 1, "own": 10], ["x": 1, "own": 20]], "x": 1])
    let outside = definition.replacing(#""all.$":"$""#, with: #""all.$":"$own""#)
    #expect(run(outside)?.error == "States.Runtime")
  }

  @Test func everyIterationHasItsOwn() {
    let definition = #"""
      {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"I","States":{
        "I":{"Type":"Pass","Assign":{"v.$":"$"},"Next":"W"},"W":{"Type":"Wait","Seconds":1,"Next":"J"},
        "J":{"Type":"Pass","InputPath":"$v","End":true}}}}}}
      """#
    expectOutput(definition, input: "[1,2,3]", "[1,2,3]")
  }

  @Test func theExitedEventShowsWhatWasAssignedThereAndThen() {
    let definition = machine(
      "A",
      #""A":{"Type":"Pass","Assign":{"s":"t","n":42},"Next":"B"},"B":{"Type":"Pass","Assign":{"o":{"k":1.0}},"Next":"C"},"C":{"Type":"Pass","End":true}"#
    )
    let exits = run(definition)?.events(.passStateExited).map { $0.json["stateExitedEventDetails"] }
    #expect(exits?[0]?["assignedVariables"] == ["s": #""t""#, "n": "42"])
    #expect(exits?[0]?["assignedVariablesDetails"] == ["truncated": false])
    #expect(exits?[1]?["assignedVariables"]?.description == #"{"o":"{\"k\":1.0}"}"#)
    #expect(exits?[2]?["assignedVariables"] == nil)
  }

  @Test func aVariableNeverAssigned() {
    let definition = #"""
      {"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.n","IsPresent":true,"Next":"A"}],"Default":"B"},
        "A":{"Type":"Pass","Assign":{"x":1},"Next":"B"},"B":{"Type":"Pass","Parameters":{"x.$":"$x"},"End":true}}}
      """#
    #expect(run(definition, input: #"{"n":1}"#)?.outputText == #"{"x":1}"#)
    #expect(run(definition)?.error == "States.Runtime")
  }

  @Test func retriesSeeTheSameVariables() {
    let definition = machine(
      "A",
      #""A":{"Type":"Pass","Assign":{"x":1},"Next":"T"},"#
        + task("T", #""Parameters":{"x.$":"$x"},"Assign":{"x":2},"Retry":[{"ErrorEquals":["E"]}],"End":true"#))
    expectOutput(definition, mocks: ["T": [.throw("E"), .call { $0 }]], #"{"x":1}"#)
  }
}
