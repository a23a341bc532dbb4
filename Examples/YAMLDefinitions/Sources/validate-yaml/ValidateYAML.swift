import Foundation
import OrderedJSON
import StatesLanguage
import YAMLDefinitions

/// `validate-yaml [--format text|json] [--type STANDARD|EXPRESS] FILE...`: what `asl validate` does, for YAML.
@main
enum ValidateYAML {
  static let usage = """
    Usage: validate-yaml [--format text|json] [--type STANDARD|EXPRESS] FILE...
    Finds the problems of Amazon States Language definitions in YAML. - is standard input.

    Format json: JSON Lines, one object a file, as 'asl validate --format json' writes them.
    Exit status: 0 all valid, 1 some are not, 2 incorrect usage or a file that cannot be read.
    """

  static func main() {
    var isJSON = false
    var type = StateMachineType.standard
    var files: [String] = []
    var rest = CommandLine.arguments.dropFirst()
    while let argument = rest.popFirst() {
      let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
      switch parts.first {
      case "--help", "-h":
        print(usage)
        exit(0)
      case "--format":
        switch parts.count > 1 ? parts[1] : rest.popFirst() {
        case "text": isJSON = false
        case "json": isJSON = true
        default: fail("--format takes text or json")
        }
      case "--type":
        guard let word = parts.count > 1 ? parts[1] : rest.popFirst(), let known = StateMachineType(rawValue: word)
        else { fail("--type takes STANDARD or EXPRESS") }
        type = known
      case let option? where option.hasPrefix("-") && option != "-": fail("unknown option '\(option)'")
      default: files.append(argument)
      }
    }
    if files.isEmpty { fail("no file given") }
    exit(run(files, YAMLValidator(type: type), isJSON))
  }

  private static func run(_ files: [String], _ validator: YAMLValidator, _ isJSON: Bool) -> Int32 {
    var status: Int32 = 0
    for file in files {
      let data =
        file == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: file)
      guard let data, let text = String(validating: data, as: UTF8.self) else {
        complain("\(file): \(data == nil ? "cannot be read" : "the text is not UTF-8")")
        status = 2
        continue
      }
      let problems = validator.validate(text)
      let isValid = !problems.contains { $0.diagnostic.severity == .error }
      if !isValid, status == 0 { status = 1 }
      if isJSON {
        print(line(file, problems, isValid))
      } else {
        for problem in problems {
          print("\(file):\(problem)")
          for note in problem.notes { print("\(file):\(note.position): note: \(note.message)") }
        }
        print("\(file): \(isValid ? "OK" : "FAIL")")
      }
    }
    return status
  }

  private static func line(_ file: String, _ problems: [YAMLValidator.Problem], _ isValid: Bool) -> JSON {
    [
      "file": .string(file), "result": isValid ? "OK" : "FAIL",
      "diagnostics": .array(
        problems.map { problem in
          let found = problem.diagnostic
          return [
            "severity": .string(found.severity.rawValue), "code": .string(found.awsCode ?? found.code),
            "awsCode": found.awsCode.map { .string($0) } ?? .null, "rule": .string(found.code),
            "message": .string(found.message), "location": .string(found.location ?? ""),
            "line": .integer(problem.position.line), "column": .integer(problem.position.column),
          ]
        }),
    ]
  }

  private static func complain(_ text: String) {
    FileHandle.standardError.write(Data("validate-yaml: \(text)\n".utf8))
  }

  private static func fail(_ text: String) -> Never {
    complain("\(text)\nTry 'validate-yaml --help'.")
    exit(2)
  }
}
