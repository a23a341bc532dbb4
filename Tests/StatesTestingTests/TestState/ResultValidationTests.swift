import OrderedJSON
import Testing

@testable import StatesTesting

@Suite struct ResultValidationTests {
  static let results: [(String, JSON, String, String?)] = [
    // What the API promises, in the order of its model.
    ("states:startExecution", [:], "STRICT", "Required field 'ExecutionArn' is missing"),
    ("states:startExecution", ["ExecutionArn": "a"], "STRICT", "Required field 'StartDate' is missing"),
    ("states:startExecution", [:], "PRESENT", nil),
    ("states:startExecution", ["StartDate": 1], "PRESENT", "Field 'StartDate' must be a string"),
    ("states:startExecution", ["StartDate": 1], "NONE", nil),
    // What is inside of structures, lists and maps.
    ("aws-sdk:dynamodb:getItem", ["Item": ["id": ["S": 4]]], "STRICT", "Field 'S' must be a string"),
    ("aws-sdk:dynamodb:getItem", ["Item": ["id": ["Bool": "x"]]], "STRICT", "Field 'Bool' must be a boolean"),
    ("dynamodb:getItem", ["Item": ["id": ["BOOL": "x"]]], "STRICT", "Field 'BOOL' must be a boolean"),
    ("dynamodb:getItem", ["Item": ["id": ["SS": [1]]]], "STRICT", "Field 'SS' must be a string"),
    ("dynamodb:getItem", ["Item": 1], "STRICT", "Field 'Item' must be an object"),
    ("aws-sdk:sqs:listQueues", ["QueueUrls": "u"], "STRICT", "Field 'QueueUrls' must be an array"),
    // Values and bounds.
    (
      "aws-sdk:kms:describeKey", ["KeyMetadata": ["KeyId": "k", "KeyState": "Lost"]], "STRICT",
      "Field 'KeyState' is not an expected value"
    ),
    (
      "aws-sdk:lambda:getFunctionConfiguration", ["Timeout": 0], "STRICT",
      "Field 'Timeout' is less than the minimum value"
    ),
    (
      "aws-sdk:lambda:getFunctionConfiguration", ["EphemeralStorage": ["Size": 99999]], "STRICT",
      "Field 'Size' exceeds the maximum value"
    ),
    (
      "aws-sdk:lambda:getFunctionConfiguration", ["EphemeralStorage": [:]], "STRICT", "Required field 'Size' is missing"
    ),
    ("aws-sdk:lambda:getFunctionConfiguration", ["EphemeralStorage": [:]], "PRESENT", nil),
    // SDK integrations have names of their own for some members.
    ("sqs:sendMessage", ["MD5OfMessageBody": 1], "STRICT", "Field 'MD5OfMessageBody' must be a string"),
    ("aws-sdk:sqs:sendMessage", ["Md5OfMessageBody": 1], "STRICT", "Field 'Md5OfMessageBody' must be a string"),
    ("aws-sdk:sqs:sendMessage", ["MD5OfMessageBody": 1], "STRICT", nil),
    // Members that no model has.
    ("sns:publish", ["Weather": 1], "STRICT", nil),
    // What a model has as binary data is a string, though the integration gives it as JSON.
    ("lambda:invoke", ["Payload": ["a": 1]], "STRICT", "Field 'Payload' must be a string"),
    ("lambda:invoke", ["Payload": ["a": 1]], "PRESENT", "Field 'Payload' must be a string"),
    ("lambda:invoke", ["Payload": ["a": 1]], "NONE", nil),
    ("lambda:invoke", ["Payload": #"{"a":1}"#], "STRICT", nil),
    ("aws-sdk:lambda:invoke", ["Payload": ["a": 1]], "STRICT", "Field 'Payload' must be a string"),
    // For a job, the response at its end is checked.
    ("states:startExecution.sync", ["ExecutionArn": "a"], "STRICT", "Required field 'StateMachineArn' is missing"),
    ("states:startExecution.sync", ["Output": [:]], "PRESENT", "Field 'Output' must be a string"),
    ("states:startExecution.sync:2", ["Output": [:]], "PRESENT", nil),
    ("glue:startJobRun.sync", ["JobRunState": "NEVER"], "STRICT", "Field 'JobRunState' is not an expected value"),
    ("batch:submitJob.sync", ["JobName": 1], "STRICT", "Field 'JobName' must be a string"),
    // No API's response.
    ("sqs:sendMessage.waitForTaskToken", ["MessageId": 1], "STRICT", nil),
    ("apigateway:invoke", ["StatusCode": "x"], "STRICT", nil),
    ("aws-sdk:nowhere:doIt", ["A": 1], "STRICT", nil),
  ]

  @Test(arguments: results)
  func comparesWithTheAPI(action: String, result: JSON, mode: String, problem: String?) {
    let state: JSON = [
      "Type": "Task", "Resource": .string("arn:aws:states:::" + action), "QueryLanguage": "JSONata",
      "Arguments": "{% {} %}", "TimeoutSeconds": 5, "End": true,
    ]
    let expected = problem.map { "ValidationException: Mock result schema validation error: " + $0 }
    #expect(testState(state, mocked(result, mode: mode)).refusal == expected)
  }

  @Test(arguments: [nil, 1, "x", [1], true] as [JSON], ["STRICT", "PRESENT"])
  func aResultOfAnAPIIsAnObject(result: JSON, mode: String) {
    let state: JSON = [
      "Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage",
      "Parameters": ["QueueUrl": "u", "MessageBody": "b"], "End": true,
    ]
    #expect(
      testState(state, mocked(result, mode: mode)).refusal
        == "ValidationException: Mocked result must be a valid JSON object.")
    #expect(testState(state, mocked(result, mode: "NONE"))["status"] == "SUCCEEDED")
  }
}
