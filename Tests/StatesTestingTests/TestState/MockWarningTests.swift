import OrderedJSON
import StatesLanguage
import StatesTesting
import Testing

/// A mocked result without a model to check it against causes a warning.
@Suite struct MockWarningTests {
  private func warnings(_ action: String, mode: FieldValidationMode = .strict) throws -> [String] {
    let state: JSON = [
      "Type": "Task", "Resource": .string("arn:aws:states:::" + action), "QueryLanguage": "JSONata",
      "Arguments": "{% {} %}", "TimeoutSeconds": 5, "End": true,
    ]
    var request = TestStateRequest(definition: state.description)
    request.mock = TestStateMock(result: #"{"Any":1}"#, fieldValidationMode: mode)
    return try request.answer().warnings
  }

  static let cases: [(String, FieldValidationMode, String?)] = [
    ("aws-sdk:acm:listCertificates", .strict, "there is no model of the service 'acm'"),
    ("aws-sdk:acm:listCertificates", .present, "there is no model of the service 'acm'"),
    ("aws-sdk:acm:listCertificates", .none, nil),
    (
      "aws-sdk:ec2:acceptAddressTransfer", .strict,
      "no model describes 'AcceptAddressTransfer' of the service 'ec2'"
    ),
    ("aws-sdk:s3:listBuckets", .strict, nil),
    ("sns:publish", .strict, nil),
    ("mediaconvert:createJob", .strict, "which API's response 'mediaconvert:createJob' gives is not known"),
    // What a worker or an API of the user's own answers has no model.
    ("sqs:sendMessage.waitForTaskToken", .strict, nil),
    ("apigateway:invoke", .strict, nil),
  ]

  @Test(arguments: cases)
  func saysWhatIsNotChecked(action: String, mode: FieldValidationMode, reason: String?) throws {
    let expected = reason.map { ["the mocked result is not checked: " + $0] } ?? []
    #expect(try warnings(action, mode: mode) == expected)
  }

  @Test func saysNothingOfAnError() throws {
    var request = TestStateRequest(
      definition:
        #"{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:acm:listCertificates","Parameters":{},"End":true}"#)
    request.mock = TestStateMock(error: "E")
    #expect(try request.answer().warnings.isEmpty)
  }

  @Test func checksAgainstAModelThatIsAdded() throws {
    let text = """
      {"metadata":{"serviceId":"ACM"},"operations":{"ListCertificates":{"output":{"shape":"R"}}},
      "shapes":{"R":{"type":"structure","members":{"Any":{"shape":"S"}}},"S":{"type":"string"}}}
      """
    var request = TestStateRequest(
      definition:
        #"{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:acm:listCertificates","Parameters":{},"End":true}"#)
    try request.models.add(botocore: Array(text.utf8))
    request.mock = TestStateMock(result: #"{"Any":"a"}"#)
    #expect(try request.answer().warnings.isEmpty)
    request.mock = TestStateMock(result: #"{"Any":1}"#)
    let refusal = #expect(throws: TestStateError.self) { try request.answer() }
    #expect(refusal?.message == "Mock result schema validation error: Field 'Any' must be a string")
  }
}
