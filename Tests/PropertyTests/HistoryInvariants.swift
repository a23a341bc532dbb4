import StatesTesting
import Testing

/// What holds for every history.
func expectSound(
  _ execution: Execution, _ comment: @autoclosure () -> String, sourceLocation: SourceLocation = #_sourceLocation
) {
  let problems = problems(of: execution.history)
  #expect(problems.isEmpty, "\(problems.first ?? "") in \(comment())", sourceLocation: sourceLocation)
}

private func problems(of history: ContiguousArray<HistoryEvent>) -> [String] {
  var problems: [String] = []
  for (place, event) in history.enumerated() {
    if event.id != place + 1 { problems.append("event \(place + 1) has the id \(event.id)") }
    if event.previousEventID >= event.id { problems.append("event \(event.id) points at \(event.previousEventID)") }
    if place > 0, event.timestamp < history[place - 1].timestamp { problems.append("time goes back at \(event.id)") }
    let isEnd = ends.contains(event.type)
    if isEnd != (place == history.count - 1) {
      problems.append("\(event.type) is event \(event.id) of \(history.count)")
    }
    if case .stateExited(let state, _, _) = event.details, !entered(state.name, before: event, in: history) {
      problems.append("event \(event.id) leaves \(state.name), which nobody entered on its way")
    }
  }
  if history.first?.type != .executionStarted { problems.append("it does not begin with ExecutionStarted") }
  return problems
}

private let ends: Set<HistoryEventType> = [
  .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted,
]

/// Whether the way back from an event leads to the entry of a state.
private func entered(_ name: String, before event: HistoryEvent, in history: ContiguousArray<HistoryEvent>) -> Bool {
  var id = event.previousEventID
  while id > 0, id <= history.count {
    let event = history[id - 1]
    if case .stateEntered(let state, _) = event.details, state.name == name { return true }
    id = event.previousEventID
  }
  return false
}
