import Foundation
import Testing

/// The Swift examples of the documentation compile: those of every module's pages, and those in comments of symbols.
@Suite struct DocumentationExamplesTests {
  private struct Example {
    var file: String
    var line: Int
    var lines: [Substring]

    /// Whether the example is a test, which must be in a type.
    var isTest: Bool { lines.contains { $0.contains("@Test") || $0.contains("@Suite") } }
  }

  /// What the examples of a page take for granted.
  private static let context = """
    machine: StateMachine, resources: ResourceRouter, identity: ExecutionIdentity, execution: Execution,
    driver: LiveDriver, host: ExecutionHost, token: String, text: String, definitionText: String, place: Int, queue: Queue, now: Timestamp,
    order: JSON, scope: Scope, test: WorkflowTest, config: MockConfig,
    service: StepFunctionsService, definition: String, role: String, arn: String
    """

  private static let prelude = """
    import Foundation
    import JSONata
    import JSONPath
    import OrderedJSON
    import StatesBuilder
    import StatesEngine
    import StatesGraph
    import StatesLanguage
    import StatesRuntime
    import StatesTesting
    import StatesTestingTraits
    import StepFunctions
    import Testing

    actor Queue { func send(_ message: some Encodable) async throws -> JSON { [:] } }
    struct Message: Codable {}
    struct Order: Codable { var id: Int }
    struct Decision: Codable { var approved: Bool }
    """

  private static func files() throws -> [URL] {
    let folder = CommandLine.root.appendingPathComponent("Sources")
    let paths = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    let all = paths.compactMap { $0 as? URL }.filter { ["swift", "md"].contains($0.pathExtension) }
    return all.filter { !$0.path.contains("/ServiceModels/Models/") }.sorted { $0.path < $1.path }
  }

  private static func examples() throws -> [Example] {
    try files().flatMap { file in
      let isSource = file.pathExtension == "swift"
      var examples: [Example] = []
      var open: Example?
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        var line = line
        if isSource {
          line = line.drop { $0 == " " }
          guard line.hasPrefix("///") else { continue }
          line = line.dropFirst(3).hasPrefix(" ") ? line.dropFirst(4) : line.dropFirst(3)
        }
        if line == "```swift" {
          open = Example(file: file.lastPathComponent, line: index + 1, lines: [])
        } else if line == "```" {
          if let example = open { examples.append(example) }
          open = nil
        } else {
          open?.lines.append(line)
        }
      }
      return examples
    }
  }

  @Test func everyExampleCompiles() throws {
    let examples = try Self.examples()
    #expect(examples.count > 20)
    var text = Self.prelude + "\n"
    for (number, example) in examples.enumerated() {
      let body = example.lines.filter { !$0.hasPrefix("import ") }.joined(separator: "\n")
      text += "#sourceLocation(file: \"\(example.file)\", line: \(example.line + 1))\n"
      if example.isTest {
        guard Typecheck.testingPlugins != nil else { continue }
        text += "struct Example\(number) { let text = \"\"\n\(body)\n}\n"
      } else {
        let context = Self.context.replacingOccurrences(of: "\n", with: " ")
        // Where nothing is awaited, the synchronous overloads are meant.
        let effects = body.contains("await ") ? "async throws" : "throws"
        text += "func example\(number)(\(context)) \(effects) {\n"
        text += "var resources = resources; var execution = execution; var test = test\n"
        text += "_ = (resources, execution, test); do {\n"
        text += body + "\n}\n}\n"
      }
    }
    let result = try Typecheck.run(text)
    let errors = result.errors.split(separator: "\n").filter { $0.contains("error:") }
    #expect(result.isSuccess, "\(errors.joined(separator: "\n"))")
  }
}
