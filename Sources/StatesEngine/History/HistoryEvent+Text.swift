import OrderedJSON
import StatesLanguage

extension HistoryEvent: Equatable {
  /// Whether two events look the same in GetExecutionHistory: type, numbers, time and details.
  public static func == (left: HistoryEvent, right: HistoryEvent) -> Bool {
    guard left.number == right.number, left.previous == right.previous, left.timestamp == right.timestamp,
      left.type == right.type
    else { return false }
    var one = ByteWriter()
    var other = ByteWriter()
    left.write(to: &one)
    right.write(to: &other)
    return one.bytes == other.bytes
  }
}

extension HistoryEvent: CustomStringConvertible {
  /// The event in one line: `5 (after 4) 2024-01-01T00:00:00.000Z TaskStateEntered Charge {"order":7}`.
  public var description: String { "\(id) (after \(previousEventID)) \(timestamp) " + text() }

  /// The event in one line without its number and its time: `TaskStateEntered Charge {"order":7}`.
  ///
  /// - Parameter maximum: how many characters of an input, an output or a cause are shown.
  public func text(dataUpTo maximum: Int = 80) -> String {
    var words = [type.rawValue]
    func add(name: String) { words.append(Self.word(name)) }
    func add(_ data: JSON) { words.append(Self.abbreviated(data.description, maximum)) }
    func add(_ error: ErrorOutput) {
      if let name = error.error { words.append(Self.word(name)) }
      if let cause = error.cause { words.append(Self.abbreviated(JSON.string(cause).description, maximum)) }
    }
    switch details {
    case .executionStarted(let input, _): add(input.json)
    case .executionSucceeded(let output): add(output.json)
    case .executionFailed(let error), .executionTimedOut(let error), .executionAborted(let error),
      .mapRunFailed(let error):
      add(error)
    case .executionRedriven(let count): words.append(String(count))
    case .stateEntered(let state, let input):
      add(name: state.name)
      add(input.json)
    case .stateExited(let state, let output, let assigned):
      add(name: state.name)
      add(output.json)
      if let assigned {
        words.append("assigned " + Self.abbreviated(JSON.object(assigned.values).description, maximum))
      }
    case .stateAborted(let state): add(name: state.name)
    case .taskScheduled(let request):
      add(name: request.resource.textName)
      add(request.input)
      if let seconds = request.timeoutSeconds { words.append("timeout \(seconds) s") }
      if let seconds = request.heartbeatSeconds { words.append("heartbeat \(seconds) s") }
    case .taskStarted(let request, let worker):
      add(name: request.resource.textName)
      if let worker { words.append("by \(Self.word(worker))") }
    case .taskSubmitted(let request, let output), .taskSucceeded(let request, let output):
      add(name: request.resource.textName)
      add(output.json)
    case .taskFailed(let request, let error), .taskTimedOut(let request, let error):
      add(name: request.resource.textName)
      add(error)
    case .mapStateStarted(let length): words.append(String(length))
    case .mapIterationStarted(let state, let index), .mapIterationSucceeded(let state, let index),
      .mapIterationFailed(let state, let index), .mapIterationAborted(let state, let index):
      words.append(Self.word("\(state.name)[\(index)]"))
    case .mapRunStarted(let arn): add(name: arn)
    case .mapRunRedriven(let arn, let count):
      add(name: arn)
      words.append(String(count))
    case .evaluationFailed(let failure):
      add(name: failure.state)
      if let location = failure.location { add(name: location) }
      add(ErrorOutput(error: failure.error, cause: failure.cause))
    case .parallelStateStarted, .parallelStateSucceeded, .parallelStateFailed, .mapStateSucceeded, .mapStateFailed,
      .mapRunSucceeded:
      break
    }
    return words.joined(separator: " ")
  }

  /// A name as one word: quoted, if it has spaces or what is not printed.
  private static func word(_ name: String) -> String {
    let isPlain = !name.isEmpty && name.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0.value != 0x7f }
    return isPlain ? name : JSON.string(name).description
  }

  private static func abbreviated(_ text: String, _ maximum: Int) -> String {
    let end = text.index(text.startIndex, offsetBy: max(0, maximum), limitedBy: text.endIndex) ?? text.endIndex
    return end == text.endIndex ? text : text[..<end] + "…"
  }
}

extension TaskResource {
  /// `lambda:invoke`, or the ARN of a function or an activity.
  fileprivate var textName: String {
    switch self {
    case .lambdaFunction, .activity: arn
    case .integration(let integration): "\(integration.service):\(integration.action)"
    }
  }
}

extension Collection<HistoryEvent> {
  /// The events as lines of text that are the same for the same run: how many seconds after the first event, and what
  /// happened.
  ///
  /// ```text
  /// +0.000 ExecutionStarted {"order":7}
  /// +0.000 TaskStateEntered Charge {"order":7}
  /// +60.000 WaitStateExited Cool {"order":7}
  /// ```
  ///
  /// - Parameters:
  ///   - ids: whether each line begins with the event's number and that of the event before it.
  ///   - maximum: how many characters of an input, an output or a cause are shown.
  public func historyText(ids: Bool = false, dataUpTo maximum: Int = 80) -> String {
    guard let start = first?.timestamp else { return "" }
    return map { event in
      let (passed, isOver) = event.timestamp.milliseconds.subtractingReportingOverflow(start.milliseconds)
      let seconds = JSONNumber.decimal(significand: isOver ? .max : passed, scale: 3)
      let number = ids ? "\(event.id)<\(event.previousEventID) " : ""
      return "\(number)+\(JSON.number(seconds).description) \(event.text(dataUpTo: maximum))\n"
    }.joined()
  }
}
