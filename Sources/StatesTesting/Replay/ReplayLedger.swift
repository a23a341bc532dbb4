import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage

/// Which replayed event corresponds to which recorded one: pairs them as they come, and finds the first that differs.
///
/// An event is looked for among those that the record has after the same previous event, so that the order in which
/// branches took turns does not matter.
struct ReplayLedger: Sendable {
  /// What a replayed event corresponds to.
  private enum Counterpart {
    case none
    case recorded(Int)
    /// The record does not have it, or what it led to: its branch was cut off in between.
    case cutOff
  }

  /// The first event that came out otherwise.
  struct Mismatch: Sendable {
    let recorded: RecordedEvent?
    let replayed: HistoryEvent?
    var values: [ReplayedValue] = []
    /// The state that is to blame, if it is not the event's own.
    var stateName: String?
    /// Whether the state was left by a catcher.
    var isCaught = false
  }

  let history: RecordedHistory
  let outline: DefinitionOutline
  let comparesText: Bool
  let accepts: (@Sendable (JSON, JSON) -> Bool)?
  let hasNoData: Bool

  /// By the numbers of replayed events.
  private var counterparts: [Counterpart] = [.recorded(0)]
  /// The replayed event of each recorded one; 0 for none.
  private var replayed: [Int]
  /// The recorded events after each one.
  private var followers: [[Int]]
  /// The first recorded event without a counterpart.
  private(set) var next = 1
  private(set) var mismatch: Mismatch?
  private(set) var taken: [(event: Int, value: ReplayedValue)] = []
  private(set) var notes: [ReplayNote] = []
  /// Whether events may be missing because their branch was cut off: not for the first one of a turn.
  private var isFirstOfTurn = true

  init(
    _ history: RecordedHistory, _ outline: DefinitionOutline, comparesText: Bool,
    accepts: (@Sendable (JSON, JSON) -> Bool)?
  ) {
    self.history = history
    self.outline = outline
    self.comparesText = comparesText
    self.accepts = accepts
    hasNoData = history.hasNoData
    replayed = Array(repeating: 0, count: history.events.count + 1)
    followers = Array(repeating: [], count: history.events.count + 1)
    for event in history.events { followers[event.previousEventID].append(event.id) }
  }

  // MARK: Asking

  /// A recorded event.
  func recorded(_ id: Int) -> RecordedEvent? {
    history.events.indices.contains(id - 1) ? history.events[id - 1] : nil
  }

  /// The next recorded event without a counterpart.
  var nextRecorded: RecordedEvent? { recorded(next) }

  /// The replayed event that corresponds to a recorded one; 0 for none, and for 0.
  func replayedEvent(_ id: Int) -> Int { replayed.indices.contains(id) ? replayed[id] : 0 }

  /// The recorded event that corresponds to a replayed one.
  func recordedEvent(_ id: Int) -> Int? {
    guard counterparts.indices.contains(id), case .recorded(let recorded) = counterparts[id] else { return nil }
    return recorded
  }

  /// How many recorded events have been replayed.
  var matchedCount: Int { replayed.reduce(0) { $0 + ($1 > 0 ? 1 : 0) } }

  /// The recorded events after a replayed one that have no counterpart.
  func openFollowers(ofReplayed event: Int) -> [RecordedEvent] {
    recordedEvent(event).map { openFollowers(of: $0) } ?? []
  }

  private func openFollowers(of id: Int) -> [RecordedEvent] {
    followers[id].filter { replayed[$0] == 0 }.compactMap { recorded($0) }
  }

  // MARK: Pairing

  /// Pairs the events of a new turn.
  mutating func beginTurn() { isFirstOfTurn = true }

  /// Pairs the events that have been added to a replayed history.
  mutating func pair(_ events: ContiguousArray<HistoryEvent>) {
    while mismatch == nil, counterparts.count <= events.count {
      pair(events[counterparts.count - 1], events)
      isFirstOfTurn = false
    }
  }

  /// Records that the next recorded event does not come.
  mutating func fail(_ mismatch: Mismatch) { if self.mismatch == nil { self.mismatch = mismatch } }

