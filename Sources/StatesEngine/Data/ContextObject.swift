package import OrderedJSON
package import StatesLanguage

extension Execution {
  /// The context object as the state of a branch sees it (`$$`, `$states.context`).
  ///
  /// - Parameter item: the item whose input is being selected, for a Map state.
  /// - SeeAlso: Step Functions Developer Guide, "Context object".
  mutating func contextObject(_ b: Int, item: MapItemContext? = nil) -> JSON {
    if let fixedContext { return Self.context(fixedContext, item: item) }
    let branch = branches[b]
    // A child of a distributed Map does not see which run it belongs to.
    let own = branch.item === inputSource ? nil : branch.item
    return contextObject(
      of: machine.states[Int(branch.state)], enteredTime: branch.enteredTime, retryCount: Int(branch.retryCount),
      taskToken: branch.taskToken, item: (item ?? own)?.json)
  }

  /// The context object as a state of the execution sees it.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - enteredTime: when it was entered.
  ///   - retryCount: how often its work has been retried.
  ///   - taskToken: the token of its task, if it has one.
  ///   - item: `Map.Item`, in an iteration.
  package func contextObject(
    of state: StateMachine.State, enteredTime: Timestamp, retryCount: Int, taskToken: String?, item: JSON?
  ) -> JSON {
    contextSource.contextObject(
      of: state, enteredTime: enteredTime, retryCount: retryCount, taskToken: taskToken, item: item)
  }

  /// What all context objects of the execution have in common.
  package var contextSource: ContextSource { ContextSource(identity, input: input.json, startTime: startTime) }

  /// A given context object, with the item whose input is being selected.
  private static func context(_ given: JSON.Object, item: MapItemContext?) -> JSON {
    var context = given
    if let item { context["Map"] = ["Item": item.json] }
    return .object(context)
  }
}

/// What all context objects of an execution have in common.
package struct ContextSource: Sendable {
  /// The execution.
  package var identity: ExecutionIdentity
  /// Its input.
  package var input: JSON
  /// When it started.
  package var startTime: Timestamp

  /// Creates the source of an execution's context objects.
  package init(_ identity: ExecutionIdentity, input: JSON, startTime: Timestamp) {
    self.identity = identity
    self.input = input
    self.startTime = startTime
  }

  /// Notes that the execution has been redriven.
  package mutating func redrive(_ count: Int, at time: Timestamp) {
    identity.redrives = count
    identity.redriveTime = time
  }

  /// The context object as a state of the execution sees it.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - enteredTime: when it was entered.
  ///   - retryCount: how often its work has been retried.
  ///   - taskToken: the token of its task, if it has one.
  ///   - item: `Map.Item`, in an iteration.
  package func contextObject(
    of state: StateMachine.State, enteredTime: Timestamp, retryCount: Int, taskToken: String?, item: JSON?
  ) -> JSON {
    var execution: JSON.Object = [
      "Id": .string(identity.executionARN), "Input": input, "StartTime": .string(startTime.description),
      "Name": .string(identity.name), "RoleArn": .string(identity.roleARN),
    ]
    if let count = identity.redriveCount { execution["RedriveCount"] = .integer(count) }
    if let time = identity.redriveTime { execution["RedriveTime"] = .string(time.description) }
    var current: JSON.Object = ["Name": .string(state.name), "EnteredTime": .string(enteredTime.description)]
    switch state.kind {
    case .task, .parallel, .map: current["RetryCount"] = .integer(retryCount)
    case .choice, .wait, .pass, .succeed, .fail: break
    }
    var context: JSON.Object = [
      "Execution": .object(execution),
      "StateMachine": ["Id": .string(identity.stateMachineARN), "Name": .string(identity.stateMachineName)],
      "State": .object(current),
    ]
    if let taskToken { context["Task"] = ["Token": .string(taskToken)] }
    if let item { context["Map"] = ["Item": item] }
    return .object(context)
  }
}
