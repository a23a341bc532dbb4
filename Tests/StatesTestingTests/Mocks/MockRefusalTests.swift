import StatesTesting
import Testing

/// Mocks that make no sense are refused where they are written, not played in some other way.
@Suite struct MockRefusalTests {
  private static let definition = #"""
    {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:Child"},"End":true}}}
    """#

  private func refusal(_ state: String = "A", _ answers: MockAnswer...) throws -> String? {
    var test = try WorkflowTest(definition: Self.definition)
    return #expect(throws: WorkflowTest.UnknownTask.self) { try test.mock(state, answers: answers) }?.description
  }

  @Test(arguments: [-5, -0.001, .infinity, -.infinity, .nan, 1e300, 3_155_760_001] as [Double])
  func aTaskTakesATimeThatThereIs(seconds: Double) throws {
    let text = "the mock of 'A': a task takes from 0 to 3155760000 seconds, not \(seconds)"
    #expect(try refusal("A", .return(1, after: seconds)) == text)
    #expect(try refusal("A", .throw("E", after: seconds)) == text)
    #expect(try refusal("A", .return(1), .return(1, after: seconds).submitted(1).by(worker: "w")) == text)
  }

  @Test func aMockHasAnswers() throws {
    #expect(try refusal() == "the mock of 'A': it has no answers")
  }

  @Test func anIterationIsOneOfAMap() throws {
    #expect(
      try refusal("A[0]", .return(1))
        == "the mock of 'A[0]': it names an iteration, but the definition has no Map state")
  }

  /// An index that can never be used is refused; how many items there will be is not known.
  @Test(
    arguments: [
      ("Top[0]", "it names an iteration, but the state 'Top' is not in a Map state"),
      ("Inner[0][9]", nil), ("Outer[9]", nil), ("Inner", nil), ("Side[3]", nil), ("Odd[x]", nil),
      (
        "Inner[0]",
        "it cannot be an iteration: 'Inner' is in 2 Map states, one inside the other, so write Inner[N][N]"
      ),
      ("Outer[0][1]", "it cannot be an iteration: 'Outer' is in one Map state, so write Outer[N]"),
      ("Outer[01]", "it cannot be an iteration: 'Outer' is in one Map state, so write Outer[N]"),
      ("Outer[]", "it cannot be an iteration: 'Outer' is in one Map state, so write Outer[N]"),
    ] as [(String, String?)])
  func anIndexIsOneThatThereCanBe(state: String, problem: String?) throws {
    let task = #""Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f""#
    let definition = """
      {"StartAt":"Top","States":{"Top":{\(task),"Next":"M"},"Odd[x]":{\(task),"End":true},
        "M":{"Type":"Map","Catch":[{"ErrorEquals":["States.ALL"],"Next":"Odd[x]"}],"End":true,"ItemProcessor":{
          "StartAt":"P","States":{
            "P":{"Type":"Parallel","Next":"Outer","Branches":[{"StartAt":"Side","States":{"Side":{\(task),"End":true}}}]},
            "Outer":{\(task),"Next":"C"},
            "C":{"Type":"Choice","Choices":[{"Variable":"$.x","IsPresent":true,"Next":"N"}],"Default":"Z"},
            "Z":{"Type":"Succeed"},
            "N":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Inner","States":{"Inner":{\(task),"End":true}}}}}}}}}
      """
    var test = try WorkflowTest(definition: definition)
    let file = """
      {"StateMachines":{"M":{"TestCases":{"C":{"\(state)":"R"}}}},"MockedResponses":{"R":{"0":{"Return":1}}}}
      """
    let config = try MockConfig(parsing: Array(file.utf8))
    if let problem {
      let error = #expect(throws: WorkflowTest.UnknownTask.self) { try test.mock(state, .return(1)) }
      #expect(error?.description == "the mock of '\(state)': \(problem)")
      let refusal = #expect(throws: MockConfig.Problem.self) {
        try config.resources(stateMachine: "M", testCase: "C", for: test.machine)
      }
      #expect(refusal?.message == "the mock of '\(state)': \(problem)")
    } else {
      try test.mock(state, .return(1))
      _ = try config.resources(stateMachine: "M", testCase: "C", for: test.machine)
    }
  }

  /// Who mocks the task means the task, although the state machine is known.
  @Test func aMockOfATaskThatStartsAKnownStateMachineIsPlayed() throws {
    var test = try WorkflowTest(definition: Self.definition)
    test.stateMachines = [
      "Child": try StateMachine(parsing: #"{"StartAt":"P","States":{"P":{"Type":"Pass","Result":"run","End":true}}}"#)
    ]
    #expect(test.run().output?["Output"] == "run")
    try test.mock("A", .return(["Output": "mocked"]))
    #expect(test.run().output == ["Output": "mocked"])
  }

  @Test func aStateMachineThatIsNotKnownIsNamed() throws {
    var test = try WorkflowTest(definition: Self.definition)
    let machine = try StateMachine(parsing: #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#)
    test.stateMachines = ["Chidl": machine, "Another": machine]
    let end = "; it asks for the state machine 'Child'; did you mean 'Chidl'?; registered: 'Chidl', 'Another'"
    #expect(test.run().cause?.hasSuffix("which is not mocked" + end) == true)
    let driver = VirtualTimeDriver()
    var known = driver
    known.stateMachines = test.stateMachines
    let execution = Execution(
      test.machine, input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    #expect(known.run(execution).cause?.hasSuffix("of the state 'A'" + end) == true)
    let none = "of the state 'A'; it asks for the state machine 'Child', and none is registered"
    #expect(driver.run(execution).cause?.hasSuffix(none) == true)
  }
}
