import LanguageSupport
import OrderedJSON
import StatesEngine

/// An execution with the children of its distributed Maps and the executions that its tasks start: processes inputs and
/// returns what is to be done, without a clock.
struct ExecutionTree {
  /// Identifies one of the executions. The slot of an execution that has ended may be reused, so slots have
  /// generations.
  struct NodeID: Hashable, Sendable {
    let place: Int32
    let generation: UInt32

    /// The root execution.
    static let root = NodeID(place: 0, generation: 0)
  }

  /// A part of one of the executions: a task, a deadline, a map run.
  struct Address<ID: Hashable & Sendable>: Hashable, Sendable {
    let node: NodeID
    let id: ID
  }

  /// A request of the executions that the driver must carry out.
  enum Effect {
    /// Perform the task.
    case scheduleTask(Address<TaskID>, TaskRequest)
    /// Wait for the task, which was submitted before, or handed over to a worker that answers with its token: it is not
    /// performed again.
    case awaitTask(Address<TaskID>, TaskRequest)
    /// The result of the task is no longer needed.
    case cancelTask(Address<TaskID>)
    /// Report when that time is reached.
    case setTimer(Address<TimerID>, at: Timestamp)
    /// The deadline is no longer valid.
    case cancelTimer(Address<TimerID>)
    /// Read items of a dataset.
    indirect case readItems(Address<MapRunID>, ItemReadingRequest)
    /// Write the results of a map run; ``records(ofMapRun:)`` returns what is known about its children.
    indirect case writeResults(Address<MapRunID>, ResultWritingRequest)
    /// Reading or writing for the map run is no longer needed.
    case endTransfers(Address<MapRunID>)
  }

  /// The reason why an execution is in the tree.
  enum Role {
    case root
    /// A child of a distributed Map.
    case child(Address<MapRunID>, index: Int, isRecorded: Bool)
    /// Started by a task that waits for its end.
    case awaited(by: Address<TaskID>, NestedExecution.Form)
    /// Not awaited: started by a task that does not wait, or an express child of a run that has failed.
    case detached
    /// None: the slot is free.
    case free
  }

  struct Node {
    var execution: Execution
    var generation: UInt32 = 0
    var role: Role
    /// The position of the execution in the order in which they started.
    var number = 0
    /// The number of executions above it that started each other: a child of a distributed Map is nested as deeply as
    /// its parent.
    var nesting = 0
    /// The number of executions above it: those that started each other, and the parents of children.
    var depth = 0
    /// The executions that its tasks wait for.
    var awaited: [TaskID: NodeID] = [:]
    /// Its tasks whose handlers have returned and which are answered elsewhere.
    var handedOver: Set<TaskID> = []
    /// The task that started it, until its request is answered; `nil` between two inputs.
    var starter: (task: Address<TaskID>, form: NestedExecution.Form)?
  }

  /// The options of drivers.
  struct Options {
    /// The state machines that tasks can start in the same process.
    var stateMachines: KnownStateMachines = [:]
    /// Whether the result contains executions that have succeeded.
    var keepsChildren = false
    /// Whether the tree reports what becomes of the children of map runs: see ``takeChildChanges()``.
    var recordsChildren = false
    /// Whether the tree is saved and restored after every input.
    var suspends = false
    /// Whether a task starts no execution although its state machine is known.
    var keptFromStarting: (@Sendable (TaskRequest) -> Bool)?
    /// Whether the executions count which parts of their definitions they reach.
    var recordsCoverage = false
  }

  /// The maximum nesting of executions that start each other.
  static let maximumNesting = 100

