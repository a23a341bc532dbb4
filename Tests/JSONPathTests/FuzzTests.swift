import LanguageSupport
import OrderedJSON
import Testing

@testable import JSONPath

/// Mutated texts: whatever they are, reading and evaluating results in a value or an error.
@Suite struct FuzzTests {
  private static let paths = [
    "$.a.b[0]", "$['a','b'].c", "$..a[?(@.b == 'x' && @.c > 1 || !@.n)].d", "$[1:-2]", "$.a[0,-1].*",
    "$..[?(@.n =~ /(a|b)*[^c-e]\\d{1,3}/i)]", "$.a[(@.length-1)].n", "$..a.length()", "$.a[?(@.b == $.b.a[0])]",
    "$$.Execution.Id", "$v.k[*]", "$.[*]..['a', 'b']", "$.a[?((@.b == \"x\") && (@.c != null))]",
  ]
  private static let calls = [
    "States.Format('{} \\{{}\\}', $.a, States.UUID())", "States.ArrayPartition($.a[*], 2)", "States.MathAdd(1.5, -2e3)",
    "States.StringToJson('[1, {\"a\": null}]')", "States.Hash(States.Base64Encode('x'), 'SHA-384')",
    "States.ArrayRange(0, 9, 3)",
    "States.JsonMerge($, $.b, false)", "States.StringSplit('a,b', $.a[?(@.b == ',')])", "States.MathRandom(1, 9, 4)",
  ]
  private static let pieces = Array("$.[]()'\"?@*,:-0123456789 abxs\\/{}|&!=<>~^+éu".utf8)

  private static let scope = Scope(
    input: ["a": [["b": "x", "c": 1, "n": "ab12"], 2, nil], "b": ["a": [1, 2, 3]], "n": [1.5, -2]],
    context: ["Execution": ["Id": "e"]], variables: ["v": ["k": [1]]])

  /// A text with a few bytes changed, removed, duplicated or inserted.
  private func mutated(_ text: String, _ random: inout SplitMix64) -> String {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes.insert(piece, at: place)
      case 1: if place < bytes.count { bytes[place] = piece }
      case 2: if place < bytes.count { bytes.remove(at: place) }
      default:
        let end = min(bytes.count, place + Int.random(in: 1...8, using: &random))
        bytes.insert(contentsOf: bytes[place..<end], at: place)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func pathsNeverTrap() {
    var random = SplitMix64(seed: 0xA5)
    var accepted = 0
    for round in 0..<25_000 {
      let text = mutated(Self.paths[round % Self.paths.count], &random)
      if let path = try? PathExpression(text) {
        accepted += 1
        _ = try? path.evaluate(in: Self.scope)
      }
      if let path = try? ReferencePath(text) {
        _ = path.value(in: Self.scope)
        _ = try? path.setting(1, in: Self.scope.input)
      }
    }
    #expect(accepted > 2_000)
  }

  @Test func callsAndTemplatesNeverTrap() {
    var random = SplitMix64(seed: 0x5A)
    var accepted = 0
    for round in 0..<25_000 {
      let text = mutated(Self.calls[round % Self.calls.count], &random)
      if let call = try? IntrinsicExpression(text) {
        accepted += 1
        _ = try? call.evaluate(in: Self.scope, random: &random)
      }
      let template: JSON = [JSON.string(text), .object([text: .string(text), "k.$": .string(text)])]
      _ = try? PayloadTemplate(template).fill(in: Self.scope, random: &random)
    }
    #expect(accepted > 1_000)
  }
}
