package import StatesEngine
import StatesLanguage

/// A task without a handler: what it requests, and what is registered instead.
package struct UnknownTask {
  /// The kind of name that a task requests.
  private enum Asked {
    case function(String)
    case stateMachine(String)
    case activity(String)
    case resource(String)
  }

  private let asked: Asked

  package init(_ task: TaskRequest) {
    switch task.resource {
    case .lambdaFunction(let function): asked = .function(function.name)
    case .activity(let arn): asked = .activity(ActivityName.of(arn))
    case .integration(let integration):
      if integration.service == "lambda", let name = task.input["FunctionName"]?.stringValue {
        asked = .function(LambdaFunction(name).name)
      } else if integration.service == "states", let arn = task.input["StateMachineArn"]?.stringValue {
        asked = .stateMachine(NestedExecution.stateMachineName(arn))
      } else {
        asked = .resource(task.resource.arn)
      }
    }
  }

  /// The requested function, state machine or activity, and the registered ones, the most similar first; empty if
  /// nothing is registered for the resource.
  package func hint(
    functions: [String] = [], stateMachines: KnownStateMachines = [:], activities: [String] = [],
    resources: [String] = []
  ) -> String {
    switch asked {
    case .function(let name): Self.hint("function", name, functions)
    case .stateMachine(let name): Self.hint("state machine", name, stateMachines.names)
    case .activity(let name): Self.hint("activity", name, activities)
    case .resource(let arn): resources.isEmpty ? "" : Self.hint("resource", arn, resources)
    }
  }

  /// The maximum number of names shown.
  private static let most = 10

  private static func hint(_ kind: String, _ name: String, _ known: [String]) -> String {
    let wanted = "; it asks for the \(kind) '\(name)'"
    guard !known.isEmpty else { return wanted + ", and none is registered" }
    let near = Suggestions.nearest(to: name, among: known)
    let others = known.filter { $0 != near }.sorted()
    let shown = ((near.map { [$0] } ?? []) + others).prefix(most).map { "'\($0)'" }.joined(separator: ", ")
    let more = known.count > most ? " and \(known.count - most) more" : ""
    return wanted + (near.map { "; did you mean '\($0)'?" } ?? "") + "; registered: " + shown + more
  }
}
