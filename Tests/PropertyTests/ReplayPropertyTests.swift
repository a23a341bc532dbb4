import LanguageSupport
import OrderedJSON
import StatesTesting
import Testing

@Suite struct ReplayPropertyTests {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func everyHistoryGoesTheSameWayThroughItsOwnDefinition(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let definition = generator.definition()
    let machine = try StateMachine(parsing: definition)
    let result = ExecutionPropertyTests.run(machine, seed: seed)
    let history = try RecordedHistory(events: result.history.map(\.json))
    var test = ReplayTest(machine)
    test.quotas.maximumHistoryEvents = 2_000
    let report = test.replay(history)
    #expect(report.isSame, "\(report)\n\(definition)")
  }

  /// Cut, shuffled, with other numbers and types, or with parts of their own elsewhere: an error or a report.
  @Test(arguments: 0..<200 as Range<UInt64>)
  func aDamagedHistoryIsRefusedOrReported(seed: UInt64) throws {
    var generator = DefinitionGenerator(seed: seed)
    let machine = try StateMachine(parsing: generator.definition())
    let events = ExecutionPropertyTests.run(machine, seed: seed).history.map(\.json)
    var random = SplitMix64(seed: seed)
    for _ in 0..<10 {
      guard let history = try? RecordedHistory(events: Self.damaged(events, &random)) else { continue }
      let report = ReplayTest(machine).replay(history)
      #expect(report.replayedCount <= history.events.count)
      #expect(!report.isSame || report.replayedCount == history.events.count)
      #expect(!report.description.isEmpty)
    }
  }

  static func damaged(_ events: [JSON], _ random: inout SplitMix64) -> [JSON] {
    var events = events
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      guard !events.isEmpty else { return [] }
      let index = Int.random(in: events.indices, using: &random)
      let other = Int.random(in: events.indices, using: &random)
      switch random.next() % 7 {
      case 0: events.removeLast(events.count - index)
      case 1: events.swapAt(index, other)
      case 2: events[index]["previousEventId"] = .integer(other)
      case 3: events[index]["type"] = events[other]["type"]
      case 4: events[index]["timestamp"] = random.next() % 2 == 0 ? 0 : "9999-12-31T23:59:59Z"
      default:
        for member in events[index].objectValue?.members ?? [] where member.key.hasSuffix("EventDetails") {
          var details = member.value
          let names = details.objectValue?.keys ?? []
          guard let name = names.randomElement(using: &random) else { continue }
          let texts: [JSON] = ["null", "[]", "\"x\"", "not JSON", 7, [:]]
          details[name] = texts.randomElement(using: &random)
          events[index][member.key] = details
        }
      }
    }
    return events
  }
}
