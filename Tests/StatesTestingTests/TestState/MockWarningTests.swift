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

  // MARK: Runs

  private static let definition = #"""
    {"StartAt":"A","States":{
      "A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:acm:listCertificates","Parameters":{},"Next":"B"},
      "B":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:acm:listTagsForCertificate","Parameters":{},"Next":"C"},
      "C":{"Type":"Task","Resource":"arn:aws:states:::sns:publish","Parameters":{"TopicArn":"t","Message":"m"},"Next":"D"},
      "D":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true}}}
    """#

  private static let notChecked =
    "the mock of the state 'A': the mocked result is not checked: there is no model of the service 'acm'"

  @Test func aWorkflowTestSaysOnceWhichServiceHasNoModel() throws {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("A", .return([:]))
    #expect(test.warnings == [Self.notChecked])
    try test.mock("B", .return([:]), .hang, .throw("E"))
    try test.mock("C", .return(["MessageId": "1"]))
    try test.mock("D", .return(1))
    try test.mock("A", .return([]))
    #expect(test.warnings == [Self.notChecked])
    #expect(test.run().status == .succeeded)
  }

  @Test func aWorkflowTestSaysWhichResultDoesNotFit() throws {
    var test = try WorkflowTest(definition: Self.definition)
    try test.mock("C", .throw("E"), .return(["MessageId": 1]))
    #expect(
      test.warnings == [
        "the mock of the state 'C': Mock result schema validation error: Field 'MessageId' must be a string"
      ])
    // What is computed from the task is not known before it runs.
    var other = try WorkflowTest(definition: Self.definition)
    try other.mock("C", .call { _ in ["MessageId": 1] })
    #expect(other.warnings.isEmpty)
  }

  static let convertedResults: [(String, String, JSON)] = [
    ("lambda:invoke", #"{"FunctionName":"f"}"#, ["Payload": ["a": 1], "StatusCode": 200]),
    ("states:startExecution", #"{"StateMachineArn":"m"}"#, ["ExecutionArn": "e", "StartDate": 1.7]),
    ("aws-sdk:lambda:invoke", #"{"FunctionName":"f"}"#, ["Payload": "{}"]),
  ]

  /// What integrations convert, a run has in the converted form, TestState in that of the API.
  @Test(arguments: convertedResults)
  func aResultInARunIsWhatTheIntegrationReturns(action: String, parameters: String, result: JSON) throws {
    var test = try WorkflowTest(
      definition: """
        {"StartAt":"A","States":{"A":{
          "Type":"Task","Resource":"arn:aws:states:::\(action)","Parameters":\(parameters),"End":true}}}
        """)
    try test.mock("A", .return(result))
    #expect(test.warnings.isEmpty)
  }

  @Test func aMockFileSaysOnceWhichServiceHasNoModel() throws {
    let file: JSON = [
      "StateMachines": ["M": ["TestCases": ["C": ["A": "R", "B": "R", "D": "R"]]]],
      "MockedResponses": ["R": ["0-9": ["Return": [:]]]],
    ]
    let config = try MockConfig(parsing: Array(file.description.utf8))
    let machine = try StateMachine(parsing: Self.definition)
    #expect(try config.warnings(stateMachine: "M", testCase: "C", for: machine) == [Self.notChecked])
    var test = WorkflowTest(machine)
    try test.mock(config)
    #expect(test.warnings == [Self.notChecked])
  }
}
