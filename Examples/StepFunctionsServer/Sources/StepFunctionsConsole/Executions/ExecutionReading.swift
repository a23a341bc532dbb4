import OrderedJSON
import StatesEngine
import StatesGraph
import StatesLanguage
import StatesTesting
import StepFunctions

/// What is known of an execution at a moment.
struct ExecutionReading: Sendable {
  var description: DescribeExecutionOutput
  let roleARN: String
  let definition: String
  /// The state machine that it has run; `nil` if its definition cannot be compiled.
  let machine: StateMachine?
  let graph: MachineGraph?
  let provenance: ExecutionProvenance?
  private(set) var trace = ExecutionTrace()
  private(set) var lines: [EventLine] = []
  /// Why the rest of the history cannot be shown.
  private(set) var problem: String?
  private var reader: HistoryReader?
  /// Tells this one from others, so that what was drawn of it can be used again.
  private(set) var version = 0

  init(
    description: DescribeExecutionOutput, roleARN: String, definition: String, machine: StateMachine?,
    provenance: ExecutionProvenance?
  ) {
    self.description = description
    self.roleARN = roleARN
    self.definition = definition
    self.machine = machine
    self.provenance = provenance
    graph = machine.flatMap { MachineGraph($0) }
    reader = machine.map { HistoryReader(of: $0) }
    if machine == nil { problem = "The definition of this execution cannot be read." }
  }

  /// Whether it has not ended.
  var isRunning: Bool { description.status == .running }

  /// Adds the events after the last one.
  mutating func append(_ events: [JSON]) {
    version += events.count
    for json in events {
      do throws(HistoryReader.Problem) {
        guard let event = try reader?.read(json) else { return }
        trace.append(event)
        append(line: event)
      } catch {
        problem = error.description
        return
      }
    }
  }

  private mutating func append(line event: HistoryEvent) {
    let visit = trace.visit(ofEvent: event.id).map { trace.visits[$0] }
    lines.append(
      EventLine(
        id: event.id, type: event.type.rawValue, timestamp: event.timestamp, state: visit?.state.name,
        entered: visit?.enteredEvent))
  }

  /// The visit that began with an event.
  func visit(enteredBy event: Int) -> Int? {
    trace.visit(ofEvent: event).flatMap { trace.visits[$0].enteredEvent == event ? $0 : nil }
  }

  /// The last visit of a state.
  func lastVisit(ofState index: Int) -> Int? {
    guard let machine, machine.states.indices.contains(index) else { return nil }
    let name = machine.states[index].name
    return trace.visits.lastIndex { $0.state.name == name }
  }

  /// The visit that one wants to see first: the innermost that failed, or the latest that has not ended.
  var notableVisit: Int? {
    switch description.status {
    case .failed: trace.visits.lastIndex { $0.end == .failed && $0.tracks.isEmpty } ?? trace.visits.indices.last
    case .running: trace.visits.lastIndex { $0.end == .open }
    case .succeeded, .timedOut, .aborted, .pendingRedrive: trace.visits.indices.last
    }
  }

  /// The moment up to which it has come: its end, or the current time while it runs.
  func end(now: Timestamp) -> Timestamp {
    if let stop = description.stopDate { return stop }
    return max(now, lines.last?.timestamp ?? description.startDate)
  }

  /// How many transitions it has made: states that were entered, and attempts after the first.
  var transitionCount: Int {
    trace.visits.reduce(0) { $0 + 1 + max(0, $1.attempts.count - 1) }
  }

  /// What the graph shows of it.
  var overlay: GraphOverlay? {
    guard let machine else { return nil }
    var overlay = GraphOverlay(of: machine)
    func index(_ visit: ExecutionTrace.Visit) -> Int? { machine.index(ofState: visit.state.name) }
    for visit in trace.visits {
      guard let state = index(visit) else { continue }
      overlay.addVisit(
        of: state, status: GraphOverlay.Status(visit, hasEnded: !isRunning), retries: max(0, visit.attempts.count - 1))
    }
    for track in trace.tracks {
      var before: ExecutionTrace.Visit?
      for visit in track.visits.map({ trace.visits[$0] }) {
        overlay.addTransition(
          GraphOverlay.Transition(from: before.flatMap(index), to: index(visit), isCatch: before?.isCaught ?? false))
        before = visit
      }
      if let last = before, last.end == .succeeded, last.state.isLast, let state = index(last) {
        overlay.addTransition(GraphOverlay.Transition(from: state, to: nil))
      }
    }
    return overlay
  }
}

extension GraphOverlay.Status {
  init(_ visit: ExecutionTrace.Visit, hasEnded: Bool) {
    switch visit.end {
    case .open: self = hasEnded ? .aborted : .running
    case .succeeded: self = visit.isCaught ? .caught : .succeeded
    case .failed: self = .failed
    case .aborted: self = .aborted
    }
  }
}

extension StateMachine.State {
  /// Whether its level ends with success after it, if it succeeds without a catcher.
  fileprivate var isLast: Bool {
    switch kind {
    case .succeed: true
    case .choice, .fail: false
    case .task, .wait, .pass, .parallel, .map: transition == .end
    }
  }
}
