import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1

/// The answer of an endpoint, read to its end.
struct EndpointAnswer: Sendable {
  var status: Int
  var headers: HTTPHeaders
  var body: [UInt8]

  /// The first value of a header; `name` in any case.
  func header(_ name: String) -> String? { headers.first(name: name) }

  /// Whether the status is 2xx.
  var isSuccess: Bool { (200..<300).contains(status) }

  /// The body as a string; `nil` if it is not UTF-8.
  var text: String? { String(validating: body, as: UTF8.self) }
}

/// Why an endpoint gave no answer that can be used.
enum EndpointProblem: Error {
  /// It did not answer completely in time.
  case tooSlow(Duration)
  /// It sends more than is read.
  case tooLong(limit: Int)
  /// It cannot be reached, or the connection broke.
  case connection(String)
  /// The address is not an address.
  case badAddress(String)

  /// The problem that an error of the client stands for.
  init(_ error: any Error, _ address: String, _ timeout: Duration) {
    guard let error = error as? HTTPClientError else {
      self = .connection(String(describing: error))
      return
    }
    self =
      switch error {
      case .deadlineExceeded, .readTimeout, .writeTimeout: .tooSlow(timeout)
      case .connectTimeout: .connection("the connection was not established in time")
      case .remoteConnectionClosed: .connection("the connection was closed before the answer was complete")
      case .invalidURL, .emptyHost, .emptyScheme: .badAddress(address)
      default: .connection(String(describing: error))
      }
  }

  /// The reason, to follow `…: `.
  var reason: String {
    switch self {
    case .tooSlow(let timeout): "no complete answer within \(timeout.shownSeconds)"
    case .tooLong(let limit): "the answer is longer than \(limit) bytes"
    case .connection(let reason): reason
    case .badAddress(let address): "'\(address)' is not an http or https address"
    }
  }
}

/// Sends requests to endpoints: nothing is read without a bound, and nothing is waited for without one.
struct EndpointClient: Sendable {
  let client: HTTPClient
  let logger: Logger

  /// Sends a request and reads the whole answer.
  ///
  /// Redirects are answers like others, if the client was made with ``TaskEndpoints/clientConfiguration``.
  ///
  /// - Parameters:
  ///   - timeout: how long it may take until the answer has been read.
  ///   - limit: the most bytes that are read of the body.
  /// - Throws: ``EndpointProblem``; `CancellationError` if the answer is no longer awaited.
  func send(_ request: HTTPClientRequest, timeout: Duration, limit: Int) async throws -> EndpointAnswer {
    do {
      let answer = try await withTimeout(timeout) { [client, logger] in
        let response = try await client.execute(request, timeout: timeout.timeAmount, logger: logger)
        let status = Int(response.status.code)
        let hasBody = request.method != .HEAD
        if hasBody, let length = response.headers.first(name: "content-length").flatMap({ Int($0) }), length > limit {
          throw EndpointProblem.tooLong(limit: limit)
        }
        var body: [UInt8] = []
        for try await part in response.body {
          guard part.readableBytes <= limit - body.count else { throw EndpointProblem.tooLong(limit: limit) }
          body.append(contentsOf: part.readableBytesView)
        }
        try Task.checkCancellation()
        return EndpointAnswer(status: status, headers: response.headers, body: body)
      }
      guard let answer else { throw EndpointProblem.tooSlow(timeout) }
      return answer
    } catch let problem as EndpointProblem {
      throw problem
    } catch {
      try Task.checkCancellation()
      throw EndpointProblem(error, request.url, timeout)
    }
  }
}

extension Duration {
  /// The same for NIO; no more than a week, and not negative.
  var timeAmount: TimeAmount { TimeAmount(min(max(self, .zero), .seconds(604_800))) }

  /// `30 seconds`, or `0.25 seconds`.
  var shownSeconds: String {
    let seconds = Double(components.seconds) + Double(components.attoseconds) / 1e18
    if seconds == 1 { return "1 second" }
    return seconds == seconds.rounded() && abs(seconds) < 1e15 ? "\(Int64(seconds)) seconds" : "\(seconds) seconds"
  }
}
