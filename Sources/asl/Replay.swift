import OrderedJSON
import StatesLanguage
import StatesTesting

/// `asl replay`: whether recorded executions would still go the same way.
enum ReplayCommand {
  static let usage = """
    Usage: asl replay DEFINITION --history FILE|DIRECTORY [FILE|DIRECTORY]... [OPTION]...

    Lets recorded executions go through a definition and names the first event that comes out otherwise. Nothing is
    called: answers of tasks, timeouts, waits, stops and redrives are taken from the history.

      --history FILE         what 'aws stepfunctions get-execution-history' or 'asl run --history' wrote, all pages;
                             of a directory all files that end in .json; '-' is standard input
      --input FILE|JSON      the execution's input, for histories recorded without data
      --execution-arn ARN    the execution's ARN, which a history does not tell
    \(DefinitionOptions.usage)
      --exact-text           inputs and outputs must be the same texts, not only the same values: for histories that
                             asl has written
      --format FORMAT        text or json (default: text)

    Exit status: 0 all went the same way; 1 one did not, or the definition is invalid; 2 a history cannot be read or
    does not tell enough, or incorrect usage.
    """

  /// What became of one history.
  private enum Outcome {
    case report(ReplayReport)
    case unreadable(String)
  }

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(
      arguments, options: DefinitionOptions.names.union(["history", "input", "execution-arn", "format"]),
      switches: ["exact-text"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    guard let path = reader.operands.first else {
      throw UsageError(message: "no definition given; name its file, or - for standard input")
    }
    guard let history = reader["history"] else {
      throw UsageError(message: "no --history given: a file or directory with what get-execution-history printed")
    }
    let format = try format(reader["format"])
    let definition = try Documents.definition(path, reader)
    guard let machine = Documents.machine(definition, for: .replay) else { return 1 }
    var test = ReplayTest(machine)
    test.input = try reader["input"].map { try Documents.json($0, option: "--input").value }
    test.comparesText = reader.has("exact-text")
    if let arn = reader["execution-arn"] {
      guard ARN(arn) != nil else { throw UsageError(message: "--execution-arn takes an ARN, not '\(arn)'") }
      test.executionARN = arn
    }
    let files = try files([history] + reader.operands.dropFirst())
    return try replay(files, test, format)
  }

  private enum Format: String { case text, json }

  private static func format(_ text: String?) throws(UsageError) -> Format {
    guard let text else { return .text }
    guard let format = Format(rawValue: text) else {
      throw UsageError(message: "--format takes text or json, not '\(text)'")
    }
    return format
  }

  private static func files(_ paths: [String]) throws(FileProblem) -> [String] {
    var files: [String] = []
    for path in paths {
      guard path != "-", Files.isDirectory(path) else {
        files.append(path)
        continue
      }
      let found = try Files.files(below: path, endingIn: ".json")
      if found.isEmpty { throw FileProblem(message: "\(path): has no files that end in .json") }
      files += found
    }
    return files
  }

  private static func replay(_ files: [String], _ test: ReplayTest, _ format: Format) throws -> Int32 {
    var tally = Tally()
    var entries: [JSON] = []
    for file in files {
      let outcome = outcome(of: file, test)
      tally.count(outcome)
      switch format {
      case .text: show(outcome, of: file)
      case .json: entries.append(json(outcome, of: file))
      }
    }
    switch format {
    case .text: if files.count > 1 { Output.line(tally.description) }
    case .json:
      let report: JSON = ["histories": .array(entries), "summary": tally.json]
      guard Output.value(report, .pretty) else { throw FileProblem(message: "the report is longer than 256 MiB") }
    }
    return tally.status
  }

  private static func outcome(of file: String, _ test: ReplayTest) -> Outcome {
    do {
      return .report(test.replay(try RecordedHistory(parsing: try Files.read(file))))
    } catch let problem as FileProblem {
      return .unreadable(problem.message)
    } catch {
      return .unreadable("\(file): \(error)")
    }
  }

  private static func show(_ outcome: Outcome, of file: String) {
    switch outcome {
    case .report(let report): Output.line("\(file): \(report)")
    case .unreadable(let message): Output.complain("replay: \(message)")
    }
  }

  private static func json(_ outcome: Outcome, of file: String) -> JSON {
    var object: JSON.Object = ["file": .string(file)]
    switch outcome {
    case .report(let report): for member in report.json.objectValue?.members ?? [] { object[member.key] = member.value }
    case .unreadable(let message):
      object["verdict"] = "UNREADABLE"
      object["reason"] = .string(message)
    }
    return .object(object)
  }

  /// How many histories went which way.
  private struct Tally {
    var same = 0
    var different = 0
    var undecided = 0
    var unreadable = 0

    mutating func count(_ outcome: Outcome) {
      switch outcome {
      case .unreadable: unreadable += 1
      case .report(let report):
        switch report.verdict {
        case .same: same += 1
        case .different: different += 1
        case .undecided: undecided += 1
        }
      }
    }

    var status: Int32 { different > 0 ? 1 : undecided + unreadable > 0 ? 2 : 0 }

    var description: String {
      let total = same + different + undecided + unreadable
      return "\(total) histories: \(same) the same, \(different) different, \(undecided) not comparable, "
        + "\(unreadable) unreadable"
    }

    var json: JSON {
      [
        "same": .integer(same), "different": .integer(different), "undecided": .integer(undecided),
        "unreadable": .integer(unreadable),
      ]
    }
  }
}
