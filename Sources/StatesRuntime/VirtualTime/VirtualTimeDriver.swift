import OrderedJSON
public import StatesEngine

/// Runs executions in virtual time: nothing waits, a year passes in microseconds.
///
/// Tasks are answered by a ``ResourceRouter``; when nothing can go on, time jumps to the next deadline. The same machine,
/// input, handlers and seed give the same history, byte for byte.
///
/// ```swift
/// let result = VirtualTimeDriver(resources: resources).run(Execution(machine, input: [:], identity: identity))
/// ```
public struct VirtualTimeDriver: Sendable {
  /// Who does tasks.
  public var resources: ResourceRouter
  /// Where distributed Maps read and write.
  public var datasets: any DatasetStore
  /// The state machines that `states:startExecution` tasks start in the same process; such tasks for others go to
  /// ``resources``.
  public var stateMachines: KnownStateMachines = [:]
  /// When the execution begins.
  public var startTime: Timestamp
  /// Whether executions are written down and read back after every input. Slow, and must not change any history: it is
  /// there to show that an execution can be suspended anywhere.
  public var suspendsAtEveryStep = false

  /// Makes a driver.
  ///
  /// - Parameters:
  ///   - resources: who does tasks.
  ///   - datasets: where distributed Maps read and write; in memory and empty by default.
  ///   - startTime: when the execution begins; 2024-01-01T00:00:00Z by default.
  public init(
    resources: ResourceRouter = ResourceRouter(), datasets: any DatasetStore = InMemoryDatasetStore(),
    startTime: Timestamp = Timestamp(milliseconds: 1_704_067_200_000)
  ) {
    self.resources = resources
    self.datasets = datasets
    self.startTime = startTime
  }

  /// Runs an execution to its end with handlers that are all plain functions.
  ///
  /// A task whose handler is asynchronous is rejected; use ``runAsync(_:)`` for those. An execution that waits for
  /// something that can never come is given back as it stands.
  public func run(_ execution: Execution) -> ExecutionResult {
    var run = VirtualTimeRun(
      execution, datasets: datasets, stateMachines: stateMachines, suspends: suspendsAtEveryStep)
    run.deliver(.start, to: 0, at: startTime)
    while run.isRunning {
      let tasks = run.takeTasks()
      if !tasks.isEmpty {
        run.begin(tasks, tasks.map { perform($0.request) })
      } else if !run.advance() {
        break
      }
    }
    return run.result
  }

  /// Runs an execution to its end; handlers may be asynchronous, and those of one moment run at the same time.
  public func runAsync(_ execution: Execution) async -> ExecutionResult {
    var run = VirtualTimeRun(
      execution, datasets: datasets, stateMachines: stateMachines, suspends: suspendsAtEveryStep)
    run.deliver(.start, to: 0, at: startTime)
    while run.isRunning {
      let tasks = run.takeTasks()
      if !tasks.isEmpty {
        run.begin(tasks, await performAll(tasks.map(\.request)))
      } else if !run.advance() {
        break
      }
    }
    return run.result
  }

  private func perform(_ task: TaskRequest) -> TaskReport {
    switch resources.route(task) {
    case .plain(let body): body(task)
    case .concurrent:
      TaskReport(
        .rejected(
          cause: "The handler of '\(task.resource.arn)' is asynchronous: this run takes plain functions only"))
    }
  }

  private func performAll(_ tasks: [TaskRequest]) async -> [TaskReport] {
    if tasks.count == 1 { return [await resources.perform(tasks[0])] }
    return await withTaskGroup(of: (Int, TaskReport).self) { group in
      for (place, task) in tasks.enumerated() {
        group.addTask { (place, await resources.perform(task)) }
      }
      var reports = [TaskReport?](repeating: nil, count: tasks.count)
      for await (place, report) in group { reports[place] = report }
      return reports.map { $0 ?? TaskReport(.pending) }
    }
  }
}

extension ResourceRouter {
  /// Has a task done by whoever does it.
  func perform(_ task: TaskRequest) async -> TaskReport {
    switch route(task) {
    case .plain(let body): body(task)
    case .concurrent(let body): await body(task)
    }
  }
}

/// An execution with its children on one virtual clock.
struct VirtualTimeRun {
  /// A task that an execution wants done.
  struct ScheduledTask {
    let node: Int
    let id: TaskID
    let request: TaskRequest
  }

  /// What a deadline brings.
  private enum Event {
    case timer(TimerID, number: UInt64)
    case report(TaskID, TaskReport.Outcome)
  }

  /// An execution, and whose child it is.
  private struct Node {
    var execution: Execution
    var parent: (node: Int, run: MapRunID, index: Int)?
    /// The task that waits for it.
    var waiting: (node: Int, id: TaskID, form: NestedExecution.Form)?
    /// How many executions around it started each other.
    var nesting = 0
    /// Whether a task of its own has started another execution.
    var hasNested = false
    /// The task whose request started it and has not been answered.
    var startAnswer: (node: Int, id: TaskID, form: NestedExecution.Form)?
    /// The number of the deadline that counts for each timer.
    var timers: [TimerID: UInt64] = [:]
    /// Its children that run.
    var children: [Int] = []
  }

