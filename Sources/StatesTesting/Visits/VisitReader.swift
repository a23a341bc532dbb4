import OrderedJSON
import StatesEngine
import StatesLanguage

/// Reads the visits of states from the history of one execution.
///
/// Every event points at the one that led to it, in its own thread of control; events that name no iteration or branch
/// belong to the innermost thread in which their state is being visited.
struct VisitReader {
  /// A thread of control: the execution itself, a branch of a Parallel state, an iteration of a Map state.
  private struct Thread {
    /// The visit of the Parallel or Map state that it belongs to.
    var parent: Int?
    /// Which attempt of that state it belongs to.
    var attempt: Int
    var iteration: [Int]
    var branch: [Int]
    /// The visit that it is in.
    var current: Int?
  }

  private struct Iteration: Hashable {
    var visit: Int
    var index: Int
  }

  /// What is known about a visit besides its public parts.
  private struct Progress {
    var thread: Int
    /// The threads of its branches or iterations, in the order in which they began.
    var threads: [Int] = []
    /// Whether the state's branches, iterations or children have failed, and the error was not retried.
    var hasFailed = false
    /// Whether the failure of another branch has cut it off.
    var isCut = false
  }

  private let execution: Execution
  private let identity: VisitedExecution
  private let ordinal: Int
  private var threads: [Thread]
  private var progress: [Progress] = []
  private var iterations: [Iteration: Int] = [:]
  /// The thread and the visit of each event.
  private var threadOfEvent: [Int] = []
  private var visitOfEvent: [Int?] = []
  private var firstID = 1
  /// The failure whose consequences are being recorded, and the thread that it cuts off.
  private var cut: (failing: Int, thread: Int)?

  /// The visits in the order in which they were entered.
  private(set) var visits: [StateVisit] = []
  /// The visits that started map runs, by the run's ARN.
  private(set) var mapRuns: [String: Int] = [:]
  /// The executions that tasks started, by ARN, with the visits that started them, in order.
  private(set) var started: [(arn: String, visit: Int)] = []

  /// Reads a history.
  ///
  /// - Parameters:
  ///   - ordinal: the position of the execution in the order in which they started.
  ///   - branch: the branches around a child of a distributed Map.
  init(_ execution: Execution, as identity: VisitedExecution, ordinal: Int, branch: [Int]) {
    self.execution = execution
    self.identity = identity
    self.ordinal = ordinal
    threads = [Thread(parent: nil, attempt: 0, iteration: execution.iterations, branch: branch)]
    firstID = execution.history.first?.id ?? 1
    threadOfEvent.reserveCapacity(execution.history.count)
    visitOfEvent.reserveCapacity(execution.history.count)
    for event in execution.history { read(event) }
    finish()
  }

  /// The visit that begins with an event of an execution, as if nothing else were known.
  static func visit(enteredBy event: HistoryEvent, of execution: Execution) -> StateVisit? {
    let identity = VisitedExecution(
      arn: execution.identity.executionARN, name: execution.identity.name,
      stateMachine: execution.identity.stateMachineName, role: .top, starter: nil)
    return VisitReader(execution, as: identity, ordinal: 0, branch: []).visits.last { $0.enteredEvent == event.id }
  }

  // MARK: Threads

  private func thread(ofEvent id: Int) -> Int {
    threadOfEvent.indices.contains(id - firstID) ? threadOfEvent[id - firstID] : 0
  }

  private func visit(ofEvent id: Int) -> Int? {
    visitOfEvent.indices.contains(id - firstID) ? visitOfEvent[id - firstID] : nil
  }

  private func parentThread(_ thread: Int) -> Int? { threads[thread].parent.map { progress[$0].thread } }

  /// The innermost visit, around a thread, that fits.
  private func visit(around thread: Int, where fits: (Int) -> Bool) -> Int? {
    var next: Int? = thread
    while let thread = next {
      if let visit = threads[thread].current, fits(visit) { return visit }
      next = parentThread(thread)
    }
    return nil
  }

  private func visit(around thread: Int, of state: String) -> Int? {
    visit(around: thread) { visits[$0].state.hasSameUTF8(as: state) }
  }

