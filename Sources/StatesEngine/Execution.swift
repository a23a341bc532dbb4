package import LanguageSupport
public import OrderedJSON
public import StatesLanguage

/// An execution of a state machine: a value that reads no clock, owns no thread and does no I/O.
///
/// A driver controls it: inputs go in with the time at which they happened, commands come out, history events are
/// appended. Between two inputs it runs every branch as far as possible. Same machine, same inputs: same history.
///
/// ```swift
/// var execution = Execution(
///   machine, input: ["order": 7], identity: ExecutionIdentity(stateMachineName: "Orders", name: "a"), seed: .fixed(0))
/// let commands = execution.handle(.start, at: Timestamp(milliseconds: 0))
/// ```
public struct Execution: Sendable {
  /// The status of an execution.
  public enum Status: Sendable {
    /// It is running.
    case running
    /// It succeeded.
    case succeeded(Payload)
    /// It failed.
    case failed(ErrorOutput)
    /// Its `TimeoutSeconds`, or the service's maximum, has elapsed.
    case timedOut
    /// It was stopped.
    case aborted(ErrorOutput)
  }

  /// The definition.
  public let machine: StateMachine
  /// Its identity.
  public internal(set) var identity: ExecutionIdentity
  /// Its limits: the given quotas, clamped.
  public let quotas: ExecutionQuotas
  /// Its input.
  public internal(set) var input: Payload
  /// Its current status.
  public internal(set) var status = Status.running
  /// The deadline that ended it, if one did: its own, or that of a task that nothing caught.
  public internal(set) var missedDeadline: MissedDeadline?
  /// When it started.
  public internal(set) var startTime = Timestamp(milliseconds: 0)
  /// When it ended; while it is running, the time of the last input.
  public internal(set) var now = Timestamp(milliseconds: 0)

  /// The events so far, but for those that a host has taken to keep them elsewhere.
  public var history: ContiguousArray<HistoryEvent> { writer.events }

  /// How many events there have been, those that have been taken included.
  package var eventCount: Int { writer.count }

  /// The indexes of the iterations around the execution, outermost first; for a child of a distributed Map, its own comes last.
  package var iterations: [Int] { inputSource?.iterations ?? [] }

  /// Whether it has started.
  package var hasBegun: Bool { writer.count > 0 }

  /// Gives the events away that are kept elsewhere from now on: neither ``history`` nor snapshots have them any more.
  package mutating func takeHistory() -> ContiguousArray<HistoryEvent> { writer.take() }

  var writer: HistoryWriter
  var branches: ContiguousArray<Branch> = []
  var freeBranches: [Int32] = []
  var containers: ContiguousArray<Container> = []
  var freeContainers: [Int32] = []
  var mapRuns: ContiguousArray<MapRun> = []
  var ready = ReadyQueue()
  var commands: [Command] = []
  var random: SeededGenerator
  let startAt: Int
  /// `TimeoutSeconds`; a child of a distributed Map has none.
  var timeoutSeconds: Int?
  /// An upper bound of the depth of all variables.
  var variableDepthBound = 0
  let inputSource: MapItemContext?
  /// The ARNs of the activities that are known not to exist.
  package var missingActivities: Set<String> = []
  /// Whether its state machine has been deleted since it started, or was last redriven.
  package var isStateMachineDeleted = false
  /// The map run that it is a child of, if any.
  public internal(set) var mapRunChild: MapRunChildIdentity?
  /// The memory cost of its values.
  var held = HeldValues()
  /// Parts of the document from which a map run selects its items' inputs, while it does so.
  var measuredParts: MeasuredParts?
  /// The context object of a state that is tested on its own; `nil` while running.
  var fixedContext: JSON.Object?
  /// The intermediate values of a state that is tested on its own; `nil` while running.
  var observed: ObservedSteps?
  /// The parts of the definition that have been reached; `nil` unless they are counted.
  var coverage: CoverageCounts?
  /// What decides which of the branches goes on that can; `nil` for the order in which they became ready.
  package var turns: SplitMix64?
  /// What replaces what states put out; `nil` except where a recorded history is followed.
  package var adoption: Adoption?

  /// Creates an execution that has not started.
  ///
  /// - Parameters:
  ///   - machine: the definition.
  ///   - input: the input.
  ///   - inputText: the input's original text, if the history is to show it verbatim.
  ///   - identity: names and ARNs.
  ///   - seed: what everything random comes from: tokens, jitter, `States.UUID`, `$random`. A fixed one for what is to
  ///     be repeated; one that was drawn for what goes on in real time.
  ///   - quotas: what is bounded.
  public init(
    _ machine: StateMachine, input: JSON, inputText: String? = nil, identity: ExecutionIdentity, seed: ExecutionSeed,
    quotas: ExecutionQuotas = .service
  ) {
    self.init(
      machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas,
      startAt: machine.startAt, item: nil)
  }

