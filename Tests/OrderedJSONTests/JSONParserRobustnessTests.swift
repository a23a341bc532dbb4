import LanguageSupport
import OrderedJSON
import Testing

/// Whatever the bytes are, the parsers give a value or an error, both the same one.
@Suite struct JSONParserRobustnessTests {
  private static func readBoth(_ bytes: [UInt8]) -> Bool {
    var value: JSON?
    var first: JSONParseError?
    var second: JSONParseError?
    do throws(JSONParseError) { value = try JSON(parsing: bytes) } catch { first = error }
    do throws(JSONParseError) {
      let json = try JSONSyntaxParser().parse(SourceText(bytes: bytes)).json
      if json != value { return false }
    } catch { second = error }
    guard first == second else { return false }
    if let first { return first.offset >= 0 && first.offset <= bytes.count && !first.message.isEmpty }
    guard let value else { return false }
    return JSONPrinter.compact.bytes(value).count == value.compactByteCount
  }

  @Test func randomBytes() {
    var random = SplitMix64(seed: 1)
    let favorites = Array("[]{}:,\"\\u0ntrue-1.5e+ \n".utf8) + [0xc3, 0xa9, 0xed, 0xa0, 0xf0, 0xff, 0x00]
    var failures = 0
    for round in 0..<50_000 {
      let bytes = (0..<random.below(24)).map { _ in
        round % 2 == 0 ? UInt8(random.below(256)) : favorites[random.below(favorites.count)]
      }
      if !Self.readBoth(bytes) { failures += 1 }
    }
    #expect(failures == 0)
  }

  @Test func mutatedTexts() {
    var random = SplitMix64(seed: 2)
    var failures = 0
    for _ in 0..<50_000 {
      var bytes = JSONPrinter.compact.bytes(random.value(depth: 3))
      for _ in 0...random.below(3) where !bytes.isEmpty {
        let place = random.below(bytes.count)
        switch random.below(4) {
        case 0: bytes[place] = UInt8(random.below(256))
        case 1: bytes.remove(at: place)
        case 2: bytes.insert(bytes[random.below(bytes.count)], at: place)
        default: bytes.removeLast(bytes.count - place)
        }
      }
      if !Self.readBoth(bytes) { failures += 1 }
    }
    #expect(failures == 0)
  }

  @Test func whatIsPrintedReadsBackTheSame() throws {
    var random = SplitMix64(seed: 3)
    for _ in 0..<10_000 {
      let value = random.value(depth: 4)
      let text = JSONPrinter.compact.string(value)
      let back = try JSON(parsing: text)
      #expect(back == value)
      #expect(back.hashValue == value.hashValue)
      #expect(JSONPrinter.compact.string(back) == text)
      #expect(value.compactByteCount == text.utf8.count)
      #expect(try JSON(parsing: JSONPrinter.pretty.string(value)) == value)
      #expect(try JSON(parsing: JSONPrinter.sorted.string(value)) == value)
    }
  }
}
