import OrderedJSON
import StatesLanguage

/// `asl validate`: finds every problem of definitions.
enum ValidateCommand {
  static let usage = """
    Usage: asl validate [OPTION]... FILE...

    Checks definitions and prints every problem with its place. '-' stands for standard input.

      --format FORMAT   text (default) or json: one object a file
      --type TYPE       STANDARD (default) or EXPRESS

    Exit status: 0 all are valid, 1 at least one is not, 2 wrong use.
    """

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(arguments, options: ["format", "type"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    guard !reader.operands.isEmpty else { throw UsageError(message: "no definition") }
    let format = reader["format"] ?? "text"
    guard format == "text" || format == "json" else {
      throw UsageError(message: "--format takes text or json, not '\(format)'")
    }
    let validator = Validator(type: try RunCommand.stateMachineType(reader["type"]))
    var status: Int32 = 0
    for path in reader.operands {
      let diagnostics = validator.check(SourceText(bytes: try Files.read(path))).diagnostics
      if diagnostics.contains(where: { $0.severity == .error }) { status = 1 }
      if format == "json" {
        Output.line(json(path, diagnostics).description)
      } else {
        for diagnostic in diagnostics { Output.line("\(path):\(diagnostic)") }
      }
    }
    return status
  }

  private static func json(_ path: String, _ diagnostics: [Diagnostic]) -> JSON {
    let fails = diagnostics.contains { $0.severity == .error }
    return [
      "file": .string(path), "result": fails ? "FAIL" : "OK",
      "diagnostics": .array(
        diagnostics.map { diagnostic in
          var object: JSON.Object = [
            "severity": .string(diagnostic.severity.rawValue), "code": .string(diagnostic.awsCode ?? diagnostic.code),
            "rule": .string(diagnostic.code), "message": .string(diagnostic.message),
          ]
          if let location = diagnostic.location { object["location"] = .string(location) }
          object["line"] = .integer(diagnostic.position.line)
          object["column"] = .integer(diagnostic.position.column)
          return .object(object)
        }),
    ]
  }
}
