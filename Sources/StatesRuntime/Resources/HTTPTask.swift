import LanguageSupport
public import OrderedJSON
import StatesEngine

/// The request of an HTTP task (`arn:aws:states:::http:invoke`).
///
/// - SeeAlso: Step Functions Developer Guide, "Call HTTPS APIs in Step Functions workflows".
public struct HTTPTaskRequest: Sendable, Hashable {
  /// `ApiEndpoint`, an `https://` address.
  public var endpoint: String
  /// `Method`.
  public var method: String
  /// The ARN of the EventBridge connection with which to authenticate.
  public var connectionARN: String
  /// `Headers`, with the names from the task; several values with the same name are joined by commas.
  public var headers: [(name: String, value: String)] { headerList.map { ($0.name, $0.value) } }
  /// `QueryParameters`; those with several values appear several times.
  public var queryParameters: [(name: String, value: String)] { queryList.map { ($0.name, $0.value) } }
  /// `RequestBody`, if there is one.
  public var body: JSON?
  /// The body to be sent: JSON text, a string as it is, or URL-encoded if `Transform` requests it.
  public var bodyText: String?

  private var headerList: [Pair]
  private var queryList: [Pair]

  private struct Pair: Sendable, Hashable {
    var name: String
    var value: String
  }

  private static let methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]

  /// Reads a task's parameters.
  ///
  /// - Throws: ``TaskFailure`` with a cause that names the field that is missing or invalid.
  init(_ parameters: JSON) throws(TaskFailure) {
    endpoint = try Self.text(parameters["ApiEndpoint"], "ApiEndpoint")
    guard endpoint.utf8.starts(with: "https://".utf8), endpoint.utf8.count > 8 else {
      throw Self.invalid("ApiEndpoint")
    }
    method = try Self.text(parameters["Method"], "Method")
    guard Self.methods.contains(method) else { throw Self.invalid("Method") }
    let connection = parameters["InvocationConfig"]?["ConnectionArn"] ?? parameters["Authentication"]?["ConnectionArn"]
    connectionARN = try Self.text(connection, "ConnectionArn")
    headerList = try Self.pairs(parameters["Headers"], "Headers").map {
      Pair(name: $0, value: $1.joined(separator: ","))
    }
    queryList = try Self.pairs(parameters["QueryParameters"], "QueryParameters").flatMap { name, values in
      values.map { Pair(name: name, value: $0) }
    }
    body = parameters["RequestBody"]
    bodyText = try Self.bodyText(body, parameters["Transform"])
  }

  private static func text(_ value: JSON?, _ field: String) throws(TaskFailure) -> String {
    guard let value else {
      throw TaskFailure(nil, cause: "The field '\(field)' is required but was missing")
    }
    guard let text = value.stringValue, !text.isEmpty else { throw invalid(field) }
    return text
  }

  private static func invalid(_ field: String) -> TaskFailure {
    TaskFailure(nil, cause: "The value of the field '\(field)' has an invalid format")
  }

  /// Reads an object of strings, or of lists of strings.
  private static func pairs(_ value: JSON?, _ field: String) throws(TaskFailure) -> [(String, [String])] {
    guard let value else { return [] }
    guard case .object(let object) = value else { throw invalid(field) }
    var result: [(String, [String])] = []
    for member in object.members {
      switch member.value {
      case .string(let text): result.append((member.key, [text]))
      case .number, .bool: result.append((member.key, [member.value.description]))
      case .array(let elements): result.append((member.key, elements.map { $0.stringValue ?? $0.description }))
      case .null, .object: throw invalid(field)
      }
    }
    return result
  }

  // MARK: The body

  private static func bodyText(_ body: JSON?, _ transform: JSON?) throws(TaskFailure) -> String? {
    guard let body else { return nil }
    switch transform?["RequestBodyEncoding"]?.stringValue ?? "NONE" {
    case "NONE": return body.stringValue ?? JSONPrinter.compact.string(body)
    case "URL_ENCODED":
      guard case .object = body else { throw invalid("RequestBody") }
      let options = transform?["RequestEncodingOptions"]
      guard let format = FormEncoding(rawValue: options?["ArrayFormat"]?.stringValue ?? "INDICES") else {
        throw invalid("ArrayFormat")
      }
      return format.text(body)
    default: throw invalid("RequestBodyEncoding")
    }
  }
}

/// How the elements of an array are written in a URL-encoded body.
enum FormEncoding: String {
  case indices = "INDICES"
  case repeated = "REPEAT"
  case commas = "COMMAS"
  case brackets = "BRACKETS"

  func text(_ body: JSON) -> String {
    var fields: [String] = []
    add(body, "", to: &fields)
    return fields.joined(separator: "&")
  }

