import OrderedJSON
import StatesLanguage

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Musl)
  private import Musl
#elseif canImport(Darwin)
  private import Darwin
#endif

/// The command line: runs a subcommand and exits with its status.
///
/// Exit status: 0 success, 1 a negative result (invalid definition, failed execution), 2 incorrect usage, or a file or
/// stream that cannot be read or written.
@main
enum Main {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let name = arguments.first else {
      Output.complain("no command given\n\(usage)")
      exit(2)
    }
    if name == "help", let other = arguments.dropFirst().first { exit(await command(other).run(["--help"])) }
    if name == "--help" || name == "-h" || name == "help" {
      Output.line(usage)
      exit(0)
    }
    exit(await command(name).run(Array(arguments.dropFirst())))
  }

  /// The subcommand with that name; without one the program ends.
  private static func command(_ name: String) -> Command {
    if let command = Command(rawValue: name) { return command }
    let near = Suggestions.nearest(to: name, among: Command.allCases.map(\.rawValue))
    Output.complain("unknown command '\(name)'" + (near.map { "; did you mean '\($0)'?" } ?? "") + "\n\(usage)")
    exit(2)
  }

  static let usage = """
    Usage: asl COMMAND [OPTION]... [FILE]...

    Amazon States Language: run, check and try out state machines.

    Commands:
      run          run a definition in virtual time with mocked tasks
      test         run suites of test cases, with coverage
      validate     find every problem in definitions
      build        write a definition as Swift source that builds it
      eval         evaluate JSONata, JSONPath or intrinsic-function expressions
      test-state   test one state with its work mocked
      replay       replay recorded executions and compare every event
      graph        draw a definition, and what an execution did
      debug        step through an execution, forward and back

    'asl COMMAND --help' shows details. Exit status: 0 success, 1 invalid or failed,
    2 incorrect usage or a file or stream that cannot be read or written.
    """
}

/// The subcommands.
enum Command: String, CaseIterable {
  case run, test, validate, build, eval, replay, graph, debug
  case testState = "test-state"

  func run(_ arguments: [String]) async -> Int32 {
    do {
      switch self {
      case .run: return try await RunCommand.run(arguments)
      case .test: return try await TestCommand.run(arguments)
      case .validate: return try ValidateCommand.run(arguments)
      case .build: return try BuildCommand.run(arguments)
      case .eval: return try EvalCommand.run(arguments)
      case .graph: return try GraphCommand.run(arguments)
      case .debug: return try DebugCommand.run(arguments)
      case .testState: return try TestStateCommand.run(arguments)
      case .replay: return try ReplayCommand.run(arguments)
      }
    } catch let error as UsageError {
      Output.complain("\(rawValue): \(error.message)\nTry 'asl \(rawValue) --help'.")
    } catch let error as FileProblem {
      Output.complain("\(rawValue): \(error.message)")
    } catch {
      Output.complain("\(rawValue): \(error)")
    }
    return 2
  }
}
