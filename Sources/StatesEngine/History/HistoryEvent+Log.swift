public import OrderedJSON

/// The events that go to the execution log.
///
/// - SeeAlso: Step Functions Developer Guide, "Logging using CloudWatch Logs".
public enum ExecutionLogLevel: String, Sendable, Hashable, CaseIterable {
  /// Every event.
  case all = "ALL"
  /// Failures, timeouts and aborts.
  case error = "ERROR"
  /// Failed ends of executions.
  case fatal = "FATAL"
  /// Nothing.
  case off = "OFF"

  /// Whether events of a type are logged.
  public func includes(_ type: HistoryEventType) -> Bool {
    switch self {
    case .all: return true
    case .off: return false
    case .fatal: return [.executionAborted, .executionFailed, .executionTimedOut].contains(type)
    case .error:
      let name = type.rawValue
      return name.hasSuffix("Failed") || name.hasSuffix("TimedOut") || name.hasSuffix("Aborted")
        || type == .failStateEntered
    }
  }
}

extension HistoryEvent {
  /// The event as the service writes it to an execution log: numbers as strings, snake-case names.
  ///
  /// - Parameters:
  ///   - identity: the execution that the event belongs to.
  ///   - includesData: whether inputs, outputs and variables are shown (`includeExecutionData`).
  public func logEntry(of identity: ExecutionIdentity, includesData: Bool = true) -> JSON {
    var writer = ByteWriter()
    write(to: &writer, includesData: includesData)
    var details: JSON = [:]
    if case .object(let event)? = try? JSON(parsing: writer.bytes) {
      details = event.members.first { $0.key.hasSuffix("EventDetails") }?.value ?? [:]
    }
    return [
      "id": .string(String(id)), "type": .string(type.rawValue), "details": details,
      "redrive_count": .string(String(identity.redriveCount ?? 0)),
      "previous_event_id": .string(String(previousEventID)),
      "event_timestamp": .string(String(timestamp.milliseconds)), "execution_arn": .string(identity.executionARN),
    ]
  }
}
