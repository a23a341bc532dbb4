import OrderedJSON
import StatesEngine
import StatesTesting

/// `asl test-state`: tests one state as the service's TestState does.
enum TestStateCommand {
  static let usage = #"""
    Usage: asl test-state --request FILE [OPTION]...

    Tests one state, with its work mocked, and prints the response of TestState. '-' is standard input.

      --request FILE         the request: definition, input, mock, inspectionLevel and so on, as in the API
      --start-time TIME      when the state is entered, ISO-8601 (default: 2024-01-01T00:00:00Z)
      --seed N               the seed of random functions (default: 0)
    \#(ModelFolder.usage)

    A mocked result is checked against the model of the service's API. If there is none, a warning is printed.

    A request is an object whose definition, input and mock result are JSON in a string. Paste this into a shell:

    asl test-state --request - <<'END'
    {
      "definition": "{\"Type\":\"Task\",\"Resource\":\"arn:aws:lambda:us-east-1:111111111111:function:f\",\"End\":true}",
      "input": "{\"name\": \"Ada\"}",
      "mock": {"result": "\"Hello, Ada\""},
      "inspectionLevel": "DEBUG"
    }
    END

    For a request that the service refuses, the output is {"Error":{"Message","Code"},"message"}.

    Exit status: 0 the state succeeded, or its error is caught or retried; 1 it failed, or the request is refused;
    2 incorrect usage.
    """#

  static func run(_ arguments: [String]) throws -> Int32 {
    let reader = try ArgumentReader(arguments, options: ["request", "start-time", "seed", "models"])
    if reader.has("help") {
      Output.line(usage)
      return 0
    }
    if let operand = reader.operands.first { throw UsageError(message: "unexpected argument '\(operand)'") }
    guard let path = reader["request"] else { throw UsageError(message: "no --request") }
    var time = Timestamp.virtualStart
    if let text = reader["start-time"] {
      guard let start = Timestamp(iso8601: text) else {
        throw UsageError(message: "--start-time takes a time such as 2024-01-01T00:00:00Z, not '\(text)'")
      }
      time = start
    }
    let seed = try reader.integer("seed").map { UInt64(truncatingIfNeeded: $0) } ?? 0
    return try answer(try request(path), at: time, seed: seed, try reader["models"].map(ModelFolder.init))
  }

  private static func request(_ path: String) throws(FileProblem) -> JSON {
    let bytes = try Files.read(path)
    do {
      return try JSON(parsing: bytes)
    } catch {
      throw FileProblem(message: "\(path):\(error)")
    }
  }

  private static func answer(
    _ json: JSON, at time: Timestamp, seed: UInt64, _ folder: ModelFolder?
  ) throws(FileProblem) -> Int32 {
    let models = try models(for: json, folder)
    do throws(TestStateError) {
      var request = try TestStateRequest(json)
      request.models = models
      let answer = try request.answer(at: time, seed: seed)
      for warning in answer.warnings { Output.complain("test-state: warning: \(warning)") }
      Output.line(JSONPrinter.pretty.string(answer.json))
      switch answer.outcome.status {
      case .succeeded, .retriable, .caughtError: return 0
      case .failed: return 1
      }
    } catch {
      Output.line(JSONPrinter.pretty.string(error.json))
      return 1
    }
  }

  /// The models of the services that the definition calls.
  private static func models(for request: JSON, _ folder: ModelFolder?) throws(FileProblem) -> ServiceModelLibrary {
    guard var folder, let definition = request["definition"]?.stringValue else { return ServiceModelLibrary() }
    try folder.addModels(for: SourceText(definition))
    return folder.library
  }
}
