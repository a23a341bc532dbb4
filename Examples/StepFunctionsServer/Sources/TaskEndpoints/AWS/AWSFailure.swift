import OrderedJSON
import StatesRuntime

/// The error that a service of AWS reports, and how tasks show it.
struct AWSFailure {
  var status: Int
  /// The error's code without namespace: `ResourceNotFoundException`, `NoSuchKey`.
  var code: String
  var message: String?
  var requestID: String
  /// S3's second identifier.
  var extendedRequestID: String?

  /// The most bytes of a code: names of errors are no longer.
  private static let longestCode = 200

  /// Reads an error of the JSON protocols, or of those with XML.
  init(_ answer: EndpointAnswer) {
    status = answer.status
    requestID = answer.requestID
    extendedRequestID = answer.header("x-amz-id-2")
    var code = answer.header("x-amzn-errortype")
    if let json = try? JSON(parsing: answer.body) {
      code = code ?? json["__type"]?.stringValue ?? json["code"]?.stringValue ?? json["Code"]?.stringValue
      message = json["message"]?.stringValue ?? json["Message"]?.stringValue ?? json["errorMessage"]?.stringValue
    } else if let xml = try? XMLElement(parsing: answer.body), let error = xml.firstDescendant("Error") {
      code = code ?? error.child("Code")?.text
      message = error.child("Message")?.text
      if let id = xml.firstDescendant("RequestId")?.text, answer.header("x-amzn-requestid") == nil { requestID = id }
    }
    self.code = Self.plain(code ?? "").isEmpty ? "HTTP\(answer.status)" : Self.plain(code ?? "")
  }

  /// `ResourceNotFoundException` out of `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://…`.
  private static func plain(_ code: String) -> String {
    let head = code.prefix { $0 != ":" }
    let name = head.split(separator: "#").last ?? ""
    return String(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }.prefix(longestCode))
  }

  /// The name of the error's class in the SDKs: those that end otherwise get `Exception` at the end.
  private var exception: String {
    if code.hasSuffix("Exception") { return code }
    return (code.hasSuffix("Fault") ? code.dropLast(5) : code[...]) + "Exception"
  }

  /// Whether the service's API describes the error; others are shown as the service's general error.
  private func isKnown(to service: AWSService) -> Bool {
    service.errors.contains(code.hasSuffix("Exception") ? code.dropLast(9) : code[...])
      || service.errors.contains(code[...])
  }

  /// The outcome of a task of an SDK integration.
  func outcome(of service: AWSService) -> TaskReport.Outcome {
    let name = service.shownName
    let extended = extendedRequestID.map { ", Extended Request ID: \($0)" } ?? ""
    return .failed(
      error: "\(name).\(isKnown(to: service) ? exception : name + "Exception")",
      cause: "\(message ?? "null") (Service: \(name), Status Code: \(status), Request ID: \(requestID)\(extended)) "
        + "(SDK Attempt Count: 1)")
  }

  /// The outcome of a task of an optimized integration.
  func outcome(of integration: OptimizedService, _ service: AWSService) -> TaskReport.Outcome {
    .failed(
      error: "\(integration.errorPrefix).\(isKnown(to: service) ? exception : integration.clientName + "Exception")",
      cause: "\(message ?? "null") (Service: \(integration.serviceName); Status Code: \(status); Error Code: \(code); "
        + "Request ID: \(requestID); Proxy: null)")
  }
}

extension EndpointAnswer {
  /// The identifier of the request, as the answer's headers have it.
  var requestID: String { header("x-amzn-requestid") ?? header("x-amz-request-id") ?? "null" }

  /// `SdkHttpMetadata` and `SdkResponseMetadata`, which the results of optimized integrations have.
  var sdkMetadata: [(String, JSON)] {
    let fields = headers.map { (name: Self.spelled($0.name), value: $0.value) }
      .sorted { $0.name.lowercased() < $1.name.lowercased() }
    var all = JSON.Object()
    var single = JSON.Object()
    for (name, value) in fields {
      all[name] = .array((all[name]?.arrayValue ?? []) + [.string(value)])
      single[name] = .string(value)
    }
    return [
      (
        "SdkHttpMetadata",
        ["AllHttpHeaders": .object(all), "HttpHeaders": .object(single), "HttpStatusCode": .integer(status)]
      ),
      ("SdkResponseMetadata", ["RequestId": .string(requestID)]),
    ]
  }

  /// A header's name as AWS's endpoints spell it: others may write them in lower case.
  private static func spelled(_ name: String) -> String {
    guard name.utf8.allSatisfy({ !(0x41...0x5a).contains($0) }) else { return name }
    switch name {
    case "x-amzn-requestid": return "x-amzn-RequestId"
    case "x-amzn-remapped-content-length": return "x-amzn-Remapped-Content-Length"
    case "x-amz-crc32", "x-amz-id-2", "x-amz-request-id": return name
    default:
      return name.split(separator: "-", omittingEmptySubsequences: false).map(\.capitalized).joined(separator: "-")
    }
  }
}

extension Substring {
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}
