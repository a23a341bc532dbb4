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

  /// An execution of an express machine is express, wherever it was started.
  @Test func anExpressMachinesExecutionIsExpress() throws {
    var test = try Self.parent("startExecution")
    let child = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":400,"End":true}}}"#
    test.stateMachines = ["Child": try StateMachine(parsing: child, type: .express)]
    let result = test.run()
    let arn = try #require(result.output?["ExecutionArn"]?.stringValue)
    #expect(arn.hasPrefix("arn:aws:states:us-east-1:111111111111:express:Child:c:"))
    let nested = try #require(result.children.first)
    #expect(nested.identity.executionARN == arn)
    #expect(nested.identity.redriveCount == nil)
    #expect(ExecutionResult(execution: nested).status == .timedOut)
    #expect(nested.now == nested.startTime.advanced(bySeconds: 300))
  }

  /// The machine is known by its name or its ARN; a version's or an alias's ARN names it too, in its own region.
  @Test(arguments: ["Child", "arn:aws-cn:states:cn-north-1:222222222222:stateMachine:Child"], [":7", ":PROD", ""])
  func aQualifiedARNStartsTheMachine(known: String, qualifier: String) throws {
    let arn = "arn:aws-cn:states:cn-north-1:222222222222:stateMachine:Child"
    var test = try WorkflowTest(
      definition: """
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync:2",
          "Parameters":{"StateMachineArn":"\(arn)\(qualifier)","Name":"c","Input":{"n":1}},"End":true}}}
        """)
    test.stateMachines = [known: try StateMachine(parsing: Self.waiting)]
    let result = test.run()
    #expect(result.output?["ExecutionArn"] == "arn:aws-cn:states:cn-north-1:222222222222:execution:Child:c")
    #expect(result.output?["StateMachineArn"] == .string(arn))
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

  /// The description of an execution that was waited for has its members in the order of their names.
  @Test(arguments: [
    ("startExecution.sync", #""{\"n\":1}""#, #""{\"got\":1}""#),
    ("startExecution.sync:2", #"{"n":1}"#, #"{"got":1}"#),
  ])
  func theAnswerOfSyncHasItsMembersInOrder(action: String, input: String, output: String) throws {
    let result = try Self.run(action)
    #expect(
      result.outputText == #"{"ExecutionArn":"arn:aws:states:us-east-1:111111111111:execution:Child:c","Input":"#
        + input + #","InputDetails":{"Included":true},"Name":"c","Output":"# + output
        + #","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","#
        + #""RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":1704067200000,"#
        + #""StateMachineArn":"\#(Self.arn)","Status":"SUCCEEDED","StopDate":1704067260000}"#)
  }

  @Test func theAnswerToTheRequestIsItsArnAndItsDate() throws {
    let answer =
      #"{"ExecutionArn":"arn:aws:states:us-east-1:111111111111:execution:Child:c","StartDate":1704067200000}"#
    #expect(try Self.run("startExecution").outputText == answer)
    let submitted = try Self.run("startExecution.sync:2").events(.taskSubmitted)
    #expect(submitted.map { $0.json["taskSubmittedEventDetails"]?["output"] } == [.string(answer)])
  }

  private static let failing = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"because"}}}"#
  private static let slow =
    #"{"StartAt":"W","TimeoutSeconds":5,"States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#

  /// Keys in the order of their names, dates in milliseconds; one whose time was up has neither error nor cause.
  @Test(arguments: [
    (failing, #""Cause":"because","Error":"E","#, "FAILED", 1_704_067_200_000),
    (slow, "", "TIMED_OUT", 1_704_067_205_000),
  ])
  func theCauseDescribesAChildThatDidNotSucceed(child: String, first: String, status: String, stop: Int) throws {
    for action in ["startExecution.sync", "startExecution.sync:2"] {
      let result = try Self.run(action, child: child)
      #expect(result.error == "States.TaskFailed")
      #expect(
        result.cause == "{" + first + #""ExecutionArn":"arn:aws:states:us-east-1:111111111111:execution:Child:c","#
          + #""Input":"{\"n\":1}","InputDetails":{"Included":true},"Name":"c","RedriveCount":0,"#
          + #""RedriveStatus":"REDRIVABLE","StartDate":1704067200000,"StateMachineArn":"\#(Self.arn)","#
          + #""Status":"\#(status)","StopDate":\#(stop)}"#)
    }
  }

  /// A catcher for the child's own error, or for its timeout, does not fire.
  @Test(arguments: [
    (failing, "E", false), (failing, "States.TaskFailed", true), (failing, "States.ALL", true),
    (slow, "States.Timeout", false), (slow, "States.TaskFailed", true), (slow, "States.ALL", true),
  ])
  func aChildThatDidNotSucceedIsATaskThatFailed(child: String, name: String, isCaught: Bool) throws {
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.sync",
          "Parameters":{"StateMachineArn":"Child"},"Catch":[{"ErrorEquals":["\#(name)"],"Next":"C"}],"End":true},
          "C":{"Type":"Succeed"}}}
        """#)
    test.stateMachines = ["Child": try StateMachine(parsing: child)]
    let result = test.run()
    #expect(result.status == (isCaught ? .succeeded : .failed))
    if !isCaught { #expect(result.error == "States.TaskFailed") }
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
