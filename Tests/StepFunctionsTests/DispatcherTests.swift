import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// AWS JSON 1.0 without HTTP.
@Suite struct DispatcherTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private func respond(_ operation: String, _ body: String, region: String? = nil, account: String? = nil) async throws
    -> (status: Int, code: String?, body: JSON)
  {
    let response = await service.respond(
      to: operation, body: Array(body.utf8), region: region, account: account)
    return (response.status, response.code, try JSON(parsing: response.body))
  }

  @Test func anAnswerHasTheModelsNamesAndEpochTimes() async throws {
    let made = try await respond(
      "CreateStateMachine",
      JSONPrinter.compact.string([
        "name": "M", "definition": .string(ServiceScene.pass), "roleArn": .string(ServiceScene.role), "future": [1],
        "type": nil,
      ]))
    #expect(made.status == 200)
    #expect(made.code == nil)
    #expect(
      JSONPrinter.compact.string(made.body)
        == #"{"stateMachineArn":"\#(ServiceScene.arn("stateMachine:M"))","creationDate":1795946400.250}"#)
  }

  @Test(arguments: [
    ("Root=1-5759e988-bd862e3fe1be46a994272793", "Root=1-5759e988-bd862e3fe1be46a994272793"), (nil, "member"),
    ("ä", "member"), (String(repeating: "x", count: 257), "member"),
  ])
  func theTraceHeaderOfARequestWinsOverItsMember(header: String?, expected: String) async throws {
    let machine = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role)
    let started = await service.respond(
      to: "StartExecution",
      body: Array(#"{"stateMachineArn":"\#(machine.stateMachineArn)","traceHeader":"member"}"#.utf8),
      traceHeader: header)
    let arn = try #require(try JSON(parsing: started.body)["executionArn"]?.stringValue)
    #expect(try await service.describeExecution(executionArn: arn).traceHeader == expected)
  }

  @Test func theTraceHeaderIsKnownWhileTheExecutionRuns() async throws {
    let machine = try await service.createStateMachine(
      name: "M", definition: #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#,
      roleArn: ServiceScene.role)
    let started = try await service.startExecution(
      stateMachineArn: machine.stateMachineArn, name: "e", traceHeader: "Root=1")
    #expect(service.traceHeader(of: started.executionArn) == "Root=1")
    // The same execution again.
    _ = try await service.startExecution(stateMachineArn: machine.stateMachineArn, name: "e", traceHeader: "Root=2")
    #expect(service.traceHeader(of: started.executionArn) == "Root=1")
    _ = try await service.stopExecution(executionArn: started.executionArn)
    #expect(service.traceHeader(of: started.executionArn) == nil)
  }

  @Test func anAnswerWithoutMembersIsAnEmptyObject() async throws {
    let arn = try await service.createActivity(name: "a").activityArn
    #expect(try await respond("DeleteActivity", #"{"activityArn":"\#(arn)"}"#).body == [:])
  }

  @Test func anEmptyBodyIsAnEmptyRequest() async throws {
    #expect(try await respond("ListActivities", "").body == ["activities": []])
  }

  @Test func errorsHaveTypeAndMessage() async throws {
    let arn = ServiceScene.arn("stateMachine:none")
    let refused = try await respond("DescribeStateMachine", #"{"stateMachineArn":"\#(arn)"}"#)
    #expect(refused.status == 400)
    #expect(refused.code == "StateMachineDoesNotExist")
    #expect(
      refused.body == [
        "__type": "StateMachineDoesNotExist", "message": .string("State Machine Does Not Exist: '\(arn)'"),
      ])
    let reason = try await respond("StartExecution", #"{"stateMachineArn":"\#(arn)/L"}"#)
    #expect(reason.body["reason"] == "API_DOES_NOT_SUPPORT_LABELED_ARNS")
  }

  @Test(arguments: ["", "Nope", "createActivity", "AWSStepFunctions.CreateActivity"])
  func anOperationThatIsNotKnownIsRefused(name: String) async throws {
    let refused = try await respond(name, "{}")
    #expect(refused.status == 400)
    #expect(refused.code == "UnknownOperationException")
  }

  @Test(arguments: [
    #"{"maxResults": "#, "[]", "1", "null", #"{"maxResults":"1"}"#, #"{"maxResults":1.5}"#, #"{"nextToken":{"a":1}}"#,
    "\u{0}",
  ])
  func aBodyOfAnotherFormIsRefused(body: String) async throws {
    let refused = try await respond("ListActivities", body)
    #expect(refused.status == 400)
    #expect(refused.code == "SerializationException")
    #expect(refused.body["message"]?.stringValue?.isEmpty == false)
  }

  @Test func aBodyMayBeAsDeepAsItLikes() async throws {
    let deep = String(repeating: "[", count: 100_000)
    #expect(try await respond("ListActivities", #"{"x":\#(deep)"#).code == "SerializationException")
  }

  @Test func missingMembersAreTold() async throws {
    let refused = try await respond("SendTaskSuccess", "{}")
    #expect(
      refused.body["message"]
        == .string(
          "2 validation errors detected: Value at 'taskToken' failed to satisfy constraint: Member must not be null; Value "
            + "at 'output' failed to satisfy constraint: Member must not be null"))
    let output = try await respond("SendTaskSuccess", #"{"taskToken":"t"}"#)
    #expect(
      output.body["message"]
        == "1 validation error detected: Value at 'output' failed to satisfy constraint: Member must not be null")
  }

  @Test func aChoiceHasTheModelsValues() async throws {
    let refused = try await respond(
      "ListExecutions", #"{"stateMachineArn":"x","statusFilter":"succeeded"}"#)
    #expect(
      refused.body["message"]
        == .string(
          "1 validation error detected: Value 'succeeded' at 'statusFilter' failed to satisfy constraint: Member must satisfy"
            + " enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]"))
  }

  @Test func regionsAndAccountsAreKeptApart() async throws {
    let made = try await respond("CreateActivity", #"{"name":"a"}"#, region: "eu-west-1", account: "210987654321")
    #expect(made.body["activityArn"] == "arn:aws:states:eu-west-1:210987654321:activity:a")
    let china = try await respond("CreateActivity", #"{"name":"a"}"#, region: "cn-north-1")
    #expect(china.body["activityArn"] == "arn:aws-cn:states:cn-north-1:123456789012:activity:a")
    #expect(try await respond("ListActivities", "{}").body == ["activities": []])
  }

  @Test func eventsGoThrough() async throws {
    let execution = try await scene.started(scene.machine())
    _ = try await service.result(of: execution)
    let answer = try await respond("GetExecutionHistory", #"{"executionArn":"\#(execution)","maxResults":1}"#)
    let event = try #require(answer.body["events"]?[0])
    #expect(event["timestamp"] == 1_795_946_400.25)
    #expect(event["type"] == "ExecutionStarted")
    #expect(event["id"] == 1)
    #expect(event["executionStartedEventDetails"]?["inputDetails"] == ["truncated": false])
    #expect(answer.body["nextToken"] != nil)
  }
}
