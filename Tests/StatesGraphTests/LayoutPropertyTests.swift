import Foundation
import LanguageSupport
import OrderedJSON
import StatesGraph
import StatesLanguage
import Testing

/// No picture has overlapping boxes, text outside of its box, or edges that run through boxes or labels.
@Suite struct LayoutPropertyTests {
  @Test(arguments: Fixtures.names)
  func fixtures(name: String) throws {
    #expect(PictureCheck.problems(GraphLayout(of: StateGraph(try Fixtures.machine(name)))) == [])
  }

  /// The definitions in the package, wherever they are.
  @Test func definitionsOfThePackage() throws {
    var count = 0
    for folder in ["Tests/Fixtures", "Examples"] {
      let url = Fixtures.root.appendingPathComponent(folder)
      let files = try #require(FileManager.default.enumerator(at: url, includingPropertiesForKeys: nil))
      for case let file as URL in files
      where file.lastPathComponent.hasSuffix(".asl.json") && !file.path.contains("/.build/") {
        guard let machine = try? StateMachine(parsing: Array(try Data(contentsOf: file))) else { continue }
        count += 1
        #expect(PictureCheck.problems(GraphLayout(of: StateGraph(machine))) == [], "\(file.path)")
      }
    }
    #expect(count > Fixtures.names.count)
  }

  @Test(arguments: 0..<80)
  func randomMachines(seed: Int) throws {
    var generator = RandomMachine(seed: UInt64(seed))
    let graph = StateGraph(try StateMachine(parsing: generator.definition()))
    #expect(PictureCheck.problems(GraphLayout(of: graph)) == [])
    // Edges that go around all layers keep the promises too.
    var limits = GraphLayout.Limits()
    limits.maximumPassages = seed % 7
    #expect(PictureCheck.problems(GraphLayout(of: graph, limits: limits)) == [])
  }

  @Test(arguments: 0..<20)
  func theSameMachineHasTheSamePicture(seed: Int) throws {
    var generator = RandomMachine(seed: UInt64(seed))
    let text = generator.definition()
    let first = StateGraph(try StateMachine(parsing: text))
    let second = StateGraph(try StateMachine(parsing: text))
    #expect(first.svg() == second.svg())
    #expect(first.mermaid() == second.mermaid())
    #expect(first.dot() == second.dot())
  }

  /// Recorded definitions, when the environment variable `ASL_CONFORMANCE` names a folder of them.
  @Test(.enabled(if: RecordedDefinitions.folder != nil, "ASL_CONFORMANCE names no folder of recorded cases"))
  func recordedDefinitions() throws {
    var drawn = 0
    for text in try RecordedDefinitions.all() {
      guard let machine = try? StateMachine(parsing: text) else { continue }
      drawn += 1
      let problems = PictureCheck.problems(GraphLayout(of: StateGraph(machine)))
      #expect(problems == [], "\(text.prefix(200))")
    }
    #expect(drawn > 0)
  }
}

/// The definitions in a folder of recorded cases, each once.
enum RecordedDefinitions {
  static let folder = ProcessInfo.processInfo.environment["ASL_CONFORMANCE"]

  static func all() throws -> [String] {
    guard let folder, let files = FileManager.default.enumerator(atPath: folder) else { return [] }
    var known: Set<String> = []
    var definitions: [String] = []
    for case let name as String in files {
      guard name.hasSuffix(".json") || name.hasSuffix(".jsonl"),
        let data = FileManager.default.contents(atPath: folder + "/" + name)
      else { continue }
      let documents = name.hasSuffix(".jsonl") ? data.split(separator: 0x0a) : [data[...]]
      for document in documents {
        guard let json = try? JSON(parsing: Array(document)) else { continue }
        let text =
          json["definitionText"]?.stringValue ?? json["definition"]?.stringValue
          ?? json["definition"]?.objectValue.map { JSON.object($0).description }
        if let text, known.insert(text).inserted { definitions.append(text) }
      }
    }
    return definitions
  }
}
