import Foundation
import Testing

/// The article on differences from the service names the tests that pin its rows; they must exist.
@Suite struct KnownDifferencesTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The last cell of each row: a test's name.
  private static func namedTests() throws -> [String] {
    let article = root.appendingPathComponent("Sources/StatesEngine/StatesEngine.docc/KnownDifferences.md")
    let text = try String(contentsOf: article, encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| Topic") }.compactMap { row in
      row.split(separator: "|").last { $0.contains("`") }?.split(separator: "`").dropFirst().first.map(String.init)
    }
  }

  private static func existingTests() throws -> Set<String> {
    var names: Set<String> = []
    let folder = root.appendingPathComponent("Tests")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? FileManager.DirectoryEnumerator() where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for part in text.components(separatedBy: "func ").dropFirst() {
        names.insert(String(part.prefix { $0.isLetter || $0.isNumber }))
      }
    }
    return names
  }

  @Test func everyRowNamesATestThatExists() throws {
    let named = try Self.namedTests()
    let missing = Set(named).subtracting(try Self.existingTests()).sorted()
    #expect(named.count >= 20)
    #expect(missing == [])
  }
}
