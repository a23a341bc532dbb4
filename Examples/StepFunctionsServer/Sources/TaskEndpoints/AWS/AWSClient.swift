import AsyncHTTPClient
import NIOHTTP1
import OrderedJSON
import StatesEngine
import StatesRuntime

/// A request to a service of AWS.
struct AWSRequest: Sendable {
  var method = HTTPMethod.POST
  /// The path after the endpoint's own, percent-encoded, beginning with a slash.
  var path = "/"
  /// The query's names and values, not encoded.
  var query: [(name: String, value: String)] = []
  var headers = HTTPHeaders()
  var body: [UInt8] = []
}

/// Calls services of AWS at the endpoints that are configured for them, with signed requests.
struct AWSClient: Sendable {
  let client: EndpointClient
  let settings: TaskEndpointSettings

  /// Sends a request.
  ///
  /// - Returns: the answer, whatever its status; `nil` if no endpoint is configured for the service.
  /// - Throws: ``EndpointProblem``; `CancellationError`.
  func call(
    _ service: AWSService, _ request: AWSRequest, timeout: Duration, limit: Int? = nil
  ) async throws -> EndpointAnswer? {
    guard let base = settings.endpoint(of: service) else { return nil }
    guard let address = EndpointAddress(base) else { throw EndpointProblem.badAddress(base) }
    let path = address.path + request.path
    var headers = request.headers
    RequestSigner(credentials: settings.credentials, region: settings.region, service: service.signingName).sign(
      method: request.method.rawValue, host: address.host, path: path, query: request.query, headers: &headers,
      body: request.body, at: .systemTime())
    let query = RequestSigner.canonical(query: request.query)
    var message = HTTPClientRequest(url: address.origin + path + (query.isEmpty ? "" : "?" + query))
    message.method = request.method
    message.headers = headers
    if !request.body.isEmpty || request.method == .POST || request.method == .PUT {
      message.body = .bytes(request.body)
    }
    return try await client.send(message, timeout: timeout, limit: limit ?? settings.maximumBodyBytes)
  }
}

/// The parts of an endpoint's address.
struct EndpointAddress: Hashable {
  /// `http://localhost:4566`.
  let origin: String
  /// `localhost:4566`.
  let host: String
  /// The path without a slash at its end: often empty.
  let path: String

  /// Reads an address without query; `nil` if it is none.
  init?(_ text: String) {
    guard HTTPRoute.isAddress(text), !text.utf8.contains(UInt8(ascii: "?")), !text.utf8.contains(UInt8(ascii: "#")),
      let scheme = text.firstRange(of: "://")
    else { return nil }
    let authority = text[scheme.upperBound...].prefix { $0 != "/" }
    guard !authority.contains("@") else { return nil }
    host = String(authority)
    origin = String(text[..<authority.endIndex])
    var rest = text[authority.endIndex...]
    while rest.hasSuffix("/") { rest.removeLast() }
    path = String(rest)
  }
}
