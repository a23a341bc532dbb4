public import OrderedJSON
public import StatesLanguage

extension GraphOverlay {
  /// A history that cannot be read.
  public struct HistoryProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, and with which event.
    public var description: String
  }

  /// Creates the overlay of an execution from its history.
  ///
  /// - Parameters:
  ///   - history: what GetExecutionHistory answers: an object with `events`, an array of events, or an array of pages. Of
  ///     the events only types, identifiers and the names of states are read, so that histories without execution data
  ///     do as well.
  ///   - machine: the state machine that was executed.
  /// - Throws: ``HistoryProblem`` if it is not a history, or that of another machine.
  /// - SeeAlso: AWS Step Functions, GetExecutionHistory.
  public init(history: JSON, of machine: StateMachine) throws(HistoryProblem) {
    self.init(of: machine)
    try add(history: history, of: machine)
  }

  /// Adds another execution of the same state machine, or a child execution of one of its distributed Maps.
  ///
  /// - Parameters:
  ///   - history: what GetExecutionHistory answers, as for ``init(history:of:)``.
  ///   - machine: the state machine, the same as before.
  public mutating func add(history: JSON, of machine: StateMachine) throws(HistoryProblem) {
    var reader = HistoryReader(machine)
    for event in try HistoryReader.events(history) { try reader.read(event) }
    reader.report(to: &self)
  }
}

/// Follows the events of a history, and keeps a record of every visit of a state.
///
/// Each event points to the one before it in its own thread of control, so that what happened in a branch or an
/// iteration can be told apart, however the events are mixed.
private struct HistoryReader {
  /// A visit of a state, from its entry.
  private struct Visit {
    let state: Int
    /// The visit of the container in which it happened.
    let parent: Int?
    /// Which attempt of the container it belongs to.
    let parentAttempt: Int
    var attempt = 0
    /// Whether the current attempt has failed.
    var hasFailed = false
    var isAborted = false
    var hasExited = false
    /// Whether the execution ended with it.
    var isTerminal = false
  }

  /// Where a thread of control is after an event.
  private enum Position {
    /// In a state.
    case inside(Int)
    /// It has left a state.
    case after(Int)

    var visit: Int {
      switch self {
      case .inside(let visit), .after(let visit): visit
      }
    }
  }

  /// How the execution has ended.
  private enum End {
    case failed, aborted
  }

  private let machine: StateMachine
  private let indices: [String: Int]
  private var containers: [Int?]
  private var visits: [Visit] = []
  /// By state, the last visit.
  private var latest: [Int?]
  /// By event.
  private var positions: [Int64: Position] = [:]
  private var end: End?
  private var transitions: [GraphOverlay.Transition] = []

  init(_ machine: StateMachine) {
    self.machine = machine
    indices = Dictionary(machine.states.enumerated().map { ($1.name, $0) }) { first, _ in first }
    containers = Array(repeating: nil, count: machine.states.count)
    latest = containers
    for scope in machine.scopes { for state in scope.states { containers[state] = scope.container } }
  }

  // MARK: The form

  struct Event {
    let id: Int64
    let previous: Int64
    let type: String
    let json: JSON
  }