  /// Whether the error of a visit, or the failure of another branch, has ended it; a redrive may go on with it.
  private func isUnderWay(_ visit: Int) -> Bool { visits[visit].exited == nil && !progress[visit].isCut }

  /// Whether a visit has not ended, nor any of those around it.
  private func isLive(_ visit: Int) -> Bool {
    var next: Int? = visit
    while let candidate = next {
      guard isUnderWay(candidate) else { return false }
      let thread = threads[progress[candidate].thread]
      if let parent = thread.parent, thread.attempt != visits[parent].attempts.count { return false }
      next = thread.parent
    }
    return true
  }

  /// The visit of a state that the failure cut off: within the innermost thread, around the failed one, that has one.
  private func visit(cutBy failing: Int, of state: String) -> Int? {
    var next: Int? = cut?.failing == failing ? cut?.thread : thread(ofEvent: failing)
    while let thread = next {
      if let visit = visit(within: thread, of: state) { return visit }
      next = parentThread(thread)
    }
    return nil
  }

  /// The first visit of a state that has not ended, in a thread and in those of its branches and iterations.
  private func visit(within thread: Int, of state: String) -> Int? {
    guard let current = threads[thread].current, isUnderWay(current) else { return nil }
    if visits[current].state.hasSameUTF8(as: state) { return current }
    for inner in progress[current].threads where threads[inner].attempt == visits[current].attempts.count {
      if let visit = visit(within: inner, of: state) { return visit }
    }
    return nil
  }

  // MARK: Reading

  private mutating func read(_ event: HistoryEvent) {
    let previous = event.previousEventID
    var thread = thread(ofEvent: previous)
    var found: Int?
    switch event.details {
    case .executionStarted, .executionSucceeded: break
    case .executionTimedOut, .executionAborted: for visit in visits.indices { stopAttempt(of: visit, event.timestamp) }
    case .executionRedriven:
      for visit in visits.indices {
        progress[visit].hasFailed = false
        progress[visit].isCut = false
      }
    case .executionFailed(let error):
      fail(thread, error, event.timestamp)
      for visit in visits.indices { stopAttempt(of: visit, event.timestamp) }
    case .stateEntered(let state, let input):
      if let parent = branchStart(previous) { thread = addBranch(to: parent, startingAt: state) }
      found = enter(state, input.json, thread, event)
    case .stateExited(let state, let output, let assigned):
      found = visit(around: thread, of: state.name)
      if let found { exit(found, output.json, assigned?.values, event) }
    case .stateAborted(let state):
      found = visit(cutBy: previous, of: state.name)
      if let found {
        progress[found].isCut = true
        stopAttempt(of: found, event.timestamp)
      }
    case .taskScheduled(let request):
      found = visit(around: thread, of: request.stateName)
      if let found {
        visits[found].failure = nil
        visits[found].attempts.append(
          StateVisit.Attempt(number: request.attempt, input: request.input, began: event.timestamp))
      }
    case .taskStarted(let request, _): found = visit(around: thread, of: request.stateName)
    case .taskSubmitted(let request, let output):
      found = visit(around: thread, of: request.stateName)
      if let found { noteStart(output.json, request, found) }
    case .taskSucceeded(let request, let output):
      found = visit(around: thread, of: request.stateName)
      if let found {
        // The answer to a request that waits for nothing; that to others has been submitted.
        if case .integration(let integration) = request.resource, integration.pattern == .requestResponse {
          noteStart(output.json, request, found)
        }
        endAttempt(of: found, result: output.json, nil, event.timestamp)
      }
    case .taskFailed(let request, let error), .taskTimedOut(let request, let error):
      found = visit(around: thread, of: request.stateName)
      if let found { endAttempt(of: found, result: nil, error, event.timestamp) }
    case .parallelStateStarted: found = begin(.parallel, thread, event)
    case .mapStateStarted: found = begin(.map, thread, event)
    case .mapRunStarted(let arn):
      found = begin(.map, thread, event)
      if let found { mapRuns[arn] = found }
    case .mapRunRedriven(let arn, _): found = mapRuns[arn]
    case .mapIterationStarted(let state, let index):
      found = visit(around: thread, of: state.name)
      if let found { thread = addIteration(index, to: found) }
      visitOfEvent.append(found)
      threadOfEvent.append(thread)
      return
    case .mapIterationSucceeded(let state, let index):
      found = visit(around: thread, of: state.name)
      if let found, let iteration = iterations[Iteration(visit: found, index: index)] {
        threads[iteration].current = nil
        thread = iteration
      }
    case .mapIterationFailed(let state, let index), .mapIterationAborted(let state, let index):
      let cut = cut?.failing == previous ? visit(cutBy: previous, of: state.name) : nil
      found = cut ?? visit(around: thread, of: state.name) ?? visit(cutBy: previous, of: state.name)
      if let found, let iteration = iterations[Iteration(visit: found, index: index)] {
        self.cut = (previous, iteration)
      }
    case .parallelStateSucceeded: found = endContainer(.parallel, thread, event.timestamp)
    case .mapStateSucceeded, .mapRunSucceeded: found = endContainer(.map, thread, event.timestamp)
    case .parallelStateFailed: found = failContainer(.parallel, thread, nil, event.timestamp)
    case .mapStateFailed: found = failContainer(.map, thread, nil, event.timestamp)
    case .mapRunFailed(let error):
      found = visit(around: thread) { visits[$0].type == .map && !progress[$0].hasFailed }
      if let found { endAttempt(of: found, result: nil, error, event.timestamp) }
    case .evaluationFailed(let failure):
      found = visit(around: thread, of: failure.state)
      if let found { visits[found].failure = ErrorOutput(error: failure.error, cause: failure.cause) }
    }
    // What an iteration's end says of the Map does not lead back into the Map's own thread.
    let isAboutIteration =
      switch event.details {
      case .mapIterationSucceeded, .mapIterationFailed, .mapIterationAborted, .stateAborted: true
      default: false
      }
    if let found, !isAboutIteration { thread = progress[found].thread }
    visitOfEvent.append(found)
    threadOfEvent.append(thread)
  }

