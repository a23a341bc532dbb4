import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Going forward, back, and through time.
extension Debugger {
  /// Why the debugger went no further.
  enum Stop {
    /// A breakpoint.
    case breakpoint(String)
    /// Tasks await an answer by hand.
    case asks
    /// The execution has ended.
    case ended
    /// Nothing will ever happen.
    case waits
  }

  /// The event where the debugger is.
  var currentEvent: HistoryEvent? { event(scopes.last) }

  func event(_ id: Int) -> HistoryEvent? {
    let history = timeline.head.execution.root.history
    return history.indices.contains(id - 1) ? history[id - 1] : nil
  }

  /// The branch that the event belongs to.
  var current: HistoryScopes.Branch {
    scopes.current
      ?? HistoryScopes.Branch(
        parent: nil, slot: 0, isIteration: false, input: .null, entryVariables: [:], variables: [:])
  }

  /// The virtual time where the debugger is: at the last event, the time that has passed since included.
  var now: Timestamp {
    guard let event = currentEvent else { return timeline.head.execution.now }
    return event.id == timeline.eventCount ? timeline.head.execution.now : event.timestamp
  }

  var startTime: Timestamp { timeline.head.execution.root.startTime }

  func sinceStart(_ time: Timestamp) -> String {
    "+" + DebuggerText.duration(time.milliseconds - startTime.milliseconds)
  }

  // MARK: One event

  /// Goes to an event that has happened.
  mutating func move(to id: Int) {
    let history = timeline.head.execution.root.history
    let id = max(1, min(id, history.count))
    if id < scopes.last { scopes = HistoryScopes() }
    while scopes.last < id, history.indices.contains(scopes.last) {
      scopes.append(history[scopes.last], of: history)
    }
  }

  /// Goes to the next event, and runs the execution on if it has not happened yet.
  ///
  /// - Parameters:
  ///   - time: how far time may pass, even if tasks await answers; by default it may not if one does.
  ///   - known: the tasks for which time may pass.
  /// - Returns: why there is no next event.
  mutating func forward(until time: Timestamp? = nil, despite known: Set<Int> = []) -> Stop? {
    let here = scopes.last
    while timeline.eventCount == here {
      guard case .running = timeline.head.execution.root.status else { return .ended }
      if timeline.isQuiet {
        let asked = timeline.head.askedTasks
        guard let time else {
          if !asked.isEmpty { return .asks }
          guard timeline.step() else { return .waits }
          continue
        }
        if asked.contains(where: { !known.contains($0.number) }) { return .asks }
        guard let next = timeline.nextTime(), next <= time else { return .waits }
      }
      guard timeline.step() else { return .waits }
    }
    move(to: here + 1)
    return nil
  }

  // MARK: Forward

  mutating func step(_ count: Int) -> [String] {
    for number in 1...count {
      if let stop = forward() { return arrival(stop) }
      if number < count, let hit = stoppingBreakpoint() { return arrival(.breakpoint(hit)) }
    }
    return arrival(nil)
  }

  /// Goes on until something holds for an event.
  private mutating func forward(to isThere: (Debugger) -> Bool) -> [String] {
    while true {
      if let stop = forward() { return arrival(stop) }
      if isThere(self) { return arrival(stoppingBreakpoint().map { .breakpoint($0) }) }
      if let hit = stoppingBreakpoint() { return arrival(.breakpoint(hit)) }
    }
  }

  /// Whether a state is entered in a branch, or in one around it.
  private func entersState(around branch: Int) -> Bool {
    guard case .stateEntered? = currentEvent?.details, let index = scopes.currentIndex else { return false }
    return scopes.isInside(branch, index)
  }

  mutating func next() -> [String] {
    let branch = scopes.currentIndex ?? 0
    return forward { $0.entersState(around: branch) }
  }

  mutating func go() -> [String] { forward { _ in false } }

  mutating func finish() throws(DebuggerProblem) -> [String] {
    guard let branch = scopes.currentIndex, let around = scopes.branches[branch].parent,
      let state = scopes.branches[around].state?.name
    else { throw DebuggerProblem("no Parallel or Map state is around; 'continue' goes on to the end") }
    return forward { debugger in
      guard case .stateExited(let left, _, _)? = debugger.currentEvent?.details else { return false }
      return left.name == state && debugger.scopes.currentIndex == around
    }
  }

  // MARK: Back

  mutating func goBack() -> [String] {
    move(to: 1)
    return [location]
  }

  mutating func back(_ count: Int) -> [String] {
    guard scopes.last > 1 else { return ["this is the first event", location] }
    move(to: scopes.last - min(count, scopes.last - 1))
    return [location]
  }

  mutating func previous() -> [String] {
    let branch = scopes.currentIndex ?? 0
    let history = timeline.head.execution.root.history
    var id = scopes.last - 1
    while id >= 1 {
      if case .stateEntered = history[id - 1].details, let other = scopes.branch(ofEvent: id),
        scopes.isInside(branch, other)
      {
        move(to: id)
        return [location]
      }
      id -= 1
    }
    move(to: 1)
    return ["no state was entered before", location]
  }

  mutating func goto(_ text: String) throws(DebuggerProblem) -> [String] {
    switch text {
    case "start": move(to: 1)
    case "end": move(to: timeline.eventCount)
    default:
      if let id = Int(text) { return try goto(event: id) }
      let time = try self.time(text)
      guard time >= startTime else { throw DebuggerProblem("the execution starts at \(startTime)") }
      guard time <= timeline.head.execution.now else {
        throw DebuggerProblem("that is after the last moment; 'until \(text)' lets time pass")
      }
      let history = timeline.head.execution.root.history
      move(to: history.last { $0.timestamp <= time }?.id ?? 1)
    }
    return [location]
  }

