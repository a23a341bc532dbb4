import OrderedJSON
import StatesEngine
import StatesLanguage

/// The data at the event where the debugger is.
extension Debugger {
  // MARK: Scope

  /// The state of the branch, or the first one before any was entered.
  private func state(of branch: HistoryScopes.Branch) -> StateMachine.State {
    branch.state ?? machine.states[machine.startAt]
  }

  /// The state of a branch on its own, with what it sees.
  private func test(of index: Int, variables: JSON.Object) -> StateTest? {
    guard scopes.branches.indices.contains(index) else { return nil }
    let branch = scopes.branches[index]
    guard let place = machine.index(ofState: state(of: branch).name) else { return nil }
    var test = StateTest(
      machine, state: place, input: branch.input, variables: variables,
      context: context(of: index).objectValue ?? [:], at: currentEvent?.timestamp ?? now)
    test.retrierRetryCount = branch.retryCount
    return test
  }

  /// The context object as a branch sees it.
  func context(of index: Int) -> JSON {
    guard scopes.branches.indices.contains(index) else { return [:] }
    let branch = scopes.branches[index]
    var root = timeline.head.execution.root
    return root.contextObject(
      of: state(of: branch), enteredTime: branch.state == nil ? startTime : branch.enteredTime,
      retryCount: branch.retryCount, taskToken: branch.task?.taskToken, item: item(around: index))
  }

  /// `Map.Item` of the innermost iteration around a branch.
  private func item(around index: Int) -> JSON? {
    let branch = scopes.branches[index]
    guard let parent = branch.parent else { return nil }
    guard branch.isIteration else { return item(around: parent) }
    guard var test = test(of: parent, variables: scopes.branches[parent].entryVariables) else { return nil }
    // The items are those of the Map state, whose own work is not done here.
    _ = try? test.run { _ in .rejected(cause: "") }
    guard let items = test.items, items.indices.contains(branch.slot) else { return nil }
    return ["Index": .integer(branch.slot), "Value": items[branch.slot]]
  }

  /// The value of an expression at the event where the debugger is.
  func value(of text: String) throws(DebuggerProblem) -> JSON {
    let index = scopes.currentIndex ?? 0
    let branch = current
    guard var test = test(of: index, variables: branch.variables) else {
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
      let expression = try ScopeExpression(text, in: state(of: branch).queryLanguage)
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
    let branch = scopes.branches[index]
    guard let state = branch.state, let found = inspected(index) else {
      throw DebuggerProblem("no state has been entered")
    }
    let inspection = found.outcome?.inspection
    let fields = state.dataFlow
    var rows = [Row("input", branch.input)]
    if !fields.takesWholeInput { rows.append(Row("InputPath", found.afterInputPath)) }
    let workInput = branch.task?.input ?? found.workInput
    if fields.parameters != nil { rows.append(Row("Parameters", workInput ?? inspection?.afterParameters)) }
    if fields.arguments != nil { rows.append(Row("Arguments", workInput ?? inspection?.afterArguments)) }
    if case .map(let map) = state.kind { rows += Self.rows(map, inspection, found.items) }
    rows += resultRows(branch, state, inspection, found.outcome)
    return rows.flatMap(\.lines)
  }

  /// A state's data as the engine computes it from what the history says.
  struct Inspected {
    /// What the state did with the result of its work; meaningless if that is unknown.
    let outcome: StateTest.Outcome?
    let afterInputPath: JSON?
    /// The input of a Parallel state's branches.
    let workInput: JSON?
    /// The items of a Map.
    let items: [JSON]?
  }

  /// Does the work of a branch's state once more, with the result that it had.
  func inspected(_ index: Int) -> Inspected? {
    let branch = scopes.branches[index]
    guard branch.state != nil, var test = test(of: index, variables: branch.entryVariables) else { return nil }
    let afterInputPath = test.effectiveInput()
    if case .failure(_, let missed) = branch.work { test.missedDeadline = missed }
    var workInput: JSON?
    let outcome = try? test.run { work in
      if case .branches(let input) = work { workInput = input }
      switch branch.work {
      case .unknown: return .rejected(cause: "")
      case .result(let value): return .succeeded(value)
      case .failure(let error, _): return .failed(error: error.error, cause: error.cause)
      }
    }
    return Inspected(outcome: outcome, afterInputPath: afterInputPath, workInput: workInput, items: test.items)
  }

  private static func rows(_ map: MapState, _ inspection: StateInspection?, _ items: [JSON]?) -> [Row] {
    var rows: [Row] = []
    switch map.items {
    case .input: break
    case .path: rows.append(Row("ItemsPath", inspection?.afterItemsPath))
    case .template: rows.append(Row("Items", items.map(JSON.array)))
    }
    if map.itemSelector != nil { rows.append(Row("ItemSelector", inspection?.afterItemSelector)) }
    if map.distributed.itemBatcher != nil { rows.append(Row("ItemBatcher", inspection?.afterItemBatcher)) }
    return rows
  }

  private func resultRows(
    _ branch: HistoryScopes.Branch, _ state: StateMachine.State, _ inspection: StateInspection?,
    _ outcome: StateTest.Outcome?
  ) -> [Row] {
    var rows: [Row] = []
    let fields = state.dataFlow
    var isCaught = false
    switch branch.work {
    case .result(let value): rows.append(Row("result", value))
    case .failure(let error, _):
      rows.append(Row("error", note: DebuggerText.text(error)))
      if let place = inspection?.retryIndex, outcome?.status == .retriable {
        let delay = inspection?.retryBackoffMilliseconds.map { ", after " + DebuggerText.duration($0) } ?? ""
        rows.append(Row("Retry", note: "retrier \(place)\(delay)"))
      }
      if let place = inspection?.catchIndex {
        isCaught = true
        rows.append(Row("Catch", note: "catcher \(place)"))
      }
    case .unknown: if case .pass(let pass) = state.kind, let result = pass.result { rows.append(Row("result", result)) }
    }
    if !isCaught, fields.resultSelector != nil { rows.append(Row("ResultSelector", inspection?.afterResultSelector)) }
    if isCaught || !fields.replacesInput { rows.append(Row("ResultPath", inspection?.afterResultPath)) }
    if let assigned = branch.assigned { rows.append(Row("Assign", .object(assigned))) }
    if let output = branch.output {
      let name = state.queryLanguage == .jsonata && fields.output != nil ? "Output" : "output"
      rows.append(Row(fields.givesWholeOutput || isCaught ? name : "OutputPath", output))
      if case .choice = state.kind, let next = outcome?.nextState { rows.append(Row("Next", note: next)) }
    }
    return rows
  }

  /// One step of a state's data.
  private struct Row {
    let name: String
    let text: String?

    init(_ name: String, _ value: JSON?) {
      self.name = name
      text = value.map(DebuggerText.wide)
    }

    init(_ name: String, note: String) {
      self.name = name
      text = note
    }

    var lines: [String] {
      guard let text else { return [] }
      return [name + String(repeating: " ", count: max(1, 15 - name.utf8.count)) + text]
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
