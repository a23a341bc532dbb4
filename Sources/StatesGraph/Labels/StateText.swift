import JSONPath
import OrderedJSON
import StatesLanguage

/// What a state does, in a few words.
enum StateText {
  /// What distinguishes a state from others of its type: the resource, the duration, the error; `nil` if nothing does.
  static func detail(of kind: StateKind) -> String? {
    switch kind {
    case .task(let task): resource(task.resource)
    case .wait(let wait): until(wait.until)
    case .map(let map): mode(map)
    case .fail(let fail): fail.error.map(text)
    case .choice, .pass, .parallel, .succeed: nil
    }
  }

  private static func resource(_ resource: TaskResource) -> String {
    switch resource {
    case .lambdaFunction(let function): "Lambda \(DisplayText.line(function.name))"
    case .activity(let arn): "activity \(DisplayText.line(String(arn.split(separator: ":").last ?? "")))"
    case .integration(let integration): DisplayText.line("\(integration.service):\(integration.action)")
    }
  }

  private static func until(_ until: WaitState.Until) -> String {
    switch until {
    case .seconds(.literal(let number)): "\(number) s"
    case .seconds(.path(let path)): DisplayText.line(path.text) + " s"
    case .seconds(.expression(let expression)): DisplayText.line(expression.text) + " s"
    case .timestamp(let literal): "until \(literal.text)"
    case .timestampExpression(let expression): "until \(DisplayText.line(expression.text))"
    case .timestampPath(let path): "until \(DisplayText.line(path.text))"
    }
  }

  private static func mode(_ map: MapState) -> String? {
    switch map.mode {
    case .inline: nil
    case .distributed: "distributed"
    }
  }

  private static func text(_ source: TextSource) -> String {
    switch source {
    case .literal(let text): DisplayText.line(text)
    case .dynamic(.path(let path)): DisplayText.line(path.text)
    case .dynamic(.intrinsic(let call)): DisplayText.line(call.text)
    case .expression(let expression): DisplayText.line(expression.text)
    }
  }

  /// `3 retries`, `up to 8 retries` with several retriers; `nil` if nothing is retried.
  static func retries(_ retriers: [Retrier]) -> String? {
    let counts = retriers.map { max(0, $0.maxAttempts) }.filter { $0 > 0 }
    guard let first = counts.first else { return nil }
    if counts.count == 1 { return first == 1 ? "1 retry" : "\(first) retries" }
    let (sum, isTooLarge) = counts.reduce((0, false)) { sum, count in
      let (next, overflow) = sum.0.addingReportingOverflow(count)
      return overflow ? (.max, true) : (next, sum.1)
    }
    return isTooLarge ? "retries without end" : "up to \(sum) retries"
  }

  /// A retrier in full: `States.Timeout: 3 retries, after 2 s`.
  static func description(of retrier: Retrier) -> String {
    let count = retrier.maxAttempts == 1 ? "1 retry" : "\(retrier.maxAttempts) retries"
    return "\(errors(retrier.errorEquals)): \(count), after \(retrier.intervalSeconds) s"
  }

  /// The names in an `ErrorEquals`.
  static func errors(_ patterns: [ErrorPattern]) -> String {
    patterns.map { pattern in
      switch pattern {
      case .all: "States.ALL"
      case .taskFailed: "States.TaskFailed"
      case .timeout: "States.Timeout"
      case .heartbeatTimeout: "States.HeartbeatTimeout"
      case .name(let name): DisplayText.line(name)
      }
    }.joined(separator: ", ")
  }
}