  mutating func add(_ note: ReplayNote) { notes.append(note) }

  private mutating func pair(_ event: HistoryEvent, _ events: ContiguousArray<HistoryEvent>) {
    guard let previous = recordedEvent(event.previousEventID) else {
      counterparts.append(.cutOff)
      return
    }
    guard let other = counterpart(of: event, after: previous, events) else {
      return missing(event, after: previous, events)
    }
    var comparison = EventComparison(comparesText: comparesText, accepts: accepts)
    let details = details(of: event)
    setAllowances(of: &comparison, event, events)
    comparison.compare(other, details, hasNoData: hasNoData)
    guard comparison.differences.isEmpty else {
      let isCaught = self.isCaught(event, events)
      fail(Mismatch(recorded: other, replayed: event, values: comparison.differences, isCaught: isCaught))
      return
    }
    taken += comparison.taken.map { (other.id, $0) }
    set(event, other.id)
  }

  private mutating func set(_ event: HistoryEvent, _ id: Int) {
    counterparts.append(.recorded(id))
    replayed[id] = event.id
    while replayed.indices.contains(next), replayed[next] > 0 { next += 1 }
  }

  /// The details as the history shows them; in texts, the numbers of events are those of the record.
  private func details(of event: HistoryEvent) -> JSON.Object {
    var details: JSON.Object = [:]
    for member in event.json.objectValue?.members ?? [] where member.key.hasSuffix("EventDetails") {
      details = member.value.objectValue ?? [:]
    }
    if let cause = details["cause"]?.stringValue { details["cause"] = .string(renumbered(cause)) }
    return details
  }

  private static let numberMark = "(entered at the event id #"

  private func renumbered(_ cause: String) -> String {
    guard let start = cause.firstIndex(of: "#"), cause[...start].hasSuffix(Self.numberMark) else { return cause }
    let rest = cause[cause.index(after: start)...]
    let digits = rest.prefix { $0.isNumber }
    guard let number = Int(digits), let recorded = recordedEvent(number) else { return cause }
    return cause[...start] + String(recorded) + rest.dropFirst(digits.count)
  }

  // MARK: Finding

  private func counterpart(
    of event: HistoryEvent, after previous: Int, _ events: ContiguousArray<HistoryEvent>
  ) -> RecordedEvent? {
    let key = EventKey(event)
    if let found = openFollowers(of: previous).first(where: { EventKey($0).matches(key) }) { return found }
    return otherPrevious(of: event, after: previous, events).lazy
      .flatMap { openFollowers(of: $0) }.first { EventKey($0).matches(key) }
  }

  /// Where the service let two events point to in other years.
  private func otherPrevious(
    of event: HistoryEvent, after previous: Int, _ events: ContiguousArray<HistoryEvent>
  ) -> [Int] {
    switch event.type {
    case .evaluationFailed:
      guard let entered = recorded(previous), entered.typeName.hasSuffix("StateEntered") else { return [] }
      return [entered.previousEventID]
    case .mapStateExited:
      guard let started = recorded(previous)?.type, started == .mapRunStarted || started == .mapRunRedriven else {
        return []
      }
      return followers[previous].filter { recorded($0)?.type == .mapRunSucceeded }
    default: return []
    }
  }

  /// The record has no event like one that was replayed.
  private mutating func missing(_ event: HistoryEvent, after previous: Int, _ events: ContiguousArray<HistoryEvent>) {
    let open = openFollowers(of: previous)
    if isImplied(event, by: open) {
      counterparts.append(.recorded(previous))
      return
    }
    if open.isEmpty, !isFirstOfTurn, isCutOff(after: previous) {
      counterparts.append(.cutOff)
      if history.isComplete {
        let text = "its branch was cut off there, where \(EventKey(event).phrase) would come now"
        notes.append(ReplayNote(event: previous, message: text))
      }
      return
    }
    var mismatch = Mismatch(recorded: open.first ?? nextRecorded, replayed: event)
    // The state before decides which one is entered.
    if case .stateEntered = event.details, events.indices.contains(event.previousEventID - 1) {
      let exit = events[event.previousEventID - 1]
      if case .stateExited(let state, _, _) = exit.details { mismatch.stateName = state.name }
      mismatch.isCaught = isCaught(exit, events)
    }
    fail(mismatch)
  }

