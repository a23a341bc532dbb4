import OrderedJSON

/// The command line: hands over to a subcommand and ends with its exit status.
///
/// Exit status: 0 good, 1 the work's own "no" (invalid definition, failed execution), 2 wrong use.
@main
enum Main {
  static func main() async {
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard let name = arguments.first else {
      Output.complain("no command\n\(usage)")
      exit(2)
    }
    if name == "--help" || name == "-h" || name == "help" {
      Output.line(usage)
      exit(0)
    }
    guard let command = Command(rawValue: name) else {
      Output.complain("unknown command '\(name)'\n\(usage)")
      exit(2)
    }
    exit(await command.run(Array(arguments.dropFirst())))
  }

  static let usage = """
    Usage: asl COMMAND [OPTION]... [FILE]...

    Amazon States Language: run, check and try out state machines.

    Commands:
      run          run a definition in virtual time with mocked tasks
      validate     find every problem of definitions
      eval         evaluate JSONata, JSONPath or intrinsic-function expressions
      test-state   test one state with its work mocked

    'asl COMMAND --help' says more. Exit status: 0 good, 1 invalid or failed, 2 wrong use.
    """
}

/// The subcommands.
enum Command: String {
  case run, validate, eval
  case testState = "test-state"

  func run(_ arguments: [String]) async -> Int32 {
    do {
      switch self {
      case .run: return try await RunCommand.run(arguments)
      case .validate: return runValidate(arguments: arguments)
      case .eval: return try EvalCommand.run(arguments)
      case .testState: return try TestStateCommand.run(arguments)
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
