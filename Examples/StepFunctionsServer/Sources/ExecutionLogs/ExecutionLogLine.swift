import OrderedJSON
import StatesEngine

/// One event as it is logged.
public struct ExecutionLogLine: Sendable {
  /// The ARN of the execution.
  public let executionARN: String
  /// The event's type.
  public let type: HistoryEventType
  /// The event: JSON in one line, without a line feed.
  public let text: String

  /// Whether the event is of those that are logged at the level ERROR.
  public var isError: Bool { ExecutionLogLevel.error.includes(type) }

  init(_ event: HistoryEvent, of executionARN: String, redriveCount: Int, includesData: Bool) {
    self.executionARN = executionARN
    type = event.type
    text = JSONPrinter.compact.string(
      event.logEntry(executionARN: executionARN, redriveCount: redriveCount, includesData: includesData))
  }
}
