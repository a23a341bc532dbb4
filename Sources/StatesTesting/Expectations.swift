public import StatesEngine
public import StatesRuntime

extension ExecutionResult {
  /// The types of all events, in order.
  public var eventTypes: [HistoryEventType] { history.map(\.type) }

  /// The events of one type, in order.
  public func events(_ type: HistoryEventType) -> [HistoryEvent] { history.filter { $0.type == type } }

  /// How often a state was entered.
  public func visits(of state: String) -> Int { path.lazy.filter { $0.hasSameUTF8(as: state) }.count }

  /// How long the execution took, in seconds of its own (virtual or real) time.
  public var duration: Double {
    Double(execution.now.milliseconds - execution.startTime.milliseconds) / 1_000
  }

  /// The output of a state's last visit, or `nil` when it was never left.
  public func output(of state: String) -> JSON? {
    for event in history.reversed() {
      if case .stateExited(let exited, let output, _) = event.details, exited.name.hasSameUTF8(as: state) {
        return output.json
      }
    }
    return nil
  }

  /// The input of a state's last visit, or `nil` when it was never entered.
  public func input(of state: String) -> JSON? {
    for event in history.reversed() {
      if case .stateEntered(let entered, let input) = event.details, entered.name.hasSameUTF8(as: state) {
        return input.json
      }
    }
    return nil
  }
}
