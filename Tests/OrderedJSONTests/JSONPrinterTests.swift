import OrderedJSON
import Testing

@Suite struct JSONPrinterTests {
  private let order: JSON = ["id": 7, "lines": [["sku": "a", "n": 2], [], [:]], "done": true, "a": nil]

  @Test func compact() {
    #expect(JSONPrinter.compact.string(order) == #"{"id":7,"lines":[{"sku":"a","n":2},[],{}],"done":true,"a":null}"#)
    #expect("\(order)" == JSONPrinter.compact.string(order))
    #expect(JSONPrinter.compact.bytes(order) == Array("\(order)".utf8))
  }

  /// The length of a text is known before it is written.
  @Test(arguments: [nil, -1, 0, 1, 2, 7])
  func bytesAreCountedAsTheyAreWritten(indentation: Int?) {
    let printer = JSONPrinter(indentation: indentation)
    let deep = (0..<2_000).reduce([["k": [:]]] as JSON) { value, level in level % 2 == 0 ? [value, 1] : ["a": value] }
    for value in [order, 1, "a\n\u{1}", [], [:], [[]], [[:], [1, [2, 3]], ["x": ["y": 1.5]]], deep] as [JSON] {
      let count = printer.bytes(value).count
      #expect(printer.byteCount(value, upTo: count) == count)
      #expect(printer.byteCount(value, upTo: count - 1) == nil)
    }
  }

  /// Shared parts are counted as often as they occur, and no longer than to the limit.
  @Test(arguments: [nil, 2, Int.max])
  func countingEndsAtTheBound(indentation: Int?) {
    let shared = (0..<200).reduce(1 as JSON) { value, _ in [value, value] }
    #expect(JSONPrinter(indentation: indentation).byteCount(shared, upTo: 100_000) == nil)
    let flat: JSON = .array(Array(repeating: 1, count: 1_000))
    #expect((JSONPrinter(indentation: indentation).byteCount(flat, upTo: 10_000) == nil) == (indentation == .max))
  }

  @Test func sorted() {
    #expect(JSONPrinter.sorted.string(order) == #"{"a":null,"done":true,"id":7,"lines":[{"n":2,"sku":"a"},[],{}]}"#)
  }

  @Test func sortsByUTF16() {
    let value: JSON = ["\u{ff5e}": 1, "😀": 2, "é": 3, "e": 4, "": 5, "ea": 6]
    #expect(JSONPrinter.sorted.string(value) == "{\"\":5,\"e\":4,\"ea\":6,\"é\":3,\"😀\":2,\"\u{ff5e}\":1}")
  }

  @Test func pretty() {
    #expect(
      JSONPrinter.pretty.string(order) == """
        {
          "id": 7,
          "lines": [
            {
              "sku": "a",
              "n": 2
            },
            [],
            {}
          ],
          "done": true,
          "a": null
        }
        """)
    #expect(JSONPrinter(indentation: 0).string([1, [2]]) == "[\n1,\n[\n2\n]\n]")
    #expect(JSONPrinter(indentation: -3).string([1]) == "[\n1\n]")
    #expect(JSONPrinter(sortsKeys: true, indentation: 1).string(["b": 1, "a": []]) == "{\n \"a\": [],\n \"b\": 1\n}")
  }

  @Test(arguments: [
    ("", #""""#), ("a\"b", #""a\"b""#), ("\\", #""\\""#), ("/", #""/""#), ("\u{8}\t\n\u{c}\r", #""\b\t\n\f\r""#),
    ("\u{0}\u{1f}\u{b}", #""\u0000\u001F\u000B""#), ("\u{7f}é€😀\u{2028}", "\"\u{7f}é€😀\u{2028}\""),
    ("12345678\"", #""12345678\"""#), ("1234567\n1234567", #""1234567\n1234567""#),
    ("\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}", #""\u0001\u0002\u0003\u0004\u0005\u0006\u0007""#),
  ])
  func escapes(text: String, printed: String) {
    #expect(JSONPrinter.compact.string(.string(text)) == printed)
    #expect(JSONPrinter.compact.string([text: 1]) == "{\(printed):1}")
    #expect(JSON.string(text).compactByteCount == printed.utf8.count)
  }

  @Test func escapesInLowerCaseIfWanted() {
    #expect(JSONPrinter(lowercaseEscapes: true).string("\u{1f}\u{b}") == #""\u001f\u000b""#)
  }

  @Test func escapesAtEveryPlaceOfAWord() throws {
    for length in 0..<40 {
      for place in 0...length {
        let clean = String(repeating: "é", count: length / 2)
        let text = clean.prefix(place / 2) + "\"\u{1}" + String(repeating: "x", count: length - place)
        let printed = JSONPrinter.compact.string(.string(String(text)))
        #expect(try JSON(parsing: printed) == .string(String(text)))
        #expect(printed.utf8.count == JSON.string(String(text)).compactByteCount)
      }
    }
  }

  @Test func appendsToExistingOutput() {
    var writer = ByteWriter(capacity: 1)
    writer.append("x = " as StaticString)
    for _ in 0..<3 { JSONPrinter.compact.write(["a", 1.5], to: &writer) }
    writer.append(decimal: .min)
    #expect(writer.string == #"x = ["a",1.5]["a",1.5]["a",1.5]-9223372036854775808"#)
    #expect(writer.withBytes { $0.count } == writer.count)
    writer.removeAll()
    #expect(writer.bytes.isEmpty)
  }

  @Test func countsWithoutWriting() {
    #expect(order.compactByteCount == "\(order)".utf8.count)
    #expect(order.compactByteCount(upTo: order.compactByteCount) == order.compactByteCount)
    #expect(order.compactByteCount(upTo: order.compactByteCount - 1) == nil)
    #expect(order.compactByteCount(upTo: 1_000, maximumDepth: 3) == order.compactByteCount)
    #expect(order.compactByteCount(upTo: 1_000, maximumDepth: 2) == nil)
  }

  @Test func countingStopsAtTheBoundHoweverOftenPartsAreShared() {
    var value: JSON = ["x"]
    for _ in 0..<200 { value = [value, value] }
    #expect(value.compactByteCount(upTo: 100_000) == nil)
  }

  // MARK: Parts that are known

  /// Without that, the value would be gone through 2 to the power of 40 times.
  @Test func partsThatAreKnownAreNotGoneThroughAgain() {
    var value = JSON.array(Array(repeating: 1, count: 1_000))
    var count = 2_001
    for _ in 0..<40 {
      value = ["a": value, "b": value]
      count = 2 * count + 11
    }
    let parts = MeasuredParts(of: value, upTo: .max)
    #expect(JSON.array([value, 1]).compactByteCount(upTo: .max, knowing: parts) == count + 4)
    #expect(JSON.array([value, 1]).compactByteCount(upTo: count + 4, knowing: parts) == count + 4)
    #expect(JSON.array([value, 1]).compactByteCount(upTo: count + 3, knowing: parts) == nil)
  }

  @Test(arguments: [0, 1, 5_000, Int.max])
  func whatIsKnownOfPartsChangesNoCount(limit: Int) {
    let long = JSON.array((0..<700).map { ["n": .number(.integer($0)), "s": "a\"b"] })
    let document: JSON = ["long": long, "short": order]
    let parts = MeasuredParts(of: document, upTo: limit)
    var changed = document
    changed["long"] = .array((long.arrayValue ?? []) + [1])
    for value in [document, long, changed, [long, long], order, "x", ["all": document, "v": 7]] as [JSON] {
      #expect(value.compactByteCount(upTo: .max, knowing: parts) == value.compactByteCount)
    }
  }
}
