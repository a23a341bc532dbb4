import OrderedJSON
import StatesEngine
import StatesGraph
import StatesLanguage
import StatesRuntime
import StepFunctions
import Testing

@testable import StepFunctionsConsole

/// What the console makes of histories.
@Suite struct ExecutionReadingTests {
  /// Loops, retries, catchers, branches, iterations, an abort.
  static let definition = """
    {"StartAt": "Try", "States": {
      "Try": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:flaky", "ResultPath": null,
        "Retry": [{"ErrorEquals": ["Again"], "MaxAttempts": 2, "IntervalSeconds": 1}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.problem", "Next": "Both"}], "Next": "Both"},
      "Both": {"Type": "Parallel", "ResultPath": null, "Branches": [
        {"StartAt": "Each", "States": {"Each": {"Type": "Map", "ItemsPath": "$.items",
          "ItemProcessor": {"StartAt": "Item", "States": {"Item": {"Type": "Pass", "End": true}}}, "End": true}}},
        {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 5, "End": true}}}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Bad"}], "Next": "Again"},
      "Again": {"Type": "Choice", "Choices": [{"Variable": "$.fails", "BooleanEquals": true, "Next": "Bad"}],
        "Default": "Good"},
      "Bad": {"Type": "Fail", "Error": "Bad", "Cause": "as asked"},
      "Good": {"Type": "Succeed"}}}
    """

