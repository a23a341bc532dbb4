import Benchmark
import JSONata
import OrderedJSON

private let input: JSON = [
  "orders": .array(
    (0..<200).map {
      ["id": .string("o\($0)"), "customer": .string("c\($0 % 10)"), "total": .integer($0 * 7 % 100)]
    })
]

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.cpuUser, .throughput, .instructions], maxDuration: .seconds(1))
  let expressions = [
    "orders[3].id", "$sum(orders.total)", "orders[total > 50].id", "orders^(>total).id",
    "orders{customer: $sum(total)}",
    "$map(orders, function($o) { $o.id & '-' & $string($o.total) })", "$replace(orders[0].id, /o/, 'order ')",
  ]
  for text in expressions {
    Benchmark("evaluate \(text)") { benchmark in
      let expression = try JSONataExpression(text)
      var environment = JSONataEnvironment(now: 0)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(try expression.evaluate(input, environment: &environment)) }
    }
  }
  Benchmark("parse", configuration: .init(metrics: [.cpuUser, .throughput, .instructions], scalingFactor: .kilo)) {
    benchmark in
    for _ in benchmark.scaledIterations { blackHole(try JSONataExpression(expressions[5])) }
  }
}
