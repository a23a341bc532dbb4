import JSONata
import OrderedJSON
import Testing

/// `$states` given part by part is the same as a variable with the whole.
@Suite struct StatesTests {
  private static let states = JSONataStates(
    input: ["n": 1, "items": [["p": 1], ["p": 2]]], result: [1, 2], errorOutput: ["Error": "E"])

  @Test(
    arguments: [
      "$states.input", "$states.input.n", "$states.input.items.p", "$states.input.items[0].p", "$states.input.none",
      "$states.input[0].n", "$states.result", "$states.result[1]", "$states.errorOutput.Error", "$states.context",
      "$states.other.n", "$states", "$keys($states)", "$states.*.n", "$states.(input.n + 1)",
      "$states.input.n + $count($states.result)", "$states ~> $lookup('input')", "[$states.input.n, $states.input]",
      "($states := {'input': 5}; $states.input)", "$map($states.result, function($r) { $r + $states.input.n })",
      "$eval('$states.input.n') + $states.input.n", "$states.input.n + $eval('$states.input.n')",
      "$type($states) & $eval('$states.input.n')",
    ])
  func partsAndWhole(text: String) throws {
    let expression = try JSONataExpression(text)
    var (one, other) = (JSONataEnvironment(now: 0), JSONataEnvironment(now: 0))
    let whole: JSON = [
      "input": Self.states.input, "result": [1, 2], "errorOutput": ["Error": "E"],
    ]
    let expected = try expression.evaluate(nil, bindings: ["states": whole], environment: &one)
    #expect(try expression.evaluate(nil, states: Self.states, environment: &other) == expected)
    #expect(
      try expression.evaluate(nil, bindings: ["states": 1], states: Self.states, environment: &other) == expected)
  }
}
