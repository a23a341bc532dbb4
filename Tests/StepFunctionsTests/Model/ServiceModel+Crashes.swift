import OrderedJSON

// What a crash changes, and what is asked after it.
extension ServiceModel {
  /// Nobody waits for a task any more. Which task is handed out first is not known from now on.
  mutating func forgetPolls() {
    polls.removeAll()
    keepsOrder = false
  }

  /// Requests that show all there is, and change nothing.
  var probes: [Call] {
    var calls: [Call] = []
    for scope in [Scope(), Scope(region: "eu-west-1")] {
      calls.append(Call(operation: "ListStateMachines", members: ["maxResults": 1_000], scope: scope))
      calls.append(Call(operation: "ListActivities", members: ["maxResults": 1_000], scope: scope))
      let head = scope.arn("")
      for activity in activities.keys.filter({ $0.hasPrefix(head) }).sorted() {
        calls.append(Call(operation: "DescribeActivity", members: ["activityArn": .string(activity)], scope: scope))
        calls.append(Call(operation: "ListTagsForResource", members: ["resourceArn": .string(activity)], scope: scope))
      }
      for machine in machines.values.filter({ $0.arn.hasPrefix(head) }).sorted(by: { $0.arn < $1.arn }) {
        let arn = JSON.string(machine.arn)
        for operation in ["DescribeStateMachine", "ListStateMachineVersions", "ListStateMachineAliases"] {
          calls.append(Call(operation: operation, members: ["stateMachineArn": arn], scope: scope))
        }
        calls.append(Call(operation: "ListTagsForResource", members: ["resourceArn": arn], scope: scope))
        calls.append(
          Call(operation: "ListExecutions", members: ["stateMachineArn": arn, "maxResults": 1_000], scope: scope))
        for alias in machine.aliases {
          calls.append(
            Call(
              operation: "DescribeStateMachineAlias",
              members: ["stateMachineAliasArn": .string("\(machine.arn):\(alias.name)")], scope: scope))
        }
      }
    }
    for execution in executions.values.sorted(by: { ($0.listed, $0.arn) > ($1.listed, $1.arn) }).prefix(30) {
      for operation in ["DescribeExecution", "GetExecutionHistory"] {
        calls.append(
          Call(operation: operation, members: ["executionArn": .string(execution.arn)], scope: execution.scope))
      }
    }
    return calls
  }
}