  /// Whether the record goes on as if a task had started, without saying so: the service has types of its own for tasks
  /// that cannot start.
  private func isImplied(_ event: HistoryEvent, by open: [RecordedEvent]) -> Bool {
    guard case .taskStarted = event.details else { return false }
    return open.contains { EventKey.unwritten[$0.typeName] != nil }
  }

  /// Whether a branch may have been cut off after an event: the execution was stopped or failed, or the branches around
  /// it did, or the record ends.
  private func isCutOff(after id: Int) -> Bool {
    if !history.isComplete { return true }
    return history.events[min(id, history.events.count)...].contains { event in
      switch event.type {
      case .executionAborted, .executionTimedOut, .executionFailed, .parallelStateFailed, .mapStateFailed,
        .mapIterationFailed, .mapIterationAborted, .taskStateAborted, .waitStateAborted, .parallelStateAborted,
        .mapStateAborted, .parallelStateStarted, .mapStateStarted:
        true
      default: false
      }
    }
  }

  /// Whether a state is left by a catcher.
  private func isCaught(_ exit: HistoryEvent, _ events: ContiguousArray<HistoryEvent>) -> Bool {
    guard case .stateExited = exit.details, events.indices.contains(exit.previousEventID - 1) else { return false }
    let type = events[exit.previousEventID - 1].type.rawValue
    return type.hasSuffix("Failed") || type.hasSuffix("TimedOut")
  }

  // MARK: What may differ

  private func setAllowances(
    of comparison: inout EventComparison, _ event: HistoryEvent, _ events: ContiguousArray<HistoryEvent>
  ) {
    switch event.details {
    case .stateEntered(let state, _):
      guard let state = outline[state.name] else { return }
      comparison.allowances.paths["input"] = outline.unrepeatableInput(of: state)
    case .stateExited(let state, _, _): setAllowances(of: &comparison, leaving: state.name)
    case .taskScheduled(let task):
      guard let state = outline[task.stateName], !state.unrepeatable.isEmpty else { return }
      let work = state.unrepeatable("Parameters", "Arguments")
      comparison.allowances.paths["parameters"] = work
      comparison.allowances.paths["input"] = work + state.unrepeatable("InputPath")
      comparison.allowances.paths["timeoutInSeconds"] = state.unrepeatable("TimeoutSeconds")
      comparison.allowances.paths["heartbeatInSeconds"] = state.unrepeatable("HeartbeatSeconds")
      comparison.allowances.paths["taskCredentials"] = state.unrepeatable("Credentials")
    case .mapRunStarted:
      if case .mapStateStarted? = details(before: event, events), let name = stateName(around: event, events) {
        comparison.label = outline[name]?.entry.syntax["Label"]?.stringValue
      }
    case .executionFailed:
      guard case .stateEntered(let state, _)? = details(before: event, events), let state = outline[state.name] else {
        return
      }
      comparison.allowances.paths["error"] = state.unrepeatable("Error", "ErrorPath")
      comparison.allowances.paths["cause"] = state.unrepeatable("Cause", "CausePath")
    default: return
    }
  }

  private func setAllowances(of comparison: inout EventComparison, leaving name: String) {
    guard let state = outline[name], !state.unrepeatable.isEmpty else { return }
    comparison.allowances.anywhere["output"] = state.unrepeatableOutput
    comparison.allowances.paths["assignedVariables"] = state.unrepeatableVariables
  }

  private func details(before event: HistoryEvent, _ events: ContiguousArray<HistoryEvent>) -> HistoryEventDetails? {
    events.indices.contains(event.previousEventID - 1) ? events[event.previousEventID - 1].details : nil
  }

  /// The state whose Entered event comes last before an event in its chain.
  func stateName(around event: HistoryEvent, _ events: ContiguousArray<HistoryEvent>) -> String? {
    var id = event.id
    while events.indices.contains(id - 1) {
      switch events[id - 1].details {
      case .stateEntered(let state, _): return state.name
      default: id = events[id - 1].previousEventID
      }
    }
    return nil
  }

