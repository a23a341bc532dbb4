import LanguageSupport
import StatesRuntime
import StatesTesting
import Testing

@Suite struct MockConfigTests {
  static let definition = #"""
    {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters":{"QueueUrl":"q","MessageBody":"m"},"TimeoutSeconds":60,"Retry":[{"ErrorEquals":["E"]}],"End":true}}}
    """#

  private func run(_ response: String) throws -> ExecutionResult {
    let file = #"{"StateMachines":{"M":{"TestCases":{"C":{"T":"R"}}}},"MockedResponses":{"R":\#(response)}}"#
    let config = try MockConfig(parsing: Array(file.utf8))
    var test = try WorkflowTest(definition: Self.definition)
    test.use(try config.resources(stateMachine: "M", testCase: "C", for: test.machine))
    return test.run()
  }

  @Test(arguments: [
    (#"{"0":{"Return":{"a":1.0}}}"#, #"{"a":1.0}"#), (#"{"0":{"Throw":{"Error":"E"}},"1":{"Return":2}}"#, "2"),
    (#"{"0-1":{"Throw":{"Error":"E","Cause":"C"}},"2-9":{"Return":3}}"#, "3"), (#"{"0":{"Return":null}}"#, "null"),
    (#"{"0":{"Submitted":{"id":1},"Return":4}}"#, "4"),
  ])
  func answers(response: String, output: String) throws { #expect(try run(response).outputText == output) }

  @Test func submissionsShowInTheHistory() throws {
    let result = try run(#"{"0":{"Submitted":{"id":1},"Return":4}}"#)
    #expect(result.events(.taskSubmitted).count == 1)
    #expect(try run(#"{"0":{"Return":4}}"#).events(.taskSubmitted).isEmpty)
  }

  @Test func failuresMayLackEverything() throws {
    let result = try run(#"{"0":{"Throw":{}}}"#)
    #expect(result.status == .failed)
    #expect(result.error == nil)
  }

  /// An activity exists when a state that calls it has an answer; the others of a mock file do not.
  @Test(arguments: [(#"{"B":"R"}"#, "SUCCEEDED"), ("{}", "FAILED")])
  func anActivityThatNoAnswerIsForDoesNotExist(mocked: String, status: String) throws {
    let activity = #""Type":"Task","Resource":"arn:aws:states:us-east-1:111111111111:activity:a""#
    let machine = try StateMachine(
      parsing: #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{\#(activity),"End":true}}}"#)
    let file = #"{"StateMachines":{"M":{"TestCases":{"C":\#(mocked)}}},"MockedResponses":{"R":{"0":{"Return":1}}}}"#
    let resources = try MockConfig(parsing: Array(file.utf8))
      .resources(stateMachine: "M", testCase: "C", for: machine)
    let result = VirtualTimeDriver(resources: resources).run(
      Execution(machine, input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0)))
    #expect(result.status.rawValue == status)
    guard result.status == .failed else { return }
    #expect(result.events(.activityScheduled).isEmpty)
    #expect(result.error == "States.Runtime")
    #expect(
      result.cause?.hasSuffix("The activity arn:aws:states:us-east-1:111111111111:activity:a does not exist.") == true)
  }

  @Test func whatHangsTimesOut() throws { #expect(try run(#"{"0":{"Hang":true}}"#).error == "States.Timeout") }

  @Test func anAttemptWithoutAnAnswer() throws {
    let result = try run(#"{"0":{"Throw":{"Error":"E"}}}"#)
    #expect(result.cause?.hasSuffix("The mock of the state 'T' has no answer for attempt 1") == true)
  }

  @Test func whatIsInTheFile() throws {
    let config = try MockConfig(
      parsing: Array(#"{"StateMachines":{"B":{"TestCases":{"y":{},"x":{}}},"A":{}}}"#.utf8))
    #expect(config.stateMachines == ["B", "A"])
    #expect(config.testCases(of: "B") == ["y", "x"])
    #expect(config.testCases(of: "A").isEmpty)
    #expect(config.testCases(of: "C").isEmpty)
  }

  @Test func aProblemHasItsPlace() throws {
    let file = "{\n  \"StateMachines\": {\"M\": {\"TestCases\": {\"C\": {\n    \"X\": \"R\"}}}}}"
    let config = try MockConfig(parsing: Array(file.utf8))
    let machine = try StateMachine(parsing: Self.definition)
    #expect {
      try config.resources(stateMachine: "M", testCase: "C", for: machine)
    } throws: { error in
      "\(error)" == "3:5: the test case 'C' mocks the state 'X', which the definition does not have"
    }
  }

  /// In a service, states that a case does not name call what they call; iterations are named as in a whole run.
  @Test(arguments: [
    ("{\"S\":\"R\"}", [true, true]), (#"{"S[1]":"R"}"#, [false, true]), (#"{"T":"R"}"#, [false, false]),
  ])
  func aCaseSaysWhichTasksItAnswers(states: String, answered: [Bool]) throws {
    let file = #"{"StateMachines":{"M":{"TestCases":{"C":\#(states)}}},"MockedResponses":{"R":{"0":{"Return":1}}}}"#
    let task = #"{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true}"#
    let test = try WorkflowTest(
      definition:
        #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"StartAt":"S","States":{"S":\#(task)}},"Next":"T"},"T":\#(task)}}"#
    )
    let tasks = try MockConfig(parsing: Array(file.utf8)).tasks(stateMachine: "M", testCase: "C", for: test.machine)
    let seen = Locked<[Bool]>([])
    var resources = ResourceRouter()
    resources.function("f") { input, task in
      if task.stateName == "S" { seen.withLock { $0.append(tasks.answers(task)) } }
      return input
    }
    var run = test
    run.use(resources)
    #expect(run.run(input: [0, 1]).status == .succeeded)
    #expect(seen.withLock { $0 } == answered)
  }
}
