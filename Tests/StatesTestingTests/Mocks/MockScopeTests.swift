import StatesTesting
import Testing

/// Which answer a task gets, and which no task got.
@Suite struct MockScopeTests {
  private static let mapped = #"""
    {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
      "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:t",
        "Retry":[{"ErrorEquals":["E"]}],"End":true}}}}}}
    """#

  // MARK: Attempts

  @Test(arguments: ["", #""ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"#])
  func everyIterationBeginsWithTheFirstAnswer(config: String) throws {
    let definition = Self.mapped.replacing(#""ItemProcessor":{"#, with: #""ItemProcessor":{\#(config)"#)
    var test = try WorkflowTest(definition: definition)
    try test.mock("T", .throw("E"), .return("ok"))
    let result = test.run(input: [1, 2, 3])
    #expect(result.output == ["ok", "ok", "ok"], "\(result.summary)")
    #expect(try result.visits("T").map(\.attempts.count) == [2, 2, 2])
  }

  /// A state that is visited again goes on: that is how polling is mocked.
  @Test func visitsOfALoopGoOn() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:t","Next":"C"},
          "C":{"Type":"Choice","Choices":[{"Variable":"$","StringEquals":"wait","Next":"T"}],"Default":"S"},
          "S":{"Type":"Succeed"}}}
        """#)
    try test.mock("T", .return("wait"), .return("wait"), .return("done"))
    #expect(try test.run().visits(of: "T") == 3)
  }

  /// In a mock file attempts are counted over all iterations, as in Step Functions Local.
  @Test func aMockFileCountsOverIterations() throws {
    let config = try MockConfig(
      parsing: Array(
        #"""
        {"StateMachines":{"M":{"TestCases":{"C":{"T":"R"}}}},
          "MockedResponses":{"R":{"0":{"Return":0},"1":{"Return":1},"2":{"Return":2}}}}
        """#.utf8))
    var test = try WorkflowTest(definition: Self.mapped)
    try test.mock(config)
    #expect(test.run(input: ["a", "b", "c"]).output == [0, 1, 2])
  }

  // MARK: Conditions

  @Test func aConditionChoosesTheAnswer() throws {
    var test = try WorkflowTest(definition: Self.mapped)
    try test.mock("T", .return("plain"))
    try test.mock("T", when: { $0["n"]?.integerValue ?? 0 > 1 }, .throw("E"), .return("large"))
    try test.mock("T", when: { $0["n"] == 3 }, .return("three"))
    let items: JSON = [["n": 1], ["n": 2], ["n": 3]]
    #expect(test.run(input: items).output == ["plain", "large", "three"])
    // An answer for one iteration comes before those for all.
    try test.mock("T[2]", .return("last"))
    #expect(test.run(input: items).output == ["plain", "large", "last"])
    // Without a condition a mock replaces those with one.
    try test.mock("T", .return("new"))
    #expect(test.run(input: items).output == ["new", "new", "last"])
  }

  @Test func anInputThatNoConditionIsFor() throws {
    var test = try WorkflowTest(definition: Self.mapped)
    try test.mock("T", when: { $0 == 1 }, .return("one"))
    #expect(test.run(input: [1]).output == ["one"])
    let result = test.run(input: [2])
    #expect(result.error == "States.Runtime")
    #expect(result.cause?.hasSuffix("which is not mocked for this input: no condition of its mocks holds") == true)
  }

  // MARK: Nested machines

  private static let parent = #"""
    {"StartAt":"Pay","States":{"Pay":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
      "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:Payments"},
      "OutputPath":"$.Output","Next":"Charge"},
      "Charge":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:c",
        "Parameters":{"before.$":"$"},"End":true}}}
    """#
  private static let child = #"""
    {"StartAt":"Charge","States":{"Charge":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:c",
      "End":true}}}
    """#

  @Test(arguments: ["Payments", "arn:aws:states:us-east-1:111111111111:stateMachine:Payments"])
  func aNestedMachinesStateIsMockedByName(known: String) throws {
    var test = try WorkflowTest(definition: Self.parent)
    test.stateMachines = KnownStateMachines([known: try StateMachine(parsing: Self.child)])
    try test.mock("Charge", in: "Payments", .return("inner"))
    try test.mock("Charge", .call { ["outer": $0] })
    #expect(try test.run().get() == ["outer": ["before": "inner"]])
    try test.mock("Charge", in: known, .return("again"))
    #expect(try test.run().get() == ["outer": ["before": "again"]])
    try test.mock("Charge", in: "StateMachine", .return("own"))
    #expect(try test.run().get() == "own")
  }

  /// A mock of the machine under test does not answer for a machine that it starts.
  @Test func aMockIsOfOneMachineOnly() throws {
    var test = try WorkflowTest(definition: Self.parent)
    test.stateMachines = ["Payments": try StateMachine(parsing: Self.child)]
    try test.mock("Charge", .return("own"))
    let result = test.run()
    #expect(result.error == "States.TaskFailed")
    #expect(result.cause?.contains("which is not mocked") == true)
  }

  @Test(
    arguments: [
      (
        "Charge", "Paymnts",
        "the mock of 'Charge': 'stateMachines' has no state machine 'Paymnts'; did you mean 'Payments'?"
      ),
      (
        "Chrage", "Payments",
        "the definition of 'Payments' has no state 'Chrage'; the Task states are 'Charge'; did you mean 'Charge'?"
      ),
    ])
  func aNestedMachinesNamesAreChecked(state: String, machine: String, message: String) throws {
    var test = try WorkflowTest(definition: Self.parent)
    test.stateMachines = ["Payments": try StateMachine(parsing: Self.child)]
    let error = #expect(throws: WorkflowTest.UnknownTask.self) { try test.mock(state, in: machine, .return(1)) }
    #expect(error?.description == message)
  }

  /// A mock for one iteration keeps only that iteration's task from starting its state machine.
  @Test func aMockOfOneIterationReplacesOneExecution() throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Pay","States":{
          "Pay":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
            "Parameters":{"StateMachineArn":"Payments"},"OutputPath":"$.Output","End":true}}}}}}
        """#)
    test.stateMachines = ["Payments": try StateMachine(parsing: Self.child)]
    try test.mock("Charge", in: "Payments", .return("real"))
    try test.mock("Pay[1]", .return(["Output": "mocked"]))
    #expect(try test.run(input: [0, 1, 2]).get() == ["real", "mocked", "real"])
  }

  // MARK: Unused mocks

  @Test func unusedAnswersAreReported() throws {
    var test = try ClaimProcess.test()
    #expect(test.run(input: ClaimProcess.claim).unusedMocks == [])
    try test.mock("Scan[9][0]", .return(1))
    try test.mock("Score", .return(["Payload": 1]), .return(2), .return(3))
    try test.mock("Send", when: { $0["Payload"] == "z" }, .return(1))
    try test.mock("Authorize", in: "Payments", .return(["Payload": true]), .return(2))
    let unused = test.run(input: ClaimProcess.claim).unusedMocks
    #expect(
      unused.map(\.description) == [
        "the mock of 'Scan[9][0]' was not used",
        "answers 2, 3 of 3 of the mock of 'Score' were not used",
        "a conditional mock of 'Send' was not used",
        "answer 2 of 2 of the mock of 'Authorize' in 'Payments' was not used",
      ])
    #expect(unused[1] == UnusedMock(state: "Score", answers: [2, 3], count: 3))
    #expect(unused[3].stateMachine == "Payments")
    #expect(unused[2].isConditional)
  }

  /// Every run begins anew; the last answer is used once it has answered once.
  @Test func usesAreThoseOfOneRun() throws {
    var test = try WorkflowTest(definition: Self.mapped)
    try test.mock("T", .throw("E"), .return(1))
    #expect(test.run(input: [1]).unusedMocks == [])
    #expect(test.run(input: []).unusedMocks == [UnusedMock(state: "T", answers: [1, 2], count: 2)])
  }

  @Test func unusedAnswersOfAMockFileAreReported() throws {
    let config = try MockConfig(
      parsing: Array(
        #"""
        {"StateMachines":{"M":{"TestCases":{"C":{"T":"R"}}}},
          "MockedResponses":{"R":{"0":{"Return":0},"1-5":{"Return":1},"6":{"Return":2}}}}
        """#.utf8))
    var test = try WorkflowTest(definition: Self.mapped)
    try test.mock(config)
    #expect(
      test.run(input: [1, 2]).unusedMocks.map(\.description) == ["answer 3 of 3 of the mock of 'T' was not used"])
  }
}
