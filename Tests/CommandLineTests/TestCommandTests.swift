import Foundation
import OrderedJSON
import Testing

@Suite struct TestCommandTests {
  private static let definition = """
    {"StartAt": "Pick", "States": {
      "Pick": {"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericLessThan": 3, "Next": "Few"}],
        "Default": "Many"},
      "Few": {"Type": "Succeed"},
      "Many": {"Type": "Succeed"}
    }}
    """

  private static func suite(_ cases: String, _ others: String = "") -> String {
    #"{"definition": "pick.asl.json", \#(others) "cases": [\#(cases)]}"#
  }

  private static let few = #"{"name": "few", "input": {"n": 1}, "expect": {"path": ["Pick", "Few"]}}"#
  private static let wrong = #"{"name": "wrong", "input": {"n": 5}, "expect": {"path": ["Pick", "Few"]}}"#

  private func run(_ arguments: [String], _ suite: String) throws -> (CommandLine.Result, Folder) {
    let folder = try Folder(["pick.asl.json": Self.definition, "pick.asl-test.json": suite])
    return (try CommandLine.run(["test"] + arguments, in: folder), folder)
  }

  @Test func casesThatPassAreListed() throws {
    let (result, _) = try run(["pick.asl-test.json"], Self.suite(Self.few))
    #expect(result.status == 0)
    #expect(result.output == "pick.asl-test.json\n  ✔ few (0 s)\n1 passed, 0 failed\n")
    #expect(result.errors == "")
  }

