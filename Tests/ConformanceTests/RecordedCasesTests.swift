import Foundation
import OrderedJSON
import StatesTesting
import Testing

/// Runs recorded executions when the environment variable `ASL_CONFORMANCE` names a folder of them.
///
/// Only how they end is compared here: status, output, error. Histories are judged by the corpus's own runner.
@Suite(.enabled(if: RecordedCase.folder != nil, "ASL_CONFORMANCE names no folder of recorded cases"))
struct RecordedCasesTests {
  @Test func thereAreRecordedCases() { #expect(!RecordedCase.all.isEmpty) }

  @Test(arguments: RecordedCase.all)
  func endsAsRecorded(recorded: RecordedCase) throws {
    let result = try recorded.run()
    #expect(result.status.rawValue == recorded.expected["status"]?.stringValue)
    if let output = recorded.expected["output"] { #expect(result.output == output) }
    #expect(result.error == recorded.expected["error"]?.stringValue)
  }
}

/// A machine, an input, the answers of its tasks, and how the execution ended.
struct RecordedCase: Sendable, CustomTestStringConvertible {
  static let folder = ProcessInfo.processInfo.environment["ASL_CONFORMANCE"]

  /// The executions in the folder whose endings have no placeholders for hidden values, by name.
  static let all: [RecordedCase] = {
    guard let folder, let files = FileManager.default.enumerator(atPath: folder) else { return [] }
    let names = files.compactMap { $0 as? String }.filter { $0.hasSuffix(".json") }.sorted()
    return names.compactMap { RecordedCase(file: folder + "/" + $0) }
  }()

  let json: JSON
  var testDescription: String { json["id"]?.stringValue ?? "?" }
  var expected: JSON { json["expected"] ?? [:] }

  private init?(file: String) {
    guard let data = FileManager.default.contents(atPath: file), let json = try? JSON(parsing: Array(data)),
      json["kind"] == nil, let expected = json["expected"], expected["status"] != nil,
      // What was stopped from outside does not end by itself.
      expected["status"] != "ABORTED",
      json["ignore"]?.arrayValue?.isEmpty ?? true, json["type"] != "EXPRESS", !data.contains(Data("date".utf8))
    else { return nil }
    let hidden = (json["placeholders"]?.arrayValue ?? []).compactMap(\.stringValue)
    let ending = [expected["output"], expected["error"]].compactMap { $0?.description }.joined()
    if hidden.contains(where: { ending.contains($0) }) { return nil }
    self.json = json
  }

  func run() throws -> ExecutionResult {
    let definition = json["definitionText"]?.stringValue ?? json["definition"]?.description ?? ""
    let input = try json["inputText"]?.stringValue.map { try JSON(parsing: $0) } ?? json["input"] ?? [:]
    var test = try WorkflowTest(definition: definition)
    test.stateMachineName = "Case"
    if let mocks = json["mocks"] {
      let config = try MockConfig(parsing: Array(mocks.description.utf8))
      if mocks["StateMachines"] != nil {
        test.use(try config.resources(stateMachine: "Case", testCase: "Recorded", for: test.machine))
      }
      test.datasets = config.datasets
    }
    return test.run(input: input)
  }
}
