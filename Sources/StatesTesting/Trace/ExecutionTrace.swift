import OrderedJSON
public import StatesEngine
import StatesLanguage

/// What an execution did, as a tree: the states that it visited, in them attempts of tasks, branches and iterations, and in
/// these again states. Made from the events of a history, also of one that has not ended.
///
/// ```swift
/// var trace = ExecutionTrace()
/// for event in execution.history { trace.append(event) }        // more can follow while the execution runs
/// for index in trace.tracks[0].visits { print(trace.visits[index].state.name, trace.visits[index].end) }
/// ```
///
/// ``tracks`` and ``visits`` are lists, and refer to each other by index: ``Visit/tracks`` lead down, ``Track/owner`` and
/// ``Visit/track`` up. Indices never change, so a page can keep them while more events come.
///
/// What an execution waits for is in the times: a Wait state waits the whole time; an attempt waits for a worker from
/// ``Attempt/scheduled`` to ``Attempt/started``, and for an answer with its token from ``Attempt/submitted`` on; between
/// the end of an attempt and the next one is the pause before a retry; between a ``Redrive/ended`` and ``Redrive/time``
/// nothing happened.
///
/// An event takes time that grows with how deeply states are nested, never with how many events there were; only the end
/// of an execution and a redrive look at all states that are open then.
public struct ExecutionTrace: Sendable {
  /// All tracks, in the order in which they began; the first is the execution itself.
  public private(set) var tracks = [Track(kind: .execution)]
  /// All visits, in the order in which the states were entered.
  public private(set) var visits: [Visit] = []
  /// The execution's redrives.
  public private(set) var redrives: [Redrive] = []
  /// The input, if the execution has started.
  public private(set) var input: Execution.Payload?
  /// When it started.
  public private(set) var started = Timestamp(milliseconds: 0)
  /// When it ended, or the last event happened.
  public private(set) var ended = Timestamp(milliseconds: 0)
  /// The event that ended it; `nil` if it has not ended, or was redriven since.
  public private(set) var ending: HistoryEventDetails?
  /// How many events it was made of.
  public var eventCount: Int { threads.eventCount }

  private var threads = HistoryThreads()
  private var times: [Timestamp] = []
  private var firstID = 1
  /// The visits that have not been exited.
  /// The visits whose failure went up without its error being known: that of the execution, if nothing catches it.
  private var nameless: [Int] = []
  private var unfinished: Set<Int> = []

  /// Creates the trace of an execution of which no event is known yet.
  public init() {}

  /// Makes the trace of a history.
  ///
  /// - Parameter history: the events, in order, from the first.
  public init(_ history: some Sequence<HistoryEvent>) {
    for event in history { append(event) }
  }

  /// The visit that an event is about; `nil` for the events of the execution itself, and for unknown ones.
  ///
  /// - Parameter id: the event's number.
  public func visit(ofEvent id: Int) -> Int? { threads.position(ofEvent: id).visit }

  /// The visit that follows one in its track: after a caught error, that of the state where the catcher led.
  ///
  /// - Parameter visit: the index of a visit.
  /// - Returns: the index of the next one, or `nil` if it is the last of its track, or there is no such visit.
  public func visit(after visit: Int) -> Int? {
    guard visits.indices.contains(visit) else { return nil }
    let siblings = tracks[visits[visit].track].visits
    let next = visits[visit].position + 1
    return siblings.indices.contains(next) ? siblings[next] : nil
  }

  // MARK: Events

  /// Adds the next event of the history.
  ///
  /// - Parameter event: the event; one that does not fit those before it changes nothing but the times.
  public mutating func append(_ event: HistoryEvent) {
    if times.isEmpty {
      firstID = event.id
      started = event.timestamp
      tracks[0].started = event.timestamp
      tracks[0].startedEvent = event.id
    }
    times.append(event.timestamp)
    let position = threads.append(event)
    apply(event, at: position)
    ended = event.timestamp
  }

