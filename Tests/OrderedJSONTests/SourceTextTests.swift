import OrderedJSON
import Testing

@Suite struct SourceTextTests {
  private let text = SourceText("ab\né😀x\r\n\nlast")

  @Test(arguments: [
    (0, "1:1"), (1, "1:2"), (2, "1:3"), (3, "2:1"), (5, "2:2"), (9, "2:3"), (10, "2:4"), (11, "2:5"), (12, "3:1"),
    (13, "4:1"), (17, "4:5"), (18, "4:5"), (1_000, "4:5"), (-5, "1:1"),
  ])
  func countsScalarsInLines(offset: Int, position: String) {
    #expect(text.position(of: offset).description == position)
  }

  @Test(arguments: [(1, "ab"), (2, "é😀x"), (3, ""), (4, "last"), (5, ""), (0, ""), (-1, "")])
  func givesLinesWithoutTheirEnds(number: Int, line: String) {
    #expect(text.line(number) == line)
  }

  @Test func countsLines() {
    #expect(text.lineCount == 4)
    #expect(SourceText("").lineCount == 1)
    #expect(SourceText("\n").lineCount == 2)
    #expect(SourceText("").line(1) == "")
    #expect(SourceText("").position(of: 0) == SourcePosition(line: 1, column: 1))
  }

  @Test func givesTheTextOfARange() {
    #expect(text.text(in: SourceRange(start: 3, end: 10)) == "é😀x")
    #expect(text.text(in: SourceRange(start: 13, end: 100)) == "last")
    #expect(text.text(in: SourceRange(start: 100, end: 200)) == "")
    #expect(text.text(in: SourceRange(start: 5, end: 2)) == "")
  }

  @Test func rangesAreClamped() {
    #expect(SourceRange(start: -1, end: .max) == SourceRange(start: 0, end: Int(UInt32.max)))
  }

  @Test(arguments: [
    "", "a", "\n", "ab\ncd", "ä€😀\n" + String(repeating: "é", count: 3_000) + "\nend",
    String(repeating: "x\n", count: 2_000),
  ])
  func anIndexFindsTheSamePositions(text: String) {
    let source = SourceText(text)
    let index = PositionIndex(source)
    for offset in stride(from: -1, through: source.bytes.count + 1, by: 7) {
      #expect(index.position(of: offset) == source.position(of: offset))
    }
    #expect(index.position(of: source.bytes.count) == source.position(of: source.bytes.count))
  }
}
