import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import StatesTesting

/// `asl debug`: steps through an execution.
enum DebugCommand {
  static let usage = """
    Usage: asl debug DEFINITION [OPTION]...

    Starts an execution in virtual time and reads commands: steps forward and back, breakpoints, the data of states step by
    step, variables, expressions. Tasks that no mock answers are answered by hand. 'help' lists the commands.
    \(DefinitionOptions.templateUsage)

      --input FILE|JSON      the input: a file, or literal JSON, such as '{"order": 7}' (default: {})
      --mock-config FILE     the answers of tasks: a MockConfigFile.json of Step Functions Local
      --state-machine NAME   the state machine in the mock file (default: its only one)
      --test-case CASE       the test case in the mock file (default: the state machine's only one)
      --start-time TIME      when the execution begins, ISO-8601 (default: 2024-01-01T00:00:00Z)
      --seed N               what tokens, jitter and random functions come from (default: 0)
      --script FILE          read the commands from a file; '-' is standard input (default)
    \(DefinitionOptions.usage)

    On a terminal there is a prompt, and an empty line repeats the last command. Otherwise each command is shown before what
    it prints, and the same commands print the same bytes.

    Exit status: 0 the session ended, 1 the definition is invalid or a command of a script could not be carried out,
    2 incorrect usage.
    """

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(
      arguments,
      options: DefinitionOptions.names.union([
        "input", "mock-config", "state-machine", "test-case", "start-time", "seed", "script",
      ]))
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    let path = try Documents.onlyOperand(reader)
    let script = reader["script"] ?? "-"
    if script == "-" {
      let files = [("the definition", path), ("--input", reader["input"]), ("--mock-config", reader["mock-config"])]
      for (name, value) in files where value == "-" || value?.hasPrefix("-#") == true {
        throw UsageError(message: "the commands come from standard input, so \(name) cannot; give them with --script")
      }
    }
    let definition = try Documents.definition(path, reader)
    guard let machine = Documents.machine(definition, for: .debug) else { return 1 }
    let debugger = try debugger(machine, reader)
    if script == "-" { return try run(debugger, LineReader(0, name: "standard input")) }
    var lines = try Files.read(script).split(separator: 0x0a, omittingEmptySubsequences: false).makeIterator()
    return try run(debugger, isTerminal: false) { lines.next().map(Array.init) }
  }

  private static func debugger(_ machine: StateMachine, _ reader: ArgumentReader) throws -> Debugger {
    var settings = Debugger.Settings()
    if let text = reader["start-time"] {
      guard let time = Timestamp(iso8601: text) else {
        throw UsageError(message: "--start-time takes a time such as 2024-01-01T00:00:00Z, not '\(text)'")
      }
      settings.startTime = time
    }
    if let seed = try reader.integer("seed") { settings.seed = UInt64(truncatingIfNeeded: seed) }
    let (input, inputText) =
      if let given = reader["input"] {
        try Documents.json(given, option: "--input") as (JSON, String?)
      } else {
        ([:], nil) as (JSON, String?)
      }
    guard let path = reader["mock-config"] else {
      if reader["test-case"] != nil {
        throw UsageError(message: "--test-case needs --mock-config, the file that has the test cases")
      }
      settings.stateMachineName = reader["state-machine"] ?? settings.stateMachineName
      return Debugger(machine, input: input, inputText: inputText, settings: settings)
    }
    do {
      let config = try MockConfig(parsing: try Files.read(path))
      let name = try RunCommand.choose(
        "state machine", "--state-machine", reader["state-machine"], config.stateMachines
      ) { try config.onlyStateMachine() }
      let testCase = try RunCommand.choose(
        "test case", "--test-case", reader["test-case"], config.testCases(of: name)
      ) { try config.onlyTestCase(of: name) }
      settings.stateMachineName = name
      return try Debugger(
        machine, input: input, inputText: inputText, settings: settings, mocks: config, stateMachine: name,
        testCase: testCase)
    } catch let problem as MockConfig.Problem {
      throw FileProblem(message: "\(path):\(problem.position == nil ? " " : "")\(problem)")
    }
  }

  private static func run(_ debugger: Debugger, _ lines: LineReader) throws -> Int32 {
    var lines = lines
    let isTerminal = Output.isTerminal(0) && Output.isTerminal(1)
    return try run(debugger, isTerminal: isTerminal) { () throws(FileProblem) in try lines.next() }
  }

  private static func run(
    _ debugger: Debugger, isTerminal: Bool, _ next: () throws(FileProblem) -> [UInt8]?
  ) throws(FileProblem) -> Int32 {
    var debugger = debugger
    var last = ""
    var isRefused = false
    for line in debugger.greeting { Output.line(line) }
    while true {
      if isTerminal { Output.text("(asl) ") }
      guard let bytes = try next() else {
        if isTerminal { Output.line("") }
        break
      }
      var line = String(decoding: bytes, as: UTF8.self)
      if line.allSatisfy(\.isWhitespace) {
        guard isTerminal else { continue }
        line = last
      }
      if !isTerminal { Output.line("> " + line) }
      let reply = debugger.run(line)
      for line in reply.lines { Output.line(line) }
      isRefused = isRefused || reply.isRefused
      last = line
      if reply.isOver { break }
    }
    return isRefused && !isTerminal ? 1 : 0
  }
}
