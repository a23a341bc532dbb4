import OrderedJSON
import StatesLanguage
import Testing

/// Whatever is done to a definition, the validator returns a result.
@Suite struct ValidationMutationTests {
  /// Bytes of a definition changed, left out, doubled, or taken from elsewhere.
  @Test(arguments: 0..<8)
  func mutatedTextsNeverTrap(seed: Int) {
    var random = Generator(state: UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 &+ 1)
    var refused = 0
    for round in 0..<2_500 {
      var bytes = Array(Self.definitions[round % Self.definitions.count].utf8)
      for _ in 0...random.below(3) { Self.mutate(&bytes, &random) }
      let result = Validator(type: round % 2 == 0 ? .standard : .express).validate(SourceText(bytes: bytes))
      Self.expectSound(result, bytes.count)
      if result.isValid { Self.expectCompiles(bytes, round % 2 == 0 ? .standard : .express) } else { refused += 1 }
    }
    #expect(refused > 1_000)
  }

  /// Values of a definition replaced with others: still JSON, and mostly nonsense.
  @Test(arguments: 0..<8)
  func mutatedValuesNeverTrap(seed: Int) {
    var random = Generator(state: UInt64(seed) &* 0xd134_2543_de82_ef95 &+ 7)
    for round in 0..<3_750 {
      guard var value = try? JSONParser().parse(Self.definitions[round % Self.definitions.count]) else { continue }
      for _ in 0...random.below(3) { value = Self.mutate(value, &random, depth: 0) }
      let bytes = Array(value.description.utf8)
      let result = Validator().validate(SourceText(bytes: bytes))
      Self.expectSound(result, bytes.count)
      if result.isValid { Self.expectCompiles(bytes, .standard) }
    }
  }

  private static func expectSound(_ result: Validator.Result, _ length: Int) {
    let isSound = result.diagnostics.allSatisfy { problem in
      problem.range.start <= problem.range.end && problem.range.end <= length && !problem.message.isEmpty
        && problem.fixes.allSatisfy { $0.range.start <= $0.range.end && $0.range.end <= length }
    }
    #expect(isSound)
  }

  /// What is found valid can be run, unless something in it is still to be filled in.
  private static func expectCompiles(_ bytes: [UInt8], _ type: StateMachineType) {
    do throws(InvalidDefinition) {
      let machine = try StateMachine(parsing: bytes, type: type)
      #expect(machine.states.indices.contains(machine.startAt))
    } catch {
      let text = String(decoding: bytes, as: UTF8.self)
      if !text.contains("${") { Issue.record("\(error) in \(text)") }
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout Generator) {
    guard !bytes.isEmpty else { return }
    let place = random.below(bytes.count)
    switch random.below(5) {
    case 0: bytes[place] = UInt8(truncatingIfNeeded: random.next())
    case 1: bytes.remove(at: place)
    case 2: bytes.insert(contentsOf: Self.scraps[random.below(Self.scraps.count)].utf8, at: place)
    case 3:
      let end = min(bytes.count, place + random.below(40))
      bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
    default: bytes.removeSubrange(place..<min(bytes.count, place + random.below(20)))
    }
  }

  private static func mutate(_ value: JSON, _ random: inout Generator, depth: Int) -> JSON {
    switch value {
    case .object(var object) where object.count > 0 && random.below(8) > 0:
      let member = object.members[random.below(object.count)]
      switch random.below(6) {
      case 0: object[member.key] = nil
      case 1: object[Self.names[random.below(Self.names.count)]] = member.value
      default: object[member.key] = mutate(member.value, &random, depth: depth + 1)
      }
      return .object(object)
    case .array(var elements) where elements.count > 0 && random.below(8) > 0:
      let place = random.below(elements.count)
      elements[place] = mutate(elements[place], &random, depth: depth + 1)
      return .array(elements)
    case .null, .bool, .number, .string, .array, .object:
      return Self.values[random.below(Self.values.count)]
    }
  }

  private static let scraps = [
    "\"", "{", "}", "[", "]", ",", ":", "null", "$", "$.", "$$", ".$", "{%", "%}", "\\", "\\u0000", "é", "1e999", "-",
    "States.Format(", "\"Next\":", "\"End\":true,", "${", "[?(@", "..",
  ]

  private static let names = [
    "Next", "End", "Type", "Catch", "Retry", "a.$", "", "Assign", "States", "StartAt", "ItemProcessor", "QueryLanguage",
  ]

  private static let values: [JSON] = [
    nil, true, -1, 0, 1.5, "", "$", "$$.a", "$.a[?(@.b)]", "States.UUID()", "{% $a + %}", "{% $states.result %}", "%}",
    [], [nil], [[]], [:], ["a.$": 1], ["States.ALL"], "${X}", .number(.literal("1e400")), .integer(Int64.min),
    "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "JSONata", "Map",
    .string(String(repeating: "(", count: 3_000)),
  ]

  private static let definitions = [
    RuleCase.errors[0].good,
    taskToZ(
      #""TimeoutSeconds":5,"Retry":[{"ErrorEquals":["E"],"MaxAttempts":2}],"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Z","ResultPath":"$.e"}],"ResultSelector":{"a.$":"States.Format('{}', $.b)"}"#
    ),
    choice(#""And":[{"Variable":"$.a","IsNull":true},{"Not":{"Variable":"$v","StringEquals":"b"}}],"Next":"Z""#),
    reader(#""InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a"],"MaxItems":5"#),
    parallel(inner() + #","Comment":"c""#, #""Assign":{"v.$":"$.a[0]"}"#),
    passJSONata(#""Output":{"a":"{% $states.input.a ~> $uppercase %}","b":[1,"{% $v %}"]},"Assign":{"v":1}"#),
    choiceJSONata(#""Condition":"{% $states.input.n > 1 %}","Next":"Z","Output":1"#),
    one(#""Type":"Wait","TimestampPath":"$.t","End":true,"Comment":"c""#),
  ]
}

/// Random numbers that are the same every time.
private struct Generator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }
}
