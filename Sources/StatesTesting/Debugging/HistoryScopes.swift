import OrderedJSON
import StatesEngine
import StatesLanguage

/// What a history says of the data at one of its events: the branches that are open, the state that each is in, its input,
/// its variables, and what its work has given.
///
/// Everything is computed from the events up to that one, so what the engine did in one go can be looked at event by event.
struct HistoryScopes: Sendable {
  /// What the work of a state has given.
  enum Work: Sendable {
    /// Nothing yet, or nothing that the history shows.
    case unknown
    /// A result.
    case result(JSON)
    /// An error, and the deadline that was missed, if it is that.
    case failure(ErrorOutput, missed: MissedDeadline.Kind?)
  }

  /// A thread of control: the execution, a branch of a Parallel state, or an iteration of an inline Map.
  struct Branch: Sendable {
    /// The branch whose Parallel or Map state it belongs to.
    let parent: Int?
    /// Its number in that state.
    let slot: Int
    /// Whether it is an iteration.
    let isIteration: Bool
    /// Whether it has not ended.
    var isOpen = true
    /// The state that it is in, or has left last; none before the first.
    var state: StateMachine.State?
    /// The state's raw input.
    var input: JSON
    /// When the state was entered, and by which event.
    var enteredTime = Timestamp(milliseconds: 0)
    var enteredEvent = 0
    /// The variables at the state's entry.
    var entryVariables: JSON.Object
    /// The variables now: after the state's `Assign`, once it has been left.
    var variables: JSON.Object
    /// How often the state's work has been begun again.
    var retryCount = 0
    /// The state's last task, and the event that scheduled it.
    var task: TaskRequest?
    var taskEvent = 0
    /// When that task was started.
    var taskTime = Timestamp(milliseconds: 0)
    /// Whether the last event of its state is a failure, which may be the end of the branch: only what follows shows it.
    var hasFailed = false
    var work = Work.unknown
    /// The state's output, once it has been left.
    var output: JSON?
    /// The variables that the state assigned.
    var assigned: JSON.Object?
    /// Of a Parallel or Map state that is running: how many branches have begun, those that have not been closed, and what
    /// they gave.
    var begunBranches = 0
    var branches: Set<Int> = []
    var outputs: [Int: JSON] = [:]
    var hasContainer = false
  }

  /// The branches, in the order in which they began; the same as the threads of ``threads``.
  private(set) var branches: [Branch] = []
  private var threads = HistoryThreads()
  /// The branch of each event, in order.
  private var branchOfEvent: [Int32] = []
  /// The state that its branch was in at each event, in order.
  private var stateOfEvent: [StateMachine.State?] = []
  /// The last event that counts; 0 before the first.
  var last: Int { branchOfEvent.count }

  /// The branch that the last event belongs to.
  var current: Branch? { branchOfEvent.last.map { branches[Int($0)] } }

  /// The index of the branch that the last event belongs to.
  var currentIndex: Int? { branchOfEvent.last.map { Int($0) } }

  /// The branch that an event belongs to.
  func branch(ofEvent id: Int) -> Int? {
    branchOfEvent.indices.contains(id - 1) ? Int(branchOfEvent[id - 1]) : nil
  }

  /// The state that its branch was in at an event.
  func state(atEvent id: Int) -> StateMachine.State? {
    stateOfEvent.indices.contains(id - 1) ? stateOfEvent[id - 1] : nil
  }

  /// Whether a branch is in another, at any depth, or is that one.
  func isInside(_ branch: Int, _ other: Int) -> Bool {
    var place: Int? = branch
    while let index = place {
      if index == other { return true }
      place = branches[index].parent
    }
    return false
  }

  /// The iterations around and including a branch, outermost first.
  func iterations(of branch: Int) -> [Int] {
    var result: [Int] = []
    var place: Int? = branch
    while let index = place {
      if branches[index].isIteration { result.append(branches[index].slot) }
      place = branches[index].parent
    }
    return result.reversed()
  }

  // MARK: Events

  /// Goes on to the event after the last one.
  mutating func append(_ event: HistoryEvent, of history: ContiguousArray<HistoryEvent>) {
    if branches.isEmpty {
      branches.append(
        Branch(parent: nil, slot: 0, isIteration: false, input: .null, entryVariables: [:], variables: [:]))
    }
    let position = threads.append(event)
    let index = place(event, position, of: history)
    branchOfEvent.append(Int32(truncatingIfNeeded: index))
    stateOfEvent.append(branches[index].state)
  }

