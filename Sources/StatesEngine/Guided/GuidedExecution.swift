import LanguageSupport
package import OrderedJSON
package import StatesLanguage

/// A way to run an execution in which the driver decides which branch goes on, one state at a time: for drivers that
/// follow a recorded history, in which branches took turns in an order of their own.
///
/// Commands are of no use to such a driver: what an execution waits for is in ``Execution/threads``.
extension Execution {
  /// One thread of control.
  package struct Thread: Sendable {
    /// What it can do next, or what it waits for.
    package enum Phase: Sendable {
      /// It can go on: ``Execution/advance(_:at:)``.
      case ready
      /// A Wait state's end.
      case waiting(TimerID, until: Timestamp)
      /// The end of a pause before a retry.
      case backingOff(TimerID, until: Timestamp)
      /// A task's answer.
      case task(TaskID, TaskRequest)
      /// A map run's end.
      case mapRun(MapRunID)
      /// Its branches or iterations.
      case branches
    }

    /// Its index.
    package let index: Int
    /// The state that it is in or about to enter.
    package let state: StateMachine.State
    /// Whether it is about to enter its state.
    package let isEntering: Bool
    /// The last event of its chain.
    package let lastEvent: Int
    /// Its state's Entered event; that of the state before, if it is about to enter one.
    package let enteredEvent: Int
    /// What it can do next, or what it waits for.
    package let phase: Phase
  }

  /// What replaces the output and the variables of a state that is left.
  ///
  /// - Parameters:
  ///   - history: the events so far.
  ///   - previous: the event that the Exited event will point at.
  ///   - state: the state.
  ///   - output: the output that has been computed.
  ///   - assigned: the variables that have been computed.
  /// - Returns: what to take instead, or `nil` to keep what has been computed.
  package typealias Adoption =
    @Sendable (
      _ history: ContiguousArray<HistoryEvent>, _ previous: Int, _ state: StateMachine.State, _ output: JSON,
      _ assigned: JSON.Object?
    ) -> (output: JSON, assigned: JSON.Object?)?

  // MARK: Watching

  /// The threads of control that have not ended.
  package var threads: [Thread] {
    guard case .running = status else { return [] }
    return branches.indices.compactMap { thread(at: $0) }
  }

  private func thread(at b: Int) -> Thread? {
    let branch = branches[b]
    let phase: Thread.Phase
    switch branch.phase {
    case .free: return nil
    case .entering, .retrying, .resuming, .continuing: phase = .ready
    case .waiting: phase = .waiting(timer(b, .wait), until: branch.deadline ?? now)
    case .backingOff: phase = .backingOff(timer(b, .retry), until: branch.deadline ?? now)
    case .awaitingTask:
      guard let request = branch.request else { return nil }
      phase = .task(taskID(b), request)
    case .awaitingMapRun: phase = .mapRun(mapRunID(b))
    case .awaitingBranches: phase = .branches
    }
    var isEntering = false
    if case .entering = branch.phase { isEntering = true }
    return Thread(
      index: b, state: machine.states[Int(branch.state)], isEntering: isEntering, lastEvent: Int(branch.lastEvent),
      enteredEvent: Int(branch.enteredEvent), phase: phase)
  }

  /// The variables that a thread sees.
  package func variables(of thread: Int) -> JSON.Object {
    branches.indices.contains(thread) ? branches[thread].variables : [:]
  }

  /// The input of the state that a thread is in or about to enter.
  package func stateInput(of thread: Int) -> JSON {
    branches.indices.contains(thread) ? branches[thread].input.json : .null
  }

  // MARK: Going on

  /// Records an input as ``handle(_:at:)`` does, but lets no thread go on.
  package mutating func record(_ input: Input, at time: Timestamp) {
    if case .missingActivities(let arns) = input { missingActivities = arns }
    guard case .running = status else { return }
    now = max(now, time)
    accept(input)
    settle()
  }

  /// Lets a thread that is ready do one thing: enter a state and do its work, or go on with what it has waited for.
  package mutating func advance(_ thread: Int, at time: Timestamp) {
    guard case .running = status, ready.remove(thread) else { return }
    now = max(now, time)
    if case .next = takeStep(thread) { wake(thread) }
    settle()
  }

