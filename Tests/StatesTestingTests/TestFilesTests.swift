import StatesTesting
import Testing

@Suite struct TestFilesTests {
  static let example = "../../Examples/OrderFulfillment"

  @Test(arguments: [("HappyPath", true), ("PaymentRetried", true), ("OutOfStock", true)])
  func definitionsAndMockFilesBesideTheTest(testCase: String, succeeds: Bool) throws {
    var test = try WorkflowTest(definitionFile: "\(Self.example)/order-fulfillment.asl.json")
    try test.mock(MockConfig(file: "\(Self.example)/MockConfigFile.json"), testCase: testCase)
    let input = try JSON(testFile: "\(Self.example)/input.json")
    // Every run starts the answers from the beginning.
    for _ in 0..<2 {
      let result = test.run(input: input)
      #expect((result.status == .succeeded) == succeeds, "\(result.summary)")
    }
  }

  @Test func definitionsInTemplatesBesideTheTest() throws {
    let file = "../Fixtures/Templates/orders.template.json"
    var test = try WorkflowTest(definitionFile: "\(file)#OrderFlow1234ABCD", substitutions: ["Seconds": "60"])
    try test.mock("Charge", .return(["paid": true]))
    let result = test.run(input: ["id": 7])
    #expect(try result.get() == ["paid": true])
    #expect(result.duration == 60)
    #expect(
      try result.calls(of: "Charge").first?["FunctionName"]
        == "arn:aws:lambda:us-east-1:123456789012:function:Charge9F8E7D6C")
    #expect(test.machine.type == .standard)
    #expect(try WorkflowTest(definitionFile: "\(file)#Quick").machine.type == .express)
    #expect(throws: UnreadableFile.self) { try WorkflowTest(definitionFile: file) }
    let problem = #expect(throws: InvalidDefinition.self) { try WorkflowTest(definitionFile: "\(file)#Broken") }
    #expect(problem?.description.contains("orders.template.json:33:39: error: Missing 'Next' target: B") == true)
  }

  @Test func whatIsMockedLastCounts() throws {
    let config = try MockConfig(
      parsing: Array(
        #"{"StateMachines":{"M":{"TestCases":{"C":{"T":"R"}}}},"MockedResponses":{"R":{"0":{"Return":1}}}}"#.utf8))
    var test = try WorkflowTest(definition: RunsOneTask.definition)
    try test.mock(config)
    #expect(test.run().output == 1)
    try test.mock("T", .return(2))
    #expect(test.run().output == 2)
    try test.mock(config)
    #expect(test.run().output == 1)
  }

  @Test func objectsInAMockFileAreRead() throws {
    let config = try MockConfig(
      parsing: Array(
        #"{"StateMachines":{"M":{"TestCases":{"C":{}}}},"ServiceData":{"S3":{"b":{"k":"[1,2]"}}}}"#.utf8))
    var test = try WorkflowTest(
      definition: #"""
        {"StartAt":"M","States":{"M":{"Type":"Map","End":true,
          "ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON"},
            "Parameters":{"Bucket":"b","Key":"k"}},
          "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
            "StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}}}}
        """#)
    try test.mock(config)
    #expect(try test.run().get() == [1, 2])
  }

  @Test(arguments: [
    (#"{}"#, "the mock file has no state machine"),
    (#"{"StateMachines":{"A":{},"B":{}}}"#, "the mock file has several state machines; choose one: A, B"),
    (#"{"StateMachines":{"A":{"TestCases":{}}}}"#, "the state machine 'A' has no test case"),
    (
      #"{"StateMachines":{"A":{"TestCases":{"x":{},"y":{}}}}}"#,
      "the state machine 'A' has several test cases; choose one: x, y"
    ),
    (#"{"StateMachines":{"A":7}}"#, "1:23: the state machine 'A' has no TestCases object"),
  ])
  func mocksThatAreNotClear(text: String, problem: String) throws {
    let config = try MockConfig(parsing: Array(text.utf8))
    var test = try WorkflowTest(definition: RunsOneTask.definition)
    #expect {
      try test.mock(config)
    } throws: {
      "\($0)" == problem
    }
  }

  @Test func filesThatAreNotThere() {
    #expect {
      try WorkflowTest(definitionFile: "no-such.asl.json")
    } throws: { error in
      let text = "\(error)"
      return text.hasPrefix("/") && text.hasSuffix("StatesTestingTests/no-such.asl.json: No such file or directory")
    }
    #expect(throws: UnreadableFile(path: "/no/such/file", reason: "No such file or directory")) {
      try MockConfig(file: "/no/such/file")
    }
  }
}

enum RunsOneTask {
  static let definition = #"""
    {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true}}}
    """#
}
