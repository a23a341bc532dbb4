import LanguageSupport
import OrderedJSON
import Testing

@testable import JSONPath

@Suite struct UniqueIntrinsicsTests {
  @Test func makesIdentifiersOfVersion4() throws {
    var random = SplitMix64(seed: 3)
    let make = try IntrinsicExpression("States.UUID()")
    var seen: Set<String> = []
    for _ in 0..<100 {
      let text = try make.evaluate(in: Scope(), random: &random).stringValue ?? ""
      let parts = text.split(separator: "-")
      #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
      #expect(text.utf8.allSatisfy { $0 == 0x2d || ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) })
      #expect(parts[2].first == "4")
      #expect("89ab".contains(parts[3].first ?? "x"))
      seen.insert(text)
    }
    #expect(seen.count == 100)
  }

  @Test func sameGeneratorSameIdentifier() { #expect(call("States.UUID()") == call("States.UUID()")) }

  @Test(arguments: ["States.UUID(1)", "States.UUID('x', $)", "States.UUID(States.UUID())"])
  func argumentsOfUUIDAreIgnored(text: String) { #expect(call(text).utf8.count == 38) }
}