  private mutating func goto(event id: Int) throws(DebuggerProblem) -> [String] {
    guard id >= 1 else { throw DebuggerProblem("events are numbered from 1") }
    if id <= timeline.eventCount {
      move(to: id)
      return [location]
    }
    move(to: timeline.eventCount)
    while scopes.last < id {
      if let stop = forward() { return arrival(stop) }
    }
    return arrival(nil)
  }

  // MARK: Time

  /// A moment: ISO-8601, or `+` and a duration after the start.
  private func time(_ text: String) throws(DebuggerProblem) -> Timestamp {
    if text.hasPrefix("+"), let milliseconds = DebuggerText.milliseconds(String(text.dropFirst())) {
      return startTime.advanced(byMilliseconds: milliseconds)
    }
    guard let time = Timestamp(iso8601: text) else {
      throw DebuggerProblem("'\(DebuggerText.short(text))' is not a time such as 2024-01-01T00:05:00Z or +5m")
    }
    return time
  }

  mutating func advance(_ text: String) throws(DebuggerProblem) -> [String] {
    guard let milliseconds = DebuggerText.milliseconds(text) else {
      throw DebuggerProblem(
        "'\(DebuggerText.short(text))' is not a duration of at most a hundred years, such as 90s, 5m or 1h30m")
    }
    return passTime(until: now.advanced(byMilliseconds: milliseconds))
  }

  mutating func until(_ text: String) throws(DebuggerProblem) -> [String] {
    let time = try time(text)
    guard time >= now else { throw DebuggerProblem("it is \(now) already; 'goto \(text)' goes back") }
    guard time.milliseconds - now.milliseconds <= 3_155_760_000_000 else {
      throw DebuggerProblem("that is more than a hundred years away")
    }
    return passTime(until: time)
  }

  /// Lets time pass; a breakpoint, or a task that begins to await an answer, ends it early.
  mutating func passTime(until time: Timestamp, while goesOn: (Debugger) -> Bool = { _ in true }) -> [String] {
    let known = Set(timeline.head.askedTasks.map(\.number))
    while goesOn(self) {
      if let next = event(scopes.last + 1) {
        guard next.timestamp <= time else { return arrival(nil) }
        move(to: next.id)
      } else if let stop = forward(until: time, despite: known) {
        guard case .waits = stop else { return arrival(stop) }
        timeline.decide(.pass(until: time))
        return arrival(nil)
      }
      if let hit = stoppingBreakpoint() { return arrival(.breakpoint(hit)) }
    }
    return arrival(nil)
  }

  // MARK: Where it is

  /// The event where the debugger is, on one line.
  var location: String { currentEvent.map { line(for: $0) } ?? "no event" }

  func line(for event: HistoryEvent) -> String {
    let branch = scopes.branch(ofEvent: event.id)
    let name = stateName(of: event, branch)
    let data = DebuggerText.data(of: event)
    return "\(event.id)  \(sinceStart(event.timestamp))  \(event.type.rawValue)"
      + (name.isEmpty ? "" : "  " + name) + (data.isEmpty ? "" : "  " + data)
  }

  private func stateName(of event: HistoryEvent, _ branch: Int?) -> String {
    switch event.details {
    case .executionStarted, .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted,
      .executionRedriven:
      return ""
    case .mapIterationStarted(let state, let index), .mapIterationSucceeded(let state, let index),
      .mapIterationFailed(let state, let index), .mapIterationAborted(let state, let index):
      return DebuggerText.short(state.name) + "[\(index)]"
    default:
      guard let branch, let state = scopes.state(atEvent: event.id) else { return "" }
      return DebuggerText.short(event.state?.name ?? state.name)
        + scopes.iterations(of: branch).map { "[\($0)]" }.joined()
    }
  }

  /// What is shown after a move.
  func arrival(_ stop: Stop?) -> [String] {
    switch stop {
    case nil: return [location]
    case .breakpoint(let text): return [text, location]
    case .asks:
      return [location]
        + timeline.head.askedTasks.map {
          "task #\($0.number) \(describe($0)) awaits: answer, fail, heartbeat, timeout, leave"
        }
    case .ended: return [location, ending]
    case .waits: return [location, "nothing more will happen: " + waiting]
    }
  }

  private var waiting: String {
    let open = timeline.head.openTasks.map { "task #\($0.number) \($0.name)" }
    return open.isEmpty ? "nothing is open" : "open are " + open.joined(separator: ", ")
  }

  /// The end of the execution.
  var ending: String { Self.ending(of: timeline.head.execution) }

  static func ending(of execution: VirtualTimeExecution) -> String {
    let root = execution.root
    let duration = DebuggerText.duration(root.now.milliseconds - root.startTime.milliseconds)
    let end = "\(ExecutionResult.Status(root.status).rawValue) after \(duration), \(root.eventCount) events"
    switch root.status {
    case .running, .timedOut: return end
    case .succeeded(let output): return end + ": " + DebuggerText.short(output.json)
    case .failed(let error), .aborted(let error): return end + ": " + DebuggerText.text(error)
    }
  }
}

extension HistoryEvent {
  /// The state that the event names.
  fileprivate var state: StateMachine.State? {
    switch details {
    case .stateEntered(let state, _), .stateExited(let state, _, _), .stateAborted(let state): state
    default: nil
    }
  }
}
