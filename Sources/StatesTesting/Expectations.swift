public import OrderedJSON
public import StatesEngine
public import StatesRuntime

extension ExecutionResult {
  /// The types of all events, in order.
  public var eventTypes: [HistoryEventType] { history.map(\.type) }

  /// The events of one type, in order.
  public func events(_ type: HistoryEventType) -> [HistoryEvent] { history.filter { $0.type == type } }

  /// The duration of the execution, in seconds of its own (virtual or real) time.
  public var duration: Double {
    Double(execution.now.milliseconds - execution.startTime.milliseconds) / 1_000
  }

  /// The history as a short text, one line for each event, that is the same for the same run: for snapshot tests.
  ///
  /// ```text
  /// +0.000 ExecutionStarted {"order":7}
  /// +0.000 TaskStateEntered Charge {"order":7}
  /// +60.000 WaitStateExited Cool {"order":7}
  /// ```
  ///
  /// `history.historyText(ids:dataUpTo:)` shows more.
  public var historyText: String { history.historyText() }

  // MARK: What went wrong

  /// Returns the output if the execution succeeded.
  ///
  /// ```swift
  /// let output = try test.run(input: ["order": 7]).get()
  /// ```
  ///
  /// - Throws: ``ExecutionDidNotSucceed``, which describes how it ended instead.
  public func get() throws(ExecutionDidNotSucceed) -> JSON {
    guard let output else { throw ExecutionDidNotSucceed(result: self) }
    return output
  }

  /// The outcome in one line, for the message of an expectation: `FAILED, OutOfStock: none left; Charge, Reserve`.
  public var summary: String {
    var text = status.rawValue
    switch status {
    case .running: text += ", " + WaitingText(self).text
    case .succeeded: text += outputText.map { ", \($0.prefix(200))" } ?? ""
    case .failed, .timedOut, .aborted:
      // The service reports no cause for a missed deadline, and the same error for each kind.
      let missed = cause == nil ? missedDeadline?.description : nil
      let parts = [error, cause ?? missed].compactMap { $0 }.map { String($0.prefix(500)) }
      if !parts.isEmpty { text += ", " + parts.joined(separator: ": ") }
    }
    let path = path
    if path.isEmpty { return text }
    return text + "; " + (path.count > 20 ? "… " : "") + path.suffix(20).joined(separator: ", ")
  }
}

/// The error of an execution that should have succeeded and did not.
public struct ExecutionDidNotSucceed: Error, Sendable, CustomStringConvertible {
  /// The result of the execution.
  public var result: ExecutionResult
  /// The outcome, in one line.
  public var description: String { "the execution did not succeed: \(result.summary)" }
}
