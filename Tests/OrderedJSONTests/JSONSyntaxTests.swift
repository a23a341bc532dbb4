import LanguageSupport
import OrderedJSON
import Testing

@Suite struct JSONSyntaxTests {
  private let text = SourceText(
    """
    {
      "StartAt": "é",
      "n" : [ 1.50, true,null, {} ],
      "n": {"\\u0041": "x\\ny"}
    }
    """)

  private func parsed() throws -> JSONSyntax { try JSONSyntaxParser().parse(text) }

  @Test func knowsWhereValuesStand() throws {
    let root = try parsed()
    #expect(root.range == SourceRange(start: 0, end: text.bytes.count))
    let members = try #require(root.members)
    #expect(members.map { text.text(in: $0.keyRange) } == ["\"StartAt\"", "\"n\"", "\"n\""])
    #expect(
      members.map { text.text(in: $0.value.range) } == ["\"é\"", "[ 1.50, true,null, {} ]", "{\"\\u0041\": \"x\\ny\"}"])
    #expect(members[1].value.elements?.map { text.text(in: $0.range) } == ["1.50", "true", "null", "{}"])
    #expect(members.map { text.position(of: $0.value.range.start).description } == ["2:14", "3:9", "4:8"])
  }

  @Test func keepsRepeatedNamesAndFindsTheLast() throws {
    let root = try parsed()
    #expect(root.members?.map(\.key) == ["StartAt", "n", "n"])
    #expect(root["n"]?["A"]?.stringValue == "x\ny")
    #expect(root.member("StartAt")?.value.stringValue == "é")
    #expect(root["missing"] == nil)
  }

  @Test func accessors() throws {
    let elements = try #require(try parsed().members?[1].value.elements)
    #expect(elements[0].numberValue?.description == "1.50")
    #expect(elements[1].boolValue == true)
    #expect(elements[2].isNull)
    #expect(elements[3].members?.isEmpty == true)
    #expect(elements[3].elements == nil)
    #expect(elements[0]["x"] == nil)
  }

  @Test func theValueWithoutPlacesIsWhatThePlainParserGives() throws {
    #expect(try parsed().json == (try JSON(parsing: text.bytes)))
    #expect(try parsed().json.description == #"{"StartAt":"é","n":{"A":"x\ny"}}"#)
    var random = SplitMix64(seed: 7)
    for _ in 0..<1_000 {
      let printed = JSONPrinter(indentation: random.below(3)).string(random.value(depth: 5))
      let value = try JSONSyntaxParser().parse(SourceText(printed)).json
      #expect(value.description == (try JSON(parsing: printed).description))
    }
  }

  @Test func bounds() {
    func message(_ text: String, _ parser: JSONSyntaxParser) -> String? {
      do throws(JSONParseError) {
        _ = try parser.parse(SourceText(text))
        return nil
      } catch { return "\(error)" }
    }
    #expect(message("[[1]]", JSONSyntaxParser(maximumDepth: 2)) == nil)
    #expect(message("[[[1]]]", JSONSyntaxParser(maximumDepth: 2)) == "1:3: arrays and objects are nested deeper than 2")
    #expect(message("[1,2]", JSONSyntaxParser(maximumBytes: 4)) == "1:1: the text is longer than 4 bytes")
    #expect(message("[1,\n2 3]", JSONSyntaxParser()) == "2:3: unexpected character '3', expected ',' or ']'")
  }
}
