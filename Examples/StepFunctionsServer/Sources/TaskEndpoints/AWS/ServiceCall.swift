import NIOHTTP1
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime
import WebText

/// A task that calls a service's API: `arn:aws:states:::sqs:sendMessage`, `arn:aws:states:::aws-sdk:sqs:sendMessage`.
struct ServiceCall: Sendable {
  let service: AWSService
  /// The integration's names, if it is an optimized one.
  let optimized: OptimizedService?
  /// The operation, as the API spells it: `SendMessage`.
  let operation: String

  /// Reads the resource of a task; `nil` if the service is not called here.
  init?(_ integration: ServiceIntegration) {
    if integration.service.hasPrefix("aws-sdk:") {
      guard let service = AWSService.named(String(integration.service.dropFirst(8))) else { return nil }
      self.service = service
      optimized = nil
    } else {
      guard let optimized = OptimizedService.named(integration.service),
        let service = AWSService.named(optimized.service)
      else { return nil }
      self.service = service
      self.optimized = optimized
    }
    switch service.wire {
    case .json, .query, .lowercasePath: break
    case .own: return nil
    }
    let action = integration.action.prefix { $0 != "." }
    operation = action.prefix(1).uppercased() + action.dropFirst()
  }

  private var style: MemberNames.Style { optimized == nil ? .sdk : .optimized }

  // MARK: The request

  /// The request for a task.
  func request(_ task: TaskRequest) -> AWSRequest {
    let parameters = service.names.request(optimized == nil ? task.input : Self.prepared(operation, task))
    var request = AWSRequest()
    switch service.wire {
    case .json(let version, let target):
      request.headers.add(name: "Content-Type", value: "application/x-amz-json-\(version)")
      request.headers.add(name: "X-Amz-Target", value: "\(target).\(operation)")
      request.body = JSONPrinter.compact.bytes(parameters)
    case .lowercasePath(let prefix):
      request.path = prefix + PercentEncoding.encode(operation.lowercased())
      request.headers.add(name: "Content-Type", value: "application/json")
      request.body = JSONPrinter.compact.bytes(parameters)
    case .query(let version):
      request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded; charset=utf-8")
      request.body = Array(QueryProtocol.form(operation, version, parameters).utf8)
    case .own: break
    }
    return request
  }

  /// What optimized integrations do to parameters: objects become text where the API takes text, and services are told
  /// who calls.
  private static func prepared(_ operation: String, _ task: TaskRequest) -> JSON {
    guard case .object(var parameters) = task.input else { return task.input }
    switch operation {
    case "SendMessage": parameters.makeText("MessageBody")
    case "Publish": parameters.makeText("Message")
    case "RunTask":
      if parameters["StartedBy"] == nil { parameters["StartedBy"] = "AWS Step Functions" }
    case "PutEvents":
      let callers: [JSON] = [.string(task.executionARN), .string(task.stateMachineARN)]
      guard let entries = parameters["Entries"]?.arrayValue else { break }
      parameters["Entries"] = .array(
        entries.map { entry in
          guard case .object(var entry) = entry else { return entry }
          entry.makeText("Detail")
          entry["Resources"] = .array((entry["Resources"]?.arrayValue ?? []) + callers)
          return .object(entry)
        })
    default: break
    }
    return .object(parameters)
  }

  // MARK: The answer

  /// The outcome of the task.
  func outcome(_ answer: EndpointAnswer) -> TaskReport.Outcome {
    guard answer.isSuccess else {
      let failure = AWSFailure(answer)
      return optimized.map { failure.outcome(of: $0, service) } ?? failure.outcome(of: service)
    }
    let content: JSON
    do {
      content = try self.content(answer.body)
    } catch {
      return .failed(error: errorPrefix + ".SdkClientException", cause: "Unable to unmarshall response: \(error)")
    }
    guard case .object(var result) = service.names.answer(content, style) else { return .succeeded(content) }
    guard optimized != nil else { return .succeeded(.object(result)) }
    if operation == "PutEvents", let failed = result["FailedEntryCount"]?.integerValue, failed > 0 {
      return .failed(error: "EventBridge.FailedEntry", cause: JSONPrinter.compact.string(.object(result)))
    }
    for (name, value) in answer.sdkMetadata { result[name] = value }
    return .succeeded(.object(result.sorted))
  }

  private func content(_ body: [UInt8]) throws -> JSON {
    switch service.wire {
    case .query: return try QueryProtocol.result(operation, body)
    case .json, .lowercasePath, .own: return body.isEmpty ? [:] : try JSON(parsing: body)
    }
  }

  /// What comes before the dot in the names of errors.
  var errorPrefix: String { optimized?.errorPrefix ?? service.shownName }
}

extension JSON.Object {
  /// Replaces an object or an array by its text.
  fileprivate mutating func makeText(_ name: String) {
    switch self[name] {
    case .object, .array: self[name] = .string(JSONPrinter.compact.string(self[name] ?? .null))
    case nil, .null, .bool, .number, .string: break
    }
  }

  /// The same members, sorted by name.
  var sorted: JSON.Object { JSON.Object(members.sorted { $0.key < $1.key }) }
}
