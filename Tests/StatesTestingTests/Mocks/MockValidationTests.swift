import StatesTesting
import Testing

/// Mocked results that do not fit the response of the API that a task calls.
@Suite struct MockValidationTests {
  private static let definition = #"""
    {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::sns:publish",
      "Parameters":{"TopicArn":"t","Message":"m"},"End":true}}}
    """#

  @Test(
    arguments: [
      (nil, ["MessageId": 7], nil), (FieldValidationMode.none, ["MessageId": 7], nil),
      (.present, ["MessageId": 7], "Mock result schema validation error: Field 'MessageId' must be a string"),
      (.strict, ["MessageId": 7], "Mock result schema validation error: Field 'MessageId' must be a string"),
      (.strict, ["MessageId": "1"], nil),
    ] as [(FieldValidationMode?, JSON, String?)])
  func aResultThatDoesNotFitIsRefusedWhereThatIsWanted(
    mode: FieldValidationMode?, result: JSON, problem: String?
  ) throws {
    var test = try WorkflowTest(definition: Self.definition)
    test.fieldValidation = mode
    let file = """
      {"StateMachines":{"M":{"TestCases":{"C":{"S":"R"}}}},"MockedResponses":{"R":{"0":{"Return":\(result)}}}}
      """
    let config = try MockConfig(parsing: Array(file.utf8))
    guard let problem else {
      try test.mock("S", .return(result))
      try test.mock(config)
      #expect(test.warnings.isEmpty == (mode != nil))
      #expect(test.run().output == result)
      return
    }
    let error = #expect(throws: WorkflowTest.UnknownTask.self) { try test.mock("S", .return(result)) }
    #expect(error?.description == "the mock of 'S': " + problem)
    let refusal = #expect(throws: MockConfig.Problem.self) { try test.mock(config) }
    #expect(refusal?.message == "the test case 'C': " + problem)
    #expect(test.warnings == [])
    #expect(test.run().cause?.contains("not mocked") == true)
  }
}
