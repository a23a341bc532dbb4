import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct HTTPInvokeTests {
  private static let arn = "arn:aws:events:us-east-1:111111111111:connection/shop/1"

  private static func settings(_ url: String, _ connection: String = "") throws -> TaskEndpointSettings {
    var settings = TaskEndpointSettings()
    let known = connection.isEmpty ? "" : #""shop": \#(connection)"#
    settings.connections = try HTTPConnections(
      parsing: Array(#"{"connections": {\#(known)}, "origins": {"https://api.example.com": "\#(url)"}}"#.utf8))
    return settings
  }

  private static func parameters(_ more: JSON.Object = [:], path: String = "/orders", method: String = "POST") -> JSON {
    var parameters: JSON.Object = [
      "ApiEndpoint": .string("https://api.example.com" + path), "Method": .string(method),
      "Authentication": ["ConnectionArn": .string(arn)],
    ]
    for member in more.members { parameters[member.key] = member.value }
    return .object(parameters)
  }

  private static let invoke = "arn:aws:states:::http:invoke"

  private func sent(_ connection: String, _ parameters: JSON) async throws -> Received {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [("Content-Type", "application/json")], "{}")
    } _: { fake in
      let result = try await TaskRun(try Self.settings(fake.url, connection)).run(Self.invoke, parameters)
      #expect(result.status == .succeeded)
      return try #require(fake.requests.first)
    }
  }

  @Test func sendsWhatTheServiceSends() async throws {
    let request = try await sent(
      "", Self.parameters(["RequestBody": ["a": 1], "QueryParameters": ["q": "a+b & c"], "Headers": ["X-A": "1"]]))
    #expect(request.method == "POST")
    #expect(request.target == "/orders?q=a%2Bb%20%26%20c")
    #expect(request.headers["user-agent"] == "Amazon|StepFunctions|HttpInvoke|us-east-1")
    #expect(request.headers["range"] == "bytes=0-262144")
    #expect(request.headers["content-type"] == "application/json; charset=UTF-8")
    #expect(request.headers["x-a"] == "1")
    #expect(request.headers["authorization"] == nil)
    #expect(request.text == #"{"a":1}"#)
  }

  @Test func sendsABodyWithGETToo() async throws {
    let request = try await sent("", Self.parameters(["RequestBody": [:]], method: "GET"))
    #expect(request.method == "GET")
    #expect(request.text == "{}")
  }

  @Test func mergesTheConnection() async throws {
    let connection = #"""
      {"basic": {"username": "user", "password": "pass word"}, "headers": {"X-Shared": "connection"},
       "query": {"shared": "connection query", "only": "o"}, "body": {"shared": "connection", "only": 1}}
      """#
    let request = try await sent(
      connection,
      Self.parameters([
        "RequestBody": ["shared": "task", "task": true], "QueryParameters": ["shared": "task", "task": "t"],
        "Headers": ["X-Shared": "task"],
      ]))
    #expect(request.target == "/orders?task=t&shared=connection%20query&only=o")
    #expect(request.headers["authorization"] == "Basic dXNlcjpwYXNzIHdvcmQ=")
    #expect(request.headers["x-shared"] == "connection")
    #expect(request.text == #"{"shared":"connection","task":true,"only":1}"#)
  }

  @Test func authenticatesWithAKey() async throws {
    let request = try await sent(#"{"apiKey": {"name": "X-Key", "value": "k"}}"#, Self.parameters())
    #expect(request.headers["x-key"] == "k")
  }

  @Test func appendsTheConnectionToForms() async throws {
    let request = try await sent(
      #"{"body": {"only": "a b"}}"#,
      Self.parameters([
        "RequestBody": ["list": [1, 2]], "Transform": ["RequestBodyEncoding": "URL_ENCODED"],
        "Headers": ["Content-Type": "application/x-www-form-urlencoded"],
      ]))
    #expect(request.text.hasSuffix("&only=a%20b"))
  }

  @Test(
    arguments: [
      (
        FakeAnswer(200, [("Content-Type", "application/json")], #"{"a":1}"#), "",
        #""ResponseBody":{"a":1},"StatusCode":200,"StatusText":"OK"}"#
      ),
      (
        FakeAnswer(201, [("Content-Type", "application/problem+json; charset=utf-8")], "[1]"), "",
        #""ResponseBody":[1],"StatusCode":201,"StatusText":"Created"}"#
      ),
      (
        FakeAnswer(200, [("Content-Type", "text/plain")], "plain"), "",
        #""ResponseBody":"plain","StatusCode":200,"StatusText":"OK"}"#
      ),
      (
        FakeAnswer(200, [("Content-Type", "application/json")], "{"), "",
        #""ResponseBody":"{","StatusCode":200,"StatusText":"OK"}"#
      ),
      (FakeAnswer(204), #"{"Headers":{"#, #"},"StatusCode":204,"StatusText":"No Content"}"#),
      (FakeAnswer(404, [], #"{"no":1}"#), #"States.Http.StatusCode.404: {"no":1}"#, ""),
      (FakeAnswer(403), "States.Http.StatusCode.403: Forbidden", ""),
      (FakeAnswer(418), "States.Http.StatusCode.418: -", ""),
      (FakeAnswer(302, [("Location", "https://api.example.com/")]), "States.Http.StatusCode.302: Found", ""),
      (
        FakeAnswer(200, [("Content-Type", "application/octet-stream")], "x"),
        "States.Runtime: Unsupported response content-type 'application/octet-stream'. "
          + "Please see documentation for list of unsupported content-types.", ""
      ),
      (FakeAnswer(body: .bytes([0xff])), "States.Runtime: The response body is not UTF-8", ""),
      (FakeAnswer(body: .brokenOff([0x7b])), "States.Http.Socket: ", ""),
      (FakeAnswer(body: .endless(52_428_800)), "States.DataLimitExceeded: the answer is longer than 6291556 bytes", ""),
      (FakeAnswer(body: .silence), "States.Http.Socket: no complete answer within 0.5 seconds", ""),
    ] as [(FakeAnswer, String, String)])
  func turnsAnswersIntoOutcomes(answer: FakeAnswer, beginning: String, ending: String) async throws {
    try await FakeEndpoint.run { _ in
      answer
    } _: { fake in
      var settings = try Self.settings(fake.url)
      if case .silence = answer.body { settings.serviceTimeout = .milliseconds(500) }
      let result = try await TaskRun(settings).run(Self.invoke, Self.parameters())
      #expect(result.shown.hasPrefix(beginning))
      #expect(result.shown.hasSuffix(ending))
    }
  }

  @Test func leavesARequestToARouteForIt() async throws {
    var settings = try Self.settings("http://127.0.0.1:1")
    settings.routes = try TaskRoutes(
      parsing: Array(#"{"routes": [{"resource": "\#(Self.invoke)", "command": ["/bin/echo", "7"]}]}"#.utf8), folder: "/"
    )
    #expect(try await TaskRun(settings).run(Self.invoke, Self.parameters()).output == 7)
  }

  @Test func refusesToMergeABodyThatIsText() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer()
    } _: { fake in
      let result = try await TaskRun(try Self.settings(fake.url, #"{"body": {"a": 1}}"#)).run(
        Self.invoke, Self.parameters(["RequestBody": "text"]))
      #expect(
        result.shown == "States.Runtime: Cannot merge connection body authorization parameters with request body.")
      #expect(fake.requests.isEmpty)
    }
  }

  // MARK: Connections

  @Test(arguments: [
    (arn, true), ("arn:aws:events:us-east-1:111111111111:connection/shop/*", true), ("shop", true), ("arn:*", true),
    ("sho", false), ("arn:aws:events:eu-west-1:*", false),
  ])
  func findsConnections(name: String, isFound: Bool) throws {
    let connections = try HTTPConnections(parsing: Array(#"{"connections": {"\#(name)": {}}}"#.utf8))
    #expect((connections.connection(Self.arn) != nil) == isFound)
  }

  @Test(arguments: [
    ("https://api.example.com", "http://h:1"), ("https://API.example.com/a?b=c", "http://h:1/a?b=c"),
    ("https://api.example.com:443/", "https://api.example.com:443/"),
    ("https://api.example.com.evil.test/", "https://api.example.com.evil.test/"),
  ])
  func replacesOrigins(url: String, expected: String) throws {
    let connections = try HTTPConnections(
      parsing: Array(#"{"origins": {"https://api.example.com": "http://h:1/"}}"#.utf8))
    #expect(connections.address(url) == expected)
  }

  @Test(arguments: [
    (#"{"more": 1}"#, "c: /more: is not known here; allowed are 'connections', 'origins'"),
    (#"{"connections": []}"#, "c: /connections: is array, not an object"),
    (
      #"{"connections": {"a": {"oauth": {}}}}"#,
      "c: /connections/a/oauth: is not known here; allowed are 'basic', 'apiKey', 'headers', 'query', 'body'"
    ),
    (
      #"{"connections": {"a": {"basic": {"username": "u"}}}}"#,
      "c: /connections/a/basic: must have 'username' and 'password'"
    ),
    (
      #"{"connections": {"a": {"basic": {}, "apiKey": {}}}}"#,
      "c: /connections/a: has both 'basic' and 'apiKey'"
    ),
    (
      #"{"connections": {"a": {"headers": {"X Y": "1"}}}}"#,
      "c: /connections/a: has a header that cannot be sent: 'X Y'"
    ),
    (
      #"{"origins": {"http://h": "http://h"}}"#,
      "c: /origins/http:~1~1h: belongs to something that is not the origin of an https address"
    ),
    (#"{"origins": {"https://h": "h"}}"#, "c: /origins/https:~1~1h: is not an http or https address"),
  ])
  func readsFilesStrictly(text: String, expected: String) {
    #expect { try HTTPConnections(parsing: Array(text.utf8), source: "c") } throws: { "\($0)" == expected }
  }
}