  /// How deeply executions may start each other.
  private static let maximumNesting = 100

  private var nodes: ContiguousArray<Node>
  private var deadlines = DeadlineQueue<(node: Int, event: Event)>()
  private var tasks: [ScheduledTask] = []
  private var now = Timestamp(milliseconds: 0)
  private var names = SplitMix64(seed: 0x6368_696c_6472_656e)
  private let datasets: any DatasetStore
  private let stateMachines: KnownStateMachines
  private let suspends: Bool
  private var snapshotProblem: SnapshotError?
  /// Inputs that commands led to, in order.
  private var inbox: [(node: Int, input: Input)] = []

  init(
    _ execution: Execution, datasets: any DatasetStore, stateMachines: KnownStateMachines, suspends: Bool
  ) {
    nodes = [Node(execution: execution, parent: nil)]
    self.datasets = datasets
    self.stateMachines = stateMachines
    self.suspends = suspends
  }

  var isRunning: Bool { if case .running = nodes[0].execution.status { true } else { false } }

  var result: ExecutionResult {
    ExecutionResult(
      execution: nodes[0].execution, children: nodes.dropFirst().map(\.execution), snapshotProblem: snapshotProblem)
  }

  /// The tasks that have been scheduled since the last call, in order.
  mutating func takeTasks() -> [ScheduledTask] {
    guard !tasks.isEmpty else { return [] }
    defer { tasks.removeAll(keepingCapacity: true) }
    return tasks
  }

  /// Hands an input to an execution and does what it commands.
  mutating func deliver(_ input: Input, to node: Int, at time: Timestamp) {
    now = max(now, time)
    handle(input, node)
    var place = 0
    while place < inbox.count {
      handle(inbox[place].input, inbox[place].node)
      place += 1
    }
    inbox.removeAll(keepingCapacity: true)
  }

  private mutating func handle(_ input: Input, _ node: Int) {
    var commands: [Command] = []
    nodes[node].execution.handle(input, at: now, commands: &commands)
    if suspends { suspend(node) }
    if nodes[node].startAnswer != nil { answerStart(of: node) }
    for command in commands { carryOut(command, for: node) }
  }

  /// Writes an execution down and goes on with what is read back.
  private mutating func suspend(_ node: Int) {
    do throws(SnapshotError) {
      let bytes = nodes[node].execution.snapshot().bytes
      nodes[node].execution = try Execution(
        restoring: ExecutionSnapshot(bytes: bytes), machine: nodes[node].execution.machine)
    } catch {
      snapshotProblem = error
    }
  }

  /// Begins tasks with their handlers' reports, then lets those that are done end.
  mutating func begin(_ tasks: [ScheduledTask], _ reports: [TaskReport]) {
    for (task, report) in zip(tasks, reports) {
      if case .rejected = report.outcome { continue }
      deliver(.taskStarted(task.id, worker: report.worker), to: task.node, at: now)
    }
    for (task, report) in zip(tasks, reports) {
      if let submission = report.submission {
        deliver(.taskSubmitted(task.id, output: submission), to: task.node, at: now)
      }
      if report.milliseconds > 0 {
        deadlines.insert(
          { _ in (task.node, .report(task.id, report.outcome)) }, at: now.advanced(byMilliseconds: report.milliseconds))
      } else {
        deliver(report.outcome, of: task.id, to: task.node)
      }
    }
  }

  private mutating func deliver(_ outcome: TaskReport.Outcome, of id: TaskID, to node: Int) {
    switch outcome {
    case .succeeded(let output): deliver(.taskSucceeded(id, output: output), to: node, at: now)
    case .failed(let error, let cause): deliver(.taskFailed(id, error: error, cause: cause), to: node, at: now)
    case .rejected(let cause): deliver(.taskRejected(id, cause: cause), to: node, at: now)
    case .pending: break
    }
  }

  /// Jumps to the next deadline; `false` when there is none.
  mutating func advance() -> Bool {
    while let (time, (node, event)) = deadlines.popFirst() {
      switch event {
      case .report(let id, let outcome):
        now = max(now, time)
        deliver(outcome, of: id, to: node)
        return true
      case .timer(let id, let number):
        guard nodes[node].timers[id] == number else { continue }
        nodes[node].timers[id] = nil
        var ids = [id]
        // What is due at one moment happens together, before anything is made of it.
        while let next = deadlines.first, next.time == time, next.element.node == node,
          case .timer(let other, let otherNumber) = next.element.event
        {
          _ = deadlines.popFirst()
          guard nodes[node].timers[other] == otherNumber else { continue }
          nodes[node].timers[other] = nil
          ids.append(other)
        }
        deliver(.timersFired(ids), to: node, at: time)
        return true
      }
    }
    return false
  }

  // MARK: Commands