  /// Applies an event, and gives the branch that it belongs to.
  private mutating func place(
    _ event: HistoryEvent, _ position: HistoryThreads.Position, of history: ContiguousArray<HistoryEvent>
  ) -> Int {
    let before = branch(ofEvent: event.previousEventID) ?? 0
    switch event.details {
    case .executionStarted(let input, _):
      branches[0].input = input.json
      return 0
    case .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted:
      for index in branches.indices { branches[index].isOpen = false }
      return 0
    case .executionRedriven:
      redrive()
      return 0
    case .stateEntered(let state, let input): return enter(state, input.json, event, before, history)
    case .stateExited(let state, let output, let assigned):
      let index = nearest(before) { $0.state?.name == state.name }
      leave(index, state, output.json, assigned?.values)
      return index
    case .stateAborted:
      guard let index = position.visit.map({ threads.visits[$0].thread }), branches.indices.contains(index) else {
        return before
      }
      close(index)
      return index
    case .taskScheduled(let request):
      if branches[before].task != nil { branches[before].retryCount += 1 }
      branches[before].task = request
      branches[before].taskEvent = event.id
      branches[before].work = .unknown
      branches[before].hasFailed = false
      return before
    case .taskStarted:
      branches[before].taskTime = event.timestamp
      return before
    case .taskSubmitted: return before
    case .taskSucceeded(_, let output): return finishTask(before, .result(output.json))
    case .taskFailed(_, let error): return finishTask(before, .failure(error, missed: nil))
    case .taskTimedOut(let request, let error):
      let limit = request.timeoutSeconds.map { branches[before].taskTime.advanced(bySeconds: Int64($0)) }
      let isHeartbeat = request.heartbeatSeconds != nil && limit.map { event.timestamp < $0 } ?? true
      return finishTask(before, .failure(error, missed: isHeartbeat ? .heartbeat : .task))
    case .evaluationFailed(let failure):
      let index = nearest(before) { $0.state?.name == failure.state }
      branches[index].work = .failure(ErrorOutput(error: failure.error, cause: failure.cause), missed: nil)
      branches[index].hasFailed = true
      return index
    case .parallelStateStarted: return startContainer(of: .parallel, after: event, failure(before: event), history)
    case .mapStateStarted: return startContainer(of: .map, after: event, failure(before: event), history)
    case .parallelStateSucceeded: return endContainer(of: .parallel, before)
    case .mapStateSucceeded: return endContainer(of: .map, before)
    case .parallelStateFailed: return failContainer(of: .parallel, failure(before: event))
    case .mapStateFailed: return failContainer(of: .map, failure(before: event))
    case .mapIterationStarted(let state, let index):
      let owner = nearest(before) { $0.state?.name == state.name }
      return begin(slot: index, isIteration: true, of: owner)
    case .mapIterationSucceeded(_, let index):
      guard let (owner, child) = iteration(index, position) else { return before }
      close(child)
      return owner
    case .mapIterationFailed(_, let index):
      guard let (owner, child) = iteration(index, position) else { return before }
      carryFailure(from: child, to: owner)
      // A task is aborted by an event of its own.
      if branches[child].state?.type != .task { close(child) }
      return owner
    case .mapIterationAborted(_, let index):
      guard let (owner, child) = iteration(index, position) else { return before }
      // A state that has been entered is aborted by an event of its own.
      if branches[child].state == nil { close(child) }
      return owner
    case .mapRunStarted, .mapRunSucceeded, .mapRunRedriven: return nearest(before) { $0.state?.type == .map }
    case .mapRunFailed(let error):
      let index = nearest(before) { $0.state?.type == .map }
      branches[index].work = .failure(error, missed: nil)
      return index
    }
  }

  /// The branch whose failure an event follows.
  private func failure(before event: HistoryEvent) -> Int {
    let index = threads.failure(before: event.previousEventID).thread
    return branches.indices.contains(index) ? index : 0
  }

  /// The branch of a Map state that an event of an iteration is about, and that of the iteration.
  private func iteration(_ index: Int, _ position: HistoryThreads.Position) -> (owner: Int, child: Int)? {
    guard let visit = position.visit, let child = threads.thread(ofIteration: index, of: visit),
      branches.indices.contains(child), let owner = branches[child].parent
    else { return nil }
    return (owner, child)
  }

  /// States that had not ended begin again without being entered again.
  private mutating func redrive() {
    for index in branches.indices where branches[index].state?.type != .fail && !branches[index].isFinished {
      branches[index].retryCount = 0
      branches[index].task = nil
      branches[index].work = .unknown
      branches[index].hasFailed = false
    }
  }

  /// The branch itself or the nearest around it for which something holds.
  private func nearest(_ start: Int, _ holds: (Branch) -> Bool) -> Int {
    var place: Int? = start
    while let index = place {
      if holds(branches[index]) { return index }
      place = branches[index].parent
    }
    return start
  }

  // MARK: States

