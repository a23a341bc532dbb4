import JSONata
import OrderedJSON
import Testing

/// Which arms of conditionals evaluations take.
@Suite struct ArmsTests {
  /// The counts of true and false of each conditional, in the order of their positions.
  private func arms(_ text: String, _ input: JSON) throws -> [[Int]] {
    let expression = try JSONataExpression(text)
    var environment = JSONataEnvironment(now: 0)
    environment.takenArms = JSONataArms()
    _ = try expression.evaluate(input, environment: &environment)
    let counts = try #require(environment.takenArms).counts
    #expect(Set(counts.keys.map(\.position)).isSubset(of: expression.conditionals))
    return expression.conditionals.map { position in
      [true, false].map { counts[JSONataArms.Arm(position: position, holds: $0)] ?? 0 }
    }
  }

  @Test(
    arguments: [
      ("a ? 1 : 2", ["a": true], [[1, 0]]), ("a ? 1 : 2", ["a": false], [[0, 1]]), ("a ? 1", [:], [[0, 1]]),
      ("a ?: 2", ["a": 0], [[0, 1]]), ("a ?? 2", ["a": 0], [[1, 0]]),
      ("a ? (b ? 1 : 2) : 3", ["a": true, "b": false], [[1, 0], [0, 1]]),
      ("a ? (b ? 1 : 2) : 3", ["a": false], [[0, 1], [0, 0]]),
      ("$map([1, 2, 3], function($x) { $x > 1 ? 'b' : 's' })", [:], [[2, 1]]),
      ("$eval('a ? 1 : 2')", ["a": true], []), ("a + 1", ["a": 1], []),
    ] as [(String, JSON, [[Int]])]) func armsThatAreTakenAreCounted(text: String, input: JSON, counts: [[Int]]) throws
  {
    #expect(try arms(text, input) == counts)
  }

  @Test func nothingIsCountedUnlessAskedFor() throws {
    var environment = JSONataEnvironment(now: 0)
    _ = try JSONataExpression("a ? 1 : 2").evaluate(["a": true], environment: &environment)
    #expect(environment.takenArms == nil)
  }
}
