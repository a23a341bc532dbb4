import Benchmark
import OrderedJSON

/// A hundred orders: about 30 KB of members, short texts and numbers.
private func orders() -> JSON {
  .array(
    (0..<100).map { number in
      [
        "id": .string("o\(number)"), "status": number % 3 == 0 ? "open" : "paid",
        "total": .number(JSONNumber.double(Double(number) * 1.25)),
        "note": "left at the door, ring twice — größer \"quoted\"",
        "items": .array((0..<4).map { ["sku": .string("sku\($0)"), "quantity": .integer($0), "price": 12.5] }),
      ]
    })
}

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.cpuUser, .throughput, .instructions], maxDuration: .seconds(1))
  let value = orders()
  let bytes = JSONPrinter.compact.bytes(value)
  let other = (try? JSON(parsing: bytes)) ?? .null

  Benchmark("parse") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(try JSON(parsing: bytes)) }
  }
  Benchmark("parse with places") { benchmark in
    let source = SourceText(String(decoding: bytes, as: UTF8.self))
    for _ in benchmark.scaledIterations { blackHole(try JSONSyntaxParser().parse(source)) }
  }
  Benchmark("print") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(JSONPrinter.compact.bytes(value)) }
  }
  Benchmark("print sorted") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(JSONPrinter.sorted.bytes(value)) }
  }
  Benchmark("count bytes") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(value.compactByteCount) }
  }
  Benchmark("compare") { benchmark in
    for _ in benchmark.scaledIterations { blackHole(value == other) }
  }
}
