import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesTesting
import Testing

/// What an execution did, as a tree, event by event.
@Suite struct ExecutionTraceTests {
  private static let lambda = #""Type": "Task", "Resource": "arn:aws:lambda:us-east-1:111111111111:function:f""#

  private static func history(
    _ definition: String, input: JSON = [:], _ mock: (inout WorkflowTest) throws -> Void = { _ in }
  ) throws -> [HistoryEvent] {
    var test = try WorkflowTest(definition: definition)
    try mock(&test)
    return Array(test.run(input: input).history)
  }

  private static func visit(_ name: String, in trace: ExecutionTrace) throws -> ExecutionTrace.Visit {
    try #require(trace.visits.first { $0.state.name == name })
  }

  private static let both = #"""
    {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Retry": [{"ErrorEquals": ["E"], "IntervalSeconds": 3}],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Saved"}], "End": true, "Branches": [
      {"StartAt": "T", "States": {"T": {\#(lambda), "End": true}}},
      {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "End": true}}}]},
      "Saved": {"Type": "Pass", "End": true}}}
    """#

  @Test(arguments: [Int.min, -1, 0, 1_000_000, Int.max])
  func anyNumberCanBeAskedFor(id: Int) {
    var trace = ExecutionTrace()
    #expect(trace.visit(ofEvent: id) == nil && trace.visit(after: id) == nil)
    trace = ExecutionTrace([])
    #expect(trace.visit(ofEvent: id) == nil)
  }

  @Test func eventsInPortionsGiveTheSameTrace() throws {
    let history = try Self.history(Self.both) { try $0.mock("T", .throw("E", after: 1), .return(1, after: 1)) }
    var trace = ExecutionTrace(history.prefix(4))
    #expect(trace.ending == nil && trace.visits.allSatisfy { $0.end == .open })
    for event in history.dropFirst(4) { trace.append(event) }
    let whole = ExecutionTrace(history)
    #expect(TraceRenderer().text(of: trace) == TraceRenderer().text(of: whole))
    #expect(trace.eventCount == history.count && trace.visits.map(\.end) == whole.visits.map(\.end))
  }

  @Test func attemptsOfBranchesHaveTheirTracks() throws {
    let trace = ExecutionTrace(
      try Self.history(Self.both) { try $0.mock("T", .throw("E", after: 1), .return(1, after: 1)) })
    let visit = try Self.visit("Both", in: trace)
    #expect(visit.attempts.map(\.number) == [1, 2] && visit.attempts.map(\.end) == [.failed, .succeeded])
    #expect(visit.attempts.map(\.tracks) == [[1, 2], [3, 4]] && visit.tracks == [1, 2, 3, 4])
    #expect(visit.attempts[0].error?.error == "E")
    let pause = visit.attempts[1].scheduled.milliseconds - (visit.attempts[0].ended?.milliseconds ?? 0)
    #expect(pause == 3_000)
    #expect(trace.tracks.map(\.attempt) == [0, 1, 1, 2, 2])
    #expect(trace.tracks[1].visits.map { trace.visits[$0].end } == [.failed])
    #expect(trace.tracks[2].visits.map { trace.visits[$0].end } == [.aborted])
    #expect(trace.tracks[3].end == .succeeded && trace.tracks[3].ended == trace.visits[3].left)
  }

  @Test func aCatcherLeadsToTheNextVisit() throws {
    let trace = ExecutionTrace(try Self.history(Self.both) { try $0.mock("T", .throw("F")) })
    #expect(trace.visits[0].isCaught && trace.visits[0].error?.error == "F")
    #expect(trace.visit(after: 0).map { trace.visits[$0].state.name } == "Saved")
    #expect(trace.visit(after: 99) == nil && trace.visits.indices.last.flatMap(trace.visit(after:)) == nil)
  }

  @Test func eventsLeadToVisitsAndBack() throws {
    let history = try Self.history(Self.both) { try $0.mock("T", .return(1, after: 1)) }
    let trace = ExecutionTrace(history)
    for (index, visit) in trace.visits.enumerated() {
      #expect(trace.visit(ofEvent: visit.enteredEvent) == index)
      #expect(visit.leftEvent.flatMap(trace.visit(ofEvent:)) == index)
      #expect(trace.tracks[visit.track].visits[visit.position] == index)
    }
    #expect(trace.visit(ofEvent: 1) == nil && trace.visit(ofEvent: 999) == nil)
    let attempt = try #require(try Self.visit("T", in: trace).attempts.first)
    #expect(history[attempt.scheduledEvent - 1].type == .lambdaFunctionScheduled)
    #expect(attempt.startedEvent.map { history[$0 - 1].type } == .lambdaFunctionStarted)
    #expect(attempt.endedEvent.map { history[$0 - 1].type } == .lambdaFunctionSucceeded)
    #expect(attempt.resource == "arn:aws:lambda:us-east-1:111111111111:function:f")
  }

  @Test func iterationsHaveTheirTimes() throws {
    let definition = #"""
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "MaxConcurrency": 1, "End": true, "ItemProcessor": {"StartAt":
        "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": true}}}}}}
      """#
    let trace = ExecutionTrace(try Self.history(definition, input: [1, 2]))
    #expect(trace.tracks.dropFirst().map(\.kind) == [.iteration(0), .iteration(1)])
    #expect(trace.tracks.dropFirst().map(\.end) == [.succeeded, .succeeded])
    let start = trace.started.milliseconds
    #expect(trace.tracks.dropFirst().map { $0.started.milliseconds - start } == [0, 2_000])
    #expect(trace.tracks.dropFirst().map { ($0.ended?.milliseconds ?? 0) - start } == [2_000, 4_000])
  }

  @Test func anExecutionThatATaskStartedIsNamed() throws {
    let definition = #"""
      {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution",
        "Parameters": {"StateMachineArn": "arn:aws:states:us-east-1:111111111111:stateMachine:Other"}, "End": true}}}
      """#
    let arn = "arn:aws:states:us-east-1:111111111111:execution:Other:x"
    let trace = ExecutionTrace(
      try Self.history(definition) {
        try $0.mock("S", .return(["ExecutionArn": .string(arn), "StartDate": "2024-01-01T00:00:00Z"]))
      })
    #expect(trace.visits[0].attempts.map(\.execution) == [arn])
  }

  /// An execution by hand that waits for a token.
  private static func waiting() throws -> Execution {
    let definition = #"""
      {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        "Parameters": {"QueueUrl": "q", "MessageBody.$": "$$.Task.Token"}, "End": true}}}
      """#
    return Execution(
      try StateMachine(parsing: definition), input: [:],
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
  }

  private static func tasks(_ commands: [Execution.Command]) -> [TaskID] {
    commands.compactMap { if case .scheduleTask(let id, _) = $0 { id } else { nil } }
  }

  @Test func waitingForATokenBeginsAfterTheRequestWasAnswered() throws {
    var execution = try Self.waiting()
    let task = try #require(Self.tasks(execution.handle(.start, at: .virtualStart)).first)
    _ = execution.handle(.taskStarted(task, worker: nil), at: Timestamp.virtualStart.advanced(bySeconds: 1))
    _ = execution.handle(.taskSubmitted(task, output: [:]), at: Timestamp.virtualStart.advanced(bySeconds: 2))
    let attempt = try #require(ExecutionTrace(execution.history).visits.first?.attempts.first)
    #expect(attempt.started == Timestamp.virtualStart.advanced(bySeconds: 1))
    #expect(attempt.submitted == Timestamp.virtualStart.advanced(bySeconds: 2))
    #expect(attempt.end == .open && attempt.ended == nil)
  }

  @Test func afterARedriveTheSameVisitGoesOn() throws {
    var execution = try Self.waiting()
    let first = try #require(Self.tasks(execution.handle(.start, at: .virtualStart)).first)
    _ = execution.handle(.taskFailed(first, error: "E", cause: nil), at: Timestamp.virtualStart.advanced(bySeconds: 1))
    #expect(ExecutionTrace(execution.history).visits.map(\.end) == [.failed])
    let second = try #require(
      Self.tasks(try execution.redrive(at: Timestamp.virtualStart.advanced(bySeconds: 60))).first)
    let running = ExecutionTrace(execution.history)
    #expect(running.visits.map(\.end) == [.open] && running.ending == nil)
    _ = execution.handle(.taskSucceeded(second, output: 1), at: Timestamp.virtualStart.advanced(bySeconds: 61))
    let trace = ExecutionTrace(execution.history)
    #expect(trace.visits.map(\.end) == [.succeeded] && !trace.visits[0].isCaught)
    #expect(trace.visits[0].attempts.map(\.end) == [.failed, .succeeded])
    #expect(trace.redrives.map(\.count) == [1])
    #expect(trace.redrives.map(\.ended) == [Timestamp.virtualStart.advanced(bySeconds: 1)])
    #expect(trace.redrives.map(\.time) == [Timestamp.virtualStart.advanced(bySeconds: 60)])
  }

  @Test func aTraceOfEventsThatWereReadIsTheSame() throws {
    let history = try Self.history(Self.both) { try $0.mock("T", .throw("E", after: 1), .throw("G", after: 1)) }
    var reader = HistoryReader(of: try StateMachine(parsing: Self.both))
    let read = try reader.read(all: history.map(\.json))
    #expect(TraceRenderer().text(of: ExecutionTrace(read)) == TraceRenderer().text(of: ExecutionTrace(history)))
  }

  @Test func eventsThatDoNotFitChangeNothing() throws {
    let history = try Self.history(Self.both) { try $0.mock("T", .throw("E", after: 1), .return(1)) }
    for start in history.indices {
      let trace = ExecutionTrace(history[start...])
      #expect(trace.eventCount == history.count - start)
      #expect(trace.visits.allSatisfy { trace.tracks.indices.contains($0.track) })
    }
  }

  /// What a linear search for each event would make too slow.
  @Test func tenThousandIterationsThatAreCutOffAreTracedInOneGo() throws {
    let count = 10_000
    let definition = #"""
      {"StartAt": "Each", "States": {"Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Q", "States": {
        "Q": {"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "F"}], "Default": "W"},
        "W": {"Type": "Wait", "Seconds": 5, "End": true}, "F": {"Type": "Fail"}}}}}}
      """#
    var test = try WorkflowTest(definition: definition)
    test.quotas.maximumHistoryEvents = nil
    test.quotas.maximumInlineConcurrency = count
    let history = test.run(input: .array((0..<count).map { .integer($0 == count - 1 ? 1 : 0) })).history
    let clock = ContinuousClock()
    var trace = ExecutionTrace()
    let duration = clock.measure { trace = ExecutionTrace(history) }
    #expect(trace.tracks.count == count + 1)
    #expect(trace.tracks.dropFirst().dropLast().allSatisfy { $0.end == .aborted })
    #expect(trace.visits.count { $0.state.name == "W" && $0.end == .aborted } == count - 1)
    // Even without optimization; searching would take minutes.
    #expect(duration < .seconds(20))
  }
}
