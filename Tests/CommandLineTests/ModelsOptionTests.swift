import Foundation
import OrderedJSON
import Testing

/// `--models DIR` of `asl validate`, `asl test-state` and `asl run`.
@Suite struct ModelsOptionTests {
  private static let models = CommandLine.root.appendingPathComponent("Tests/Fixtures/Models/data").path

  private static func definition(_ action: String, _ parameters: JSON) -> String {
    let state: JSON = [
      "Type": "Task", "Resource": .string("arn:aws:states:::aws-sdk:" + action), "Parameters": parameters, "End": true,
    ]
    return (["StartAt": "S", "States": ["S": state]] as JSON).description
  }

  /// One file is as it is, in a folder of another name; the other is botocore's own, packed.
  static let parameters: [(String, JSON, String?)] = [
    ("letterbox:countLetters", [:], nil),
    ("letterbox:sendLetter", ["KmsKeyId": "k", "Body": "b"], "The field 'To' is required but was missing"),
    ("sagemakermetrics:batchPutMetrics", ["TrialComponentName": "t", "MetricData": []], nil),
    (
      "sagemakermetrics:batchPutMetrics", ["TrialComponentName": "t", "MetricDta": [], "MetricData": []],
      "The field \"MetricDta\" is not supported by Step Functions. Did you mean 'MetricData'?"
    ),
    (
      "sagemakermetrics:batchPutMetrics",
      ["TrialComponentName": "t", "MetricData": [["MetricName": "m", "Timestamp": 1, "Value": 1, "Step": "1"]]],
      "The value for the field 'Step' must be an INTEGER"
    ),
    ("acm:listCertificates", ["Any": 1], nil),
  ]

  @Test(arguments: parameters)
  func validateTakesModels(action: String, parameters: JSON, message: String?) throws {
    let folder = try Folder(["d.asl.json": Self.definition(action, parameters)])
    let result = try CommandLine.run(
      ["validate", "--models", Self.models, "--format", "json", "d.asl.json"], in: folder)
    #expect(result.status == (message == nil ? 0 : 1), "\(result.errors)")
    let found = try JSON(parsing: result.output)["diagnostics"]?.arrayValue ?? []
    #expect(found.compactMap { $0["message"]?.stringValue } == (message.map { [$0] } ?? []))
  }

  private func testState(_ action: String, result: JSON, models: Bool) throws -> CommandLine.Result {
    let state: JSON = [
      "Type": "Task", "Resource": .string("arn:aws:states:::aws-sdk:" + action), "Parameters": [:], "End": true,
    ]
    let request: JSON = [
      "definition": .string(state.description), "mock": ["result": .string(result.description)],
    ]
    let arguments = ["test-state", "--request", "-"] + (models ? ["--models", Self.models] : [])
    return try CommandLine.run(arguments, input: request.description, in: Folder())
  }

  @Test func aMockIsCheckedAgainstAModelOfTheFolder() throws {
    let fits = try testState("letterbox:countLetters", result: ["Count": 3], models: true)
    #expect(fits.status == 0 && fits.errors.isEmpty, "\(fits.errors)")
    let refused = try testState("letterbox:countLetters", result: ["Count": "3"], models: true)
    #expect(refused.status == 1)
    #expect(refused.output.contains("Mock result schema validation error: Field 'Count' must be a number"))
  }

