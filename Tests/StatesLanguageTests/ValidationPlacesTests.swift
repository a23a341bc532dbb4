import OrderedJSON
import StatesLanguage
import Testing

/// Where diagnostics point to, and the words they use where the service's words are known.
@Suite struct ValidationPlacesTests {
  @Test(arguments: [
    // A missing field: the object, at its opening brace.
    ("{\n  \"States\": {\"S\": {\"Type\": \"Succeed\"}}\n}", "1:1", "/", "These fields are required: [StartAt]"),
    ("{}", "1:1", "/", "These fields are required: [States, StartAt]"),
    // An unknown field: the object, at the field's name.
    (
      "{\"StartAt\": \"S\", \"States\": {\"S\": {\"Type\": \"Succeed\",\n  \"Foo\": 1}}}", "2:3", "/States/S",
      "Field 'Foo' is not supported"
    ),
    // A bad value: the field, at the value.
    (
      one("\"Type\": \"Pass\", \"End\": true,\n\"OutputPath\": \"x\""), "2:15", "/States/S/OutputPath",
      "Value must be a valid JSONPath."
    ),
    (
      one("\"Type\":\"Wait\",\"End\":true,\n\"Timestamp\":\"soon\""), "2:13", "/States/S/Timestamp",
      "String does not match RFC3339 timestamp"
    ),
    // A template's entry: the template, at the entry's value.
    (
      pass("\"Parameters\":{\"a\":[\n{\"b.$\":1}]}"), "2:8", "/States/S/Parameters",
      "The value for the field 'b.$' must be a STRING that contains a JSONPath but was a NUMBER"
    ),
    // Places of arrays in brackets.
    (
      choice("\"Variable\":\"$.a\",\"IsNull\":1,\"Next\":\"Z\""), "1:85", "/States/S/Choices[0]/IsNull",
      "Expected value of type Boolean"
    ),
    (
      parallel(#""StartAt":"I","States":{"I":{"Type":"Pass","Output":1,"End":true}}"#), "1:116",
      "/States/S/Branches[0]/States/I",
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage"
    ),
    (
      task(#""Retry":[{"ErrorEquals":["States.ALL"]},{"ErrorEquals":["E"]}]"#), "1:146",
      "/States/S/Retry[0]/ErrorEquals[0]", "States.ALL must appear alone and at end of list"
    ),
    // Columns count characters, not bytes.
    (
      "{\"StartAt\":\"é\",\"States\":{\"é\":{\"Type\":\"Pas\"}}}", "1:38", "/States/é/Type",
      "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]"
    ),
  ])
  func pointsAtTheProblem(text: String, position: String, location: String, message: String) throws {
    let problem = try #require(problems(in: text).first)
    #expect(problem.position.description == position)
    #expect(problem.location == location)
    #expect(problem.message == message)
  }

  @Test func tellsEveryProblemInOnePass() {
    let text = #"""
      {
        "StartAt": "A",
        "Foo": 1,
        "States": {
          "A": {"Type": "Pass", "Next": "Nowhere"},
          "B": {"Type": "Wait", "End": true},
          "C": {"Type": "Task", "Resource": "x", "Catch": [{"ErrorEquals": ["E"]}], "End": true}
        }
      }
      """#
    #expect(
      problems(in: text).map { "\($0.code) \($0.position)" } == [
        "ASL105 3:3", "ASL831 6:10", "ASL813 7:39", "ASL911 7:54", "ASL302 5:35", "ASL304 6:5", "ASL304 7:5",
      ])
  }

  @Test func saysNothingOfUnreachableStatesWhenNothingEnds() {
    let text =
      #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"A"},"B":{"Type":"Pass","Next":"A"}}}"#
    let found = problems(in: text)
    #expect(found.map(\.message) == ["Workflow has no terminal state"])
    #expect(found.map(\.location) == [nil])
  }

  @Test func oneReferenceIsEnough() {
    // As the service: B is referred to, though by a state that nothing leads to.
    let text =
      #"{"StartAt":"Nowhere","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Succeed"}}}"#
    #expect(problems(in: text).map(\.message) == ["Missing 'Next' target: Nowhere", "State \"A\" is not reachable."])
  }

  @Test func namesRelatedPlaces() throws {
    let text =
      "{\"StartAt\":\"S\",\"States\":{\"S\":{\"Type\":\"Parallel\",\"End\":true,\"Branches\":[{\n\(inner("S"))}]}}}"
    let problem = try #require(problems(in: text).first)
    #expect(problem.awsCode == "DUPLICATE_STATE_NAME")
    let source = SourceText(text)
    #expect(problem.notes.map { source.position(of: $0.range.start).description } == ["1:26"])
    #expect(source.text(in: problem.range) == "\"S\"")
  }

  @Test(arguments: [
    (#"{"a" 1}"#, "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 7),
    (
      "not a definition",
      "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
      4
    ),
    (#"{"a":1,}"#, "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 9),
  ])
  func reportsTextThatIsNotJSON(text: String, message: String, column: Int) throws {
    let result = validated(text)
    #expect(result.syntax == nil)
    let problem = try #require(result.diagnostics.first)
    #expect(problem.awsCode == "INVALID_JSON_DESCRIPTION")
    #expect(problem.location == "[Source: (String)\"\(text)\"; line: 1, column: \(column)]")
    #expect(problem.message == message + "\n at " + (problem.location ?? ""))
  }
}

/// Texts with `${Name}`, which something else fills in before the service sees them.
@Suite struct PlaceholderTests {
  @Test(arguments: [
    one(#""Type":"Task","Resource":"${Function}","TimeoutSeconds":"${Timeout}","End":true"#),
    one(#""Type":"Task","Resource":"arn:${AWS::Partition}:states:::sqs:${Action}","End":true"#),
    one(#""Type":"Wait","Timestamp":"${When}","End":true"#),
    map(
      #""MaxConcurrency":"${Most}","ItemsPath":"${Items}""#,
      processor: #""ProcessorConfig":{"Mode":"${Mode}"},"# + inner()),
    choice(#""Variable":"$.${Name}","NumericEquals":"${Number}","Next":"Z""#),
    pass(#""Parameters":{"a.$":"${Path}"}"#),
    jsonata(#""Type":"Pass","Output":"{% ${Expression} %}","End":true"#),
    #"{"StartAt":"${First}","States":{"S":{"Type":"Succeed"}}}"#,
    #"{"StartAt":"S","States":{"S":{"Type":"Pass","Next":"${Next}"},"Z":{"Type":"Succeed"}}}"#,
  ])
  func standForAnythingThatFits(text: String) {
    #expect(problems(in: text).isEmpty)
  }

  @Test func doNotHideOtherProblems() {
    #expect(
      problems(in: one(#""Type":"Task","Resource":"${Function}","Timeout":1,"End":true"#)).map(\.code) == ["ASL206"])
    #expect(problems(in: one(#""Type":"Task","Resource":"$Function","End":true"#)).map(\.code) == ["ASL813"])
  }
}

/// Single states, as TestState takes them.
@Suite struct LoneStateTests {
  @Test(arguments: [
    (#"{"Type":"Parallel","Branches":[],"End":true}"#, ["Value cannot be empty at /States/StateName/Branches"]),
    (#"{"Type":"Pass","Next":"Elsewhere"}"#, []),
    (#"{"Type":"Pass","OutputPath":"$v","Next":"Elsewhere"}"#, []),
    (#"{"Type":"Choice","Choices":[{"Condition":true,"Next":"A"}],"QueryLanguage":"JSONata"}"#, []),
    (
      #"{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"C":{"Type":"Succeed"}}}}"#,
      [
        "Missing 'Next' target: B at /States/StateName/ItemProcessor/States/A/Next",
        "State \"C\" is not reachable. at /States/StateName/ItemProcessor/States/C",
      ]
    ),
  ])
  func areCheckedWithoutTheirSurroundings(text: String, expected: [String]) throws {
    let source = SourceText(text)
    let found = Validator().diagnostics(forState: try JSONSyntaxParser().parse(source), in: source)
    #expect(found.map { "\($0.message) at \($0.location ?? "")" } == expected)
  }
}

/// Definitions as programs write them: large, and on one line.
@Suite struct LargeDefinitionTests {
  @Test func everyProblemHasItsColumn() {
    let states = (0..<2_000).map { #""S\#($0)":{"Type":"Pass","Foo":1,"Next":"S\#($0 + 1)"}"# }
    let text = #"{"StartAt":"S0","States":{\#(states.joined(separator: ",")),"S2000":{"Type":"Succeed"}}}"#
    let source = SourceText(text)
    let found = problems(in: text)
    #expect(found.count == 2_000)
    #expect(found.allSatisfy { $0.position == source.position(of: $0.range.start) })
  }

  @Test func aLongChainIsFine() {
    let states = (0..<5_000).map { #""S\#($0)":{"Type":"Pass","Assign":{"v\#($0)":1},"Next":"S\#($0 + 1)"}"# }
    let text = #"{"StartAt":"S0","States":{\#(states.joined(separator: ",")),"S5000":{"Type":"Succeed"}}}"#
    #expect(problems(in: text).isEmpty)
  }
}
