import LanguageSupport
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
  public internal(set) var warnings: [String] = []

  /// How mocked results are checked against the models, as TestState does it; to be set before the mocks. With
  /// `.strict` and `.present` a result that does not fit is an error where it is mocked. By default it is a warning, and so is,
  /// in any case, that a result cannot be checked.
  public var fieldValidation: FieldValidationMode?

  var knownProblems: Set<String> = []
  var mocks = MockResources()
  private var resources: ResourceRouter?

  /// Creates a test from a compiled definition.
  public init(_ machine: StateMachine) { self.machine = machine }

  /// Reads, validates and compiles a definition.
  ///
  /// - Throws: `InvalidDefinition` with all problems found.
  public init(definition text: String, type: StateMachineType = .standard) throws(InvalidDefinition) {
    self.init(try StateMachine(parsing: text, type: type))
  }

  /// Sets the handlers for tasks of states that are not mocked.
  public mutating func use(_ resources: ResourceRouter) { self.resources = resources }

  // MARK: Running

  /// Runs the workflow to its end in virtual time; every run starts the mocks from the beginning.
  public func run(input: JSON = [:], name: String = "test") -> ExecutionResult {
    let usage = Locked(MockUsage())
    return finished(usage, driver(usage).run(execution(input, name)))
  }

  /// Runs the workflow to its end in virtual time, with handlers that may be asynchronous.
  public func run(input: JSON = [:], name: String = "test") async -> ExecutionResult {
    let usage = Locked(MockUsage())
    return finished(usage, await driver(usage).run(execution(input, name)))
  }

  /// Continues a run that did not succeed (RedriveExecution); the mocks start from the beginning.
  ///
  /// - Throws: `RedriveError` if the execution succeeded, or its history is full.
  public func redrive(_ result: ExecutionResult) throws(RedriveError) -> ExecutionResult {
    let usage = Locked(MockUsage())
    return finished(usage, try driver(usage).redrive(result))
  }

  /// The result of a run that has come to its end: with what the test knows besides, and counted by the current
  /// ``CoverageCollector``.
  func finished(_ usage: Locked<MockUsage>, _ result: ExecutionResult) -> ExecutionResult {
    CoverageCollector.current?.insert(result)
    return noting(usage, result)
  }

  /// Runs the workflow to its end with an input that is given as JSON text, which the history shows letter by letter.
  ///
  /// - Throws: `JSONParseError` if the text is not JSON.
  public func run(inputText: String, name: String = "test") throws(JSONParseError) -> ExecutionResult {
    let usage = Locked(MockUsage())
    let input = try JSON(parsing: inputText)
    return finished(usage, driver(usage).run(execution(input, name, text: inputText)))
  }

  /// Runs the workflow to its end with an input that is given as JSON text; handlers may be asynchronous.
  ///
  /// - Throws: `JSONParseError` if the text is not JSON.
  public func run(inputText: String, name: String = "test") async throws(JSONParseError) -> ExecutionResult {
    let usage = Locked(MockUsage())
    let input = try JSON(parsing: inputText)
    return finished(usage, await driver(usage).run(execution(input, name, text: inputText)))
  }

  func execution(_ input: JSON, _ name: String, text: String? = nil) -> Execution {
    if text == nil, let warning = Self.warning(about: input) { StandardError.write("warning: \(warning)") }
    return Execution(
      machine, input: input, inputText: text,
      identity: ExecutionIdentity(stateMachineName: stateMachineName, name: name),
      seed: .fixed(seed),
      quotas: quotas)
  }

  /// What looks like a mistake in an input: JSON text that is passed as a string.
  private static func warning(about input: JSON) -> String? {
    guard case .string(let text) = input, let first = text.utf8.first(where: { $0 > 0x20 }),
      first == 0x7b || first == 0x5b, (try? JSON(parsing: text)) != nil
    else { return nil }
    return "the input is a string that contains JSON; run(inputText:) passes the JSON itself"
  }

  /// The result with what the test knows besides.
  func noting(_ usage: Locked<MockUsage>, _ result: ExecutionResult) -> ExecutionResult {
    var result = result
    result.notes = WorkflowNotes(
      stateMachines: stateMachines, unusedMocks: mocks.unused(usage.withLock { $0 }),
      warnings: Self.warning(about: result.execution.input.json).map { [$0] } ?? [])
    return result
  }

  /// The driver of a run.
  ///
  /// - Parameter usage: how far the answers have been used.
  func driver(_ usage: Locked<MockUsage>) -> VirtualTimeDriver {
    var router = ResourceRouter()
    let mocks = mocks
    let own = stateMachineName
    let play = mocks.handler(own: own, usage: usage, stateMachines: stateMachines)
    if let resources {
      router.otherwise { task in
        mocks.answers(task, own: own) ? play(task) : TaskReport(.never)
      }
      router.missingActivities = resources.missingActivities
      router.delegate(unless: { mocks.answers($0, own: own) }, to: resources)
    } else {
      router.otherwise(play)
    }
    var driver = VirtualTimeDriver(resources: router, datasets: datasets, startTime: startTime)
    driver.suspendsAtEveryStep = suspendsAtEveryStep
    driver.keepsChildren = true
    driver.recordsCoverage = true
    driver.stateMachines = stateMachines
    // A mock of a task that starts an execution replaces the task, not the execution.
    driver.keptFromStarting = { mocks.answers($0, own: own) }
    return driver
  }
}
