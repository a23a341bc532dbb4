import OrderedJSON
import StatesLanguage

/// Refuses impossible executions: tables that do not belong together, branches that nothing would ever wake.
///
/// After this a restored execution is trusted, so everything the interpreter relies on is checked here.
struct SnapshotChecks {
  let execution: Execution
  let isRunning: Bool
  /// For each state, the index of the first state of the machine, branch or processor that it belongs to.
  private let beginnings: [Int: Int]
  private var usedContainers: Set<Int32> = []
  private var usedMapRuns: Set<Int32> = []
  private var seenBranches = 0

  init(_ execution: Execution) {
    self.execution = execution
    if case .running = execution.status { isRunning = true } else { isRunning = false }
    beginnings = Self.beginnings(execution.machine)
  }

  mutating func run() throws(SnapshotError) {
    try require(execution.hasBegun != execution.branches.isEmpty, "a history without branches, or the reverse")
    try checkPlaces()
    guard let root = execution.branches.first else { return }
    try require(root.parent == -1 && root.phase != .free, "the first branch is not the execution's own")
    try check(root, at: 0, beginning: execution.startAt)
    let free = Set(execution.freeBranches)
    try require(
      free.count == execution.freeBranches.count && seenBranches + free.count == execution.branches.count
        && free.allSatisfy { execution.branches[Int($0)].phase == .free },
      "branches that belong to nothing")
    let freeContainers = Set(execution.freeContainers)
    try require(
      freeContainers.count == execution.freeContainers.count && freeContainers.isDisjoint(with: usedContainers)
        && freeContainers.count + usedContainers.count == execution.containers.count,
      "branches or iterations that belong to nothing")
  }

  // MARK: Scopes of states

  /// Walks each scope from its first state: the states that it reaches belong to it.
  private static func beginnings(_ machine: StateMachine) -> [Int: Int] {
    var result: [Int: Int] = [:]
    var starts = [machine.startAt]
    while let start = starts.popLast() {
      var open = [start]
      while let place = open.popLast() {
        guard machine.states.indices.contains(place), result[place] == nil else { continue }
        result[place] = start
        let state = machine.states[place]
        if case .next(let next) = state.transition { open.append(next) }
        open += state.catchers.map(\.next)
        switch state.kind {
        case .choice(let choice):
          open += choice.rules.map(\.next)
          if let target = choice.defaultTarget { open.append(target) }
        case .parallel(let parallel): starts += parallel.branches
        case .map(let map): starts.append(map.processor)
        case .task, .wait, .pass, .succeed, .fail: break
        }
      }
    }
    return result
  }

  // MARK: Threads of control

  private func require(_ condition: Bool, _ problem: String) throws(SnapshotError) {
    guard condition else { throw SnapshotError(.damaged, "damaged: \(problem)") }
  }

  private func checkPlaces() throws(SnapshotError) {
    try require(execution.variableDepthBound <= execution.quotas.maximumDepth, "variables nested too deeply")
    let limit = execution.quotas.maximumHistoryEvents ?? Int(Int32.max)
    try require(
      execution.eventCount <= limit && execution.history.allSatisfy { (0..<$0.number).contains($0.previous) },
      "a history that is too long, or an event that follows a later one")
    try require(
      execution.freeBranches.allSatisfy { execution.branches.indices.contains(Int($0)) }
        && execution.freeContainers.allSatisfy { execution.containers.indices.contains(Int($0)) }
        && execution.containers.allSatisfy { container in
          container.branches.allSatisfy { $0 == -1 || execution.branches.indices.contains(Int($0)) }
        },
      "something refers to a branch that is not there")
    for branch in execution.branches {
      try require(
        branch.parent >= -1 && Int(branch.parent) < execution.branches.count
          && branch.container >= -1 && Int(branch.container) < execution.containers.count
          && branch.mapRun >= -1 && Int(branch.mapRun) < execution.mapRuns.count,
        "a branch refers to something that is not there")
    }
  }

  private mutating func check(_ branch: Branch, at place: Int, beginning: Int) throws(SnapshotError) {
    seenBranches += 1
    try checkAlone(branch, beginning: beginning)
    try checkPhase(branch)
    guard branch.container >= 0 else { return }
    try require(usedContainers.insert(branch.container).inserted, "two branches have the same children")
    let container = execution.containers[Int(branch.container)]
    let starts = try checkShape(container, of: branch)
    var running = 0
    for (slot, child) in container.branches.enumerated() where child >= 0 {
      running += 1
      let branch = execution.branches[Int(child)]
      try require(
        Int(child) != place && Int(branch.parent) == place && Int(branch.slot) == slot && branch.phase != .free
          && seenBranches < execution.branches.count,
        "a branch is not the child of its parent")
      try check(branch, at: Int(child), beginning: starts(slot))
    }
    try require(running == container.running && (running > 0 || !isRunning), "children are not as many as are counted")
  }