  init(
    _ machine: StateMachine, input: JSON, inputText: String?, identity: ExecutionIdentity, seed: ExecutionSeed,
    quotas: ExecutionQuotas, startAt: Int, item: MapItemContext?, inputByteCount: Int? = nil,
    inputDepthBound: Int? = nil
  ) {
    let quotas = quotas.clamped
    self.machine = machine
    let isExpress = machine.type == .express && identity.type == .standard
    self.identity = isExpress ? identity.express(id: seed.value.expressID(of: identity.name)) : identity
    self.quotas = quotas
    self.input = Payload(
      input, depthBound: inputDepthBound ?? input.depth(upTo: quotas.maximumDepth + 1),
      byteCount: inputByteCount ?? quotas.byteCount(of: input),
      source: inputText)
    self.startAt = startAt
    inputSource = item
    let ownLimit = item == nil ? machine.timeoutSeconds : nil
    if self.identity.type == .express, let limit = quotas.maximumExpressSeconds {
      timeoutSeconds = min(ownLimit ?? limit, limit)
    } else {
      timeoutSeconds = ownLimit
    }
    writer = HistoryWriter(limit: quotas.maximumHistoryEvents)
    random = SeededGenerator(seed.value)
    // What the parent has made is counted there; it is not gone through for each child that has a part of it.
    if inputDepthBound == nil || self.input.byteCount < 0 { _ = held.add(input, byteCount: self.input.byteCount) }
  }

  /// Processes an input and runs as far as possible.
  ///
  /// - Parameters:
  ///   - input: what happened. Late and repeated answers are ignored.
  ///   - time: when it happened; never earlier than the time of the previous input.
  /// - Returns: the commands to carry out, in order.
  public mutating func handle(_ input: Input, at time: Timestamp) -> [Command] {
    var result: [Command] = []
    handle(input, at: time, commands: &result)
    return result
  }

  /// Processes an input and runs as far as possible; appends the commands to carry out.
  public mutating func handle(_ input: Input, at time: Timestamp, commands result: inout [Command]) {
    switch input {
    case .missingActivities(let arns): missingActivities = arns
    case .stateMachineDeleted: isStateMachineDeleted = true
    default: break
    }
    guard case .running = status else { return }
    now = max(now, time)
    swap(&commands, &result)
    if isStateMachineDeleted, let event = eventBefore(input) {
      endDeleted(after: event)
    } else {
      accept(input)
      drain()
    }
    // The events of the input itself may have exceeded the limit.
    if writer.isFull { endFull() }
    if isTooLarge { endTooLarge() }
    swap(&commands, &result)
  }

  mutating func accept(_ input: Input) {
    switch input {
    case .start: start()
    case .taskStarted(let id, let worker): taskStarted(id, worker: worker)
    case .taskSubmitted(let id, let output): taskSubmitted(id, output)
    case .taskSucceeded(let id, let output, let text): taskSucceeded(id, output, text: text)
    case .taskFailed(let id, let error, let cause): taskFailed(id, error, cause)
    case .taskRejected(let id, let cause): taskRejected(id, cause)
    case .taskHeartbeat(let id): taskHeartbeat(id)
    case .missingActivities, .stateMachineDeleted: break
    case .timersFired(let ids): for id in ids { timerFired(id) }
    case .abort(let error, let cause): abort(error, cause)
    case .itemsRead(let id, let items, let isLast, let total): itemsRead(id, items, isLast: isLast, total: total)
    case .itemReadingFailed(let id, let error, let cause): itemReadingFailed(id, error, cause)
    case .updateMapRun(let arn, let concurrency, let count, let percentage):
      updateMapRun(arn, maxConcurrency: concurrency, toleratedCount: count, toleratedPercentage: percentage)
    case .childEnded(let id, let index, let outcome): childEnded(id, index, outcome)
    case .resultsWritten(let id, let output): resultsWritten(id, output)
    case .resultWritingFailed(let id, let error, let cause): resultWritingFailed(id, error, cause)
    }
  }

  private mutating func start() {
    guard !hasBegun else { return }
    startTime = now
    _ = writer.append(.executionStarted(input: input, roleARN: identity.roleARN), after: 0, at: now)
    if let seconds = timeoutSeconds {
      commands.append(.setTimer(executionTimer, at: now.advanced(bySeconds: Int64(seconds))))
    }
    var top = Branch(state: Int32(startAt), parent: -1, slot: 0, lastEvent: 0, input: input, variables: [:])
    top.item = inputSource
    branches.append(top)
    ready.append(0)
  }

