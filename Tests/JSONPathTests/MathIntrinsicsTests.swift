import LanguageSupport
import OrderedJSON
import Testing

@testable import JSONPath

@Suite struct MathIntrinsicsTests {
  @Test(arguments: [
    ("States.MathAdd(1, 2)", "3"), ("States.MathAdd(1.5, 0)", "2"), ("States.MathAdd(-1.5, 0)", "-1"),
    ("States.MathAdd(-0.5, 0)", "0"),
    ("States.MathAdd(2.5, 0)", "3"), ("States.MathAdd(2147483646, 1)", "2147483647"),
    ("States.MathAdd(-2147483648, 0)", "-2147483648"),
    ("States.MathRandom(5, 6)", "5"), ("States.MathRandom(4.5, 6.4)", "5"),
  ])
  func calculates(text: String, value: String) { #expect(call(text) == value) }

  @Test(arguments: [
    "States.MathAdd(2147483647, 1)", "States.MathAdd(-2147483648, -1)", "States.MathAdd(3000000000, 0)",
    "States.MathAdd('1', 1)",
    "States.MathAdd(1)", "States.MathRandom(1, 1)", "States.MathRandom(2, 1)",
    "States.MathRandom(1.1, 1.4)",
    "States.MathRandom(1)", "States.MathRandom(-2147483648, 2147483647)", "States.MathRandom(1, 2, 'x')",
    "States.MathRandom(1, 2, 3, 4)",
  ])
  func refuses(text: String) {
    #expect(call(text) == refusal(text, "Invalid arguments in \(text.prefix { $0 != "(" })"))
  }

  /// Rounded they are the largest or the smallest `long`, of which the lower 32 bits are taken.
  @Test(arguments: [
    ("States.MathAdd(1e309, 1)", "0"), ("States.MathAdd(1e300, 5)", "4"), ("States.MathAdd(-1e309, 5)", "5"),
  ])
  func numbersBeyond64BitsAreCutTo32(text: String, value: String) { #expect(call(text) == value) }

  @Test func aSeedFixesTheNumber() {
    #expect(call("States.MathRandom(1, 1000000, 5)") == call("States.MathRandom(1, 1000000, 5)"))
    #expect(call("States.MathRandom(0, 64, 5)") == call("States.MathRandom(0, 64, 5)"))
  }

  @Test func staysWithinItsBounds() throws {
    var random = SplitMix64(seed: 7)
    let roll = try IntrinsicExpression("States.MathRandom(-3, 3)")
    var seen: Set<JSON> = []
    for _ in 0..<500 { seen.insert(try roll.evaluate(in: Scope(), random: &random)) }
    #expect(seen == [-3, -2, -1, 0, 1, 2])
  }
}
