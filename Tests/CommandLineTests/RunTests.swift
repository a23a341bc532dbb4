import OrderedJSON
import Testing

@Suite struct RunTests {
  static let hello = #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#
  static let failing = #"{"StartAt":"A","States":{"A":{"Type":"Fail","Error":"E","Cause":"C"}}}"#
  static let task = """
    {"StartAt":"T","States":{
      "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true}}}
    """

  private func run(_ arguments: String..., files: [String: String] = [:], input: String = "") throws
    -> CommandLine.Result
  {
    var all = [
      "hello.json": Self.hello, "fail.json": Self.failing, "task.json": Self.task, "input.json": #"{"a": 1.0}"#,
    ]
    all.merge(files) { $1 }
    return try CommandLine.run(["run"] + arguments, input: input, in: Folder(all))
  }

  @Test func aSuccess() throws {
    let result = try run("hello.json", "--input", "input.json")
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    let description = try JSON(parsing: result.output)
    #expect(description["status"] == "SUCCEEDED")
    #expect(description["input"] == #"{"a": 1.0}"#)
    #expect(description["output"] == #"{"a": 1.0}"#)
  }

  @Test func aFailureIsStatusOne() throws {
    let result = try run("fail.json")
    #expect(result.status == 1)
    #expect(try JSON(parsing: result.output)["error"] == "E")
  }

  @Test func standardInputIsTheDefinitionOrTheInput() throws {
    #expect(try run("-", input: Self.hello).status == 0)
    let result = try run("hello.json", "--input=-", input: "[1]")
    #expect(try JSON(parsing: result.output)["output"] == "[1]")
  }

  @Test func theHistoryGoesToAFile() throws {
    let result = try run("hello.json", "--history", "-")
    #expect(result.output.hasPrefix(#"{"events":["#))
  }

  @Test func timeIsVirtualAndStartsAtTheGivenTime() throws {
    let wait = #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":86400,"End":true}}}"#
    let result = try run("w.json", "--start-time", "2030-01-01T00:00:00Z", files: ["w.json": wait])
    #expect(try JSON(parsing: result.output)["stopDate"] == "2030-01-02T00:00:00.000Z")
  }

  @Test(arguments: ["HappyPath", "PaymentRetried", "OutOfStock"])
  func theExample(testCase: String) throws {
    let folder = CommandLine.example
    let result = try run(
      "\(folder)/order-fulfillment.asl.json", "--input", "\(folder)/input.json", "--mock-config",
      "\(folder)/MockConfigFile.json", "--test-case", testCase)
    #expect(result.status == 0)
    #expect(try JSON(parsing: result.output)["stateMachineArn"]?.stringValue?.hasSuffix(":OrderFulfillment") == true)
  }

  // MARK: Wrong use

  @Test(
    arguments: [
      ([], "no definition"), (["a", "b"], "one definition at a time"),
      (["hello.json", "--bogus"], "unknown option '--bogus'"),
      (["hello.json", "--seed", "x"], "--seed takes a whole number, not 'x'"),
      (["hello.json", "--input"], "needs a value"),
      (["hello.json", "--type", "FAST"], "--type takes STANDARD or EXPRESS, not 'FAST'"),
      (["hello.json", "--start-time", "noon"], "not 'noon'"),
      (["missing.json"], "missing.json: No such file or directory"), (["."], ".: is a directory"),
      (["hello.json", "--input", "missing.json"], "missing.json: No such file or directory"),
      (["hello.json", "--input", "."], ".: is a directory"),
      (["hello.json", "--mock-config", "missing.json"], "missing.json: No such file or directory"),
      (["hello.json", "--history", "no/such/folder/h.json"], "No such file or directory"),
      (["hello.json", "--test-case", "A"], "--test-case needs --mock-config"),
      (["hello.json", "--max-events", "1"], "--max-events takes a number from 2 on, not '1'"),
    ] as [([String], String)])
  func wrongUseIsStatusTwo(arguments: [String], message: String) throws {
    let result = try CommandLine.run(["run"] + arguments, in: Folder(["hello.json": Self.hello]))
    #expect(result.status == 2)
    #expect(result.errors.contains(message))
    #expect(result.output.isEmpty)
  }

  // MARK: Bad definitions

