import OrderedJSON
import Testing

/// What definitions and inputs may look like besides plain JSON.
@Suite struct DocumentTests {
  private static let yaml = "StartAt: A\nStates:\n  A:\n    Type: Succeed\n"
  private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]
  private static let mocks = #"{"StateMachines":{"M":{"TestCases":{"A":{}}}}}"#

  private static func utf16(_ text: String) -> [UInt8] { [0xff, 0xfe] + text.utf8.flatMap { [$0, 0] } }

  // MARK: Definitions

  @Test(arguments: ["validate", "run"], ["d.asl.yaml", "d.yml", "d.json", "flow.yaml"])
  func yamlIsNotReadHere(command: String, file: String) throws {
    let folder = try Folder([
      "d.asl.yaml": Self.yaml, "d.yml": "---\n" + Self.yaml, "d.json": "# c\n" + Self.yaml, "flow.yaml": "{StartAt: A}",
    ])
    let result = try CommandLine.run([command, file], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains("\(file): YAML is not read here"), "\(result.errors)")
    #expect(result.errors.contains("Examples/YAMLDefinitions"))
  }

  @Test func jsonWithTheNameOfYAMLIsRead() throws {
    #expect(try CommandLine.run(["validate", "d.yaml"], in: Folder(["d.yaml": RunTests.hello])).status == 0)
  }

  @Test(arguments: ["validate", "run"])
  func utf16IsNamed(command: String) throws {
    let folder = try Folder()
    try folder.write("d.json", Self.utf16(RunTests.hello))
    let result = try CommandLine.run([command, "d.json"], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains("d.json: the text is UTF-16; save it as UTF-8"), "\(result.errors)")
  }

  @Test(arguments: [
    ["validate", "d.json"], ["run", "d.json"], ["run", "d.json", "--input", "i.json"],
    ["run", "d.json", "--mock-config", "m.json"], ["eval", "a", "--input", "i.json"],
    ["test-state", "--request", "r.json"],
  ])
  func aByteOrderMarkIsSkipped(arguments: [String]) throws {
    let folder = try Folder()
    let request = #"{"definition":"{\"Type\":\"Succeed\"}"}"#
    let files = ["d.json": RunTests.hello, "i.json": #"{"a":1}"#, "m.json": Self.mocks, "r.json": request]
    for (name, text) in files { try folder.write(name, Self.mark + Array(text.utf8)) }
    let result = try CommandLine.run(arguments, in: folder)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }

  @Test func placeholdersAreWarningsAndDoNotRun() throws {
    let text = #"{"StartAt":"A","States":{"A":{"Type":"Wait","Seconds":${Seconds},"End":true}}}"#
    let folder = try Folder(["d.json": text])
    let check = try CommandLine.run(["validate", "d.json"], in: folder)
    #expect(check.status == 0)
    #expect(
      check.output.contains("d.json:1:55: warning: The placeholder ${Seconds} must be filled in"), "\(check.output)")
    let run = try CommandLine.run(["run", "d.json"], in: folder)
    #expect(run.status == 1)
    #expect(run.errors.contains("d.json:1:55: error: The placeholder ${Seconds} has no value"), "\(run.errors)")
    let service = try CommandLine.run(["validate", "--format", "service", "d.json"], in: folder)
    #expect(try JSON(parsing: service.output)["diagnostics"]?[0]?["code"] == "INVALID_JSON_DESCRIPTION")
  }

  @Test func commentsAndCommasAreExplainedAndFixed() throws {
    let text =
      "// Says hello\n{\"StartAt\":\"A\", /* the only one */\n\"States\":{\"A\":{\"Type\":\"Succeed\",}}} # end"
    let folder = try Folder(["d.json": text])
    let check = try CommandLine.run(["validate", "d.json"], in: folder)
    #expect(check.output.contains("d.json:1:1: note: JSON has no comments; remove it"), "\(check.output)")
    #expect(check.output.contains("fix: remove the comment"))
    let fix = try CommandLine.run(["validate", "--fix", "d.json"], in: folder)
    #expect(fix.status == 0, "\(fix.output)")
    #expect(try folder.read("d.json") == "\n{\"StartAt\":\"A\", \n\"States\":{\"A\":{\"Type\":\"Succeed\"}}} ")
  }

  // MARK: JSON on the command line

  @Test(arguments: [
    #"{"a":1}"#, "[1, 2]", "\"text\"", "7", "-0.5", "true", "false", "null", " {}",
  ])
  func inputMayBeJSONItself(text: String) throws {
    let folder = try Folder(["hello.json": RunTests.hello])
    let run = try CommandLine.run(["run", "hello.json", "--input", text], in: folder)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try JSON(parsing: run.output)["input"]?.stringValue == text)
    let eval = try CommandLine.run(["eval", "$", "--input=\(text)"], in: folder)
    #expect(try JSON(parsing: eval.output) == JSON(parsing: text))
  }

  @Test func aFileOfThatNameComesFirst() throws {
    let folder = try Folder(["hello.json": RunTests.hello, "7": "[\"file\"]"])
    let result = try CommandLine.run(["run", "hello.json", "--input", "7"], in: folder)
    #expect(try JSON(parsing: result.output)["output"] == #"["file"]"#)
  }

  @Test func bindingsAndContextMayBeJSONItself() throws {
    let bindings = try CommandLine.run(["eval", "$x + 1", "--bindings", #"{"x":2}"#], in: Folder())
    #expect(bindings.output == "3\n")
    let context = try CommandLine.run(
      ["eval", "$$.k", "--language", "jsonpath", "--context", #"{"k":"v"}"#], in: Folder())
    #expect(context.output == "\"v\"\n")
  }

  @Test(arguments: [
    (#"{"a":1,}"#, "--input:1:8: unexpected character '}'"),
    ("7x", "--input:1:2: unexpected characters after the value"),
    ("a.json", "a.json: No such file or directory"),
  ])
  func badJSONNamesTheOption(text: String, message: String) throws {
    let folder = try Folder(["hello.json": RunTests.hello])
    let result = try CommandLine.run(["run", "hello.json", "--input", text], in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains(message), "\(result.errors)")
  }
}
