import LanguageSupport
public import OrderedJSON
public import StatesEngine
public import StatesRuntime

/// A run of a ``WorkflowTest`` that is taken forward step by step: time passes only when the test says so, and tasks may be
/// answered by hand.
///
/// ```swift
/// var test = try WorkflowTest(definition: definition)
/// try test.mock("Approve", .hang)
/// var running = test.start(input: ["order": 7])
/// try running.runUntil(state: "Approve")
/// running.advance(by: .seconds(60))
/// try running.succeed("Approve", ["approved": true])
/// #expect(try running.finish().get() == ["approved": true])
/// ```
public struct RunningWorkflow: Sendable {
  private let test: WorkflowTest
  private let usage: Locked<MockUsage>
  private var execution: VirtualTimeExecution
  /// Whether its coverage has been collected.
  private var isCollected = false
  /// The entries of states at which it has been stopped.
  private var stops: Set<Entry> = []

  /// The time, in virtual time.
  public private(set) var now: Timestamp

  private struct Entry: Hashable, Sendable {
    var executionARN: String
    var event: Int
  }

  init(_ test: WorkflowTest, _ execution: Execution) {
    self.test = test
    usage = Locked(MockUsage())
    self.execution = test.driver(usage).start(execution)
    now = test.startTime
  }

  // MARK: Watching

  /// The execution as it stands, as a result whose status is `.running` until it has ended.
  public var result: ExecutionResult { test.noting(usage, execution.result) }

  /// Whether it has ended, and the executions that its tasks started without waiting for them.
  public var hasEnded: Bool { execution.hasEnded }

  /// The number of seconds since it started.
  public var elapsed: Double { Double(now.milliseconds - test.startTime.milliseconds) / 1_000 }

  /// The states that it is in, those of children of distributed Maps and of executions that tasks started included.
  public var currentStates: [CurrentState] { execution.result.currentStates }

  /// The tasks whose answers are awaited; without those that wait for the end of an execution that they started.
  public var openTasks: [TaskRequest] { execution.openTasks.map(\.request) }

  /// The tokens of the open tasks that have one, in the order of ``openTasks``.
  public var openTokens: [String] { openTasks.compactMap(\.taskToken) }

  // MARK: Time

  /// Lets time pass; what is due happens.
  public mutating func advance(by duration: Duration) { run(until: now.advanced(by: duration)) }

  /// Lets a number of seconds pass; what is due happens.
  public mutating func advance(by seconds: Double) {
    run(until: now.advanced(byMilliseconds: VirtualSeconds.clamped(seconds)))
  }

  /// Lets time pass up to a time; what is due until then happens, that time included.
  public mutating func run(until time: Timestamp) {
    execution.run(until: time)
    pass(until: time)
  }

  /// Runs to the end, or until nothing more happens, and gives the result; then coverage counts the run.
  public mutating func finish() -> ExecutionResult {
    execution.run()
    return finished()
  }

  /// Lets time pass; what is due happens. Handlers may be asynchronous.
  public mutating func advance(by duration: Duration) async { await run(until: now.advanced(by: duration)) }

  /// Lets a number of seconds pass; what is due happens. Handlers may be asynchronous.
  public mutating func advance(by seconds: Double) async {
    await run(until: now.advanced(byMilliseconds: VirtualSeconds.clamped(seconds)))
  }

  /// Lets time pass up to a time; what is due until then happens. Handlers may be asynchronous.
  public mutating func run(until time: Timestamp) async {
    await execution.run(until: time)
    pass(until: time)
  }

  /// Runs to the end, or until nothing more happens, and gives the result; then coverage counts the run. Handlers may be asynchronous.
  public mutating func finish() async -> ExecutionResult {
    await execution.run()
    return finished()
  }

  private mutating func finished() -> ExecutionResult {
    pass(until: execution.now)
    if isCollected { return result }
    isCollected = true
    return test.finished(usage, execution.result)
  }

  private mutating func pass(until time: Timestamp) {
    now = max(now, time)
    execution.pass(until: now)
  }

  // MARK: States

