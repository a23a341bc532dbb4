public import OrderedJSON
public import StatesEngine
public import StatesLanguage
public import StatesRuntime

/// A workflow under test: a definition, mocked tasks, virtual time.
///
/// ```swift
/// @Test func refundsWhenOutOfStock() throws {
///   var test = try WorkflowTest(definition: text)
///   try test.mock("Reserve", .throw("OutOfStock"))
///   try test.mock("Refund", .return(["refunded": true]))
///   let result = test.run(input: ["order": 7])
///   #expect(result.status == .succeeded)
///   #expect(result.path == ["Reserve", "Refund"])
/// }
/// ```
public struct WorkflowTest: Sendable {
  /// The definition.
  public let machine: StateMachine
  /// What is bounded; the service's own numbers by default.
  public var quotas = ExecutionQuotas.service
  /// When runs begin.
  public var startTime = Timestamp.virtualStart
  /// What everything random comes from.
  public var seed: UInt64 = 0
  /// The name of the state machine in ARNs.
  public var stateMachineName = "StateMachine"
  /// Where distributed Maps read and write.
  public var datasets: any DatasetStore = InMemoryDatasetStore()

  /// The state machines that `states:startExecution` tasks start in the same process, by ARN or name.
  public var stateMachines: KnownStateMachines = [:]
  /// Whether executions are written down and read back after every input, to show that it makes no difference.
  public var suspendsAtEveryStep = false

  private var mocks = MockResources()
  private var resources: ResourceRouter?

  /// A mock of a state that cannot be mocked.
  public struct UnknownTask: Error, Sendable, Hashable, CustomStringConvertible {
    /// The state's name.
    public var name: String
    /// The type of the state of that name, or `nil` when the definition has none.
    public var type: StateType?
    /// The Task states that there are.
    public var tasks: [String]
    /// What else is wrong with the mock, where the state could be mocked.
    public var problem: String?

    /// Says so.
    public var description: String {
      let list = tasks.map { "'\($0)'" }.joined(separator: ", ")
      if let problem { return "the mock of '\(name)': \(problem)" }
      let known = tasks.isEmpty ? "the definition has no Task states" : "the Task states are \(list)"
      if let type { return "'\(name)' is a \(type.rawValue) state, and only Task states can be mocked; \(known)" }
      let near = Suggestions.nearest(to: MockResources.plainName(name), among: tasks)
      return "the definition has no state '\(name)'; \(known)" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }
  }

  /// Takes a compiled definition.
  public init(_ machine: StateMachine) { self.machine = machine }

  /// Reads, validates and compiles a definition.
  ///
  /// - Throws: `InvalidDefinition` with all problems found.
  public init(definition text: String, type: StateMachineType = .standard) throws(InvalidDefinition) {
    self.init(try StateMachine(parsing: text, type: type))
  }

  /// Says what a Task state does: attempt by attempt, the last answer for all that follow.
  ///
  /// - Parameters:
  ///   - state: the state's name; `Ship[2]` is the state in iteration 2 of its Map only.
  ///   - answers: at least one.
  public mutating func mock(_ state: String, _ answers: MockAnswer...) throws(UnknownTask) {
    try mock(state, answers: answers)
  }

  /// Says what a Task state does: attempt by attempt, the last answer for all that follow.
  ///
  /// - Parameters:
  ///   - state: the state's name; `Ship[2]` is the state in iteration 2 of its Map only.
  ///   - answers: at least one.
  public mutating func mock(_ state: String, answers: [MockAnswer]) throws(UnknownTask) {
    let known = machine.index(ofState: MockResources.plainName(state)) ?? machine.index(ofState: state)
    let type = known.map { machine.states[$0].type }
    guard type == .task else {
      let tasks = machine.states.filter { $0.type == .task }.map(\.name)
      throw UnknownTask(name: state, type: type, tasks: tasks)
    }
    if let problem = problem(state, answers) { throw UnknownTask(name: state, type: type, tasks: [], problem: problem) }
    var script = MockResources.Script(answers: [])
    for (place, answer) in answers.enumerated() {
      script.answers.append((place...(place == answers.count - 1 ? .max : place), answer))
    }
    mocks[state] = script
  }

  /// Why answers make no sense for a state.
  private func problem(_ state: String, _ answers: [MockAnswer]) -> String? {
    if answers.isEmpty { return "it has no answers" }
    if let problem = answers.lazy.compactMap(\.problem).first { return problem }
    return IterationNames(machine).problem(with: state)
  }

  /// Adds to what is mocked; what is mocked already answers as told here.
  mutating func add(_ others: MockResources) { mocks.add(others) }

  /// Has the tasks of states that are not mocked done by these handlers.
  public mutating func use(_ resources: ResourceRouter) { self.resources = resources }

  /// Runs the workflow to its end in virtual time; every run begins the mocks anew.
  public func run(input: JSON = [:], name: String = "test") -> ExecutionResult {
    driver.run(execution(input, name))
  }

  /// Runs the workflow to its end in virtual time, with handlers that may be asynchronous.
  public func run(input: JSON = [:], name: String = "test") async -> ExecutionResult {
    await driver.run(execution(input, name))
  }

  /// Goes on with a run that did not end well (RedriveExecution); the mocks begin anew.
  ///
  /// - Throws: `RedriveError` when the execution succeeded, or has no room in its history.
  public func redrive(_ result: ExecutionResult) throws(RedriveError) -> ExecutionResult {
    try driver.redrive(result)
  }

  private func execution(_ input: JSON, _ name: String) -> Execution {
    Execution(
      machine, input: input, identity: ExecutionIdentity(stateMachineName: stateMachineName, name: name),
      seed: .fixed(seed),
      quotas: quotas)
  }

  private var driver: VirtualTimeDriver {
    var router = ResourceRouter()
    let mocked = Set(mocks.stateNames)
    let play = mocks.handler(stateMachines: stateMachines)
    if let resources {
      router.otherwise { task in
        mocked.contains(task.stateName) ? play(task) : TaskReport(.never)
      }
      router.missingActivities = resources.missingActivities
      router.delegate(unless: { mocked.contains($0.stateName) }, to: resources)
    } else {
      router.otherwise(play)
    }
    var driver = VirtualTimeDriver(resources: router, datasets: datasets, startTime: startTime)
    driver.suspendsAtEveryStep = suspendsAtEveryStep
    driver.keepsChildren = true
    driver.stateMachines = stateMachines
    // Who mocks a task that starts an execution means the task, not the execution.
    driver.keptFromStarting = { mocked.contains($0.stateName) }
    return driver
  }
}
