import StatesEngine
import StatesRuntime
import StepFunctions

/// Writes the events of executions as Step Functions writes them to CloudWatch Logs: one line of JSON each.
///
/// ```json
/// {"details":{"name":"Pay"},"redrive_count":"0","id":"2","type":"TaskStateEntered","previous_event_id":"0","event_timestamp":"1787541942901","execution_arn":"arn:aws:states:…"}
/// ```
///
/// What is logged of an execution is what its state machine's `loggingConfiguration` said when it started. As with the
/// service, nothing waits for a log, and it may be incomplete after a crash.
///
/// ```swift
/// let file = FileSink(path: "executions.log", logger: logger)
/// let service = StepFunctionsService(observer: ExecutionLog(to: file))
/// ```
///
/// - SeeAlso: Step Functions Developer Guide, "Using CloudWatch Logs to log execution history in Step Functions".
public struct ExecutionLog: ExecutionObserver {
  private let sink: any ExecutionLogSink

  /// Creates a log.
  ///
  /// - Parameter sink: takes the lines.
  public init(to sink: any ExecutionLogSink) { self.sink = sink }

  /// Writes an event of a history, if the configuration of its state machine says so.
  public func observe(_ event: HostEvent) {
    switch event {
    case .history(let executionARN, let event, let source): log(event, of: executionARN, source)
    case .written, .started, .ended, .taskAttempt, .taskReturned, .parked, .loaded, .recovered, .committed, .stalled,
      .broken:
      break
    }
  }

  private func log(_ event: HistoryEvent, of executionARN: String, _ source: HistorySource) {
    guard let configuration = source.loggingConfiguration,
      let level = configuration.level.flatMap({ ExecutionLogLevel(rawValue: $0.rawValue) }),
      level.includes(event.type)
    else { return }
    sink.write(
      ExecutionLogLine(
        event, of: executionARN, redriveCount: source.redriveCount,
        includesData: configuration.includeExecutionData == true))
  }
}