  // MARK: Visits

  private mutating func enter(
    _ state: StateMachine.State, _ input: JSON, _ thread: Int, _ event: HistoryEvent
  ) -> Int {
    visits.append(
      StateVisit(
        state: state.name, type: state.type, iteration: threads[thread].iteration, branch: threads[thread].branch,
        execution: identity, input: input, entered: event.timestamp, enteredEvent: event.id))
    progress.append(Progress(thread: thread))
    threads[thread].current = visits.count - 1
    return visits.count - 1
  }

  private mutating func exit(_ visit: Int, _ output: JSON, _ assigned: JSON.Object?, _ event: HistoryEvent) {
    visits[visit].output = output
    visits[visit].assigned = assigned
    visits[visit].exited = event.timestamp
    visits[visit].exitOrder = (event.timestamp, ordinal, event.id)
    threads[progress[visit].thread].current = nil
  }

  private mutating func endAttempt(of visit: Int, result: JSON?, _ error: ErrorOutput?, _ time: Timestamp) {
    visits[visit].failure = error
    guard let last = visits[visit].attempts.indices.last else { return }
    visits[visit].attempts[last].result = result
    visits[visit].attempts[last].failure = error
    visits[visit].attempts[last].ended = time
  }

  /// Ends an attempt that was cut off.
  private mutating func stopAttempt(of visit: Int, _ time: Timestamp) {
    guard let last = visits[visit].attempts.indices.last, visits[visit].attempts[last].ended == nil else { return }
    visits[visit].attempts[last].ended = time
  }

  /// Notes which execution a task has started.
  private mutating func noteStart(_ output: JSON, _ request: TaskRequest, _ visit: Int) {
    if let arn = request.startedExecution(output) { started.append((arn, visit)) }
  }

  // MARK: Branches and iterations

  /// The visit of the Parallel state of which a branch begins after an event.
  private func branchStart(_ previous: Int) -> Int? {
    let place = previous - firstID
    guard execution.history.indices.contains(place), case .parallelStateStarted = execution.history[place].details
    else { return nil }
    return visit(ofEvent: previous)
  }

