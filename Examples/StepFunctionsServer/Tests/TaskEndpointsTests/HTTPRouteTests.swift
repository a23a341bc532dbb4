import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct HTTPRouteTests {
  private static let function = "arn:aws:lambda:us-east-1:111111111111:function:price"

  private static func settings(_ url: String, _ more: String = "", match: String = #""function": "price""#) throws
    -> TaskEndpointSettings
  {
    var settings = TaskEndpointSettings()
    settings.routes = try TaskRoutes(
      parsing: Array(#"{"routes": [{\#(match), "url": "\#(url)"\#(more)}]}"#.utf8), folder: "/")
    return settings
  }

  @Test func postsTheInputAndTakesTheAnswer() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], #"{"total": 12}"#)
    } _: { fake in
      var run = TaskRun(try Self.settings(fake.url + "/price?a=b", #", "headers": {"X-Key": "k"}"#))
      run.traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793"
      let result = try await run.run(Self.function, input: ["n": 3])
      #expect(result.output == ["total": 12])
      let request = try #require(fake.requests.first)
      #expect(fake.requests.count == 1)
      #expect(request.method == "POST")
      #expect(request.target == "/price?a=b")
      #expect(request.json == ["n": 3])
      #expect(request.headers["content-type"] == "application/json")
      #expect(request.headers["x-key"] == "k")
      #expect(request.headers["x-amzn-trace-id"] == "Root=1-5759e988-bd862e3fe1be46a994272793")
      #expect(
        request.headers["x-states-execution-arn"] == "arn:aws:states:us-east-1:111111111111:execution:Machine:run")
      #expect(request.headers["x-states-state-name"] == "Do it")
      #expect(request.headers["x-states-attempt"] == "1")
      #expect(request.headers["x-states-deduplication-id"]?.count == 36)
      #expect(request.headers["x-states-task-token"] == nil)
    }
  }

  @Test(
    arguments: [
      (FakeAnswer(200, [], ""), "null"),
      (FakeAnswer(202, [], " [1] "), "[1]"),
      (
        FakeAnswer(500, [], #"{"errorType": "Declined", "errorMessage": "no money"}"#),
        #"Declined: {"errorType":"Declined","errorMessage":"no money"}"#
      ),
      (
        FakeAnswer(200, [("X-Amz-Function-Error", "Unhandled")], #"{"errorType": "Declined", "errorMessage": "no"}"#),
        #"Declined: {"errorType":"Declined","errorMessage":"no"}"#
      ),
      (
        FakeAnswer(200, [("X-Amz-Function-Error", "Unhandled")], "crashed"),
        "States.TaskFailed: URL/price answered with a function error: crashed"
      ),
      (FakeAnswer(404, [], "no such thing\n"), "States.TaskFailed: URL/price answered with status 404: no such thing"),
      (FakeAnswer(503), "States.TaskFailed: URL/price answered with status 503"),
      (
        FakeAnswer(302, [("Location", "http://127.0.0.1:1/elsewhere")]),
        "States.TaskFailed: URL/price answered with status 302"
      ),
    ] as [(FakeAnswer, String)])
  func turnsAnswersIntoOutcomes(answer: FakeAnswer, expected: String) async throws {
    try await FakeEndpoint.run { _ in
      answer
    } _: { fake in
      let result = try await TaskRun(try Self.settings(fake.url + "/price")).run(Self.function)
      #expect(result.shown.replacing(fake.url, with: "URL") == expected)
    }
  }

  @Test(
    arguments: [
      (FakeAnswer(200, [], "{\"a\": "), "States.TaskFailed: URL/price: the answer is not JSON: "),
      (FakeAnswer(body: .bytes([0x22, 0xff, 0x22])), "States.TaskFailed: URL/price: the answer is not JSON: "),
      (FakeAnswer(body: .brokenOff(Array("{".utf8))), "States.TaskFailed: URL/price: "),
      (
        FakeAnswer(body: .endless(52_428_800)),
        "States.DataLimitExceeded: URL/price: the answer is longer than 6291556 bytes"
      ),
      (FakeAnswer(body: .silence), "States.Timeout: URL/price: no complete answer within 0.5 seconds"),
    ] as [(FakeAnswer, String)])
  func survivesBadAnswers(answer: FakeAnswer, expected: String) async throws {
    try await FakeEndpoint.run { _ in
      answer
    } _: { fake in
      let timeout = if case .silence = answer.body { "0.5" } else { "30" }
      let settings = try Self.settings(fake.url + "/price", #", "timeoutSeconds": \#(timeout)"#)
      let result = try await TaskRun(settings).run(Self.function)
      #expect(result.shown.replacing(fake.url, with: "URL").hasPrefix(expected))
    }
  }

  @Test func authenticatesWithThePasswordOfItsURL() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], "1")
    } _: { fake in
      let url = fake.url.replacing("http://", with: "http://user:pass%20word@")
      let result = try await TaskRun(try Self.settings(url + "/price")).run(Self.function)
      #expect(result.output == 1)
      #expect(fake.requests.first?.headers["authorization"] == "Basic dXNlcjpwYXNzIHdvcmQ=")
      #expect(fake.requests.first?.target == "/price")
    }
  }

  @Test func doesNotShowPasswordsOfURLs() async throws {
    let settings = try Self.settings("http://user:secret@127.0.0.1:1/price?key=hidden")
    let result = try await TaskRun(settings).run(Self.function)
    #expect(result.error == "States.TaskFailed")
    #expect(result.cause?.hasPrefix("http://127.0.0.1:1/price: ") == true)
  }

  @Test func givesTasksOfOtherResourcesTheMessageAsTheCause() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(400, [], #"{"errorType": "E", "errorMessage": "m"}"#)
    } _: { fake in
      let settings = try Self.settings(fake.url, match: #""activity": "approve""#)
      let result = try await TaskRun(settings).run("arn:aws:states:us-east-1:111111111111:activity:approve")
      #expect(result.shown == "E: m")
      #expect(fake.requests.first?.headers["x-states-task-token"]?.isEmpty == false)
    }
  }

  @Test func wrapsTheAnswerForLambdaInvoke() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], #"{"total": 12}"#)
    } _: { fake in
      let settings = try Self.settings(fake.url)
      let parameters: JSON = ["FunctionName": "price", "Payload": ["n": 1]]
      let optimized = try await TaskRun(settings).run("arn:aws:states:::lambda:invoke", parameters)
      #expect(fake.requests.first?.json == ["n": 1])
      #expect(optimized.output?["Payload"] == ["total": 12])
      #expect(optimized.output?["StatusCode"] == 200)
      #expect(optimized.output?["ExecutedVersion"] == "$LATEST")
      let sdk = try await TaskRun(settings).run(
        "arn:aws:states:::aws-sdk:lambda:invoke", ["FunctionName": "price", "Payload": #"{"n": 2}"#])
      #expect(fake.requests.last?.json == ["n": 2])
      #expect(sdk.shown == #"{"ExecutedVersion":"$LATEST","Payload":"{\"total\":12}","StatusCode":200}"#)
    }
  }

  @Test func takesTheAnswerAsTheEndOfAJob() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], #"{"Tasks": []}"#)
    } _: { fake in
      let settings = try Self.settings(fake.url, match: #""resource": "arn:aws:states:::ecs:runTask.sync""#)
      let result = try await TaskRun(settings).run(
        "arn:aws:states:::ecs:runTask.sync", ["TaskDefinition": "d"])
      #expect(result.output == ["Tasks": []])
      #expect(result.history.texts(with: "taskSubmittedEventDetails").count == 1)
    }
  }

  @Test func leavesTheAnswerToTheTokenWhereATaskWaitsForIt() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], #"{"queued": true}"#)
    } _: { fake in
      let settings = try Self.settings(fake.url, match: #""resource": "arn:aws:states:::sqs:*""#)
      let machine = try TaskRun.machine(
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        ["QueueUrl": "q", "MessageBody": ["token.$": "$$.Task.Token"]])
      let result = try await TaskRun(settings).with { router in
        let running = LiveDriver(resources: router).start(
          machine, input: [:], identity: ExecutionIdentity(stateMachineName: "Machine", name: "run"))
        try await running.submitted()
        let token = try #require(fake.requests.first?.headers["x-states-task-token"])
        #expect(fake.requests.first?.json?["MessageBody"]?["token"] == .string(token))
        try await running.sendTaskSuccess(token: token, output: ["approved": true])
        return await running.result
      }
      #expect(result.output == ["approved": true])
      let submitted = result.history.texts(with: "taskSubmittedEventDetails").first
      #expect(submitted?.contains(#"{\"queued\":true}"#) == true)
    }
  }
}
