import OrderedJSON
import StatesEngine
import StatesRuntime

/// Answering tasks by hand, and what if they had been answered otherwise.
extension Debugger {
  typealias OpenTask = DebuggerTimeline.OpenTask

  // MARK: Answering

  /// Makes what happened in the same go as the event the end of what has happened, and returns what to say about it.
  private mutating func cutFuture() -> [String] {
    let count = timeline.eventCount
    guard scopes.last < count else { return [] }
    timeline.cut(to: timeline.moment(ofEvent: scopes.last))
    move(to: timeline.eventCount)
    let dropped = count - timeline.eventCount
    return dropped == 0 ? [] : ["\(dropped) later events are dropped"]
  }

  /// The task that is meant, out of those that are open.
  private func find(_ task: DebuggerArguments.Task, in open: [OpenTask]) throws(DebuggerProblem) -> OpenTask {
    let list = open.map { "#\($0.number) \($0.name)" }.joined(separator: ", ")
    if open.isEmpty { throw DebuggerProblem("no task is open here") }
    switch task {
    case .only:
      if open.count == 1 { return open[0] }
      throw DebuggerProblem("several tasks are open, name one: \(list)")
    case .number(let number):
      if let found = open.first(where: { $0.number == number }) { return found }
    case .state(let name):
      let found = open.filter { $0.name == name }
      if found.count == 1 { return found[0] }
    }
    throw DebuggerProblem("that is not one of the open tasks: \(list)")
  }

  /// The task that is meant, open where the debugger is.
  private func find(_ task: DebuggerArguments.Task) throws(DebuggerProblem) -> OpenTask {
    let moment = scopes.last == timeline.eventCount ? timeline.head : timeline.moment(ofEvent: scopes.last)
    return try find(task, in: moment.openTasks)
  }

  mutating func report(
    _ report: VirtualTimeExecution.Report, of task: DebuggerArguments.Task
  ) throws(DebuggerProblem) -> [String] {
    let found = try find(task)
    let dropped = cutFuture()
    let count = timeline.eventCount
    timeline.decide(.report(found.address, name: found.name, report))
    if case .heartbeat = report {
      let deadline = timeline.head.execution.deadline(of: found.address)
      return dropped + ["heartbeat of \(found.name)" + (deadline.map { "; it times out at \(sinceStart($0))" } ?? "")]
    }
    if timeline.eventCount > count { move(to: count + 1) }
    return dropped + [location]
  }

  mutating func leave(_ task: DebuggerArguments.Task) throws(DebuggerProblem) -> [String] {
    let found = try find(task)
    let dropped = cutFuture()
    timeline.decide(.leave(found.address, name: found.name))
    return dropped + ["task #\(found.number) \(found.name) stays open"]
  }

  mutating func timeOut(_ task: DebuggerArguments.Task) throws(DebuggerProblem) -> [String] {
    let found = try find(task)
    let moment = scopes.last == timeline.eventCount ? timeline.head : timeline.moment(ofEvent: scopes.last)
    guard let deadline = moment.execution.deadline(of: found.address) else {
      throw DebuggerProblem(
        "the task of \(found.name) has no TimeoutSeconds or HeartbeatSeconds that could pass; 'fail States.Timeout' fails it "
          + "with the same error name")
    }
    let dropped = cutFuture()
    return dropped + passTime(until: deadline) { $0.timeline.head.execution.isAwaiting(found.address) }
  }

  // MARK: What if

  /// What another answer is.
  enum Alternative {
    case answer(TaskReport.Outcome)
    case timeout
  }

  func substitute(_ words: inout DebuggerArguments) throws(DebuggerProblem) -> Alternative {
    switch words.word() {
    case "answer": return .answer(.succeeded(try json(words.neededAll("the result, as JSON"))))
    case "fail": return .answer(try failure(&words))
    case "timeout":
      try words.end()
      return .timeout
    default: throw DebuggerProblem("say what the other answer is: answer JSON, fail ERROR [CAUSE], or timeout")
    }
  }

  /// A task of the past or the present: where it is, its state's name, and the event that scheduled it.
  private struct AnyTask {
    let address: DebuggerTimeline.TaskAddress
    let name: String
    let event: Int
  }