  /// Runs until a state is entered, at whatever time; does nothing if the execution is in the state and has not been
  /// stopped at this visit before. A state that waits for nothing has been left already when this returns.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it, if it is not the one under test.
  /// - Throws: ``UnknownState``, or ``StateNotReached`` if the execution ends, or waits for ever, before.
  public mutating func runUntil(state: String, in machine: String? = nil) throws {
    let query = try StateQuery(state, in: machine, of: result)
    if stopsHere(query) { return }
    let stop = Locked<Entry?>(nil)
    let isReached = execution.run { Self.note($0, $1, query, stop) }
    try stopped(isReached, at: stop, state)
  }

  /// Runs until a state is entered, at whatever time. Handlers may be asynchronous.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if only that is meant: `Ship[2]`.
  ///   - machine: the name of the state machine that has it, if it is not the one under test.
  /// - Throws: ``UnknownState``, or ``StateNotReached`` if the execution ends, or waits for ever, before.
  public mutating func runUntil(state: String, in machine: String? = nil) async throws {
    let query = try StateQuery(state, in: machine, of: result)
    if stopsHere(query) { return }
    let stop = Locked<Entry?>(nil)
    let isReached = await execution.run { Self.note($0, $1, query, stop) }
    try stopped(isReached, at: stop, state)
  }

  /// Whether an event is an entry of the state; the first one is noted.
  private static func note(
    _ execution: Execution, _ event: HistoryEvent, _ query: StateQuery, _ stop: Locked<Entry?>
  ) -> Bool {
    guard case .stateEntered(let state, _) = event.details, query.mayInclude(state.name, execution.identity) else {
      return false
    }
    if query.hasIteration, VisitReader.visit(enteredBy: event, of: execution).map(query.includes) != true {
      return false
    }
    stop.withLock { if $0 == nil { $0 = Entry(executionARN: execution.identity.executionARN, event: event.id) } }
    return true
  }

  /// Whether the execution is in the state, and has not been stopped at this visit.
  private mutating func stopsHere(_ query: StateQuery) -> Bool {
    for visit in result.visits where visit.ending == .open && query.includes(visit) {
      let entry = Entry(executionARN: visit.execution.arn, event: visit.enteredEvent)
      if stops.insert(entry).inserted { return true }
    }
    return false
  }

  private mutating func stopped(_ isReached: Bool, at stop: Locked<Entry?>, _ state: String) throws {
    pass(until: execution.now)
    guard isReached else { throw StateNotReached(state: state, result: result) }
    if let entry = stop.withLock({ $0 }) { stops.insert(entry) }
  }

  // MARK: Answers by hand

  /// Succeeds the open task of a state.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if several are open: `Ship[2]`.
  ///   - output: the task's result, before ResultSelector.
  ///   - machine: the name of the state machine that has the state, if it is not the one under test.
  /// - Throws: ``UnknownState``, or ``NoSuchTask`` if not exactly one task of the state is open.
  public mutating func succeed(_ state: String, _ output: JSON, in machine: String? = nil) throws {
    execution.report(.ended(.succeeded(output)), of: try task(state, machine))
  }

  /// Fails the open task of a state.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if several are open: `Ship[2]`.
  ///   - error: the error's name.
  ///   - cause: the cause.
  ///   - machine: the name of the state machine that has the state, if it is not the one under test.
  /// - Throws: ``UnknownState``, or ``NoSuchTask`` if not exactly one task of the state is open.
  public mutating func fail(
    _ state: String, _ error: String?, cause: String? = nil, in machine: String? = nil
  ) throws {
    execution.report(.ended(.failed(error: error, cause: cause)), of: try task(state, machine))
  }

  /// Sends a heartbeat of the open task of a state, of which a worker has begun.
  ///
  /// - Parameters:
  ///   - state: its name, with an iteration if several are open: `Ship[2]`.
  ///   - machine: the name of the state machine that has the state, if it is not the one under test.
  /// - Throws: ``UnknownState``, or ``NoSuchTask`` if not exactly one task of the state is open.
  public mutating func heartbeat(_ state: String, in machine: String? = nil) throws {
    execution.report(.heartbeat, of: try task(state, machine))
  }

  /// Succeeds the task with a token (SendTaskSuccess).
  ///
  /// - Throws: ``NoSuchTask``, if no open task has the token.
  public mutating func succeed(token: String, _ output: JSON) throws(NoSuchTask) {
    execution.report(.ended(.succeeded(output)), of: try task(token: token))
  }