  /// Checks a branch regardless of whether it is running or was cut off.
  private mutating func checkAlone(_ branch: Branch, beginning: Int) throws(SnapshotError) {
    try require(beginnings[Int(branch.state)] == beginning, "a branch is in a state of another one")
    let events = 0...Int32(clamping: execution.eventCount)
    try require(
      events.contains(branch.lastEvent) && events.contains(branch.enteredEvent) && branch.retryCount >= 0
        && branch.retrierCounts.allSatisfy { $0 >= 0 },
      "a branch counts what has not happened")
    let retriers = execution.machine.states[Int(branch.state)].retriers.count
    try require(
      branch.retrierCounts.isEmpty || branch.retrierCounts.count == retriers, "a branch counts for other retriers")
    let depth = JSON.object(branch.variables).depth(upTo: execution.quotas.maximumDepth + 2)
    try require(depth <= execution.variableDepthBound + 1, "variables nested more deeply than is said")
    if branch.mapRun >= 0 {
      try require(usedMapRuns.insert(branch.mapRun).inserted, "two branches have the same map run")
      let run = execution.mapRuns[Int(branch.mapRun)]
      try require(run.state === execution.machine.states[Int(branch.state)], "a map run of another state")
    }
    if let cut = branch.cut { try check(cut, of: branch) }
  }

  private func checkPhase(_ branch: Branch) throws(SnapshotError) {
    let hasChildren = branch.container >= 0
    let state = execution.machine.states[Int(branch.state)]
    switch (branch.phase, state.kind) {
    case (.awaitingBranches, .parallel), (.awaitingBranches, .map), (.continuing, .map):
      try require(hasChildren || !isRunning, "a branch waits for children that are not there")
      try require(branch.phase == .awaitingBranches || !isRunning, "a branch is in the middle of its work")
    case (.awaitingMapRun, .map):
      try require(!hasChildren && (branch.mapRun >= 0 || !isRunning), "a branch waits for a map run that is not there")
      if isRunning, branch.mapRun >= 0 { try checkPending(execution.mapRuns[Int(branch.mapRun)]) }
    case (.awaitingTask, .task):
      try require(
        !hasChildren && (!isRunning || branch.request?.stateName == state.name), "a branch waits for another's task")
    case (.waiting, .wait), (.backingOff, _):
      try require(!hasChildren && (branch.deadline != nil || !isRunning), "a branch waits for no deadline")
    case (.entering, _), (.retrying, _), (.resuming, _):
      try require(!hasChildren && !isRunning, "a branch is in the middle of its work")
    case (.awaitingBranches, _), (.continuing, _), (.awaitingMapRun, _), (.awaitingTask, _), (.waiting, _), (.free, _):
      throw SnapshotError(.damaged, "damaged: a branch waits for what its state never does")
    }
  }

  /// Checks the results, items and counts of branches or iterations; returns the first state of each.
  private func checkShape(_ container: Container, of branch: Branch) throws(SnapshotError) -> (Int) -> Int {
    try require(
      container.branches.count == container.results.count && container.concurrency >= 0
        && (0...container.items.count).contains(container.nextItem)
        && (0...Int32(clamping: execution.eventCount)).contains(container.lastEvent)
        && (0...Int32(clamping: execution.eventCount)).contains(container.startedEvent),
      "branches or iterations that do not fit their state")
    let depth = JSON.array(container.results).depth(upTo: execution.quotas.maximumDepth + 2)
    try require(
      (0...execution.quotas.maximumDepth + 1).contains(container.depthBound) && depth <= container.depthBound + 1,
      "results nested more deeply than is said")
    switch execution.machine.states[Int(branch.state)].kind {
    case .parallel(let parallel):
      try require(
        container.branches.count == parallel.branches.count && container.items.isEmpty,
        "branches that do not fit their state")
      return { parallel.branches[$0] }
    case .map(let map):
      try require(
        container.branches.count == container.items.count
          && container.branches[container.nextItem...].allSatisfy { $0 == -1 },
        "iterations that do not fit their state")
      return { _ in map.processor }
    case .task, .choice, .wait, .pass, .succeed, .fail:
      throw SnapshotError(.damaged, "damaged: a state that has no branches has some")
    }
  }

  /// Checks branches that a failure cut off: they are not awaited, and a redrive starts them again.
  private mutating func check(_ cut: CutBranches, of branch: Branch) throws(SnapshotError) {
    let starts = try checkShape(cut.container, of: branch)
    try require(
      branch.container == -1 && cut.container.branches.allSatisfy { $0 == -1 },
      "a branch has children that were cut off and others")
    var slots: Set<Int32> = []
    for child in cut.branches {
      let isIteration = !cut.container.items.isEmpty
      try require(
        child.container == -1 && child.mapRun >= -1 && Int(child.mapRun) < execution.mapRuns.count
          && cut.container.branches.indices.contains(Int(child.slot)) && slots.insert(child.slot).inserted
          && (!isIteration || child.slot < cut.container.nextItem) && child.phase != .free,
        "a branch that was cut off does not fit its state")
      try checkAlone(child, beginning: starts(Int(child.slot)))
    }
    let isParallel = if case .parallel = execution.machine.states[Int(branch.state)].kind { true } else { false }
    try require(!isParallel || !cut.branches.isEmpty, "nothing to go on with")
  }

  /// A running map run waits for something.
  private func checkPending(_ run: MapRun) throws(SnapshotError) {
    try require(run.status == .running, "a branch waits for a map run that has ended")
    let isWriting = run.writing != nil && run.map.distributed.resultWriter != nil
    try require(
      run.counts.executions.running > 0 || run.isReading || isWriting, "a map run that waits for nothing goes on")
  }
}
