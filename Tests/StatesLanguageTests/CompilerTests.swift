import JSONata
import OrderedJSON
import Testing

@testable import StatesLanguage

@Suite struct CompilerTests {
  static let nested = #"""
    {"Comment":"c","StartAt":"A","TimeoutSeconds":60,"States":{
      "A":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"M"}],"Default":"P"},
      "M":{"Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Wait","Seconds":1,"Next":"J"},"J":{"Type":"Succeed"}}},"Next":"T"},
      "P":{"Type":"Parallel","Branches":[{"StartAt":"B","States":{"B":{"Type":"Pass","End":true}}}],"Next":"T"},
      "T":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"Message":"m"},"Catch":[{"ErrorEquals":["States.ALL"],"Next":"F"}],"End":true},
      "F":{"Type":"Fail"}}}
    """#

  @Test func allStatesStandInOneTable() throws {
    let machine = try StateMachine(parsing: Self.nested)
    #expect(machine.comment == "c")
    #expect(machine.timeoutSeconds == 60)
    #expect(machine.queryLanguage == .jsonPath)
    #expect(Set(machine.states.map(\.name)) == ["A", "M", "I", "J", "P", "B", "T", "F"])
    #expect(machine.states[machine.startAt].name == "A")
    for (place, state) in machine.states.enumerated() { #expect(machine.index(ofState: state.name) == place) }
    #expect(machine.index(ofState: "Z") == nil)
  }

  @Test func theActivitiesOfTasksAtAnyDepthAreKnown() throws {
    func task(_ name: String) -> String {
      #"{"StartAt":"\#(name)","States":{"\#(name)":{"Type":"Task","End":true,"Resource":"# + "\(arn(name))}}}"
    }
    func arn(_ name: String) -> String { #""arn:aws:states:us-east-1:111111111111:activity:\#(name)""# }
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt":"A","States":{
          "A":{"Type":"Task","Resource":\#(arn("a")),"Next":"P"},
          "P":{"Type":"Parallel","Branches":[\#(task("b")),\#(task("c"))],"Next":"M"},
          "M":{"Type":"Map","ItemProcessor":\#(task("d")),"Next":"B"},
          "B":{"Type":"Task","Resource":\#(arn("a")),"Next":"L"},
          "L":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true}}}
        """#)
    #expect(machine.activities == Set(["a", "b", "c", "d"].map { String(arn($0).dropFirst().dropLast()) }))
    #expect(try StateMachine(parsing: Self.nested).activities.isEmpty)
  }

  @Test func timestampsAreReadWhenCompiled() throws {
    let text = "2024-01-01T01:00:00.5+01:00"
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt":"W","States":{"W":{"Type":"Wait","Timestamp":"\#(text)","Next":"C"},
        "C":{"Type":"Choice","Choices":[{"Variable":"$.t","TimestampLessThan":"\#(text)","Next":"E"}]},
        "E":{"Type":"Succeed"}}}
        """#)
    let literal = try #require(TimestampLiteral(text))
    guard case .wait(let wait) = machine.states[0].kind, case .timestamp(literal) = wait.until,
      case .choice(let choice) = machine.states[1].kind, case .comparison(let rule) = choice.rules[0].condition,
      case .compare(.timestamp, .lessThan, .timestamp(literal)) = rule.test
    else {
      Issue.record("the timestamps are not there")
      return
    }
    #expect(literal.text == text)
  }

  /// What something else fills in later can be validated, but not run.
  @Test(arguments: [
    #"{"StartAt":"S","States":{"S":{"Type":"Wait","Timestamp":"${When}","End":true}}}"#,
    #"{"StartAt":"S","States":{"S":{"Type":"Choice","Choices":[{"Variable":"$.t","TimestampEquals":"${When}","Next":"E"}]},"E":{"Type":"Succeed"}}}"#,
  ])
  func timestampsWithPlaceholdersDoNotCompile(text: String) {
    #expect(throws: InvalidDefinition.self) { try StateMachine(parsing: text) }
  }

  @Test func targetsArePlacesInTheTable() throws {
    let machine = try StateMachine(parsing: Self.nested)
    func state(_ name: String) throws -> StateMachine.State {
      machine.states[try #require(machine.index(ofState: name))]
    }
    guard case .choice(let choice) = try state("A").kind, case .map(let map) = try state("M").kind,
      case .parallel(let parallel) = try state("P").kind
    else {
      Issue.record("kinds")
      return
    }
    #expect(machine.states[choice.rules[0].next].name == "M")
    #expect(choice.defaultTarget.map { machine.states[$0].name } == "P")
    #expect(machine.states[map.processor].name == "I")
    #expect(parallel.branches.map { machine.states[$0].name } == ["B"])
    #expect(try state("I").transition == .next(try #require(machine.index(ofState: "J"))))
    #expect(try state("B").transition == .end)
    #expect(try state("T").catchers.map { machine.states[$0.next].name } == ["F"])
  }

  @Test(arguments: [
    (#"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#, QueryLanguage.jsonPath),
    (#"{"StartAt":"A","QueryLanguage":"JSONata","States":{"A":{"Type":"Succeed"}}}"#, .jsonata),
    (#"{"StartAt":"A","States":{"A":{"Type":"Succeed","QueryLanguage":"JSONata"}}}"#, .jsonata),
  ])
  func theLanguageOfAState(definition: String, language: QueryLanguage) throws {
    #expect(try StateMachine(parsing: definition).states[0].queryLanguage == language)
  }

  @Test func aStatesLanguageStaysOutside() throws {
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","QueryLanguage":"JSONata","End":true,
          "ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}}}}
        """#)
    #expect(machine.index(ofState: "I").map { machine.states[$0].queryLanguage } == .jsonPath)
  }

  @Test func problemsAreThrownTogether() {
    #expect {
      try StateMachine(parsing: #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"X"},"B":{"Type":"Nap"}}}"#)
    } throws: { error in
      (error as? InvalidDefinition).map {
        $0.diagnostics.count > 1 && $0.diagnostics.allSatisfy { $0.position.line == 1 }
      } == true
    }
  }

  // MARK: Resources

  @Test(arguments: [
    ("arn:aws:states:::sqs:sendMessage", "sqs", "sendMessage", ServiceIntegration.Pattern.requestResponse),
    ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "sqs", "sendMessage.waitForTaskToken", .waitForTaskToken),
    ("arn:aws:states:::states:startExecution.sync", "states", "startExecution.sync", .sync),
    ("arn:aws-cn:states:::states:startExecution.sync:2", "states", "startExecution.sync:2", .sync),
    ("arn:aws:states:::aws-sdk:s3:getObject", "aws-sdk:s3", "getObject", .requestResponse),
    (
      "arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken", "aws-sdk:sqs", "sendMessage.waitForTaskToken",
      .waitForTaskToken
    ),
    ("arn:aws:states:::http:invoke", "http", "invoke", .requestResponse),
  ])
  func integrations(arn: String, service: String, action: String, pattern: ServiceIntegration.Pattern) {
    guard case .integration(let integration) = TaskResource(arn) else {
      Issue.record("\(arn) is no integration")
      return
    }
    #expect(integration.service == service)
    #expect(integration.action == action)
    #expect(integration.pattern == pattern)
    #expect(TaskResource(arn).arn == arn)
  }

  @Test func functionsAndActivities() {
    let function = "arn:aws:lambda:us-east-1:111111111111:function:f:PROD"
    #expect(TaskResource(function) == .lambdaFunction(LambdaFunction(function)))
    #expect(TaskResource(function).arn == function)
    let activity = "arn:aws:states:us-east-1:111111111111:activity:a"
    #expect(TaskResource(activity) == .activity(arn: activity))
  }

  @Test(
    arguments: [
      ("arn:aws:lambda:us-east-1:111111111111:function:price", "price"),
      ("arn:aws:lambda:us-east-1:111111111111:function:price:PROD", "price"),
      ("arn:aws:lambda:us-east-1:111111111111:function:function", "function"),
      ("111111111111:function:price", "price"), ("function:price", "price"), ("price", "price"),
      ("price:PROD", "price"),
      ("function", "function"), ("price:function", "price"), ("a:function:", ""), ("", ""), (":", ""),
    ])
  func nameOfAFunction(reference: String, name: String) {
    let function = LambdaFunction(reference)
    #expect(function.name == name)
    #expect(function.arn == reference)
  }

  // MARK: Expressions

  @Test(
    arguments: [
      ("1", nil), ("$x.input", nil), ("$states.input", .input), ("$states.context.State.Name", .context),
      ("$states.result[0].a", .result), ("$states.errorOutput.Error", .errorOutput), ("$states", .all),
      ("$keys($states)", .all), ("$states.*", .all), ("$states.input.a + $states.result.b", [.input, .result]),
      ("($states := {'input': 1}; $states.input)", nil), ("function($states){ $states.result }(1)", nil),
      ("$map($states.input.l, function($v){ $v & $states.context.State.Name })", [.input, .context]),
    ] as [(String, StatesFields?)])
  func fieldsOfStatesThatAnExpressionReads(text: String, fields: StatesFields?) throws {
    #expect(try ParsedExpression(JSONataExpression(text, dialect: .service)).statesFields == fields)
  }

  // MARK: Retriers

  @Test(
    arguments: [(1, 1_000), (2, 2_000), (3, 4_000), (10, 512_000), (40, 31_622_400_000), (99_999_999, 31_622_400_000)]
      as [(Int, Int64)])
  func delaysOfADefaultRetrier(retry: Int, milliseconds: Int64) throws {
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"Message":"m"},
          "Retry":[{"ErrorEquals":["States.ALL"]}],"End":true}}}
        """#)
    let retrier = try #require(machine.states[0].retriers.first)
    #expect(retrier.errorEquals == [.all])
    #expect(retrier.maxAttempts == 3)
    #expect(retrier.delayMilliseconds(beforeRetry: retry) == milliseconds)
  }

  @Test(arguments: [
    ("States.ALL", ErrorPattern.all), ("States.TaskFailed", .taskFailed), ("States.Timeout", .timeout),
    ("States.HeartbeatTimeout", .heartbeatTimeout), ("State.ALL", .name("State.ALL")), ("", .name("")),
  ])
  func errorPatterns(text: String, pattern: ErrorPattern) { #expect(ErrorPattern(text) == pattern) }

  // MARK: Size

  @Test func aDefinitionMayBeAsLongAsItsReaderAllows() throws {
    let comment = String(repeating: " ", count: 1_048_576)
    let source = SourceText(
      #"{"Comment":"\#(comment)","StartAt":"S","States":{"S":{"Type":"Succeed"}}}"#)
    #expect(throws: InvalidDefinition.self) { try StateMachine(parsing: source) }
    #expect(try StateMachine(parsing: source, settings: .init(maximumBytes: nil)).states.count == 1)
    #expect(throws: InvalidDefinition.self) { try StateMachine(parsing: source, settings: .init(maximumBytes: 9)) }
  }

  // MARK: Expressions

  @Test(
    arguments: [
      ("{% 1 + 1 %}", "1 + 1"), ("{%x%}", "x"), ("{%%}", ""), ("{% %}", ""), ("{%\n a\t%}", "a"), (" {% x %}", nil),
      ("{% x %} ", nil), ("{% x", nil), ("{%}", nil), ("x", nil), ("", nil),
    ] as [(String, String?)])
  func whatIsAnExpression(text: String, inside: String?) { #expect(StateExpression.inside(text) == inside) }
}
