import CoreMetrics
import StepFunctionsServer
import Testing

@Suite struct PrometheusMetricsTests {
  @Test func aCounterHasLabels() {
    let metrics = PrometheusMetrics()
    metrics.makeCounter(label: "a.b-c", dimensions: [("status", "O\"K\\\n")]).increment(by: 2)
    metrics.makeCounter(label: "a.b-c", dimensions: [("status", "O\"K\\\n")]).increment(by: 3)
    #expect(metrics.text() == "# TYPE a_b_c_total counter\na_b_c_total{status=\"O\\\"K\\\\\\n\"} 5\n")
  }

  @Test func aTimerIsAHistogramOfSeconds() {
    let metrics = PrometheusMetrics()
    let timer = metrics.makeTimer(label: "call", dimensions: [])
    timer.recordNanoseconds(300_000)
    timer.recordNanoseconds(2_000_000_000)
    timer.recordNanoseconds(100_000_000_000)
    let lines = metrics.text().split(separator: "\n")
    #expect(lines.first == "# TYPE call_seconds histogram")
    #expect(lines.contains("call_seconds_bucket{le=\"0.00025\"} 0"))
    #expect(lines.contains("call_seconds_bucket{le=\"0.0005\"} 1"))
    #expect(lines.contains("call_seconds_bucket{le=\"2.5\"} 2"))
    #expect(lines.contains("call_seconds_bucket{le=\"60.0\"} 2"))
    #expect(lines.contains("call_seconds_bucket{le=\"+Inf\"} 3"))
    #expect(lines.contains("call_seconds_count 3"))
  }

  @Test func aRecorderThatDoesNotAggregateIsAGauge() {
    let metrics = PrometheusMetrics()
    let gauge = metrics.makeRecorder(label: "1level", dimensions: [], aggregate: false)
    gauge.record(Int64(7))
    gauge.record(4.5)
    #expect(metrics.text(gauges: [("open", 3)]) == "# TYPE _1level gauge\n_1level 4.5\n# TYPE open gauge\nopen 3\n")
  }

  @Test func seriesAreBounded() {
    let metrics = PrometheusMetrics(maximum: 10)
    for number in 0..<100 {
      metrics.makeCounter(label: "c", dimensions: [("n", "\(number)")]).increment(by: 1)
    }
    #expect(metrics.text().split(separator: "\n").count == 11)
  }

  @Test func aCountDoesNotTrap() {
    let metrics = PrometheusMetrics()
    let counter = metrics.makeCounter(label: "c", dimensions: [])
    counter.increment(by: .max)
    counter.increment(by: .max)
    #expect(metrics.text().hasPrefix("# TYPE c_total counter"))
  }
}
