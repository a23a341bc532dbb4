import Benchmark
import JSONPath
import OrderedJSON

private let input: JSON = [
  "order": ["id": "A-17", "lines": .array((0..<50).map { ["price": .integer($0), "sku": .string("s\($0)")] })],
  "count": 3,
]

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(
    metrics: [.cpuUser, .throughput, .instructions], scalingFactor: .kilo, maxDuration: .seconds(1))
  let scope = Scope(input: input)

  for path in [
    "$.order.id", "$.order.lines[3].sku", "$.order.lines[*].price", "$..price", "$.order.lines[?(@.price > 40)]",
  ] {
    Benchmark("path \(path)") { benchmark in
      let expression = try PathExpression(path)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(try expression.evaluate(in: scope)) }
    }
  }
  Benchmark("read a path") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(try PathExpression("$.order.lines[?(@.price > 40)].sku")) }
  }
  Benchmark("set a reference path") { benchmark in
    let path = try ReferencePath("$.order.result")
    benchmark.startMeasurement()
    for _ in benchmark.scaledIterations { blackHole(try path.setting(1, in: input)) }
  }
  for text in [
    "States.MathAdd($.count, 1)", "States.Format('{} of {}', $.order.id, $.count)",
    "States.Hash($.order.id, 'SHA-256')",
  ] {
    Benchmark("intrinsic \(text)") { benchmark in
      let expression = try IntrinsicExpression(text)
      var random = SystemRandomNumberGenerator()
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(try expression.evaluate(in: scope, random: &random)) }
    }
  }
}