  private func time(ofEvent id: Int) -> Timestamp? {
    times.indices.contains(id - firstID) ? times[id - firstID] : nil
  }

  /// The visit in which the thread of a failure is, or has been last.
  private func failedVisit(before id: Int) -> Int? { threads.threads[threads.failure(before: id).thread].visit }

  private mutating func apply(_ event: HistoryEvent, at position: HistoryThreads.Position) {
    let visit = position.visit
    switch event.details {
    case .executionStarted(let input, _): self.input = input
    case .executionSucceeded: end(with: event, .succeeded)
    case .executionTimedOut, .executionAborted: end(with: event, .aborted)
    case .executionFailed(let error):
      for visit in nameless where visits[visit].error == nil {
        visits[visit].error = error
        if let last = visits[visit].attempts.indices.last { visits[visit].attempts[last].error = error }
      }
      fail(from: failedVisit(before: event.previousEventID), to: nil, error, at: event.timestamp, event: event.id)
      end(with: event, .failed)
    case .executionRedriven(let count): redrive(count, event)
    case .stateEntered(let state, let input):
      nameless = []
      if let visit { enter(visit, state, input, position.thread, event) }
    case .stateExited(let state, let output, let assigned):
      nameless = []
      if let visit { exit(visit, state, output, assigned, event) }
    case .stateAborted: if let visit { abort(visit, event) }
    case .taskScheduled(let request):
      guard let visit else { return }
      var attempt = Attempt(number: request.attempt, event)
      attempt.request = request
      visits[visit].attempts.append(attempt)
      visits[visit].error = nil
    case .taskStarted(_, let worker):
      changeAttempt(of: visit) {
        $0.started = event.timestamp
        $0.startedEvent = event.id
        $0.worker = worker
      }
    case .taskSubmitted(let request, let output):
      changeAttempt(of: visit) {
        $0.submitted = event.timestamp
        $0.submittedEvent = event.id
        $0.noteExecution(output, request)
      }
    case .taskSucceeded(let request, let output):
      changeAttempt(of: visit) { $0.noteExecution(output, request) }
      if let visit { endAttempt(of: visit, nil, event) }
    case .taskFailed(_, let error), .taskTimedOut(_, let error): if let visit { endAttempt(of: visit, error, event) }
    case .parallelStateStarted, .mapStateStarted: if let visit { begin(visit, event) }
    case .parallelStateSucceeded, .mapStateSucceeded: if let visit { endAttempt(of: visit, nil, event) }
    case .parallelStateFailed, .mapStateFailed: if let visit { failContainer(visit, event) }
    case .mapIterationStarted(_, let index): startIteration(index, position.thread, event)
    case .mapIterationSucceeded(_, let index): endIteration(index, of: visit, .succeeded, event)
    case .mapIterationFailed(_, let index): endIteration(index, of: visit, .failed, event)
    case .mapIterationAborted(_, let index): endIteration(index, of: visit, .aborted, event)
    case .mapRunStarted(let arn), .mapRunRedriven(let arn, _):
      if let visit { visits[visit].mapRun = arn }
      changeAttempt(of: visit) { $0.mapRun = arn }
    case .mapRunSucceeded: break
    case .mapRunFailed(let error): if let visit { visits[visit].error = error }
    case .evaluationFailed(let failure):
      if let visit { visits[visit].error = ErrorOutput(error: failure.error, cause: failure.cause) }
    }
  }

  // MARK: The execution

  private mutating func end(with event: HistoryEvent, _ end: End) {
    ending = event.details
    tracks[0].end = end
    tracks[0].ended = event.timestamp
    tracks[0].endedEvent = event.id
    // What an execution leaves open when it ends has been cut off.
    for visit in unfinished {
      if visits[visit].end == .open { visits[visit].end = .aborted }
      if let last = visits[visit].attempts.indices.last, visits[visit].attempts[last].end == .open {
        visits[visit].attempts[last].finish(.aborted, event.timestamp, event.id)
      }
    }
  }

