import Benchmark
import OrderedJSON
import StatesLanguage

/// A chain of tasks with retriers and payload templates.
private func definition(_ count: Int, target: (Int) -> Int = { $0 + 1 }) -> String {
  let states = (0..<count).map { number in
    let next = number + 1 == count ? "\"End\":true" : "\"Next\":\"S\(target(number))\""
    return """
      "S\(number)":{"Type":"Task","Resource":"arn:aws:states:::lambda:invoke","Parameters":{"FunctionName":"f",
      "Payload":{"id.$":"$.id","text.$":"States.Format('{}',$.n)"}},"ResultPath":"$.result",
      "Retry":[{"ErrorEquals":["States.TaskFailed"],"IntervalSeconds":2,"MaxAttempts":3,"BackoffRate":1.5}],\(next)}
      """
  }
  return "{\"StartAt\":\"S0\",\"States\":{\(states.joined(separator: ",\n"))}}"
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.cpuUser, .throughput, .instructions], maxDuration: .seconds(1))
  for count in [10, 1_000] {
    Benchmark("validate \(count) states") { benchmark in
      let source = SourceText(definition(count))
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(Validator().validate(source).diagnostics.count) }
    }
    Benchmark("validate \(count) states with a mistake in each") { benchmark in
      let source = SourceText(definition(count, target: { $0 + count }))
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(Validator().validate(source).diagnostics.count) }
    }
    Benchmark("load \(count) states") { benchmark in
      let text = definition(count)
      benchmark.startMeasurement()
      for _ in benchmark.scaledIterations { blackHole(try StateMachine(parsing: text).states.count) }
    }
  }
}
