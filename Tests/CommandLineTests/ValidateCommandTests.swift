import OrderedJSON
import Testing

@Suite struct ValidateCommandTests {
  static let misspelled = #"{"StartAt":"A","States":{"A":{"Type":"Pass","Nxt":"B"},"B":{"Type":"Succeed"}}}"#
  static let warned = #"{"StartAt":"A","States":{"A":{"Type":"Pass","Result":"$.a","End":true}}}"#
  static let token =
    #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":{"QueueUrl":"q","MessageBody":"m"},"TimeoutSeconds":5,"End":true}}}"#

  @Test(
    arguments: [
      (["good.json"], 0), (["bad.json"], 1), (["good.json", "bad.json"], 1), (["missing.json"], 2),
      (["bad.json", "missing.json"], 2), (["missing.json", "bad.json"], 2), (["latin1.json"], 2), (["empty"], 2),
      (["warned.json"], 0), (["--warnings-as-errors", "warned.json"], 1), (["--type", "EXPRESS", "token.json"], 1),
      (["--type=STANDARD", "token.json"], 0), (["--fix", "-"], 2), (["--type", "FAST", "good.json"], 2),
      (["--", "good.json"], 0), (["--max-problems", "many", "good.json"], 2),
      (["--max-problems", "-1", "good.json"], 2),
      (["--max-problems", "1.5", "good.json"], 2), (["--max-problems"], 2), (["--max-problems=1", "good.json"], 0),
    ] as [([String], Int32)])
  func exitStatus(arguments: [String], status: Int32) throws {
    let folder = try Folder([
      "good.json": RunTests.hello, "bad.json": Self.misspelled, "warned.json": Self.warned, "token.json": Self.token,
    ])
    try folder.write("latin1.json", [0x22, 0xe9, 0x22])
    try folder.makeFolder("empty")
    let result = try CommandLine.run(["validate"] + arguments, in: folder)
    #expect(result.status == status, "\(result.output)\(result.errors)")
  }

  @Test func aFolderMeansTheDefinitionsInIt() throws {
    let folder = try Folder()
    try folder.makeFolder("flows/deep")
    try folder.write("flows/b.asl.json", Array(RunTests.hello.utf8))
    try folder.write("flows/deep/a.asl.json", Array(Self.misspelled.utf8))
    try folder.write("flows/other.json", Array("no definition".utf8))
    let result = try CommandLine.run(["validate", "--format", "json", "flows"], in: folder)
    let files = try result.output.split(separator: "\n").map { try JSON(parsing: String($0))["file"] }
    #expect(files == ["flows/b.asl.json", "flows/deep/a.asl.json"])
    #expect(result.status == 1)
  }

