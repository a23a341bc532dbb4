import OrderedJSON
import Testing

@Suite struct JSONParserTests {
  @Test(arguments: [
    ("null", "null"), ("true", "true"), ("false", "false"), (" \t\r\n1 \n", "1"), ("\"\"", "\"\""),
    ("[]", "[]"), ("[ ]", "[]"), ("{}", "{}"), ("{ }", "{}"), ("[1 , [ 2,{}] ]", "[1,[2,{}]]"),
    ("{ \"a\" : 1 , \"b\":[ ] }", "{\"a\":1,\"b\":[]}"), ("{\"\":0}", "{\"\":0}"),
    ("\"\\u00e9\\n\\/\\b\\f\\r\\t\"", "\"é\\n/\\b\\f\\r\\t\""), ("\"\\ud83d\\ude00\"", "\"😀\""),
    ("\"\\uD83D\"", "\"\u{fffd}\""), ("\"\\ude00\\ud83d\"", "\"\u{fffd}\u{fffd}\""),
    ("\"\\ud83dx\"", "\"\u{fffd}x\""), ("\"\\ud83d\\u0041\"", "\"\u{fffd}A\""),
    ("\"\\ud83d\\ud83d\\ude00\"", "\"\u{fffd}😀\""), ("\"\\u0000\"", "\"\\u0000\""), ("\"\u{7f}\"", "\"\u{7f}\""),
    (
      "\"a long text, with \\\"quotes\\\" at several places\"", "\"a long text, with \\\"quotes\\\" at several places\""
    ),
  ])
  func reads(text: String, printed: String) {
    #expect(outcome(text) == printed)
  }

  @Test(arguments: [
    ("", "1:1: the text ends too early, expected a value"),
    ("  \n ", "2:2: the text ends too early, expected a value"),
    (
      "[1,]",
      "1:4: unexpected character ']', expected a value; JSON does not allow a comma after the last member or element; remove it"
    ),
    ("[1 2]", "1:4: unexpected character '2', expected ',' or ']'"),
    ("[1", "1:3: the text ends too early, expected ',' or ']'"),
    (
      "{\"a\":1,}",
      "1:8: unexpected character '}', expected a member's name in quotes; JSON does not allow a comma after the last member or element; remove it"
    ),
    ("{\"a\":1", "1:7: the text ends too early, expected ',' or '}'"),
    ("{\"a\" 1}", "1:6: unexpected character '1', expected ':'"),
    ("{a:1}", "1:2: unexpected character 'a', expected a member's name in quotes"),
    (
      "{'a':1}",
      "1:2: unexpected character ''', expected a member's name in quotes; JSON strings and names are written in double quotes"
    ),
    ("[\n  tru\n]", "2:3: unknown word 'tru', expected a value"),
    ("nullx", "1:1: unknown word 'nullx', expected a value"),
    ("NaN", "1:1: unknown word 'NaN', expected a value"),
    ("[-Infinity]", "1:3: not a valid number, expected a digit"),
    ("“a”", "1:1: unexpected character '“', expected a value; JSON strings and names are written in double quotes"),
    ("\u{feff}{}", "1:1: unexpected character 'U+FEFF', expected a value"),
    ("\u{b}1", "1:1: unexpected character 'U+000B', expected a value"),
    ("1 1", "1:3: unexpected characters after the value"),
    ("{}}", "1:3: unexpected characters after the value"),
    ("01", "1:2: not a valid number, expected no digit after a leading zero"),
    ("-", "1:2: the text ends too early, expected a digit"),
    ("-a", "1:2: not a valid number, expected a digit"),
    ("1.", "1:3: the text ends too early, expected a digit"),
    ("[1.]", "1:4: not a valid number, expected a digit after the decimal point"),
    ("[1e]", "1:4: not a valid number, expected a digit in the exponent"),
    ("1e+", "1:4: the text ends too early, expected a digit"),
    (".5", "1:1: unexpected character '.', expected a value"),
    ("+1", "1:1: unexpected character '+', expected a value"),
    ("0x10", "1:2: unexpected characters after the value"),
    ("\"abc", "1:5: the text ends too early, expected '\"' at the end of the string"),
    ("\"abc\\", "1:6: the text ends too early, expected '\"' at the end of the string"),
    ("\"a\tb\"", "1:3: control character U+0009 must be escaped in a string"),
    ("\"é\n\"", "1:3: control character U+000A must be escaped in a string"),
    ("\"\\x41\"", "1:3: not a valid escape, expected one of \" \\ / b f n r t u"),
    ("\"\\u12g4\"", "1:6: not a valid escape, expected four hexadecimal digits"),
    ("\"\\u12", "1:6: the text ends too early, expected four hexadecimal digits"),
    ("[\"ä\",\n \"ö\" x]", "2:6: unexpected character 'x', expected ',' or ']'"),
  ])
  func saysWhatIsWrongAndWhere(text: String, message: String) {
    #expect(outcome(text) == message)
  }

