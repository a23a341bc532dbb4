import OrderedJSON
import StatesLanguage
import Testing

@testable import StatesEngine
@testable import StatesRuntime

/// `states:startExecution` tasks start executions of known machines, which the live driver runs along.
@Suite struct LiveNestedExecutionTests {
  private let clock = ManualClock()

  private static let waiting = """
    {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":60,"Next":"P"},
      "P":{"Type":"Pass","Parameters":{"got.$":"$.n"},"End":true}}}
    """

  private func driver(child: String) throws -> LiveDriver {
    let clock = clock
    var driver = LiveDriver(clock: clock, wallClock: { clock.timestamp })
    driver.stateMachines = ["Child": try StateMachine(parsing: child)]
    driver.keepsChildren = true
    return driver
  }

  private func parent(_ action: String, _ fields: String = "") throws -> Execution {
    let definition = """
      {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:\(action)",
        "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:Child","Name":"c",
        "Input":{"n":1}},\(fields)"End":true}}}
      """
    return Execution(
      try StateMachine(parsing: definition), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
  }

  @Test(
    arguments: [
      ("startExecution.sync", #"{"got":1}"#), ("startExecution.sync:2", ["got": 1]),
    ] as [(String, JSON)])
  func syncWaits(action: String, output: JSON) async throws {
    let running = try driver(child: Self.waiting).start(try parent(action))
    await clock.hasSleeper(for: .seconds(60))
    clock.advance(by: .seconds(60))
    let result = await running.result
    #expect(result.output?["Output"] == output)
    #expect(result.execution.now.milliseconds == 60_000)
  }

  /// The other knows the token from its input; neither waits for the other's end.
  @Test(arguments: [false, true])
  func aTaskThatWaitsForItsTokenEndsWithTheAnswer(isResumed: Bool) async throws {
    let definition = #"""
      {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution.waitForTaskToken",
        "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:Child","Name":"c",
        "Input":{"n.$":"$$.Task.Token"}},"End":true}}}
      """#
    let machine = try StateMachine(parsing: definition)
    let driver = try driver(child: Self.waiting)
    var running = driver.start(machine, input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: "e"))
    await clock.hasSleeper(for: .seconds(60))
    if isResumed {
      running = try driver.resume(await running.suspend(), machine: machine)
      await clock.hasSleeper(for: .seconds(60))
    }
    let token = try #require(await running.scheduledToken)
    try await running.sendTaskSuccess(token: token, output: "answer")
    #expect(await running.status == .succeeded)
    clock.advance(by: .seconds(60))
    let result = await running.result
    #expect(result.outputText == #""answer""#)
    #expect(
      result.history.map(\.type.rawValue) == [
        "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded",
        "TaskStateExited", "ExecutionSucceeded",
      ])
    #expect(
      result.children.map { ExecutionResult(execution: $0).outputText } == [#"{"got":"\#(token)"}"#])
  }

  @Test func requestResponseDoesNotWaitButTheOtherGoesOn() async throws {
    let running = try driver(child: Self.waiting).start(try parent("startExecution"))
    await clock.hasSleeper(for: .seconds(60))
    #expect(await running.status == .succeeded)
    clock.advance(by: .seconds(60))
    let result = await running.result
    #expect(result.execution.now.milliseconds == 0)
    #expect(result.children.map { ExecutionResult(execution: $0).outputText } == [#"{"got":1}"#])
  }

  @Test func aChildThatFailsFailsTheTask() async throws {
    let child = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"because"}}}"#
    let result = await (try driver(child: child)).run(try parent("startExecution.sync:2"))
    #expect(result.error == "States.TaskFailed")
    #expect(try JSON(parsing: result.cause ?? "")["Error"] == "E")
  }

  private static let abandoned =
    "The Task state in AWS Step Functions execution [arn:aws:states:us-east-1:111111111111:execution:M:e] which was managing this resource was aborted"

  @Test func aTaskThatTimesOutStopsItsChild() async throws {
    let running = try driver(child: Self.waiting).start(try parent("startExecution.sync", #""TimeoutSeconds":10,"#))
    await clock.hasSleeper(for: .seconds(10))
    clock.advance(by: .seconds(10))
    let result = await running.result
    #expect(result.error == "States.Timeout")
    let child = try #require(result.children.first)
    #expect(ExecutionResult(execution: child).status == .aborted)
    #expect(ExecutionResult(execution: child).cause == Self.abandoned)
  }

  @Test func stoppingTheParentStopsTheChildThatItWaitsFor() async throws {
    let running = try driver(child: Self.waiting).start(try parent("startExecution.sync"))
    await clock.hasSleeper(for: .seconds(60))
    await running.stop()
    let child = try #require(await running.result.children.first)
    #expect(ExecutionResult(execution: child).cause == Self.abandoned)
  }

  @Test func cancellingWhoWaitsStopsWhatGoesOnByItself() async throws {
    let driver = try driver(child: Self.waiting)
    let execution = try parent("startExecution")
    let waiting = Task { await driver.run(execution) }
    await clock.hasSleeper(for: .seconds(60))
    waiting.cancel()
    let result = await waiting.value
    #expect(result.status == .succeeded)
    #expect(result.children.map { ExecutionResult(execution: $0).status } == [.aborted])
  }

  @Test func aMachineThatIsNotKnownIsATaskLikeAnyOther() async throws {
    var resources = ResourceRouter()
    resources.on("arn:aws:states:::states:startExecution") { _ in ["ExecutionArn": "other"] }
    let result = await LiveDriver(resources: resources).run(try parent("startExecution"))
    #expect(result.output == ["ExecutionArn": "other"])
  }
}

extension LiveExecution {
  /// The token that the parameters of a task have for the execution that it starts.
  fileprivate var scheduledToken: String? {
    get async {
      for event in await history {
        guard let details = event.json["taskScheduledEventDetails"],
          let parameters = details["parameters"]?.stringValue.flatMap({ try? JSON(parsing: $0) })
        else { continue }
        return parameters["Input"]?["n"]?.stringValue
      }
      return nil
    }
  }
}
