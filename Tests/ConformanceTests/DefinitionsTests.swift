import Foundation
import OrderedJSON
import StatesBuilder
import Testing

/// The builder gives back every valid definition of the recorded cases that `ASL_CONFORMANCE` names.
@Suite(.enabled(if: RecordedCase.folder != nil, "ASL_CONFORMANCE names no folder of recorded cases"))
struct DefinitionsTests {
  /// The texts of the definitions in the folder: cases with a definition, one in a file or on each line.
  private static func texts() -> [String] {
    guard let folder = RecordedCase.folder, let files = FileManager.default.enumerator(atPath: folder) else {
      return []
    }
    let names = files.compactMap { $0 as? String }.filter { $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") }.sorted()
    return names.flatMap { name -> [String] in
      guard let data = FileManager.default.contents(atPath: folder + "/" + name) else { return [] }
      let documents = name.hasSuffix("l") ? data.split(separator: UInt8(ascii: "\n")).map(Array.init) : [Array(data)]
      return documents.compactMap { document in
        guard let json = try? JSON(parsing: document) else { return nil }
        return json["definitionText"]?.stringValue ?? json["definition"]?.description
      }
    }
  }

  @Test func buildingWhatWasReadIsTheIdentity() throws {
    let definitions = Self.texts().compactMap { text in
      (try? Workflow(parsing: text)).map { (text: text, workflow: $0) }
    }
    #expect(!definitions.isEmpty)
    for (text, workflow) in definitions {
      #expect(workflow.definition == (try JSON(parsing: text)), "\(text.prefix(200))")
      let source = workflow.swiftSource(name: "Definition")
      #expect(source == (try Workflow(parsing: workflow.aslText)).swiftSource(name: "Definition"))
    }
  }
}
