import HostSimulation
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import StatesTesting

/// `asl run`: runs a definition and shows the outcome.
enum RunCommand {
  static let usage = """
    Usage: asl run DEFINITION [OPTION]...

    Runs a state machine and prints the execution as DescribeExecution does; on a terminal, what it did, state by state,
    and its output. '-' is standard input.
    No service is called: a mock file has the answers of tasks. A definition with placeholders, such as
    "TimeoutSeconds": ${Seconds}, cannot run until --substitute fills them in.

    \(DefinitionOptions.templateUsage)

      --input FILE|JSON      the input: a file, or literal JSON, such as '{"order": 7}' (default: {})
      --mock-config FILE     the answers of tasks: a MockConfigFile.json of Step Functions Local, such as
                             {"StateMachines": {"Orders": {"TestCases": {"Works": {"Charge": "Charged"}}}},
                              "MockedResponses": {"Charged": {"0": {"Throw": {"Error": "Busy"}},
                                                              "1-9": {"Return": {"paid": true}}}}}
                             Results are checked against the models of the services' APIs; what does not fit, or
                             has no model, causes a warning
    \(ModelFolder.usage)
      --state-machine NAME   the state machine in the mock file (default: its only one)
      --test-case CASE       the test case in the mock file (default: the state machine's only one)
    \(DefinitionOptions.usage)
      --history FILE         write the history as GetExecutionHistory does; '-' is standard output
      --format FORMAT        text: what it did, and its output (default on a terminal);
                             json: as DescribeExecution (default elsewhere)
      --trace                show what it did in any case: with format json on standard error
      --start-time TIME      when the execution begins, ISO-8601 (default: 2024-01-01T00:00:00Z; now with --real-time)
      --seed N               what tokens, jitter and random functions come from (default: 0; drawn with --real-time)
      --no-quotas            lift the limits of definition, payload, history and variables; an endless loop then never
                             ends
      --max-events N         end with an error when the history has so many events (default: 25000)
      --real-time            let waits and timeouts really pass
      --suspend              write everything down after every step, forget it, read it back and go on;
                             changes nothing
      --recover              run through hosts that each live until their first commit, the next one going on with
                             what is written down; changes nothing. Express executions are not written down

    Exit status: 0 the execution succeeded, 1 it did not or the definition is invalid, 2 incorrect usage.
    """

  static func run(_ arguments: [String]) async throws -> Int32 {
    let reader = try ArgumentReader(
      arguments,
      options: DefinitionOptions.names.union([
        "input", "mock-config", "models", "state-machine", "test-case", "history", "start-time", "seed", "max-events",
        "format",
      ]),
      switches: ["no-quotas", "real-time", "suspend", "recover", "trace"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    let path = try Documents.onlyOperand(reader, advice: "; give the input with --input")
    let output = try RunOutput(reader)
    let definition = try Documents.definition(path, reader)
    var folder = try reader["models"].map(ModelFolder.init)
    try folder?.addModels(for: definition.source)
    let models = folder?.library ?? ServiceModelLibrary()
    let maximumBytes = reader.has("no-quotas") ? nil : Validator.Settings().maximumBytes
    let settings = Validator.Settings(maximumBytes: maximumBytes, models: models)
    guard let machine = Documents.machine(definition, for: .run, settings: settings) else { return 1 }
    return try await run(machine, reader, models, output)
  }

  private static func run(
    _ machine: StateMachine, _ reader: ArgumentReader, _ models: ServiceModelLibrary, _ output: RunOutput
  ) async throws -> Int32 {
    let (input, inputText) = try input(reader["input"])
    let number = try reader.integer("seed").map { UInt64(truncatingIfNeeded: $0) }
    let seed = number.map { ExecutionSeed.fixed($0) } ?? (reader.has("real-time") ? .drawn() : .fixed(0))
    let mocks = try mocks(reader, machine, models)
    var quotas = reader.has("no-quotas") ? ExecutionQuotas.unlimited : .service
    if let events = try reader.integer("max-events") {
      guard events > 1 else { throw UsageError(message: "--max-events takes a number from 2 on, not '\(events)'") }
      quotas.maximumHistoryEvents = events
    }
    let identity = ExecutionIdentity(stateMachineName: mocks.stateMachine ?? "StateMachine", name: "execution")
    let execution = Execution(
      machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas)
    var driver = VirtualTimeDriver(resources: mocks.resources, datasets: mocks.datasets)
    if let text = reader["start-time"] {
      guard let time = Timestamp(iso8601: text) else {
        throw UsageError(message: "--start-time takes a time such as 2024-01-01T00:00:00Z, not '\(text)'")
      }
      driver.startTime = time
    }
    if reader.has("real-time") {
      let live = LiveDriver(resources: mocks.resources, datasets: mocks.datasets)
      return try output.report(await live.run(execution))
    }
    if reader.has("recover"), machine.type == .standard, #available(macOS 15, *) {
      let run = try RecoveredRun.run(
        machine, input: input, inputText: inputText, identity: identity, seed: seed, quotas: quotas,
        resources: mocks.resources, datasets: mocks.datasets, startTime: driver.startTime)
      return try output.report(run.description, run.history)
    }
    driver.suspendsAtEveryStep = reader.has("suspend")
    let result = await driver.run(execution)
    if let problem = result.snapshotProblem {
      throw FileProblem(message: "the execution cannot be resumed: \(problem)")
    }
    return try output.report(result)
  }

  private static func input(_ path: String?) throws(FileProblem) -> (JSON, String?) {
    guard let path else { return ([:], nil) }
    return try Documents.json(path, option: "--input")
  }

  /// What tasks answer and Maps read, and the state machine's name if one is given or in the mock file.
  private static func mocks(
    _ reader: ArgumentReader, _ machine: StateMachine, _ models: ServiceModelLibrary
  ) throws -> (resources: ResourceRouter, datasets: any DatasetStore, stateMachine: String?) {
    guard let path = reader["mock-config"] else {
      if reader["test-case"] != nil {
        throw UsageError(message: "--test-case needs --mock-config, the file that has the test cases")
      }
      var nobody = ResourceRouter()
      nobody.otherwise { task in
        TaskReport(
          .rejected(
            cause: "The state '\(task.stateName)' calls '\(task.resource.arn)', which is not mocked: --mock-config "
              + "names a file with the answers of tasks"))
      }
      return (nobody, InMemoryDatasetStore(), reader["state-machine"])
    }
    do {
      let config = try MockConfig(parsing: try Files.read(path))
      let name = try choose("state machine", "--state-machine", reader["state-machine"], config.stateMachines) {
        try config.onlyStateMachine()
      }
      let testCase = try choose("test case", "--test-case", reader["test-case"], config.testCases(of: name)) {
        try config.onlyTestCase(of: name)
      }
      let resources = try config.resources(stateMachine: name, testCase: testCase, for: machine)
      for warning in try config.warnings(stateMachine: name, testCase: testCase, for: machine, models: models) {
        Output.complain("run: warning: \(warning)")
      }
      return (resources, config.datasets, name)
    } catch let problem as MockConfig.Problem {
      throw FileProblem(message: "\(path):\(problem.position == nil ? " " : "")\(problem)")
    }
  }

  /// The value of an option, or the only name in the mock file.
  static func choose(
    _ what: String, _ option: String, _ given: String?, _ known: [String], only: () throws -> String
  ) throws -> String {
    if let given { return given }
    guard known.count > 1 else { return try only() }
    throw UsageError(message: "\(option) must name a \(what): \(known.joined(separator: ", "))")
  }
}