  private mutating func carryOut(_ command: Command, for node: Int) {
    switch command {
    case .scheduleTask(let id, let request):
      if stateMachines.isEmpty || !startNested(request, id, of: node) {
        tasks.append(ScheduledTask(node: node, id: id, request: request))
      }
    case .cancelTask(let id): stopNested(of: node, id)
    case .setTimer(let id, let time):
      nodes[node].timers[id] = deadlines.insert({ (node, .timer(id, number: $0)) }, at: time)
    case .cancelTimer(let id): nodes[node].timers[id] = nil
    case .readItems(let id, let request):
      switch ItemReaders.read(request, from: datasets) {
      case .success(let items): inbox.append((node, .itemsRead(id, items: items)))
      case .failure(let error):
        inbox.append((node, .itemReadingFailed(id, error: error.error, cause: error.cause)))
      }
    case .startChild(let run, let request): startChild(request, run, of: node)
    case .stopChildren(let run): stopChildren(of: node, run)
    case .writeResults(let id, let request):
      let children = nodes[node].children
      let index = children.reduce(into: [Int: Int]()) { places, child in
        if let parent = nodes[child].parent, parent.run == id { places[parent.index] = child }
      }
      let written = ResultWriters.write(request, to: datasets) { place in index[place].map { nodes[$0].execution } }
      switch written {
      case .success(let output): inbox.append((node, .resultsWritten(id, output: output)))
      case .failure(let error):
        inbox.append((node, .resultWritingFailed(id, error: error.error, cause: error.cause)))
      }
    case .finished: reportEnd(of: node)
    }
  }

  private mutating func startChild(_ request: ChildRequest, _ run: MapRunID, of node: Int) {
    let name = String(names.next(), radix: 16) + String(names.next(), radix: 16)
    let child = nodes[node].execution.child(request, name: name, seed: names.next())
    nodes.append(Node(execution: child, parent: (node, run, request.index)))
    nodes[node].children.append(nodes.count - 1)
    inbox.append((nodes.count - 1, .start))
  }

  private mutating func stopChildren(of node: Int, _ run: MapRunID) {
    for child in nodes[node].children where nodes[child].parent?.run == run {
      inbox.append((child, .abort(error: nil, cause: nil)))
    }
  }

  /// Starts an execution for a `states:startExecution` task, if its machine is known.
  private mutating func startNested(_ request: TaskRequest, _ id: TaskID, of node: Int) -> Bool {
    // A machine that starts itself would never come to an end.
    guard nodes[node].nesting < Self.maximumNesting else { return false }
    let name = String(names.next(), radix: 16) + String(names.next(), radix: 16)
    let parent = nodes[node].execution.identity
    guard let nested = NestedExecution(request, of: parent, stateMachines, name: name, seed: names.next()) else {
      return false
    }
    let place = nodes.count
    nodes.append(Node(execution: nested.execution, parent: nil))
    inbox.append((node, .taskStarted(id, worker: nil)))
    inbox.append((place, .start))
    nodes[place].startAnswer = (node, id, nested.form)
    nodes[place].nesting = nodes[node].nesting + 1
    nodes[node].hasNested = true
    return true
  }

  /// Answers the request that started an execution, once it has begun.
  private mutating func answerStart(of node: Int) {
    guard let (parent, id, form) = nodes[node].startAnswer else { return }
    nodes[node].startAnswer = nil
    let answer = NestedExecution.answer(nodes[node].execution)
    switch form {
    case .requestResponse: inbox.append((parent, .taskSucceeded(id, output: answer)))
    case .syncText, .syncJSON:
      nodes[node].waiting = (parent, id, form)
      inbox.append((parent, .taskSubmitted(id, output: answer)))
    }
  }

  /// Stops the execution that a task waited for.
  private mutating func stopNested(of node: Int, _ id: TaskID) {
    guard nodes[node].hasNested else { return }
    for place in nodes.indices {
      guard let waiting = nodes[place].waiting, waiting.node == node, waiting.id == id else { continue }
      let cause = NestedExecution.abandoned(by: nodes[node].execution.identity)
      inbox.append((place, .abort(error: nil, cause: cause)))
    }
  }

  /// Tells the parent how a child has ended.
  private mutating func reportEnd(of node: Int) {
    if let waiting = nodes[node].waiting {
      nodes[node].waiting = nil
      switch NestedExecution.outcome(nodes[node].execution, waiting.form) {
      case .succeeded(let output): inbox.append((waiting.node, .taskSucceeded(waiting.id, output: output)))
      case .failed(let error, let cause):
        inbox.append((waiting.node, .taskFailed(waiting.id, error: error, cause: cause)))
      case .rejected, .pending: break
      }
    }
    guard let parent = nodes[node].parent else { return }
    let outcome: ChildOutcome
    switch nodes[node].execution.status {
    case .running: return
    case .succeeded(let payload): outcome = .succeeded(output: payload.json)
    case .failed(let output): outcome = .failed(error: output.error, cause: output.cause)
    case .timedOut: outcome = .timedOut
    case .aborted: outcome = .aborted
    }
    inbox.append((parent.node, .childEnded(parent.run, index: parent.index, outcome)))
  }
}
