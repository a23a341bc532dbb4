import OrderedJSON
import StatesEngine
import StatesLanguage

/// The data of the states in which the branches of an execution are at an event: what the history says of them, and what
/// the engine computes from that once more.
struct BranchData {
  let machine: StateMachine
  /// What the history says.
  let scopes: HistoryScopes
  let context: ContextSource
  /// When the event happened.
  let now: Timestamp
  /// What stands for a task's token that is not known: histories do not have tokens.
  var unknownToken: String?
  /// The limits of what is computed.
  var quotas = ExecutionQuotas.service

  /// The state of the branch, or the first one before any was entered.
  func state(of branch: HistoryScopes.Branch) -> StateMachine.State {
    branch.state ?? machine.states[machine.startAt]
  }

  /// The state of a branch on its own, with what it sees.
  func test(of index: Int, variables: JSON.Object) -> StateTest? {
    guard scopes.branches.indices.contains(index) else { return nil }
    let branch = scopes.branches[index]
    guard let state = machine.index(ofState: state(of: branch).name) else { return nil }
    var test = StateTest(
      machine, state: state, input: branch.input, variables: variables,
      context: context(of: index).objectValue ?? [:], at: now, quotas: quotas)
    test.retrierRetryCount = branch.retryCount
    return test
  }

  /// The context object as a branch sees it.
  func context(of index: Int) -> JSON {
    guard scopes.branches.indices.contains(index) else { return [:] }
    let branch = scopes.branches[index]
    let state = state(of: branch)
    var token = branch.task?.taskToken
    if token == nil, case .task(let task) = state.kind, task.resource.hasTaskToken { token = unknownToken }
    return context.contextObject(
      of: state, enteredTime: branch.state == nil ? context.startTime : branch.enteredTime,
      retryCount: branch.retryCount, taskToken: token, item: item(around: index))
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

  // MARK: Stages

  /// The data of a branch's state, step by step, as far as it has come; `nil` if no state has been entered.
  func stages(of index: Int) -> [DataStage]? {
    guard scopes.branches.indices.contains(index) else { return nil }
    let branch = scopes.branches[index]
    guard let state = branch.state, let found = inspected(index) else { return nil }
    let inspection = found.outcome?.inspection
    let fields = state.dataFlow
    var stages = [DataStage("input", branch.input)]
    if !fields.takesWholeInput { stages.append(DataStage("InputPath", found.afterInputPath)) }
    let workInput = branch.task?.input ?? found.workInput
    if fields.parameters != nil { stages.append(DataStage("Parameters", workInput ?? inspection?.afterParameters)) }
    if fields.arguments != nil { stages.append(DataStage("Arguments", workInput ?? inspection?.afterArguments)) }
    if case .map(let map) = state.kind { stages += Self.stages(of: map, inspection, found.items) }
    stages += resultStages(branch, state, inspection, found.outcome)
    return stages.filter { $0.value != nil || $0.note != nil }
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

  private static func stages(of map: MapState, _ inspection: StateInspection?, _ items: [JSON]?) -> [DataStage] {
    var stages: [DataStage] = []
    switch map.items {
    case .input: break
    case .path: stages.append(DataStage("ItemsPath", inspection?.afterItemsPath))
    case .template: stages.append(DataStage("Items", items.map(JSON.array)))
    }
    if map.itemSelector != nil { stages.append(DataStage("ItemSelector", inspection?.afterItemSelector)) }
    if map.distributed.itemBatcher != nil { stages.append(DataStage("ItemBatcher", inspection?.afterItemBatcher)) }
    return stages
  }

  private func resultStages(
    _ branch: HistoryScopes.Branch, _ state: StateMachine.State, _ inspection: StateInspection?,
    _ outcome: StateTest.Outcome?
  ) -> [DataStage] {
    var stages: [DataStage] = []
    let fields = state.dataFlow
    var isCaught = false
    switch branch.work {
    case .result(let value): stages.append(DataStage("result", value))
    case .failure(let error, _):
      stages.append(DataStage("error", error.json, note: DebuggerText.text(error)))
      if let retrier = inspection?.retryIndex, outcome?.status == .retriable {
        let delay = inspection?.retryBackoffMilliseconds.map { ", after " + DebuggerText.duration($0) } ?? ""
        stages.append(DataStage("Retry", note: "retrier \(retrier)\(delay)"))
      }
      if let catcher = inspection?.catchIndex {
        isCaught = true
        stages.append(DataStage("Catch", note: "catcher \(catcher)"))
      }
    case .unknown:
      if case .pass(let pass) = state.kind, let result = pass.result { stages.append(DataStage("result", result)) }
      // No event says what a Fail state has computed.
      if case .fail = state.kind, let outcome, outcome.error != nil || outcome.cause != nil {
        let error = ErrorOutput(error: outcome.error, cause: outcome.cause)
        stages.append(DataStage("error", error.json, note: DebuggerText.text(error)))
      }
    }
    if !isCaught, fields.resultSelector != nil {
      stages.append(DataStage("ResultSelector", inspection?.afterResultSelector))
    }
    if isCaught || !fields.replacesInput { stages.append(DataStage("ResultPath", inspection?.afterResultPath)) }
    if let assigned = branch.assigned { stages.append(DataStage("Assign", .object(assigned))) }
    if let output = branch.output {
      let name = state.queryLanguage == .jsonata && fields.output != nil ? "Output" : "output"
      stages.append(DataStage(fields.givesWholeOutput || isCaught ? name : "OutputPath", output))
      if case .choice = state.kind, let next = outcome?.nextState { stages.append(DataStage("Next", note: next)) }
    }
    return stages
  }
}
