import Testing

@testable import TaskEndpoints

@Suite struct XMLElementTests {
  private func shown(_ element: XMLElement) -> String {
    "\(element.name)(\(element.text)" + element.children.map(shown).joined() + ")"
  }

  @Test(arguments: [
    ("<a/>", "a()"),
    ("<?xml version=\"1.0\"?>\n<!-- x --><a b='>'>t<c/>u</a>", "a(tuc())"),
    ("<n:a xmlns:n=\"x\"><n:b>&lt;&amp;&#65;&#x3c0;&quot;</n:b></n:a>", "a(b(<&Aπ\"))"),
    ("<a><b><c>1</c></b></a> trailing", "a(b(c(1)))"),
  ])
  func readsDocuments(text: String, expected: String) throws {
    #expect(shown(try XMLElement(parsing: Array(text.utf8))) == expected)
  }

  @Test(arguments: [
    "", "text", "<", "<a", "<a>", "<a></b>", "</a>", "<a>&nbsp;</a>", "<a>&#xD800;</a>", "<a>&",
    "<!DOCTYPE a [<!ENTITY b \"c\">]><a/>", "<>", "<a><b></a></b>", "<a b='></a>",
    String(repeating: "<a>", count: 33) + String(repeating: "</a>", count: 33),
  ])
  func refusesWhatIsNone(text: String) {
    #expect(throws: XMLElement.Problem.self) { try XMLElement(parsing: Array(text.utf8)) }
  }

  @Test func refusesWhatIsNotUTF8() {
    #expect(throws: XMLElement.Problem.self) {
      try XMLElement(parsing: [0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e])
    }
  }
}