  /// The events of all pages, each once, in order.
  static func events(_ history: JSON) throws(GraphOverlay.HistoryProblem) -> [Event] {
    var events: [Event] = []
    var values = history["events"]?.arrayValue ?? history.arrayValue
    if let pages = values, !pages.isEmpty, pages.allSatisfy({ $0["events"] != nil }) {
      values = pages.flatMap { $0["events"]?.arrayValue ?? [] }
    }
    guard let values else {
      throw problem(#"a history is an object with "events", as get-execution-history prints it, or an array of events"#)
    }
    for (index, value) in values.enumerated() {
      guard let type = value["type"]?.stringValue, let id = value["id"]?.integerValue else {
        throw problem("entry \(index + 1) of the history is not an event: it needs a \"type\" and an \"id\"")
      }
      events.append(
        Event(id: id, previous: value["previousEventId"]?.integerValue ?? 0, type: type, json: value))
    }
    events.sort { $0.id < $1.id }
    var last: Int64?
    return events.filter { event in
      defer { last = event.id }
      return event.id != last
    }
  }

  private static func problem(_ text: String) -> GraphOverlay.HistoryProblem {
    GraphOverlay.HistoryProblem(description: text)
  }

  /// The state that an event names in one of its details.
  private func state(of event: Event, _ details: String, _ member: String = "name") throws(GraphOverlay.HistoryProblem)
    -> Int
  {
    guard let name = event.json[details]?[member]?.stringValue else {
      throw Self.problem("event \(event.id) (\(shown(event.type))) does not name its state in \"\(details)\"")
    }
    if let index = indices[name] { return index }
    let near = Suggestions.nearest(to: name, among: machine.states.map(\.name))
    throw Self.problem(
      "event \(event.id) is about the state '\(shown(name))', which the definition does not have"
        + (near.map { "; the nearest is '\($0)'" } ?? ""))
  }

  private func shown(_ text: String) -> String { DisplayText.shortened(DisplayText.line(text), toScalars: 80) }

  // MARK: The events

  mutating func read(_ event: Event) throws(GraphOverlay.HistoryProblem) {
    let position = positions[event.previous]
    var next = position
    if event.type.hasSuffix("StateEntered") {
      next = .inside(enter(try state(of: event, "stateEnteredEventDetails"), position))
    } else if event.type.hasSuffix("StateExited") {
      next = exit(try state(of: event, "stateExitedEventDetails"), position).map(Position.after) ?? position
    } else if event.type.hasSuffix("StateAborted") {
      next = abort(event.type, position) ?? position
    } else {
      switch event.type {
      case "ParallelStateStarted", "ParallelStateSucceeded": next = nearest(.parallel, position) ?? position
      case "MapStateStarted", "MapStateSucceeded", "MapRunStarted", "MapRunSucceeded":
        next = nearest(.map, position) ?? position
      case "ParallelStateFailed": next = failContainer(.parallel, position) ?? position
      case "MapStateFailed", "MapRunFailed", "MapRunAborted": next = failContainer(.map, position) ?? position
      case "MapIterationStarted", "MapIterationSucceeded", "MapIterationFailed", "MapIterationAborted":
        let map = try state(of: event, mapDetails(event.type))
        next = climb(position) { visits[$0].state == map }.map(Position.inside) ?? position
      case "EvaluationFailed":
        // It may point to what was before the state was entered.
        if let visit = openVisit(of: try state(of: event, "evaluationFailedEventDetails", "state"), position) {
          fail(visit)
          next = .inside(visit)
        }
      case "TaskScheduled", "LambdaFunctionScheduled", "ActivityScheduled": position.map { restart($0.visit) }
      case "ExecutionFailed", "ExecutionTimedOut": finish(.failed, position)
      case "ExecutionAborted": finish(.aborted, position)
      case "ExecutionRedriven": reopen()
      default:
        if event.type.hasSuffix("Failed") || event.type.hasSuffix("TimedOut"), case .inside(let visit) = position {
          fail(visit)
        }
      }
    }
    if let next { positions[event.id] = next }
  }

  private func mapDetails(_ type: String) -> String { type.prefix(1).lowercased() + type.dropFirst() + "EventDetails" }

  /// The nearest visit around a position, its own included, that has a property.
  private func climb(_ position: Position?, while isWanted: (Int) -> Bool) -> Int? {
    var visit = position?.visit
    while let current = visit {
      if isWanted(current) { return current }
      visit = visits[current].parent
    }
    return nil
  }

  private func nearest(_ type: StateType, _ position: Position?) -> Position? {
    climb(position) { machine.states[visits[$0].state].type == type && !visits[$0].hasExited }.map(Position.inside)
  }

  private mutating func enter(_ state: Int, _ position: Position?) -> Int {
    // The visit below the container from which control comes; none if this is the first of the level.
    var source: Int?
    var parent = position?.visit
    if case .after(let visit) = position {
      source = visit
      parent = visits[visit].parent
    }
    while let visit = parent, visits[visit].state != containers[state] {
      source = visit
      parent = visits[visit].parent
    }
    if source == nil, let parent { restart(parent) }
    transitions.append(
      GraphOverlay.Transition(
        from: source.map { visits[$0].state }, to: state, isCatch: source.map { visits[$0].hasFailed } ?? false))
    visits.append(Visit(state: state, parent: parent, parentAttempt: parent.map { visits[$0].attempt } ?? 0))
    latest[state] = visits.count - 1
    if case .fail = machine.states[state].kind { visits[visits.count - 1].hasFailed = true }
    return visits.count - 1
  }

  private mutating func exit(_ state: Int, _ position: Position?) -> Int? {
    guard let visit = openVisit(of: state, position) else { return nil }
    visits[visit].hasExited = true
    return visit
  }

  /// The visit of a state around a position, or else the last one, if it has not ended.
  private func openVisit(of state: Int, _ position: Position?) -> Int? {
    climb(position) { visits[$0].state == state && !visits[$0].hasExited }
      ?? latest[state].flatMap { visits[$0].hasExited ? nil : $0 }
  }

  private mutating func abort(_ type: String, _ position: Position?) -> Position? {
    let visit = climb(position) {
      !visits[$0].hasExited && !visits[$0].isAborted
        && type.hasPrefix(machine.states[visits[$0].state].type.rawValue)
    }
    guard let visit else { return nil }
    visits[visit].isAborted = true
    return .inside(visit)
  }

  private mutating func fail(_ visit: Int) { visits[visit].hasFailed = true }

  private mutating func failContainer(_ type: StateType, _ position: Position?) -> Position? {
    let visit = climb(position) {
      machine.states[visits[$0].state].type == type && !visits[$0].hasExited && !visits[$0].hasFailed
    }
    guard let visit else { return nil }
    fail(visit)
    return .inside(visit)
  }

  /// Begins another attempt if the last one has failed.
  private mutating func restart(_ visit: Int) {
    guard visits[visit].hasFailed, !visits[visit].hasExited else { return }
    visits[visit].hasFailed = false
    visits[visit].attempt += 1
  }

  private mutating func finish(_ how: End, _ position: Position?) {
    end = how
    guard how == .failed else { return }
    var visit = position?.visit
    while let current = visit {
      if !visits[current].hasExited { visits[current].isTerminal = true }
      visit = visits[current].parent
    }
  }

  /// A redriven execution goes on where it has failed.
  private mutating func reopen() {
    end = nil
    for visit in visits.indices where !visits[visit].hasExited {
      visits[visit].isTerminal = false
      visits[visit].isAborted = false
    }
  }

  // MARK: The outcome

  func report(to overlay: inout GraphOverlay) {
    for transition in transitions { overlay.addTransition(transition) }
    // Whether a visit is over because its container is; containers come before what happens in them.
    var isOver = Array(repeating: false, count: visits.count)
    for (index, visit) in visits.enumerated() {
      let isCutOff =
        visit.parent.map { isOver[$0] || visits[$0].hasFailed || visits[$0].attempt != visit.parentAttempt } ?? false
      let status = status(of: visit, isCutOff: isCutOff)
      isOver[index] = status != .running
      overlay.addVisit(of: visit.state, status: status, retries: visit.attempt)
      if status == .succeeded, endsLevel(visit.state) {
        overlay.addTransition(GraphOverlay.Transition(from: visit.state, to: nil))
      }
    }
  }

  private func status(of visit: Visit, isCutOff: Bool) -> GraphOverlay.Status {
    if visit.hasExited { return visit.hasFailed ? .caught : .succeeded }
    if visit.isAborted { return .aborted }
    if visit.isTerminal { return .failed }
    if isCutOff || end != nil { return visit.hasFailed ? .failed : .aborted }
    if case .fail = machine.states[visit.state].kind { return .failed }
    return .running
  }

  private func endsLevel(_ state: Int) -> Bool {
    switch machine.states[state].kind {
    case .succeed: true
    case .choice, .fail: false
    case .task, .wait, .pass, .parallel, .map: machine.states[state].transition == .end
    }
  }
}
