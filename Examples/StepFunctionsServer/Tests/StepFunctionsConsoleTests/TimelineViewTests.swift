import OrderedJSON
import StatesEngine
import StatesGraph
import StatesLanguage
import StatesRuntime
import StepFunctions
import Testing

@testable import StepFunctionsConsole

/// The rows of the timeline.
@Suite struct TimelineViewTests {
  /// A Parallel state that fails twice and then succeeds, beside a branch that is cut off.
  private static let retried = """
    {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "End": true,
      "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 10, "BackoffRate": 1}], "Branches": [
      {"StartAt": "Flaky", "States": {"Flaky": {"Type": "Task",
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:flaky", "End": true}}},
      {"StartAt": "Rest", "States": {"Rest": {"Type": "Wait", "Seconds": 1, "End": true}}}]}}}
    """

  /// The timeline of an execution in virtual time, as HTML.
  private static func timeline(_ definition: String, failures: Int) async throws -> String {
    let calls = Calls()
    var resources = ResourceRouter()
    resources.function("flaky") { (_: JSON) async throws -> JSON in
      if await calls.next() <= failures { throw TaskFailure("Again") }
      return [:]
    }
    let clock = VirtualClock()
    let service = StepFunctionsService(
      store: MemoryStore(clock: clock.wallClock), resources: resources, clock: clock, wallClock: clock.wallClock,
      seed: 3)
    let machine = try await service.createStateMachine(
      name: "M", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r")
    let started = try await service.startExecution(stateMachineArn: machine.stateMachineArn, name: "e")
    let ended = try await service.result(of: started.executionArn, advancing: clock)
    #expect(ended.status == .succeeded)
    let reading = try await ExecutionViews().reading(of: started.executionArn, service)
    let view = TimelineView(reading, links: Links(path: "/"), now: clock.wallClock())
    return String(decoding: HTML { view.write(to: &$0) }.bytes, as: UTF8.self)
  }

  private actor Calls {
    private var count = 0

    func next() -> Int {
      count += 1
      return count
    }
  }

  @Test func attemptsOfBranchesHaveTheirOwnTimes() async throws {
    let html = try await Self.timeline(Self.retried, failures: 2)
    let rows = html.matches(
      of:
        /<span class="name">(Branch \d, attempt \d)<\/span>(?:<span class="note failed">(\w+)<\/span>)?<\/span><span class="duration"[^>]*>([^<]*)</
    )
    let found = rows.map { "\($0.1) \($0.2 ?? "") \($0.3)" }
    #expect(
      found == [
        "Branch 1, attempt 1 failed 0 ms", "Branch 2, attempt 1 aborted 0 ms", "Branch 1, attempt 2 failed 0 ms",
        "Branch 2, attempt 2 aborted 0 ms", "Branch 1, attempt 3  0 ms", "Branch 2, attempt 3  1 s",
      ])
  }

  @Test func attemptsAreNotNamedWhereThereIsOne() async throws {
    let html = try await Self.timeline(Self.retried, failures: 0)
    #expect(html.contains(">Branch 1<") && html.contains(">Branch 2<") && !html.contains("attempt 1<"))
  }

  @Test func largeMapsAreFoldedAndLoadedLater() async throws {
    let items = (0..<120).map(String.init).joined(separator: ",")
    let definition = """
      {"StartAt": "Items", "States": {"Items": {"Type": "Pass", "Result": [\(items)], "Next": "Each"},
        "Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
      """
    let html = try await Self.timeline(definition, failures: 0)
    #expect(html.contains("data-source=\"/console/execution/track?") && html.contains("70 more"))
    #expect(!html.contains("Iteration 7") && !html.contains("data-rest"))
  }

  /// A task that fails twice, with a pause before the retry; then something happens to the execution.
  private static func interrupted(
    _ change: (StepFunctionsService, String, VirtualClock) async throws -> Void
  ) async throws -> ExecutionReading {
    let definition = """
      {"StartAt": "Flaky", "States": {"Flaky": {"Type": "Task", "End": true,
        "Resource": "arn:aws:lambda:us-east-1:123456789012:function:flaky",
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 10, "MaxAttempts": 1}]}}}
      """
    var resources = ResourceRouter()
    resources.function("flaky") { (_: JSON) throws -> JSON in throw TaskFailure("Again") }
    let clock = VirtualClock()
    let service = StepFunctionsService(
      store: MemoryStore(clock: clock.wallClock), resources: resources, clock: clock, wallClock: clock.wallClock,
      seed: 3)
    let machine = try await service.createStateMachine(
      name: "M", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r")
    let arn = try await service.startExecution(stateMachineArn: machine.stateMachineArn, name: "e").executionArn
    await clock.settle()
    try await change(service, arn, clock)
    return try await ExecutionViews().reading(of: arn, service)
  }

  private static func bars(_ reading: ExecutionReading) -> [TimelineBars.Kind] {
    let visit = reading.trace.visits[0]
    return TimelineBars(
      visit, status: GraphOverlay.Status(visit, hasEnded: !reading.isRunning),
      redrives: reading.trace.redrives.map(\.time), until: reading.end(now: Timestamp(milliseconds: 0))
    ).bars.map(\.kind)
  }

  @Test func aStopInAPauseEndsThePause() async throws {
    let reading = try await Self.interrupted { service, arn, clock in
      await clock.advance(by: .seconds(4))
      _ = try await service.stopExecution(executionArn: arn)
    }
    #expect(Self.bars(reading) == [.failed, .pause])
    #expect(reading.retryCount(of: reading.trace.visits[0]) == 0)
  }

  @Test func aRedriveIsNoRetry() async throws {
    let reading = try await Self.interrupted { service, arn, clock in
      _ = try await service.result(of: arn, advancing: clock)
      await clock.advance(by: .seconds(100))
      _ = try await service.redriveExecution(executionArn: arn)
      _ = try await service.result(of: arn, advancing: clock)
    }
    // Two attempts each time; nothing waits while the execution has ended.
    #expect(Self.bars(reading) == [.failed, .pause, .failed, .failed, .pause, .failed])
    #expect(reading.retryCount(of: reading.trace.visits[0]) == 2)
    let view = TimelineView(reading, links: Links(path: "/"), now: Timestamp(milliseconds: 0))
    let html = String(decoding: HTML { view.write(to: &$0) }.bytes, as: UTF8.self)
    #expect(html.contains("retried 2×") && html.contains("redriven"))
  }
}
