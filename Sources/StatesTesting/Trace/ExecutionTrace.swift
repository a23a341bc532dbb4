package import OrderedJSON
package import StatesEngine
package import StatesLanguage

/// What an execution did, as a tree: the states that it visited, in them attempts of tasks, branches and iterations, and in
/// these again states. Made from the events of a history, also of one that has not ended.
package struct ExecutionTrace: Sendable {
  /// A sequence of states, one after the other: the execution itself, a branch, or an iteration.
  package struct Track: Sendable {
    /// Which track it is.
    package enum Kind: Sendable, Hashable {
      /// The execution itself.
      case execution
      /// A branch of a Parallel state, from 0.
      case branch(Int)
      /// An iteration of a Map state, from 0.
      case iteration(Int)
    }

    /// Which track it is.
    package var kind: Kind
    /// The visits in it, in order.
    package var visits: [Int] = []
    /// How it ended; for a branch this is not recorded.
    package var end = End.open
    /// The visit of the Parallel or Map state that it is in.
    var owner: Int?
  }

  /// A visit of a state.
  package struct Visit: Sendable {
    /// The state.
    package var state: StateMachine.State
    /// When it was entered.
    package var entered: Timestamp
    /// When it was exited, or cut off.
    package var left: Timestamp?
    /// Its raw input.
    package var input: Execution.Payload
    /// Its output.
    package var output: Execution.Payload?
    /// The variables that it assigned.
    package var assigned: JSON.Object?
    /// The attempts of its task.
    package var attempts: [Attempt] = []
    /// Its branches or iterations.
    package var tracks: [Int] = []
    /// The ARN of its map run.
    package var mapRun: String?
    /// The error that its work ended with; it may have been caught.
    package var error: ErrorOutput?
    /// How it ended.
    package var end = End.open
    /// The track that it is in.
    var track: Int
    /// Whether its branches or iterations have ended.
    var hasEndedTracks = false

    /// Whether the error was caught.
    package var isCaught: Bool { end == .succeeded && error != nil }
  }

  /// An attempt of a task.
  package struct Attempt: Sendable {
    /// The number of the attempt, from 1.
    package var number: Int
    /// The ARN of the resource.
    package var resource: String
    /// When it was scheduled.
    package var scheduled: Timestamp
    /// When it ended.
    package var ended: Timestamp?
    /// How it ended.
    package var end = End.open
    /// The error that it ended with.
    package var error: ErrorOutput?
  }

  /// How something ended.
  package enum End: Sendable, Hashable {
    /// It has not ended.
    case open
    /// It succeeded.
    case succeeded
    /// It failed.
    case failed
    /// It was cut off by something else.
    case aborted
  }

  /// All tracks; the first is the execution itself.
  package private(set) var tracks = [Track(kind: .execution)]
  /// All visits.
  package private(set) var visits: [Visit] = []
  /// The input, if the execution has started.
  package private(set) var input: Execution.Payload?
  /// When it started.
  package private(set) var started = Timestamp(milliseconds: 0)
  /// When it ended, or the last event happened.
  package private(set) var ended = Timestamp(milliseconds: 0)
  /// The event that ended it.
  package private(set) var ending: HistoryEventDetails?

  /// Where an event belongs.
  private struct Context {
    var track: Int
    var visit: Int?
    /// Whether a state that is entered after it is the first one of a branch.
    var startsBranches = false
  }

  private var contexts: [Context] = []
  private var firstID = 1

  /// Makes the trace of a history.
  package init(_ history: some Sequence<HistoryEvent>) {
    for event in history { add(event) }
    contexts = []
    // What an execution leaves open when it ends has been cut off.
    guard ending != nil else { return }
    for index in visits.indices where visits[index].end == .open { visits[index].end = .aborted }
  }

  // MARK: Events

  private mutating func add(_ event: HistoryEvent) {
    if contexts.isEmpty {
      firstID = event.id
      started = event.timestamp
    }
    ended = event.timestamp
    let before = context(of: event.previousEventID)
    contexts.append(context(after: event, before))
  }

  private func context(of id: Int) -> Context {
    contexts.indices.contains(id - firstID) ? contexts[id - firstID] : Context(track: 0)
  }

  private mutating func context(after event: HistoryEvent, _ before: Context) -> Context {
    switch event.details {
    case .executionStarted(let input, _):
      self.input = input
      return Context(track: 0)
    case .executionSucceeded, .executionTimedOut, .executionAborted:
      ending = event.details
      return Context(track: 0)
    case .executionFailed(let error):
      ending = event.details
      fail(from: before.visit, to: nil, error, event.timestamp)
      return Context(track: 0)
    case .executionRedriven:
      ending = nil
      return Context(track: 0)
    case .stateEntered(let state, let input): return enter(state, input, event.timestamp, before)
    case .stateExited(let state, let output, let assigned):
      guard let visit = openVisit(from: before, where: { $0.state === state }) else { return before }
      visits[visit].left = event.timestamp
      visits[visit].output = output
      visits[visit].assigned = assigned?.values
      visits[visit].end = .succeeded
      return Context(track: visits[visit].track, visit: visit)
    case .stateAborted(let state):
      // It comes after the event of another branch that cut it off.
      guard let visit = visits.firstIndex(where: { $0.end == .open && $0.state === state }) else { return before }
      visits[visit].end = visits[visit].error == nil ? .aborted : .failed
      visits[visit].left = event.timestamp
      return before
    case .taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded, .taskFailed, .taskTimedOut:
      return changeTask(event, before)
    case .parallelStateStarted:
      return Context(track: before.track, visit: before.visit, startsBranches: true)
    case .mapStateStarted: return Context(track: before.track, visit: before.visit)
    case .parallelStateSucceeded, .parallelStateFailed: return endTracks(of: .parallel, event, before)
    case .mapStateSucceeded, .mapStateFailed: return endTracks(of: .map, event, before)
    case .mapIterationStarted(let state, let index):
      guard let owner = openVisit(from: before, where: { $0.state === state }) else { return before }
      return Context(track: newTrack(.iteration(index), in: owner))
    case .mapIterationSucceeded(let state, let index): return endIteration(state, index, .succeeded, before)
    case .mapIterationFailed(let state, let index): return endIteration(state, index, .failed, before)
    case .mapIterationAborted(let state, let index): return endIteration(state, index, .aborted, before)
    case .mapRunStarted(let arn), .mapRunRedriven(let arn, _):
      if let visit = before.visit { visits[visit].mapRun = arn }
      return before
    case .mapRunSucceeded: return before
    case .mapRunFailed(let error):
      if let visit = before.visit { visits[visit].error = error }
      return before
    case .evaluationFailed(let failure):
      if let visit = before.visit {
        visits[visit].error = ErrorOutput(error: failure.error, cause: failure.cause)
      }
      return before
    }
  }

  private mutating func enter(
    _ state: StateMachine.State, _ input: Execution.Payload, _ time: Timestamp, _ before: Context
  ) -> Context {
    var track = before.track
    if before.startsBranches, let owner = before.visit {
      track = newTrack(.branch(visits[owner].tracks.count), in: owner)
    }
    visits.append(Visit(state: state, entered: time, input: input, track: track))
    // A Fail state is never exited. No event of a branch says what it failed with; the definition may.
    if case .fail(let fail) = state.kind {
      visits[visits.count - 1].end = .failed
      visits[visits.count - 1].error = Self.error(of: fail)
    }
    tracks[track].visits.append(visits.count - 1)
    return Context(track: track, visit: visits.count - 1)
  }

  private static func error(of fail: FailState) -> ErrorOutput? {
    func text(_ source: TextSource?) -> String? { if case .literal(let text) = source { text } else { nil } }
    let error = ErrorOutput(error: text(fail.error), cause: text(fail.cause))
    return error.error == nil && error.cause == nil ? nil : error
  }

  private mutating func newTrack(_ kind: Track.Kind, in owner: Int) -> Int {
    tracks.append(Track(kind: kind, owner: owner))
    visits[owner].tracks.append(tracks.count - 1)
    return tracks.count - 1
  }

  private mutating func changeTask(_ event: HistoryEvent, _ before: Context) -> Context {
    switch event.details {
    case .taskScheduled(let request):
      guard let visit = openVisit(from: before, where: { $0.state.name == request.stateName }) else { return before }
      visits[visit].attempts.append(
        Attempt(number: request.retryCount + 1, resource: request.resource.arn, scheduled: event.timestamp))
      visits[visit].error = nil
      return Context(track: visits[visit].track, visit: visit)
    case .taskSucceeded: endAttempt(event.timestamp, nil, before)
    case .taskFailed(_, let error), .taskTimedOut(_, let error): endAttempt(event.timestamp, error, before)
    default: break
    }
    return before
  }

  private mutating func endAttempt(_ time: Timestamp, _ error: ErrorOutput?, _ before: Context) {
    guard let visit = before.visit, let last = visits[visit].attempts.indices.last else { return }
    visits[visit].attempts[last].ended = time
    visits[visit].attempts[last].end = error == nil ? .succeeded : .failed
    visits[visit].attempts[last].error = error
    visits[visit].error = error
  }

  private mutating func endTracks(of type: StateType, _ event: HistoryEvent, _ before: Context) -> Context {
    guard let visit = openVisit(from: before, where: { $0.state.type == type && !$0.hasEndedTracks }) else {
      return before
    }
    visits[visit].hasEndedTracks = true
    switch event.details {
    case .parallelStateFailed, .mapStateFailed:
      let inner = before.visit == visit ? nil : before.visit.flatMap { visits[$0].error }
      let error = inner ?? visits[visit].error ?? ErrorOutput(error: nil, cause: nil)
      fail(from: before.visit, to: visit, error, event.timestamp)
      visits[visit].error = error
    default: break
    }
    return Context(track: visits[visit].track, visit: visit)
  }

  /// Marks the visits in which a failure went up as failed.
  private mutating func fail(from inner: Int?, to outer: Int?, _ error: ErrorOutput, _ time: Timestamp) {
    var visit = inner
    while let next = visit, next != outer {
      if visits[next].end == .open {
        visits[next].end = .failed
        visits[next].left = time
      }
      if visits[next].end == .failed, visits[next].error == nil { visits[next].error = error }
      visit = tracks[visits[next].track].owner
    }
  }

  private mutating func endIteration(
    _ state: StateMachine.State, _ index: Int, _ end: End, _ before: Context
  ) -> Context {
    guard let visit = openVisit(from: before, where: { $0.state === state }) else { return before }
    if let track = visits[visit].tracks.last(where: { tracks[$0].kind == .iteration(index) }) {
      tracks[track].end = end
    }
    // The event that an abort follows is in the track that failed, and so is what comes after it.
    return end == .succeeded ? Context(track: visits[visit].track, visit: visit) : before
  }

  /// The innermost visit around an event that has not ended and meets a condition. After a redrive the events before do
  /// not lead there; then the last visit that does.
  private func openVisit(from context: Context, where condition: (Visit) -> Bool) -> Int? {
    var visit = context.visit ?? tracks[context.track].owner
    while let next = visit {
      if visits[next].end == .open, condition(visits[next]) { return next }
      visit = tracks[visits[next].track].owner
    }
    return visits.lastIndex { $0.end == .open && condition($0) }
  }
}