  /// Fails the task with a token (SendTaskFailure).
  ///
  /// - Throws: ``NoSuchTask``, if no open task has the token.
  public mutating func fail(token: String, _ error: String?, cause: String? = nil) throws(NoSuchTask) {
    execution.report(.ended(.failed(error: error, cause: cause)), of: try task(token: token))
  }

  /// Sends a heartbeat of the task with a token (SendTaskHeartbeat).
  ///
  /// - Throws: ``NoSuchTask``, if no open task has the token.
  public mutating func heartbeat(token: String) throws(NoSuchTask) {
    execution.report(.heartbeat, of: try task(token: token))
  }

  /// Stops the execution (StopExecution).
  public mutating func stop(error: String? = nil, cause: String? = nil) { execution.stop(error: error, cause: cause) }

  private func task(_ state: String, _ machine: String?) throws -> VirtualTimeExecution.OpenTask {
    let query = try StateQuery(state, in: machine, of: result)
    let open = execution.openTasks
    let found = open.filter { query.includes($0.request) }
    guard let task = found.first, found.count == 1 else {
      throw NoSuchTask(state: state, open: (found.isEmpty ? open : found).map { NoSuchTask.name(of: $0.request) })
    }
    return task
  }

  private func task(token: String) throws(NoSuchTask) -> VirtualTimeExecution.OpenTask {
    let open = execution.openTasks
    guard let task = open.first(where: { $0.request.taskToken?.hasSameUTF8(as: token) == true }) else {
      throw NoSuchTask(state: nil, open: open.map { NoSuchTask.name(of: $0.request) })
    }
    return task
  }
}

extension WorkflowTest {
  /// Starts the workflow, to be taken forward step by step. Nothing has happened but that the first state has been entered.
  ///
  /// - Parameters:
  ///   - input: the input.
  ///   - name: the name of the execution.
  public func start(input: JSON = [:], name: String = "test") -> RunningWorkflow {
    RunningWorkflow(self, execution(input, name))
  }

  /// Starts the workflow, to be taken forward step by step, with an input that is given as JSON text.
  ///
  /// - Throws: `JSONParseError` if the text is not JSON.
  public func start(inputText: String, name: String = "test") throws(JSONParseError) -> RunningWorkflow {
    RunningWorkflow(self, execution(try JSON(parsing: inputText), name, text: inputText))
  }
}

/// The error of an execution that has not come to a state.
public struct StateNotReached: Error, Sendable, CustomStringConvertible {
  /// The name of the state.
  public var state: String
  /// The execution as it stands.
  public var result: ExecutionResult

  /// `the execution has not come to the state 'Ship': FAILED, OutOfStock; Reserve`.
  public var description: String { "the execution has not come to the state '\(state)': \(result.summary)" }
}

/// The error of an answer to a task that is not open, or to several at once.
public struct NoSuchTask: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name of the state; `nil` if the task was named by its token.
  public var state: String?
  /// The open tasks, or those of that name if there are several: their states, with iterations.
  public var open: [String]

  static func name(of task: TaskRequest) -> String {
    task.stateName + task.iterations.map { "[\($0)]" }.joined()
  }

  /// `no task of the state 'Ship' is open; open are those of 'Pay', 'Pack[0]'`.
  public var description: String {
    let list = open.prefix(10).map { "'\($0)'" }.joined(separator: ", ") + (open.count > 10 ? " and others" : "")
    guard let state else {
      return "no open task has this token; " + (open.isEmpty ? "no task is open" : "open are those of \(list)")
    }
    let plain = MockResources.plainName(state)
    if open.count > 1, open.allSatisfy({ MockResources.plainName($0).hasSameUTF8(as: plain) }) {
      return "several tasks of the state '\(state)' are open; name one of \(list)"
    }
    return "no task of the state '\(state)' is open; " + (open.isEmpty ? "nor any other" : "open are those of \(list)")
  }
}

extension Timestamp {
  /// The instant after a duration; clamped to what can be represented.
  fileprivate func advanced(by duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return advanced(bySeconds: seconds).advanced(byMilliseconds: attoseconds / 1_000_000_000_000_000)
  }
}
