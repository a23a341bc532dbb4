import OrderedJSON
import StatesLanguage

/// The machine-readable output of `asl validate`, file by file.
enum MachineOutput {
  private static func verdict(_ result: Validator.Result) -> JSON { result.isValid ? "OK" : "FAIL" }

  /// A line of JSON Lines.
  static func json(_ file: String, _ result: Validator.Result) -> JSON {
    [
      "file": .string(file), "result": verdict(result),
      "diagnostics": .array(
        result.diagnostics.map { problem in
          [
            "severity": .string(problem.severity.rawValue), "code": .string(problem.awsCode ?? problem.code),
            "awsCode": problem.awsCode.map { .string($0) } ?? .null, "rule": .string(problem.code),
            "message": .string(problem.message), "location": .string(problem.location ?? ""),
            "line": .integer(problem.position.line), "column": .integer(problem.position.column),
          ]
        }),
    ]
  }

  /// The response of ValidateStateMachineDefinition, with the service's codes only: this project's warnings are left
  /// out, and errors whose code is not known have the most common one.
  static func service(_ result: Validator.Result) -> JSON {
    let told = result.serviceDiagnostics
    let shown = told.prefix(100).map { problem -> JSON in
      var entry: JSON.Object = [
        "severity": .string(problem.severity.rawValue),
        "code": .string(problem.serviceCode), "message": .string(problem.message),
      ]
      if let location = problem.location { entry["location"] = .string(location) }
      return .object(entry)
    }
    return [
      "result": verdict(result), "diagnostics": .array(shown), "truncated": .bool(told.count > 100),
    ]
  }
}
