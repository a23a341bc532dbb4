import Testing

@testable import StatesRuntime

@Suite struct DelimitedTextTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    let records: [[String]]
    var delimiter: Character = ","

    var testDescription: String { text }
  }

  @Test(arguments: [
    Example(text: "", records: []),
    Example(text: "a", records: [["a"]]),
    Example(text: "a,b\nc,d\n", records: [["a", "b"], ["c", "d"]]),
    Example(text: "a,b\r\nc,d\r\n", records: [["a", "b"], ["c", "d"]]),
    Example(text: "\u{feff}a,b", records: [["a", "b"]]),
    Example(text: "a,\n,b", records: [["a", ""], ["", "b"]]),
    Example(text: "a\n\n\nb\n", records: [["a"], [""], [""], ["b"]]),
    Example(text: " a , b \n", records: [[" a ", " b "]]),
    Example(text: "a;b|c\td e", records: [["a;b|c\td", "e"]], delimiter: " "),
    Example(text: "a,b;c", records: [["a,b", "c"]], delimiter: ";"),
    Example(text: "größe,日本\n", records: [["größe", "日本"]]),
  ])
  func readsRecords(_ example: Example) { #expect(records(example) == example.records) }

  @Test(arguments: [
    Example(text: #""a,b",c"#, records: [["a,b", "c"]]),
    Example(text: "\"a\nb\",c\n", records: [["a\nb", "c"]]),
    Example(text: #""say ""hi""",x"#, records: [[#"say "hi""#, "x"]]),
    Example(text: #"{""k"":""v""},x"#, records: [[#"{"k":"v"}"#, "x"]]),
    Example(text: #""","""#, records: [["", ""]]),
    Example(text: "\"\",x\r\n\"y\"\r\n", records: [["", "x"], ["y"]]),
    Example(text: #"5" wide,x"#, records: [[#"5" wide"#, "x"]]),
    Example(text: #""never closed,x"#, records: [["never closed,x"]]),
  ])
  func readsQuotes(_ example: Example) { #expect(records(example) == example.records) }

  @Test(arguments: [
    Example(text: #"C:\\Files\\a.exe,1"#, records: [[#"C:\Files\a.exe"#, "1"]]),
    Example(text: #"a\,b,c"#, records: [["a,b", "c"]]),
    Example(text: #"\"a\",b"#, records: [[#""a""#, "b"]]),
    Example(text: #"a\nb,c"#, records: [["anb", "c"]]),
    Example(text: #"a\|b|c\,d"#, records: [["a|b", "c,d"]], delimiter: "|"),
    Example(text: #"a\"#, records: [["a"]]),
  ])
  func readsBackslashes(_ example: Example) { #expect(records(example) == example.records) }

  @Test func passesOverFieldsThatAreNotWanted() {
    let bytes = Array("a,b,\"c\nc\"\nd\n".utf8)
    let result = bytes.withUnsafeBufferPointer { buffer in
      var text = DelimitedText(buffer, delimiter: 0x2c)
      var fields: [String] = []
      var records: [[String]] = []
      while text.next(into: &fields, limit: 1) { records.append(fields) }
      return records
    }
    #expect(result == [["a"], ["d"]])
  }

  private func records(_ example: Example) -> [[String]] {
    let bytes = Array(example.text.utf8)
    return bytes.withUnsafeBufferPointer { buffer in
      var text = DelimitedText(buffer, delimiter: example.delimiter.asciiValue ?? 0x2c)
      var fields: [String] = []
      var records: [[String]] = []
      while text.next(into: &fields) { records.append(fields) }
      return records
    }
  }
}
