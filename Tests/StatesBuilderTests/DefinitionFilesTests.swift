import Foundation
import StatesBuilder
import Testing

/// The definitions of the fixtures and examples come back as they were.
@Suite struct DefinitionFilesTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let files: [String] = ["Tests/Fixtures", "Examples"].flatMap { folder -> [String] in
    let paths = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
    let names = (paths?.compactMap { $0 as? String } ?? []).filter {
      $0.hasSuffix(".asl.json") && !$0.contains(".build/")
    }
    return names.sorted().map { "\(folder)/\($0)" }
  }

  @Test func areFound() { #expect(Self.files.count >= 9) }

  @Test(arguments: files) func buildingWhatWasReadIsTheIdentity(file: String) throws {
    let text = try String(contentsOf: Self.root.appendingPathComponent(file), encoding: .utf8)
    guard let workflow = try? Workflow(parsing: text) else {
      // What cannot be read is what the service would refuse, placeholders included.
      #expect(!Validator(settings: .init(readsPlaceholders: false)).validate(SourceText(text)).isValid)
      return
    }
    let original = try JSON(parsing: text)
    #expect(workflow.definition == original)
    #expect(DefinitionOrder.text(workflow.definition) == DefinitionOrder.text(original))
    #expect(try Workflow(parsing: workflow.aslText).swiftSource(name: "A") == workflow.swiftSource(name: "A"))
  }
}
