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
      test.machine, input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: "e"))
    #expect(known.run(execution).cause?.hasSuffix("of the state 'A'" + end) == true)
    let none = "of the state 'A'; it asks for the state machine 'Child', and none is registered"
    #expect(driver.run(execution).cause?.hasSuffix(none) == true)
  }
}
