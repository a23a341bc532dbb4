import HTTPTypes
import Hummingbird
import HummingbirdTesting
import StepFunctions
import StepFunctionsHTTP
import Testing

/// AWS JSON 1.0 over HTTP, with real connections.
@Suite struct ProtocolTests {
  private static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#

  private static func target(_ operation: String) -> HTTPFields {
    [.named("X-Amz-Target"): "AWSStepFunctions.\(operation)", .contentType: "application/x-amz-json-1.0"]
  }

  private func withClient(
    _ limits: HTTPLimits = HTTPLimits(), hosts: [String] = [],
    _ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void
  ) async throws {
    let service = StepFunctionsService()
    let router = Router(context: ServiceContext.self)
    router.add(middleware: SameSiteMiddleware(hosts: hosts))
    StepFunctionsRoutes(limits: limits) { service }.add(to: router)
    let application = Application(
      router: router, server: StepFunctionsRoutes.server(limits), configuration: .init(address: .hostname(port: 0)))
    try await application.test(.live) { try await body($0) }
  }

  @Test func anAnswerIsJSONWithARequestIdentifier() async throws {
    try await withClient { client in
      var identifiers: Set<String> = []
      for _ in 0..<3 {
        let answer = try await client.execute(
          uri: "/", method: .post, headers: Self.target("ListActivities"), body: ByteBuffer(string: "{}"))
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/x-amz-json-1.0")
        #expect(String(buffer: answer.body) == #"{"activities":[]}"#)
        identifiers.insert(try #require(answer.headers[.named("x-amzn-RequestId")]))
      }
      #expect(identifiers.count == 3)
      for identifier in identifiers {
        #expect(identifier.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
      }
    }
  }

  @Test func anErrorOfTheServiceHasItsStatusAndCode() async throws {
    try await withClient { client in
      let answer = try await client.execute(
        uri: "/", method: .post, headers: Self.target("DescribeStateMachine"),
        body: ByteBuffer(
          string: #"{"stateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:none"}"#))
      #expect(answer.status == .badRequest)
      #expect(
        String(buffer: answer.body)
          == #"{"__type":"StateMachineDoesNotExist","message":"State Machine Does Not Exist: 'arn:aws:states:us-east-1:123456789012:stateMachine:none'"}"#
      )
    }
  }

  /// A request that never reaches the service.
  struct Refusal: Sendable, CustomTestStringConvertible {
    var headers: HTTPFields
    var body: String = "{}"
    var status: Int
    var code: String
    var testDescription: String { "\(headers) \(code)" }
  }

  private static func refused(_ status: Int, _ code: String, _ changes: [(String, String?)]) -> Refusal {
    var headers = target("ListActivities")
    for (name, value) in changes { headers[.named(name)] = value }
    return Refusal(headers: headers, status: status, code: code)
  }

  @Test(arguments: [
    refused(400, "UnknownOperationException", [("X-Amz-Target", nil)]),
    refused(400, "UnknownOperationException", [("X-Amz-Target", "DynamoDB_20120810.ListTables")]),
    refused(400, "UnknownOperationException", [("X-Amz-Target", "AWSStepFunctions.Everything")]),
    refused(415, "SerializationException", [("Content-Type", "text/plain")]),
    refused(403, "AccessDeniedException", [("Origin", "https://attacker.example")]),
    refused(403, "AccessDeniedException", [("Origin", "null")]),
    refused(403, "AccessDeniedException", [("Sec-Fetch-Site", "cross-site")]),
  ])
  func aRequestIsRefused(refusal: Refusal) async throws {
    try await withClient { client in
      let answer = try await client.execute(
        uri: "/", method: .post, headers: refusal.headers, body: ByteBuffer(string: refusal.body))
      #expect(answer.status.code == refusal.status)
      #expect(String(buffer: answer.body).hasPrefix(#"{"__type":"\#(refusal.code)","message":""#))
      #expect(answer.headers[.named("x-amzn-RequestId")] != nil)
    }
  }

  @Test(arguments: [
    ("GET", "navigate", "document", true), ("GET", "navigate", "iframe", false), ("GET", "cors", "empty", false),
    ("GET", "no-cors", "image", false), ("POST", "navigate", "document", false),
  ])
  func aLinkOfAnotherSiteCanBeFollowed(method: String, mode: String, destination: String, isLetIn: Bool) async throws {
    try await withClient { client in
      let headers: HTTPFields = [
        .named("Sec-Fetch-Site"): "cross-site", .named("Sec-Fetch-Mode"): mode, .named("Sec-Fetch-Dest"): destination,
      ]
      let answer = try await client.execute(
        uri: "/page", method: try #require(HTTPRequest.Method(method)), headers: headers, body: ByteBuffer())
      // There is no such page, which is learned by the one who is let in.
      #expect(answer.status == (isLetIn ? .notFound : .forbidden))
    }
  }

  @Test(arguments: ["application/x-amz-json-1.0", "application/x-amz-json-1.1; charset=utf-8", "application/json", nil])
  func aMediaTypeOfTheProtocolIsUnderstood(type: String?) async throws {
    try await withClient { client in
      var headers = Self.target("ListActivities")
      headers[.contentType] = type
      let answer = try await client.execute(uri: "/", method: .post, headers: headers, body: ByteBuffer())
      #expect(answer.status == .ok)
    }
  }

  @Test(
    arguments: [
      (
        "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/states/aws4_request, SignedHeaders=host, Signature=0", "/",
        "arn:aws:states:eu-west-1:123456789012:activity:a"
      ),
      (
        "AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-west-2/states/aws4_request, SignedHeaders=host", "/",
        "arn:aws:states:us-west-2:111122223333:activity:a"
      ),
      (
        nil, "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=k%2F20260101%2Fap-south-1%2Fstates%2Faws4_request",
        "arn:aws:states:ap-south-1:123456789012:activity:a"
      ),
      (nil, "/", "arn:aws:states:us-east-1:123456789012:activity:a"),
      ("Basic dXNlcjpwYXNz", "/", "arn:aws:states:us-east-1:123456789012:activity:a"),
      ("AWS4-HMAC-SHA256 Credential=a/b", "/", "arn:aws:states:us-east-1:123456789012:activity:a"),
      (
        "AWS4-HMAC-SHA256 Credential=a/1/../states/aws4_request", "/",
        "arn:aws:states:us-east-1:123456789012:activity:a"
      ),
    ] as [(String?, String, String)])
  func regionAndAccountComeFromTheSignature(authorization: String?, uri: String, arn: String) async throws {
    try await withClient { client in
      var headers = Self.target("CreateActivity")
      headers[.authorization] = authorization
      let answer = try await client.execute(
        uri: uri, method: .post, headers: headers, body: ByteBuffer(string: #"{"name":"a"}"#))
      #expect(String(buffer: answer.body).hasPrefix(#"{"activityArn":"\#(arn)","#))
    }
  }

  @Test func theTraceHeaderReachesTheExecution() async throws {
    try await withClient { client in
      let made = try await client.execute(
        uri: "/", method: .post, headers: Self.target("CreateStateMachine"),
        body: ByteBuffer(
          bytes: JSONPrinter.compact.bytes([
            "name": "M", "definition": .string(Self.pass), "roleArn": "arn:aws:iam::123456789012:role/r",
          ])))
      #expect(made.status == .ok)
      var headers = Self.target("StartExecution")
      headers[.named("X-Amzn-Trace-Id")] = "Root=1-5759e988-bd862e3fe1be46a994272793"
      let arn = "arn:aws:states:us-east-1:123456789012"
      _ = try await client.execute(
        uri: "/", method: .post, headers: headers,
        body: ByteBuffer(string: #"{"stateMachineArn":"\#(arn):stateMachine:M","name":"e"}"#))
      let described = try await client.execute(
        uri: "/", method: .post, headers: Self.target("DescribeExecution"),
        body: ByteBuffer(string: #"{"executionArn":"\#(arn):execution:M:e"}"#))
      let json = try JSON(parsing: String(buffer: described.body))
      #expect(json["traceHeader"] == "Root=1-5759e988-bd862e3fe1be46a994272793")
    }
  }

  @Test func aBodyThatIsTooLongIsRefused() async throws {
    var limits = HTTPLimits()
    limits.bodyBytes = 100
    try await withClient(limits) { client in
      for (length, status) in [(100, 200), (101, 413)] {
        let body = "{" + String(repeating: " ", count: length - 2) + "}"
        let answer = try await client.execute(
          uri: "/", method: .post, headers: Self.target("ListActivities"), body: ByteBuffer(string: body))
        #expect(answer.status.code == status)
      }
    }
  }

  @Test func requestsBeyondTheNumberAreRefused() async throws {
    var limits = HTTPLimits()
    limits.polls = 1
    try await withClient(limits) { client in
      _ = try await client.execute(
        uri: "/", method: .post, headers: Self.target("CreateActivity"), body: ByteBuffer(string: #"{"name":"a"}"#))
      let poll = #"{"activityArn":"arn:aws:states:us-east-1:123456789012:activity:a"}"#
      let port = try #require(client.port)
      // Connections of their own, as a request on the same one would wait for the other's answer. One of them waits for a task,
      // whichever comes first; the other is refused at once.
      let workers = (0..<2).map { _ in TestClient(host: "localhost", port: port) }
      let (statuses, answers) = AsyncStream<HTTPResponse.Status>.makeStream()
      for worker in workers {
        worker.connect()
        Task {
          if let answer = try? await worker.execute(Self.request("GetActivityTask", poll)) {
            answers.yield(answer.status)
          }
        }
      }
      var iterator = statuses.makeAsyncIterator()
      #expect(await iterator.next() == .serviceUnavailable)
      // Other requests are not polls.
      let list = try await client.execute(
        uri: "/", method: .post, headers: Self.target("ListActivities"), body: ByteBuffer(string: "{}"))
      #expect(list.status == .ok)
      for worker in workers { try? await worker.shutdown() }
    }
  }

  private static func request(_ operation: String, _ body: String) -> TestClient.Request {
    TestClient.Request(
      "/", method: .post, authority: "localhost", headers: target(operation), body: ByteBuffer(string: body))
  }

  @Test func aServerThatEndsDoesNotWaitForPolls() async throws {
    let began = ContinuousClock.now
    try await withClient { client in
      _ = try await client.execute(
        uri: "/", method: .post, headers: Self.target("CreateActivity"), body: ByteBuffer(string: #"{"name":"a"}"#))
      let other = TestClient(host: "localhost", port: try #require(client.port))
      other.connect()
      Task {
        try await other.execute(
          Self.request("GetActivityTask", #"{"activityArn":"arn:aws:states:us-east-1:123456789012:activity:a"}"#))
      }
      try await Task.sleep(for: .milliseconds(100))
    }
    // A poll takes sixty seconds.
    #expect(began.duration(to: .now) < .seconds(30))
  }
}

extension HTTPField.Name {
  /// A name that can be one.
  fileprivate static func named(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .expect }
}
