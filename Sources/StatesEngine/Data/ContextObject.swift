import OrderedJSON
import StatesLanguage

extension Execution {
  /// The context object as the state of a branch sees it (`$$`, `$states.context`).
  ///
  /// - Parameter item: the item whose input is being selected, for a Map state.
  /// - SeeAlso: Step Functions Developer Guide, "Context object".
  mutating func contextObject(_ b: Int, item: MapItemContext? = nil) -> JSON {
    if let fixedContext { return Self.context(fixedContext, item: item) }
    let branch = branches[b]
    let state = machine.states[Int(branch.state)]
    var execution: JSON.Object = [
      "Id": .string(identity.executionARN), "Input": input.json, "StartTime": .string(startTime.description),
      "Name": .string(identity.name), "RoleArn": .string(identity.roleARN),
    ]
    if let count = identity.redriveCount { execution["RedriveCount"] = .integer(count) }
    if let time = identity.redriveTime { execution["RedriveTime"] = .string(time.description) }
    var current: JSON.Object = [
      "Name": .string(state.name), "EnteredTime": .string(branch.enteredTime.description),
    ]
    switch state.kind {
    case .task, .parallel, .map: current["RetryCount"] = .integer(Int(branch.retryCount))
    case .choice, .wait, .pass, .succeed, .fail: break
    }
    var context: JSON.Object = [
      "Execution": .object(execution),
      "StateMachine": ["Id": .string(identity.stateMachineARN), "Name": .string(identity.stateMachineName)],
      "State": .object(current),
    ]
    if let token = branch.taskToken { context["Task"] = ["Token": .string(token)] }
    // A child of a distributed Map does not see which run it belongs to.
    let own = branch.item === inputSource ? nil : branch.item
    if let item = item ?? own { context["Map"] = ["Item": item.json] }
    return .object(context)
  }

  /// A given context object, with the item whose input is being selected.
  private static func context(_ given: JSON.Object, item: MapItemContext?) -> JSON {
    var context = given
    if let item { context["Map"] = ["Item": item.json] }
    return .object(context)
  }
}
