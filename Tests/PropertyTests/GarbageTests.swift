import LanguageSupport
import StatesTesting
import Testing

/// Whatever comes from outside is answered, never a trap. More than 100,000 tries in all.
@Suite struct GarbageTests {
  /// Changes bytes: flips, cuts, repeats, puts in what JSON is made of.
  static func mutate(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var result = bytes
    for _ in 0...Int(random.next() % 3) {
      guard !result.isEmpty else { return [UInt8(truncatingIfNeeded: random.next())] }
      let place = Int(random.next() % UInt64(result.count))
      let length = min(Int(random.next() % 12) + 1, result.count - place)
      switch random.next() % 6 {
      case 0: result[place] = UInt8(truncatingIfNeeded: random.next())
      case 1: result.removeSubrange(place..<(place + length))
      case 2: result.insert(contentsOf: result[place..<(place + length)], at: place)
      case 3: result[place] = signs[Int(random.next() % UInt64(signs.count))]
      case 4: result.insert(contentsOf: words[Int(random.next() % UInt64(words.count))], at: place)
      default: result = Array(result[..<place])
      }
    }
    return result
  }

  static let signs = Array(#"{}[]":,.$\0-9eE"#.utf8)
  static let words = [
    "null", "true", "-1", "1e999", "99999999999999999999", "\"$.a[*]\"", "\"$$\"", "\"\\ud800\"", "{}", "[]",
    "\"States.ALL\"",
    "\"Type\":\"Map\",", "\"Next\":\"S1\",", "\"MaxConcurrency\":-5,", "\"IntervalSeconds\":-1,", "\"Seconds\":1.5,",
    "{\"x.$\":\"States.Array($)\"}", "\"{% $states.input %}\"", "\"QueryLanguage\":\"JSONata\",",
  ].map { Array($0.utf8) }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func bytesAsJSON(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let text = Array(#"{"a":[1,-2.50e+3,"\u00e9\n",true,null,{"b":{}}],"c":"d"}"#.utf8)
    var accepted = 0
    for _ in 0..<8_000 {
      let bytes = Self.mutate(text, &random)
      guard let value = try? JSON(parsing: bytes) else { continue }
      accepted += 1
      if (try? JSON(parsing: value.description)) != value { Issue.record("\(value) does not come back") }
    }
    #expect(accepted > 0)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func mutatedDefinitions(seed: UInt64) {
    var random = SplitMix64(seed: seed &+ 100)
    var compiled = 0
    for round in 0..<60 as Range<UInt64> {
      var generator = DefinitionGenerator(seed: seed &* 1_000 &+ round)
      let text = Array(generator.definition().utf8)
      for _ in 0..<25 {
        guard let machine = try? StateMachine(parsing: Self.mutate(text, &random)) else { continue }
        compiled += 1
        let result = ExecutionPropertyTests.run(machine)
        if result.status == .running { continue }  // a mutated task may wait for ever
        expectSound(result.execution, "seed \(seed), round \(round)")
      }
    }
    #expect(compiled > 0)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func mutatedInputs(seed: UInt64) throws {
    var random = SplitMix64(seed: seed &+ 200)
    let text = Array(DefinitionGenerator.input.description.utf8)
    var ran = 0
    for round in 0..<20 as Range<UInt64> {
      var generator = DefinitionGenerator(seed: seed &* 1_000 &+ round)
      let machine = try StateMachine(parsing: generator.definition())
      for _ in 0..<200 {
        guard let input = try? JSON(parsing: Self.mutate(text, &random)) else { continue }
        ran += 1
        expectSound(ExecutionPropertyTests.run(machine, input: input).execution, "seed \(seed), round \(round)")
      }
    }
    #expect(ran > 0)
  }
}
