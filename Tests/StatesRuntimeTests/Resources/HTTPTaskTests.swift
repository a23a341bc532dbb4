import OrderedJSON
import StatesRuntime
import Testing

/// HTTP tasks: their requests, and the outcome of the responses.
@Suite struct HTTPTaskTests {
  private static let connection =
    #""Authentication":{"ConnectionArn":"arn:aws:events:us-east-1:111111111111:connection/c/1"}"#

  private static func parameters(_ more: String = "") -> String {
    #"{"ApiEndpoint":"https://example.com/orders","Method":"POST",\#(connection)\#(more)}"#
  }

  /// Runs one HTTP task whose parameters are the execution's input.
  private func run(
    _ parameters: String, _ body: @escaping @Sendable (HTTPTaskRequest) throws -> HTTPTaskResponse
  ) throws -> ExecutionResult {
    let machine = try StateMachine(
      parsing:
        #"{"StartAt":"T","QueryLanguage":"JSONata","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Arguments":"{% $states.input %}","End":true}}}"#
    )
    var resources = ResourceRouter()
    resources.onHTTP(body)
    let execution = Execution(
      machine, input: try JSON(parsing: parameters), identity: ExecutionIdentity(stateMachineName: "M", name: "e"),
      seed: .fixed(0))
    return VirtualTimeDriver(resources: resources).run(execution)
  }

  @Test func theStateSeesTheAnswer() throws {
    let result = try run(Self.parameters()) { _ in
      HTTPTaskResponse(status: 201, headers: ["content-type": ["application/json"]], body: ["id": 1])
    }
    #expect(
      result.outputText
        == #"{"Headers":{"content-type":["application/json"]},"ResponseBody":{"id":1},"StatusCode":201,"StatusText":"Created"}"#
    )
  }

  @Test func theHandlerSeesTheRequest() throws {
    let result = try run(
      Self.parameters(#","Headers":{"X-A":"1"},"QueryParameters":{"q":["a","b"],"n":2},"RequestBody":{"x":[1]}"#)
    ) { request in
      HTTPTaskResponse(body: [
        "endpoint": .string(request.endpoint), "method": .string(request.method),
        "connection": .bool(request.connectionARN.hasSuffix("connection/c/1")),
        "headers": .array(request.headers.map { [.string($0.name), .string($0.value)] }),
        "query": .array(request.queryParameters.map { [.string($0.name), .string($0.value)] }),
        "body": request.body ?? .null, "text": .string(request.bodyText ?? ""),
      ])
    }
    #expect(
      result.output?["ResponseBody"] == [
        "endpoint": "https://example.com/orders", "method": "POST", "connection": true, "headers": [["X-A", "1"]],
        "query": [["q", "a"], ["q", "b"], ["n", "2"]], "body": ["x": [1]], "text": #"{"x":[1]}"#,
      ])
  }

  @Test(arguments: [301, 404, 500])
  func aStatusThatIsNoSuccessIsAnError(status: Int) throws {
    let result = try run(Self.parameters()) { _ in HTTPTaskResponse(status: status, body: "no") }
    #expect(result.error == "States.Http.StatusCode.\(status)")
    #expect(result.cause == "no")
  }

  @Test func anAnswerWithoutABodyHasNone() throws {
    let success = try run(Self.parameters()) { _ in HTTPTaskResponse(status: 204, body: nil) }
    #expect(success.outputText == #"{"Headers":{},"StatusCode":204,"StatusText":"No Content"}"#)
    let failure = try run(Self.parameters()) { _ in HTTPTaskResponse(status: 418, body: nil) }
    #expect(failure.error == "States.Http.StatusCode.418")
    #expect(failure.cause == nil)
  }

  @Test func aBodyThatIsNoTextIsTheCauseAsText() throws {
    let result = try run(Self.parameters()) { _ in HTTPTaskResponse(status: 400, body: ["why": 1]) }
    #expect(result.cause == #"{"why":1}"#)
  }

  private struct Broken: Error {}

  @Test func aCallThatBreaksIsASocketError() throws {
    #expect(try run(Self.parameters()) { _ in throw Broken() }.error == "States.Http.Socket")
    #expect(try run(Self.parameters()) { _ in throw TaskFailure("Own") }.error == "Own")
  }

  @Test(arguments: [
    (#"{"Method":"GET",\#(connection)}"#, "The field 'ApiEndpoint' is required but was missing"),
    (#"{"ApiEndpoint":"https://a.b",\#(connection)}"#, "The field 'Method' is required but was missing"),
    (#"{"ApiEndpoint":"https://a.b","Method":"GET"}"#, "The field 'ConnectionArn' is required but was missing"),
    (
      #"{"ApiEndpoint":"http://a.b","Method":"GET",\#(connection)}"#,
      "The value of the field 'ApiEndpoint' has an invalid format"
    ),
    (
      #"{"ApiEndpoint":"https://a.b","Method":"TRACE",\#(connection)}"#,
      "The value of the field 'Method' has an invalid format"
    ),
    (parameters(#","Headers":[]"#), "The value of the field 'Headers' has an invalid format"),
    (parameters(#","QueryParameters":{"a":{}}"#), "The value of the field 'QueryParameters' has an invalid format"),
    (
      parameters(#","RequestBody":"x","Transform":{"RequestBodyEncoding":"URL_ENCODED"}"#),
      "The value of the field 'RequestBody' has an invalid format"
    ),
  ])
  func parametersThatCannotBeRightAreRefused(parameters: String, reason: String) throws {
    let result = try run(parameters) { _ in HTTPTaskResponse() }
    #expect(result.error == "States.Runtime")
    #expect(result.cause?.hasSuffix("could not be used to start the Task: [\(reason)]") == true)
  }

  @Test func anUnknownArrayFormatIsRefused() throws {
    let transform =
      #","RequestBody":{"a":1},"Transform":{"RequestBodyEncoding":"URL_ENCODED","RequestEncodingOptions":{"ArrayFormat":"x"}}"#
    let result = try run(Self.parameters(transform)) { _ in HTTPTaskResponse() }
    #expect(result.cause?.hasSuffix("[The value of the field 'ArrayFormat' has an invalid format]") == true)
  }

  @Test(arguments: [
    ("INDICES", "n=1&a[0]=x+y&a[1]=%26&o[k]=v"), ("REPEAT", "n=1&a=x+y&a=%26&o[k]=v"),
    ("COMMAS", "n=1&a=x+y,%26&o[k]=v"), ("BRACKETS", "n=1&a[]=x+y&a[]=%26&o[k]=v"),
  ])
  func bodiesAreURLEncoded(format: String, text: String) throws {
    let body =
      #","RequestBody":{"n":1,"a":["x y","&"],"o":{"k":"v"}},"Transform":{"RequestBodyEncoding":"URL_ENCODED","RequestEncodingOptions":{"ArrayFormat":"\#(format)"}}"#
    let result = try run(Self.parameters(body)) { HTTPTaskResponse(body: .string($0.bodyText ?? "")) }
    #expect(result.output?["ResponseBody"] == .string(text))
  }

  @Test func asynchronousHandlersToo() async throws {
    let machine = try StateMachine(
      parsing:
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::http:invoke","Parameters":\#(Self.parameters()),"End":true}}}"#
    )
    var resources = ResourceRouter()
    resources.onHTTP { request in
      await Task.yield()
      return HTTPTaskResponse(status: request.method == "POST" ? 404 : 200)
    }
    let execution = Execution(
      machine, input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0))
    #expect(await LiveDriver(resources: resources).run(execution).error == "States.Http.StatusCode.404")
  }
}
