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
  /// The limits; the service's own values by default.
  public var quotas = ExecutionQuotas.service
  /// The time at which runs start.
  public var startTime = Timestamp.virtualStart
  /// The seed of everything random.
  public var seed: UInt64 = 0
  /// The name of the state machine in ARNs.
  public var stateMachineName = "StateMachine"
  /// The store that distributed Maps read from and write to.
  public var datasets: any DatasetStore = InMemoryDatasetStore()

  /// The state machines that `states:startExecution` tasks start in the same process, by ARN or name.
  public var stateMachines: KnownStateMachines = [:]
  /// Whether executions are saved and restored after every input, to show that this makes no difference.
  public var suspendsAtEveryStep = false

  /// The models that mocked results are checked against; to be set before the mocks.
  public var models = ServiceModelLibrary()
  /// The problems of mocked results: those that do not fit the response of the API that a task calls, and, once for each
  /// service, that there is no model to check them against. They are also written to standard error.
  public private(set) var warnings: [String] = []

  private var knownProblems: Set<String> = []
  private var mocks = MockResources()
  private var resources: ResourceRouter?

  /// The error for mocking a state that cannot be mocked.
  public struct UnknownTask: Error, Sendable, Hashable, CustomStringConvertible {
    /// The state's name.
    public var name: String
    /// The type of the state with that name, or `nil` if the definition has none.
    public var type: StateType?
    /// The Task states of the definition.
    public var tasks: [String]
    /// What is wrong with the mock, if the state can be mocked.
    public var problem: String?

    /// A description of the problem.
    public var description: String {
      let list = tasks.map { "'\($0)'" }.joined(separator: ", ")
      if let problem { return "the mock of '\(name)': \(problem)" }
      let known = tasks.isEmpty ? "the definition has no Task states" : "the Task states are \(list)"
      if let type { return "'\(name)' is a \(type.rawValue) state, and only Task states can be mocked; \(known)" }
      let near = Suggestions.nearest(to: MockResources.plainName(name), among: tasks)
      return "the definition has no state '\(name)'; \(known)" + (near.map { "; did you mean '\($0)'?" } ?? "")
    }
  }

  /// Creates a test from a compiled definition.
  public init(_ machine: StateMachine) { self.machine = machine }

  /// Reads, validates and compiles a definition.
  ///
  /// - Throws: `InvalidDefinition` with all problems found.
  public init(definition text: String, type: StateMachineType = .standard) throws(InvalidDefinition) {
    self.init(try StateMachine(parsing: text, type: type))
  }

  /// Sets the answers of a Task state: one for each attempt, the last one for all that follow.
  ///
  /// - Parameters:
  ///   - state: the state's name; `Ship[2]` is the state in iteration 2 of its Map only.
  ///   - answers: at least one.
  public mutating func mock(_ state: String, _ answers: MockAnswer...) throws(UnknownTask) {
    try mock(state, answers: answers)
  }

  /// Sets the answers of a Task state: one for each attempt, the last one for all that follow.
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
    var mock = MockResources()
    mock[state] = script
    add(mock)
  }

  /// Why the answers are not valid for a state.
  private func problem(_ state: String, _ answers: [MockAnswer]) -> String? {
    if answers.isEmpty { return "it has no answers" }
    if let problem = answers.lazy.compactMap(\.problem).first { return problem }
    return IterationNames(machine).problem(with: state)
  }

  /// Adds mocks; for a state that is already mocked they replace the existing answers.
  mutating func add(_ others: MockResources) {
    mocks.add(others)
    for warning in others.warnings(for: machine, models, besides: &knownProblems) {
      warnings.append(warning.description)
      StandardError.write("warning: \(warning)")
    }
  }

  /// Sets the handlers for tasks of states that are not mocked.
  public mutating func use(_ resources: ResourceRouter) { self.resources = resources }

  /// Runs the workflow to its end in virtual time; every run starts the mocks from the beginning.
  public func run(input: JSON = [:], name: String = "test") -> ExecutionResult {
    collected(driver.run(execution(input, name)))
  }

  /// Runs the workflow to its end in virtual time, with handlers that may be asynchronous.
  public func run(input: JSON = [:], name: String = "test") async -> ExecutionResult {
    collected(await driver.run(execution(input, name)))
  }

  /// Continues a run that did not succeed (RedriveExecution); the mocks start from the beginning.
  ///
  /// - Throws: `RedriveError` if the execution succeeded, or its history is full.
  public func redrive(_ result: ExecutionResult) throws(RedriveError) -> ExecutionResult {
    collected(try driver.redrive(result))
  }

  /// Adds a run to the current ``CoverageCollector``.
  private func collected(_ result: ExecutionResult) -> ExecutionResult {
    CoverageCollector.current?.insert(result)
    return result
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
    driver.recordsCoverage = true
    driver.stateMachines = stateMachines
    // A mock of a task that starts an execution replaces the task, not the execution.
    driver.keptFromStarting = { mocked.contains($0.stateName) }
    return driver
  }
}