  @Test(arguments: [false, true])
  func aMockThatIsNotCheckedDrawsAWarning(models: Bool) throws {
    let result = try testState("acm:listCertificates", result: ["Any": 1], models: models)
    #expect(result.status == 0)
    #expect(
      result.errors
        == "asl: test-state: warning: the mocked result is not checked: there is no model of the service 'acm'\n")
  }

  private func run(_ action: String, returning result: JSON, models: Bool) throws -> CommandLine.Result {
    let mocks: JSON = [
      "StateMachines": ["M": ["TestCases": ["C": ["S": "R"]]]], "MockedResponses": ["R": ["0": ["Return": result]]],
    ]
    let folder = try Folder(["d.asl.json": Self.definition(action, [:]), "m.json": mocks.description])
    let arguments = ["run", "d.asl.json", "--mock-config", "m.json"] + (models ? ["--models", Self.models] : [])
    return try CommandLine.run(arguments, in: folder)
  }

  static let mockWarnings: [(String, JSON, Bool, String?)] = [
    ("letterbox:countLetters", ["Count": 3], true, nil),
    (
      "letterbox:countLetters", ["Count": 3], false,
      "the mocked result is not checked: there is no model of the service 'letterbox'"
    ),
    (
      "letterbox:countLetters", ["Count": "3"], true,
      "Mock result schema validation error: Field 'Count' must be a number"
    ),
    ("s3:listBuckets", ["Buckets": []], false, nil),
    ("s3:listBuckets", ["Any": 1], false, nil),
  ]

  @Test(arguments: mockWarnings)
  func aRunWithMocksThatDoNotFitOrAreNotCheckedWarns(
    action: String, result: JSON, models: Bool, warning: String?
  ) throws {
    let run = try run(action, returning: result, models: models)
    #expect(run.status == 0)
    #expect(run.errors == (warning.map { "asl: run: warning: the mock of the state 'S': \($0)\n" } ?? ""))
    #expect(run.output.contains(#""status": "SUCCEEDED""#), "\(run.output)")
  }

  @Test(arguments: ["validate", "test-state", "run"])
  func saysWhichFileIsWrong(command: String) throws {
    let state =
      #"{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:acm:listCertificates","Parameters":{},"End":true}"#
    let folder = try Folder([
      "d.asl.json": Self.definition("acm:listCertificates", [:]),
      "r.json": (["definition": .string(state), "mock": ["result": "{}"]] as JSON).description,
    ])
    let path = folder.url.appendingPathComponent("m/acm/2015-12-08")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    try Data(#"{"metadata":{"serviceId":"ACM"},"operations":{}}"#.utf8).write(
      to: path.appendingPathComponent("service-2.json"))
    let arguments = command == "test-state" ? ["--request", "r.json"] : ["d.asl.json"]
    let result = try CommandLine.run([command, "--models", "m"] + arguments, in: folder)
    #expect(result.status == 2)
    #expect(result.errors == "asl: \(command): m/acm/2015-12-08/service-2.json: /shapes is not an object\n")
  }

  /// A damaged file names no service: its folder does.
  @Test(arguments: ["", "{", "no JSON", String(repeating: "[", count: 100_000), "\u{1f}\u{8b}"])
  func reportsADamagedFile(text: String) throws {
    let folder = try Folder(["d.asl.json": Self.definition("acm:listCertificates", [:])])
    let path = folder.url.appendingPathComponent("m/acm/2015-12-08")
    try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: path.appendingPathComponent("service-2.json"))
    let result = try CommandLine.run(["validate", "--models", "m", "d.asl.json"], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("asl: validate: m/acm/2015-12-08/service-2.json: "), "\(result.errors)")
  }

  @Test(arguments: ["missing", "."])
  func refusesAFolderWithoutModels(path: String) throws {
    let folder = try Folder(["d.asl.json": Self.definition("acm:listCertificates", [:])])
    let result = try CommandLine.run(["validate", "--models", path, "d.asl.json"], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.hasPrefix("asl: validate: \(path): "))
  }

  /// Where the same service has models of several dates, the last one counts.
  @Test func takesTheNewestModel() throws {
    let folder = try Folder(["d.asl.json": Self.definition("letterbox:countLetters", [:])])
    let shapes = #""shapes":{}"#
    for (date, operation) in [("2020-01-01", "Old"), ("2023-01-01", "CountLetters")] {
      let path = folder.url.appendingPathComponent("m/letter-box/\(date)")
      try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
      try Data(#"{"metadata":{"serviceId":"Letter Box"},"operations":{"\#(operation)":{}},\#(shapes)}"#.utf8).write(
        to: path.appendingPathComponent("service-2.json"))
    }
    let result = try CommandLine.run(["validate", "--models", "m", "d.asl.json"], in: folder)
    #expect(result.status == 0, "\(result.output)")
  }
}
