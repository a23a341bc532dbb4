import Foundation
import Testing

/// ARCHITECTURE.md is the map of the code: what it names is there.
@Suite struct ArchitectureTests {
  private static let paths: [String] = {
    let file = CommandLine.root.appendingPathComponent("ARCHITECTURE.md")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.matches(of: /`([A-Za-z.]+(?:\/[A-Za-z+.]+)+)\/?`/).map { String($0.output.1) }
  }()

  @Test func theFilesAndFoldersThatItNamesAreThere() {
    #expect(Self.paths.count > 30)
    // `X+Run` represents one file for each type of state.
    for path in Self.paths where !path.contains("/X+") {
      let candidates = ["Sources/\(path).swift", "Sources/\(path)", "\(path).swift", path]
      let isThere = candidates.contains {
        FileManager.default.fileExists(atPath: CommandLine.root.appendingPathComponent($0).path)
      }
      #expect(isThere, "\(path)")
    }
  }
}