  private mutating func redrive(_ count: Int, _ event: HistoryEvent) {
    redrives.append(
      Redrive(count: count, eventID: event.id, time: event.timestamp, ended: ended, ending: ending))
    ending = nil
    tracks[0].end = .open
    tracks[0].ended = nil
    tracks[0].endedEvent = nil
    for visit in unfinished where canGoOn(visit) {
      visits[visit].end = .open
      visits[visit].left = nil
      visits[visit].leftEvent = nil
      visits[visit].error = nil
      // Branches and iterations that had not ended go on; a task is scheduled again.
      if visits[visit].state.type != .task {
        changeAttempt(of: visit) {
          $0.end = .open
          $0.ended = nil
          $0.endedEvent = nil
          $0.error = nil
        }
      }
      let track = visits[visit].track
      if track > 0, tracks[track].end != .succeeded {
        tracks[track].end = .open
        tracks[track].ended = nil
        tracks[track].endedEvent = nil
      }
    }
  }

  /// Whether a redrive goes on with a visit: of those that are over, with what belongs to the last attempts.
  private func canGoOn(_ visit: Int) -> Bool {
    visits[visit].end != .open && visits[visit].state.type != .fail && threads.isCurrent(visit)
  }

  // MARK: Visits

  private mutating func enter(
    _ visit: Int, _ state: StateMachine.State, _ input: Execution.Payload, _ thread: Int, _ event: HistoryEvent
  ) {
    if thread == tracks.count {
      addTrack(.branch(threads.threads[thread].slot), thread, event)
    }
    var entered = Visit(
      state: state, entered: event.timestamp, enteredEvent: event.id, input: input, track: thread,
      position: tracks[thread].visits.count)
    // A Fail state is never exited. No event of a branch says what it failed with; the definition may.
    if case .fail(let fail) = state.kind {
      entered.end = .failed
      entered.error = Self.error(of: fail)
    }
    visits.append(entered)
    tracks[thread].visits.append(visit)
    unfinished.insert(visit)
  }

  private static func error(of fail: FailState) -> ErrorOutput? {
    var texts: [String?] = []
    for source in [fail.error, fail.cause] {
      switch source {
      case nil: texts.append(nil)
      case .literal(let text): texts.append(text)
      // What is partly computed is not known by its other part.
      case .dynamic, .expression: return nil
      }
    }
    return ErrorOutput(error: texts[0], cause: texts[1])
  }

  private mutating func exit(
    _ visit: Int, _ state: StateMachine.State, _ output: Execution.Payload, _ assigned: AssignedVariables?,
    _ event: HistoryEvent
  ) {
    unfinished.remove(visit)
    if let last = visits[visit].attempts.indices.last, visits[visit].attempts[last].end == .open {
      endAttempt(of: visit, visits[visit].error, event)
    }
    visits[visit].leave(event.timestamp, event.id)
    visits[visit].output = output
    visits[visit].assigned = assigned?.values
    visits[visit].end = .succeeded
    let track = visits[visit].track
    guard case .branch = tracks[track].kind, case .end = state.transition, state.type != .choice else { return }
    tracks[track].finish(.succeeded, event)
  }

  private mutating func abort(_ visit: Int, _ event: HistoryEvent) {
    if visits[visit].end == .open {
      visits[visit].end = visits[visit].error == nil ? .aborted : .failed
      visits[visit].leave(event.timestamp, event.id)
    }
    if let last = visits[visit].attempts.indices.last, visits[visit].attempts[last].end == .open {
      visits[visit].attempts[last].finish(.aborted, event.timestamp, event.id)
    }
  }

  private mutating func changeAttempt(of visit: Int?, _ change: (inout Attempt) -> Void) {
    guard let visit, let last = visits[visit].attempts.indices.last else { return }
    change(&visits[visit].attempts[last])
  }

  private mutating func endAttempt(of visit: Int, _ error: ErrorOutput?, _ event: HistoryEvent) {
    endAttempt(of: visit, error, at: event.timestamp, event: event.id)
  }