  /// The last task that is meant among those scheduled up to the event where the debugger is; otherwise the next one.
  private func anyTask(_ task: DebuggerArguments.Task) throws(DebuggerProblem) -> AnyTask {
    let name: String
    switch task {
    case .number:
      let open = try find(task)
      return AnyTask(address: open.address, name: open.name, event: scopes.last)
    case .state(let given): name = given
    case .only:
      guard let index = scopes.currentIndex, let state = current.state, state.type == .task else {
        let open = try find(task)
        return AnyTask(address: open.address, name: open.name, event: scopes.last)
      }
      name = state.name + scopes.iterations(of: index).map { "[\($0)]" }.joined()
    }
    let history = timeline.head.execution.root.history
    func scheduled(_ event: HistoryEvent) -> AnyTask? {
      guard case .taskScheduled(let request) = event.details, request.indexedName == name else { return nil }
      return AnyTask(address: .init(ofRoot: request.id), name: name, event: event.id)
    }
    if let found = history.prefix(scopes.last).reversed().lazy.compactMap(scheduled).first { return found }
    if let found = history.dropFirst(scopes.last).lazy.compactMap(scheduled).first { return found }
    let open = timeline.head.openTasks.filter { $0.name == name }
    guard open.count == 1 else { throw DebuggerProblem("no task of '\(DebuggerText.short(name))' has been scheduled") }
    return AnyTask(address: open[0].address, name: name, event: scopes.last)
  }

  func whatIf(_ given: DebuggerArguments.Task, _ alternative: Alternative) throws(DebuggerProblem) -> [String] {
    let task = try anyTask(given)
    // Whatever is decided by hand takes the place of the decision that was made there.
    var (moment, isByHand) = timeline.momentBeforeAnswer(of: task.address, scheduledBy: task.event)
    let end: DebuggerTimeline.Moment
    switch alternative {
    case .timeout:
      let never = DebuggerTimeline.Substitute(task: task.address, outcome: .never)
      if isByHand { DebuggerTimeline.apply(.leave(task.address, name: task.name), to: &moment) }
      end = timeline.runToEnd(from: moment, never)
    case .answer(let outcome) where isByHand:
      DebuggerTimeline.apply(.report(task.address, name: task.name, .ended(outcome)), to: &moment)
      end = timeline.runToEnd(from: moment)
    case .answer(let outcome):
      end = timeline.runToEnd(from: moment, DebuggerTimeline.Substitute(task: task.address, outcome: outcome))
    }
    let usual = timeline.runToEnd(from: timeline.head)
    return ["what if \(task.name) was answered otherwise:"] + Self.comparison(of: end, with: usual)
  }

  private static func comparison(
    of other: DebuggerTimeline.Moment, with usual: DebuggerTimeline.Moment
  ) -> [String] {
    var lines = ["  then  \(outcome(of: other))", "  else  \(outcome(of: usual))"]
    let (paths, usualPaths) = (other.execution.result.path, usual.execution.result.path)
    if paths == usualPaths {
      lines.append("  the same states are entered")
    } else {
      let common = zip(paths, usualPaths).prefix { $0 == $1 }.count
      let after = common == 0 ? "from the first state on" : "after \(DebuggerText.short(paths[common - 1]))"
      lines.append("  then, \(after): \(list(paths.dropFirst(common)))")
      lines.append("  else, \(after): \(list(usualPaths.dropFirst(common)))")
    }
    if let output = other.execution.result.output, let usualOutput = usual.execution.result.output {
      if let first = JSONDifference(expected: usualOutput, actual: output) {
        let values = [first.actual, first.expected].map { $0.map { DebuggerText.short($0) } ?? "absent" }
        lines.append("  the first difference of the output: \(first.location) is \(values[0]), not \(values[1])")
      } else {
        lines.append("  the same output")
      }
    }
    return lines
  }

  private static func outcome(of moment: DebuggerTimeline.Moment) -> String {
    let asked = moment.openTasks.map { "#\($0.number) \($0.name)" }
    let text = ending(of: moment.execution)
    guard case .running = moment.execution.root.status, !asked.isEmpty else { return text }
    return text + ", awaiting " + asked.joined(separator: ", ")
  }

  private static func list(_ names: ArraySlice<String>) -> String {
    if names.isEmpty { return "none" }
    let shown = names.prefix(20).map { DebuggerText.short($0) }.joined(separator: ", ")
    return names.count > 20 ? shown + ", … (\(names.count))" : shown
  }
}
