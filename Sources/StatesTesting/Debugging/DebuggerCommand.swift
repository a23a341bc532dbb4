import StatesLanguage

/// The commands of the debugger.
enum DebuggerCommand: String, CaseIterable, Sendable {
  case advance, answer, back, `break`, context, `continue`, delete, eval, fail, finish, goto, heartbeat, help, history
  case info, input, leave, list, next, output, previous, print, quit, result, rewind, stages, step, timeout, until, vars
  case whatif, `where`

  /// What follows the name.
  var arguments: String {
    switch self {
    case .advance: "DURATION"
    case .answer: "[TASK] JSON"
    case .back, .step: "[N]"
    case .break: "[STATE|EVENT TYPE [if EXPRESSION]]"
    case .delete: "[N]"
    case .eval, .print: "EXPRESSION"
    case .fail: "[TASK] ERROR [CAUSE]"
    case .goto: "N|TIME|start|end"
    case .heartbeat, .leave, .timeout: "[TASK]"
    case .help: "[COMMAND]"
    case .history: "[N]"
    case .list, .stages: "[STATE]"
    case .until: "TIME"
    case .whatif: "[TASK] answer JSON | fail ERROR [CAUSE] | timeout"
    case .context, .continue, .finish, .info, .input, .next, .output, .previous, .quit, .result, .rewind, .vars, .where:
      ""
    }
  }

  /// What it does.
  var summary: String {
    switch self {
    case .advance: "let time pass: 90, 90s, 5m, 1h30m, 2d, 500ms"
    case .answer: "let a task succeed with a result"
    case .back: "go back one event, or N"
    case .break: "stop where a state is entered, or at an event of a type; alone: list the breakpoints"
    case .context: "show the context object"
    case .continue: "go on to the next breakpoint, to a task that awaits an answer, or to the end"
    case .delete: "remove a breakpoint, or all"
    case .eval, .print: "evaluate {% JSONata %}, a JSONPath or an intrinsic function where the execution is"
    case .fail: "let a task fail; quote an error name or cause with spaces"
    case .finish: "go on until the Parallel or Map state around has been left"
    case .goto: "go to an event by its number, to the last one at a time, to the first or to the last"
    case .heartbeat: "report a heartbeat of a task"
    case .help: "list the commands, or describe one"
    case .history: "show the last ten events up to here, or N"
    case .info: "show status, event, time and breakpoints"
    case .input: "show the input of the state"
    case .leave: "leave a task open: time goes on without its answer"
    case .list: "show the definition of the state, or of another"
    case .next: "go on to the next state of the branch, over what runs inside this one"
    case .output: "show the output of the state, once it has been left"
    case .previous: "go back to where the branch entered the state before"
    case .quit: "end"
    case .result: "show the result, or the error, of the state's work"
    case .rewind: "go back to the first event"
    case .stages: "show the data of the state step by step, from its input to its output"
    case .step: "go on one event, or N"
    case .timeout: "let time pass until a task times out"
    case .until: "let time pass until a moment: 2024-01-01T00:05:00Z, or +5m after the start"
    case .vars: "show the variables"
    case .whatif: "run to the end with another answer of a task, show what differs, and come back"
    case .where: "show the open branches, tasks and deadlines"
    }
  }

  /// The letters that stand for the most frequent commands.
  private static let letters: [(String, DebuggerCommand)] = [
    ("b", .break), ("c", .continue), ("h", .help), ("l", .list), ("n", .next), ("p", .print), ("q", .quit),
    ("s", .step), ("w", .where),
  ]

  /// The command with a name, an unambiguous beginning of one, or a letter.
  static func named(_ word: String) throws(DebuggerProblem) -> DebuggerCommand {
    if let command = DebuggerCommand(rawValue: word) { return command }
    if let letter = letters.first(where: { $0.0 == word }) { return letter.1 }
    let candidates = allCases.filter { $0.rawValue.hasPrefix(word) }
    if candidates.count == 1 { return candidates[0] }
    if candidates.count > 1 {
      throw DebuggerProblem("'\(word)' may be \(candidates.map(\.rawValue).joined(separator: ", "))")
    }
    let near = Suggestions.nearest(to: word, among: allCases.map(\.rawValue))
    throw DebuggerProblem(
      "unknown command '\(DebuggerText.short(word))'"
        + (near.map { "; did you mean '\($0)'?" } ?? "; 'help' lists the commands"))
  }

  /// All commands, with what they do.
  static var overview: [String] {
    let width = 26
    return allCases.map { command in
      let form = command.rawValue + (command.arguments.isEmpty ? "" : " " + command.arguments)
      guard form.count <= width else {
        return "  " + form + "\n" + String(repeating: " ", count: width + 4) + command.summary
      }
      return "  " + form + String(repeating: " ", count: width + 2 - form.count) + command.summary
    } + [
      "TASK is #N, the number that 'where' shows, or @STATE, such as @Ship or @Ship[2]; without it the only one that is open.",
      "Names may be shortened as long as they stay unambiguous; b, c, h, l, n, p, q, s, w stand for break, continue, help,",
      "list, next, print, quit, step, where.",
    ]
  }
}

/// Why a command cannot be carried out.
struct DebuggerProblem: Error, Sendable {
  let message: String

  init(_ message: String) { self.message = message }
}