  @Test func aCaseThatFailsIsShownInPlace() throws {
    let (result, _) = try run(["."], Self.suite(Self.few + ",\n" + Self.wrong))
    #expect(result.status == 1)
    #expect(
      result.output == """
        ./pick.asl-test.json
          ✔ few (0 s)
          ✘ wrong (0 s)
              path: at /1: expected "Few", got "Many"
                ./pick.asl-test.json:2:66
                │ {"name": "wrong", "input": {"n": 5}, "expect": {"path": ["Pick", "Few"]}}]}
                │                                                                  ^
              way: Pick → Many
        1 passed, 1 failed

        """)
  }

  @Test func casesAreFiltered() throws {
    let (result, _) = try run([".", "--filter", "few"], Self.suite(Self.few + "," + Self.wrong))
    #expect(result.status == 0)
    #expect(result.output.hasSuffix("1 passed, 0 failed\n"))
  }

  @Test func reportsAreWritten() throws {
    let (result, folder) = try run(
      [
        ".", "--format", "json", "--junit", "junit.xml", "--tap", "out.tap", "--coverage", "c.json", "--coverage",
        "c.info", "--coverage=c.xml", "--coverage", "c.txt",
      ], Self.suite(Self.few + "," + Self.wrong))
    #expect(result.status == 1)
    let json = try JSON(parsing: Array(result.output.utf8))
    #expect(json[0]?["cases"]?[1]?["result"] == "FAILED")
    #expect(try folder.read("junit.xml").contains(#"<testsuites tests="2" failures="1">"#))
    #expect(try folder.read("out.tap").hasPrefix("TAP version 13\n1..2\nok 1 - ./pick.asl-test.json: few\n"))
    #expect(try JSON(parsing: Array(folder.read("c.json").utf8))["covered"] == 7)
    #expect(
      try folder.read("c.info").contains("SF:./pick.asl.json\n") || folder.read("c.info").contains("SF:pick.asl.json\n")
    )
    #expect(try folder.read("c.xml").contains(#"filename="pick.asl.json""#))
    #expect(try folder.read("c.txt").contains("100.0 % (7 of 7): states 3/3, transitions 2/2, rules 1/1, Default 1/1"))
  }

  @Test func tooLittleCoverageFails() throws {
    let (result, _) = try run([".", "--min-coverage", "90"], Self.suite(Self.few))
    #expect(result.status == 1)
    #expect(result.errors.contains("the cases reach less than 90.0 % of the definitions"))
    #expect(result.errors.contains("state 'Many' was never entered"))
    let (other, _) = try run(["."], Self.suite(Self.few, #""minimumCoverage": 90,"#))
    #expect(other.status == 1)
    #expect(other.output.contains("✘ the cases reach 57.1 % of the definition, less than 90.0 %"))
  }

  @Test(
    arguments: [
      (["none.asl-test.json"], "none.asl-test.json: "), (["--jobs", "0", "."], "--jobs takes a number from 1 on"),
      (["--format", "xml", "."], "--format takes one of text, json, tap"), ([], "no suite given"),
      (["--min-coverage", "200", "."], "--min-coverage takes a percentage"),
      (["--coverag", "x"], "did you mean '--coverage'?"),
    ]) func incorrectUsage(arguments: [String], message: String) throws
  {
    let (result, _) = try run(arguments, Self.suite(Self.few))
    #expect(result.status == 2)
    #expect((result.errors + result.output).contains(message), "\(result.errors)\(result.output)")
  }

  @Test func aSuiteThatCannotBeReadIsReportedAndTheOthersRun() throws {
    let folder = try Folder([
      "pick.asl.json": Self.definition, "a.asl-test.json": #"{"definition": 1}"#,
      "b.asl-test.json": Self.suite(Self.few), "c.asl-test.json": #"{"definition": "c.asl.json", "cases": []}"#,
      "c.asl.json": #"{"StartAt": "A", "States": {}}"#,
    ])
    let result = try CommandLine.run(["test", "."], in: folder)
    #expect(result.status == 2)
    #expect(result.output.contains("✘ ./a.asl-test.json:1:16: 'definition' is a string"))
    #expect(result.output.contains("✔ few"))
    #expect(result.output.contains("c.asl.json"))
    #expect(result.output.hasSuffix("1 passed, 2 failed\n"))
  }

  @Test func aFirstSuitePassesAndReachesEveryState() throws {
    let folder = try Folder(["pick.asl.json": Self.definition])
    let written = try CommandLine.run(["test", "--init", "pick.asl.json"], in: folder)
    #expect(written.output == "pick.asl-test.json: 2 cases\n")
    #expect(written.errors == "")
    let result = try CommandLine.run(["test", ".", "--min-coverage", "100"], in: folder)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let again = try CommandLine.run(["test", "--init", "pick.asl.json"], in: folder)
    #expect(again.status == 2)
    #expect(again.errors.contains("pick.asl-test.json: exists already"))
  }

  @Test func placeholdersOfTheDefinitionAreFilledIn() throws {
    let folder = try Folder([
      "w.asl.json": #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": ${Seconds}, "End": true}}}"#,
      "w.asl-test.json": #"""
      {"definition": "w.asl.json", "substitutions": {"Seconds": 30},
       "cases": [{"name": "waits", "expect": {"duration": 30}}]}
      """#,
    ])
    let result = try CommandLine.run(["test", "w.asl-test.json"], in: folder)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func theSchemaIsPrinted() throws {
    let result = try CommandLine.run(["test", "--schema"], in: try Folder())
    #expect(try JSON(parsing: Array(result.output.utf8))["definitions"]?["suite"] != nil)
  }

  @Test func theOrderExampleReachesAllStatesRulesRetriersAndCatchers() throws {
    let folder = try Folder()
    let result = try CommandLine.run(["test", CommandLine.example, "--coverage", "c.json"], in: folder)
    #expect(result.status == 0, "\(result.output)")
    let kinds = try JSON(parsing: Array(folder.read("c.json").utf8))["definitions"]?[0]?["kinds"]
    for kind in ["states", "transitions", "rules", "defaults", "retried", "exhausted", "catchers"] {
      #expect(kinds?[kind]?["covered"] == kinds?[kind]?["total"], "\(kind)")
    }
  }

  /// Watching ends when it is interrupted; until then a changed file runs the suites again.
  @Test func aChangedFileRunsTheSuitesAgain() async throws {
    let folder = try Folder(["pick.asl.json": Self.definition, "pick.asl-test.json": Self.suite(Self.few)])
    let process = Process()
    let asl: URL = try #require(CommandLine.executable)
    process.executableURL = asl
    process.arguments = ["test", ".", "--watch"]
    process.currentDirectoryURL = folder.url
    try Data().write(to: URL(fileURLWithPath: folder.path("out")))
    let output: FileHandle = try #require(FileHandle(forWritingAtPath: folder.path("out")))
    process.standardOutput = output
    try process.run()
    defer { process.terminate() }
    func waits(for text: String) async throws -> Bool {
      for _ in 0..<600 {
        if try folder.read("out").contains(text) { return true }
        try await Task.sleep(for: .milliseconds(100))
      }
      return false
    }
    #expect(try await waits(for: "1 passed, 0 failed\nWaiting for changes"))
    try Data(Self.suite(Self.few + "," + Self.wrong).utf8).write(
      to: URL(fileURLWithPath: folder.path("pick.asl-test.json")))
    #expect(try await waits(for: "1 passed, 1 failed\nWaiting for changes"))
  }
}
