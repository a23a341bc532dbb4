import Foundation
import OrderedJSON
import Testing

@Suite struct ReplayCommandTests {
  static let definition = #"""
    {"StartAt":"A","States":{
      "A":{"Type":"Pass","Parameters":{"n":1},"Next":"B"},
      "B":{"Type":"Succeed"}}}
    """#

  /// A folder with a definition, one whose second state is another, and a history of the first.
  private func scene() throws -> Folder {
    let folder = try Folder([
      "a.asl.json": Self.definition,
      "b.asl.json": Self.definition.replacingOccurrences(of: #""n":1"#, with: #""n":2"#),
    ])
    try folder.makeFolder("histories")
    let run = try CommandLine.run(["run", "a.asl.json", "--history", "histories/1.json"], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    return folder
  }

  @Test func theSameWay() throws {
    let folder = try scene()
    let result = try CommandLine.run(["replay", "a.asl.json", "--history", "histories/1.json"], in: folder)
    #expect(result.status == 0)
    #expect(result.output == "histories/1.json: the same, 6 events\n")
    let text = try folder.read("histories/1.json")
    let piped = try CommandLine.run(
      ["replay", "a.asl.json", "--history", "-", "--exact-text"], input: text, in: folder)
    #expect(piped.output == "-: the same, 6 events\n")
  }

  @Test func anotherWay() throws {
    let result = try CommandLine.run(["replay", "b.asl.json", "--history", "histories"], in: scene())
    #expect(result.status == 1)
    #expect(
      result.output == """
        histories/1.json: differs at event 3: PassStateExited has another output
          in the state 'A', b.asl.json:2:22 /States/A/Parameters
          output/n
          - 1
          + 2
          input: {}

        """)
  }

  @Test func severalHistoriesAreCounted() throws {
    let folder = try scene()
    try folder.write("histories/2.json", Array("{}".utf8))
    try folder.write("more.json", Array(try folder.read("histories/1.json").utf8))
    let result = try CommandLine.run(["replay", "a.asl.json", "--history", "histories", "more.json"], in: folder)
    #expect(result.status == 2)
    #expect(
      result.output == """
        histories/1.json: the same, 6 events
        more.json: the same, 6 events
        3 histories: 2 the same, 0 different, 0 not comparable, 1 unreadable

        """)
    #expect(
      result.errors
        == "asl: replay: histories/2.json: a page has an array 'events'; is this what GetExecutionHistory returned?\n")
  }

  @Test func asJSON() throws {
    let result = try CommandLine.run(
      ["replay", "b.asl.json", "--history", "histories", "--format", "json"], in: scene())
    #expect(result.status == 1)
    let report = try JSON(parsing: result.output)
    #expect(report["summary"] == ["same": 0, "different": 1, "undecided": 0, "unreadable": 0])
    let history = report["histories"]?[0]
    #expect(history?["verdict"] == "DIFFERENT")
    #expect(history?["difference"]?["event"] == 3)
    #expect(history?["difference"]?["pointer"] == "/States/A/Parameters")
    #expect(history?["difference"]?["line"] == 2)
    #expect(
      history?["difference"]?["values"] == [["field": "output", "pointer": "/n", "recorded": 1, "replayed": 2]])
  }

  /// Arguments that cannot be used, the exit status, and what is said of them.
  static let refused: [([String], Int32, String)] = [
    (["--history", "h.json"], 2, "no definition given"),
    (["a.asl.json"], 2, "no --history given"),
    (["a.asl.json", "--history", "nowhere.json"], 2, "nowhere.json: "),
    (["a.asl.json", "--history", "empty"], 2, "empty: has no files that end in .json"),
    (["a.asl.json", "--history", "h.json", "--format", "xml"], 2, "--format takes text or json, not 'xml'"),
    (["a.asl.json", "--history", "h.json", "--execution-arn", "me"], 2, "--execution-arn takes an ARN, not 'me'"),
    (["h.json", "--history", "h.json"], 1, "the definition is invalid"),
  ]

  @Test(arguments: refused)
  func argumentsThatCannotBeUsed(arguments: [String], status: Int32, message: String) throws {
    let folder = try Folder(["a.asl.json": Self.definition, "h.json": "{}"])
    try folder.makeFolder("empty")
    let result = try CommandLine.run(["replay"] + arguments, in: folder)
    #expect(result.status == status)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