  var nodes: ContiguousArray<Node>
  var freePlaces: [Int32] = []
  var startedCount = 1
  /// The number of running executions that are not awaited.
  var detachedCount = 0
  /// The running children of each map run, by their indexes.
  var running: [Address<MapRunID>: [Int: NodeID]] = [:]
  var ended: EndedExecutions
  private var effects: [Effect] = []
  private var commands: [Execution.Command] = []
  /// Inputs caused by commands.
  private var inbox = Inbox()
  /// The generator of the names and seeds of the executions below the root.
  var names: SeededGenerator
  var options: Options
  /// The content of a free slot, so that nothing is kept of an execution that was there.
  private let blank: Execution
  var snapshotProblem: SnapshotError?
  /// What looks at events, if anything does; not a part of snapshots.
  var watch: EventWatch?
  /// How many events the executions below the top have had since the tree was made or restored.
  private(set) var childEventCount = 0
  private var childChanges = ChildChanges()
  /// What the executions that have ended have covered, if ``Options/recordsCoverage``.
  private var coverage = TreeCoverage()

  /// - Parameter execution: the root, which has not started.
  init(_ execution: Execution, _ options: Options) {
    nodes = [Node(execution: execution, role: .root)]
    blank = Execution(
      execution.machine, input: .null, identity: execution.identity, seed: .fixed(0), quotas: execution.quotas)
    ended = EndedExecutions(keepsAll: options.keepsChildren)
    names = SeededGenerator(Self.seed(below: execution, redrives: 0))
    self.options = options
    // What an earlier run has covered counts there.
    nodes[0].execution.recordsCoverage = false
    nodes[0].execution.recordsCoverage = options.recordsCoverage
  }

  /// Restores the result of an earlier run, to redrive it.
  init(_ result: ExecutionResult, _ options: Options) {
    self.init(result.execution, options)
    ended.restore(result)
    startedCount = 1 + result.children.count
    // The names of children that are started now must differ from those of earlier ones.
    let redrives = UInt64(truncatingIfNeeded: 1 + (result.execution.identity.redriveCount ?? 0))
    names = SeededGenerator(Self.seed(below: result.execution, redrives: redrives))
  }

  /// The seed of the executions below the root.
  private static func seed(below execution: Execution, redrives: UInt64) -> RandomSeed {
    switch execution.seed.value {
    case .number(let number): .number(number ^ 0x6368_696c_6472_656e ^ redrives &* 0x9e37_79b9_7f4a_7c15)
    case .key: execution.seed.value.derived(for: "tree", redrives)
    }
  }

  /// Creates a tree from a snapshot; ``restore(_:machine:_:)`` fills in the rest.
  init(restoring nodes: ContiguousArray<Node>, _ ended: EndedExecutions, names: SeededGenerator, _ options: Options) {
    self.nodes = nodes
    let root = nodes[0].execution
    blank = Execution(
      root.machine, input: .null, identity: root.identity, seed: .fixed(0), quotas: root.quotas)
    self.ended = ended
    self.names = names
    self.options = options
    for place in self.nodes.indices { self.nodes[place].execution.recordsCoverage = options.recordsCoverage }
  }

  // MARK: Watching

  /// The root execution.
  var root: Execution { nodes[0].execution }

  /// Whether the root execution has ended.
  var hasRootEnded: Bool { if case .running = nodes[0].execution.status { false } else { true } }

  /// Whether the root execution has ended, and those that are not awaited.
  var hasEnded: Bool { detachedCount == 0 && hasRootEnded }

  /// The maximum number of executions that were running at the same time.
  var peakCount: Int { nodes.count }

  var result: ExecutionResult {
    var result = ExecutionResult(execution: root, snapshotProblem: snapshotProblem)
    var children = ended.executions
    for node in nodes.dropFirst() {
      if case .free = node.role { continue }
      children.append((node.number, node.execution))
    }
    result.children = children.sorted { $0.number < $1.number }.map(\.execution)
    result.records = ended.records
    if options.recordsCoverage {
      var tree = self
      result.coverage = tree.takeCoverage().machines
    }
    return result
  }

  /// Gives away what all executions have covered since the last call.
  mutating func takeCoverage() -> TreeCoverage {
    for place in nodes.indices { coverage.take(from: &nodes[place].execution) }
    defer { coverage = TreeCoverage() }
    return coverage
  }

  /// Adds what the executions had covered before the tree was restored.
  mutating func add(_ earlier: TreeCoverage) { coverage.add(earlier) }

