import Foundation
import OrderedJSON
import Testing

/// README.md is true: its commands print what it says, and what it names is there.
@Suite struct ReadmeTests {
  private static let readme = try? String(
    contentsOf: CommandLine.root.appendingPathComponent("README.md"), encoding: .utf8)

  /// A command and the lines that it prints; `nil` where README shows none.
  struct Example: CustomTestStringConvertible {
    var command: String
    var output: [String]?
    var testDescription: String { command }
  }

  /// The commands of a console block, which run one after the other.
  private static func examples(_ block: [Substring]) -> [Example] {
    guard block.contains(where: { $0.hasPrefix("$ ") }) else {
      return block.map { Example(command: String($0), output: nil) }
    }
    var examples: [Example] = []
    for line in block {
      if line.hasPrefix("$ ") {
        examples.append(Example(command: String(line.dropFirst(2)), output: []))
      } else if !examples.isEmpty {
        examples[examples.count - 1].output?.append(String(line))
      }
    }
    return examples
  }

  private static func blocks(of language: String) -> [[Substring]] {
    var blocks: [[Substring]] = []
    var isInside = false
    for line in (readme ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInside = line == "```\(language)"
        if isInside { blocks.append([]) }
      } else if isInside {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks
  }

  /// Runs a command as written, with the built `asl` instead of `swift run`.
  private func run(_ command: String, in folder: Folder) throws -> [String] {
    let asl = try #require(CommandLine.executable)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command.replacing("swift run -c release asl", with: "'\(asl.path)'")]
    process.currentDirectoryURL = folder.url
    try Data().write(to: URL(fileURLWithPath: folder.path("output")))
    let output = try #require(FileHandle(forWritingAtPath: folder.path("output")))
    process.standardOutput = output
    process.standardError = output
    try process.run()
    process.waitUntilExit()
    return try folder.read("output").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func theCommandsPrintWhatItShows() throws {
    let blocks = Self.blocks(of: "console")
    #expect(blocks.count >= 3)
    var shown = 0
    for block in blocks {
      let folder = try Folder()
      try FileManager.default.createSymbolicLink(
        at: folder.url.appendingPathComponent("Examples"),
        withDestinationURL: CommandLine.root.appendingPathComponent("Examples"))
      for example in Self.examples(block) where example.command != "swift test" {
        let output = try run(example.command, in: folder)
        if let expected = example.output {
          #expect(output == expected + [""], "\(example.command)")
          shown += 1
        } else {
          #expect(output.contains(#"  "status": "SUCCEEDED","#), "\(example.command): \(output)")
          #expect(FileManager.default.fileExists(atPath: folder.path("history.json")))
        }
      }
    }
    #expect(shown >= 4)
  }

  @Test func theFilesThatItNamesAreThere() throws {
    let readme = try #require(Self.readme)
    let names = readme.matches(of: /(?:Examples|Sources|Benchmarks)\/[A-Za-z0-9_\-.\/]*[A-Za-z0-9]/).map(\.output)
    #expect(names.count > 5)
    for name in names {
      let path = CommandLine.root.appendingPathComponent(String(name)).path
      #expect(FileManager.default.fileExists(atPath: path), "\(name)")
    }
  }

  @Test func theProductsThatItNamesAreThere() throws {
    let readme = try #require(Self.readme)
    let manifest = try String(contentsOf: CommandLine.root.appendingPathComponent("Package.swift"), encoding: .utf8)
    let products = readme.matches(of: /\.product\(name: "([A-Za-z]+)"/).map(\.output.1)
    #expect(!products.isEmpty)
    for product in products { #expect(manifest.contains("name: \"\(product)\""), "\(product)") }
  }

  /// The Swift examples are in a test file, which compiles and runs them.
  @Test func theSwiftExamplesAreThoseOfTheTests() throws {
    let files = ["StatesBuilderTests", "StatesTestingTests", "StepFunctionsTests"].map {
      CommandLine.root.appendingPathComponent("Tests/\($0)/ReadmeExamples.swift")
    }
    func squeezed(_ lines: some Sequence<Substring>) -> String {
      lines.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty && !$0.hasPrefix("import ") }
        .joined(separator: "\n")
    }
    let compiled = squeezed(try files.flatMap { try String(contentsOf: $0, encoding: .utf8).split(separator: "\n") })
    let blocks = Self.blocks(of: "swift").filter { $0.first?.hasPrefix("// swift-tools-version") != true }
    #expect(blocks.count == 7)
    for block in blocks { #expect(compiled.contains(squeezed(block)), "\(block.joined(separator: "\n"))") }
  }

  /// The manifest for a new package is one that SwiftPM reads.
  @Test func theManifestIsOne() throws {
    let manifest = try #require(
      Self.blocks(of: "swift").first { $0.first?.hasPrefix("// swift-tools-version") == true })
    let folder = try Folder(["Package.swift": manifest.joined(separator: "\n")])
    let lines = try run("swift package --disable-sandbox dump-package 2>/dev/null", in: folder)
    let json = try JSON(parsing: lines.joined(separator: "\n"))
    #expect(json["name"] == "Orders")
    #expect(json["targets"]?[0]?["dependencies"]?[0]?["product"]?[0] == "StatesTesting")
  }

  @Test func theHistoryOfTheExampleIsIgnored() throws {
    let ignored = try String(contentsOf: CommandLine.root.appendingPathComponent(".gitignore"), encoding: .utf8)
    #expect(ignored.split(separator: "\n").contains("/history.json"))
  }
}