  private mutating func addBranch(to parent: Int, startingAt state: StateMachine.State) -> Int {
    let index = execution.machine.state(named: visits[parent].state).flatMap { container -> Int? in
      guard case .parallel(let parallel) = container.kind else { return nil }
      return parallel.branches.firstIndex { execution.machine.states[$0].name.hasSameUTF8(as: state.name) }
    }
    let around = threads[progress[parent].thread]
    threads.append(
      Thread(
        parent: parent, attempt: visits[parent].attempts.count, iteration: around.iteration,
        branch: around.branch + [index ?? 0]))
    progress[parent].threads.append(threads.count - 1)
    return threads.count - 1
  }

  private mutating func addIteration(_ index: Int, to parent: Int) -> Int {
    let around = threads[progress[parent].thread]
    threads.append(
      Thread(
        parent: parent, attempt: visits[parent].attempts.count, iteration: around.iteration + [index],
        branch: around.branch))
    iterations[Iteration(visit: parent, index: index)] = threads.count - 1
    progress[parent].threads.append(threads.count - 1)
    return threads.count - 1
  }

  private mutating func begin(_ type: StateType, _ thread: Int, _ event: HistoryEvent) -> Int? {
    guard let visit = visit(around: thread, where: { visits[$0].type == type && !progress[$0].hasFailed })
    else { return nil }
    // No event says that the attempt before has failed.
    if let last = visits[visit].attempts.last, last.ended == nil {
      let failing = event.previousEventID - firstID
      let history = execution.history
      endAttempt(
        of: visit, result: nil, threads[thread].current.flatMap { visits[$0].failure },
        history.indices.contains(failing) ? history[failing].timestamp : event.timestamp)
    }
    visits[visit].failure = nil
    visits[visit].attempts.append(StateVisit.Attempt(number: visits[visit].attempts.count + 1, began: event.timestamp))
    return visit
  }

  private mutating func endContainer(_ type: StateType, _ thread: Int, _ time: Timestamp) -> Int? {
    guard let visit = visit(around: thread, where: { visits[$0].type == type && !progress[$0].hasFailed })
    else { return nil }
    endAttempt(of: visit, result: nil, nil, time)
    return visit
  }

  /// Notes that a Parallel or Map state has failed: with its own error, or that of the branch that failed.
  private mutating func failContainer(
    _ type: StateType, _ thread: Int, _ error: ErrorOutput?, _ time: Timestamp
  ) -> Int? {
    guard let visit = visit(around: thread, where: { visits[$0].type == type && !progress[$0].hasFailed })
    else { return nil }
    let inner = threads[thread].current.flatMap { visits[$0].failure }
    let failure = error ?? visits[visit].failure ?? inner
    if let failed = threads[thread].current { progress[failed].hasFailed = true }
    endAttempt(of: visit, result: nil, failure, time)
    progress[visit].hasFailed = true
    return visit
  }

  // MARK: The end

  /// Notes the error that ended the execution with the visits that it went through.
  private mutating func fail(_ thread: Int, _ error: ErrorOutput, _ time: Timestamp) {
    var next: Int? = thread
    while let thread = next {
      if let visit = threads[thread].current {
        let failure = visits[visit].failure ?? error
        if visits[visit].attempts.last?.ended == nil {
          endAttempt(of: visit, result: nil, failure, time)
        } else {
          visits[visit].failure = failure
        }
        progress[visit].hasFailed = true
      }
      next = parentThread(thread)
    }
  }

  private mutating func finish() {
    var isRunning = false
    if case .running = execution.status { isRunning = true }
    for visit in visits.indices {
      if visits[visit].exited != nil {
        visits[visit].ending = .exited
      } else if visits[visit].failure != nil || progress[visit].hasFailed || visits[visit].type == .fail {
        visits[visit].ending = isRunning && isLive(visit) ? .open : .failed
      } else {
        visits[visit].ending = isRunning && isLive(visit) ? .open : .aborted
      }
    }
  }
}

extension StateMachine {
  fileprivate func state(named name: String) -> State? { index(ofState: name).map { states[$0] } }
}
