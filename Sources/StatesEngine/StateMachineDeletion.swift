// What becomes of an execution whose state machine is deleted: nothing at once; it ends when it would go on (Step Functions
// API, "DeleteStateMachine").
extension Execution {
  /// The event after which an execution whose state machine has been deleted ends, if an input would make it go on: the
  /// last one where it went on. `nil` for any other input, which has its effect.
  func eventBefore(_ input: Input) -> Int32? {
    let place: Int?
    switch input {
    case .taskSucceeded(let id, _, _), .taskFailed(let id, _, _), .taskRejected(let id, _):
      place = openTask(id) == nil ? nil : Int(id.branch)
    case .timersFired(let ids):
      // Its own time limit ends it by itself.
      if ids.contains(where: { $0.kind == .execution && isDue($0) }) { return nil }
      place = ids.first(where: isDue).map { Int($0.branch) }
    case .itemsRead(let id, _, _, _), .itemReadingFailed(let id, _, _), .childEnded(let id, _, _),
      .resultsWritten(let id, _), .resultWritingFailed(let id, _, _):
      place = mapRun(id)?.branch
    case .start, .taskStarted, .taskSubmitted, .taskHeartbeat, .missingActivities, .stateMachineDeleted, .abort,
      .updateMapRun:
      place = nil
    }
    return place.map { branches[$0].lastEvent }
  }

  /// Ends the execution because its state machine has been deleted.
  mutating func endDeleted(after event: Int32) {
    let cause = ErrorText.stateMachineDeleted(identity.stateMachineName)
    endFailed(StateError(.terminal, name: ErrorName.runtime, cause: cause), after: event)
  }
}
