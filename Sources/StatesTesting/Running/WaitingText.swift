import OrderedJSON
import StatesEngine
import StatesRuntime

/// What an execution that has not ended waits for, in words.
struct WaitingText {
  /// How many of the things that it waits for are shown.
  private static let most = 3

  private let result: ExecutionResult
  /// The executions that tasks started and which are running, by the state that waits for them.
  private var nested: [VisitedExecution.Starter: [VisitedExecution]] = [:]

  init(_ result: ExecutionResult) {
    self.result = result
    let running = Set(result.children.filter { $0.mapRunChild == nil && $0.isRunning }.map(\.identity.executionARN))
    guard !running.isEmpty else { return }
    for entry in VisitedTree(result).entries where running.contains(entry.identity.arn) {
      if let starter = entry.identity.starter { nested[starter, default: []].append(entry.identity) }
    }
  }

  /// `waiting for the task of 'A' (arn:aws:states:::lambda:invoke), which has no timeout`.
  var text: String {
    let parts = result.currentStates.compactMap(text)
    guard !parts.isEmpty else { return "waiting for something that never happens" }
    let more = parts.count - Self.most
    return "waiting for " + parts.prefix(Self.most).joined(separator: "; ") + (more > 0 ? " and \(more) more" : "")
  }

  private func text(of state: CurrentState) -> String? {
    let name = "'\(state.name)'" + place(of: state)
    switch state.waiting {
    case .task(let task, _, _):
      let starter = VisitedExecution.Starter(
        state: state.state, iteration: state.iteration, executionARN: state.executionARN)
      if let started = nested[starter], !started.isEmpty {
        let list = started.map { "'\($0.name)' of '\($0.stateMachine)'" }.joined(separator: ", ")
        return "the end of the execution \(list), which \(name) has started"
      }
      return "the task of \(name) (\(task.resource.arn)), \(task.limit)"
    case .wait(let time): return "the Wait state \(name), which ends at \(time)"
    case .retry(let time): return "the next attempt of \(name) at \(time)"
    case .mapRun(let arn):
      let running = result.children.lazy.filter { $0.mapRunChild?.mapRunARN == arn && $0.isRunning }.count
      return "the map run of \(name), of which \(running) child\(running == 1 ? " is" : "ren are") running"
    case .branches, .nothing: return nil
    }
  }

  /// The execution that a state is in, if it is not the one under test nor a child of one of its map runs.
  private func place(of state: CurrentState) -> String {
    let own = result.execution.identity
    guard state.executionARN != own.executionARN,
      let execution = result.children.first(where: { $0.identity.executionARN == state.executionARN }),
      execution.identity.stateMachineName != own.stateMachineName
    else { return "" }
    return " in '\(execution.identity.stateMachineName)'"
  }
}

extension Execution {
  fileprivate var isRunning: Bool { if case .running = status { true } else { false } }
}

extension TaskRequest {
  /// `which has no timeout`.
  fileprivate var limit: String {
    switch (timeoutSeconds, heartbeatSeconds) {
    case (nil, nil): "which has no timeout"
    case (let seconds?, _): "which has \(seconds) seconds"
    case (nil, let seconds?): "which has \(seconds) seconds from one heartbeat to the next"
    }
  }
}
