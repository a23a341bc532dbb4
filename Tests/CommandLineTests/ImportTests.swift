import LanguageSupport
import Foundation
import Testing

/// What the modules can and cannot name: ARCHITECTURE.md's invariants about imports.
@Suite struct ImportTests {
  /// The modules that know nothing of the world, and the files in them that may import the C library.
  private static let core = [
    "OrderedJSON", "LanguageSupport", "JSONPath", "JSONata", "ServiceModels", "StatesLanguage", "StatesGraph",
    "StatesEngine",
  ]
  private static let filesThatImportC = [
    "OrderedJSON/Platform.swift", "LanguageSupport/CLibrary.swift", "LanguageSupport/Locked.swift",
  ]

  private struct Source {
    var name: String
    var lines: [String]
  }

  /// The source files of a module, without comments.
  private static func sources(of module: String) throws -> [Source] {
    let folder = CommandLine.root.appendingPathComponent("Sources/\(module)")
    let paths = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    return try paths.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map { url in
      let text = try String(contentsOf: url, encoding: .utf8)
      let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      let name = url.standardizedFileURL.path.dropFirst(
        folder.deletingLastPathComponent().standardizedFileURL.path.count + 1)
      return Source(name: String(name), lines: lines.filter { !$0.hasPrefix("//") })
    }
  }

  /// The modules that a line imports.
  private static func imported(_ line: String) -> String? {
    line.firstMatch(of: /^(?:@\w+ )*(?:\w+ )?import (?:\w+ )?(\w+)/).map { String($0.output.1) }
  }

  @Test(arguments: core)
  func theCoreImportsTheCoreOnly(module: String) throws {
    let allowed = Set(Self.core)
    let sources = try Self.sources(of: module)
    #expect(!sources.isEmpty)
    for source in sources where !Self.filesThatImportC.contains(source.name) {
      let others = source.lines.compactMap(Self.imported).filter { !allowed.contains($0) }
      #expect(others.isEmpty, "\(source.name) imports \(others)")
    }
  }

  @Test func theCLibraryIsImportedForTheFileAlone() throws {
    for name in Self.filesThatImportC {
      let module = try #require(name.split(separator: "/").first.map(String.init))
      let source = try #require(try Self.sources(of: module).first { $0.name == name })
      let imports = source.lines.filter { Self.imported($0) != nil }
      #expect(imports == ["private import Glibc", "private import Musl", "private import Darwin"])
    }
  }

  /// Clocks and randomness of the standard library need no import.
  @Test(arguments: ["StatesEngine", "StatesLanguage", "JSONata", "JSONPath"])
  func noFileNamesAClockOrSystemRandomness(module: String) throws {
    for source in try Self.sources(of: module) {
      for word in ["ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "Task.sleep"] {
        #expect(!source.lines.contains { $0.contains(word) }, "\(source.name) names \(word)")
      }
    }
    guard module == "StatesEngine" else { return }
    for source in try Self.sources(of: module) {
      let drawn = source.lines.filter { $0.contains(".random(in") && !$0.contains("using:") }
      #expect(drawn.isEmpty, "\(source.name) draws from the system: \(drawn)")
      let waits = source.lines.filter { $0.contains(/\b(async|await)\b/) }
      #expect(waits.isEmpty, "\(source.name) waits: \(waits)")
    }
  }

  @Test func jsonataKnowsNoStates() throws {
    for source in try Self.sources(of: "JSONata") {
      #expect(!source.lines.contains { $0.contains("\"states\"") || $0.contains("$states") }, "\(source.name)")
    }
  }

  @Test func whoImportsTheEngineCanUseIt() throws {
    let result = try Typecheck.run("import StatesEngine\nlet start = Timestamp(milliseconds: 0)\n")
    #expect(result.isSuccess, "\(result.errors)")
  }

  /// Nor are these names visible to code that imports a module of this package.
  @Test(arguments: ["StatesEngine", "OrderedJSON", "StatesTesting"], ["time(nil)", "rand()", "getpid()", "Date()"])
  func whoImportsAModuleGetsNoClock(module: String, expression: String) throws {
    let result = try Typecheck.run("import \(module)\nlet value = \(expression)\n")
    #expect(!result.isSuccess)
    #expect(result.errors.contains("cannot find"), "\(result.errors)")
  }
}
