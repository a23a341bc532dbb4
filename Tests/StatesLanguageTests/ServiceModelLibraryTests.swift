import Foundation
import OrderedJSON
import Testing

@testable import StatesLanguage

/// Models of service APIs from files of botocore.
@Suite struct ServiceModelLibraryTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/Models")

  private static func file() throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent("data/post/2024-05-01/service-2.json")))
  }

  private static func library() throws -> ServiceModelLibrary {
    var library = ServiceModelLibrary()
    try library.add(botocore: file())
    return library
  }

  private func diagnostics(_ text: String) throws -> [Diagnostic] {
    Validator(settings: .init(models: try Self.library())).validate(SourceText(text)).diagnostics
  }

  /// CI compares what generate.py prints with the same text.
  @Test func writesWhatTheGeneratorWrites() throws {
    var model = try BotocoreModel(JSON(parsing: try Self.file()))
    let text = try String(contentsOf: Self.folder.appendingPathComponent("letterbox.txt"), encoding: .utf8)
    #expect(try model.text() + "\n" == text)
    #expect(model.service == "letterbox")
    #expect(try Self.library().addedServices == ["letterbox"])
  }

  static let parameters: [(String, String, String?)] = [
    ("sendLetter", #"{"To":{"Name":"n"},"KmsKeyId":"k","Body":"b"}"#, nil),
    ("sendLetter", #"{"To.$":"$.to","KmsKeyId":"k","Body":"b","Copies":2,"Speed":"SLOW"}"#, nil),
    ("sendLetter", #"{"KmsKeyId":"k","Body":"b"}"#, "The field 'To' is required but was missing"),
    (
      "sendLetter", #"{"To":{"Name":"n"},"KmsKeyId":"k","Body":"b","Copys":1}"#,
      "The field \"Copys\" is not supported by Step Functions. Did you mean 'Copies'?"
    ),
    (
      "sendLetter", #"{"To":{"Name":"n"},"KmsKeyId":"k","Body":"b","Copies":"2"}"#,
      "The value for the field 'Copies' must be an INTEGER"
    ),
    (
      "sendLetter", #"{"To":{"Name":1},"KmsKeyId":"k","Body":"b"}"#,
      "The value for the field 'Name' must be a STRING"
    ),
    ("sendLetter", #"{"To":{},"KmsKeyId":"k","Body":"b","Registered":" TRUE "}"#, nil),
    (
      "sendLetter", #"{"To":{},"KmsKeyId":"k","Body":"b","Registered":"TrUe"}"#,
      "Cannot deserialize value of type `java.lang.Boolean` from String \"TrUe\": only \"true\" or \"false\" recognized"
    ),
    ("emptyBox", #"{"All":true}"#, "The field \"All\" is not supported by Step Functions"),
    ("countLetters", "{}", nil),
  ]

  @Test(arguments: parameters)
  func checksParametersOfAddedServices(action: String, parameters: String, message: String?) throws {
    let found = try diagnostics(call("aws-sdk:letterbox:\(action)", parameters))
    #expect(found.map(\.message) == (message.map { [$0] } ?? []))
  }

  @Test func refusesOperationsThatAnAddedServiceDoesNotHave() throws {
    let found = try diagnostics(call("aws-sdk:letterbox:sendLeter", "{}"))
    #expect(found.map(\.code) == ["ASL818"])
    #expect(found.first?.fixes.first?.replacement.contains("sendLetter") == true)
  }

  @Test func saysNothingOfAServiceWithoutAModel() {
    #expect(problems(in: call("aws-sdk:acm:listCertificates", #"{"Any":1}"#)).isEmpty)
  }

  /// What comes with the package goes first, but where it has no more than the operation's name.
  @Test func anAddedModelIsForWhatTheOthersDoNotDescribe() throws {
    let shapes = #""R":{"type":"structure","members":{"Mine":{"shape":"S"}}},"S":{"type":"string"}"#
    let text = """
      {"metadata":{"serviceId":"EC2"},"operations":{"StopInstances":{"input":{"shape":"R"}},
      "AcceptVpcPeeringConnection":{"input":{"shape":"R"}}},"shapes":{\(shapes)}}
      """
    var library = ServiceModelLibrary()
    try library.add(botocore: Array(text.utf8))
    func codes(_ action: String) -> [String] {
      let text = call("aws-sdk:ec2:\(action)", #"{"Mine":"m"}"#)
      return Validator(settings: .init(models: library)).validate(SourceText(text)).diagnostics.map(\.code)
    }
    #expect(codes("stopInstances") == ["ASL881"])
    #expect(codes("acceptVpcPeeringConnection") == [])
    // An operation that only the package's model knows, by its name.
    #expect(codes("acceptAddressTransfer") == [])
  }

  @Test func namesTheServicesWithoutAModel() throws {
    let text = """
      {"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:acm:listCertificates"},
      "B":{"Type":"Map","ItemProcessor":{"States":{"C":{"Resource":"arn:aws:states:::aws-sdk:ec2:acceptAddressTransfer"},
      "D":{"Resource":"arn:aws:states:::sqs:sendMessage"},"E":{"Resource":"arn:aws:states:::http:invoke"},
      "F":{"Resource":"arn:aws:states:::aws-sdk:letterbox:countLetters"},"G":{"Resource":7}}}}}}
      """
    let syntax = try JSONSyntaxParser().parse(SourceText(text))
    #expect(ServiceModelLibrary().servicesWithoutModel(in: syntax) == ["acm", "ec2", "letterbox"])
    #expect(try Self.library().servicesWithoutModel(in: syntax) == ["acm", "ec2"])
  }

  @Test func findsServicesWithoutThatWord() throws {
    let text = #"{"metadata":{"serviceId":"Config Service"},"operations":{"GetX":{}},"shapes":{}}"#
    var library = ServiceModelLibrary()
    try library.add(botocore: Array(text.utf8))
    #expect(library.model(of: "config", describing: "getX") != nil)
    #expect(library.model(of: "configservice", describing: "getX") != nil)
  }

  // MARK: Files that are not models

  private static func model(_ shapes: String, input: String = "R") -> String {
    #"{"metadata":{"serviceId":"X"},"operations":{"Op":{"input":{"shape":"\#(input)"}}},"shapes":{\#(shapes)}}"#
  }

  static let broken: [(String, String)] = [
    ("", "1:1"),
    ("[1", "1:"),
    ("[]", "there is no /metadata/serviceId: this is not a service model of botocore"),
    (#"{"metadata":{"serviceId":7}}"#, "there is no /metadata/serviceId"),
    (#"{"metadata":{"serviceId":"X"}}"#, "/operations is not an object"),
    (#"{"metadata":{"serviceId":"X"},"operations":{}}"#, "/shapes is not an object"),
    (model(""), "there is no /shapes/R"),
    (model(#""R":{"type":"string"}"#), "/shapes/R is a request or a response, and not a structure"),
    (model(#""R":{"type":"structure","members":{"a b":{"shape":"R"}}}"#), "'a b' is not a name of letters and digits"),
    (model(#""R":{"type":"structure","members":{"a":{}}}"#), "an operation or a member has no shape"),
    (
      model(#""R":{"type":"structure","members":{"a":{"shape":"L"}}},"L":{"type":"list"}"#),
      "/shapes/L does not specify"
    ),
    (model(#""R":{"type":"structure","members":{"a":{"shape":"L"}}},"L":{"type":"odd"}"#), "/shapes/L/type is not a"),
    (
      model(#""R":{"type":"structure","members":{"a":{"shape":"L"}}},"L":{"type":"list","member":{"shape":"L"}}"#),
      "/shapes/L is nested deeper than 16 lists and maps"
    ),
    (model(chain(200)), "is nested deeper than 100 levels"),
    (model(#""R":{"type":"structure"}"#, input: #"R\n"#), "'R\n' is not a name"),
  ]

  /// Structures, each a member of the one before.
  private static func chain(_ length: Int) -> String {
    let links = (0..<length).map { #""C\#($0)":{"type":"structure","members":{"n":{"shape":"C\#($0 + 1)"}}}"# }
    return (links + [#""R":{"type":"structure","members":{"n":{"shape":"C0"}}}"#]).joined(separator: ",")
  }

  @Test(arguments: broken)
  func refusesWhatIsNotAModel(text: String, message: String) {
    var library = ServiceModelLibrary()
    let problem = #expect(throws: ServiceModelLibrary.Problem.self) { try library.add(botocore: Array(text.utf8)) }
    #expect(problem?.message.contains(message) == true, "\(String(describing: problem))")
    #expect(library.addedServices.isEmpty)
  }

  @Test func takesStructuresThatHoldThemselves() throws {
    let text = Self.model(#""R":{"type":"structure","members":{"a":{"shape":"R"}}}"#)
    var library = ServiceModelLibrary()
    try library.add(botocore: Array(text.utf8))
    #expect(library.addedServices == ["x"])
  }

  /// Nested JSON deeper than the parser's bound is an error too, no crash.
  @Test func refusesJSONThatIsTooDeep() {
    var library = ServiceModelLibrary()
    let text = String(repeating: "[", count: 1_000_000)
    #expect(throws: ServiceModelLibrary.Problem.self) { try library.add(botocore: Array(text.utf8)) }
  }
}
