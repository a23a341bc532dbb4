import Logging

/// Takes the lines of an ``ExecutionLog``.
public protocol ExecutionLogSink: Sendable {
  /// Takes a line. It is called where the work is done, and should return at once.
  func write(_ line: ExecutionLogLine)
}

/// Passes lines on to swift-log: those that are logged at the level ERROR as errors, others as infos.
public struct LoggerSink: ExecutionLogSink {
  private let logger: Logger

  /// Creates a sink.
  public init(_ logger: Logger) { self.logger = logger }

  /// Logs a line; the event is the message.
  public func write(_ line: ExecutionLogLine) { logger.log(level: line.isError ? .error : .info, "\(line.text)") }
}
