import OrderedJSON
import StatesTesting
import Testing

/// `states:startExecution` tasks start executions of known machines in the same process.
@Suite struct NestedExecutionTests {
  private static let arn = "arn:aws:states:us-east-1:111111111111:stateMachine:Child"

  /// A workflow whose one task starts `Child`, with further fields of the task.
  private static func parent(_ action: String, _ fields: String = "") throws -> WorkflowTest {
    try WorkflowTest(
      definition: """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:\(action)",
          "Parameters":{"StateMachineArn":"\(arn)","Name":"c","Input":{"n":1}},\(fields)"End":true}}}
        """)
  }

  private static let waiting = """
    {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"Next":"P"},
      "P":{"Type":"Pass","Parameters":{"got.$":"$.n"},"End":true}}}
    """

  private static func run(
    _ action: String, child: String = waiting, _ fields: String = ""
  ) throws -> ExecutionResult {
    var test = try parent(action, fields)
    test.stateMachines = ["Child": try StateMachine(parsing: child)]
    return test.run()
  }

  @Test func syncWaitsAndGivesTexts() throws {
    let result = try Self.run("startExecution.sync")
    #expect(result.duration == 60)
    #expect(result.output?["Status"] == "SUCCEEDED")
    #expect(result.output?["Input"] == #"{"n":1}"#)
    #expect(result.output?["Output"] == #"{"got":1}"#)
    #expect(
      result.eventTypes.dropFirst(2).prefix(4) == [.taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded])
  }

  @Test func sync2GivesValues() throws {
    let result = try Self.run("startExecution.sync:2")
    #expect(result.output?["Output"] == ["got": 1])
    #expect(result.output?["Name"] == "c")
  }

  @Test func requestResponseDoesNotWait() throws {
    let result = try Self.run("startExecution")
    #expect(result.duration == 0)
    #expect(result.output?["ExecutionArn"] == "arn:aws:states:us-east-1:111111111111:execution:Child:c")
    #expect(result.output?["Output"] == nil)
  }

  @Test func aChildThatFailsFailsTheTaskByAnotherName() throws {
    let child = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"because"}}}"#
    let result = try Self.run("startExecution.sync:2", child: child)
    #expect(result.error == "States.TaskFailed")
    let cause = try JSON(parsing: result.cause ?? "")
    #expect(cause["Error"] == "E")
    #expect(cause["Cause"] == "because")
    #expect(cause["Status"] == "FAILED")
    #expect(cause["Input"] == #"{"n":1}"#)
  }

  @Test func aTaskThatTimesOutStopsItsChild() throws {
    let result = try Self.run("startExecution.sync", "\"TimeoutSeconds\":10,")
    #expect(result.error == "States.Timeout")
    #expect(result.duration == 10)
  }

  @Test func aMachineThatStartsItselfComesToAnEnd() throws {
    let child = """
      {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync",
        "Parameters":{"StateMachineArn":"Child"},"End":true}}}
      """
    let result = try Self.run("startExecution.sync", child: child)
    #expect(result.status == .failed)
  }

  @Test func aMachineThatIsNotKnownIsMockedLikeAnyTask() throws {
    var test = try Self.parent("startExecution.sync:2")
    try test.mock("T", .return(["Output": "mocked"]))
    #expect(test.run().output == ["Output": "mocked"])
  }
}
