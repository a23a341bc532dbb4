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
  /// The state machine that it has run; `nil` if its definition cannot be compiled.
  let machine: StateMachine?
  let graph: MachineGraph?
  let provenance: ExecutionProvenance?
  private(set) var trace = ExecutionTrace()
  private(set) var lines: [EventLine] = []
  /// Why the rest of the history cannot be shown.
  private(set) var problem: String?
  private var reader: HistoryReader?
  /// The indexes of the states.
  private let indexes: [ObjectIdentifier: Int]
  /// What the graph shows of it; as of the last ``draw()``.
  private(set) var overlay: GraphOverlay?
  /// Which one it is of those with its name, by the start: after a reset there may be another.
  var identity: String { "\(description.startDate.milliseconds)" }
  /// What tells a page whether it is up to date.
  var version: String { "\(identity).\(lines.count).\(description.status.rawValue)" }

  init(
    description: DescribeExecutionOutput, roleARN: String, machine: StateMachine?,
    provenance: ExecutionProvenance?
  ) {
    self.description = description
    self.roleARN = roleARN
    self.machine = machine
    self.provenance = provenance
    indexes = Dictionary(machine?.states.enumerated().map { (ObjectIdentifier($1), $0) } ?? []) { first, _ in first }
    graph = machine.flatMap { MachineGraph($0) }
    reader = machine.map { HistoryReader(of: $0) }
    if machine == nil { problem = "The definition of this execution cannot be read." }
  }

  /// Whether it has not ended.
  var isRunning: Bool { description.status == .running }

  /// Adds the events after the last one.
  mutating func append(_ events: [JSON]) {
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

  /// Brings up to date what the graph shows: once after all events that are new.
  mutating func draw() { overlay = drawn() }

  private mutating func append(line event: HistoryEvent) {
    let visit = trace.visit(ofEvent: event.id).map { trace.visits[$0] }
    var (state, entered) = (visit?.state.name, visit?.enteredEvent)
    // An iteration that starts is in no state yet; it is one of the Map that started before.
    if case .mapIterationStarted(let map, _) = event.details, state == nil {
      let before = event.previousEventID - 1
      state = map.name
      entered = lines.indices.contains(before) && lines[before].state == map.name ? lines[before].entered : nil
    }
    lines.append(
      EventLine(
        id: event.id, type: event.type.rawValue, timestamp: event.timestamp, state: state, entered: entered))
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

  /// How often the work of a visit was begun again after a failure; not by redrives.
  func retryCount(of visit: ExecutionTrace.Visit) -> Int {
    guard let first = visit.attempts.first, let last = visit.attempts.last, visit.attempts.count > 1 else { return 0 }
    let redrives = trace.redrives.count { first.scheduledEvent < $0.eventID && $0.eventID < last.scheduledEvent }
    return max(0, visit.attempts.count - 1 - redrives)
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

  /// The index of the state of a visit.
  func state(of visit: ExecutionTrace.Visit) -> Int? { indexes[ObjectIdentifier(visit.state)] }

  /// What the graph shows of it.
  private func drawn() -> GraphOverlay? {
    guard let machine else { return nil }
    var overlay = GraphOverlay(of: machine)
    for visit in trace.visits {
      guard let state = state(of: visit) else { continue }
      overlay.addVisit(
        of: state, status: GraphOverlay.Status(visit, hasEnded: !isRunning), retries: max(0, visit.attempts.count - 1))
    }
    for track in trace.tracks {
      var (before, isCaught): (Int?, Bool) = (nil, false)
      for visit in track.visits {
        let index = state(of: trace.visits[visit])
        overlay.addTransition(GraphOverlay.Transition(from: before, to: index, isCatch: isCaught))
        (before, isCaught) = (index, trace.visits[visit].isCaught)
      }
      if let last = track.visits.last, trace.visits[last].end == .succeeded, trace.visits[last].state.isLast,
        let before
      {
        overlay.addTransition(GraphOverlay.Transition(from: before, to: nil))
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
