import OrderedJSON
import Testing

@Suite struct JSONPointerTests {
  /// The document of RFC 6901, section 5.
  private let document: JSON = [
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
  ]

  @Test(arguments: [
    ("/foo", "[\"bar\",\"baz\"]"), ("/foo/0", "\"bar\""), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"), ("/e^f", "3"),
    ("/g|h", "4"), ("/i\\j", "5"), ("/k\"l", "6"), ("/ ", "7"), ("/m~0n", "8"),
  ])
  func examplesOfTheSpecification(text: String, value: String) throws {
    let pointer = try #require(JSONPointer(text))
    #expect(pointer.value(in: document)?.description == value)
    #expect(pointer.description == text)
  }

  @Test func theEmptyPointerIsTheDocument() throws {
    #expect(try #require(JSONPointer("")).value(in: document) == document)
    #expect(JSONPointer().description == "")
  }

  @Test(arguments: ["foo", "a/b", "/~", "/a~2", "/~~0", " /a"])
  func refusesInvalidPointers(text: String) {
    #expect(JSONPointer(text) == nil)
  }

  @Test(arguments: [
    "/foo/2", "/foo/-", "/foo/00", "/foo/01", "/foo/+1", "/foo/", "/foo/1e0", "/foo/99999999999999999999", "/bar",
    "/foo/0/x", "//",
  ])
  func pointsAtNothing(text: String) throws {
    #expect(try #require(JSONPointer(text)).value(in: document) == nil)
  }

  @Test func resolvesTildesInOrder() throws {
    #expect(try #require(JSONPointer("/~01/~10")).tokens == ["~1", "/0"])
    #expect(JSONPointer(tokens: ["~1", "/0"]).description == "/~01/~10")
  }

  @Test func aCombiningMarkBelongsToNoSlash() throws {
    let pointer = try #require(JSONPointer("/a/\u{301}b"))
    #expect(pointer.tokens.map { Array($0.utf8) } == [Array("a".utf8), Array("\u{301}b".utf8)])
    #expect(try #require(JSONPointer("/\u{301}")).tokens.first?.utf8.count == 2)
    #expect(pointer.description.utf8.elementsEqual("/a/\u{301}b".utf8))
  }

  @Test func growsStepByStep() {
    let pointer = JSONPointer().appending("States").appending("a/b").appending(3)
    #expect(pointer.description == "/States/a~1b/3")
    #expect(pointer == JSONPointer("/States/a~1b/3"))
    #expect(JSONPointer(tokens: ["é"]) != JSONPointer(tokens: ["e\u{301}"]))
    #expect(JSONPointer(tokens: ["ab", "c"]) != JSONPointer(tokens: ["a", "bc"]))
  }
}
