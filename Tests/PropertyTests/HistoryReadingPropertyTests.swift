import LanguageSupport
import OrderedJSON
import StatesTesting
import Testing

/// What is made of a history's JSON is what the engine wrote.
@Suite struct HistoryReadingPropertyTests {
  /// What of an event its JSON does not show.
  private static func hidden(_ event: HistoryEvent) -> String {
    switch event.details {
    case .stateAborted(let state): "\(event.id) \(state.name)"
    case .taskScheduled(let request), .taskStarted(let request, _), .taskSubmitted(let request, _),
      .taskSucceeded(let request, _), .taskFailed(let request, _), .taskTimedOut(let request, _):
      "\(event.id) \(request.stateName)\(request.iterations) \(request.resource.arn) retry \(request.retryCount)"
    default: ""
    }
  }

  /// An execution, with its children, and as it is after each of two redrives if it does not succeed.
  private static func executions(_ seed: UInt64) throws -> (definition: String, executions: [Execution]) {
    var generator = DefinitionGenerator(seed: seed)
    let definition = generator.definition()
    var resources = ResourceRouter()
    resources.otherwise(ExecutionPropertyTests.answer)
    var driver = VirtualTimeDriver(resources: resources)
    driver.keepsChildren = true
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 2_000
    var result = driver.run(
      Execution(
        try StateMachine(parsing: definition), input: DefinitionGenerator.input,
        identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(seed), quotas: quotas))
    var executions = [result.execution] + result.children
    for _ in 0..<2 where result.status != .succeeded {
      guard let next = try? driver.redrive(result) else { break }
      result = next
      executions += [result.execution] + result.children
    }
    return (definition, executions)
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func everyEventIsReadAsItWasWritten(seed: UInt64) throws {
    let (definition, executions) = try Self.executions(seed)
    for execution in executions {
      var reader = HistoryReader(of: execution.machine, identity: execution.identity, iterations: execution.iterations)
      let json = execution.history.map(\.json)
      let text = execution.history.historyText(ids: true)
      let read: [HistoryEvent]
      do { read = try reader.read(all: json) } catch { Issue.record("\(error) in \(text) \(definition)"); continue }
      #expect(read.map(\.json) == execution.history.map(\.json), "\(definition)")
      for (read, event) in zip(read, execution.history) {
        #expect(Self.hidden(read) == Self.hidden(event), "\(execution.history.historyText(ids: true)) \(definition)")
      }
    }
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func aTraceHasEveryStateOnceAndItsEnd(seed: UInt64) throws {
    let (definition, executions) = try Self.executions(seed)
    for execution in executions {
      let trace = ExecutionTrace(execution.history)
      var (entered, exited, aborted) = (0, 0, 0)
      for event in execution.history {
        switch event.details {
        case .stateEntered: entered += 1
        case .stateExited: exited += 1
        case .stateAborted: aborted += 1
        default: break
        }
      }
      #expect(trace.visits.count == entered, "\(definition)")
      #expect(trace.visits.count { $0.end == .succeeded } == exited, "\(definition)")
      // After a redrive a state can be cut off once more, or go on to its end.
      let cutOff = trace.visits.count { $0.end == .aborted || $0.end == .failed }
      #expect(cutOff >= aborted || !trace.redrives.isEmpty, "\(definition)")
      #expect(trace.visits.allSatisfy { $0.end != .open }, "\(definition)")
      #expect(trace.visits.flatMap(\.attempts).allSatisfy { $0.end != .open }, "\(definition)")
      #expect(trace.tracks.dropFirst().allSatisfy { $0.owner != nil && $0.attempt > 0 }, "\(definition)")
      #expect(trace.visits.allSatisfy { $0.attempts.flatMap(\.tracks) == $0.tracks }, "\(definition)")
    }
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func theLastStepOfAStateIsItsOutput(seed: UInt64) throws {
    let (definition, executions) = try Self.executions(seed)
    for execution in executions {
      let trace = ExecutionTrace(execution.history)
      let inspector = StateInspector(execution.machine, identity: execution.identity, history: execution.history)
      for visit in trace.visits.prefix(40) {
        let stages = inspector.stages(ofStateEnteredBy: visit.enteredEvent)
        #expect(stages.first == DataStage("input", visit.input.json), "\(visit.state.name): \(definition)")
        let output = stages.last { $0.name == "output" || $0.name.hasPrefix("Output") }
        #expect(output?.value == visit.output?.json, "\(visit.state.name): \(definition)")
        if visit.end == .failed, visit.error != nil {
          #expect(stages.contains { $0.name == "error" }, "\(visit.state.name): \(definition)")
        }
      }
    }
  }

  /// Cut, shuffled, with other numbers and types, or with parts of their own elsewhere: an error, or events of which a trace
  /// and steps can be made.
  @Test(arguments: 0..<100 as Range<UInt64>)
  func aDamagedHistoryIsRefusedOrRead(seed: UInt64) throws {
    let (_, executions) = try Self.executions(seed)
    let execution = executions[0]
    var random = SplitMix64(seed: seed)
    for _ in 0..<10 {
      var reader = HistoryReader(of: execution.machine)
      var trace = ExecutionTrace()
      var events: [HistoryEvent] = []
      for json in ReplayPropertyTests.damaged(execution.history.map(\.json), &random) {
        // Of an event that is refused the others remain.
        guard let event = try? reader.read(json) else { continue }
        events.append(event)
        trace.append(event)
      }
      #expect(trace.eventCount == events.count && reader.eventCount == events.count)
      #expect(!TraceRenderer().text(of: trace).isEmpty)
      let inspector = StateInspector(execution.machine, identity: execution.identity, history: events)
      for event in events.prefix(20) { #expect(inspector.stages(ofStateEnteredBy: event.id).count < 20) }
    }
  }
}
