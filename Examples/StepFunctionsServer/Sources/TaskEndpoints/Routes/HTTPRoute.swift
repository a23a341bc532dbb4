import AsyncHTTPClient
import NIOHTTP1
import OrderedJSON
import StatesRuntime
import WebText

/// A URL that does tasks: it gets the input in a POST request, and its answer is the result.
struct HTTPRoute: Sendable {
  let url: String
  let headers: [(name: String, value: String)]

  init(url: SettingsValue, headers: SettingsValue?) throws(SettingsError) {
    self.url = try url.string()
    guard Self.isAddress(self.url) else { throw url.error("is not an http or https address") }
    var list: [(name: String, value: String)] = []
    if let headers {
      for (name, value) in try headers.members() {
        let text = try value.string()
        guard Self.isHeader(name) else { throw value.error("is not the name of a header") }
        guard text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
          throw value.error("contains a control character")
        }
        list.append((name, text))
      }
    }
    self.headers = list
  }

  /// Whether a string is an address that can be called.
  static func isAddress(_ text: String) -> Bool {
    let lower = text.prefix(8).lowercased()
    let scheme = lower.hasPrefix("https://") ? 8 : lower.hasPrefix("http://") ? 7 : 0
    guard scheme > 0, text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { return false }
    let host = text.utf8.dropFirst(scheme).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    return !host.isEmpty && host.first != UInt8(ascii: ":")
  }

  /// Whether a string is a token, as RFC 9110 has the names of headers.
  static func isHeader(_ name: String) -> Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        switch $0 {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: "!#$%&'*+-.^_`|~".utf8.contains($0)
        }
      }
  }

  /// Where user and password are in the address, if it has them.
  private var userRange: Range<String.Index>? {
    guard let slashes = url.firstRange(of: "//") else { return nil }
    let authority = url[slashes.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    return authority.lastIndex(of: "@").map { slashes.upperBound..<$0 }
  }

  /// `user:password`, if the address has them.
  private var credentials: String? { userRange.flatMap { PercentEncoding.decode(String(url[$0]), plusIsBlank: false) } }

  /// The address without user and password.
  private var plainURL: String {
    guard let range = userRange else { return url }
    return String(url[..<range.lowerBound] + url[url.index(after: range.upperBound)...])
  }

  /// The address without user, password, query and fragment: what error texts may show.
  var shownURL: String { String(plainURL.prefix { $0 != "?" && $0 != "#" }) }

  /// Has a task done.
  ///
  /// - Returns: the result.
  /// - Throws: ``RouteFailure``.
  func perform(
    _ input: JSON, _ context: TaskContext, client: EndpointClient, timeout: Duration, limit: Int
  ) async throws -> JSON {
    var request = HTTPClientRequest(url: plainURL)
    request.method = .POST
    if let credentials {
      request.headers.add(name: "Authorization", value: "Basic " + Base64.encode(Array(credentials.utf8)))
    }
    for (name, value) in context.headers { request.headers.add(name: name, value: value) }
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    if !request.headers.contains(name: "content-type") {
      request.headers.add(name: "Content-Type", value: "application/json")
    }
    request.body = .bytes(JSONPrinter.compact.bytes(input))
    let answer: EndpointAnswer
    do {
      answer = try await client.send(request, timeout: timeout, limit: limit)
    } catch let problem as EndpointProblem {
      switch problem {
      case .tooSlow: throw RouteFailure("States.Timeout", "\(shownURL): \(problem.reason)")
      case .tooLong: throw RouteFailure("States.DataLimitExceeded", "\(shownURL): \(problem.reason)")
      case .connection, .badAddress: throw RouteFailure("States.TaskFailed", "\(shownURL): \(problem.reason)")
      }
    }
    // Lambda's own endpoints, and the emulator of its runtime, report the errors of functions in this way.
    let hasFunctionError = answer.header("x-amz-function-error") != nil
    guard answer.isSuccess, !hasFunctionError else {
      if let failure = RouteFailure(functionError: answer.body) { throw failure }
      let text = RouteFailure.shown(answer.body)
      throw RouteFailure(
        "States.TaskFailed",
        "\(shownURL) answered with \(hasFunctionError ? "a function error" : "status \(answer.status)")"
          + (text.isEmpty ? "" : ": " + text))
    }
    // A function that returns nothing returns null.
    if answer.body.isEmpty { return .null }
    do {
      return try JSON(parsing: answer.body)
    } catch {
      throw RouteFailure("States.TaskFailed", "\(shownURL): the answer is not JSON: \(error)")
    }
  }
}

/// Why a route has not done a task.
struct RouteFailure: Error {
  var error: String
  var cause: String
  /// The whole error of a function, if it gave one in Lambda's form.
  var functionError: JSON?

  init(_ error: String, _ cause: String) {
    self.error = error
    self.cause = cause
  }

  /// Reads `{"errorType": …, "errorMessage": …}`, as functions report what they throw; `nil` if it is not that.
  init?(functionError bytes: [UInt8]) {
    guard let json = try? JSON(parsing: bytes), let type = json["errorType"]?.stringValue, !type.isEmpty else {
      return nil
    }
    error = type
    cause = json["errorMessage"]?.stringValue ?? ""
    functionError = json
  }

  /// The failure as a task of a resource reports it: tasks that invoke a function have its whole error as their cause, as
  /// Lambda's have, others the message.
  func outcome(invokesFunction: Bool) -> TaskReport.Outcome {
    guard invokesFunction, let functionError else { return .failed(error: error, cause: cause) }
    return .failed(error: error, cause: JSONPrinter.compact.string(functionError))
  }

  /// The most bytes of a string from outside that a cause shows.
  private static let mostShown = 4_096

  /// The beginning of a string from outside, without white space around it.
  static func shown(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(mostShown), as: UTF8.self)
    let trimmed = text.drop { $0.isWhitespace || $0 == "\0" }
    guard let end = trimmed.lastIndex(where: { !$0.isWhitespace && $0 != "\0" }) else { return "" }
    return trimmed[...end] + (bytes.count > mostShown ? "…" : "")
  }
}
