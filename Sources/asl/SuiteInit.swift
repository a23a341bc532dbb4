import OrderedJSON
import StatesLanguage
import StatesTesting

/// `asl test --init`: writes a first suite for a definition.
enum SuiteInit {
  static func run(_ path: String, _ reader: ArgumentReader) throws -> Int32 {
    let output = reader["output"]
    let definition = try Documents.definition(path, reader)
    guard let machine = Documents.machine(definition, for: .test) else { return 1 }
    let file = output ?? Self.suite(beside: path)
    if file != "-", Files.exists(file) { throw FileProblem(message: "\(file): exists already") }
    // The suite names the definition as seen from its own folder.
    let name = output == nil ? String(path.split(separator: "/").last ?? "") : path
    let (suite, missing) = TestSuite.starter(for: machine, definition: name)
    try Files.write(JSONPrinter.pretty.string(suite) + "\n", to: file)
    if file != "-" {
      let count = suite["cases"]?.arrayValue?.count ?? 0
      Output.line("\(file): \(count) \(count == 1 ? "case" : "cases")")
    }
    for state in missing { Output.complain("test: no case reaches '\(state)'") }
    return 0
  }

  /// `order.asl-test.json` for `order.asl.json`.
  private static func suite(beside path: String) -> String {
    for ending in [".asl.json", ".json"] where path.hasSuffix(ending) {
      return path.dropLast(ending.count) + SuiteFolder.ending
    }
    return path + SuiteFolder.ending
  }
}
