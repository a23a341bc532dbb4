import OrderedJSON
import StatesLanguage
import Testing

/// Definitions that are not JSON: the service's words, and plain ones beside them.
@Suite struct TextMistakeTests {
  private static let rest = #""StartAt":"A","States":{"A":{"Type":"Succeed"}}"#

  @Test(arguments: [
    (
      "// first\n{\(rest)}", "Unexpected character ('/' (code 47)): maybe a (non-standard) comment?",
      JSONMistake.comment
    ),
    ("{/* a */\(rest)}", "maybe a (non-standard) comment?", .comment),
    ("{\n# why\n\(rest)}", "Unexpected character ('#' (code 35))", .comment), ("{\(rest)} // end", "", .comment),
    ("{\(rest),}", "was expecting double-quote to start field name", .trailingComma),
    (#"{"Comment":[1, ],\#(rest)}"#, "Unexpected character (']' (code 93))", .trailingComma),
    ("{'Comment':1}", "Unexpected character (''' (code 39))", .quotes), (#"{"Comment":“x”}"#, "", .quotes),
    ("{\u{0}\"\u{0}", "", .utf16),
  ])
  func theServicesWordsAndPlainOnes(text: String, words: String, mistake: JSONMistake) throws {
    let problem = try #require(Validator().validate(SourceText(text)).diagnostics.first)
    #expect(problem.awsCode == "INVALID_JSON_DESCRIPTION")
    #expect(words.isEmpty || problem.message.contains(words), "\(problem)")
    #expect(problem.notes.map(\.message) == [mistake.advice])
  }

  @Test(arguments: [
    ("// a\n{\(rest)}", "\n{\(rest)}"), ("{/* a\n b */\(rest)}", "{\(rest)}"), ("{\(rest)} # end", "{\(rest)} "),
    ("{\(rest),\n}", "{\(rest)\n}"), ("{\(rest)}/* open", "{\(rest)}"),
  ])
  func commentsAndCommasAreFixed(text: String, fixed: String) throws {
    let source = SourceText(text)
    let fix = try #require(Validator().validate(source).diagnostics.first?.fixes.first)
    let result = SourceText(bytes: source.applying([fix]).bytes)
    #expect(result.text(in: SourceRange(start: 0, end: .max)) == fixed)
    #expect(Validator().validate(result).isValid)
  }

  @Test(arguments: [
    ("StartAt: A\nStates:\n  A:\n    Type: Succeed\n", true), ("---\nStartAt: A\n", true), ("# c\n\nComment: x", true),
    ("%YAML 1.2\n---\n", true), ("{StartAt: A}", false), ("[a, b]", false), ("StartAt", false), ("a:b", false),
    (#""StartAt": "A""#, false),
  ])
  func yamlIsNamed(text: String, isYAML: Bool) throws {
    let problem = try #require(Validator().validate(SourceText(text)).diagnostics.first)
    #expect(problem.notes.contains { $0.message.contains("YAML is not read here") } == isYAML)
  }

  @Test func aByteOrderMarkIsSkipped() throws {
    let source = SourceText("\u{feff}{\(Self.rest)}")
    #expect(source.bytes.first == UInt8(ascii: "{"))
    #expect(Validator().validate(source).isValid)
    #expect(try StateMachine(parsing: "\u{feff}{\(Self.rest)}").states.count == 1)
    // Data that is parsed as JSON alone has none.
    #expect(throws: JSONParseError.self) { try JSON(parsing: "\u{feff}{}") }
  }
}