  /// What is known about the children of a map run that have ended.
  func records(ofMapRun arn: String) -> EndedExecutions.Run? { ended[arn] }

  /// Replaces the content of an array by the effects since the last call, in order.
  mutating func takeEffects(_ taken: inout [Effect]) {
    taken.removeAll(keepingCapacity: true)
    swap(&taken, &effects)
  }

  /// Gives the events of the root execution away that are kept elsewhere from now on.
  mutating func takeRootHistory() -> ContiguousArray<HistoryEvent> { nodes[0].execution.takeHistory() }

  /// Gives away what has become of the children of map runs since the last call, if ``Options/recordsChildren``.
  mutating func takeChildChanges() -> ChildChanges {
    defer { childChanges = ChildChanges() }
    return childChanges
  }

  // MARK: Driving

  /// Delivers an input to an execution, and the resulting inputs to others. What is said of activities counts for all,
  /// and what is said of the state machine for all its executions.
  mutating func deliver(_ input: Execution.Input, to node: NodeID, at time: Timestamp) {
    switch input {
    case .missingActivities(let arns):
      for place in nodes.indices { nodes[place].execution.missingActivities = arns }
    case .stateMachineDeleted:
      for place in nodes.indices where nodes[place].execution.isChild(of: root.identity) {
        nodes[place].execution.isStateMachineDeleted = true
      }
    default: break
    }
    handle(input, node, time)
    handleInbox(time)
  }

  /// Lets the branches of the root execution, and of the children of its map runs, take turns in an order that a generator
  /// decides.
  mutating func takeTurns(by generator: SplitMix64) { nodes[0].execution.turns = generator }

  /// Redrives the root execution, which did not succeed.
  mutating func redrive(at time: Timestamp) throws(RedriveError) {
    let runs = nodes[0].execution.mapRunCount
    let commands = try nodes[0].execution.redrive(at: time)
    if options.recordsChildren { childChanges.add(nodes[0].execution, mapRunsAfter: runs) }
    for command in commands { carryOut(command, for: .root, time) }
    handleInbox(time)
  }

  /// Resumes restored executions: repeats what they wait for, and starts the children that are not in the tree.
  ///
  /// - Parameter missingActivities: the activities that do not exist now, where that is known to be different.
  mutating func resume(at time: Timestamp, missingActivities: Set<String>) {
    for place in nodes.indices {
      if case .free = nodes[place].role { continue }
      nodes[place].execution.missingActivities = missingActivities
      let node = NodeID(place: Int32(truncatingIfNeeded: place), generation: nodes[place].generation)
      let commands = nodes[place].execution.pendingCommands { run, index in
        running[Address(node: node, id: run)]?[index] != nil
      }
      for command in commands { resume(command, of: node, time) }
    }
    handleInbox(time)
  }

  private mutating func resume(_ command: Execution.Command, of node: NodeID, _ time: Timestamp) {
    guard case .scheduleTask(let id, let request) = command, nodes[Int(node.place)].handedOver.contains(id) else {
      return carryOut(command, for: node, time)
    }
    carryOut(.awaitTask(id, request), for: node, time)
  }

  /// Records that the handler of a task has returned, and that the task is answered elsewhere: if the execution is
  /// suspended, the task is not performed again.
  mutating func handOver(_ task: Address<TaskID>) {
    guard isUnderWay(task.node) else { return }
    nodes[Int(task.node.place)].handedOver.insert(task.id)
  }

  /// Whether the slot of a node still contains the same execution.
  func isUnderWay(_ node: NodeID) -> Bool {
    nodes.indices.contains(Int(node.place)) && nodes[Int(node.place)].generation == node.generation
  }

  /// Aborts all executions that are not awaited.
  mutating func abortDetached(at time: Timestamp) {
    for place in nodes.indices {
      guard case .detached = nodes[place].role else { continue }
      let id = NodeID(place: Int32(place), generation: nodes[place].generation)
      inbox.append(.abort(error: nil, cause: nil), to: id, depth: nodes[place].depth)
    }
    handleInbox(time)
  }

