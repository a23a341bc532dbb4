import OrderedJSON
import StatesLanguage

extension Execution {
  /// Handles a failure of a state's work: retries, catches, or lets the branch fail.
  mutating func fail(_ b: Int, _ error: StateError) -> Step {
    let state = machine.states[Int(branches[b].state)]
    recordEvaluationFailure(error, in: state, b)
    if error.isTerminal {
      endFailed(error, after: branches[b].lastEvent)
      return .blocked
    }
    if let delay = retryDelay(b, state, error) {
      branches[b].serial &+= 1
      dropCut(of: b)
      branches[b].phase = .backingOff
      startTimer(b, .retry, at: now.advanced(byMilliseconds: delay))
      return .blocked
    }
    return catchOrFail(b, state, error)
  }

  private mutating func recordEvaluationFailure(_ error: StateError, in state: StateMachine.State, _ b: Int) {
    let location: String?
    switch error.kind {
    case .evaluation(let field), .terminalEvaluation(let field): location = field
    case .terminal, .ordinary, .deadline: return
    }
    let failure = EvaluationFailure(
      state: state.name, error: error.name ?? ErrorName.queryEvaluationError, cause: error.cause ?? "",
      location: location)
    branches[b].lastEvent = writer.append(.evaluationFailed(failure), after: branches[b].lastEvent, at: now)
  }

  private mutating func catchOrFail(_ b: Int, _ state: StateMachine.State, _ error: StateError) -> Step {
    let before = branches[b].lastEvent
    recordContainerFailure(state, b)
    guard let place = state.catcher(for: error) else { return branchFailed(b, error) }
    if coverage != nil { cover(.caught(state: Int(branches[b].state), catcher: place)) }
    do throws(StateError) {
      return try leave(b, state, by: state.catchers[place], after: error)
    } catch {
      if error.isTerminal {
        recordEvaluationFailure(error, in: state, b)
        endFailed(error, after: branches[b].lastEvent)
        return .blocked
      }
      branches[b].lastEvent = before
      recordEvaluationFailure(error, in: state, b)
      recordContainerFailure(state, b)
      return branchFailed(b, error)
    }
  }

  private mutating func recordContainerFailure(_ state: StateMachine.State, _ b: Int) {
    switch state.kind {
    case .parallel:
      branches[b].lastEvent = writer.append(.parallelStateFailed, after: branches[b].lastEvent, at: now)
    case .map: branches[b].lastEvent = writer.append(.mapStateFailed, after: branches[b].lastEvent, at: now)
    case .task, .choice, .wait, .pass, .succeed, .fail: break
    }
  }

  mutating func leave(
    _ b: Int, _ state: StateMachine.State, by catcher: Catcher, after error: StateError
  ) throws(StateError) -> Step {
    let errorOutput = error.errorOutput
    let document = try payload(errorOutput, bound: 1, in: b)
    let output: Payload
    switch state.queryLanguage {
    case .jsonPath: output = try merge(document, into: branches[b].input, at: catcher.resultPath, in: b)
    case .jsonata:
      if let template = catcher.output {
        output = try fill(template, in: b, result: nil, errorOutput: errorOutput)
      } else {
        output = document
      }
    }
    let assigned = try assignments(catcher.assign, in: b, document: document, result: nil, errorOutput: errorOutput)
    return try leave(b, state, output: output, assigned: assigned, to: .next(catcher.next))
  }

  /// Ends a branch whose error was not caught, and fails the state around it.
  private mutating func branchFailed(_ b: Int, _ error: StateError) -> Step {
    let parent = Int(branches[b].parent)
    guard parent >= 0 else {
      endFailed(error, after: branches[b].lastEvent)
      return .blocked
    }
    let failing = branches[b].lastEvent
    cutBranches(of: parent, because: b, after: failing)
    branches[parent].lastEvent = failing
    var inherited = error
    if case .evaluation = error.kind { inherited.kind = .ordinary }
    if case .next = fail(parent, inherited) { wake(parent) }
    return .blocked
  }

  /// Ends the branches or iterations of a Parallel or Map state because of the event `failing`; their events are in the
  /// order of their indexes.
  ///
  /// - Parameter failed: the branch that failed, if it was one.
  mutating func cutBranches(of parent: Int, because failed: Int?, after failing: Int32) {
    let place = Int(branches[parent].container)
    guard place >= 0 else { return }
    let container = machine.states[Int(branches[parent].state)]
    var unfinished: [Branch] = []
    for child in containers[place].branches where child >= 0 {
      let b = Int(child)
      if b == failed { recordFailure(of: b, in: container) } else { cut(b, in: container, after: failing) }
      unfinished.append(branches[b])
      release(b)
    }
    branches[parent].cut = CutBranches(container: containers[place], branches: unfinished)
    releaseContainer(of: parent)
  }

  /// Records the events of the branch whose failure ends the state around it.
  private mutating func recordFailure(of b: Int, in container: StateMachine.State) {
    let failing = branches[b].lastEvent
    if case .map = container.kind {
      _ = writer.append(.mapIterationFailed(container, index: Int(branches[b].slot)), after: failing, at: now)
    }
    let state = machine.states[Int(branches[b].state)]
    if case .task = state.kind { _ = writer.append(.stateAborted(state), after: failing, at: now) }
  }

  private mutating func cut(_ b: Int, in container: StateMachine.State, after failing: Int32) {
    if case .map = container.kind {
      _ = writer.append(.mapIterationAborted(container, index: Int(branches[b].slot)), after: failing, at: now)
    }
    cancelWaits(b)
    cutBranches(of: b, because: nil, after: failing)
    switch branches[b].phase {
    case .entering: break  // the state has no Entered event yet
    case .retrying, .resuming, .continuing, .waiting, .backingOff, .awaitingTask, .awaitingBranches, .awaitingMapRun:
      let state = machine.states[Int(branches[b].state)]
      _ = writer.append(.stateAborted(state), after: failing, at: now)
    case .free: break
    }
  }

  mutating func releaseContainer(of parent: Int) {
    let place = branches[parent].container
    guard place >= 0 else { return }
    branches[parent].container = -1
    containers[Int(place)] = Container(
      results: [], branches: [], startedEvent: 0, lastEvent: 0, effectiveInput: .emptyObject)
    freeContainers.append(place)
  }
}

extension StateMachine.State {
  /// The index of the first catcher that matches an error.
  func catcher(for error: StateError) -> Int? {
    catchers.firstIndex { error.matches(anyOf: $0.errorEquals) }
  }
}

extension StateError {
  /// Whether one of the entries of `ErrorEquals` matches.
  ///
  /// - SeeAlso: States Language, "Errors"; `States.HeartbeatTimeout` matches a missed heartbeat, whose name is still
  ///   `States.Timeout`.
  func matches(anyOf patterns: [ErrorPattern]) -> Bool {
    patterns.contains { pattern in
      switch pattern {
      case .all: return true
      // An error without a name is only matched by `States.ALL`.
      case .taskFailed: return name != nil && name != ErrorName.timeout
      case .timeout: return name == ErrorName.timeout
      case .heartbeatTimeout:
        if case .deadline(let missed) = kind, missed.kind == .heartbeat { return true }
        return name == "States.HeartbeatTimeout"
      case .name(let text): return name == text
      }
    }
  }

  /// The Error Output that a catcher receives.
  var errorOutput: JSON {
    guard name != nil || cause != nil else { return ["Error": nil, "Cause": nil] }
    return ["Error": name.map(JSON.string) ?? .null, "Cause": .string(cause ?? "")]
  }
}
