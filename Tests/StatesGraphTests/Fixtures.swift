import Foundation
import StatesGraph
import StatesLanguage
import Testing

/// The definitions of `Tests/Fixtures/Graphs`, and their pictures.
enum Fixtures {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static let folder = root.appendingPathComponent("Tests/Fixtures/Graphs")

  /// The definitions' names, without suffix.
  static let names = ["state-types", "nested", "loops", "catchers", "jsonata", "escapes"]

  static func machine(_ name: String) throws -> StateMachine {
    try StateMachine(parsing: Array(try Data(contentsOf: folder.appendingPathComponent(name + ".asl.json"))))
  }

  static func history(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appendingPathComponent(name + ".history.json")))
  }

  /// Compares a picture with the file that is kept; with `RECORD_GRAPHS` in the environment, writes the file instead.
  static func compare(_ text: String, with file: String, _ location: SourceLocation = #_sourceLocation) throws {
    let url = folder.appendingPathComponent(file)
    if ProcessInfo.processInfo.environment["RECORD_GRAPHS"] != nil {
      try Data(text.utf8).write(to: url)
      return
    }
    let expected = try String(contentsOf: url, encoding: .utf8)
    guard text != expected else { return }
    let pairs = zip(text.split(separator: "\n"), expected.split(separator: "\n"))
    let difference = pairs.first { $0 != $1 }.map { "'\($0)' instead of '\($1)'" } ?? "another number of lines"
    Issue.record("\(file): \(difference)", sourceLocation: location)
  }
}

extension StateMachine {
  /// A machine of states in JSON, starting with `A`.
  init(states: String) throws { try self.init(parsing: #"{"StartAt": "A", "States": {\#(states)}}"#) }
}
