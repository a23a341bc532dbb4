import StatesEngine
import Tracing
import WebText

/// What those who do a task are told about it, beside its input.
struct TaskContext {
  /// Names as headers of HTTP requests have them, and values.
  private(set) var headers: [(name: String, value: String)] = []
  /// Names as environment variables have them, and values.
  private(set) var environment: [(name: String, value: String)] = []

  /// - Parameter traceHeader: the X-Ray trace header of the execution, if it was started with one.
  init(_ task: TaskRequest, traceHeader: String?) {
    add("X-States-Execution-Arn", "EXECUTION_ARN", task.executionARN)
    add("X-States-State-Name", "STATE_NAME", task.stateName)
    add("X-States-Attempt", "ATTEMPT", String(task.attempt))
    add("X-States-Deduplication-Id", "DEDUPLICATION_ID", task.deduplicationID)
    if let token = task.taskToken { add("X-States-Task-Token", "TASK_TOKEN", token) }
    if let traceHeader { add("X-Amzn-Trace-Id", "_X_AMZN_TRACE_ID", traceHeader) }
    // Clients inject the W3C trace context into HTTP requests themselves.
    if let context = ServiceContext.current {
      var carrier = self
      InstrumentationSystem.instrument.inject(context, into: &carrier, using: EnvironmentInjector())
      self = carrier
    }
  }

  private mutating func add(_ header: String, _ variable: String, _ value: String) {
    headers.append((header, Self.visible(value)))
    environment.append((variable, String(value.unicodeScalars.filter { $0 != "\0" })))
  }

  /// Headers carry visible ASCII only: other characters, and `%`, are percent-encoded as UTF-8.
  private static func visible(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20...0x7e).contains($0) && $0 != UInt8(ascii: "%") }
    if isPlain { return text }
    var encoded = ""
    for byte in text.utf8 {
      if (0x20...0x7e).contains(byte), byte != UInt8(ascii: "%") {
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        encoded += "%" + PercentEncoding.digits(byte)
      }
    }
    return encoded
  }

  /// `traceparent` becomes `TRACEPARENT`.
  private struct EnvironmentInjector: Injector {
    func inject(_ value: String, forKey key: String, into carrier: inout TaskContext) {
      carrier.environment.append((key.uppercased().replacing("-", with: "_"), value))
    }
  }
}
