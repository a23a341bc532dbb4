import OrderedJSON
import Testing

@testable import JSONPath

/// Reads JSON that the test itself has written.
func json(_ text: String) -> JSON {
  do {
    return try JSON(parsing: text)
  } catch {
    Issue.record("not JSON: \(text): \(error)")
    return .null
  }
}

/// The value of a path over a document as compact JSON, or the error's message after `!`.
func outcome(_ path: String, _ document: String) -> String {
  do {
    return try PathExpression(path).evaluate(in: Scope(input: json(document))).description
  } catch {
    return "!\(error)"
  }
}

/// The value of a call over an input as compact JSON, or the error's message after `!`.
func call(_ text: String, _ input: String = "{}", context: String = "{}", variables: JSON.Object = [:]) -> String {
  var random = SplitMix(seed: 1)
  let scope = Scope(input: json(input), context: json(context), variables: variables)
  do {
    return try IntrinsicExpression(text).evaluate(in: scope, random: &random).description
  } catch {
    return "!\(error)"
  }
}

/// What the service says of a call that refuses its arguments.
func refusal(_ text: String, _ reason: String) -> String {
  "!There was an error while evaluating the intrinsic function: \(text). \(reason)"
}

/// A generator with a seed, the same everywhere.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
