import StatesTesting
import Testing

@Suite struct TaskTests {
  static func call(_ resource: String, _ fields: String = "") -> String {
    let given = fields.contains("Parameters") ? "" : parameters(of: resource).map { #","Parameters":\#($0)"# } ?? ""
    return single(#""Type":"Task","Resource":"\#(resource)""# + given + fields)
  }

  /// What the service asks for before it takes a definition; `nil` where it asks for nothing.
  static func parameters(of resource: String) -> String? {
    switch resource {
    case invoke: #"{"FunctionName":"f"}"#
    case waitForToken: #"{"QueueUrl":"q","MessageBody.$":"$"}"#
    case "arn:aws:states:::aws-sdk:s3:getObject": #"{"Bucket":"b","Key":"k"}"#
    case "arn:aws:states:::ecs:runTask.sync": #"{"TaskDefinition":"t"}"#
    case "arn:aws:states:::states:startExecution.sync:2": #"{"StateMachineArn":"m"}"#
    default: nil
    }
  }

  static let invoke = "arn:aws:states:::lambda:invoke"
  static let waitForToken = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
  static let activity = "arn:aws:states:us-east-1:111111111111:activity:a"
  static let lambda = "arn:aws:lambda:us-east-1:111111111111:function:f"

  // MARK: Events by kind of resource

  @Test(arguments: [
    (lambda, "LambdaFunctionScheduled LambdaFunctionStarted LambdaFunctionSucceeded"),
    (activity, "ActivityScheduled ActivityStarted ActivitySucceeded"),
    (invoke, "TaskScheduled TaskStarted TaskSucceeded"),
    ("arn:aws:states:::aws-sdk:s3:getObject", "TaskScheduled TaskStarted TaskSucceeded"),
    ("arn:aws:states:::states:startExecution.sync:2", "TaskScheduled TaskStarted TaskSucceeded"),
  ])
  func eventsOfASuccess(resource: String, types: String) {
    let result = run(Self.call(resource), mocks: ["S": [.return(1)]])
    #expect(
      result?.history.map(\.type.rawValue).dropFirst(2).dropLast(2).joined(separator: " ") == types)
    #expect(result?.history.map(\.previousEventID) == [0, 0, 2, 3, 4, 5, 6])
  }

  @Test(arguments: [(lambda, "LambdaFunctionFailed"), (activity, "ActivityFailed"), (invoke, "TaskFailed")])
  func eventsOfAFailure(resource: String, type: String) {
    let kind = type.dropLast("Failed".count)
    expectHistory(Self.call(resource), mocks: ["S": [.throw("E", cause: "C")]]) {
      """
      2<0 TaskStateEntered S
      3<2 \(kind)Scheduled
      4<3 \(kind)Started
      5<4 \(type) E
      6<5 ExecutionFailed E
      """
    }
  }

  @Test(arguments: [
    (
      lambda,
      #"{"resource":"arn:aws:lambda:us-east-1:111111111111:function:f","input":"{\"a\":1}","inputDetails":{"truncated":false}}"#
    ),
    (
      activity,
      #"{"resource":"arn:aws:states:us-east-1:111111111111:activity:a","input":"{\"a\":1}","inputDetails":{"truncated":false}}"#
    ),
    (
      invoke,
      #"{"resourceType":"lambda","resource":"invoke","region":"us-east-1","parameters":"{\"FunctionName\":\"f\"}"}"#
    ),
    (
      waitForToken,
      #"{"resourceType":"sqs","resource":"sendMessage.waitForTaskToken","region":"us-east-1","parameters":"{\"QueueUrl\":\"q\",\"MessageBody\":{\"a\":1}}"}"#
    ),
    (
      "arn:aws:states:::aws-sdk:s3:getObject",
      #"{"resourceType":"aws-sdk:s3","resource":"getObject","region":"us-east-1","parameters":"{\"Bucket\":\"b\",\"Key\":\"k\"}"}"#
    ),
  ])
  func whatTheScheduledEventSays(resource: String, details: String) throws {
    let result = run(Self.call(resource), input: #"{"a":1}"#, mocks: ["S": [.return(1)]])
    let event = try #require(result?.history[2].json)
    let kind = try #require(event["type"]?.stringValue)
    #expect(event["\(kind.prefix(1).lowercased())\(kind.dropFirst())EventDetails"]?.description == details)
  }

  @Test func timeoutsAndCredentialsShowInTheScheduledEvent() {
    let result = run(
      Self.call(
        Self.invoke,
        #","TimeoutSecondsPath":"$.t","HeartbeatSeconds":5,"Credentials":{"RoleArn.$":"$.role"},"Parameters":{"FunctionName":"f"}"#
      ),
      input: #"{"t":60,"role":"arn:aws:iam::111111111111:role/r"}"#, mocks: ["S": [.return(1)]])
    let details = result?.history[2].json["taskScheduledEventDetails"]
    #expect(details?["timeoutInSeconds"] == 60)
    #expect(details?["heartbeatInSeconds"] == 5)
    #expect(details?["taskCredentials"] == ["roleArn": "arn:aws:iam::111111111111:role/r"])
    #expect(details?["parameters"] == #"{"FunctionName":"f"}"#)
  }

  // MARK: Tokens and submissions

  @Test func aSubmissionComesBetweenStartAndEnd() throws {
    var driven = try Driven(
      Self.call(Self.waitForToken, #","Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}"#))
    let (id, request) = try #require(driven.tasks.first)
    #expect(request.input["MessageBody"]?.stringValue == request.taskToken)
    driven.give(.taskStarted(id, worker: nil))
    driven.give(.taskSubmitted(id, output: ["MessageId": "m"]))
    driven.give(.taskSucceeded(id, output: ["ok": true]), at: 7)
    #expect(
      driven.history == [
        "2<0 TaskStateEntered S", "3<2 TaskScheduled", "4<3 TaskStarted", "5<4 TaskSubmitted", "6<5 TaskSucceeded",
        "7<6 TaskStateExited S", "8<7 ExecutionSucceeded",
      ])
    #expect(driven.result.outputText == #"{"ok":true}"#)
    #expect(driven.execution.history[7].timestamp.milliseconds == 7_000)
  }

  @Test func everyAttemptHasATokenOfItsOwn() throws {
    var driven = try Driven(Self.call(Self.waitForToken, #","Retry":[{"ErrorEquals":["E"]}]"#))
    driven.give(.taskFailed(try #require(driven.tasks.first).id, error: "E", cause: nil))
    driven.give(.timersFired(driven.timers.map(\.id)), at: 1)
    #expect(driven.tasks.count == 2)
    #expect(driven.tasks[0].request.taskToken != driven.tasks[1].request.taskToken)
    #expect(driven.tasks[0].id != driven.tasks[1].id)
  }

  @Test(arguments: [
    (lambda, false), (invoke, false), (waitForToken, true), (activity, true),
    ("arn:aws:states:::ecs:runTask.sync", true),
  ])
  func whoHasAToken(resource: String, hasToken: Bool) throws {
    let driven = try Driven(Self.call(resource))
    #expect((driven.tasks.first?.request.taskToken != nil) == hasToken)
    #expect((driven.tasks.first?.request.taskToken ?? "x").utf8.count <= 1_024)
  }

  @Test func theTokenIsGoneInTheNextState() {
    let definition = machine(
      "A",
      #""A":{"Type":"Task","Resource":"\#(Self.waitForToken)","Parameters":{"QueueUrl":"q","MessageBody":"m"},"Next":"B"},"B":{"Type":"Pass","Parameters":{"t.$":"$$.Task.Token"},"End":true}"#
    )
    #expect(run(definition, mocks: ["A": [.return(1)]])?.error == "States.Runtime")
  }

  @Test func aFailureWithoutErrorAndCause() {
    let result = run(Self.call(Self.waitForToken), mocks: ["S": [.throw(nil)]])
    #expect(result?.status == .failed)
    #expect(result?.error == nil)
    #expect(result?.history.last?.json["executionFailedEventDetails"]?.description == "{}")
  }

  @Test func anActivityShowsItsWorker() throws {
    var driven = try Driven(Self.call(Self.activity))
    driven.give(.taskStarted(try #require(driven.tasks.first).id, worker: "w1"))
    #expect(driven.execution.history[3].json["activityStartedEventDetails"]?.description == #"{"workerName":"w1"}"#)
    var nameless = try Driven(Self.call(Self.activity))
    nameless.give(.taskStarted(try #require(nameless.tasks.first).id, worker: nil))
    #expect(nameless.execution.history[3].json["activityStartedEventDetails"]?.description == "{}")
  }

  // MARK: Answers that come out of turn

  @Test func anAnswerWithoutAStartImpliesIt() throws {
    var driven = try Driven(Self.call(Self.invoke))
    driven.give(.taskSucceeded(try #require(driven.tasks.first).id, output: 1))
    #expect(
      driven.history.prefix(4) == [
        "2<0 TaskStateEntered S", "3<2 TaskScheduled", "4<3 TaskStarted", "5<4 TaskSucceeded",
      ])
  }

  @Test func doubledAndLateAnswersAreIgnored() throws {
    var driven = try Driven(
      machine(
        "A",
        #""A":{"Type":"Task","Resource":"\#(Self.lambda)","Retry":[{"ErrorEquals":["States.ALL"]}],"Next":"B"},"B":{"Type":"Task","Resource":"\#(Self.lambda)","End":true}"#
      ))
    let first = try #require(driven.tasks.first).id
    driven.give(.taskStarted(first, worker: nil))
    driven.give(.taskStarted(first, worker: nil))
    driven.give(.taskFailed(first, error: "E", cause: "C"))
    driven.give(.taskSucceeded(first, output: 1))
    driven.give(.taskFailed(first, error: "E", cause: "C"))
    #expect(driven.execution.history.count == 5)
    driven.give(.timersFired(driven.timers.map(\.id)), at: 1)
    driven.give(.taskSucceeded(first, output: 1), at: 1)
    driven.give(.taskHeartbeat(first), at: 1)
    #expect(driven.tasks.count == 2)
    driven.give(.taskSucceeded(driven.tasks[1].id, output: 2), at: 1)
    driven.give(.taskSucceeded(driven.tasks[1].id, output: 3), at: 1)
    driven.give(.taskSucceeded(driven.tasks[2].id, output: 4), at: 2)
    driven.give(.taskSucceeded(driven.tasks[2].id, output: 5), at: 3)
    #expect(driven.result.outputText == "4")
    #expect(driven.endings == 1)
    #expect(driven.execution.history.count == 15)
  }

  @Test func aRejectedTaskIsARuntimeError() {
    let definition = machine(
      "S", task("S", #""Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true"#) + #","C":{"Type":"Succeed"}"#)
    let result = run(definition)
    #expect(result?.error == "States.Runtime")
    #expect(result?.cause?.hasPrefix(prefix()) == true)
  }

  // MARK: Timeouts and heartbeats

  @Test(arguments: [
    (lambda, "LambdaFunctionTimedOut"), (activity, "ActivityTimedOut"), (invoke, "TaskTimedOut"),
    (waitForToken, "TaskTimedOut"),
  ])
  func aTaskThatHangsTimesOut(resource: String, type: String) {
    let result = run(Self.call(resource, #","TimeoutSeconds":30"#), mocks: ["S": [.hang]])
    #expect(result?.status == .failed)
    #expect(result?.error == "States.Timeout")
    #expect(result?.cause == nil)
    #expect(result?.duration == 30)
    let event = result?.history.dropLast().last
    #expect(event?.type.rawValue == type)
    #expect(event?.json["\(type.prefix(1).lowercased())\(type.dropFirst())EventDetails"]?["cause"] == nil)
    #expect(event?.json["\(type.prefix(1).lowercased())\(type.dropFirst())EventDetails"]?["error"] == "States.Timeout")
  }

  @Test func aMissedHeartbeatIsATimeoutToo() {
    let result = run(Self.call(Self.activity, #","TimeoutSeconds":30,"HeartbeatSeconds":10"#), mocks: ["S": [.hang]])
    #expect(result?.error == "States.Timeout")
    #expect(result?.duration == 10)
  }

  @Test func timersRunFromTheStart() throws {
    var driven = try Driven(Self.call(Self.invoke, #","TimeoutSeconds":30,"HeartbeatSeconds":10"#))
    #expect(driven.timers.isEmpty)
    driven.give(.taskStarted(try #require(driven.tasks.first).id, worker: nil), at: 4)
    #expect(driven.deadlines == [34, 14])
  }

  /// A task that no worker takes up waits, whatever its deadlines say; a heartbeat does not start them either.
  @Test func anActivitysTimersRunFromTheMomentInWhichItIsTakenUp() throws {
    var driven = try Driven(Self.call(Self.activity, #","TimeoutSeconds":30,"HeartbeatSeconds":10"#))
    let task = try #require(driven.tasks.first).id
    #expect(driven.deadlines == [])
    driven.give(.taskHeartbeat(task), at: 2)
    #expect(driven.deadlines == [])
    driven.give(.taskStarted(task, worker: nil), at: 4)
    #expect(driven.deadlines == [34, 14])
  }

  @Test func aTaskOfAnActivityThatDoesNotExistFailsBeforeItIsScheduled() throws {
    let machine = try StateMachine(
      parsing: Self.call(Self.activity, #","Catch":[{"ErrorEquals":["States.ALL"],"Next":"S"}]"#))
    let arn = try #require(
      machine.states.lazy.compactMap { state in
        if case .task(let task) = state.kind { task.resource.arn } else { nil }
      }.first)
    var execution = Execution(
      machine, input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    let time = Timestamp(milliseconds: 0)
    _ = execution.handle(.missingActivities([arn]), at: time)
    _ = execution.handle(.start, at: time)
    let result = ExecutionResult(execution: execution)
    #expect(result.error == "States.Runtime")
    #expect(result.cause == prefix() + "The activity \(arn) does not exist.")
    #expect(
      result.history.map(\.compact) == [
        "1<0 ExecutionStarted", "2<0 TaskStateEntered S", "3<2 ExecutionFailed States.Runtime",
      ])
    // Once there is one, a redrive schedules the task.
    _ = execution.handle(.missingActivities([]), at: time)
    _ = try execution.redrive(at: time)
    #expect(execution.history.last?.compact == "5<2 ActivityScheduled")
  }

  @Test(arguments: [
    (#"{"Authorization":"x","X-Ok":"y"}"#, "authorization"), (#"{"HOST":"x","x-amzn-a":"y"}"#, "host, x-amzn-a"),
  ])
  func headersThatTheServiceSetsItselfAreRefused(headers: String, named: String) {
    let definition = single(
      #""Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":{"ApiEndpoint":"https://a.example","Method":"GET","Headers":\#(headers)}"#
    )
    expectFailure(
      definition, mocks: ["S": [.return(1)]], error: "States.Runtime",
      cause: prefix()
        + #"The Parameters '{"ApiEndpoint":"https://a.example","Method":"GET","Headers":\#(headers)}' could not be used to "#
        + "start the Task: [The 'Headers' field contains unsupported values: [\(named)]]")
  }

  /// What the service calls `States.Timeout` in either case.
  @Test func anExecutionSaysWhichDeadlineEndedIt() throws {
    var driven = try Driven(Self.call(Self.invoke, #","TimeoutSeconds":30,"HeartbeatSeconds":10"#))
    driven.give(.taskStarted(try #require(driven.tasks.first).id, worker: nil), at: 4)
    driven.give(.timersFired([driven.timers[1].id]), at: 14)
    #expect(driven.result.error == "States.Timeout")
    #expect(driven.result.missedDeadline?.description == "HeartbeatSeconds (10) of the state 'S'")
    driven = try Driven(Self.call(Self.invoke, #","TimeoutSeconds":30"#))
    driven.give(.taskStarted(try #require(driven.tasks.first).id, worker: nil), at: 4)
    driven.give(.timersFired(driven.timers.map(\.id)), at: 34)
    #expect(driven.result.missedDeadline == MissedDeadline(kind: .task, seconds: 30, stateNames: ["S"]))
    driven = try Driven(machine("S", #""S":{"Type":"Wait","Seconds":9,"End":true}"#, also: #""TimeoutSeconds":5,"#))
    driven.give(.timersFired([driven.timers[0].id]), at: 5)
    #expect(driven.result.status == .timedOut)
    #expect(driven.result.missedDeadline?.description == "TimeoutSeconds (5) of the state machine, during 'S'")
    #expect(driven.result.json["error"] == nil)
    let restored = try Execution(
      restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    #expect(restored.missedDeadline == driven.execution.missedDeadline)
  }

  @Test func aHeartbeatMovesTheHeartbeatsEndOnly() throws {
    var driven = try Driven(Self.call(Self.waitForToken, #","TimeoutSeconds":30,"HeartbeatSeconds":10"#))
    let id = try #require(driven.tasks.first).id
    driven.give(.taskStarted(id, worker: nil))
    let events = driven.execution.history.count
    driven.give(.taskHeartbeat(id), at: 8)
    #expect(driven.deadlines == [30, 10, 18])
    #expect(driven.timers[1].id == driven.timers[2].id)
    #expect(driven.execution.history.count == events)
  }

  @Test func whatComesFirstWins() throws {
    let definition = Self.call(Self.lambda, #","TimeoutSeconds":10"#)
    #expect(run(definition, mocks: ["S": [.return(1, after: 9.9)]])?.outputText == "1")
    #expect(run(definition, mocks: ["S": [.return(1, after: 10)]])?.error == "States.Timeout")
    #expect(run(definition, mocks: ["S": [.return(1, after: 10.1)]])?.error == "States.Timeout")
  }

  @Test func theTimeoutIsForEachAttempt() {
    let result = run(
      Self.call(
        Self.lambda,
        #","TimeoutSeconds":10,"Retry":[{"ErrorEquals":["States.Timeout"],"MaxAttempts":2,"IntervalSeconds":1,"BackoffRate":1}]"#
      ),
      mocks: ["S": [.hang, .hang, .return("late", after: 9)]])
    #expect(result?.outputText == #""late""#)
    #expect(result?.duration == 31)
  }

  @Test func aTimeoutCancelsTheTask() throws {
    var driven = try Driven(Self.call(Self.lambda, #","TimeoutSeconds":10"#))
    let id = try #require(driven.tasks.first).id
    driven.give(.taskStarted(id, worker: nil))
    driven.give(.timersFired(driven.timers.map(\.id)), at: 10)
    #expect(driven.cancelledTasks == [id])
    driven.give(.taskSucceeded(id, output: 1), at: 11)
    #expect(driven.result.error == "States.Timeout")
  }

  @Test(arguments: ["0", "-1", "1.5", #""soon""#, "{}", "null"])
  func aPathToNoNumberOfSeconds(value: String) {
    let result = run(
      Self.call(Self.lambda, #","TimeoutSecondsPath":"$.t""#), input: #"{"t":\#(value)}"#, mocks: ["S": [.return(1)]])
    #expect(result?.error == "States.Runtime")
    #expect(result?.history.count == 3)
  }

  @Test func aPathToTooManySeconds() {
    expectFailure(
      Self.call(Self.lambda, #","TimeoutSecondsPath":"$.t""#), input: #"{"t":100000000}"#, mocks: ["S": [.return(1)]],
      error: "States.Runtime",
      cause: prefix() + "The TimeoutSecondsPath parameter references a value greater than 99999999: $.t == 100000000")
  }

  @Test func aPathToNothing() {
    expectFailure(
      Self.call(Self.lambda, #","HeartbeatSecondsPath":"$.t""#), mocks: ["S": [.return(1)]], error: "States.Runtime",
      cause: prefix() + "Invalid path '$.t' : No results for path: $['t']")
  }
}