  // Values are nested no more deeply than the engine allows.
  private func add(_ value: JSON, _ name: String, to fields: inout [String]) {
    switch value {
    case .object(let object):
      for member in object.members {
        let key = Self.escaped(member.key)
        add(member.value, name.isEmpty ? key : "\(name)[\(key)]", to: &fields)
      }
    case .array(let elements):
      switch self {
      case .indices: for (place, element) in elements.enumerated() { add(element, "\(name)[\(place)]", to: &fields) }
      case .brackets: for element in elements { add(element, name + "[]", to: &fields) }
      case .repeated: for element in elements { add(element, name, to: &fields) }
      case .commas:
        let texts = elements.map { Self.escaped($0.stringValue ?? $0.description) }
        fields.append(name + "=" + texts.joined(separator: ","))
      }
    case .null: fields.append(name + "=")
    case .string(let text): fields.append(name + "=" + Self.escaped(text))
    case .bool, .number: fields.append(name + "=" + Self.escaped(value.description))
    }
  }

  /// `application/x-www-form-urlencoded`.
  private static let encoding = PercentEncoding(keeping: PercentEncoding.alphanumeric + "-._*", plusForSpace: true)

  private static func escaped(_ text: String) -> String { encoding.encode(text) }
}

/// The response of an endpoint.
public struct HTTPTaskResponse: Sendable, Hashable {
  /// The status code; one that is not 2xx fails the task with `States.Http.StatusCode.<code>`.
  public var status: Int
  /// The header fields and all their values.
  public var headers: [String: [String]]
  /// The body: JSON if the endpoint sends JSON, otherwise a string; `nil` if there is none, as with the status 204. The
  /// result then has no `ResponseBody`, and a failure no cause.
  public var body: JSON?

  /// Creates a response.
  public init(status: Int = 200, headers: [String: [String]] = [:], body: JSON? = "") {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The task's outcome for this response.
  var outcome: TaskReport.Outcome {
    guard (200..<300).contains(status) else {
      return .failed(error: "States.Http.StatusCode.\(status)", cause: body.map { $0.stringValue ?? $0.description })
    }
    var fields: JSON.Object = [:]
    for (name, values) in headers.sorted(by: { $0.key < $1.key }) { fields[name] = .array(values.map { .string($0) }) }
    var result: JSON.Object = ["Headers": .object(fields)]
    if let body { result["ResponseBody"] = body }
    result["StatusCode"] = .integer(status)
    result["StatusText"] = .string(Self.text(of: status))
    return .succeeded(.object(result))
  }

  private static func text(of status: Int) -> String {
    switch status {
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 203: "Non-Authoritative Information"
    case 204: "No Content"
    case 205: "Reset Content"
    case 206: "Partial Content"
    default: ""
    }
  }
}

extension ResourceRouter {
  private static let httpInvoke = "arn:aws:states:::http:invoke"

  /// Registers a synchronous function that calls the endpoints of HTTP tasks. A thrown ``TaskFailure`` fails the task
  /// with its error name, any other error with `States.Http.Socket`; invalid parameters fail it before the function is
  /// called.
  ///
  /// ```swift
  /// resources.onHTTP { request in HTTPTaskResponse(status: 404, body: "no such order") }   // States.Http.StatusCode.404
  /// ```
  public mutating func onHTTP(_ body: @escaping @Sendable (HTTPTaskRequest) throws -> HTTPTaskResponse) {
    set(
      .plain { task in
        Self.answer(task) { () throws(TaskFailure) in
          let request = try HTTPTaskRequest(task.input)
          return Self.outcome { try body(request) }
        }
      }, forResource: Self.httpInvoke)
  }

  /// Registers an asynchronous function that calls the endpoints of HTTP tasks.
  public mutating func onHTTP(_ body: @escaping @Sendable (HTTPTaskRequest) async throws -> HTTPTaskResponse) {
    set(
      .concurrent { task in
        let request: HTTPTaskRequest
        do throws(TaskFailure) {
          request = try HTTPTaskRequest(task.input)
        } catch {
          return Self.answer(task) { () throws(TaskFailure) in throw error }
        }
        do {
          return TaskReport(try await body(request).outcome)
        } catch {
          return TaskReport(Self.outcome { throw error })
        }
      }, forResource: Self.httpInvoke)
  }

  private static func answer(
    _ task: TaskRequest, _ body: () throws(TaskFailure) -> TaskReport.Outcome
  ) -> TaskReport {
    do throws(TaskFailure) {
      return TaskReport(try body())
    } catch {
      let cause = "The Parameters '\(task.payload.text)' could not be used to start the Task: [\(error.cause ?? "")]"
      return TaskReport(.rejected(cause: cause))
    }
  }

  private static func outcome(_ body: () throws -> HTTPTaskResponse) -> TaskReport.Outcome {
    do {
      return try body().outcome
    } catch let failure as TaskFailure {
      return .failed(error: failure.error, cause: failure.cause)
    } catch {
      return .failed(error: "States.Http.Socket", cause: String(describing: error))
    }
  }
}