  /// Runs the machine in virtual time.
  static func execute(_ input: String) async throws -> (history: [JSON], description: DescribeExecutionOutput) {
    var resources = ResourceRouter()
    resources.function("flaky") { (input: JSON) throws -> JSON in
      guard let error = input["error"]?.stringValue else { return [:] }
      throw TaskFailure(error, cause: "x")
    }
    let clock = VirtualClock()
    let service = StepFunctionsService(
      store: MemoryStore(clock: clock.wallClock), resources: resources, clock: clock, wallClock: clock.wallClock,
      seed: 7)
    let machine = try await service.createStateMachine(
      name: "M", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r")
    let started = try await service.startExecution(stateMachineArn: machine.stateMachineArn, name: "e", input: input)
    let description = try await service.result(of: started.executionArn, advancing: clock)
    return (try await service.host.history(of: started.executionArn, limit: 1_000), description)
  }

  static func reading(_ description: DescribeExecutionOutput) throws -> ExecutionReading {
    ExecutionReading(
      description: description, roleARN: "", machine: try StateMachine(parsing: definition),
      provenance: nil)
  }

  static let inputs = [
    #"{"items": [1, 2, 3], "fails": false}"#, #"{"items": [], "fails": true}"#, #"{"items": 1, "fails": false}"#,
    #"{"items": [1], "fails": false, "error": "Again"}"#, #"{"items": [1], "fails": false, "error": "Other"}"#,
  ]

  @Test(arguments: inputs)
  func theGraphShowsWhatTheHistorySays(input: String) async throws {
    let (history, description) = try await Self.execute(input)
    var reading = try Self.reading(description)
    reading.append(history)
    reading.draw()
    #expect(reading.problem == nil)
    let machine = try #require(reading.machine)
    #expect(reading.overlay == (try GraphOverlay(history: .array(history), of: machine)))
  }

  @Test(arguments: inputs)
  func eventsOneByOneAreTheSameAsAllAtOnce(input: String) async throws {
    let (history, description) = try await Self.execute(input)
    var (whole, parts) = (try Self.reading(description), try Self.reading(description))
    whole.append(history)
    whole.draw()
    for event in history {
      parts.append([event])
      parts.draw()
    }
    #expect(whole.lines == parts.lines && whole.overlay == parts.overlay)
    #expect(whole.lines.map(\.id) == Array(1...history.count))
    #expect(whole.version == "\(description.startDate.milliseconds).\(history.count).\(description.status.rawValue)")
  }

  @Test func eventsLeadToTheirStates() async throws {
    let (history, description) = try await Self.execute(Self.inputs[0])
    var reading = try Self.reading(description)
    reading.append(history)
    for line in reading.lines where line.type.hasSuffix("StateEntered") {
      #expect(line.entered == line.id)
      let visit = try #require(reading.visit(enteredBy: line.id))
      #expect(reading.trace.visits[visit].state.name == line.state)
    }
    let iteration = try #require(reading.lines.first { $0.type == "MapIterationStarted" })
    #expect(iteration.state == "Each" && iteration.entered == reading.lines.first { $0.type == "MapStateEntered" }?.id)
    #expect(reading.lines.first?.state == nil && reading.lines.last?.state == nil)
    let inner = try #require(reading.lines.last { $0.type == "PassStateExited" })
    #expect(inner.state == "Item")
    #expect(reading.visit(enteredBy: 1) == nil && reading.visit(enteredBy: 100_000) == nil)
    #expect(reading.lastVisit(ofState: 99) == nil)
  }

  @Test(arguments: [
    (inputs[1], "Bad"), (inputs[2], "Each"), (inputs[0], "Good"),
  ])
  func theStateThatMattersIsShownFirst(input: String, state: String) async throws {
    let (history, description) = try await Self.execute(input)
    var reading = try Self.reading(description)
    reading.append(history)
    let visit = try #require(reading.notableVisit)
    #expect(reading.trace.visits[visit].state.name == state)
  }

  @Test func aHistoryThatCannotBeReadIsShownAsFarAsItGoes() async throws {
    let (history, description) = try await Self.execute(Self.inputs[0])
    var reading = try Self.reading(description)
    reading.append(Array(history.prefix(4)))
    reading.append([["id": 5, "type": "Nonsense"]])
    #expect(reading.lines.count == 4)
    #expect(try #require(reading.problem).contains("event 5"))
  }

  @Test func dataIsLeftOutButForTheNamesOfExecutions() {
    let large = JSON.string("\"" + String(repeating: "x", count: 5_000) + "\"")
    let event: JSON = ["id": 1, "stateEnteredEventDetails": ["name": "A", "input": large]]
    #expect(event.dataBytes == 5_003)
    let assigning: JSON = [
      "id": 9, "stateExitedEventDetails": ["name": "A", "assignedVariables": ["x": "[1]", "y": "2"]],
    ]
    #expect(assigning.dataBytes == 5)
    #expect(assigning.withoutData == ["id": 9, "stateExitedEventDetails": ["name": "A"]])
    #expect(event.withoutData == ["id": 1, "stateEnteredEventDetails": ["name": "A"]])
    let started: JSON = ["id": 2, "taskSubmittedEventDetails": ["resourceType": "states", "output": "{}"]]
    #expect(started.withoutData == started)
    let sent: JSON = ["id": 2, "taskSubmittedEventDetails": ["resourceType": "sqs", "output": "{}"]]
    #expect(sent.withoutData == ["id": 2, "taskSubmittedEventDetails": ["resourceType": "sqs"]])
    let ended: JSON = ["id": 3, "type": "ExecutionAborted"]
    #expect(ended.withoutData == ended)
  }

  @Test func onlyTheLatestExecutionsAreKept() async throws {
    let service = StepFunctionsService()
    let machine = try await service.createStateMachine(
      name: "M", definition: #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#,
      roleArn: "arn:aws:iam::123456789012:role/r")
    var arns: [String] = []
    for index in 0..<6 {
      let started = try await service.startExecution(stateMachineArn: machine.stateMachineArn, name: "e\(index)")
      _ = try await service.result(of: started.executionArn)
      arns.append(started.executionArn)
    }
    let byCount = ExecutionViews(maximumCount: 3)
    for arn in arns { #expect(try await byCount.reading(of: arn, service).lines.count == 4) }
    #expect(await byCount.kept == Array(arns.suffix(3)))
    _ = try await byCount.reading(of: arns[3], service)
    #expect(await byCount.kept == [arns[4], arns[5], arns[3]])
    // Four events and one state each.
    let byWeight = ExecutionViews(maximumWeight: 50)
    for arn in arns { _ = try await byWeight.reading(of: arn, service) }
    #expect(await byWeight.kept == Array(arns.suffix(2)))
    let atLeastOne = ExecutionViews(maximumCount: 0, maximumWeight: 0)
    for arn in arns { _ = try await atLeastOne.reading(of: arn, service) }
    #expect(await atLeastOne.kept == [arns[5]])
    await #expect(throws: ConsoleProblem.self) { try await byCount.reading(of: arns[0] + "x", service) }
    #expect(await byCount.kept.count == 3)
    await service.shutDown()
  }

  // MARK: Bars

  @Test func aBarForEachAttemptAndAPauseBetween() async throws {
    let (history, description) = try await Self.execute(Self.inputs[3])
    var reading = try Self.reading(description)
    reading.append(history)
    let visit = reading.trace.visits[0]
    let bars = TimelineBars(visit, status: .caught, until: visit.entered).bars
    #expect(bars.map(\.kind) == [.failed, .pause, .failed, .pause, .caught])
    let pauses = bars.filter { $0.kind == .pause }.map { $0.end.milliseconds - $0.start.milliseconds }
    #expect(pauses == [1_000, 2_000])
  }

  @Test func waitingLooksOtherThanWorking() async throws {
    let (history, description) = try await Self.execute(Self.inputs[0])
    var reading = try Self.reading(description)
    reading.append(history)
    let bars = reading.trace.visits.map { visit in
      (visit.state.name, TimelineBars(visit, status: .succeeded, until: visit.entered).bars.map(\.kind))
    }
    #expect(bars.first { $0.0 == "Rest" }?.1 == [.waiting])
    #expect(bars.first { $0.0 == "Both" }?.1 == [.succeededSpan])
    #expect(bars.first { $0.0 == "Item" }?.1 == [.succeeded])
  }
}