  private mutating func endAttempt(
    of visit: Int, _ error: ErrorOutput?, at time: Timestamp, event: Int
  ) {
    guard let last = visits[visit].attempts.indices.last else { return }
    visits[visit].attempts[last].finish(error == nil ? .succeeded : .failed, time, event)
    visits[visit].attempts[last].error = error
    visits[visit].error = error
  }

  /// Marks the visits in which a failure went up as failed.
  private mutating func fail(
    from inner: Int?, to outer: Int?, _ error: ErrorOutput?, at time: Timestamp, event: Int
  ) {
    var visit = inner
    while let next = visit, next != outer {
      if visits[next].end == .open {
        visits[next].end = .failed
        visits[next].leave(time, event)
      }
      if visits[next].end == .failed {
        if visits[next].error == nil { visits[next].error = error }
        if visits[next].error == nil { nameless.append(next) }
        if let last = visits[next].attempts.indices.last, visits[next].attempts[last].end == .open {
          visits[next].attempts[last].finish(.failed, time, event)
          visits[next].attempts[last].error = error
        } else if let last = visits[next].attempts.indices.last, visits[next].attempts[last].end == .failed,
          visits[next].attempts[last].error == nil
        {
          visits[next].attempts[last].error = error
        }
      }
      visit = tracks[visits[next].track].owner
    }
  }

  // MARK: Branches and iterations

  private mutating func addTrack(_ kind: Track.Kind, _ thread: Int, _ event: HistoryEvent) {
    let owner = threads.threads[thread].owner
    tracks.append(
      Track(
        kind: kind, owner: owner, attempt: threads.threads[thread].attempt, started: event.timestamp,
        startedEvent: event.id))
    guard let owner else { return }
    visits[owner].tracks.append(thread)
    changeAttempt(of: owner) { $0.tracks.append(thread) }
  }

  private mutating func startIteration(_ index: Int, _ thread: Int, _ event: HistoryEvent) {
    if thread == tracks.count { addTrack(.iteration(index), thread, event) }
  }

  private mutating func endIteration(_ index: Int, of visit: Int?, _ end: End, _ event: HistoryEvent) {
    guard let visit, let track = threads.thread(ofIteration: index, of: visit) else { return }
    tracks[track].finish(end, event)
  }

  /// Begins an attempt of a Parallel or Map state. No event says that the one before has failed.
  private mutating func begin(_ visit: Int, _ event: HistoryEvent) {
    if let last = visits[visit].attempts.indices.last, visits[visit].attempts[last].end == .open {
      let previous = event.previousEventID
      let failing = failedVisit(before: previous)
      let error = failing.flatMap { visits[$0].error } ?? ErrorOutput(error: nil, cause: nil)
      let time = time(ofEvent: previous) ?? event.timestamp
      fail(from: failing, to: visit, error, at: time, event: previous)
      endAttempt(of: visit, error, at: time, event: previous)
    }
    visits[visit].error = nil
    visits[visit].attempts.append(Attempt(number: visits[visit].attempts.count + 1, event))
  }

  private mutating func failContainer(_ visit: Int, _ event: HistoryEvent) {
    let last = failedVisit(before: event.previousEventID)
    let inner = last == visit ? nil : last.flatMap { visits[$0].error }
    // What a Fail state has computed is not known before the execution ends with it.
    let error = inner ?? visits[visit].error
    fail(from: last, to: visit, error, at: event.timestamp, event: event.id)
    if error == nil { nameless.append(visit) }
    visits[visit].error = error
    guard let attempt = visits[visit].attempts.indices.last else { return }
    visits[visit].attempts[attempt].finish(.failed, event.timestamp, event.id)
    visits[visit].attempts[attempt].error = error
  }
}

extension ExecutionTrace.Attempt {
  /// Notes which execution a task has started.
  fileprivate mutating func noteExecution(_ output: Execution.Payload, _ request: TaskRequest) {
    guard execution == nil, let arn = request.startedExecution(output.json) else { return }
    execution = arn
  }
}