  /// Lets a thread that is ready leave its state with an output that was recorded, without computing it.
  package mutating func leave(_ thread: Int, output: JSON, assigned: JSON.Object?, at time: Timestamp) {
    guard case .running = status, ready.remove(thread) else { return }
    now = max(now, time)
    branches[thread].pending = .nothing
    let state = machine.states[Int(branches[thread].state)]
    let step = attempt(thread) { execution throws(StateError) in
      let payload = try execution.payload(
        output, bound: output.depth(upTo: execution.quotas.maximumDepth + 1), in: thread)
      return try execution.leave(thread, state, output: payload, assigned: assigned, to: state.transition)
    }
    if case .next = step { wake(thread) }
    settle()
  }

  /// Replaces the input of the state that a thread is about to enter.
  package mutating func replaceInput(of thread: Int, by input: JSON) {
    guard branches.indices.contains(thread), case .entering = branches[thread].phase else { return }
    branches[thread].input = Payload(
      input, depthBound: input.depth(upTo: quotas.maximumDepth + 1), byteCount: quotas.byteCount(of: input))
  }

  /// Exits a state with what was recorded of its output and variables, where that replaces what has been computed.
  mutating func leaveAsRecorded(
    _ b: Int, _ state: StateMachine.State, output: Payload, assigned: JSON.Object?,
    to transition: StateMachine.Transition
  ) throws(StateError) -> Step {
    guard let adopted = adoption?(history, Int(branches[b].lastEvent), state, output.json, assigned) else {
      return try exit(b, state, output: output, assigned: assigned, to: transition)
    }
    let value = adopted.output
    let payload = Payload(
      value, depthBound: value.depth(upTo: quotas.maximumDepth + 1), byteCount: quotas.byteCount(of: value))
    return try exit(b, state, output: payload, assigned: adopted.assigned, to: transition)
  }

  /// Ends a map run as it was recorded: with the results of its children, or with an error.
  package mutating func endMapRun(_ id: MapRunID, _ outcome: ChildOutcome, at time: Timestamp) {
    guard case .running = status, let (b, run) = mapRun(id) else { return }
    now = max(now, time)
    switch outcome {
    case .succeeded(let result):
      do throws(StateError) {
        try completeMapRun(b, result: result)
      } catch {
        failMapRun(b, error, exports: false)
      }
    case .failed(let error, let cause):
      failMapRun(b, StateError(.ordinary, name: error, cause: cause), exports: false)
    case .timedOut, .aborted: endMapRun(run, .aborted)
    }
    settle()
  }

  /// Ends the execution because its own time is over; nothing happens if it has no timeout.
  package mutating func timeOut(at time: Timestamp) { record(.timersFired([executionTimer]), at: time) }

  /// When the execution's own time is over, if it has a timeout.
  package var deadline: Timestamp? { timeoutSeconds.map { startTime.advanced(bySeconds: Int64($0)) } }

  /// The deadlines of a task: its timeout and its heartbeat.
  package func deadlines(of task: TaskID) -> (timeout: TimerID, heartbeat: TimerID) {
    (
      TimerID(branch: task.branch, serial: task.serial, kind: .taskTimeout),
      TimerID(branch: task.branch, serial: task.serial, kind: .heartbeat)
    )
  }

  /// Continues an execution that did not succeed as ``redrive(at:)`` does, but lets no thread go on.
  package mutating func beginRedrive(at time: Timestamp) throws(RedriveError) {
    try reopen(at: time)
    settle()
  }

  /// What follows from limits, after each turn.
  private mutating func settle() {
    if writer.isFull { endFull() }
    if isTooLarge { endTooLarge() }
    if case .running = status {} else { ready.removeAll() }
    commands = []
  }
}

extension Execution {
  /// Puts the branches that are ready into an order that a generator decides.
  mutating func mixReady() {
    guard var generator = turns else { return }
    ready.shuffle(using: &generator)
    turns = generator
  }
}

extension ReadyQueue {
  /// Puts the branches into another order.
  fileprivate mutating func shuffle(using generator: inout SplitMix64) {
    var all: [Int] = []
    while let next = popFirst() { all.append(next) }
    guard all.count > 1 else { return all.forEach { append(Int32(truncatingIfNeeded: $0)) } }
    for next in all.shuffled(using: &generator) { append(Int32(truncatingIfNeeded: next)) }
  }

  /// Removes a branch, wherever it stands; `false` if it is not ready.
  fileprivate mutating func remove(_ branch: Int) -> Bool {
    var rest: [Int] = []
    var isFound = false
    while let next = popFirst() {
      if next == branch, !isFound { isFound = true } else { rest.append(next) }
    }
    for next in rest { append(Int32(truncatingIfNeeded: next)) }
    return isFound
  }
}
