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
    logEntry(
      executionARN: identity.executionARN, redriveCount: identity.redriveCount ?? 0, includesData: includesData)
  }

  /// The event as the service writes it to an execution log.
  ///
  /// Inputs and outputs that take more than 248 KiB when they are escaped are shortened, and their details say so.
  ///
  /// - Parameters:
  ///   - executionARN: the ARN of the execution that the event belongs to.
  ///   - redriveCount: how often the execution has been redriven.
  ///   - includesData: whether inputs, outputs and variables are shown (`includeExecutionData`).
  public func logEntry(executionARN: String, redriveCount: Int, includesData: Bool = true) -> JSON {
    [
      "details": .object(logDetails(includesData)), "redrive_count": .string(String(redriveCount)),
      "id": .string(String(id)), "type": .string(type.rawValue),
      "previous_event_id": .string(String(previousEventID)),
      "event_timestamp": .string(String(timestamp.milliseconds)), "execution_arn": .string(executionARN),
    ]
  }

  /// The details as GetExecutionHistory has them, under one name for all types and sorted; empty where it has none.
  private func logDetails(_ includesData: Bool) -> JSON.Object {
    var writer = ByteWriter()
    write(to: &writer, includesData: includesData)
    guard case .object(let event)? = try? JSON(parsing: writer.bytes),
      case .object(var details)? = event.members.first(where: { $0.key.hasSuffix("EventDetails") })?.value
    else { return [:] }
    if includesData { for name in ["input", "output", "parameters"] { Self.shorten(name, in: &details) } }
    return JSON.Object(details.members.sorted { $0.key < $1.key })
  }

  /// The most bytes of an input or an output in a log, as it is escaped: 248 KiB.
  private static let longestLoggedData = 253_952

  /// Cuts a string that is too long, and says so.
  private static func shorten(_ name: String, in details: inout JSON.Object) {
    guard let text = details[name]?.stringValue, let end = loggedEnd(of: text) else { return }
    details[name] = .string(String(text[..<end]))
    if details[name + "Details"] != nil { details[name + "Details"] = ["truncated": true] }
  }

  /// Where a string is cut; `nil` if it is short enough.
  private static func loggedEnd(of text: String) -> String.Index? {
    // No character takes more than six bytes when it is escaped.
    if text.utf8.count <= longestLoggedData / 6 { return nil }
    var room = longestLoggedData
    for index in text.unicodeScalars.indices {
      let scalar = text.unicodeScalars[index]
      switch scalar.value {
      case 0x08, 0x09, 0x0a, 0x0c, 0x0d, 0x22, 0x5c: room -= 2
      case 0..<0x20: room -= 6
      default: room -= UTF8.width(scalar)
      }
      if room < 0 { return index }
    }
    return nil
  }
}
