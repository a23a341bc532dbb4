import JSONata
import OrderedJSON
import Testing

/// A variable given part by part is the same as one of the bindings, and hides it.
@Suite struct ComposedBindingTests {
  private static let states = JSONataBinding(
    name: "states",
    parts: ["input": ["n": 1, "items": [["p": 1], ["p": 2]]], "result": [1, 2], "errorOutput": ["Error": "E"]])

  @Test(
    arguments: [
      "$states.input", "$states.input.n", "$states.input.items.p", "$states.input.items[0].p", "$states.input.none",
      "$states.input[0].n", "$states.result", "$states.result[1]", "$states.errorOutput.Error", "$states.context",
      "$states.other.n", "$states", "$keys($states)", "$states.*.n", "$states.(input.n + 1)",
      "$states.input.n + $count($states.result)", "$states ~> $lookup('input')", "[$states.input.n, $states.input]",
      "($states := {'input': 5}; $states.input)", "$map($states.result, function($r) { $r + $states.input.n })",
      "$eval('$states.input.n') + $states.input.n", "$states.input.n + $eval('$states.input.n')",
      "$type($states) & $eval('$states.input.n')", "$states[0].input.n", "$states.input.n & $string($states)",
      "$eval('$states') = $states", "function(){ $states }().input.n", "(function($n){ $n & $states.input.n })('n')",
      "$merge([$states, {'input': 2}]).input", "$states.\"input\".n", "$each($states, function($v, $k){ $k })",
    ])
  func partsAndWhole(text: String) throws {
    let expression = try JSONataExpression(text)
    var (one, other) = (JSONataEnvironment(now: 0), JSONataEnvironment(now: 0))
    let expected = try expression.evaluate(nil, bindings: ["states": .object(Self.states.parts)], environment: &one)
    #expect(try expression.evaluate(nil, composed: Self.states, environment: &other) == expected)
    #expect(
      try expression.evaluate(nil, bindings: ["states": 1], composed: Self.states, environment: &other) == expected)
  }

  @Test func onePart() throws {
    let parts: JSON.Object = ["input": ["n": 1]]
    let binding = JSONataBinding(name: "states", parts: parts)
    for text in ["$states", "$states.input.n", "$states.result", "$keys($states)"] {
      let expression = try JSONataExpression(text)
      var environment = JSONataEnvironment(now: 0)
      let expected = try expression.evaluate(nil, bindings: ["states": .object(parts)])
      #expect(try expression.evaluate(nil, composed: binding, environment: &environment) == expected)
    }
  }

  @Test func partsKeepTheirOrderAndTheLastValueOfAName() {
    var binding = JSONataBinding(name: "order")
    #expect(binding.parts.isEmpty)
    binding.add("id", 1)
    binding.add("id", 2)
    #expect(binding == JSONataBinding(name: "order", parts: ["id": 2]))
    binding.add("at", 3)
    binding.add("id", 4)
    binding.add("by", 5)
    #expect(JSONPrinter.compact.string(.object(binding.parts)) == #"{"id":4,"at":3,"by":5}"#)
  }

  @Test func hidesNoOtherName() throws {
    var environment = JSONataEnvironment(now: 0)
    let other = JSONataBinding(name: "order", parts: ["id": "A-17"])
    let result = try JSONataExpression("$order.id & $states.id").evaluate(
      nil, bindings: ["states": ["id": "!"], "order": 1], composed: other, environment: &environment)
    #expect(result == .value("A-17!"))
  }

  @Test func oneArgumentIsEnough() throws {
    #expect(try JSONataExpression("a + 1").evaluate(["a": 1]) == .value(2))
    #expect(try JSONataExpression("$now() & $millis()").evaluate(nil) == .value("1970-01-01T00:00:00.000Z0"))
    let random = try JSONataExpression("$random()")
    #expect(try random.evaluate(nil) == random.evaluate(nil))
  }
}