  @Test(arguments: [
    ("", "1:1"), ("{", "1:2"), (#"{"StartAt":"A","States":{"A":{"Ty"#, "1:34"), ("[]", "1:1"), ("null", "1:1"),
    ("7", "1:1"),
    (#""text""#, "1:1"), ("{\n  \"StartAt\": 5,\n  \"States\": {\"A\": {\"Type\": \"Succeed\"}}}", "2:14"),
    (#"{"StartAt":"A","States":[]}"#, "1:25"),
    (#"{"StartAt":"A","States":{"A":5}}"#, "1:30"), (#"{"StartAt":"A","States":{"A":{"Type":7,"End":true}}}"#, "1:38"),
    (#"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":"x","End":true}}}"#, "1:55"),
    (#"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":[]}}}"#, "1:52"),
    (#"{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":{}}}}"#, "1:57"),
    (#"{"StartAt":"A","States":{"A":{"Type":"Parallel","Branches":[7],"End":true}}}"#, "1:61"),
    (#"{"StartAt":"A","TimeoutSeconds":"soon","States":{"A":{"Type":"Succeed"}}}"#, "1:33"),
  ])
  func badDefinitionsHaveAPlace(text: String, place: String) throws {
    let result = try run("d.json", files: ["d.json": text])
    #expect(result.status == 1)
    #expect(result.errors.contains("d.json:\(place): error: "), "\(result.errors)")
    #expect(result.output.isEmpty)
  }

  @Test func aBadDefinitionIsShownOnceAndBriefly() throws {
    let result = try run("d.json", files: ["d.json": #"{"StartAt":"A","States":{"A":{"Ty"#])
    #expect(
      result.errors == """
        d.json:1:34: error: Unexpected end-of-input: was expecting closing quote for a string value [ASL101]
            {"StartAt":"A","States":{"A":{"Ty
                                             ^
        asl: run: the definition is invalid

        """)
  }

  // MARK: Endless loops

  @Test(arguments: [[], ["--no-quotas"]])
  func theHistoryCanBeBounded(others: [String]) throws {
    let loop = #"""
      {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"C"},"Z":{"Type":"Succeed"},
        "C":{"Type":"Choice","Choices":[{"Variable":"$","IsPresent":false,"Next":"Z"}],"Default":"A"}}}
      """#
    let result = try CommandLine.run(["run", "l.json", "--max-events", "100"] + others, in: Folder(["l.json": loop]))
    #expect(result.status == 1)
    #expect(result.output.contains("The execution reached the maximum number of history events (100)."))
  }

  // MARK: Bad inputs

  @Test(arguments: [
    ("", "1:1"), ("{\n\"a\": tru", "2:6"), ("[1,]", "1:4"), ("{'a':1}", "1:2"), ("01", "1:2"), ("\u{feff}{}x", "1:"),
    ("[1] 2", "1:5"),
  ])
  func badInputsHaveAPlace(text: String, place: String) throws {
    let result = try run("hello.json", "--input", "i.json", files: ["i.json": text])
    #expect(result.status == 2)
    #expect(result.errors.contains("i.json:\(place)"), "\(result.errors)")
  }

  @Test func invalidUTF8() throws {
    let folder = try Folder(["hello.json": Self.hello])
    try folder.write("bad.json", Array(#"{"a":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8))
    for arguments in [
      ["run", "bad.json"], ["run", "hello.json", "--input", "bad.json"],
      ["run", "hello.json", "--mock-config", "bad.json"],
    ] {
      let result = try CommandLine.run(arguments, in: folder)
      #expect(result.status == (arguments.count == 2 ? 1 : 2))
      #expect(result.errors.contains("bad.json:1:7"), "\(result.errors)")
    }
  }

  @Test func tenMegabytesOfBrackets() throws {
    let folder = try Folder(["hello.json": Self.hello])
    try folder.write("deep.json", [UInt8](repeating: 0x5b, count: 10_000_000))
    for arguments in [
      ["run", "deep.json"], ["run", "hello.json", "--input", "deep.json"],
      ["run", "hello.json", "--mock-config", "deep.json"], ["validate", "deep.json"],
      ["eval", "1", "--input", "deep.json"],
    ] {
      let result = try CommandLine.run(arguments, in: folder)
      #expect(result.status == 1 || result.status == 2)
      #expect(result.errors.contains("nested") || result.output.contains("nested"), "\(arguments)")
    }
  }

  @Test func aTextOf200Megabytes() throws {
    let folder = try Folder(["hello.json": Self.hello])
    var bytes = [UInt8](repeating: 0x78, count: 200_000_000)
    bytes[0] = 0x22
    bytes[bytes.count - 1] = 0x22
    try folder.write("long.json", bytes)
    let input = try CommandLine.run(["run", "hello.json", "--input", "long.json"], in: folder)
    #expect(input.status == 1)
    #expect(input.output.contains("States.DataLimitExceeded"))
    let definition = try CommandLine.run(["run", "long.json"], in: folder)
    #expect(definition.status == 1 || definition.status == 2)
    #expect(!definition.errors.isEmpty)
  }

  // MARK: Mock files

  @Test(arguments: [
    ("{", "m.json:1:2: "), ("[]", "m.json:1:1: a mock file contains a JSON object"),
    (#"{"StateMachines":[]}"#, "m.json:1:18: StateMachines must be an object"),
    (#"{"StateMachines":{}}"#, "m.json: the mock file has no state machine"),
    (#"{"StateMachines":{"M":{"TestCases":{}}}}"#, "m.json: the state machine 'M' has no test case"),
    (#"{"StateMachines":{"M":{}}}"#, "m.json:1:23: the state machine 'M' has no TestCases object"),
    (#"{"StateMachines":{"M":{},"N":{}}}"#, "--state-machine must name a state machine: M, N"),
    (#"{"ServiceData":7}"#, "m.json:1:16: ServiceData must be an object"),
    (#"{"ServiceData":{"S3":[]}}"#, "m.json:1:22: S3 must be an object: buckets by name"),
    (#"{"ServiceData":{"S3":{"b":[]}}}"#, "m.json:1:27: the bucket 'b' must be an object: strings by key"),
    (#"{"ServiceData":{"S3":{"b":{"k":[]}}}}"#, "m.json:1:32: the object 'k' of 'b' must be a string: its content"),
    (
      #"{"MockedResponses":{"R":{"0":{"Return":1,"Hang":true}}},"StateMachines":{"M":{"TestCases":{"A":{"T":"R"}}}}}"#,
      "m.json:1:30: an answer has only one of Return, Throw and Hang, not Return, Hang"
    ),
    (#"{"StateMachines":{"M":{"TestCases":{"A":{},"B":{}}}}}"#, "--test-case must name a test case: A, B"),
    (#"{"StateMachines":{"M":{"TestCases":{"A":[]}}}}"#, "m.json:1:41: the test case 'A' must be an object"),
    (
      #"{"StateMachines":{"M":{"TestCases":{"A":{"Nope":"R"}}}}}"#,
      "m.json:1:42: the test case 'A' mocks the state 'Nope'"
    ),
    (
      #"{"StateMachines":{"M":{"TestCases":{"A":{"T":7}}}}}"#,
      "m.json:1:46: the mock of the state 'T' must name a response"
    ),
    (#"{"StateMachines":{"M":{"TestCases":{"A":{"T":"R"}}}}}"#, "m.json:1:46: the state 'T' is mocked by 'R'"),
    (
      #"{"MockedResponses":{"R":{"x":{}}},"StateMachines":{"M":{"TestCases":{"A":{"T":"R"}}}}}"#,
      "m.json:1:26: 'x' of 'R' is not an attempt"
    ),
    (
      #"{"MockedResponses":{"R":{"0":[]}},"StateMachines":{"M":{"TestCases":{"A":{"T":"R"}}}}}"#,
      "m.json:1:30: an answer is an object"
    ),
    (
      #"{"MockedResponses":{"R":{"0":{}}},"StateMachines":{"M":{"TestCases":{"A":{"T":"R"}}}}}"#,
      "m.json:1:30: an answer has Return, Throw or Hang"
    ),
    (
      #"{"MockedResponses":{"R":{"0":{"Throw":1}}},"StateMachines":{"M":{"TestCases":{"A":{"T":"R"}}}}}"#,
      "m.json:1:39: Throw takes"
    ),
    (
      #"{"MockedResponses":{"R":{"0":{"Throw":{"Error":1}}}},"StateMachines":{"M":{"TestCases":{"A":{"T":"R"}}}}}"#,
      "m.json:1:48: Error must be a string"
    ),
  ])
  func badMockFiles(text: String, message: String) throws {
    let result = try run("task.json", "--mock-config", "m.json", files: ["m.json": text])
    #expect(result.status == 2)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test(arguments: [
    (["--state-machine", "X"], "m.json:1:18: no state machine 'X'; the file has: M"),
    (["--state-machine", "M", "--test-case", "X"], "m.json:1:36: no test case 'X' of 'M'; it has: A"),
  ])
  func unknownNames(arguments: [String], message: String) throws {
    let folder = try Folder([
      "task.json": Self.task, "m.json": #"{"StateMachines":{"M":{"TestCases":{"A":{}}}}}"#,
    ])
    let result = try CommandLine.run(
      ["run", "task.json", "--mock-config", "m.json"] + arguments + (arguments.count == 2 ? ["--test-case", "A"] : []),
      in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func aTaskThatIsNotMocked() throws {
    let result = try run(
      "task.json", "--mock-config", "m.json", files: ["m.json": #"{"StateMachines":{"M":{"TestCases":{"A":{}}}}}"#])
    #expect(result.status == 1)
    #expect(result.output.contains("which is not mocked"))
    let without = try run("task.json")
    #expect(without.status == 1)
    #expect(without.output.contains("which is not mocked: --mock-config names a file with the answers of tasks"))
  }
}
