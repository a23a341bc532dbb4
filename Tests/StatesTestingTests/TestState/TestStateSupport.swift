import OrderedJSON
import StatesTesting

/// What TestState answers, as the API has it: an answer, or an error.
///
/// - Parameters:
///   - definition: the state, or the machine.
///   - input: the state's input.
///   - level: how much is reported.
///   - members: the request's other members.
func testState(
  _ definition: JSON, input: JSON = [:], level: String = "INFO", _ members: [String: JSON] = [:]
) -> JSON {
  var request: JSON.Object = [
    "definition": .string(definition.description), "input": .string(input.description),
    "inspectionLevel": .string(level),
  ]
  for (name, value) in members { request[name] = value }
  return answer(.object(request))
}

func answer(_ request: JSON) -> JSON {
  do throws(TestStateError) {
    return try TestStateRequest(request).answer().json
  } catch {
    return error.json
  }
}

/// The `mock` of a request with a result.
func mocked(_ result: JSON, mode: String = "NONE") -> [String: JSON] {
  ["mock": ["result": .string(result.description), "fieldValidationMode": .string(mode)]]
}

/// The `mock` of a request with an error.
func failing(_ error: String, cause: String? = nil) -> [String: JSON] {
  ["mock": ["errorOutput": ["error": .string(error), "cause": cause.map(JSON.string) ?? .null]]]
}

extension JSON {
  /// This answer with its JSON strings parsed.
  var read: JSON {
    var result = self
    result["output"] = self["output"].map(\.parsed)
    guard let data = self["inspectionData"]?.objectValue else { return result }
    var members: JSON.Object = [:]
    for member in data.members { members[member.key] = member.value.parsed }
    result["inspectionData"] = .object(members)
    return result
  }

  private var parsed: JSON { stringValue.flatMap { try? JSON(parsing: $0) } ?? self }

  /// The message of an error, and its code.
  var refusal: String? {
    guard let code = self["Error"]?["Code"]?.stringValue, let text = self["message"]?.stringValue else { return nil }
    return "\(code): \(text)"
  }
}
