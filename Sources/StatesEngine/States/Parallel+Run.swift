import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runParallel(_ b: Int, _ state: StateMachine.State, _ parallel: ParallelState) throws(StateError) -> Step
  {
    let document = state.queryLanguage == .jsonPath ? try effectiveInput(b, state) : branches[b].input
    let payload = try workInput(b, state, document)
    let started = writer.append(.parallelStateStarted, after: branches[b].lastEvent, at: now)
    branches[b].lastEvent = started
    branches[b].phase = .awaitingBranches
    let count = parallel.branches.count
    addContainer(
      to: b,
      Container(
        results: Array(repeating: .null, count: count), branches: Array(repeating: -1, count: count),
        running: count, startedEvent: started, lastEvent: started, effectiveInput: document))
    let variables = branches[b].variables
    let item = branches[b].item
    for (slot, start) in parallel.branches.enumerated() {
      var child = Branch(
        state: Int32(start), parent: Int32(b), slot: Int32(slot), lastEvent: started, input: payload,
        variables: variables)
      child.item = item
      startBranch(child, of: b)
    }
    return .blocked
  }

  mutating func addContainer(to b: Int, _ container: Container) {
    if let place = freeContainers.popLast() {
      containers[Int(place)] = container
      branches[b].container = place
    } else {
      containers.append(container)
      branches[b].container = Int32(containers.count - 1)
    }
  }

  mutating func startBranch(_ child: Branch, of b: Int) {
    let slot = Int(child.slot)
    let place = addBranch(child)
    containers[Int(branches[b].container)].branches[slot] = place
    ready.append(place)
  }

  /// A branch or iteration has ended.
  mutating func branchEnded(_ child: Int, output: Payload) {
    let parent = Int(branches[child].parent)
    let slot = Int(branches[child].slot)
    let last = branches[child].lastEvent
    let place = Int(branches[parent].container)
    containers[place].results[slot] = output.json
    containers[place].branches[slot] = -1
    containers[place].running -= 1
    containers[place].depthBound = max(containers[place].depthBound, output.depthBound)
    release(child)
    let state = machine.states[Int(branches[parent].state)]
    switch state.kind {
    case .map: iterationEnded(parent, state, slot: slot, last: last)
    case .parallel:
      containers[place].lastEvent = max(containers[place].lastEvent, last)
      if containers[place].running == 0 { containerEnded(parent, state, .parallelStateSucceeded) }
    case .task, .choice, .wait, .pass, .succeed, .fail: break
    }
  }

  /// All branches or iterations have succeeded.
  mutating func containerEnded(_ b: Int, _ state: StateMachine.State, _ details: HistoryEventDetails) {
    let place = Int(branches[b].container)
    let results = containers[place].results
    let depth = containers[place].depthBound
    let last = containers[place].lastEvent
    releaseContainer(of: b)
    let succeeded = writer.append(details, after: last, at: now)
    branches[b].lastEvent = last
    // Its branches are gone, so until it moves on it counts as working.
    branches[b].phase = .resuming
    let step = attempt(b) { execution throws(StateError) in
      do throws(StateError) {
        let result = try execution.payload(.array(results), bound: depth + 1, in: b)
        try execution.checkResultSize(result, of: state, in: b)
        return try execution.finishWork(b, state, result: result)
      } catch {
        // A failure of the state's own fields is attributed to the end of its work.
        if error.isTerminal { execution.branches[b].lastEvent = succeeded }
        throw error
      }
    }
    if case .next = step { wake(b) }
  }

  private mutating func checkResultSize(_ result: Payload, of state: StateMachine.State, in b: Int) throws(StateError) {
    guard let limit = quotas.maximumPayloadBytes, result.byteCount > limit else { return }
    throw StateError(
      .ordinary, name: ErrorName.dataLimitExceeded, cause: ErrorText.resultTooLarge(state.name))
  }
}
