import AsyncHTTPClient
import Logging
import NIOHTTP1
import OrderedJSON
import StatesRuntime
import Synchronization
import WebText

/// Calls the endpoints of HTTP tasks (`arn:aws:states:::http:invoke`).
///
/// - SeeAlso: Step Functions Developer Guide, "Call HTTPS APIs in Step Functions workflows".
final class HTTPInvoke: Sendable {
  private let client: EndpointClient
  private let settings: TaskEndpointSettings
  /// The connections that nothing is known about and that have been logged.
  private let logged = Mutex<Set<String>>([])

  /// How many different connections are remembered as logged.
  private static let mostLogged = 1_000

  init(client: EndpointClient, settings: TaskEndpointSettings) {
    self.client = client
    self.settings = settings
  }

  /// Sends a task's request.
  ///
  /// - Throws: ``TaskFailure`` if there is no answer, or one that the service does not take.
  func perform(_ task: HTTPTaskRequest) async throws -> HTTPTaskResponse {
    let connection = self.connection(task.connectionARN)
    let request = try request(task, connection)
    let answer: EndpointAnswer
    do {
      answer = try await client.send(request, timeout: settings.serviceTimeout, limit: settings.maximumBodyBytes)
    } catch let problem as EndpointProblem {
      switch problem {
      case .tooLong: throw TaskFailure("States.DataLimitExceeded", cause: problem.reason)
      case .tooSlow, .connection, .badAddress: throw TaskFailure("States.Http.Socket", cause: problem.reason)
      }
    }
    return try response(answer)
  }

  private func connection(_ arn: String) -> HTTPConnections.Connection {
    if let known = settings.connections.connection(arn) { return known }
    let isNew = logged.withLock { $0.count < Self.mostLogged && $0.insert(arn).inserted }
    if isNew {
      client.logger.warning(
        "Nothing is known of the connection of an HTTP task: its requests are sent without authentication",
        metadata: ["connection": "\(arn)"])
    }
    return HTTPConnections.Connection()
  }

  // MARK: The request

  private func request(
    _ task: HTTPTaskRequest, _ connection: HTTPConnections.Connection
  ) throws(TaskFailure) -> HTTPClientRequest {
    let query =
      (task.queryParameters.filter { one in !connection.query.contains { $0.name == one.name } }
      + connection.query)
      .map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    let endpoint = settings.connections.address(task.endpoint)
    guard HTTPRoute.isAddress(endpoint), !endpoint.utf8.contains(UInt8(ascii: "#")) else {
      throw TaskFailure("States.Http.Socket", cause: EndpointProblem.badAddress(task.endpoint).reason)
    }
    let mark = endpoint.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
    var request = HTTPClientRequest(url: query.isEmpty ? endpoint : endpoint + mark + query)
    request.method = HTTPMethod(rawValue: task.method)
    request.headers.add(name: "User-Agent", value: "Amazon|StepFunctions|HttpInvoke|\(settings.region)")
    request.headers.add(name: "Range", value: "bytes=0-262144")
    for header in task.headers { request.headers.replaceOrAdd(name: header.name, value: header.value) }
    for header in connection.headers { request.headers.replaceOrAdd(name: header.name, value: header.value) }
    if !request.headers.contains(name: "Content-Type") {
      request.headers.add(name: "Content-Type", value: "application/json; charset=UTF-8")
    }
    for (name, value) in request.headers {
      guard HTTPRoute.isHeader(name), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
        throw TaskFailure("States.Http.Socket", cause: "The header '\(name)' cannot be sent")
      }
    }
    if let body = try body(task, connection, request.headers.first(name: "Content-Type") ?? "") {
      request.body = .bytes(Array(body.utf8))
    }
    return request
  }

  /// The body with the connection's members: they replace the task's where both have one, and else come last.
  private func body(
    _ task: HTTPTaskRequest, _ connection: HTTPConnections.Connection, _ contentType: String
  ) throws(TaskFailure) -> String? {
    if connection.body.isEmpty { return task.bodyText }
    if contentType.lowercased().hasPrefix("application/x-www-form-urlencoded"), let text = task.bodyText {
      let added = connection.body.map {
        "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value.stringValue ?? $0.value.description))"
      }
      return ([text].filter { !$0.isEmpty } + added).joined(separator: "&")
    }
    guard case .object(var object) = task.body ?? [:] else {
      throw TaskFailure(
        "States.Runtime", cause: "Cannot merge connection body authorization parameters with request body.")
    }
    for member in connection.body { object[member.name] = member.value }
    return JSONPrinter.compact.string(.object(object))
  }

  // MARK: The answer

  private func response(_ answer: EndpointAnswer) throws(TaskFailure) -> HTTPTaskResponse {
    guard answer.isSuccess else {
      let text = answer.body.isEmpty ? Self.reason(answer.status) : answer.text
      throw TaskFailure("States.Http.StatusCode.\(answer.status)", cause: text)
    }
    var headers: [String: [String]] = [:]
    for (name, value) in answer.headers { headers[name, default: []].append(value) }
    return HTTPTaskResponse(status: answer.status, headers: headers, body: try Self.body(answer))
  }

  /// Bodies are JSON or text, by their type.
  private static func body(_ answer: EndpointAnswer) throws(TaskFailure) -> JSON? {
    if answer.body.isEmpty { return nil }
    let type = answer.header("Content-Type").map { $0.prefix { $0 != ";" }.lowercased().filter { $0 != " " } }
    guard let type else { return try text(answer) }
    let isJSON = type == "application/json" || type.hasSuffix("+json")
    let isText =
      type.hasPrefix("text/") || type == "application/xml" || type.hasSuffix("+xml")
      || type == "application/x-www-form-urlencoded"
    guard isJSON || isText else {
      throw TaskFailure(
        "States.Runtime",
        cause: "Unsupported response content-type '\(type)'. "
          + "Please see documentation for list of unsupported content-types.")
    }
    if isJSON, let json = try? JSON(parsing: answer.body) { return json }
    return try text(answer)
  }

  private static func text(_ answer: EndpointAnswer) throws(TaskFailure) -> JSON {
    guard let text = answer.text else {
      throw TaskFailure("States.Runtime", cause: "The response body is not UTF-8")
    }
    return .string(text)
  }

  /// What the cause is of a status without a body, where the service has a text for it.
  private static func reason(_ status: Int) -> String? {
    let reason = HTTPResponseStatus(statusCode: status).reasonPhrase
    // 418 and codes that are not registered have none.
    return status == 418 || reason.isEmpty ? nil : reason
  }
}
