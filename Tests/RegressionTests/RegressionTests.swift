import Foundation
import FuzzEntryPoints
import Testing

/// What fuzzing has found, and the seeds that it starts from: each runs through its entry point, and what must hold for
/// every input holds.
@Suite struct RegressionTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// `Tests/Fixtures/Regressions/ENTRY/NAME`: one input each, as small as it could be made.
  private static let finds: [(entry: EntryPoint, name: String)] = EntryPoint.allCases.flatMap { entry in
    let folder = root.appendingPathComponent("Tests/Fixtures/Regressions/\(entry.rawValue)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { (entry, $0) }
  }

  @Test(arguments: finds)
  func whatWasFoundStaysMended(entry: EntryPoint, name: String) async throws {
    let path = Self.root.appendingPathComponent("Tests/Fixtures/Regressions/\(entry.rawValue)/\(name)")
    try await entry.run([UInt8](try Data(contentsOf: path)))
  }

  /// `Examples/Fuzzing/Seeds/ENTRY.txt`: inputs with a line `====` between them.
  @Test(arguments: EntryPoint.allCases)
  func seedsKeepWhatIsPromised(entry: EntryPoint) async throws {
    let path = Self.root.appendingPathComponent("Examples/Fuzzing/Seeds/\(entry.rawValue).txt")
    let seeds = try String(contentsOf: path, encoding: .utf8).components(separatedBy: "\n====\n")
    #expect(seeds.count > 10)
    for seed in seeds {
      do throws(BrokenPromise) { try await entry.run(Array(seed.utf8)) } catch { Issue.record("\(error) by \(seed)") }
    }
  }
}
