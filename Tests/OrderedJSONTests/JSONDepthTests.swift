import OrderedJSON
import Synchronization
import Testing

@Suite struct JSONDepthTests {
  @Test(arguments: [
    ("1", 0), ("[]", 1), ("{}", 1), ("[[],[[]]]", 3), ("{\"a\":{\"b\":[]},\"c\":1}", 3),
  ])
  func countsLevels(text: String, depth: Int) throws {
    let value = try JSON(parsing: text)
    #expect(value.depth() == depth)
    #expect(!value.isDeeper(than: depth))
    #expect(depth == 0 || value.isDeeper(than: depth - 1))
    #expect(value.depth(upTo: 2) == min(depth, 2))
    #expect(value.depth(upTo: 0) == 0)
  }

  @Test func stopsCountingAtTheLimit() {
    var value: JSON = []
    for _ in 0..<200 { value = [value, value] }
    #expect(value.depth(upTo: 100) == 100)
    #expect(value.isDeeper(than: 150))
  }

  @Test func countsWhatIsSharedOnce() {
    // Seen as a tree, this has more arrays and objects than there are atoms.
    var value: JSON = []
    for level in 0..<400 { value = level % 2 == 0 ? [value, value] : ["x": value, "y": [value]] }
    #expect(value.depth() == 601)
    #expect(!value.isDeeper(than: 601))
  }

  @Test(arguments: [(openings: "[", core: "", closings: "]"), (openings: "{\"k\":", core: "1", closings: "}")])
  func theDeepestTextIsSafeOnASmallStack(openings: String, core: String, closings: String) {
    let limit = JSON.maximumDepth
    let text = String(repeating: openings, count: limit) + core + String(repeating: closings, count: limit)
    let tooDeep = "[\(text)]"
    onThread(stackSize: 512 << 10) {
      #expect(outcome(text) == text)
      #expect(outcome(tooDeep).hasSuffix("arrays and objects are nested deeper than 1000"))
      do throws(JSONParseError) {
        let value = try JSON(parsing: text)
        let syntax = try JSONSyntaxParser().parse(SourceText(text))
        #expect(syntax.json == value)
        #expect(value.depth() == limit)
        #expect(JSONPrinter.pretty.string(value).utf8.count > text.utf8.count)
      } catch {
        Issue.record(error)
      }
    }
  }

  @Test(arguments: [1, 46, 47, 48, 49, 50, 97, 150])
  func depthMakesNoDifferenceToWhatIsWrittenCountedAndCompared(levels: Int) throws {
    var text = "7"
    for level in 0..<levels { text = level % 2 == 0 ? "[true,\(text),\"é\"]" : "{\"a\":\(text),\"b\":[{}]}" }
    let value = try JSON(parsing: text)
    #expect(JSONPrinter.compact.string(value) == text)
    #expect(JSONPrinter.sorted.string(value) == text)
    #expect(try JSON(parsing: JSONPrinter.pretty.string(value)) == value)
    #expect(value.compactByteCount == text.utf8.count)
    #expect(value.compactByteCount(upTo: text.utf8.count, maximumDepth: value.depth()) == text.utf8.count)
    #expect(value.compactByteCount(upTo: text.utf8.count - 1) == nil)
    #expect(value.compactByteCount(upTo: .max, maximumDepth: value.depth() - 1) == nil)
    let other = try JSON(parsing: text.split(separator: "7", maxSplits: 1).joined(separator: "8"))
    #expect(value != other)
    #expect(value == (try JSON(parsing: text)))
  }

  @Test func endlessNestingIsAnErrorOnASmallStack() {
    onThread(stackSize: 512 << 10) {
      #expect(
        outcome(String(repeating: "[", count: 1_000_000)) == "1:1001: arrays and objects are nested deeper than 1000")
      #expect(outcome(String(repeating: "{\"\":", count: 250_000)).hasSuffix("nested deeper than 1000"))
      let parser = JSONParser(maximumDepth: .max)
      #expect(
        outcome(String(repeating: "[", count: 1_000_000), parser).hasSuffix("the text ends too early, expected a value")
      )
    }
  }

  @Test(arguments: [false, true])
  func valuesOfAnyDepthAreSafe(inObjects: Bool) {
    onThread(stackSize: 512 << 10) {
      let levels = 100_000
      var value = nested(levels, inObjects: inObjects)
      var other = nested(levels, inObjects: inObjects)
      let text = JSONPrinter.compact.string(value)
      #expect(value.compactByteCount == text.utf8.count)
      #expect(value.compactByteCount(upTo: .max) == nil)
      #expect(value.depth(upTo: .max) == levels)
      #expect(value.isDeeper())
      #expect(value == other)
      #expect(value.hashValue == other.hashValue)
      #expect(JSONPrinter.sorted.string(value) == text)
      do throws(JSONParseError) {
        var read = try JSONParser(maximumDepth: levels).parse(text)
        #expect(read == value)
        read.dismantle()
      } catch {
        Issue.record(error)
      }
      value.dismantle()
      other.dismantle()
      #expect(value.isNull && other.isNull)
    }
  }

  @Test func syntaxOfAnyDepthGivesItsValue() {
    let place = SourceRange(start: 0, end: 0)
    // Freed on a large stack: a tree with source ranges has no function to dismantle it.
    onThread(stackSize: 512 << 20) {
      var syntax = JSONSyntax(.number(.integer(1)), range: place)
      for _ in 0..<100_000 { syntax = JSONSyntax(.array([syntax]), range: place) }
      let deep = syntax
      let depth = Mutex(0)
      onThread(stackSize: 512 << 10) {
        var value = deep.json
        depth.withLock { $0 = value.depth(upTo: .max) }
        value.dismantle()
      }
      #expect(depth.withLock { $0 } == 100_000)
    }
  }

  @Test func whatOthersHoldSurvivesDismantling() {
    let shared: JSON = ["inner": [1, [2, 3]]]
    var value: JSON = [shared, ["again": shared], "text"]
    let copy = value
    value.dismantle()
    #expect(value.isNull)
    #expect(copy == [["inner": [1, [2, 3]]], ["again": ["inner": [1, [2, 3]]]], "text"])
    #expect(shared == ["inner": [1, [2, 3]]])
  }

  @Test func dismantlingSharedPartsTakesNoExponentialTime() {
    onThread(stackSize: 512 << 10) {
      var value: JSON = []
      for _ in 0..<100_000 { value = [value, value] }
      value.dismantle()
      #expect(value.isNull)
    }
  }
}