  @Test(
    arguments: [
      (["--default", "flows"], "flows/b.asl.json", 0),
      (["--default", "flows", "--format", "json"], "flows/b.asl.json", 0),
      (["--type", "EXPRESS", "--default", "flows"], "flows/b.asl.json", 0),
      (["--default", "flows", "bad.json"], "bad.json", 1),
    ] as [([String], String, Int32)])
  func withoutAFileTheDefaultIsChecked(arguments: [String], file: String, status: Int32) throws {
    let folder = try Folder(["bad.json": Self.misspelled])
    try folder.makeFolder("flows")
    try folder.write("flows/b.asl.json", Array(RunTests.hello.utf8))
    let result = try CommandLine.run(["validate"] + arguments, in: folder)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.output.contains(file))
    #expect(result.output.contains("bad.json") == (file == "bad.json"))
  }

  @Test func textShowsTheLineAndTheFix() throws {
    let state = #""A": {"Type": "Pass", "Edn": true}"#
    let folder = try Folder(["d.json": "{\n  \"StartAt\": \"A\",\n  \"States\": {\(state)}\n}"])
    let result = try CommandLine.run(["validate", "d.json"], in: folder)
    #expect(result.output.contains("d.json:3:36: error: Field 'Edn' is not supported [ASL206]"))
    #expect(result.output.contains("      \"States\": {\"A\": {\"Type\": \"Pass\", \"Edn\": true}}"))
    #expect(result.output.contains("^~~~~"))
    #expect(result.output.contains(#"fix: rename "Edn" to "End""#))
    #expect(result.output.hasSuffix("FAIL, 3 errors, 0 warnings\n"))
  }

  /// `--max-problems` bounds what the text shows, not what is found: the last line counts all.
  @Test(
    arguments: [
      (["--max-problems", "0"], 150, nil), (["--max-problems", "1"], 1, "d.json: and 149 more problems"),
      (["--max-problems", "149"], 149, "d.json: and 1 more problem"), (["--max-problems", "150"], 150, nil),
      (["--max-problems", "1000"], 150, nil), (["--max-problems", "9223372036854775807"], 150, nil),
      ([], 100, "d.json: and 50 more problems"),
    ] as [([String], Int, String?)])
  func asManyProblemsAreShownAsAskedFor(arguments: [String], shown: Int, rest: String?) throws {
    let fields = (0..<150).map { #""Field\#($0)":1"# }.joined(separator: ",")
    let folder = try Folder(["d.json": #"{"StartAt":"A","States":{"A":{"Type":"Pass",\#(fields),"End":true}}}"#])
    let result = try CommandLine.run(["validate"] + arguments + ["d.json"], in: folder)
    let lines = result.output.split(separator: "\n").map(String.init)
    #expect(lines.count { $0.contains(": error: ") } == shown)
    #expect(lines.first { $0.contains("more problem") } == rest)
    #expect(result.output.hasSuffix("d.json: FAIL, 150 errors, 0 warnings\n"))
    #expect(result.status == 1)
  }

  @Test func fixesAreWrittenToTheFile() throws {
    let folder = try Folder(["d.json": Self.misspelled])
    let result = try CommandLine.run(["validate", "--fix", "d.json"], in: folder)
    #expect(result.status == 0)
    #expect(result.errors.contains("d.json: 1 fix applied"))
    #expect(try folder.read("d.json") == Self.misspelled.replacing("Nxt", with: "Next"))
  }

  @Test func standardInputIsADefinitionToo() throws {
    let result = try CommandLine.run(["validate", "--format", "service", "-"], input: Self.misspelled, in: Folder())
    let answer = try JSON(parsing: result.output)
    #expect(answer["result"] == "FAIL")
    #expect(answer["truncated"] == false)
    #expect(answer["diagnostics"]?[0]?["location"] == "/States/A")
  }

  @Test func sarifHasRulesPlacesNotesAndFixes() throws {
    let both = #"{"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B","End":true},"B":{"Type":"Succeed"}}}"#
    let folder = try Folder(["my flow.json": both])
    let result = try CommandLine.run(["validate", "--format", "sarif", "my flow.json", "missing.json"], in: folder)
    #expect(result.status == 2)
    let log = try JSON(parsing: result.output)
    #expect(log["version"] == "2.1.0")
    let run = try #require(log["runs"]?[0])
    #expect(run["columnKind"] == "unicodeCodePoints")
    let found = try #require(run["results"]?[0])
    let rules = try #require(run["tool"]?["driver"]?["rules"]?.arrayValue)
    #expect(rules.contains { $0["id"] == found["ruleId"] })
    #expect(found["level"] == "error")
    let place = try #require(found["locations"]?[0]?["physicalLocation"])
    #expect(place["artifactLocation"]?["uri"] == "my%20flow.json")
    #expect(place["region"]?.description == #"{"startLine":1,"startColumn":56,"endLine":1,"endColumn":61}"#)
    #expect(found["relatedLocations"]?[0]?["message"]?["text"] == #""Next" is here"#)
    let change = try #require(found["fixes"]?[0]?["artifactChanges"]?[0])
    #expect(change["artifactLocation"]?["uri"] == "my%20flow.json")
    #expect(
      change["replacements"]?.description
        == #"[{"deletedRegion":{"startLine":1,"startColumn":55,"endLine":1,"endColumn":66},"insertedContent":{"text":""}}]"#
    )
  }
}