  private mutating func enter(
    _ state: StateMachine.State, _ input: JSON, _ event: HistoryEvent, _ before: Int,
    _ history: ContiguousArray<HistoryEvent>
  ) -> Int {
    var index = before
    if case .parallelStateStarted? = details(event.previousEventID, history) {
      index = begin(slot: branches[before].begunBranches, isIteration: false, of: before)
    }
    branches[index].isOpen = true
    branches[index].state = state
    branches[index].input = input
    branches[index].enteredTime = event.timestamp
    branches[index].enteredEvent = event.id
    branches[index].entryVariables = branches[index].variables
    branches[index].retryCount = 0
    branches[index].task = nil
    branches[index].work = Self.failure(of: state)
    branches[index].hasFailed = state.type == .fail
    branches[index].output = nil
    branches[index].assigned = nil
    branches[index].hasContainer = false
    return index
  }

  private mutating func leave(
    _ index: Int, _ state: StateMachine.State, _ output: JSON, _ assigned: JSON.Object?
  ) {
    branches[index].output = output
    branches[index].hasFailed = false
    branches[index].assigned = assigned
    for member in assigned?.members ?? [] { branches[index].variables[member.key] = member.value }
    // Whether it moves on is only known from the next event; a branch that has ended enters no state any more.
    guard let parent = branches[index].parent, case .end = state.transition, state.type != .choice else { return }
    branches[parent].outputs[branches[index].slot] = output
    branches[index].isOpen = false
  }

  private mutating func finishTask(_ index: Int, _ work: Work) -> Int {
    branches[index].work = work
    return index
  }

  // MARK: Branches

  private mutating func begin(slot: Int, isIteration: Bool, of parent: Int) -> Int {
    let variables = branches[parent].variables
    branches[parent].begunBranches += 1
    branches.append(
      Branch(
        parent: parent, slot: slot, isIteration: isIteration, input: branches[parent].input,
        entryVariables: variables, variables: variables))
    branches[parent].branches.insert(branches.count - 1)
    return branches.count - 1
  }

  /// A state that is begun again comes after the failure of one of its branches.
  private mutating func startContainer(
    of type: StateType, after event: HistoryEvent, _ before: Int, _ history: ContiguousArray<HistoryEvent>
  ) -> Int {
    var start = before
    switch details(event.previousEventID, history) {
    case .parallelStateFailed, .mapStateFailed: start = branches[before].parent ?? before
    default: break
    }
    let index = nearest(start) { $0.state?.type == type }
    closeBranches(of: index)
    if branches[index].hasContainer { branches[index].retryCount += 1 }
    branches[index].hasContainer = true
    branches[index].begunBranches = 0
    branches[index].outputs = [:]
    branches[index].work = .unknown
    branches[index].hasFailed = false
    return index
  }

  private mutating func endContainer(of type: StateType, _ before: Int) -> Int {
    let index = nearest(before) { $0.state?.type == type && $0.hasContainer && !$0.isFinished }
    closeBranches(of: index)
    let outputs = branches[index].outputs
    if outputs.count == branches[index].begunBranches, !branches[index].isDistributed {
      branches[index].work = .result(.array((0..<outputs.count).map { outputs[$0] ?? .null }))
      branches[index].outputs = [:]
    }
    return index
  }

  private mutating func failContainer(of type: StateType, _ before: Int) -> Int {
    let index = nearest(before) { $0.state?.type == type && !$0.isFinished }
    if index != before { carryFailure(from: before, to: index) }
    closeBranches(of: index)
    branches[index].hasFailed = true
    return index
  }

  /// What a Fail state fails with, if that is written in the definition.
  private static func failure(of state: StateMachine.State) -> Work {
    guard case .fail(let fail) = state.kind else { return .unknown }
    var (error, cause): (String?, String?)
    switch fail.error {
    case nil: break
    case .literal(let text): error = text
    case .dynamic, .expression: return .unknown
    }
    switch fail.cause {
    case nil: break
    case .literal(let text): cause = text
    case .dynamic, .expression: return .unknown
    }
    return .failure(ErrorOutput(error: error, cause: cause), missed: nil)
  }

  private mutating func carryFailure(from child: Int, to owner: Int) {
    branches[owner].work = branches[child].work.failureOnly
  }

  private mutating func closeBranches(of owner: Int) {
    for index in branches[owner].branches { close(index) }
    branches[owner].branches = []
  }

  private mutating func close(_ index: Int) {
    branches[index].isOpen = false
    closeBranches(of: index)
    if let parent = branches[index].parent { branches[parent].branches.remove(index) }
  }

  private func details(_ id: Int, _ history: ContiguousArray<HistoryEvent>) -> HistoryEventDetails? {
    history.indices.contains(id - 1) ? history[id - 1].details : nil
  }
}

extension HistoryScopes.Work {
  /// The failure; nothing is known otherwise.
  fileprivate var failureOnly: HistoryScopes.Work { if case .failure = self { self } else { .unknown } }
}

extension HistoryScopes.Branch {
  /// Whether the state that it was in has been left.
  var isFinished: Bool { output != nil }

  /// Whether it is in a Map whose iterations are executions of their own.
  fileprivate var isDistributed: Bool {
    guard case .map(let map)? = state?.kind, case .distributed = map.mode else { return false }
    return true
  }
}
