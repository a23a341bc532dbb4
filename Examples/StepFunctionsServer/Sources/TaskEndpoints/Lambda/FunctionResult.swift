import NIOHTTP1
import OrderedJSON
import StatesRuntime

/// What a function answered, in the form of the task that invoked it.
struct FunctionResult {
  /// The answer's bytes.
  var payload: [UInt8]
  var status = 200
  /// `X-Amz-Function-Error`: the function threw, or could not be run.
  var functionError: String?
  /// `X-Amz-Executed-Version`.
  var executedVersion: String?
  /// `X-Amz-Log-Result`: the end of the function's log, in Base64.
  var logResult: String?
  /// `SdkHttpMetadata` and `SdkResponseMetadata`.
  var metadata: [(String, JSON)]

  /// The outcome of the task.
  ///
  /// - Throws: ``TaskFailure``, if the answer cannot be the result of a function.
  func outcome(for form: FunctionCall.Form) throws(TaskFailure) -> TaskReport.Outcome {
    guard let text = String(validating: payload, as: UTF8.self) else {
      throw TaskFailure("Lambda.SdkClientException", cause: "Unable to unmarshall response: the payload is not UTF-8")
    }
    switch form {
    case .function, .optimized:
      if functionError != nil { return Self.failure(text, form) }
    case .sdk: break
    }
    switch form {
    case .function: return .succeeded(try Self.json(text))
    case .optimized:
      let payload = status == 200 ? (try? JSON(parsing: text)) ?? .string(text) : .null
      return .succeeded(.object(JSON.Object(members(payload) + metadata).with("StatusCode", .integer(status))))
    case .sdk:
      return .succeeded(.object(JSON.Object(members(.string(text))).with("StatusCode", .integer(status))))
    }
  }

  private func members(_ payload: JSON) -> [(String, JSON)] {
    var members: [(String, JSON)] = []
    if let executedVersion { members.append(("ExecutedVersion", .string(executedVersion))) }
    if let functionError { members.append(("FunctionError", .string(functionError))) }
    if let logResult { members.append(("LogResult", .string(logResult))) }
    members.append(("Payload", payload))
    return members
  }

  private static func json(_ text: String) throws(TaskFailure) -> JSON {
    do {
      return text.isEmpty ? .null : try JSON(parsing: text)
    } catch {
      throw TaskFailure(
        "Lambda.SdkClientException", cause: "Unable to unmarshall response: the payload is not JSON: \(error)")
    }
  }

  /// The error of a function: its type, and the whole of what it reported, which `lambda:invoke` writes anew.
  private static func failure(_ text: String, _ form: FunctionCall.Form) -> TaskReport.Outcome {
    let json = try? JSON(parsing: text)
    let shown = json.map { form == .optimized ? JSONPrinter.compact.string($0) : text } ?? text
    guard let type = json?["errorType"]?.stringValue else {
      return .failed(
        error: "Lambda.Unknown",
        cause: "The cause could not be determined because Lambda did not return an error type. Returned payload: "
          + shown)
    }
    return .failed(error: type, cause: shown)
  }
}

extension JSON.Object {
  /// The same members and another one, last.
  func with(_ name: String, _ value: JSON) -> JSON.Object {
    var object = self
    object[name] = value
    return object
  }
}
