import OrderedJSON
package import StatesLanguage

/// Which thread of control each event of a history belongs to, and which visit of a state it is about.
///
/// Every event points at the one that led to it in its own thread, which separates branches and iterations, however their
/// events are mixed. Of what is written when the failure of a branch cuts off the others, each
/// event points at that failure; which visit it is about follows from the order in which they are written: by branches and
/// iterations, what is within a state before the state itself.
///
/// An event takes time that grows with how deeply states are nested, never with how many events there are.
package struct HistoryThreads: Sendable {
  /// A thread of control: the execution, a branch of a Parallel state, or an iteration of an inline Map.
  package struct Thread: Sendable {
    /// The visit of the Parallel or Map state that it belongs to; `nil` for the execution.
    package let owner: Int?
    /// Which attempt of that state it belongs to, from 1.
    package let attempt: Int
    /// The number of the iteration; that of a branch, in the order in which they began.
    package let slot: Int
    /// Whether it is an iteration.
    package let isIteration: Bool
    /// The visit that it is in, or in which it has been last.
    package fileprivate(set) var visit: Int?
  }

  /// A visit of a state.
  package struct Visit: Sendable {
    /// The state.
    package let state: StateMachine.State
    /// The thread that it is in.
    package let thread: Int
    /// Whether the state was exited.
    package fileprivate(set) var hasExited = false
    /// How often the branches or iterations of a Parallel or Map state have been begun.
    package fileprivate(set) var attempts = 0
    /// The threads of the last of these attempts.
    package fileprivate(set) var threads: [Int] = []
    /// The threads of iterations in the last attempt, by their numbers.
    fileprivate var iterations: [Int: Int] = [:]
    /// The number of redrives at the time when the state failed, or was cut off; -1 if neither. Redriving undoes both.
    fileprivate var failedAt = -1
    fileprivate var cutAt = -1
    /// What was cut off in it by the last failure of a branch.
    fileprivate var cut: Int?
  }

  /// What an event belongs to.
  package struct Position: Sendable {
    /// The thread in which the event after it continues.
    package var thread: Int
    /// The visit that it is about.
    package var visit: Int?
    /// Whether a state that is entered after it is the first one of a branch.
    fileprivate var startsBranches = false
    /// Whether it is of an event with which an execution goes on after a redrive.
    fileprivate var isRedrive = false
  }

  /// The open visits in a Parallel or Map state when a branch failed, in the order in which events say that they were cut
  /// off.
  private struct Cut: Sendable {
    /// How many redrives there had been.
    let redrives: Int
    var queues: [CutKey: Queue] = [:]
  }

  /// What an event says of the visit that was cut off: its state, or only of which kind that is.
  private enum CutKey: Hashable {
    case state(ObjectIdentifier)
    case type(HistoryEventType)
  }

  private struct Queue: Sendable {
    var visits: [Int] = []
    var head = 0

    var first: Int? { visits.indices.contains(head) ? visits[head] : nil }
  }

  /// The threads, in the order in which they began; the first is the execution itself.
  package private(set) var threads = [Thread(owner: nil, attempt: 0, slot: 0, isIteration: false)]
  /// The visits, in the order in which the states were entered.
  package private(set) var visits: [Visit] = []
  private var positions: [Position] = []
  private var firstID = 1
  private var redrives = 0
  private var cuts: [Cut] = []
  /// The visits of Fail states that a redrive may return to, and that to which the last one has.
  private var failStates: [Int] = []
  private var redrivenFail: Int?
  /// The visits of each state that may be open; the last one is the latest.
  private var openVisits: [ObjectIdentifier: [Int]] = [:]

  /// Creates the threads of a history without events.
  package init() {}

  /// What an event belongs to; the execution for one that has not been read.
  package func position(ofEvent id: Int) -> Position {
    // Whatever number a caller asks for.
    let index = id.subtractingReportingOverflow(firstID)
    guard !index.overflow, positions.indices.contains(index.partialValue) else { return Position(thread: 0) }
    return positions[index.partialValue]
  }

  /// What the event belongs to at which an event points that says what a failure led to.
  ///
  /// A Fail state that had ended an execution ends it again after a redrive. It is not entered again, so that what it leads
  /// to points at the redrive.
  package func failure(before id: Int) -> Position {
    let before = position(ofEvent: id)
    guard before.isRedrive, let fail = redrivenFail else { return before }
    return Position(thread: visits[fail].thread, visit: fail)
  }

  /// How many events have been read.
  package var eventCount: Int { positions.count }

  /// The visit in which a thread is after an event, or one around it.
  package func openVisit(afterEvent id: Int) -> Int? { visit(around: position(ofEvent: id).thread) { _ in true } }

  /// The thread of an iteration in the last attempt of a visit of a Map state.
  package func thread(ofIteration index: Int, of visit: Int) -> Int? {
    visits.indices.contains(visit) ? visits[visit].iterations[index] : nil
  }

  /// The iterations around a thread, outermost first.
  package func iterations(around thread: Int) -> [Int] {
    var result: [Int] = []
    var next: Int? = thread
    while let thread = next {
      if threads[thread].isIteration { result.append(threads[thread].slot) }
      next = parent(of: thread)
    }
    return result.reversed()
  }

  /// The thread that contains the Parallel or Map state of another.
  package func parent(of thread: Int) -> Int? { threads[thread].owner.map { visits[$0].thread } }

  // MARK: Events

  /// Reads the next event.
  ///
  /// - Returns: what it belongs to.
  @discardableResult
  package mutating func append(_ event: HistoryEvent) -> Position {
    if positions.isEmpty { firstID = event.id }
    let position = position(of: event.details, after: event.previousEventID)
    positions.append(position)
    return position
  }

  private mutating func position(of details: HistoryEventDetails, after previous: Int) -> Position {
    let before = position(ofEvent: previous)
    switch details {
    case .executionStarted, .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted:
      return Position(thread: 0)
    case .executionRedriven:
      redrives += 1
      // A Fail state that was not retried has ended the execution at once, so it is the last one.
      while let fail = failStates.last, !isCurrent(fail) { failStates.removeLast() }
      redrivenFail = failStates.last
      return Position(thread: 0, isRedrive: true)
    case .stateEntered(let state, _): return enter(state, before)
    case .stateExited(let state, _, _):
      guard let visit = openVisit(of: state, around: before.thread) else { return Position(thread: before.thread) }
      visits[visit].hasExited = true
      return Position(thread: visits[visit].thread, visit: visit)
    case .stateAborted(let state):
      let visit =
        firstCutVisit(of: .state(ObjectIdentifier(state)), after: previous)
        ?? openVisit(of: state, around: before.thread)
      if let visit { visits[visit].cutAt = redrives }
      return Position(thread: before.thread, visit: visit)
    case .taskScheduled(let request), .taskStarted(let request, _), .taskSubmitted(let request, _),
      .taskSucceeded(let request, _), .taskFailed(let request, _), .taskTimedOut(let request, _):
      return position(around: before) { $0.state.name.hasSameUTF8(as: request.stateName) }
    case .evaluationFailed(let failure):
      return position(around: before) { $0.state.name.hasSameUTF8(as: failure.state) }
    case .parallelStateStarted: return begin(.parallel, failure(before: previous))
    case .mapStateStarted: return begin(.map, failure(before: previous))
    case .parallelStateSucceeded: return container(.parallel, before)
    case .mapStateSucceeded, .mapRunStarted, .mapRunSucceeded, .mapRunFailed: return container(.map, before)
    case .mapRunRedriven:
      var position = container(.map, before)
      position.isRedrive = true
      return position
    case .parallelStateFailed: return failContainer(.parallel, failure(before: previous))
    case .mapStateFailed: return failContainer(.map, failure(before: previous))
    case .mapIterationStarted(let state, let index):
      guard let owner = openVisit(of: state, around: before.thread) else { return Position(thread: before.thread) }
      return Position(thread: beginThread(in: owner, slot: index, isIteration: true))
    case .mapIterationSucceeded(let state, _):
      guard let owner = openVisit(of: state, around: before.thread) else { return Position(thread: before.thread) }
      return Position(thread: visits[owner].thread, visit: owner)
    case .mapIterationFailed(let state, _), .mapIterationAborted(let state, _):
      // The event that it follows is in the branch that failed, which may be outside of this Map.
      let owner =
        visit(around: failure(before: previous).thread) { $0.state === state }
        ?? firstCutVisit(of: .state(ObjectIdentifier(state)), after: previous) ?? openVisit(of: state)
      return Position(thread: before.thread, visit: owner)
    }
  }

  private mutating func enter(_ state: StateMachine.State, _ before: Position) -> Position {
    var thread = before.thread
    if before.startsBranches, let owner = before.visit {
      thread = beginThread(in: owner, slot: visits[owner].threads.count, isIteration: false)
    }
    visits.append(Visit(state: state, thread: thread))
    threads[thread].visit = visits.count - 1
    openVisits[ObjectIdentifier(state), default: []].append(visits.count - 1)
    if state.type == .fail { failStates.append(visits.count - 1) }
    return Position(thread: thread, visit: visits.count - 1)
  }

  private mutating func begin(_ type: StateType, _ before: Position) -> Position {
    guard let visit = visit(around: before.thread, where: { $0.state.type == type && !hasFailed($0) }) else {
      return Position(thread: before.thread)
    }
    visits[visit].attempts += 1
    visits[visit].threads = []
    visits[visit].iterations = [:]
    visits[visit].cut = nil
    return Position(thread: visits[visit].thread, visit: visit, startsBranches: type == .parallel)
  }

  private mutating func beginThread(in owner: Int, slot: Int, isIteration: Bool) -> Int {
    threads.append(Thread(owner: owner, attempt: visits[owner].attempts, slot: slot, isIteration: isIteration))
    visits[owner].threads.append(threads.count - 1)
    if isIteration { visits[owner].iterations[slot] = threads.count - 1 }
    return threads.count - 1
  }

  private func container(_ type: StateType, _ before: Position) -> Position {
    position(around: before) { $0.state.type == type && !hasFailed($0) }
  }

  private mutating func failContainer(_ type: StateType, _ before: Position) -> Position {
    let position = container(type, before)
    if let visit = position.visit { visits[visit].failedAt = redrives }
    return position
  }

  // MARK: Open visits

  private func hasFailed(_ visit: Visit) -> Bool { visit.failedAt == redrives }

  /// Whether a visit is the last in its thread, and belongs to the last attempts of all states around it, none of which has
  /// been exited: a redrive goes on with it.
  package func isCurrent(_ visit: Int) -> Bool {
    var thread = threads[visits[visit].thread]
    guard !visits[visit].hasExited, thread.visit == visit else { return false }
    while let owner = thread.owner {
      guard !visits[owner].hasExited, visits[owner].attempts == thread.attempt else { return false }
      thread = threads[visits[owner].thread]
    }
    return true
  }

  private func isUnderWay(_ visit: Visit) -> Bool { !visit.hasExited && visit.cutAt != redrives }

  /// The innermost visit, around a thread, that has not been exited and for which something holds.
  private func visit(around thread: Int, where holds: (Visit) -> Bool) -> Int? {
    var next: Int? = thread
    while let thread = next {
      if let visit = threads[thread].visit, !visits[visit].hasExited, holds(visits[visit]) { return visit }
      next = parent(of: thread)
    }
    return nil
  }

  private func position(around before: Position, where holds: (Visit) -> Bool) -> Position {
    guard let visit = visit(around: before.thread, where: holds) else { return Position(thread: before.thread) }
    return Position(thread: visits[visit].thread, visit: visit)
  }

  /// The visit of a state around a thread, or else the latest one that has not been exited.
  private mutating func openVisit(of state: StateMachine.State, around thread: Int) -> Int? {
    visit(around: thread) { $0.state === state } ?? openVisit(of: state)
  }

  private mutating func openVisit(of state: StateMachine.State) -> Int? {
    while let last = openVisits[ObjectIdentifier(state)]?.last {
      if !visits[last].hasExited { return last }
      openVisits[ObjectIdentifier(state)]?.removeLast()
    }
    return nil
  }

  // MARK: What is cut off

  /// The state that an event is about that says only that a state of a kind was cut off, `TaskStateAborted` for example;
  /// `nil` if there is none.
  package mutating func abortedState(_ type: HistoryEventType, after previous: Int) -> StateMachine.State? {
    let visit =
      firstCutVisit(of: .type(type), after: previous)
      ?? visit(around: position(ofEvent: previous).thread) {
        isUnderWay($0) && HistoryEventDetails.stateAborted($0.state).type == type
      }
    return visit.map { visits[$0].state }
  }

  /// The next visit that was cut off: in the innermost Parallel or Map state around the failure in which there is one.
  private mutating func firstCutVisit(of key: CutKey, after failing: Int) -> Int? {
    let thread = failure(before: failing).thread
    var next = threads[thread].owner
    while let container = next {
      let cut = cut(in: container, because: thread)
      if let visit = nextVisit(of: key, in: cut) { return visit }
      next = threads[visits[container].thread].owner
    }
    return nil
  }

  private mutating func nextVisit(of key: CutKey, in cut: Int) -> Int? {
    while let visit = cuts[cut].queues[key]?.first {
      if isUnderWay(visits[visit]) { return visit }
      cuts[cut].queues[key]?.head += 1
    }
    return nil
  }

  /// What is cut off in a Parallel or Map state; listed once for each of its failures.
  private mutating func cut(in container: Int, because failed: Int) -> Int {
    if let cut = visits[container].cut, wasCut(in: container) { return cut }
    var list: [Int] = []
    collect(in: container, because: failed, into: &list)
    var cut = Cut(redrives: redrives)
    // A state that does not wait is hardly ever cut off.
    for waits in [true, false] {
      for visit in list where visits[visit].state.type.waits == waits {
        let state = visits[visit].state
        cut.queues[.state(ObjectIdentifier(state)), default: Queue()].visits.append(visit)
        cut.queues[.type(HistoryEventDetails.stateAborted(state).type), default: Queue()].visits.append(visit)
      }
    }
    cuts.append(cut)
    visits[container].cut = cuts.count - 1
    return cuts.count - 1
  }

  /// Whether branches or iterations of the last attempt have been cut off, and not gone on since.
  private func wasCut(in container: Int) -> Bool {
    visits[container].cut.map { cuts[$0].redrives == redrives } ?? false
  }

  private func collect(in container: Int, because failed: Int, into list: inout [Int]) {
    for thread in visits[container].threads.sorted(by: { threads[$0].slot < threads[$1].slot }) {
      guard let visit = threads[thread].visit, isUnderWay(visits[visit]) else { continue }
      // What is in a state that has failed itself was cut off by that failure.
      if !hasFailed(visits[visit]), !wasCut(in: visit) { collect(in: visit, because: failed, into: &list) }
      let type = visits[visit].state.type
      // Of the branch that has failed, only a task is said to be cut off.
      if type == .task || (type != .fail && !isInside(failed, thread)) { list.append(visit) }
    }
  }

  private func isInside(_ thread: Int, _ outer: Int) -> Bool {
    var next: Int? = thread
    while let thread = next {
      if thread == outer { return true }
      next = parent(of: thread)
    }
    return false
  }
}

extension StateType {
  /// Whether a state of the type waits for something, so that it can be cut off.
  fileprivate var waits: Bool {
    switch self {
    case .task, .wait, .parallel, .map: true
    case .choice, .pass, .succeed, .fail: false
    }
  }
}
