import LanguageSupport
import OrderedJSON
import StatesGraph
import StatesLanguage
import Testing

/// Definitions that are much larger than anything people write are drawn in bounded time and size.
@Suite struct HostileDefinitionTests {
  private func machine(_ text: String) throws -> StateMachine {
    try StateMachine(parsing: SourceText(text), settings: .init(maximumBytes: nil))
  }

  /// Draws with every writer; returns the size of the SVG.
  private func draw(_ text: String) throws -> Int {
    let graph = StateGraph(try machine(text))
    #expect(!graph.mermaid().isEmpty && !graph.dot().isEmpty)
    return graph.svg().utf8.count
  }

  @Test func aChainOfThousandsOfStates() throws {
    let count = 3_000
    let states = (0..<count).map { index in
      #""S\#(index)":{"Type":"Pass",\#(index + 1 < count ? #""Next":"S\#(index + 1)""# : #""End":true"#)}"#
    }
    #expect(try draw(#"{"StartAt":"S0","States":{\#(states.joined(separator: ","))}}"#) < 3_000_000)
  }

  /// Every state of a chain also leads to the last one: the edges would pass through 45,000 layers.
  @Test func longEdgesAreLedAround() throws {
    let count = 300
    let states = (0..<count).map { index in
      index + 1 < count
        ? #""S\#(index)":{"Type":"Choice","Choices":[{"Variable":"$.a","IsNull":true,"Next":"S\#(count - 1)"}],"Default":"S\#(index + 1)"}"#
        : #""S\#(index)":{"Type":"Succeed"}"#
    }
    let text = #"{"StartAt":"S0","States":{\#(states.joined(separator: ","))}}"#
    #expect(try draw(text) < 8_000_000)
    #expect(PictureCheck.problems(GraphLayout(of: StateGraph(try machine(text)))) == [])
  }

  @Test func everyStateLeadsToEveryOther() throws {
    let count = 60
    let states = (0..<count).map { index in
      let rules = (0..<count).map { #"{"Variable":"$.a","NumericEquals":\#($0),"Next":"S\#($0)"}"# }
      return #""S\#(index)":{"Type":"Choice","Choices":[\#(rules.joined(separator: ","))],"Default":"Z"}"#
    }
    let text = #"{"StartAt":"S0","States":{"Z":{"Type":"Succeed"},\#(states.joined(separator: ","))}}"#
    #expect(try draw(text) < 8_000_000)
  }

  @Test func oneChoiceWithThousandsOfRules() throws {
    let rules = (0..<2_000).map { #"{"Variable":"$.a","NumericEquals":\#($0),"Next":"S\#($0 % 500)"}"# }
    let states = (0..<500).map { #""S\#($0)":{"Type":"Succeed"}"# }
    let text =
      #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[\#(rules.joined(separator: ","))]},\#(states.joined(separator: ","))}}"#
    #expect(try draw(text) < 3_000_000)
  }

  @Test func deepNesting() throws {
    var text = #"{"StartAt":"S","States":{"S":{"Type":"Pass","End":true}}}"#
    var deepest = text
    for depth in 0..<400 {
      text =
        #"{"StartAt":"P\#(depth)","States":{"P\#(depth)":{"Type":"Parallel","Branches":[\#(text)],"End":true}}}"#
      // The limit of JSON's depth decides how deep definitions can be.
      guard (try? machine(text)) != nil else { break }
      deepest = text
    }
    #expect(try draw(deepest) < 1_000_000)
    #expect(PictureCheck.problems(GraphLayout(of: StateGraph(try machine(deepest)))) == [])
  }

  @Test func deepConditions() throws {
    var condition = #"{"Variable":"$.a","IsNull":true}"#
    var deepest = ""
    for _ in 0..<200 {
      condition = #"{"Not":\#(condition)}"#
      let rule = condition.dropLast() + #","Next":"S"}"#
      let text =
        #"{"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[\#(rule)]},"S":{"Type":"Succeed"}}}"#
      guard (try? machine(text)) != nil else { break }
      deepest = text
    }
    let label = try #require(StateGraph(try machine(deepest)).edges.flatMap(\.labels).first)
    #expect(label.hasSuffix("not …"))
    #expect(try draw(deepest) < 20_000)
  }

  @Test func garbageAsHistoryIsAnError() throws {
    let machine = try Fixtures.machine("catchers")
    let valid = try Fixtures.history("catchers")
    var random = SplitMix64(seed: 7)
    var refused = 0
    for _ in 0..<300 {
      var bytes = valid
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0x20...0x7e, using: &random)
      }
      guard let json = try? JSON(parsing: bytes) else { continue }
      do throws(GraphOverlay.HistoryProblem) {
        let overlay = try GraphOverlay(history: json, of: machine)
        #expect(!StateGraph(machine).mermaid(overlay).isEmpty)
      } catch {
        refused += 1
        #expect(!error.description.isEmpty)
      }
    }
    #expect(refused > 0)
  }
}
