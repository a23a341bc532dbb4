import StatesTesting
import Testing

@Suite struct JSONataStatesTests {
  static func single(_ fields: String) -> String {
    StatesEngineTests.single(#""QueryLanguage":"JSONata","# + fields)
  }

  static func query(_ ending: String, expression: String, field: String, state: String = "S", event: Int = 2) -> String
  {
    prefix(state, enteredAt: event)
      + "The JSONata expression '\(expression)' specified for the field '\(field)' \(ending)"
  }

  // MARK: Data

  @Test(arguments: [
    (#""Type":"Pass""#, #"{"a":1,"l":[1,2]}"#), (#""Type":"Pass","Output":null"#, "null"),
    (#""Type":"Pass","Output":{"v":"{% $states.input.a + 1 %}","t":" {% no %} "}"#, #"{"v":2,"t":" {% no %} "}"#),
    (#""Type":"Pass","Output":["{% $states.input.l %}",[0]]"#, "[[1,2],[0]]"),
    (#""Type":"Pass","Output":"{% $states.context.State.Name %}""#, #""S""#),
    (#""Type":"Succeed","Output":"{% $sum($states.input.l) %}""#, "3"),
    (#""Type":"Wait","Seconds":"{% $states.input.a %}","Output":"{% $states.input.l[1] %}""#, "2"),
    (#""Type":"Succeed","Output":"{% $keys($states) %}""#, #"["input","context"]"#),
    (
      #""Type":"Pass","Output":["{% $states.input.a %}","{% $states.context.State.Name & $states.input.a %}","{% $count($keys($states)) %}"]"#,
      #"[1,"S1",2]"#
    ),
  ])
  func outputs(fields: String, output: String) {
    expectOutput(Self.single(fields), input: #"{"a":1,"l":[1,2]}"#, output)
  }

  @Test func argumentsResultAndOutput() {
    let definition = Self.single(
      #""Type":"Task","Resource":\#(function("f")),"Arguments":{"n":"{% $states.input.n %}"},"Output":{"in":"{% $states.input %}","out":"{% $states.result %}"}"#
    )
    expectOutput(
      definition, input: #"{"n":1}"#, mocks: ["S": [.call { ["got": $0] }]], #"{"in":{"n":1},"out":{"got":{"n":1}}}"#)
  }

  @Test func outputAndAssignSeeTheVariablesAtEntry() {
    let definition = #"""
      {"QueryLanguage":"JSONata","StartAt":"A","States":{
        "A":{"Type":"Pass","Assign":{"x":1,"y":"{% $states.input.k %}"},"Next":"B"},
        "B":{"Type":"Pass","Assign":{"x":"{% $x + 1 %}","old":"{% $x %}"},"Output":"{% $x %}","Next":"C"},
        "C":{"Type":"Pass","Output":{"in":"{% $states.input %}","x":"{% $x %}","old":"{% $old %}","y":"{% $y %}"},"End":true}}}
      """#
    expectOutput(definition, input: #"{"k":true}"#, #"{"in":1,"x":2,"old":1,"y":true}"#)
  }

  @Test func rulesOfAChoice() {
    let definition = #"""
      {"QueryLanguage":"JSONata","StartAt":"C","States":{
        "C":{"Type":"Choice","Output":"default","Choices":[
          {"Condition":"{% $states.input > 10 %}","Output":"large","Next":"E"},{"Condition":"{% $states.input > 5 %}","Next":"E"},
          {"Condition":false,"Next":"E"}],"Default":"E"},
        "E":{"Type":"Pass","End":true}}}
      """#
    expectOutput(definition, input: "11", #""large""#)
    expectOutput(definition, input: "7", "7")
    expectOutput(definition, input: "1", #""default""#)
  }

  @Test func itemsOfAMap() {
    let processor = #""ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}"#
    expectOutput(
      Self.single(
        #""Type":"Map","Items":"{% $states.input.l %}","ItemSelector":{"v":"{% $states.context.Map.Item.Value %}"},\#(processor)"#
      ),
      input: #"{"l":[1,2]}"#, #"[{"v":1},{"v":2}]"#)
    expectOutput(Self.single(#""Type":"Map","Items":[1,"{% 1 + 1 %}"],\#(processor)"#), "[1,2]")
    expectOutput(Self.single(#""Type":"Map",\#(processor)"#), input: "[3]", "[3]")
  }

  @Test func catchersHaveTheErrorOutput() {
    let definition = machine(
      "S",
      #""S":{"Type":"Task","Resource":\#(function("f")),"Catch":[{"ErrorEquals":["E"],"Output":{"e":"{% $states.errorOutput %}","in":"{% $states.input %}"},"Assign":{"c":"{% $states.errorOutput.Cause %}"},"Next":"C"}],"End":true},"C":{"Type":"Pass","Output":["{% $states.input %}","{% $c %}"],"End":true}"#,
      also: #""QueryLanguage":"JSONata","#)
    expectOutput(
      definition, input: "1", mocks: ["S": [.throw("E", cause: "why")]],
      #"[{"e":{"Error":"E","Cause":"why"},"in":1},"why"]"#)
  }

  @Test func failFields() {
    expectFailure(
      Self.single(#""Type":"Fail","Error":"{% 'E' & $states.input.n %}","Cause":"{% $states.context.State.Name %}""#),
      input: #"{"n":1}"#, error: "E1", cause: "S")
  }

  // MARK: Failures

  @Test func faultsThatTheServiceDoesNotTell() throws {
    let definition = Self.single(#""Type":"Pass","Output":"{% $base64decode('!!!') %}""#)
    let result = try #require(run(definition))
    let cause = try #require(result.cause)
    #expect(result.error == "States.QueryEvaluationError")
    let beginning = Self.query(
      "threw an internal error during evaluation. ", expression: "$base64decode('!!!')", field: "Output")
    #expect(cause.hasPrefix(beginning))
    #expect(cause.dropFirst(beginning.count).split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
    #expect(run(definition)?.cause == cause)
  }

  @Test(arguments: [
    (
      #""Type":"Pass","Output":{"a":{"b":["x","{% $nothing %}"]}}"#, "$nothing", "Output/a/b[1]",
      "returned nothing (undefined)."
    ),
    (
      #""Type":"Pass","Assign":{"v":"{% $states.input.none %}"}"#, "$states.input.none", "Assign/v",
      "returned nothing (undefined)."
    ),
    (
      #""Type":"Pass","Output":"{% 'a' + 1 %}""#, "'a' + 1", "Output",
      #"threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number"#
    ),
    (
      #""Type":"Pass","Output":"{% function($x){$x} %}""#, "function($x){$x}", "Output",
      "returned an unsupported result type."
    ),
    (
      #""Type":"Choice","Choices":[{"Condition":"{% 1 %}","Next":"N"}]"#, "1", "Choices[0]/Condition",
      "returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1"
    ),
    (#""Type":"Fail","Error":"{% $nothing %}""#, "$nothing", "Error", "returned nothing (undefined)."),
    (#""Type":"Wait","Seconds":"{% $nothing %}""#, "$nothing", "Seconds", "returned nothing (undefined)."),
  ])
  func whatIsSaid(fields: String, expression: String, field: String, ending: String) {
    var definition = Self.single(fields)
    if fields.contains("Choice") {
      definition = machine("S", #""S":{"QueryLanguage":"JSONata",\#(fields)},"N":{"Type":"Succeed"}"#)
    }
    expectFailure(
      definition, error: "States.QueryEvaluationError", cause: Self.query(ending, expression: expression, field: field))
    expectHistory(definition) {
      """
      2<0 \(fields.split(separator: #"""#)[2])StateEntered S
      3<2 EvaluationFailed \(field)
      4<3 ExecutionFailed States.QueryEvaluationError
      """
    }
  }

  @Test func aTimestampThatIsNone() {
    expectFailure(
      Self.single(#""Type":"Wait","Timestamp":"{% 'noon' %}""#), error: "States.QueryEvaluationError",
      cause: prefix()
        + "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: noon")
  }

  @Test func itemsThatAreNoArray() {
    let processor = #""ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}"#
    let definition = Self.single(#""Type":"Map","Items":"{% $states.input %}",\#(processor)"#)
    expectFailure(
      definition, input: #"{"foo":"bar"}"#, error: "States.QueryEvaluationError",
      cause: Self.query(
        #"returned an unexpected result type. Expected 'array', but was 'object' for value: {"foo":"bar"}"#,
        expression: "$states.input", field: "Items"))
    expectHistory(definition) {
      """
      2<0 MapStateEntered S
      3<2 EvaluationFailed Items
      4<3 MapStateFailed
      5<4 ExecutionFailed States.QueryEvaluationError
      """
    }
    expectFailure(
      Self.single(#""Type":"Map",\#(processor)"#), input: #"{"foo":"bar"}"#, error: "States.QueryEvaluationError",
      cause: prefix() + #"Map state input must be an array but was: {"foo":"bar"}"#)
  }

  @Test func aFailureCanBeRetriedAndCaught() {
    let definition = machine(
      "S",
      #""S":{"Type":"Task","Resource":\#(function("f")),"Arguments":{"x":"{% $nothing %}"},"Retry":[{"ErrorEquals":["States.QueryEvaluationError"],"MaxAttempts":1}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true},"C":{"Type":"Succeed"}"#,
      also: #""QueryLanguage":"JSONata","#)
    expectHistory(definition) {
      """
      2<0 TaskStateEntered S
      3<2 EvaluationFailed Arguments/x
      4<3 EvaluationFailed Arguments/x
      5<4 TaskStateExited S
      6<5 SucceedStateEntered C
      7<6 SucceedStateExited C
      8<7 ExecutionSucceeded
      """
    }
  }

  @Test func aFailureInABranch() {
    let definition = #"""
      {"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Parallel","Catch":[{"ErrorEquals":["States.QueryEvaluationError"],"Next":"C"}],"End":true,
        "Branches":[{"StartAt":"X","States":{"X":{"Type":"Pass","Output":"{% $nothing %}","End":true}}}]},"C":{"Type":"Succeed"}}}
      """#
    expectHistory(definition) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 PassStateEntered X
      5<4 EvaluationFailed Output
      6<5 ParallelStateFailed
      7<6 ParallelStateExited P
      8<7 SucceedStateEntered C
      9<8 SucceedStateExited C
      10<9 ExecutionSucceeded
      """
    }
  }

  @Test func aFailureInAnIteration() {
    let definition = Self.single(
      #""Type":"Map","ItemProcessor":{"StartAt":"X","States":{"X":{"Type":"Pass","QueryLanguage":"JSONata","Output":"{% $nothing %}","End":true}}}"#
    )
    expectHistory(definition, input: "[1]") {
      """
      2<0 MapStateEntered S
      3<2 MapStateStarted 1
      4<3 MapIterationStarted S[0]
      5<4 PassStateEntered X
      6<5 EvaluationFailed Output
      7<6 MapIterationFailed S[0]
      8<6 MapStateFailed
      9<8 ExecutionFailed States.QueryEvaluationError
      """
    }
  }

  @Test func aCatchersOutputThatFails() {
    let definition = #"""
      {"QueryLanguage":"JSONata","StartAt":"P","States":{"P":{"Type":"Parallel","End":true,
        "Catch":[{"ErrorEquals":["E"],"Output":"{% $nothing %}","Next":"C"},{"ErrorEquals":["States.ALL"],"Next":"C"}],
        "Branches":[{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}]},"C":{"Type":"Succeed"}}}
      """#
    expectHistory(definition) {
      """
      2<0 ParallelStateEntered P
      3<2 ParallelStateStarted
      4<3 FailStateEntered F
      5<4 ParallelStateFailed
      6<4 EvaluationFailed Catch[0]/Output
      7<6 ParallelStateFailed
      8<7 ExecutionFailed States.QueryEvaluationError
      """
    }
  }

  @Test func anItemSelectorThatFails() {
    let definition = Self.single(
      #""Type":"Map","ItemSelector":{"v":"{% $states.context.Map.Item.Value.x %}"},"ItemProcessor":{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}"#
    )
    expectHistory(definition, input: #"[{"x":1},{}]"#) {
      """
      2<0 MapStateEntered S
      3<2 MapStateStarted 2
      4<3 MapIterationStarted S[0]
      5<3 MapIterationAborted S[0]
      6<3 EvaluationFailed ItemSelector/v
      7<6 MapStateFailed
      8<7 ExecutionFailed States.QueryEvaluationError
      """
    }
  }
}
