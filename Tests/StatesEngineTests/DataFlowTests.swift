import StatesTesting
import Testing

/// InputPath → Parameters → work → ResultSelector → ResultPath → OutputPath.
@Suite struct DataFlowTests {
  @Test func eachStepSeesWhatTheOneBeforeLeft() {
    let definition = machine(
      "S",
      task(
        "S",
        #"""
        "InputPath":"$.in","Parameters":{"p.$":"$.x"},"ResultSelector":{"r.$":"$.y"},"ResultPath":"$.out",
        "OutputPath":"$.out","End":true
        """#))
    let mocks: [String: [MockAnswer]] = ["S": [.call { ["y": $0, "z": 0] }]]
    expectOutput(definition, input: #"{"in":{"x":5},"q":1}"#, mocks: mocks, #"{"r":{"p":5}}"#)
  }

  @Test func resultGoesIntoTheRawInputNotTheSelectedOne() {
    expectOutput(
      single(#""Type":"Pass","InputPath":"$.a","ResultPath":"$.r""#), input: #"{"a":{"b":1}}"#,
      #"{"a":{"b":1},"r":{"b":1}}"#)
  }

  @Test(arguments: [
    (#""InputPath":"$""#, #"{"a":1}"#),
    (#""InputPath":null"#, "{}"),
    (#""InputPath":"$.a""#, "1"),
    (#""OutputPath":null"#, "{}"),
    (#""OutputPath":"$.a""#, "1"),
    (#""InputPath":"$$.Execution.Name""#, #""test""#),
    (#""OutputPath":"$$.State.Name""#, #""S""#),
    (#""InputPath":null,"Parameters":{"k.$":"$"}"#, #"{"k":{}}"#),
    (#""ResultPath":null"#, #"{"a":1}"#),
    (#""ResultPath":"$""#, #"{"a":1}"#),
  ])
  func pathsOfAPass(fields: String, output: String) {
    expectOutput(single(#""Type":"Pass","# + fields), input: #"{"a":1}"#, output)
  }

  @Test(arguments: ["Succeed", "Wait", "Choice"])
  func statesWithoutResultPassTheirInputThrough(type: String) {
    let fields = [
      "Succeed": #""Type":"Succeed""#, "Wait": #""Type":"Wait","Seconds":0"#,
      "Choice": #""Type":"Choice","Choices":[{"Variable":"$.b","IsPresent":true,"Next":"N"}]"#,
    ]
    let state = single(#"\#(fields[type] ?? ""),"InputPath":"$.a","OutputPath":"$.b""#)
    let definition =
      type == "Choice"
      ? machine(
        "S", String(state.dropFirst(#"{"StartAt":"S","States":{"#.count).dropLast(2)) + #","N":{"Type":"Succeed"}"#)
      : state
    expectOutput(definition, input: #"{"a":{"b":2}}"#, "2")
  }

  // MARK: ResultPath

  @Test(arguments: [
    ("$.r", #"{"a":1}"#, #"{"a":1,"r":7}"#),
    ("$.a", #"{"a":{"x":1},"b":2}"#, #"{"a":7,"b":2}"#),
    ("$.x.y.z", "{}", #"{"x":{"y":{"z":7}}}"#),
    ("$.a.n", #"{"a":{"o":1}}"#, #"{"a":{"o":1,"n":7}}"#),
    ("$['a b']", "{}", #"{"a b":7}"#),
    ("$.l[1]", #"{"l":[1,2,3]}"#, #"{"l":[1,7,3]}"#),
  ])
  func resultPathPutsTheResult(path: String, input: String, output: String) {
    expectOutput(single(#""Type":"Pass","Result":7,"ResultPath":"\#(path)""#), input: input, output)
  }

  @Test(arguments: [
    (#""text""#, #"Unable to apply ReferencePath $.r to input "text""#),
    ("[1,2]", "Unable to apply ReferencePath $.r to input [1,2]"),
    ("5", "Unable to apply ReferencePath $.r to input 5"),
  ])
  func resultPathNeedsAnObject(input: String, cause: String) {
    expectFailure(
      single(#""Type":"Pass","Result":7,"ResultPath":"$.r""#), input: input, error: "States.ReferencePathConflict",
      cause: cause)
  }

  // MARK: Misses

  @Test(arguments: [
    (#""InputPath":"$.x""#, "Invalid path '$.x' : No results for path: $['x']"),
    (#""OutputPath":"$.x""#, "Invalid path '$.x' : No results for path: $['x']"),
    (#""InputPath":"$.x.y.z""#, "Invalid path '$.x.y.z' : Missing property in path $['x']"),
    (
      #""Parameters":{"v":{"w.$":"$.x"}}"#,
      #"The JSONPath '$.x' specified for the field 'w.$' could not be found in the input '{"a":1}'"#
    ),
  ])
  func aMissEndsTheExecution(fields: String, cause: String) {
    expectFailure(
      single(#""Type":"Pass","# + fields), input: #"{"a": 1}"#, error: "States.Runtime", cause: prefix() + cause)
  }

  @Test func aMissIsNeitherRetriedNorCaught() {
    let definition = machine(
      "S",
      task(
        "S",
        #"""
        "OutputPath":"$.x","Retry":[{"ErrorEquals":["States.ALL"]}],
        "Catch":[{"ErrorEquals":["States.Runtime","States.TaskFailed"],"Next":"C"},{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true
        """#) + #","C":{"Type":"Succeed"}"#)
    expectHistory(definition, mocks: ["S": [.return(1)]]) {
      """
      2<0 TaskStateEntered S
      3<2 LambdaFunctionScheduled
      4<3 LambdaFunctionStarted
      5<4 LambdaFunctionSucceeded
      6<5 ExecutionFailed States.Runtime
      """
    }
  }

  @Test func resultSelectorMakesTheResult() {
    expectValue(
      machine("S", task("S", #""ResultSelector":{"n.$":"$.v","whole.$":"$"},"ResultPath":"$.r","End":true"#)),
      input: #"{"i":0}"#, mocks: ["S": [.return(["v": 1])]], ["i": 0, "r": ["n": 1, "whole": ["v": 1]]])
  }

  // MARK: Values keep their form

  @Test(arguments: [
    "0.0", "-0", "1.50", "1e3", "12345678901234567890123", "9007199254740993", "0.1000", #""é😀\"\\""#,
    #"{"z":1,"a":2,"m":{"k":[]}}"#,
  ])
  func valuesGoThroughAsTheyWereWritten(value: String) {
    expectOutput(
      machine("A", #""A":{"Type":"Pass","InputPath":"$.v","Next":"B"},"B":{"Type":"Succeed"}"#),
      input: #"{"v":\#(value)}"#,
      value)
  }

  @Test func theInputsTextIsKeptLetterByLetter() throws {
    let text = "{ \"a\" : [1,  2] ,\n\"b\":\"\\u0041\" }"
    var execution = Execution(
      try StateMachine(parsing: machine("A", #""A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}"#)),
      input: try JSON(parsing: text), inputText: text, identity: ExecutionIdentity(stateMachineName: "M", name: "e"),
      seed: .fixed(0))
    _ = execution.handle(.start, at: Timestamp(milliseconds: 0))
    #expect(execution.input.text == text)
    #expect(execution.history[0].json["executionStartedEventDetails"]?["input"]?.stringValue == text)
    #expect(execution.history[1].json["stateEnteredEventDetails"]?["input"]?.stringValue == text)
    #expect(execution.history[2].json["stateExitedEventDetails"]?["output"]?.stringValue == text)
    #expect(ExecutionResult(execution: execution).outputText == text)
  }

  /// A string is kept verbatim as long as states only pass it on; what a state creates is compact.
  @Test(arguments: [
    (#""Type":"Pass""#, true), (#""Type":"Wait","Seconds":0"#, true), (#""Type":"Pass","InputPath":"$""#, true),
    (#""Type":"Pass","Result":1,"ResultPath":null"#, true), (#""Type":"Pass","QueryLanguage":"JSONata""#, true),
    (#""Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":"B"}]"#, true),
    (#""Type":"Pass","Parameters":{"a.$":"$.a"}"#, false), (#""Type":"Pass","Result":1,"ResultPath":"$.a""#, false),
    (#""Type":"Pass","QueryLanguage":"JSONata","Output":"{% $states.input %}""#, false),
  ])
  func aTextThatIsOnlyPassedOnStays(fields: String, stays: Bool) throws {
    let next = fields.contains("Choice") ? "" : #","Next":"B""#
    let text = #"{"a" : 1.0, "\u03bb": 2}"#
    var execution = Execution(
      try StateMachine(parsing: machine("A", #""A":{\#(fields)\#(next)},"B":{"Type":"Succeed"}"#)),
      input: try JSON(parsing: text), inputText: text, identity: ExecutionIdentity(stateMachineName: "M", name: "e"),
      seed: .fixed(0))
    _ = execution.handle(.start, at: Timestamp(milliseconds: 0))
    let output = try #require(ExecutionResult(execution: execution).outputText)
    #expect((output == text) == stays)
    if !stays { #expect(!output.contains(" ")) }
  }

  @Test func aTaskAnswersTextReachesTheOutput() throws {
    var driven = try Driven(single(#""Type":"Task","Resource":\#(function("f"))"#))
    let text = #"{ "a": "\u0041" }"#
    driven.give(.taskSucceeded(try #require(driven.tasks.first).id, output: ["a": "A"], text: text))
    #expect(driven.result.outputText == text)
    let restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    #expect(ExecutionResult(execution: restored).outputText == text)
  }
}