  var executionTimer: TimerID { TimerID(branch: -1, serial: 0, kind: .execution) }

  /// Runs the branches that are ready, in the order in which they became ready.
  mutating func drain() {
    if turns != nil { return drainInOtherOrder() }
    while case .running = status, let branch = ready.popFirst() { run(branch) }
    if case .running = status {} else { ready.removeAll() }
  }

  /// The same in the order that ``turns`` decides.
  @inline(never)
  private mutating func drainInOtherOrder() {
    mixReady()
    while case .running = status, let branch = ready.popFirst() {
      run(branch)
      mixReady()
    }
    if case .running = status {} else { ready.removeAll() }
  }

  /// The result of one step of a branch.
  enum Step {
    /// The branch is in a new state and can continue.
    case next
    /// The branch waits, has ended, or the execution has.
    case blocked
  }

  @inline(__always)
  private mutating func run(_ b: Int) {
    var step = Step.next
    while case .next = step {
      step = takeStep(b)
      if writer.isFull { return endFull() }
      if isTooLarge { return endTooLarge() }
    }
  }

  /// Lets a branch do one thing: enter a state and do its work, or go on with what it has waited for.
  @inline(__always)
  mutating func takeStep(_ b: Int) -> Step {
    switch branches[b].phase {
    case .entering:
      enter(b)
      return attempt(b) { execution throws(StateError) in try execution.work(b) }
    case .retrying: return attempt(b) { execution throws(StateError) in try execution.work(b) }
    case .resuming: return resume(b)
    case .continuing: return continueIterations(b)
    case .waiting, .backingOff, .awaitingTask, .awaitingBranches, .awaitingMapRun, .free: return .blocked
    }
  }

  /// Runs a part of a state's work; a failure goes to Retry and Catch.
  mutating func attempt(_ b: Int, _ body: (inout Execution) throws(StateError) -> Step) -> Step {
    do throws(StateError) {
      return try body(&self)
    } catch {
      return fail(b, error)
    }
  }

  @inline(__always)
  mutating func enter(_ b: Int) {
    let state = machine.states[Int(branches[b].state)]
    let previous = branches[b].lastEvent
    let event = writer.append(.stateEntered(state, input: branches[b].input), after: previous, at: now)
    branches[b].lastEvent = event
    branches[b].enteredEvent = event
    branches[b].enteredTime = now
    if coverage != nil { cover(.entry(state: Int(branches[b].state))) }
    // Until it waits for something or moves on it has work to do; another attempt does not enter the state again.
    branches[b].phase = .retrying
  }

  /// Does the work of the state that the branch is in, or starts it.
  mutating func work(_ b: Int) throws(StateError) -> Step {
    let state = machine.states[Int(branches[b].state)]
    switch state.kind {
    case .pass(let pass): return try runPass(b, state, pass)
    case .task(let task): return try runTask(b, state, task)
    case .choice(let choice): return try runChoice(b, state, choice)
    case .wait(let wait): return try runWait(b, state, wait)
    case .succeed: return try runSucceed(b, state)
    case .fail(let fail): return try runFail(b, state, fail)
    case .parallel(let parallel): return try runParallel(b, state, parallel)
    case .map(let map): return try runMap(b, state, map)
    }
  }

  private mutating func resume(_ b: Int) -> Step {
    let pending = branches[b].pending
    branches[b].pending = .nothing
    switch pending {
    case .nothing: return .blocked
    case .failure(let failure): return fail(b, failure.error)
    case .result(let result):
      let state = machine.states[Int(branches[b].state)]
      return attempt(b) { execution throws(StateError) in
        switch state.kind {
        case .wait: try execution.finishWait(b, state)
        case .task, .parallel, .map: try execution.finishWork(b, state, result: result)
        case .pass, .choice, .succeed, .fail: .blocked
        }
      }
    }
  }

  // MARK: Moving on

  /// Exits a state with its output, or with what was recorded instead.
  mutating func leave(
    _ b: Int, _ state: StateMachine.State, output: Payload, assigned: JSON.Object?,
    to transition: StateMachine.Transition
  ) throws(StateError) -> Step {
    guard adoption == nil else {
      return try leaveAsRecorded(b, state, output: output, assigned: assigned, to: transition)
    }
    return try exit(b, state, output: output, assigned: assigned, to: transition)
  }

