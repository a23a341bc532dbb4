import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct LambdaClientTests {
  private static let function = "arn:aws:lambda:us-east-1:111111111111:function:price"
  private static let optimized = "arn:aws:states:::lambda:invoke"
  private static let sdk = "arn:aws:states:::aws-sdk:lambda:invoke"

  private static func settings(_ url: String) -> TaskEndpointSettings {
    var settings = TaskEndpointSettings()
    settings.endpoints["lambda"] = url
    return settings
  }

  @Test(
    arguments: [
      (function, nil, "/2015-03-31/functions/price/invocations", "RequestResponse", #"{"n":1}"#),
      (
        function + ":PROD", nil, "/2015-03-31/functions/price/invocations?Qualifier=PROD", "RequestResponse",
        #"{"n":1}"#
      ),
      (
        optimized, #"{"FunctionName": "my price:1"}"#, "/2015-03-31/functions/my%20price/invocations?Qualifier=1",
        "RequestResponse", ""
      ),
      (
        optimized, #"{"FunctionName": "price", "Payload": {"a": "b"}}"#, "/2015-03-31/functions/price/invocations",
        "RequestResponse", #"{"a":"b"}"#
      ),
      (
        optimized, #"{"FunctionName": "price", "Payload": null, "InvocationType": "Event", "Qualifier": "7"}"#,
        "/2015-03-31/functions/price/invocations?Qualifier=7", "Event", ""
      ),
      (
        sdk, #"{"FunctionName": "price", "Payload": "{ \"raw\": 1 }"}"#, "/2015-03-31/functions/price/invocations",
        "RequestResponse", #"{ "raw": 1 }"#
      ),
      (
        sdk, #"{"FunctionName": "price", "Payload": {"raw": 1}}"#, "/2015-03-31/functions/price/invocations",
        "RequestResponse", #"{"raw":1}"#
      ),
      (sdk, #"{"FunctionName": "price"}"#, "/2015-03-31/functions/price/invocations", "RequestResponse", ""),
    ] as [(String, String?, String, String, String)])
  func sendsInvocations(resource: String, parameters: String?, target: String, type: String, body: String) async throws
  {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], "{}")
    } _: { fake in
      _ = try await TaskRun(Self.settings(fake.url)).run(
        resource, try parameters.map { try JSON(parsing: $0) }, input: ["n": 1])
      let request = try #require(fake.requests.first)
      #expect(request.method == "POST")
      #expect(request.target == target)
      #expect(request.headers["x-amz-invocation-type"] == type)
      #expect(request.text == body)
      #expect(request.headers["authorization"]?.contains("/us-east-1/lambda/aws4_request, SignedHeaders=") == true)
    }
  }

  @Test func sendsClientContextAndAsksForTheLog() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [("X-Amz-Log-Result", "bG9n")], "{}")
    } _: { fake in
      let result = try await TaskRun(Self.settings(fake.url)).run(
        Self.optimized, ["FunctionName": "price", "LogType": "Tail", "ClientContext": "e30="])
      #expect(fake.requests.first?.headers["x-amz-log-type"] == "Tail")
      #expect(fake.requests.first?.headers["x-amz-client-context"] == "e30=")
      #expect(result.output?["LogResult"] == "bG9n")
    }
  }

  @Test func givesTheResultOfLambdaInvokeItsShape() async throws {
    let headers = [
      ("content-type", "application/json"), ("x-amzn-requestid", "id-1"), ("X-Amz-Executed-Version", "$LATEST"),
      ("Server", "fake"), ("content-length", "11"),
    ]
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, headers, #"{"total":1}"#)
    } _: { fake in
      let result = try await TaskRun(Self.settings(fake.url)).run(Self.optimized, ["FunctionName": "price"])
      let date = try #require(result.output?["SdkHttpMetadata"]?["HttpHeaders"]?["Date"]?.stringValue)
      #expect(
        result.shown.replacing(date, with: "DATE")
          == #"{"ExecutedVersion":"$LATEST","Payload":{"total":1},"SdkHttpMetadata":{"AllHttpHeaders":{"#
          + #""Content-Length":["11"],"Content-Type":["application/json"],"Date":["DATE"],"#
          + #""Server":["fake"],"X-Amz-Executed-Version":["$LATEST"],"x-amzn-RequestId":["id-1"]},"HttpHeaders":{"#
          + #""Content-Length":"11","Content-Type":"application/json","Date":"DATE","#
          + #""Server":"fake","X-Amz-Executed-Version":"$LATEST","x-amzn-RequestId":"id-1"},"HttpStatusCode":200},"#
          + #""SdkResponseMetadata":{"RequestId":"id-1"},"StatusCode":200}"#)
    }
  }

  private static let raised = #"{"errorMessage": "no", "errorType": "Declined", "stackTrace": []}"#

  @Test(
    arguments: [
      (function, 200, [], #"{"a": 1}"#, #"{"a":1}"#),
      (function, 200, [], "", "null"),
      (function, 200, [("X-Amz-Function-Error", "Unhandled")], raised, "Declined: " + raised),
      (
        optimized, 200, [("X-Amz-Function-Error", "Unhandled")], raised,
        #"Declined: {"errorMessage":"no","errorType":"Declined","stackTrace":[]}"#
      ),
      (
        optimized, 200, [("X-Amz-Function-Error", "Unhandled")], #"{"errorMessage": "Task timed out"}"#,
        "Lambda.Unknown: The cause could not be determined because Lambda did not return an error type. "
          + #"Returned payload: {"errorMessage":"Task timed out"}"#
      ),
      (
        sdk, 200, [("X-Amz-Function-Error", "Unhandled"), ("X-Amz-Executed-Version", "$LATEST")], raised,
        #"{"ExecutedVersion":"$LATEST","FunctionError":"Unhandled","Payload":""#
          + #"{\"errorMessage\": \"no\", \"errorType\": \"Declined\", \"stackTrace\": []}","StatusCode":200}"#
      ),
      (sdk, 202, [], "", #"{"Payload":"","StatusCode":202}"#),
      (
        function, 404, [("x-amzn-ErrorType", "ResourceNotFoundException"), ("x-amzn-RequestId", "id-1")],
        #"{"Message": "Function not found: f", "Type": "User"}"#,
        "Lambda.ResourceNotFoundException: Function not found: f (Service: AWSLambda; Status Code: 404; "
          + "Error Code: ResourceNotFoundException; Request ID: id-1; Proxy: null)"
      ),
      (
        optimized, 429, [("x-amzn-ErrorType", "TooManyRequestsException:http://x"), ("x-amzn-RequestId", "id-1")],
        #"{"message": "Rate exceeded"}"#,
        "Lambda.TooManyRequestsException: Rate exceeded (Service: AWSLambda; Status Code: 429; "
          + "Error Code: TooManyRequestsException; Request ID: id-1; Proxy: null)"
      ),
      (
        optimized, 500, [("x-amzn-RequestId", "id-1")], #"{"__type": "ServiceException", "message": "oh"}"#,
        "Lambda.ServiceException: oh (Service: AWSLambda; Status Code: 500; Error Code: ServiceException; "
          + "Request ID: id-1; Proxy: null)"
      ),
      (
        optimized, 403, [("x-amzn-ErrorType", "AccessDeniedException"), ("x-amzn-RequestId", "id-1")], "{}",
        "Lambda.AWSLambdaException: null (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; "
          + "Request ID: id-1; Proxy: null)"
      ),
      (
        sdk, 404, [("x-amzn-ErrorType", "ResourceNotFoundException"), ("x-amzn-RequestId", "id-1")],
        #"{"Message": "Function not found: f"}"#,
        "Lambda.ResourceNotFoundException: Function not found: f (Service: Lambda, Status Code: 404, Request ID: id-1) "
          + "(SDK Attempt Count: 1)"
      ),
      (
        function, 200, [], "not JSON",
        "Lambda.SdkClientException: Unable to unmarshall response: the payload is not JSON: "
      ),
    ] as [(String, Int, [(String, String)], String, String)])
  func turnsAnswersIntoOutcomes(
    resource: String, status: Int, headers: [(String, String)], body: String, expected: String
  ) async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(status, headers, body)
    } _: { fake in
      let result = try await TaskRun(Self.settings(fake.url)).run(
        resource, resource == Self.function ? nil : ["FunctionName": "f"])
      #expect(result.shown.hasPrefix(expected))
    }
  }

  @Test(
    arguments: [
      (FakeAnswer(body: .bytes([0xff, 0xfe])), "Lambda.SdkClientException: "),
      (FakeAnswer(body: .brokenOff(Array("{".utf8))), "Lambda.SdkClientException: Unable to execute HTTP request: "),
      (
        FakeAnswer(body: .endless(52_428_800)),
        "States.DataLimitExceeded: the answer is longer than 6291556 bytes"
      ),
      (
        FakeAnswer(body: .silence),
        "Lambda.SdkClientException: Unable to execute HTTP request: no complete answer within 0.5 seconds"
      ),
      (FakeAnswer(302, [("Location", "http://127.0.0.1:1/")]), "Lambda.AWSLambdaException: null (Service: AWSLambda; "),
    ] as [(FakeAnswer, String)])
  func survivesBadAnswers(answer: FakeAnswer, expected: String) async throws {
    try await FakeEndpoint.run { _ in
      answer
    } _: { fake in
      var settings = Self.settings(fake.url)
      if case .silence = answer.body { settings.functionTimeout = .milliseconds(500) }
      let result = try await TaskRun(settings).run(Self.function)
      #expect(result.shown.hasPrefix(expected))
    }
  }

  @Test func reportsThatNobodyListens() async throws {
    let result = try await TaskRun(Self.settings("http://127.0.0.1:1")).run(Self.function)
    #expect(result.error == "Lambda.SdkClientException")
  }

  @Test func leavesTheResultToTheTokenWhereATaskWaitsForIt() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], "{}")
    } _: { fake in
      let machine = try TaskRun.machine(
        "arn:aws:states:::lambda:invoke.waitForTaskToken",
        ["FunctionName": "price", "Payload": ["token.$": "$$.Task.Token"]])
      let result = try await TaskRun(Self.settings(fake.url)).with { router in
        let running = LiveDriver(resources: router).start(
          machine, input: [:], identity: ExecutionIdentity(stateMachineName: "Machine", name: "run"))
        try await running.submitted()
        let token = try #require(fake.requests.first?.json?["token"]?.stringValue)
        try await running.sendTaskFailure(token: token, error: "No", cause: "because")
        return await running.result
      }
      #expect(result.shown == "No: because")
    }
  }
}
