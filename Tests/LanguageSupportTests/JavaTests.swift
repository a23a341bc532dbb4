import LanguageSupport
import Testing

@Suite struct JavaHashOrderTests {
  @Test(
    arguments: [
      (["a", "b", "q"], [0, 2, 1]),  // "q" is 16 after "a": the same bucket among 16
      (["c", "b", "a"], [2, 1, 0]), ([], []),
    ] as [([String], [Int])])
  func ordersAsJavaDoes(keys: [String], order: [Int]) { #expect(JavaHashOrder.order(keys) == order) }

  /// Lists of names in messages of the service.
  @Test(
    arguments: [
      (["StartAt", "States"], ["States", "StartAt"]), (["End", "Next"], ["Next", "End"]),
      (
        ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
        ["SecondsPath", "Seconds", "TimestampPath", "Timestamp"]
      ),
      (["MaxItemsPath", "MaxItems"], ["MaxItems", "MaxItemsPath"]), ([], []),
    ] as [([String], [String])])
  func isThatOfTheRecordings(names: [String], expected: [String]) { #expect(JavaHashOrder.sorted(names) == expected) }

  @Test(arguments: [("", 0), ("a", 97), ("States", -1_808_614_878), ("ü€", 16_176)] as [(String, Int32)])
  func hashesUTF16(text: String, hash: Int32) { #expect(JavaHashOrder.hash(text) == hash) }
}

@Suite struct JavaRandomTests {
  /// The first numbers of `new java.util.Random(42)`, as published with countless examples: `nextInt(10)` gives 0, 3, 8.
  @Test func countsAsJavaDoes() {
    var generator = JavaRandom(seed: 42)
    #expect((0..<3).map { _ in generator.next(below: 10) } == [0, 3, 8])
    var whole = JavaRandom(seed: 42)
    #expect(whole.next(bits: 32) == -1_170_105_035)
    var fraction = JavaRandom(seed: 42)
    #expect(fraction.nextDouble() == 0.7275636800328681)
  }
}
