import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

@Suite struct HostTests {
  private let scene = HostScene()

  private static let passes: JSON = ["S": ["Type": "Pass", "Next": "T"], "T": ["Type": "Succeed"]]

  // MARK: Starting and ending

  @Test func runsToTheEndWithTheHistoryOfAnyDriver() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(Self.passes)
    let started = try await host.start(machine, input: ["a": 1], identity: HostScene.identity())
    let ended = try await host.result(of: started.executionARN)
    #expect(ended.status == .succeeded)
    #expect(ended.output == #"{"a":1}"#)
    let straight = await VirtualTimeDriver(startTime: scene.clock.timestamp).run(
      machine, input: ["a": 1], identity: HostScene.identity())
    #expect(try await host.history(of: ended.executionARN) == straight.history.map(\.json))
    #expect(try await host.executions(ExecutionQuery()).map(\.status) == [.succeeded])
    #expect(host.counts == HostCounts(executions: 0, resident: 0, deadlines: 0, openTokens: 0))
  }

  @Test func anExecutionWithoutTasksIsOneCommit() async throws {
    let observer = Observer()
    let host = scene.host(observer: observer)
    _ = try await host.start(HostScene.machine(Self.passes), input: 1, identity: HostScene.identity())
    #expect(observer.commits == 1)
  }

  @Test func everyAnswerOfAHandlerIsOneCommit() async throws {
    let observer = Observer()
    var resources = ResourceRouter()
    resources.function("f") { $0 }
    let host = scene.host(resources, observer: observer)
    let machine = try HostScene.machine([
      "S": ["Type": "Task", "Resource": .string(HostScene.function), "Next": "T"],
      "T": HostScene.task(HostScene.function),
    ])
    let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
    #expect(try await host.result(of: arn).output == "1")
    #expect(observer.commits == 3)
  }

  @Test func aNameIsTakenWhileItsExecutionRunsAndAfterwards() async throws {
    let host = scene.host()
    let waiting = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 9, "End": true]])
    let arn = try await host.start(waiting, input: 1, identity: HostScene.identity()).executionARN
    await #expect(throws: HostError.executionExists(arn)) {
      try await host.start(waiting, input: 2, identity: HostScene.identity())
    }
    try await host.stop(arn)
    await #expect(throws: HostError.executionExists(arn)) {
      try await host.start(waiting, input: 2, identity: HostScene.identity())
    }
    #expect(try await host.describe(arn).input == "1")
  }

  @Test func whatIsForgottenIsUnknownAndItsNameIsFree() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(Self.passes)
    let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
    _ = try await host.result(of: arn)
    try await host.forget([arn, arn + "x"])
    await #expect(throws: HostError.unknownExecution(arn)) { try await host.describe(arn) }
    await #expect(throws: HostError.unknownExecution(arn)) { try await host.history(of: arn) }
    #expect(try await host.start(machine, input: 2, identity: HostScene.identity()).executionARN == arn)
  }

  @Test func whatRunsIsNotForgotten() async throws {
    let host = scene.host()
    let waiting = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 9, "End": true]])
    let arn = try await host.start(waiting, input: 1, identity: HostScene.identity()).executionARN
    await #expect(throws: HostError.store(.executionRunning(arn))) { try await host.forget([arn]) }
    #expect(try await host.describe(arn).status == .running)
  }

  @Test func whatIsUnknownIsSaid() async throws {
    let host = scene.host()
    await #expect(throws: HostError.unknownExecution("x")) { try await host.describe("x") }
    await #expect(throws: HostError.unknownExecution("x")) { try await host.result(of: "x") }
    await #expect(throws: HostError.unknownExecution("x")) { try await host.stop("x") }
    await #expect(throws: HostError.unknownExecution("x")) { try await host.redrive("x") }
    await #expect(throws: HostError.unknownExecution("x")) { try await host.history(of: "x") }
    await #expect(throws: HostError.unknownExecution("x")) { try await host.mapRuns(of: "x") }
  }

  @Test func stopsWithErrorAndCause() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 9, "End": true]])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    try await host.stop(arn, error: "E", cause: "why")
    try await host.stop(arn, error: "F")
    let ended = try await host.result(of: arn)
    #expect(ended.status == .aborted)
    #expect(ended.error == "E")
    #expect(ended.cause == "why")
    #expect(host.counts.deadlines == 0)
  }

  @Test func expressExecutionsAreNotWrittenDown() async throws {
    let host = scene.host()
    let text = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":5,"End":true}}}"#
    let machine = try StateMachine(parsing: text, type: .express)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    #expect(try await host.describe(arn).status == .running)
    #expect(try await host.executions(ExecutionQuery()).isEmpty)
    await scene.clock.hasSleeper(for: .seconds(5))
    scene.clock.advance(by: .seconds(5))
    #expect(try await host.result(of: arn).status == .succeeded)
    #expect(host.counts.executions == 0)
  }

  // MARK: Recovery

  @Test func aWaitGoesOnAfterARecovery() async throws {
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "Next": "T"], "T": ["Type": "Succeed"]])
    let first = scene.host()
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    scene.clock.advance(by: .seconds(50))
    let second = try await scene.successor(of: first)
    await scene.clock.hasSleeper(for: .seconds(10))
    scene.clock.advance(by: .seconds(10))
    #expect(try await second.result(of: arn).status == .succeeded)
    #expect(try await second.history(of: arn).count == 6)
  }

  @Test func aHandlerThatHadNotAnsweredIsCalledAgain() async throws {
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    let started = Signal()
    var resources = ResourceRouter()
    resources.function("f") { _ in
      started.happen()
      await untilCancelled()
      return "late"
    }
    let first = scene.host(resources)
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await started.wait()
    var others = ResourceRouter()
    others.function("f") { _ in "again" }
    let second = try await scene.successor(of: first, others)
    #expect(try await second.result(of: arn).output == #""again""#)
    let types = try await second.history(of: arn).map { $0["type"]?.stringValue }
    #expect(
      types == [
        "ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted",
        "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded",
      ])
    await first.shutDown()
  }

  @Test func aTaskThatWasSubmittedIsNotSubmittedAgainAndItsTokenCounts() async throws {
    let machine = try HostScene.machine([
      "S": HostScene.task(HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
    ])
    let (resources, tokens) = HostScene.pending()
    let first = scene.host(resources)
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    try await until { try await first.history(of: arn).count == 5 }
    let second = try await scene.successor(of: first, resources)
    let token = try #require(tokens.withLock { $0.first })
    await #expect(throws: HostError.self) { try await first.sendTaskSuccess(token: token, output: 0) }
    await until { second.counts.openTokens == 1 }
    try await second.sendTaskHeartbeat(token: token)
    try await second.sendTaskSuccess(token: token, output: ["ok": true])
    #expect(try await second.result(of: arn).output == #"{"ok":true}"#)
    #expect(tokens.withLock { $0.count } == 1)
    await #expect(throws: HostError.token(TaskTokenError(code: .taskTimedOut))) {
      try await second.sendTaskSuccess(token: token, output: 2)
    }
    await #expect(throws: HostError.token(TaskTokenError(code: .invalidToken))) {
      try await second.sendTaskFailure(token: "another")
    }
  }

  @Test func tasksThatWaitForASlotOfOtherExecutionsGoOn() async throws {
    var resources = ResourceRouter()
    resources.function("f") { (input: JSON) async in
      await Task.yield()
      return input
    }
    var settings = HostScene.settings
    settings.maximumConcurrentTasks = 1
    let host = scene.host(resources, settings: settings)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<10 {
        group.addTask {
          let identity = HostScene.identity("e\(number)")
          try await host.start(machine, input: .integer(number), identity: identity)
          #expect(try await host.result(of: identity.executionARN).output == "\(number)")
        }
      }
      try await group.waitForAll()
    }
  }

  @Test func aTokenIsKnownAsSoonAsItsHostHasRecovered() async throws {
    let machine = try HostScene.machine([
      "S": HostScene.task(HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
    ])
    let (resources, tokens) = HostScene.pending()
    let first = scene.host(resources)
    for number in 0..<20 {
      try await first.start(machine, input: [:], identity: HostScene.identity("e\(number)"))
    }
    try await until {
      for number in 0..<20 {
        guard try await first.history(of: HostScene.identity("e\(number)").executionARN).count == 5 else {
          return false
        }
      }
      return true
    }
    let second = try await scene.successor(of: first, resources)
    for token in tokens.withLock({ $0 }).reversed() { try await second.sendTaskSuccess(token: token, output: 0) }
    #expect(tokens.withLock { $0.count } == 20)
  }

  @Test func theNameOfAnExecutionThatAnotherHostHasEndedIsTaken() async throws {
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let first = scene.host()
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let second = try await scene.successor(of: first)
    try await second.stop(arn)
    let third = scene.host()
    await #expect(throws: HostError.executionExists(arn)) {
      try await third.start(machine, input: [:], identity: HostScene.identity())
    }
    #expect(try await third.describe(arn).status == .aborted)
  }

  @Test(arguments: [0, 1_000]) func aHandlerIsCalledByEachHostAfterACrash(residentLimit: Int) async throws {
    var settings = HostScene.settings
    settings.residentLimit = residentLimit
    let calls = Locked(0)
    var resources = ResourceRouter()
    resources.on(HostScene.callback) { (_: JSON) async throws -> JSON in
      calls.withLock { $0 += 1 }
      try await Task.sleep(for: .seconds(3_600))
      return 0
    }
    let machine = try HostScene.machine([
      "S": HostScene.task(HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
    ])
    var host = scene.host(resources, settings: settings)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    for number in 1...4 {
      await until { calls.withLock { $0 } == number }
      #expect(try await host.history(of: arn).map { $0["id"]?.integerValue } == [1, 2, 3, 4])
      host = try await scene.successor(of: host, resources, settings: settings)
    }
    try await host.stop(arn)
    #expect(try await host.history(of: arn).count == 5)
  }

  @Test(.timeLimit(.minutes(1))) func whatLeavesMemoryWheneverItHasBeenReadStillAnswers() async throws {
    var settings = HostScene.settings
    settings.residentLimit = 0
    let child = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let childARN = "arn:aws:states:us-east-1:111111111111:stateMachine:C"
    let machine = try HostScene.machine([
      "S": HostScene.task(
        "arn:aws:states:::states:startExecution.sync:2", ["Parameters": ["StateMachineArn": .string(childARN)]])
    ])
    let host = scene.host(machines: [childARN: child], settings: settings)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    try await until { try await host.history(of: arn).count == 5 }
    // Awaiting another execution, it is recovered by reading it, and leaves again with a commit.
    let second = try await scene.successor(of: host, machines: [childARN: child], settings: settings)
    #expect(try await second.describe(arn).status == .running)
    #expect(try await second.history(of: arn).count == 5)
    #expect(try await second.mapRuns(of: arn).isEmpty)
  }

  @Test(.timeLimit(.minutes(1)), arguments: [0, 1_000])
  func whoeverWaitsIsToldThatTheHostIsShutDown(residentLimit: Int) async throws {
    var settings = HostScene.settings
    settings.residentLimit = residentLimit
    let host = scene.host(settings: settings)
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    async let worker = await #expect(throws: HostError.closed) {
      try await host.nextActivityTask(of: HostScene.activity)
    }
    async let end = await #expect(throws: HostError.closed) { try await host.result(of: arn) }
    await until { host.durable.activities.counts(HostScene.activity).workers == 1 }
    await host.shutDown()
    _ = await (worker, end)
    // Later, too.
    await #expect(throws: HostError.closed) { try await host.nextActivityTask(of: HostScene.activity) }
    await #expect(throws: HostError.closed) { try await host.result(of: arn) }
    await #expect(throws: HostError.closed) { try await host.describe(arn) }
  }

  @Test func aTokenOfAnotherHostIsNobodys() async throws {
    let machine = try HostScene.machine([
      "S": HostScene.task(HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
    ])
    let (resources, tokens) = HostScene.pending()
    try await scene.host(resources).start(machine, input: [:], identity: HostScene.identity())
    await until { tokens.withLock { $0.count } == 1 }
    let other = HostScene().host()
    let error = await #expect(throws: HostError.self) {
      try await other.sendTaskSuccess(token: tokens.withLock { $0 }.first ?? "", output: 1)
    }
    #expect(error == .token(TaskTokenError(code: .invalidToken)))
    #expect(error?.description.contains("no task has this token") == true)
  }

  @Test func aWorkerOfAnActivityThatDoesNotExistIsTold() async throws {
    var resources = ResourceRouter()
    resources.missingActivities = [HostScene.activity]
    let host = scene.host(resources)
    let error = await #expect(throws: HostError.self) { try await host.nextActivityTask(of: HostScene.activity) }
    #expect(error == .unknownActivity(HostScene.activity))
    #expect(error?.description == "there is no activity " + HostScene.activity)
  }

  @Test func anotherHostHasTakenItOver() async throws {
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let first = scene.host()
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let second = try await scene.successor(of: first)
    await #expect(throws: HostError.lost(arn)) { try await first.stop(arn) }
    #expect(first.counts.executions == 0)
    #expect(try await second.describe(arn).status == .running)
  }

  @Test func aDefinitionIsKeptWithItsExecution() async throws {
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 6, "End": true]])
    let first = scene.host()
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    let key = try #require(try await scene.store.documents(DocumentQuery(.definition)).first)
    let text = String(decoding: key.body, as: UTF8.self).replacing(#"\"Seconds\":6"#, with: #"\"Seconds\":7"#)
    try await scene.store.commit([.putDocument(key.key, order: "", body: Array(text.utf8))])
    let before = try await scene.store.journal(of: arn)
    let second = try await scene.successor(of: first)
    await #expect(
      throws: HostError.broken(
        arn, reason: "/nodes/0/7: the snapshot is of another definition: the state 'S' has another Seconds")
    ) { try await second.describe(arn) }
    #expect(try await scene.store.journal(of: arn) == before)
  }

  @Test func aJournalThatLeadsElsewhereIsRefusedWithBothValues() async throws {
    let machine = try HostScene.machine([
      "S": HostScene.task(HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
    ])
    let (resources, _) = HostScene.pending()
    let first = scene.host(resources)
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    try await until { try await first.history(of: arn).count == 5 }
    let row = try #require(try await scene.store.execution(arn))
    let record = JournalRecord(
      time: scene.clock.timestamp, entry: .input(.root, .abort(error: nil, cause: nil)),
      progress: HistoryProgress(eventCount: 99, digest: 7))
    try await scene.store.commit([.append(row.writer, from: row.nextRecord, records: [record.bytes])])
    let second = try await scene.successor(of: first, resources)
    let error = await #expect(throws: HostError.self) { try await second.describe(arn) }
    #expect(error?.description.contains(#"repeating record \#(row.nextRecord) gives [6,"#) == true)
    #expect(error?.description.contains(#"recorded are [99,"7"]"#) == true)
  }

  // MARK: Parking

  private var small: HostSettings {
    var settings = HostScene.settings
    settings.residentLimit = 0
    return settings
  }

  @Test func whatOnlyWaitsLeavesMemoryAndComesBack() async throws {
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let host = scene.host(settings: small)
    for number in 0..<10 {
      try await host.start(machine, input: .integer(number), identity: HostScene.identity("e\(number)"))
    }
    #expect(host.counts == HostCounts(executions: 10, resident: 0, deadlines: 10, openTokens: 0))
    let arn = HostScene.identity("e3").executionARN
    #expect(try await host.describe(arn).status == .running)
    #expect(try await host.history(of: arn).count == 2)
    await scene.clock.hasSleeper(for: .seconds(60))
    scene.clock.advance(by: .seconds(60))
    for number in 0..<10 {
      #expect(try await host.result(of: HostScene.identity("e\(number)").executionARN).output == "\(number)")
    }
  }

  @Test func aParkedExecutionIsAnsweredByItsToken() async throws {
    let machine = try HostScene.machine([
      "S": HostScene.task(HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": "b"]])
    ])
    let (resources, tokens) = HostScene.pending()
    let host = scene.host(resources, settings: small)
    let arn = try await host.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await until { host.counts.resident == 0 }
    #expect(host.counts.openTokens == 1)
    let second = try await scene.successor(of: host, resources, settings: small)
    #expect(second.counts == HostCounts(executions: 1, resident: 0, deadlines: 0, openTokens: 1))
    try await second.sendTaskSuccess(token: try #require(tokens.withLock { $0.first }), output: 5)
    #expect(try await second.result(of: arn).output == "5")
    #expect(second.counts.openTokens == 0)
  }

  @Test func whatHasDoneNothingForAWhileIsParked() async throws {
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    var settings = HostSettings()
    settings.parksAfter = .milliseconds(1)
    let host = scene.host(settings: settings)
    try await host.start(machine, input: [:], identity: HostScene.identity())
    for _ in 0..<2 {
      await scene.clock.hasSleeper(for: .milliseconds(1))
      scene.clock.advance(by: .milliseconds(1))
    }
    await until { host.counts.resident == 0 }
    #expect(host.counts.executions == 1)
  }

  @Test func aLoopThatParksAtEveryTurnHasOneHistory() async throws {
    let machine = try HostScene.machine([
      "S": ["Type": "Wait", "Seconds": 1, "Next": "N"],
      "N": [
        "Type": "Pass", "Parameters": ["n.$": "States.MathAdd($.n, 1)"], "Next": "C",
      ],
      "C": [
        "Type": "Choice", "Choices": [["Variable": "$.n", "NumericLessThan": 40, "Next": "S"]], "Default": "T",
      ],
      "T": ["Type": "Succeed"],
    ])
    let host = scene.host(settings: small)
    let arn = try await host.start(machine, input: ["n": 0], identity: HostScene.identity()).executionARN
    for _ in 0..<40 {
      await scene.clock.hasSleeper(for: .seconds(1))
      scene.clock.advance(by: .seconds(1))
    }
    #expect(try await host.result(of: arn).status == .succeeded)
    let straight = await VirtualTimeDriver(startTime: Timestamp(milliseconds: 0)).run(
      machine, input: ["n": 0], identity: HostScene.identity())
    #expect(try await host.history(of: arn, limit: 1_000) == straight.history.map(\.json))
  }

  // MARK: Activities

  private func activityMachine() throws -> StateMachine {
    try HostScene.machine(["S": HostScene.task(HostScene.activity, ["HeartbeatSeconds": 10])])
  }

  @Test func aWorkerPollsAndAnswers() async throws {
    let host = scene.host()
    let arn = try await host.start(activityMachine(), input: ["n": 1], identity: HostScene.identity()).executionARN
    let task = try #require(try await host.nextActivityTask(of: HostScene.activity, worker: "desk"))
    #expect(task.input == ["n": 1])
    try await host.sendTaskSuccess(token: task.taskToken, output: "done")
    #expect(try await host.result(of: arn).output == #""done""#)
    let started = try await host.history(of: arn).first { $0["type"] == "ActivityStarted" }
    #expect(started?["activityStartedEventDetails"]?["workerName"] == "desk")
  }

  @Test func aTokenSaysWhichExecutionItIsOf() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.activity)])
    let arn = try await host.start(machine, input: 1, identity: HostScene.identity()).executionARN
    let task = try #require(try await host.nextActivityTask(of: HostScene.activity))
    #expect(try await host.execution(ofToken: task.taskToken) == arn)
    try await host.sendTaskSuccess(token: task.taskToken, output: 1)
    #expect(try await host.execution(ofToken: task.taskToken) == nil)
    await #expect(throws: HostError.token(TaskTokenError(code: .invalidToken))) {
      try await host.execution(ofToken: "other")
    }
  }

  @Test func aWorkerThatCameFirstIsServed() async throws {
    let host = scene.host()
    async let polled = host.nextActivityTask(of: HostScene.activity)
    await until { host.durable.activities.counts(HostScene.activity).workers == 1 }
    try await host.start(activityMachine(), input: 7, identity: HostScene.identity())
    #expect(try await polled?.input == 7)
  }

  @Test func aWorkerThatGivesUpSwallowsNothing() async throws {
    let host = scene.host()
    let polling = Task { try await host.nextActivityTask(of: HostScene.activity) }
    await until { host.durable.activities.counts(HostScene.activity).workers == 1 }
    polling.cancel()
    #expect(try await polling.value == nil)
    try await host.start(activityMachine(), input: 7, identity: HostScene.identity())
    #expect(host.durable.activities.counts(HostScene.activity) == (1, 0))
    #expect(try await host.nextActivityTask(of: HostScene.activity)?.input == 7)
  }

  @Test func aTaskThatHasTimedOutIsOfferedToNobody() async throws {
    let host = scene.host()
    let machine = try Machines.compile([
      "StartAt": "S", "States": ["S": HostScene.task(HostScene.activity)], "TimeoutSeconds": 5,
    ])
    let arn = try await host.start(machine, input: 7, identity: HostScene.identity()).executionARN
    #expect(host.durable.activities.counts(HostScene.activity) == (1, 0))
    await scene.clock.hasSleeper(for: .seconds(5))
    scene.clock.advance(by: .seconds(5))
    #expect(try await host.result(of: arn).status == .timedOut)
    #expect(host.durable.activities.counts(HostScene.activity) == (0, 0))
  }

  @Test func aParkedTaskIsOfferedAfterARecovery() async throws {
    let first = scene.host(settings: small)
    let arn = try await first.start(activityMachine(), input: 7, identity: HostScene.identity()).executionARN
    #expect(first.counts.resident == 0)
    let second = try await scene.successor(of: first, settings: small)
    #expect(second.counts.resident == 0)
    let task = try #require(try await second.nextActivityTask(of: HostScene.activity, worker: "w"))
    try await second.sendTaskFailure(token: task.taskToken, error: "E")
    #expect(try await second.result(of: arn).error == "E")
  }

  // MARK: Redriving

  @Test func redrivesWhatHasFailed() async throws {
    let fails = Locked(true)
    var resources = ResourceRouter()
    resources.function("f") { input in
      if fails.withLock({ $0 }) { throw TaskFailure("E") }
      return input
    }
    let host = scene.host(resources)
    let machine = try HostScene.machine(["S": HostScene.task(HostScene.function)])
    let arn = try await host.start(machine, input: 3, identity: HostScene.identity()).executionARN
    #expect(try await host.result(of: arn).error == "E")
    fails.withLock { $0 = false }
    #expect(try await host.redrive(arn).redriveCount == 1)
    let ended = try await host.result(of: arn)
    #expect(ended.output == "3")
    let types = try await host.history(of: arn).map { $0["type"]?.stringValue ?? "" }
    #expect(types.filter { $0 == "ExecutionRedriven" }.count == 1)
    #expect(types.filter { $0 == "LambdaFunctionScheduled" }.count == 2)
    #expect(try await host.history(of: arn).map { $0["id"]?.integerValue } == (1...Int64(types.count)).map { $0 })
    await #expect(
      throws: HostError.notRedrivable(arn, reason: "Execution is SUCCEEDED and cannot be redriven")
    ) { try await host.redrive(arn) }
  }

  @Test func aRunningExecutionIsNotRedriven() async throws {
    let host = scene.host()
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let arn = try await host.start(machine, input: 3, identity: HostScene.identity()).executionARN
    await #expect(throws: HostError.notRedrivable(arn, reason: "Execution is RUNNING and cannot be redriven")) {
      try await host.redrive(arn)
    }
  }

  // MARK: History

  @Test(arguments: [1, 3, 7, 100])
  func pagesOfAHistoryNeitherRepeatNorLoseEvents(limit: Int) async throws {
    let states: [(JSON, JSON)] = (0..<300).map { _ in (1, 2) }
    let machine = try HostScene.machine([
      "S": [
        "Type": "Map", "ItemsPath": "$",
        "ItemProcessor": ["StartAt": "P", "States": ["P": ["Type": "Pass", "End": true]]], "Next": "W",
      ], "W": ["Type": "Wait", "Seconds": 9, "End": true],
    ])
    let host = scene.host()
    let items = JSON.array((0..<states.count).map { .integer(Int64($0)) })
    let arn = try await host.start(machine, input: items, identity: HostScene.identity()).executionARN
    let whole = try await host.history(of: arn, limit: 10_000)
    #expect(whole.count == 3 + 4 * 300 + 3)
    var events: [JSON] = []
    while true {
      let page = try await host.history(of: arn, from: UInt64(events.count + 1), limit: limit * 10)
      events += page
      if page.isEmpty { break }
    }
    #expect(events == whole)
    events = []
    while events.count < whole.count {
      events += try await host.history(
        of: arn, from: UInt64(whole.count - events.count), .descending, limit: limit * 10)
    }
    #expect(events == whole.reversed())
    try await host.stop(arn)
    #expect(try await host.history(of: arn, from: UInt64(whole.count + 1)).count == 1)
  }

  // MARK: Shutting down

  @Test func whatIsShutDownGoesOnInAnotherHost() async throws {
    let machine = try HostScene.machine(["S": ["Type": "Wait", "Seconds": 60, "End": true]])
    let first = scene.host()
    let arn = try await first.start(machine, input: [:], identity: HostScene.identity()).executionARN
    await first.shutDown()
    await #expect(throws: HostError.self) { try await first.stop(arn) }
    let second = scene.host()
    #expect(try await second.recover() == 1)
    #expect(second.counts.resident == 0)
    await scene.clock.hasSleeper(for: .seconds(60))
    scene.clock.advance(by: .seconds(60))
    #expect(try await second.result(of: arn).status == .succeeded)
  }
}