  private mutating func handleInbox(_ time: Timestamp) {
    while let (node, input) = inbox.popFirst() { handle(input, node, time) }
  }

  private mutating func handle(_ input: Execution.Input, _ node: NodeID, _ time: Timestamp) {
    guard isUnderWay(node) else { return }
    let place = Int(node.place)
    var commands = commands
    self.commands = []
    if place > 0 { childEventCount &-= nodes[place].execution.eventCount }
    let runs = options.recordsChildren ? nodes[place].execution.mapRunCountInPlace() : 0
    let events = watch == nil ? 0 : nodes[place].execution.eventCount
    nodes[place].execution.handle(input, at: time, commands: &commands)
    watch?.look(at: nodes[place].execution, after: events)
    // The execution is copied for it, so only when there is something to add.
    if options.recordsChildren, nodes[place].execution.mapRunCountInPlace() > runs {
      childChanges.add(nodes[place].execution, mapRunsAfter: runs)
    }
    if place > 0 { childEventCount &+= nodes[place].execution.eventCount }
    if nodes[place].starter != nil { answerStart(of: node) }
    for command in commands { carryOut(command, for: node, time) }
    commands.removeAll(keepingCapacity: true)
    self.commands = commands
  }

  // MARK: Commands

  private mutating func carryOut(_ command: Execution.Command, for node: NodeID, _ time: Timestamp) {
    switch command {
    case .scheduleTask(let id, let request):
      let task = Address(node: node, id: id)
      let isKept = options.stateMachines.isEmpty || options.keptFromStarting?(request) == true
      if isKept || !startNested(request, task) { effects.append(.scheduleTask(task, request)) }
    case .awaitTask(let id, let request):
      // An awaited execution of this tree will report its own end.
      guard nodes[Int(node.place)].awaited[id] == nil else { return }
      effects.append(.awaitTask(Address(node: node, id: id), request))
    case .cancelTask(let id):
      stopAwaited(by: Address(node: node, id: id))
      effects.append(.cancelTask(Address(node: node, id: id)))
    case .setTimer(let id, let time): effects.append(.setTimer(Address(node: node, id: id), at: time))
    case .cancelTimer(let id): effects.append(.cancelTimer(Address(node: node, id: id)))
    case .readItems(let id, let request): effects.append(.readItems(Address(node: node, id: id), request))
    case .writeResults(let id, let request): effects.append(.writeResults(Address(node: node, id: id), request))
    case .startChild(let id, let request): startChild(request, Address(node: node, id: id))
    case .redriveChild(let id, let request): redriveChild(request, Address(node: node, id: id), time)
    case .stopChildren(let id): stopChildren(of: Address(node: node, id: id))
    case .leaveChildren(let id): leaveChildren(of: Address(node: node, id: id))
    case .dropChildren(let arn): ended.drop(mapRun: arn)
    case .finished: reportEnd(of: node)
    }
  }

  private mutating func add(_ node: Node) -> NodeID {
    var node = node
    if options.recordsCoverage {
      node.execution.recordsCoverage = true
      _ = node.execution.takeCoverage()
    }
    if let place = freePlaces.popLast() {
      let generation = nodes[Int(place)].generation
      nodes[Int(place)] = node
      nodes[Int(place)].generation = generation
      return NodeID(place: place, generation: generation)
    }
    nodes.append(node)
    return NodeID(place: Int32(truncatingIfNeeded: nodes.count - 1), generation: 0)
  }

  /// Frees the slot of an execution; later inputs for the execution are ignored.
  mutating func release(_ node: NodeID) {
    let place = Int(node.place)
    nodes[place].generation &+= 1
    nodes[place].role = .free
    nodes[place].awaited = [:]
    nodes[place].handedOver = []
    if options.recordsCoverage { coverage.take(from: &nodes[place].execution) }
    nodes[place].execution = blank
    freePlaces.append(node.place)
  }

  private mutating func newName() -> String { names.uuid(version: 4) }