  /// Exits a state with its output.
  @inline(__always)
  mutating func exit(
    _ b: Int, _ state: StateMachine.State, output: Payload, assigned: JSON.Object?,
    to transition: StateMachine.Transition
  ) throws(StateError) -> Step {
    try checkSize(of: output, from: state.name, in: b)
    var shown: AssignedVariables?
    if let assigned {
      try commit(assigned, in: b, state)
      if !assigned.isEmpty { shown = AssignedVariables(assigned) }
    }
    branches[b].lastEvent = writer.append(
      .stateExited(state, output: output, assigned: shown), after: branches[b].lastEvent, at: now)
    return move(b, output: output, to: transition)
  }

  private mutating func move(_ b: Int, output: Payload, to transition: StateMachine.Transition) -> Step {
    switch transition {
    case .next(let target):
      if coverage != nil { cover(.transition(from: Int(branches[b].state), to: target)) }
      branches[b].state = Int32(target)
      branches[b].input = output
      branches[b].phase = .entering
      branches[b].taskToken = nil
      if branches[b].cut != nil { dropCut(of: b) }
      if branches[b].mapRun >= 0 { releaseMapRun(of: b) }
      if branches[b].retryCount != 0 {
        branches[b].retryCount = 0
        branches[b].retrierCounts = []
      }
      return .next
    case .end: return end(b, output: output)
    }
  }

  /// Ends a branch.
  private mutating func end(_ b: Int, output: Payload) -> Step {
    guard branches[b].parent >= 0 else {
      guard !writer.isFull else { return .blocked }
      writer.close(.executionSucceeded(output: output), after: branches[b].lastEvent, at: now)
      finish(.succeeded(output))
      return .blocked
    }
    branchEnded(b, output: output)
    return .blocked
  }

  // MARK: The end of the execution

  mutating func finish(_ status: Status) {
    self.status = status
    commands.append(.finished)
  }

  /// Ends the execution with an error.
  mutating func endFailed(_ error: StateError, after event: Int32) {
    guard !writer.isFull else { return endFull() }
    let output = error.output
    writer.close(.executionFailed(output), after: event, at: now)
    if case .deadline(let missed) = error.kind { missedDeadline = missed }
    cancelEverything()
    finish(.failed(output))
  }

  /// Ends the execution because its history is full.
  mutating func endFull() {
    guard case .running = status else { return }
    let output = ErrorOutput(error: ErrorName.runtime, cause: ErrorText.historyFull(writer.limit))
    writer.close(.executionFailed(output), after: writer.last, at: now)
    cancelEverything()
    finish(.failed(output))
  }

  private mutating func abort(_ error: String?, _ cause: String?) {
    let output = ErrorOutput(error: error, cause: cause)
    writer.close(.executionAborted(output), after: 0, at: now)
    cancelEverything()
    finish(.aborted(output))
  }

  mutating func endTimedOut() {
    missedDeadline = MissedDeadline(kind: .execution, seconds: timeoutSeconds ?? 0, stateNames: statesUnderWay)
    writer.close(
      .executionTimedOut(ErrorOutput(error: ErrorName.timeout, cause: nil)), after: 0, at: now)
    cancelEverything()
    finish(.timedOut)
  }

  /// Cancels everything that is awaited; writes no events.
  private mutating func cancelEverything() {
    for b in branches.indices { cancelWaits(b) }
    if timeoutSeconds != nil { commands.append(.cancelTimer(executionTimer)) }
  }

  // MARK: Branches

  mutating func addBranch(_ branch: Branch) -> Int32 {
    if let place = freeBranches.popLast() {
      let serial = branches[Int(place)].serial
      branches[Int(place)] = branch
      branches[Int(place)].serial = serial
      return place
    }
    branches.append(branch)
    return Int32(branches.count - 1)
  }

  mutating func release(_ b: Int) {
    branches[b].phase = .free
    branches[b].serial &+= 1
    branches[b].pending = .nothing
    branches[b].request = nil
    freeBranches.append(Int32(b))
  }

  /// Lets a branch continue later in this turn.
  mutating func wake(_ b: Int) { ready.append(Int32(b)) }
}

/// Branches that can continue, first in, first out.
struct ReadyQueue: Sendable {
  private var entries: ContiguousArray<Int32> = []
  private var head = 0

  mutating func append(_ branch: Int32) { entries.append(branch) }

  mutating func popFirst() -> Int? {
    guard head < entries.count else {
      removeAll()
      return nil
    }
    defer { head += 1 }
    return Int(entries[head])
  }

  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    head = 0
  }
}