  // MARK: Taking over what was recorded

  /// The output and the variables that were recorded, if what has been computed differs only in values that differ from
  /// run to run.
  func recordedExit(
    after previous: Int, of name: String, _ output: JSON, _ assigned: JSON.Object?
  ) -> (output: JSON, assigned: JSON.Object?)? {
    guard let state = outline[name], !state.unrepeatable.isEmpty else { return nil }
    let event = openFollowers(ofReplayed: previous).first {
      $0.typeName.hasSuffix("StateExited") && $0.stateName == name
    }
    guard let event, let text = event.data("output"), let recordedOutput = try? JSON(parsing: text) else { return nil }
    var comparison = EventComparison(accepts: accepts)
    setAllowances(of: &comparison, leaving: name)
    comparison.compareValues("output", [], recordedOutput, output)
    let variables = event.variables
    if let assigned {
      comparison.compareValues("assignedVariables", [], variables.map { .object($0) }, .object(assigned))
    }
    guard comparison.differences.isEmpty, !comparison.taken.isEmpty else { return nil }
    return (recordedOutput, assigned == nil ? nil : variables)
  }

  /// The recorded input of a state that is about to be entered, if what has been computed differs only in values that
  /// differ from run to run.
  func recordedInput(after previous: Int, of name: String, _ input: JSON) -> JSON? {
    guard let state = outline[name] else { return nil }
    let paths = outline.unrepeatableInput(of: state)
    guard !paths.isEmpty else { return nil }
    let event = openFollowers(ofReplayed: previous).first {
      $0.typeName.hasSuffix("StateEntered") && $0.stateName == name
    }
    guard let text = event?.data("input"), let recorded = try? JSON(parsing: text) else { return nil }
    var comparison = EventComparison(accepts: accepts)
    comparison.allowances.paths["input"] = paths
    comparison.compareValues("input", [], recorded, input)
    guard comparison.differences.isEmpty, !comparison.taken.isEmpty else { return nil }
    return recorded
  }

  /// Notes what was taken over of an event.
  mutating func take(_ values: [ReplayedValue], ofRecorded id: Int) { taken += values.map { (id, $0) } }
}

extension RecordedEvent {
  /// The variables that an event shows as assigned.
  var variables: JSON.Object? {
    guard case .object(let texts)? = details["assignedVariables"] else { return nil }
    var values: JSON.Object = [:]
    for member in texts.members {
      guard let text = member.value.stringValue, let value = try? JSON(parsing: text) else { return nil }
      values[member.key] = value
    }
    return values
  }
}

/// What tells an event from the others after the same one.
struct EventKey {
  let type: String
  let name: String?
  let index: Int64?

  /// The types that the service has for tasks that cannot start, which the engine does not write, and what it writes.
  static let unwritten: [String: HistoryEventType] = [
    "ActivityScheduleFailed": .activityFailed, "LambdaFunctionScheduleFailed": .lambdaFunctionFailed,
    "LambdaFunctionStartFailed": .lambdaFunctionFailed, "TaskStartFailed": .taskFailed,
    "TaskSubmitFailed": .taskFailed,
  ]

  init(_ event: RecordedEvent) {
    type = Self.unwritten[event.typeName]?.rawValue ?? event.typeName
    name = event.stateName
    index = event.details["index"]?.integerValue
  }

  init(_ event: HistoryEvent) {
    type = event.type.rawValue
    switch event.details {
    case .stateEntered(let state, _), .stateExited(let state, _, _): (name, index) = (state.name, nil)
    case .mapIterationStarted(let state, let index), .mapIterationSucceeded(let state, let index),
      .mapIterationFailed(let state, let index), .mapIterationAborted(let state, let index):
      (name, self.index) = (state.name, Int64(index))
    case .evaluationFailed(let failure): (name, index) = (failure.state, nil)
    default: (name, index) = (nil, nil)
    }
  }

  func matches(_ other: EventKey) -> Bool { type == other.type && name == other.name && index == other.index }
}