  @Test func cutsALongUnknownWordBetweenCharacters() {
    #expect(
      outcome("a" + String(repeating: "é", count: 100))
        == "1:1: unknown word 'a\(String(repeating: "é", count: 29))', expected a value")
  }

  @Test(
    arguments: [
      ([0x22, 0xff, 0x22], "1:2: bytes that are not UTF-8"),
      ([0x22, 0xc3, 0x22], "1:2: bytes that are not UTF-8"),
      ([0x22, 0x61, 0xc0, 0x80, 0x22], "1:3: bytes that are not UTF-8"),
      ([0x22, 0xed, 0xa0, 0x80, 0x22], "1:2: bytes that are not UTF-8"),
      ([0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], "1:2: bytes that are not UTF-8"),
      ([0x22, 0xe2, 0x82, 0x5c, 0x6e, 0x22], "1:2: bytes that are not UTF-8"),
      ([0x22, 0xf0, 0x9f, 0x98, 0x61, 0x22], "1:2: bytes that are not UTF-8"),
      ([0x22, 0xc3, 0xa9, 0xf0, 0x9f, 0x98, 0x5c, 0x6e, 0x22], "1:3: bytes that are not UTF-8"),
      ([0x5b, 0xff, 0x5d], "1:2: bytes that are not UTF-8"),
    ] as [([UInt8], String)])
  func refusesWhatIsNotUTF8(bytes: [UInt8], message: String) {
    #expect(throws: JSONParseError.self) { try JSON(parsing: bytes) }
    do throws(JSONParseError) { _ = try JSON(parsing: bytes) } catch { #expect("\(error)" == message) }
  }

  @Test func findsEndsAndEscapesAtEveryPlaceOfAWord() throws {
    for length in 0..<40 {
      let clean = String(repeating: "x", count: length)
      #expect(try JSON(parsing: "\"\(clean)\"") == .string(clean))
      #expect(
        try JSON(parsing: "[\"\(clean)\\n\(clean)\",\"\(clean)é\"]") == [
          .string(clean + "\n" + clean), .string(clean + "é"),
        ])
      #expect(try JSON(parsing: "{\"\(clean)\":1}     ") == [clean: 1])
      #expect(outcome("\"\(clean)\u{1}\"") == "1:\(length + 2): control character U+0001 must be escaped in a string")
    }
  }

  @Test(arguments: [
    ("{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"),
    ("{\"a\":1,\"\\u0061\":2}", "{\"a\":2}"),
    ("{\"\\u0061\":1,\"b\":0,\"a\":2}", "{\"a\":2,\"b\":0}"),
    ("{\"a\":{\"a\":1},\"b\":{\"a\":2,\"a\":3}}", "{\"a\":{\"a\":1},\"b\":{\"a\":3}}"),
    ("{\"é\":1,\"e\u{301}\":2}", "{\"é\":1,\"e\u{301}\":2}"),
  ])
  func ofRepeatedNamesTheLastValueWinsInThePlaceOfTheFirst(text: String, printed: String) {
    #expect(outcome(text) == printed)
  }

  @Test(arguments: [5, 24, 25, 26, 200, 3_000])
  func findsRepeatedNamesInObjectsOfAnySize(count: Int) throws {
    let members = (0..<count).map { "\"name \($0)\":\($0)" }
    let text = "{" + (members + ["\"name 3\":\"again\"", "\"last\":1"]).joined(separator: ",") + "}"
    let object = try #require(try JSON(parsing: text).objectValue)
    #expect(object.count == count + 1)
    #expect(object.members[3].key == "name 3")
    #expect(object["name 3"] == "again")
    #expect(object["last"] == 1)

    let strict = JSONParser(refusesRepeatedNames: true)
    let column = text.utf8.count - "\"name 3\":\"again\",\"last\":1}".utf8.count + 1
    #expect(outcome(text, strict) == "1:\(column): the name \"name 3\" appears twice in one object")
    #expect(try strict.parse("{" + members.joined(separator: ",") + "}").objectValue?.count == count)
  }

  @Test func refusesRepeatedNamesAfterOtherObjects() {
    let strict = JSONParser(refusesRepeatedNames: true)
    #expect(outcome("[{\"a\":{\"a\":1,\"b\":2},\"b\":{}},{\"a\":1,\"c\":{\"a\":2}}]", strict).hasPrefix("[{"))
    let error = outcome("{\"a\":{\"a\":1},\n\"b\":2, \"a\":3}", strict)
    #expect(error == "2:8: the name \"a\" appears twice in one object")
  }

  @Test func bounds() {
    let parser = JSONParser(maximumDepth: 2, maximumBytes: 10)
    #expect(outcome("[[1],{}]", parser) == "[[1],{}]")
    #expect(outcome("[[[]]]", parser) == "1:3: arrays and objects are nested deeper than 2")
    #expect(outcome("[{\"a\":{}}]", JSONParser(maximumDepth: 2)) == "1:7: arrays and objects are nested deeper than 2")
    #expect(outcome("[1,2,3,4,5]", parser) == "1:1: the text is longer than 10 bytes")
    #expect(outcome("1", JSONParser(maximumDepth: 0)) == "1")
    #expect(outcome("[]", JSONParser(maximumDepth: 0)) == "1:1: arrays and objects are nested deeper than 0")
  }

  @Test func keepsNamesApartInLongTexts() throws {
    // Long enough for names to be remembered from object to object.
    let names =
      (0..<600).map { "n\($0)" } + [
        "", "a", "abcdefgh", "abcdefghi", "abcdefgh i", "0123456789abcdef-x-0123456789abcdef",
        "0123456789abcdef-y-0123456789abcdef",
      ]
    let object = "{" + names.map { "\"\($0)\":\"\($0)\"" }.joined(separator: ",") + "}"
    let value = try JSON(parsing: "[\(object),\(object)]")
    for place in 0...1 {
      let members = try #require(value[place]?.objectValue?.members)
      #expect(members.map(\.key) == names)
      #expect(members.allSatisfy { $0.value == .string($0.key) })
    }
  }

  @Test(arguments: ["x", "é", "\u{7f}"])
  func readsShortTextsWhereverTheyStand(filling: String) throws {
    for length in 0..<20 {
      // A string created by the standard library, built up byte by byte.
      var text = ""
      for place in 0..<length { text.append(place == length / 2 ? filling : "k") }
      for rest in ["", " ", String(repeating: " ", count: 30)] {
        let value = try #require(try JSON(parsing: "\"\(text)\"" + rest).stringValue)
        #expect(value == text && value.hasSameUTF8(as: text) && value.count == text.count)
        #expect(value.hashValue == text.hashValue)
        #expect((value + "!").hasSameUTF8(as: text + "!"))
        let object = try #require(try JSON(parsing: "{\"\(text)\":\"\(text)\"}" + rest).objectValue)
        #expect(object.keys == [text])
        #expect(object[text] == .string(text))
      }
    }
  }

  @Test func resolvesEscapesAtEveryPlaceOfAWord() throws {
    for length in 0..<20 {
      let clean = String(repeating: "é", count: length)
      #expect(try JSON(parsing: "\"\(clean)\\u20ac\\\"\(clean)\\ud83d\\ude00\"") == .string("\(clean)€\"\(clean)😀"))
    }
  }
}
