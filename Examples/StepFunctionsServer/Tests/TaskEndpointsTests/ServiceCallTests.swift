import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct ServiceCallTests {
  private static func settings(_ url: String, _ services: String...) -> TaskEndpointSettings {
    var settings = TaskEndpointSettings()
    for service in services { settings.endpoints[service] = url }
    return settings
  }

  /// What is sent for a task.
  private func sent(_ resource: String, _ parameters: String, service: String) async throws -> Received {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], service == "sns" ? "<PublishResponse/>" : "{}")
    } _: { fake in
      _ = try await TaskRun(Self.settings(fake.url, service)).run(resource, try JSON(parsing: parameters))
      return try #require(fake.requests.first)
    }
  }

  @Test(arguments: [
    (
      "sqs:sendMessage", "sqs", #"{"QueueUrl": "q", "MessageBody": {"a": [1]}}"#, "AmazonSQS.SendMessage", "1.0",
      #"{"MessageBody":"{\"a\":[1]}","QueueUrl":"q"}"#
    ),
    (
      "sqs:sendMessage", "sqs", #"{"QueueUrl": "q", "MessageBody": "text"}"#, "AmazonSQS.SendMessage", "1.0",
      #"{"MessageBody":"text","QueueUrl":"q"}"#
    ),
    (
      "dynamodb:putItem", "dynamodb", #"{"TableName": "t", "Item": {"id": {"S": "1"}, "Ss": {"SS": ["a"]}}}"#,
      "DynamoDB_20120810.PutItem", "1.0", #"{"Item":{"Ss":{"SS":["a"]},"id":{"S":"1"}},"TableName":"t"}"#
    ),
    (
      "aws-sdk:dynamodb:putItem", "dynamodb",
      #"{"TableName": "t", "Item": {"Bool": {"Bool": true}, "list": {"L": [{"Ss": ["a"]}, {"M": {"Ns": {"N": "1"}}}]}}}"#,
      "DynamoDB_20120810.PutItem", "1.0",
      #"{"Item":{"Bool":{"BOOL":true},"list":{"L":[{"SS":["a"]},{"M":{"Ns":{"N":"1"}}}]}},"TableName":"t"}"#
    ),
    (
      "ecs:runTask", "ecs",
      #"{"TaskDefinition": "d", "Overrides": {"ContainerOverrides": [{"Environment": [{"Name": "A"}]}]}}"#,
      "AmazonEC2ContainerServiceV20141113.RunTask", "1.1",
      #"{"overrides":{"containerOverrides":[{"environment":[{"name":"A"}]}]},"startedBy":"AWS Step Functions","#
        + #""taskDefinition":"d"}"#
    ),
    (
      "aws-sdk:secretsmanager:getSecretValue", "secretsmanager", #"{"SecretId": "s"}"#,
      "secretsmanager.GetSecretValue", "1.1", #"{"SecretId":"s"}"#
    ),
    (
      "aws-sdk:sfn:startExecution", "sfn", #"{"StateMachineArn": "m", "Input": "{}"}"#,
      "AWSStepFunctions.StartExecution", "1.0", #"{"input":"{}","stateMachineArn":"m"}"#
    ),
    (
      "glue:startJobRun", "glue", #"{"JobName": "j", "Arguments": {"--lower": "x"}}"#, "AWSGlue.StartJobRun", "1.1",
      #"{"Arguments":{"--lower":"x"},"JobName":"j"}"#
    ),
    (
      "aws-sdk:ssm:putParameter", "ssm", #"{"Name": "/p", "Value": "v", "Type": "String"}"#, "AmazonSSM.PutParameter",
      "1.1", #"{"Name":"/p","Type":"String","Value":"v"}"#
    ),
    (
      "aws-sdk:kms:encrypt", "kms", #"{"KeyId": "k", "Plaintext": "AP9BQgo="}"#, "TrentService.Encrypt", "1.1",
      #"{"KeyId":"k","Plaintext":"AP9BQgo="}"#
    ),
  ])
  func sendsJSON(
    resource: String, service: String, parameters: String, target: String, version: String, body: String
  ) async throws {
    let request = try await sent("arn:aws:states:::" + resource, parameters, service: service)
    #expect(request.method == "POST")
    #expect(request.target == "/")
    #expect(request.headers["x-amz-target"] == target)
    #expect(request.headers["content-type"] == "application/x-amz-json-" + version)
    #expect(JSONPrinter.sorted.string(try #require(request.json)) == body)
    let signed = "SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature="
    #expect(request.headers["authorization"]?.contains(signed) == true)
  }

  @Test func passesTheTraceHeaderOn() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], "{}")
    } _: { fake in
      var run = TaskRun(Self.settings(fake.url, "sqs"))
      run.traceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793"
      _ = try await run.run("arn:aws:states:::sqs:sendMessage", try JSON(parsing: Self.queue))
      let request = try #require(fake.requests.first)
      #expect(request.headers["x-amzn-trace-id"] == "Root=1-5759e988-bd862e3fe1be46a994272793")
      #expect(request.headers["authorization"]?.contains("trace") == false)
    }
  }

  @Test func sendsBatchJobsToThePathOfTheOperation() async throws {
    let request = try await sent(
      "arn:aws:states:::batch:submitJob",
      #"{"JobName": "j", "JobDefinition": "d", "JobQueue": "q", "Parameters": {"Key": "v"}}"#, service: "batch")
    #expect(request.target == "/v1/submitjob")
    #expect(
      JSONPrinter.sorted.string(try #require(request.json))
        == #"{"jobDefinition":"d","jobName":"j","jobQueue":"q","parameters":{"Key":"v"}}"#)
  }

  @Test func sendsEventsWithTheExecutionAmongTheirResources() async throws {
    let request = try await sent(
      "arn:aws:states:::events:putEvents",
      #"{"Entries": [{"Source": "s", "DetailType": "t", "Detail": {"a": 1}, "Resources": ["r"]}]}"#,
      service: "eventbridge")
    #expect(request.headers["x-amz-target"] == "AWSEvents.PutEvents")
    #expect(
      request.json?["Entries"]?[0] == [
        "Source": "s", "DetailType": "t", "Detail": #"{"a":1}"#,
        "Resources": [
          "r", "arn:aws:states:us-east-1:111111111111:execution:Machine:run",
          "arn:aws:states:us-east-1:111111111111:stateMachine:Machine",
        ],
      ])
  }

  @Test func publishesToSNSWithAForm() async throws {
    let request = try await sent(
      "arn:aws:states:::sns:publish",
      #"{"TopicArn": "t", "Message": {"a": "b c"}, "MessageAttributes": {"k": {"DataType": "String", "StringValue": "v"}}}"#,
      service: "sns")
    #expect(request.headers["content-type"] == "application/x-www-form-urlencoded; charset=utf-8")
    #expect(
      request.text
        == "Action=Publish&Version=2010-03-31&TopicArn=t&Message=%7B%22a%22%3A%22b%20c%22%7D"
        + "&MessageAttributes.entry.1.Name=k&MessageAttributes.entry.1.Value.DataType=String"
        + "&MessageAttributes.entry.1.Value.StringValue=v")
  }

  private static let sns =
    "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult>"
    + "<MessageId>m &amp; &#x41;</MessageId></PublishResult><ResponseMetadata><RequestId>r</RequestId>"
    + "</ResponseMetadata></PublishResponse>"

  private static let queue = #"{"QueueUrl": "q", "MessageBody": "b"}"#
  private static let json = [("x-amzn-RequestId", "id-1")]

  @Test(
    arguments: [
      (
        "aws-sdk:sqs:sendMessage", queue, 200, json, #"{"MessageId":"1","MD5OfMessageBody":"x"}"#,
        #"{"Md5OfMessageBody":"x","MessageId":"1"}"#
      ),
      (
        "aws-sdk:kms:describeKey", #"{"KeyId": "k"}"#, 200, json, #"{"KeyMetadata":{"KeyId":"k","MultiRegion":null}}"#,
        #"{"KeyMetadata":{"KeyId":"k"}}"#
      ),
      (
        "aws-sdk:sqs:sendMessage", queue, 400, json,
        #"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"no such queue"}"#,
        "Sqs.QueueDoesNotExistException: no such queue (Service: Sqs, Status Code: 400, Request ID: id-1) "
          + "(SDK Attempt Count: 1)"
      ),
      (
        "aws-sdk:sqs:sendMessage", queue, 403, json, #"{"__type":"AccessDenied","Message":"no"}"#,
        "Sqs.SqsException: no (Service: Sqs, Status Code: 403, Request ID: id-1) (SDK Attempt Count: 1)"
      ),
      (
        "sqs:sendMessage", queue, 400, json,
        #"{"__type":"MissingParameter","message":"The request must contain the parameter MessageBody."}"#,
        "SQS.AmazonSQSException: The request must contain the parameter MessageBody. (Service: AmazonSQS; "
          + "Status Code: 400; Error Code: MissingParameter; Request ID: id-1; Proxy: null)"
      ),
      (
        "dynamodb:getItem", #"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#, 400, json,
        #"{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found"}"#,
        "DynamoDB.ResourceNotFoundException: Requested resource not found (Service: AmazonDynamoDBv2; "
          + "Status Code: 400; Error Code: ResourceNotFoundException; Request ID: id-1; Proxy: null)"
      ),
      (
        "dynamodb:getItem", #"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#, 400, json,
        #"{"__type":"com.amazon.coral.validate#ValidationException","message":"bad"}"#,
        "DynamoDB.AmazonDynamoDBException: bad (Service: AmazonDynamoDBv2; Status Code: 400; "
          + "Error Code: ValidationException; Request ID: id-1; Proxy: null)"
      ),
      (
        "aws-sdk:dynamodb:getItem", #"{"TableName": "t", "Key": {"id": {"S": "1"}}}"#, 200, json,
        #"{"Item":{"id":{"S":"1"},"set":{"SS":["a"]},"yes":{"BOOL":true},"nested":{"M":{"NULL":{"NULL":true}}}}}"#,
        #"{"Item":{"id":{"S":"1"},"nested":{"M":{"NULL":{"Null":true}}},"set":{"Ss":["a"]},"yes":{"Bool":true}}}"#
      ),
      (
        "aws-sdk:dynamodb:scan", #"{"TableName": "t"}"#, 200, json,
        #"{"Count":1,"Items":[{"id":{"S":"1"},"set":{"SS":["a"]}}]}"#,
        #"{"Count":1,"Items":[{"id":{"S":"1"},"set":{"Ss":["a"]}}]}"#
      ),
      (
        "aws-sdk:secretsmanager:createSecret", #"{"Name": "n"}"#, 400, json,
        #"{"__type":"ValidationException","message":"Invalid name."}"#,
        "SecretsManager.SecretsManagerException: Invalid name. (Service: SecretsManager, Status Code: 400, "
          + "Request ID: id-1) (SDK Attempt Count: 1)"
      ),
      (
        "aws-sdk:sfn:describeExecution", #"{"ExecutionArn": "e"}"#, 200, json,
        #"{"executionArn":"e","status":"RUNNING","startDate":1.7e9,"redriveDate":1700000000.25}"#,
        #"{"ExecutionArn":"e","RedriveDate":"2023-11-14T22:13:20.250Z","StartDate":"2023-11-14T22:13:20Z","#
          + #""Status":"RUNNING"}"#
      ),
      (
        "aws-sdk:sns:publish", #"{"TopicArn": "t", "Message": "m"}"#, 200, [], sns, #"{"MessageId":"m & A"}"#
      ),
      (
        "sns:publish", #"{"TopicArn": "t", "Message": "m"}"#, 404, [],
        "<ErrorResponse><Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error>"
          + "<RequestId>id-2</RequestId></ErrorResponse>",
        "SNS.NotFoundException: Topic does not exist (Service: AmazonSNS; Status Code: 404; Error Code: NotFound; "
          + "Request ID: id-2; Proxy: null)"
      ),
      (
        "events:putEvents", #"{"Entries": [{"Source": "s"}]}"#, 200, json,
        #"{"Entries":[{"ErrorCode":"NotAuthorized"}],"FailedEntryCount":1}"#,
        #"EventBridge.FailedEntry: {"Entries":[{"ErrorCode":"NotAuthorized"}],"FailedEntryCount":1}"#
      ),
      (
        "sqs:sendMessage", queue, 200, json, "<html>",
        "SQS.SdkClientException: Unable to unmarshall response: "
      ),
      ("aws-sdk:sqs:sendMessage", queue, 500, [], "<html>", "Sqs.SqsException: null (Service: Sqs, Status Code: 500, "),
    ] as [(String, String, Int, [(String, String)], String, String)])
  func turnsAnswersIntoOutcomes(
    resource: String, parameters: String, status: Int, headers: [(String, String)], body: String, expected: String
  ) async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(status, headers, body)
    } _: { fake in
      var settings = TaskEndpointSettings()
      settings.defaultEndpoint = fake.url
      let result = try await TaskRun(settings).run("arn:aws:states:::" + resource, try JSON(parsing: parameters))
      #expect(result.shown.hasPrefix(expected))
    }
  }

  @Test func givesResultsOfOptimizedIntegrationsTheirMetadata() async throws {
    let headers = [("x-amzn-requestid", "id-1"), ("content-type", "application/x-amz-json-1.0")]
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, headers, #"{"MessageId":"1","MD5OfMessageBody":"x"}"#)
    } _: { fake in
      let result = try await TaskRun(Self.settings(fake.url, "sqs")).run(
        "arn:aws:states:::sqs:sendMessage", try JSON(parsing: Self.queue))
      #expect(
        result.output?.objectValue?.keys == [
          "MD5OfMessageBody", "MessageId", "SdkHttpMetadata", "SdkResponseMetadata",
        ])
      #expect(result.output?["SdkHttpMetadata"]?["AllHttpHeaders"]?["x-amzn-RequestId"] == ["id-1"])
      #expect(
        result.output?["SdkHttpMetadata"]?["HttpHeaders"]?["Content-Type"] == "application/x-amz-json-1.0")
      #expect(result.output?["SdkResponseMetadata"] == ["RequestId": "id-1"])
    }
  }

  @Test func sendsAndWaitsForTheToken() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(200, [], #"{"MessageId":"1"}"#)
    } _: { fake in
      let machine = try TaskRun.machine(
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        ["QueueUrl": "q", "MessageBody": ["token.$": "$$.Task.Token"]])
      let result = try await TaskRun(Self.settings(fake.url, "sqs")).with { router in
        let running = LiveDriver(resources: router).start(
          machine, input: [:], identity: ExecutionIdentity(stateMachineName: "Machine", name: "run"))
        try await running.submitted()
        let body = try JSON(parsing: fake.requests.first?.json?["MessageBody"]?.stringValue ?? "")
        #expect(fake.requests.first?.headers["x-amz-target"] == "AmazonSQS.SendMessage")
        try await running.sendTaskSuccess(token: try #require(body["token"]?.stringValue), output: ["done": true])
        return await running.result
      }
      #expect(result.output == ["done": true])
      #expect(result.history.texts(with: "taskSubmittedEventDetails").first?.contains("MessageId") == true)
    }
  }

  @Test func failsAtOnceWhereTheRequestOfACallbackFails() async throws {
    try await FakeEndpoint.run { _ in
      FakeAnswer(400, [], #"{"__type":"InvalidMessageContents"}"#)
    } _: { fake in
      let result = try await TaskRun(Self.settings(fake.url, "sqs")).run(
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
        ["QueueUrl": "q", "MessageBody": ["token.$": "$$.Task.Token"]])
      #expect(result.error == "SQS.InvalidMessageContentsException")
    }
  }

  @Test(
    arguments: [
      (FakeAnswer(body: .bytes([0xff])), "SQS.SdkClientException: Unable to unmarshall response: "),
      (FakeAnswer(body: .brokenOff(Array("{".utf8))), "SQS.SdkClientException: Unable to execute HTTP request: "),
      (FakeAnswer(body: .endless(52_428_800)), "States.DataLimitExceeded: the answer is longer than 6291556 bytes"),
      (
        FakeAnswer(body: .silence),
        "SQS.SdkClientException: Unable to execute HTTP request: no complete answer within 0.5 seconds"
      ),
    ] as [(FakeAnswer, String)])
  func survivesBadAnswers(answer: FakeAnswer, expected: String) async throws {
    try await FakeEndpoint.run { _ in
      answer
    } _: { fake in
      var settings = Self.settings(fake.url, "sqs")
      if case .silence = answer.body { settings.serviceTimeout = .milliseconds(500) }
      let result = try await TaskRun(settings).run(
        "arn:aws:states:::sqs:sendMessage", try JSON(parsing: Self.queue))
      #expect(result.shown.hasPrefix(expected))
    }
  }

  @Test(arguments: [
    ("Secrets Manager", "SecretsManager", "SECRETS_MANAGER"), ("DynamoDB", "DynamoDb", "DYNAMODB"),
    ("SQS", "Sqs", "SQS"), ("SFN", "Sfn", "SFN"), ("CloudWatch Logs", "CloudWatchLogs", "CLOUDWATCH_LOGS"),
    ("S3", "S3", "S3"), ("EventBridge", "EventBridge", "EVENTBRIDGE"),
  ])
  func spellsServicesAsTheSDKsDo(id: String, shown: String, variable: String) throws {
    let (name, _) = try #require(AWSService.all.first { $0.id == id })
    let service = try #require(AWSService.named(name))
    #expect(service.shownName == shown)
    #expect(service.variable == variable)
  }

  @Test func knowsEveryServiceOfItsTable() {
    #expect(AWSService.all.count > 50)
    #expect(Set(AWSService.all.map(\.name)).count == AWSService.all.count)
    for (name, id) in AWSService.all { #expect(AWSService.named(name)?.id == id) }
    #expect(AWSService.named("nothing") == nil)
  }
}