  /// A name as the service gives one to a child of a distributed Map.
  private mutating func newName(ofChild type: StateMachineType) -> String {
    switch type {
    case .standard: names.uuid(version: 3)
    case .express: names.uuid(version: 3) + ":" + names.uuid(version: 4)
    }
  }

  private mutating func newNumber() -> Int {
    defer { startedCount += 1 }
    return startedCount
  }

  // MARK: Children of distributed Maps

  private mutating func startChild(_ request: ChildRequest, _ run: Address<MapRunID>) {
    // An express child that is started again keeps its name.
    let earlier = ended.take(request.index, ofMapRun: request.mapRunARN)
    let name = earlier?.execution.identity.name ?? newName(ofChild: request.type)
    let child = nodes[Int(run.node.place)].execution.child(request, name: name, seed: ExecutionSeed(names.nextSeed()))
    let id = addChild(child, request, of: run, number: earlier?.number ?? newNumber())
    inbox.append(.start, to: id, depth: nodes[Int(id.place)].depth)
  }

  private mutating func addChild(
    _ child: Execution, _ request: ChildRequest, of run: Address<MapRunID>, number: Int
  ) -> NodeID {
    let role = Role.child(run, index: request.index, isRecorded: request.isRecorded)
    let parent = nodes[Int(run.node.place)]
    let id = add(
      Node(execution: child, role: role, number: number, nesting: parent.nesting, depth: parent.depth + 1))
    running[run, default: [:]][request.index] = id
    if options.recordsChildren { childChanges.begun.append(id) }
    return id
  }

  private mutating func redriveChild(_ request: ChildRequest, _ run: Address<MapRunID>, _ time: Timestamp) {
    guard let (number, execution) = ended.take(request.index, ofMapRun: request.mapRunARN) else {
      return startChild(request, run)
    }
    let id = addChild(execution, request, of: run, number: number)
    // Activities may have been created since the child started.
    nodes[Int(id.place)].execution.missingActivities = nodes[Int(run.node.place)].execution.missingActivities
    do throws(RedriveError) {
      let runs = nodes[Int(id.place)].execution.mapRunCount
      let commands = try nodes[Int(id.place)].execution.redrive(at: time)
      if options.recordsChildren { childChanges.add(nodes[Int(id.place)].execution, mapRunsAfter: runs) }
      for command in commands { carryOut(command, for: id, time) }
    } catch {
      // Its history is full: the child stays as it is.
      reportEnd(of: id)
    }
  }

  private mutating func stopChildren(of run: Address<MapRunID>) {
    effects.append(.endTransfers(run))
    guard let children = running.removeValue(forKey: run) else { return }
    for (_, child) in children.sorted(by: { $0.key < $1.key }) {
      let node = nodes[Int(child.place)]
      let cause = node.execution.mapRunChild?.causeWhenStopped
      inbox.append(.abort(error: nil, cause: cause), to: child, depth: node.depth)
    }
  }

  private mutating func leaveChildren(of run: Address<MapRunID>) {
    effects.append(.endTransfers(run))
    guard let children = running.removeValue(forKey: run) else { return }
    for child in children.values {
      nodes[Int(child.place)].role = .detached
      detachedCount += 1
    }
  }

  // MARK: Executions that tasks start

  /// Starts an execution for a `states:startExecution` task, if its machine is known.
  private mutating func startNested(_ request: TaskRequest, _ task: Address<TaskID>) -> Bool {
    let parent = Int(task.node.place)
    // A machine that starts itself would never end.
    guard nodes[parent].nesting < Self.maximumNesting else { return false }
    // Nothing is drawn for other tasks: a restored tree schedules them again, and must continue with the same names.
    guard let machine = NestedExecution.stateMachineARN(request).flatMap({ options.stateMachines[$0] }) else {
      return false
    }
    let name = newName()
    let identity = nodes[parent].execution.identity
    guard let nested = NestedExecution(request, of: identity, name: name, seed: ExecutionSeed(names.nextSeed())) else {
      return false
    }
    var node = Node(execution: nested.execution(of: machine), role: .detached, number: newNumber())
    node.execution.missingActivities = nodes[parent].execution.missingActivities
    node.starter = (task, nested.form)
    node.nesting = nodes[parent].nesting + 1
    node.depth = nodes[parent].depth + 1
    let id: NodeID
    if nested.form.isAwaited {
      node.role = .awaited(by: task, nested.form)
      id = add(node)
      // Already now, before the request is answered: what ends the task in the meantime also stops the execution.
      nodes[parent].awaited[task.id] = id
    } else {
      detachedCount += 1
      id = add(node)
    }
    if nested.form == .taskToken { effects.append(.awaitTask(task, request)) }
    inbox.append(.taskStarted(task.id, worker: nil), to: task.node, depth: node.depth)
    inbox.append(.start, to: id, depth: node.depth)
    return true
  }

