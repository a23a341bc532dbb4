import LanguageSupport
import JSONPath
import OrderedJSON
import StatesLanguage

extension Execution {
  mutating func runWait(_ b: Int, _ state: StateMachine.State, _ wait: WaitState) throws(StateError) -> Step {
    let effective = state.queryLanguage == .jsonPath ? try effectiveInput(b, state) : branches[b].input
    let deadline = try deadline(wait.until, in: b, document: effective)
    // The service counts a delay in a 32-bit number of seconds.
    if deadline > now.advanced(bySeconds: 2_147_483_647) { throw runtimeError(b, ErrorText.delayTooLong) }
    let wait = quotas.scaledWait(deadline.milliseconds - now.milliseconds)
    guard wait > 0 else { return try finishWait(b, state) }
    branches[b].serial &+= 1
    branches[b].phase = .waiting
    startTimer(b, .wait, at: now.advanced(byMilliseconds: wait))
    return .blocked
  }

  mutating func finishWait(_ b: Int, _ state: StateMachine.State) throws(StateError) -> Step {
    switch state.queryLanguage {
    case .jsonPath:
      let effective = try effectiveInput(b, state)
      let assigned = try assignments(state.assign, in: b, document: effective, result: nil, errorOutput: nil)
      let output = try passedThrough(b, state, effective)
      return try leave(b, state, output: output, assigned: assigned, to: state.transition)
    case .jsonata:
      let output = try jsonataOutput(b, state.dataFlow.output)
      let assigned = try assignments(
        state.assign, in: b, document: branches[b].input, result: nil, errorOutput: nil)
      return try leave(b, state, output: output, assigned: assigned, to: state.transition)
    }
  }

  private mutating func deadline(
    _ until: WaitState.Until, in b: Int, document: Payload
  ) throws(StateError) -> Timestamp {
    switch until {
    case .seconds(.literal(let number)): return now.advanced(bySeconds: number.integerValue ?? 0)
    case .seconds(.path(let path)): return now.advanced(bySeconds: try seconds(at: path, in: b, document))
    case .seconds(.expression(let expression)):
      return now.advanced(bySeconds: Int64(try wholeNumber(expression, "Seconds", in: b)))
    case .timestamp(let literal): return Timestamp(literal.moment).wholeSeconds
    case .timestampExpression(let expression): return try timestamp(try text(expression, in: b), in: b)
    case .timestampPath(let path): return try timestamp(at: path, in: b, document)
    }
  }

  private mutating func seconds(at path: PathExpression, in b: Int, _ document: Payload) throws(StateError) -> Int64 {
    guard let found = try? findNode(path, in: document, b) else {
      throw runtimeError(b, ErrorText.doesNotReference("SecondsPath", path.text))
    }
    guard let value = Self.wholeNumber(found) else {
      throw runtimeError(b, ErrorText.notLong("SecondsPath", path.text, found))
    }
    guard value >= 0 else { throw runtimeError(b, ErrorText.negative("SecondsPath", path.text, found)) }
    return value
  }

  private mutating func timestamp(at path: PathExpression, in b: Int, _ document: Payload) throws(StateError)
    -> Timestamp
  {
    guard let found = try? findNode(path, in: document, b) else {
      throw runtimeError(b, ErrorText.doesNotReference("TimestampPath", path.text))
    }
    guard let time = found.stringValue.flatMap(Timestamp.init(iso8601:)) else {
      throw runtimeError(b, ErrorText.notTimestamp(path.text, found))
    }
    return time.wholeSeconds
  }

  private func timestamp(_ text: String, in b: Int) throws(StateError) -> Timestamp {
    guard let time = Timestamp(iso8601: text) else {
      throw evaluationError(b, location: "Timestamp", ErrorText.timestampNotParsed(text))
    }
    return time.wholeSeconds
  }
}

extension Timestamp {
  /// The last whole second not after this instant: a Wait state truncates fractions.
  fileprivate var wholeSeconds: Timestamp {
    let rest = milliseconds % 1_000
    return advanced(byMilliseconds: rest < 0 ? -rest - 1_000 : -rest)
  }
}
