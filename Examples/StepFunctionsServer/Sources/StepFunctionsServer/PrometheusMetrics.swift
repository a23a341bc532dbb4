public import CoreMetrics
import NIOConcurrencyHelpers

/// Counts and sums in memory, and writes them as Prometheus reads them.
///
/// Timers and recorders are written as count, sum and buckets. There is no more than a number of series; further ones are
/// not counted.
///
/// - SeeAlso: Prometheus, "Exposition formats".
public final class PrometheusMetrics: MetricsFactory {
  private let series = NIOLockedValueBox<[String: Series]>([:])
  private let maximum: Int

  /// - Parameter maximum: the number of series that are kept.
  public init(maximum: Int = 2_000) { self.maximum = maximum }

  private func find(_ label: String, _ dimensions: [(String, String)], _ kind: Series.Kind) -> Series {
    let name = Self.name(label)
    let labels = dimensions.map { "\(Self.name($0))=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    return series.withLockedValue { series in
      if let known = series[name + "{" + labels] { return known }
      let new = Series(name: name, labels: labels, kind: kind)
      if series.count < maximum { series[name + "{" + labels] = new }
      return new
    }
  }

  /// A counter; the same one for the same label and dimensions.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    find(label, dimensions, .counter)
  }

  /// A histogram, or a gauge if it does not aggregate.
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    find(label, dimensions, aggregate ? .histogram : .gauge)
  }

  /// A histogram of seconds.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    find(label, dimensions, .seconds)
  }

  // What was counted stays counted.
  /// Keeps what was counted.
  public func destroyCounter(_ handler: any CounterHandler) {}
  /// Keeps what was recorded.
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Keeps what was recorded.
  public func destroyTimer(_ handler: any TimerHandler) {}

  /// All that has been counted, in the text format.
  ///
  /// - Parameter gauges: further values, which are known without counting.
  public func text(gauges: [(name: String, value: Int)] = []) -> String {
    let all = series.withLockedValue { Array($0.values) }
    var text = ""
    var last = ""
    for one in all.sorted(by: { ($0.name, $0.labels) < ($1.name, $1.labels) }) {
      if one.name != last { text += "# TYPE \(one.fullName) \(one.kind.typeName)\n" }
      last = one.name
      one.write(to: &text)
    }
    for gauge in gauges { text += "# TYPE \(gauge.name) gauge\n\(gauge.name) \(gauge.value)\n" }
    return text
  }

  /// A name that Prometheus allows.
  private static func name(_ label: String) -> String {
    var name = ""
    for scalar in label.unicodeScalars {
      let isAllowed =
        scalar == "_" || scalar == ":" || (scalar.isASCII && (scalar.properties.isAlphabetic || "0"..."9" ~= scalar))
      name.unicodeScalars.append(isAllowed ? scalar : "_")
    }
    return name.first.map { $0.isNumber } == false ? name : "_" + name
  }

  private static func escaped(_ value: String) -> String {
    value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}

/// What is counted under one name with the same labels.
private final class Series: CounterHandler, RecorderHandler, TimerHandler, Sendable {
  enum Kind: Sendable {
    case counter, gauge, histogram, seconds

    var typeName: String {
      switch self {
      case .counter: "counter"
      case .gauge: "gauge"
      case .histogram, .seconds: "histogram"
      }
    }
  }

  struct Value {
    var count: Int64 = 0
    var sum = 0.0
    var buckets: [Int64]
  }

  let name: String
  let labels: String
  let kind: Kind
  private let value: NIOLockedValueBox<Value>

  private static let seconds = [
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60,
  ]
  private static let numbers = [1.0, 10, 100, 1_000, 10_000, 100_000, 1_000_000]

  init(name: String, labels: String, kind: Kind) {
    self.name = name
    self.labels = labels
    self.kind = kind
    value = NIOLockedValueBox(Value(buckets: Array(repeating: 0, count: Self.bounds(kind).count)))
  }

  private static func bounds(_ kind: Kind) -> [Double] {
    switch kind {
    case .counter, .gauge: []
    case .histogram: numbers
    case .seconds: seconds
    }
  }

  /// The name with the suffix that its kind has.
  var fullName: String {
    switch kind {
    case .counter: name.hasSuffix("_total") ? name : name + "_total"
    case .gauge, .histogram: name
    case .seconds: name.hasSuffix("_seconds") ? name : name + "_seconds"
    }
  }

  func increment(by amount: Int64) {
    value.withLockedValue { $0.count = $0.count.addingReportingOverflow(amount).partialValue }
  }

  func reset() { value.withLockedValue { $0.count = 0 } }

  func record(_ number: Int64) { record(Double(number)) }

  func record(_ number: Double) {
    let bounds = Self.bounds(kind)
    value.withLockedValue { value in
      value.count &+= 1
      if kind == .gauge { value.sum = number } else { value.sum += number }
      if let place = bounds.firstIndex(where: { number <= $0 }) { value.buckets[place] &+= 1 }
    }
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

  func write(to text: inout String) {
    let value = value.withLockedValue { $0 }
    let braced = labels.isEmpty ? "" : "{\(labels)}"
    switch kind {
    case .counter: text += "\(fullName)\(braced) \(value.count)\n"
    case .gauge: text += "\(fullName)\(braced) \(value.sum)\n"
    case .histogram, .seconds:
      var below: Int64 = 0
      let more = labels.isEmpty ? "" : labels + ","
      for (bound, count) in zip(Self.bounds(kind), value.buckets) {
        below &+= count
        text += "\(fullName)_bucket{\(more)le=\"\(bound)\"} \(below)\n"
      }
      text += "\(fullName)_bucket{\(more)le=\"+Inf\"} \(value.count)\n"
      text += "\(fullName)_sum\(braced) \(value.sum)\n\(fullName)_count\(braced) \(value.count)\n"
    }
  }
}
