import OrderedJSON
import StatesEngine
import StatesLanguage

/// The data at the event where the debugger is.
extension Debugger {
  /// The data of the branches at that event.
  var data: BranchData {
    BranchData(
      machine: machine, scopes: scopes, context: timeline.head.execution.root.contextSource,
      now: currentEvent?.timestamp ?? now)
  }

  /// The context object as a branch sees it.
  func context(of index: Int) -> JSON { data.context(of: index) }

  /// The value of an expression at the event where the debugger is.
  func value(of text: String) throws(DebuggerProblem) -> JSON {
    let index = scopes.currentIndex ?? 0
    let branch = current
    guard var test = data.test(of: index, variables: branch.variables) else {
      throw DebuggerProblem("there is no state here")
    }
    var result: JSON?
    var error: JSON?
    switch branch.work {
    case .unknown: break
    case .result(let value): result = value
    case .failure(let failure, _): error = failure.json
    }
    do throws(ScopeExpression.Problem) {
      let expression = try ScopeExpression(text, in: data.state(of: branch).queryLanguage)
      return try test.value(of: expression, result: result, errorOutput: error)
    } catch {
      throw DebuggerProblem(error.description)
    }
  }

  func print(_ text: String) throws(DebuggerProblem) -> [String] { DebuggerText.lines(try value(of: text)) }

  // MARK: Values

  var variables: [String] {
    let variables = current.variables
    if variables.isEmpty { return ["no variables"] }
    return variables.members.map { "$\($0.key) = \(DebuggerText.short($0.value))" }
  }

  func output() throws(DebuggerProblem) -> [String] {
    if let output = current.output { return DebuggerText.lines(output) }
    throw DebuggerProblem(current.state.map { "the state \($0.name) has not been left" } ?? "no state has been entered")
  }

  func workResult() throws(DebuggerProblem) -> [String] {
    switch current.work {
    case .result(let value): return DebuggerText.lines(value)
    case .failure(let error, _): return ["failed with " + DebuggerText.text(error)]
    case .unknown: throw DebuggerProblem("the state's work has no result here")
    }
  }

  // MARK: Stages

  /// The data of a state, step by step.
  func stages(_ name: String?) throws(DebuggerProblem) -> [String] {
    var index = scopes.currentIndex ?? 0
    if let name {
      let state = try stateName(name)
      guard let found = scopes.branches.lastIndex(where: { $0.state?.name == state }) else {
        throw DebuggerProblem("no branch is in the state \(state) here, nor has just left it")
      }
      index = found
    }
    guard let stages = data.stages(of: index) else { throw DebuggerProblem("no state has been entered") }
    return stages.compactMap { stage in
      guard let text = stage.note ?? stage.value.map(DebuggerText.wide) else { return nil }
      return stage.name + String(repeating: " ", count: max(1, 15 - stage.name.utf8.count)) + text
    }
  }

  // MARK: Overview

  var info: [String] {
    let status = ExecutionResult.Status(timeline.head.execution.root.status).rawValue
    var lines = [
      "execution  \(status)", "event      \(scopes.last) of \(timeline.eventCount)",
      "time       \(sinceStart(now)) (\(now))", "open tasks \(timeline.head.openTasks.count)",
    ]
    lines += breakpoints.map { describe($0) }
    return lines
  }

  func history(_ count: Int) -> [String] {
    let first = max(1, scopes.last - count + 1)
    return (first...max(first, scopes.last)).compactMap { id in event(id).map { line(for: $0) } }
  }

  /// The open branches at the event, and the tasks and deadlines after what happened in the same go.
  var positionsOfBranches: [String] {
    var lines: [String] = []
    guard scopes.branches.contains(where: \.isOpen) else { return [ending] }
    for (index, branch) in scopes.branches.enumerated() where branch.isOpen || index == scopes.currentIndex {
      var depth = 0
      var around = branch.parent
      while let parent = around {
        depth += 1
        around = scopes.branches[parent].parent
      }
      let indentation = String(repeating: "  ", count: depth)
      guard let state = branch.state else {
        lines.append(indentation + (branch.isIteration ? "iteration \(branch.slot)" : "no state yet"))
        continue
      }
      let name = DebuggerText.short(state.name) + scopes.iterations(of: index).map { "[\($0)]" }.joined()
      let retries = branch.retryCount == 0 ? "" : ", retry \(branch.retryCount)"
      let mark = (branch.hasFailed ? ", failed" : "") + (index == scopes.currentIndex ? " <" : "")
      lines.append(
        indentation + "\(name) (\(state.type.rawValue)) since \(sinceStart(branch.enteredTime)), event "
          + "\(branch.enteredEvent)\(retries)\(mark)")
    }
    return lines + pending
  }

  private var pending: [String] {
    let moment = scopes.last == timeline.eventCount ? timeline.head : timeline.moment(ofEvent: scopes.last)
    guard case .running = moment.execution.root.status else { return [] }
    var lines = moment.openTasks.map { task in
      "task #\(task.number) \(describe(task))\(task.isLeft ? ", left open" : "")"
    }
    for deadline in moment.execution.deadlines.prefix(20) {
      lines.append("at \(sinceStart(deadline.time)) \(Self.describe(deadline))")
    }
    if moment.execution.childCount > 0 { lines.append("\(moment.execution.childCount) child executions are running") }
    return lines
  }

  private static func describe(_ deadline: VirtualTimeExecution.Deadline) -> String {
    let state = deadline.state.map { " " + DebuggerText.short($0.name) } ?? ""
    let what =
      switch deadline.kind {
      case nil: "the answer of" + state
      case .wait: "the end of" + state
      case .retry: "the retry of" + state
      case .taskTimeout: "the timeout of" + state
      case .heartbeat: "a missed heartbeat of" + state
      case .execution: "the timeout of the execution"
      }
    return what + (deadline.isOfRoot ? "" : " in a child execution")
  }

  /// What a task is: its state, its resource, its input.
  func describe(_ task: DebuggerTimeline.OpenTask) -> String {
    "\(DebuggerText.short(task.name))  \(task.request.resource.arn)  \(DebuggerText.short(task.request.input))"
  }
}

extension ErrorOutput {
  /// The Error Output as `$states.errorOutput` shows it.
  var json: JSON { ["Error": error.map(JSON.string) ?? .null, "Cause": cause.map(JSON.string) ?? .null] }
}
