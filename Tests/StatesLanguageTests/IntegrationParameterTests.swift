import OrderedJSON
import StatesLanguage
import Testing

/// What integrations are given, held against the models of the APIs that they call, in the service's words.
@Suite struct IntegrationParameterTests {
  static let put = "aws-sdk:s3:putObject"
  static let list = "aws-sdk:s3:listObjectsV2"
  static let send = "aws-sdk:sqs:sendMessage"
  static let body = #""Bucket":"b","Key":"k","Body":"x""#
  static let message = #""QueueUrl":"q","MessageBody":"m""#

  private func errors(_ text: String) -> [String] {
    problems(in: text).filter { $0.severity == .error }.map {
      "\($0.awsCode ?? ""): \($0.message) at \($0.location ?? "")"
    }
  }

  private func expect(_ text: String, _ messages: [String], field: String = "Parameters") {
    #expect(errors(text) == messages.map { "SCHEMA_VALIDATION_FAILED: \($0) at /States/S/\(field)" })
  }

  // MARK: Members that are asked for

  static let missing: [(String, String, [String])] = [
    (put, #""bucket":"b","Key":"k""#, ["Bucket", "Body"]), (put, "", ["Bucket", "Key", "Body"]),
    (put, #""Bucket":"b","Key":"k","Bogus":true"#, ["Body"]), (list, #""FetchOwner":"TrUe""#, ["Bucket"]),
    ("lambda:invoke", "", ["FunctionName"]), ("sqs:sendMessage", "", ["QueueUrl", "MessageBody"]),
    ("sns:publish", #""TopicArn":"t""#, ["Message"]), ("dynamodb:putItem", "", ["TableName", "Item"]),
    ("dynamodb:getItem", "", ["TableName", "Key"]), ("states:startExecution.sync:2", "", ["StateMachineArn"]),
    ("events:putEvents", "", ["Entries"]), ("ecs:runTask.sync", #""Count":1"#, ["TaskDefinition"]),
    ("glue:startJobRun.sync", "", ["JobName"]),
  ]

  @Test(arguments: missing)
  func missingMembersComeFirstAndAlone(action: String, given: String, missing: [String]) {
    expect(call(action, "{\(given)}"), missing.map { "The field '\($0)' is required but was missing" })
  }

  static let complete: [(String, String)] = [
    (put, #""Bucket":null,"Key":"k","Body.$":"$.b""#), (put, #""Bucket.$":"$.b","Key":"k","Body":{"a":1}"#),
    (send, #""QueueUrl":null,"MessageBody":"m""#),
    // What is required inside is not looked at.
    (send, message + #","MessageAttributes":{"k":{"StringValue":"x"}}"#),
    ("aws-sdk:lambda:createFunction", #""FunctionName":"f","Role":"r","Code":{},"Publish":"true""#),
    // The SDK makes up idempotency tokens.
    ("emr-serverless:startJobRun", #""ApplicationId":"a","ExecutionRoleArn":"r""#),
    // What is not described is not checked.
    ("aws-sdk:acm:listCertificates", #""Anything":1"#), ("apigateway:invoke", #""Anything":1"#),
  ]

  @Test(arguments: complete)
  func nullAndDynamicMembersAreThere(action: String, given: String) { expect(call(action, "{\(given)}"), []) }

  @Test func jsonataHasArgumentsAndExpressions() {
    expect(callJSONata(Self.put, #"{"Bucket":"{% 'b' %}","Key":"k","Body":"{% 1 %}"}"#), [])
    expect(callJSONata(Self.put, #""{% {} %}""#), [])
    expect(
      callJSONata("ecs:runTask.sync", #"{"TaskDefinition":"t","Count":"{% 1 %}"}"#),
      ["The field 'Count' is not supported by Step Functions"], field: "Arguments")
    expect(
      callJSONata(Self.put, #"{"Bucket.$":"b","Key":"k","Body":"{% 1 %}"}"#),
      ["The field 'Bucket' is required but was missing"], field: "Arguments")
  }

  // MARK: Members that are not there

  static let unknown: [(String, String, String)] = [
    (put, body + #","Bogus":true"#, #"The field "Bogus" is not supported by Step Functions. Did you mean 'Bucket'?"#),
    (
      put, body + #","contentType":"t""#,
      #"The field "contentType" is not supported by Step Functions. Did you mean 'ContentType'?"#
    ),
    (
      send, message + #","MessageAttributes":{"k":{"DataType":"String","Bogus":"x"}}"#,
      #"The field "Bogus" is not supported by Step Functions"#
    ),
  ]

  @Test(arguments: unknown)
  func unknownMembersOfSDKIntegrationsAreRefused(action: String, given: String, message: String) {
    expect(call(action, "{\(given)}"), [message])
  }

  static let known: [(String, String)] = [
    (put, body + #","Metadata":{"anything":"x"}"#), (put, body + #","Acl":"private","SSEKMSKeyId":"k""#),
    (send, message + #","MessageAttributes":{"any-key":{"DataType":"String"}}"#),
    ("ecs:runTask", #""TaskDefinition":"t","Count":2,"StartedBy":"me""#),
    ("ecs:runTask.waitForTaskToken", #""TaskDefinition":"t","Count":2"#),
    ("bedrock:invokeModel", #""ModelId":"m","Input":{"S3Uri":"s"},"Output":{"S3Uri":"s"}"#),
  ]

  @Test(arguments: known)
  func theseMembersAreThere(action: String, given: String) {
    #expect(problems(in: call(action, "{\(given)}", #""TimeoutSeconds":9"#)).isEmpty)
  }

  @Test(arguments: ["Count", "Count.$", "StartedBy"])
  func whatARunOfATaskSetsItself(name: String) {
    let value = name == "Count.$" ? #""$.n""# : "1"
    expect(
      call("ecs:runTask.sync", #"{"TaskDefinition":"t","\#(name)":\#(value)}"#),
      ["The field '\(name.split(separator: ".")[0])' is not supported by Step Functions"])
  }

  @Test func unknownMembersOfOptimizedIntegrationsAreWarnedOf() {
    let text = call("sns:publish", #"{"Message":"m","SNSTopicArn":"t","Other":1}"#)
    #expect(
      problems(in: text).map(\.message) == [
        #"The field "SNSTopicArn" is not supported by Step Functions"#,
        #"The field "Other" is not supported by Step Functions"#,
      ])
    #expect(validated(text).isValid)
  }

  // MARK: Kinds

  private static let boolean = "Cannot deserialize value of type `java.lang.Boolean` from "

  static let wrong: [(String, String, String)] = [
    (put, #""Bucket":123,"Key":"k","Body":"x""#, "The value for the field 'Bucket' must be a STRING"),
    (send, message + #","DelaySeconds":"2""#, "The value for the field 'DelaySeconds' must be an INTEGER"),
    (send, message + #","DelaySeconds":2.0"#, "The value for the field 'DelaySeconds' must be an INTEGER"),
    (
      send, message + #","MessageAttributes":{"k":{"DataType":123,"StringValue":12}}"#,
      "The value for the field 'DataType' must be a STRING"
    ),
    (
      send, message + #","MessageAttributes":{"k":"text"}"#,
      "Cannot construct instance of `software.amazon.awssdk.services.sqs.model.MessageAttributeValue$BuilderImpl`"
        + " (although at least one Creator exists): no String-argument constructor/factory method to deserialize from"
        + " String value ('text')"
    ),
    (
      send, message + #","MessageAttributes":[]"#,
      "Cannot deserialize value of type `java.util.LinkedHashMap<java.lang.String,"
        + "software.amazon.awssdk.services.sqs.model.MessageAttributeValue$BuilderImpl>` from Array value"
        + " (token `JsonToken.START_ARRAY`)"
    ),
    (list, #""Bucket":"b","FetchOwner":1.0"#, boolean + "Floating-point value (token `JsonToken.VALUE_NUMBER_FLOAT`)"),
    (list, #""Bucket":"b","FetchOwner":"TrUe""#, boolean + #"String "TrUe": only "true" or "false" recognized"#),
    (list, #""Bucket":"b","FetchOwner":{}"#, boolean + "Object value (token `JsonToken.START_OBJECT`)"),
    ("dynamodb:putItem", #""TableName":"t","Item":{"a":{"N":1}}"#, "The value for the field 'N' must be a STRING"),
    ("lambda:invoke", #""FunctionName":"f","Payload":1"#, "The value for the field 'Payload' must be a STRING"),
    ("lambda:invoke", #""FunctionName":"f","Payload":true"#, "The value for the field 'Payload' must be a STRING"),
  ]

  @Test(arguments: wrong)
  func valuesOfTheWrongKind(action: String, given: String, message: String) {
    expect(call(action, "{\(given)}"), [message])
  }

  @Test(arguments: [
    #""true""#, #"" TRUE ""#, #""False""#, #""""#, #""null""#, "0", "-1", "null", "true", #""${Flag}""#,
  ])
  func booleansAreLenient(value: String) { expect(call(Self.list, #"{"Bucket":"b","FetchOwner":\#(value)}"#), []) }

  static let right: [(String, String)] = [
    (send, message + #","DelaySeconds":2"#), ("sqs:sendMessage", #""QueueUrl":"q","MessageBody":{"a":1}"#),
    ("lambda:invoke", #""FunctionName":"f","Payload":[1]"#), ("lambda:invoke", #""FunctionName":"f","Payload":"x""#),
    ("events:putEvents", #""Entries":[{"Detail":{"a":1},"Source":"s"}]"#),
    ("aws-sdk:sfn:sendTaskSuccess", #""TaskToken":"t","Output":{"a":1}"#),
    ("states:startExecution", #""StateMachineArn":"m","Input":{"a.$":"$"}"#),
  ]

  @Test(arguments: right)
  func valuesOfTheRightKind(action: String, given: String) { expect(call(action, "{\(given)}"), []) }

  // MARK: Resources

  @Test(arguments: [
    ("lambda:invoke", "Parameters"), ("aws-sdk:sts:getCallerIdentity", "Parameters"), ("http:invoke", "Parameters"),
  ])
  func anIntegrationHasParameters(action: String, field: String) {
    let resource = #""Type":"Task","Resource":"arn:aws:states:::\#(action)","End":true"#
    let text = "\(field) field is required for resource ARN: arn:aws:states:::\(action)"
    #expect(errors(one(resource)) == ["SCHEMA_VALIDATION_FAILED: \(text) at /States/S/Resource"])
    let other = text.replacing("Parameters", with: "Arguments")
    #expect(errors(jsonata(resource)) == ["SCHEMA_VALIDATION_FAILED: \(other) at /States/S/Resource"])
  }

  @Test(arguments: [
    "s3:getObject", "sns:publish.sync", "apigateway:invoke.sync:2", "dynamodb:getItem.waitForTaskToken",
    "aws-sdk:s3:getObjects", "aws-sdk:sqs:sendMessage.sync", "lambda:run", "aws-sdk:s3",
  ])
  func whatIsNotThereIsNotRecognized(action: String) {
    let arn = "arn:aws:states:::\(action)"
    let text = "The resource provided \(arn) is not recognized. The value is not a valid resource ARN, or the resource"
    let found = errors(call(action, "{}", #""TimeoutSeconds":9"#))
    #expect(
      found.first
        == "SCHEMA_VALIDATION_FAILED: \(text) is not available in this region. at /States/S/Resource")
  }

  @Test func manyMisspelledOperationsTakeNoLongTime() {
    let states = (0..<2_000).map {
      #""S\#($0)":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:ec2:describe\#($0)","Parameters":{},"Next":"S"}"#
    }
    let text = #"{"StartAt":"S","States":{"S":{"Type":"Succeed"},\#(states.joined(separator: ","))}}"#
    #expect(problems(in: text).count { $0.code == "ASL818" } == 2_000)
  }
}
