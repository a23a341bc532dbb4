import LanguageSupport
import OrderedJSON
import StatesLanguage
import StatesTesting

/// The files that a suite names, from the suite's own folder.
struct SuiteFolder {
  /// How the names of suites end.
  static let ending = ".asl-test.json"

  /// The files that suites have read.
  final class Files: Sendable {
    private let names = Locked<Set<String>>([])

    var all: Set<String> { names.withLock { $0 } }

    func insert(_ name: String) { names.withLock { _ = $0.insert(name) } }
  }

  private let folder: String
  private let known: Files

  init(of suite: String, _ known: Files) {
    folder = suite.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(suite[...$0]) } ?? ""
    self.known = known
  }

  private func path(_ name: String) -> String { name.hasPrefix("/") ? name : folder + name }

  var files: SuiteFiles {
    SuiteFiles(
      machine: { name, suite in
        let path = path(name)
        known.insert(String(path.prefix { $0 != "#" }))
        var values: [String: String] = [:]
        for member in suite.substitutions.members {
          values[member.key] = member.value.stringValue ?? member.value.description
        }
        let loader = DefinitionLoader<FileProblem>(
          substitutions: DefinitionSubstitutions(values), exists: asl.Files.exists,
          read: { path throws(FileProblem) in try asl.Files.read(path) },
          failure: { FileProblem(message: "\($0): \($1)") })
        let loaded = try loader.one(path)
        do {
          return try StateMachine(parsing: loaded.source, type: suite.type ?? loaded.type ?? .standard)
        } catch {
          throw FileProblem(message: "\(error)")
        }
      },
      bytes: { name in
        known.insert(path(name))
        return try asl.Files.read(path(name))
      })
  }
}
