import Foundation
import OrderedJSON
import StepFunctions
import Testing

/// The page *The operations* has a row for each operation: its errors are those of the API model, its tests exist.
@Suite struct OperationTableTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The cells of the rows of the second table, by operation.
  private static let rows: [String: [String]] = {
    let page = root.appendingPathComponent("Sources/StepFunctions/StepFunctions.docc/Operations.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    let tests = text.components(separatedBy: "## Tests").last ?? ""
    var rows: [String: [String]] = [:]
    for line in tests.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      rows[cells[0].trimmingCharacters(in: ["`"])] = Array(cells.dropFirst())
    }
    return rows
  }()

  /// The names between backquotes.
  private static func names(_ text: String) -> [String] {
    text.components(separatedBy: "`").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
  }

  private static let existing: Set<String> = {
    var names: Set<String> = []
    let folder = root.appendingPathComponent("Tests/StepFunctionsTests")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    for case let file as URL in files ?? FileManager.DirectoryEnumerator() where file.pathExtension == "swift" {
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      for part in text.components(separatedBy: "func ").dropFirst() {
        names.insert(String(part.prefix { $0.isLetter || $0.isNumber }))
      }
    }
    return names
  }()

  @Test func thereIsARowForEachOperation() {
    #expect(Self.rows.keys.sorted() == StepFunctionsOperation.allCases.map(\.rawValue).sorted())
  }

  @Test(arguments: StepFunctionsOperation.allCases) func theTestsExist(operation: StepFunctionsOperation) throws {
    let named = try #require(Self.rows[operation.rawValue]).flatMap(Self.names)
    #expect(!named.isEmpty)
    #expect(named.filter { !Self.existing.contains($0) } == [])
  }

  /// What no operation gives: the page says why.
  private static let never: Set<String> = [
    "KmsAccessDeniedException", "KmsInvalidStateException", "KmsThrottlingException", "InvalidTracingConfiguration",
    "TaskDoesNotExist",
  ]

  @Test(arguments: StepFunctionsOperation.allCases) func theErrorsAreThoseOfTheModel(
    operation: StepFunctionsOperation
  ) throws {
    let cell = try #require(Self.rows[operation.rawValue])[1]
    var codes: Set<String> = []
    for part in cell.components(separatedBy: "; ") {
      if let rest = part.components(separatedBy: "never here: ").dropFirst().first {
        codes.formUnion(rest.components(separatedBy: ", "))
      } else if let code = part.components(separatedBy: ":").first {
        codes.insert(code)
      }
    }
    let model = try #require(APIModel.json["operations"]?[operation.rawValue]?["errors"]?.arrayValue)
    #expect(codes == Set(model.compactMap(\.stringValue)).subtracting(Self.never))
  }
}
