import LanguageSupport
import OrderedJSON
import Testing

@Suite struct JSONEqualityTests {
  @Test(arguments: [
    ("null", "null", true), ("null", "false", false), ("0", "false", false), ("\"1\"", "1", false), ("[]", "{}", false),
    ("[1,2]", "[1.0,2]", true), ("[1,2]", "[2,1]", false), ("[1]", "[1,1]", false),
    ("{\"a\":1,\"b\":2}", "{\"b\":2.0,\"a\":1}", true), ("{\"a\":1,\"b\":2}", "{\"b\":1,\"a\":2}", false),
    ("{\"a\":1}", "{\"a\":1,\"b\":2}", false), ("{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":2}", false),
    ("{\"a\":[{\"x\":1,\"y\":[]}]}", "{\"a\":[{\"y\":[],\"x\":1}]}", true), ("[[]]", "[{}]", false),
    ("\"é\"", "\"e\u{301}\"", false), ("{\"é\":1}", "{\"e\u{301}\":1}", false),
    ("\"long enough to live elsewhere\"", "\"long enough to live elsewhere\"", true),
    ("\"long enough to live elsewhere\"", "\"long enough to live elsewhera\"", false),
  ])
  func comparesByMeaning(left: String, right: String, equal: Bool) throws {
    let (a, b) = (try JSON(parsing: left), try JSON(parsing: right))
    #expect((a == b) == equal)
    #expect((b == a) == equal)
    if equal { #expect(a.hashValue == b.hashValue) }
  }

  @Test func aValueEqualsItselfWithItsMembersInAnotherOrder() {
    var random = SplitMix64(seed: 5)
    func shuffled(_ value: JSON) -> JSON {
      switch value {
      case .null, .bool, .number, .string: value
      case .array(let elements): .array(elements.map(shuffled))
      case .object(let object):
        .object(
          JSON.Object(object.members.map { .init(key: $0.key, value: shuffled($0.value)) }.shuffled(using: &random)))
      }
    }
    var source = SplitMix64(seed: 6)
    for _ in 0..<2_000 {
      let value = source.value(depth: 4)
      let other = shuffled(value)
      #expect(value == other)
      #expect(value.hashValue == other.hashValue)
      #expect([value] != [[other]])
    }
  }

  @Test func comparingNeverTakesExponentialTime() {
    // Each level has a member that is equal, in front of members in another order.
    var left: JSON = 1
    var right: JSON = 1
    for _ in 0..<60 {
      left = ["a": left, "b": 1, "c": 2]
      right = ["a": right, "c": 2, "b": 1]
    }
    #expect(left == right)
  }

  @Test func valuesAreMembersOfSets() throws {
    let set: Set<JSON> = [1, "a", [1, 2], ["a": 1, "b": 2]]
    #expect(set.contains(try JSON(parsing: "1.0")))
    #expect(set.contains(["b": 2, "a": 1]))
    #expect(!set.contains([2, 1]))
  }

  @Test(arguments: [
    ("", "a", true), ("a", "a", false), ("a", "b", true), ("ab", "b", true), ("b", "ab", false), ("a", "aa", true),
    ("😀", "\u{ff5e}", true), ("\u{ff5e}", "😀", false), ("\u{d7ff}", "😀", true), ("é", "😀", true),
    ("x😀", "x\u{e000}", true), ("😀", "😁", true), ("\u{e000}", "\u{ffff}", true), ("\u{ffff}", "\u{10000}", false),
  ])
  func ordersTextsByUTF16(left: String, right: String, precedes: Bool) {
    #expect(left.precedesByUTF16(right) == precedes)
    #expect(left.utf16.lexicographicallyPrecedes(right.utf16) == precedes)
  }

  @Test func comparesTextsOfAnyLength() {
    for length in 0..<40 {
      let text = String(repeating: "y", count: length)
      let copy = String(decoding: Array(text.utf8), as: UTF8.self)
      #expect(text.hasSameUTF8(as: copy))
      for place in 0..<length {
        let other = String(repeating: "y", count: place) + "z" + String(repeating: "y", count: length - place - 1)
        #expect(!text.hasSameUTF8(as: other))
      }
    }
  }
}
