import OrderedJSON
import Testing

@Suite struct JSONMistakeTests {
  @Test(arguments: [
    ("{} // a", JSONMistake.comment), ("[1, /* a */ 2]", .comment), ("# a\n1", .comment), ("[1,]", .trailingComma),
    ("{\"a\":1 ,\n}", .trailingComma), ("['a']", .quotes), ("{\u{201c}a\u{201d}:1}", .quotes), ("[/]", nil),
    ("[}", nil),
    ("1 2", nil), ("{\"a\":}", nil), ("nul", nil), ("[1", nil),
  ])
  func isRecognized(text: String, mistake: JSONMistake?) {
    for error in [
      #expect(throws: JSONParseError.self) { try JSON(parsing: text) },
      #expect(throws: JSONParseError.self) { try JSONSyntaxParser().parse(SourceText(text)) },
    ] {
      #expect(error?.mistake == mistake)
      #expect(error?.description.hasSuffix(mistake.map { "; \($0.advice)" } ?? "") == true)
    }
  }

  @Test(
    arguments: [
      [0xff, 0xfe, 0x7b, 0, 0x7d, 0], [0xfe, 0xff, 0, 0x7b, 0, 0x7d], [0x7b, 0, 0x7d, 0], [0, 0x7b, 0, 0x7d],
    ] as [[UInt8]])
  func utf16IsRecognized(bytes: [UInt8]) {
    let error = #expect(throws: JSONParseError.self) { try JSON(parsing: bytes) }
    #expect(error?.mistake == .utf16)
  }
}