  /// Answers the request that started an execution, once it has started. A task that no longer waits for the answer
  /// ignores it.
  private mutating func answerStart(of node: NodeID) {
    let place = Int(node.place)
    guard let (task, form) = nodes[place].starter else { return }
    nodes[place].starter = nil
    let answer = NestedExecution.answer(
      nodes[place].execution.identity.executionARN, nodes[place].execution.startTime)
    inbox.append(form.input(task.id, answeredBy: answer), to: task.node, depth: nodes[place].depth)
  }

  /// Stops the execution that a task waited for.
  private mutating func stopAwaited(by task: Address<TaskID>) {
    let place = Int(task.node.place)
    guard !nodes[place].awaited.isEmpty, let node = nodes[place].awaited.removeValue(forKey: task.id) else { return }
    let cause = NestedExecution.abandoned(by: nodes[place].execution.identity)
    inbox.append(.abort(error: nil, cause: cause), to: node, depth: nodes[Int(node.place)].depth)
  }

  // MARK: Ends

  /// Reports the end of an execution to the execution that waits for it, and releases its slot.
  private mutating func reportEnd(of node: NodeID) {
    let place = Int(node.place)
    let depth = nodes[place].depth
    if options.recordsChildren, nodes[place].execution.mapRunChild != nil {
      childChanges.ended.append(nodes[place].execution)
    }
    switch nodes[place].role {
    case .root, .free: return
    case .child(let run, let index, let isRecorded):
      guard let outcome = ChildOutcome(nodes[place].execution.status) else { return }
      inbox.append(.childEnded(run.id, index: index, outcome), to: run.node, depth: depth)
      running[run]?[index] = nil
      if running[run]?.isEmpty == true { running[run] = nil }
      ended.add(nodes[place].execution, number: nodes[place].number, isRecorded: isRecorded)
    case .awaited(let task, let form):
      if nodes[Int(task.node.place)].generation == task.node.generation {
        nodes[Int(task.node.place)].awaited[task.id] = nil
      }
      switch NestedExecution.outcome(ExecutionDescription(nodes[place].execution), form) {
      case .succeeded(let output):
        inbox.append(.taskSucceeded(task.id, output: output), to: task.node, depth: depth)
      case .failed(let error, let cause):
        inbox.append(.taskFailed(task.id, error: error, cause: cause), to: task.node, depth: depth)
      case .rejected, .pending, .never: break
      }
      ended.add(nodes[place].execution, number: nodes[place].number, isRecorded: false)
    case .detached:
      detachedCount -= 1
      ended.addUnawaited(nodes[place].execution, number: nodes[place].number)
    }
    release(node)
  }
}

extension Execution {
  /// Whether it is a child in a distributed Map of the state machine of an execution.
  fileprivate func isChild(of parent: ExecutionIdentity) -> Bool {
    mapRunChild != nil && identity.stateMachineName == parent.stateMachineName
  }
}

extension ChildOutcome {
  /// The outcome of an execution, if it has ended.
  fileprivate init?(_ status: Execution.Status) {
    switch status {
    case .running: return nil
    case .succeeded(let payload): self = .succeeded(output: payload.json)
    case .failed(let output): self = .failed(error: output.error, cause: output.cause)
    case .timedOut: self = .timedOut
    case .aborted: self = .aborted
    }
  }
}
