import Foundation
import Testing

/// `asl graph`: pictures on standard output or in a file, and what is said of input that cannot be drawn.
@Suite struct GraphCommandTests {
  private static let definition = #"""
    {"StartAt": "Ask", "States": {
      "Ask": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:ask", "Next": "Tell",
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Sorry"}]},
      "Tell": {"Type": "Pass", "End": true},
      "Sorry": {"Type": "Fail"}}}
    """#

  private func run(_ arguments: String..., input: String = "", in folder: Folder) throws -> CommandLine.Result {
    try CommandLine.run(["graph"] + arguments, input: input, in: folder)
  }

  @Test func drawsOnStandardOutput() throws {
    let folder = try Folder(["a.asl.json": Self.definition])
    let svg = try run("a.asl.json", in: folder)
    #expect(svg.status == 0 && svg.errors == "")
    #expect(svg.output.hasPrefix("<svg ") && svg.output.hasSuffix("</svg>\n"))
    let mermaid = try run("-", "--format", "mermaid", input: Self.definition, in: folder)
    #expect(mermaid.output.hasPrefix("stateDiagram-v2\n  state \"Ask\" as s0\n"))
    #expect(try run("a.asl.json", "--format=dot", in: folder).output.hasPrefix("digraph "))
  }

  @Test func writesAFile() throws {
    let folder = try Folder(["a.asl.json": Self.definition])
    let result = try run("a.asl.json", "--output", "a.svg", "--theme", "dark", in: folder)
    #expect(result.status == 0 && result.output == "")
    #expect(try folder.read("a.svg").contains("fill: #0d1117"))
  }

  @Test func showsAnExecution() throws {
    let mocks = """
      {"StateMachines": {"M": {"TestCases": {"Fails": {"Ask": "Failure"}}}},
       "MockedResponses": {"Failure": {"0": {"Throw": {"Error": "Deaf", "Cause": "No ears"}}}}}
      """
    let folder = try Folder(["a.asl.json": Self.definition, "mocks.json": mocks])
    let execution = try CommandLine.run(
      ["run", "a.asl.json", "--mock-config", "mocks.json", "--history", "history.json"], in: folder)
    #expect(execution.status == 1)
    let svg = try run("a.asl.json", "--history", "history.json", in: folder)
    for (name, status) in [("Ask", "caught"), ("Tell", "not-reached"), ("Sorry", "failed")] {
      let group = svg.output.split(separator: "\n").first { $0.contains("data-state=\"\(name)\"") }
      #expect(group?.contains("status-\(status)") == true, "\(name)")
    }
    #expect(svg.output.contains("edge catch taken"))
  }

  @Test(
    arguments: [
      ([], "graph: no definition given"), (["a", "b"], "graph: one definition at a time, not 2"),
      (["a.asl.json", "--format", "sgv"], "--format takes one of svg, mermaid, dot, not 'sgv'; did you mean 'svg'?"),
      (["a.asl.json", "--theme", "dark", "--format", "dot"], "--theme is for --format svg"),
      (["-", "--history", "-"], "cannot both be standard input"), (["missing.json"], "missing.json: "),
      (["a.asl.json", "--history", "{}"], "--history: "),
      (["a.asl.json", "--history", "missing.json"], "missing.json: "),
      (["a.asl.json", "--output", "no/such/folder.svg"], "no/such/folder.svg: "),
    ] as [([String], String)])
  func saysWhatIsWrong(arguments: [String], expected: String) throws {
    let folder = try Folder(["a.asl.json": Self.definition])
    let result = try CommandLine.run(["graph"] + arguments, in: folder)
    #expect(result.status == 2)
    #expect(result.errors.contains(expected), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test func drawsAStateMachineOfATemplate() throws {
    let template = #"""
      {"Resources": {"Orders": {"Type": "AWS::StepFunctions::StateMachine", "Properties": {"DefinitionString":
        "{\"StartAt\": \"Ask\", \"States\": {\"Ask\": {\"Type\": \"Pass\", \"End\": true}}}"}}}}
      """#
    let folder = try Folder(["template.json": template])
    let result = try run("template.json#Orders", "--format", "mermaid", in: folder)
    #expect(result.output == "stateDiagram-v2\n  state \"Ask\" as s0\n  [*] --> s0\n  s0 --> [*]\n")
  }

  @Test func anInvalidDefinitionIsNotDrawn() throws {
    let folder = try Folder(["a.asl.json": #"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}"#])
    let result = try run("a.asl.json", in: folder)
    #expect(result.status == 1)
    #expect(result.output == "")
    #expect(result.errors.contains("graph: the definition is invalid"))
  }

  @Test func aHistoryOfAnotherDefinitionIsRefused() throws {
    let event = #"{"id": 1, "type": "PassStateEntered", "stateEnteredEventDetails": {"name": "Tel"}}"#
    let folder = try Folder(["a.asl.json": Self.definition, "history.json": #"{"events": [\#(event)]}"#])
    let result = try run("a.asl.json", "--history", "history.json", in: folder)
    #expect(result.status == 2)
    #expect(
      result.errors.contains(
        "history.json: event 1 is about the state 'Tel', which the definition does not have; the nearest is 'Tell'"))
  }
}
