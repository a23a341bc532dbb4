import OrderedJSON
import StatesLanguage
import Testing

@Suite struct DiagnosticRendererTests {
  private static let definition = """
    {
      "StartAt": "A",
      "States": {
        "A": {"Type": "Pass", "End": true, "Next": "Bé"}
      }
    }
    """

  private func refusal(_ source: SourceText) -> InvalidDefinition? {
    do throws(InvalidDefinition) {
      _ = try StateMachine(parsing: source)
      return nil
    } catch {
      return error
    }
  }

  @Test func anInvalidDefinitionShowsFileLineCaretNoteAndFix() throws {
    let error = try #require(refusal(SourceText(Self.definition, name: "order.asl.json")))
    #expect(
      "\(error)" == """
        order.asl.json:4:27: error: There should only be one of the following fields: [Next, End] [ASL209]
                "A": {"Type": "Pass", "End": true, "Next": "Bé"}
                                      ^~~~~
        order.asl.json:4:40: note: "Next" is here
                "A": {"Type": "Pass", "End": true, "Next": "Bé"}
                                                   ^~~~~~
            fix: remove "End"
        order.asl.json:4:48: error: Missing 'Next' target: Bé [ASL302]
                "A": {"Type": "Pass", "End": true, "Next": "Bé"}
                                                           ^~~~
        """)
  }

  @Test func withoutANameThePositionBeginsTheLine() throws {
    let error = try #require(refusal(SourceText("{\"StartAt\": 7}")))
    #expect("\(error)".hasPrefix("1:"))
  }

  @Test func aTextThatIsNotJSONIsShownOnceAndCut() throws {
    let text = #"{"StartAt": "A", "Comment": ""# + String(repeating: "x", count: 5_000) + #"", oops}"#
    let error = try #require(refusal(SourceText(text)))
    let lines = "\(error)".split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines.allSatisfy { $0.count < 200 }, "\(error)")
    #expect(lines.first?.hasSuffix("[ASL101]") == true)
    #expect("\(error)".ranges(of: "StartAt").isEmpty)
    #expect(error.diagnostics.first.map { !"\($0)".contains("StartAt") } == true)
  }

  @Test func theRestOfALongListIsCounted() {
    let problem = Diagnostic(
      severity: .error, code: "X", awsCode: nil, message: "m", location: nil, range: SourceRange(start: 0, end: 1),
      position: SourcePosition(line: 1, column: 1))
    let text = DiagnosticRenderer(maximumProblems: 2)
      .text(for: Array(repeating: problem, count: 5), in: SourceText("{}", name: "f"))
    #expect(text.hasSuffix("\nf: and 3 more problems"))
    #expect(text.ranges(of: "f:1:1: error: m [X]").count == 2)
    let one = DiagnosticRenderer(maximumProblems: 1).text(for: [problem, problem], in: nil)
    #expect(one == "1:1: error: m [X]\nand 1 more problem")
  }

  @Test(arguments: [
    // Tabs stay under tabs, carriage returns are not shown, wide characters are underlined by character.
    ("\t\"é\"\r\nx", 1, 5, "    \t\"é\"", "    \t^~~"), ("ab\ncd\nef", 3, 9, "    cd", "    ^~"),
    ("ab", 2, 2, "    ab", "      ^"), ("ab\n", 9, 12, "    ", "    ^"),
  ])
  func underlinesARange(text: String, start: Int, end: Int, line: String, under: String) {
    let source = SourceText(text)
    let problem = Diagnostic(
      severity: .warning, code: "X", awsCode: nil, message: "m\nmore", location: nil,
      range: SourceRange(start: start, end: end), position: source.position(of: start))
    let lines = DiagnosticRenderer().text(for: [problem], in: source).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.map(String.init) == ["\(problem.position): warning: m [X]", line, under])
  }

  @Test func farInALongLineSixtyCharactersAreShownBefore() {
    let source = SourceText(String(repeating: "a", count: 300) + "bcd" + String(repeating: "e", count: 300))
    let problem = Diagnostic(
      severity: .error, code: "X", awsCode: nil, message: "m", location: nil, range: SourceRange(start: 300, end: 303),
      position: source.position(of: 300))
    let lines = DiagnosticRenderer().text(for: [problem], in: source).split(separator: "\n")
    #expect(lines[1] == "    " + String(repeating: "a", count: 60) + "bcd" + String(repeating: "e", count: 56))
    #expect(lines[2] == "    " + String(repeating: " ", count: 60) + "^~~")
  }
}
