import OrderedJSON

/// A definition whose behaviour the model knows: states one after the other.
struct KnownDefinition: Hashable, Sendable {
  /// A state.
  enum Step: Hashable, Sendable {
    case pass
    case wait(seconds: Int)
    case activity(name: String, timeout: Int?, heartbeat: Int?)
    case fail(error: String, cause: String)
    /// Goes on if the input has a member `go` that is `true`; otherwise ends as `refused` does.
    case choice
  }

  var steps: [Step]
  /// The machine's `TimeoutSeconds`.
  var timeout: Int?
  /// The same definition is written in two ways.
  var isIndented = false

  /// What a choice ends with that does not go on.
  static let refused = (state: "Refused", error: "Refused", cause: "it does not go on")

  /// The name of the state of a step.
  func name(_ step: Int) -> String { "S\(step)" }

  /// Whether express machines may have it.
  var isInstant: Bool {
    steps.allSatisfy { step in
      switch step {
      case .pass, .fail, .choice: true
      case .wait, .activity: false
      }
    }
  }

  /// The definition as a request gives it, for resources of an account and region.
  func text(in scope: Scope) -> String {
    var states = JSON.Object()
    for (index, step) in steps.enumerated() {
      var state: JSON.Object
      switch step {
      case .pass: state = ["Type": "Pass"]
      case .wait(let seconds): state = ["Type": "Wait", "Seconds": .integer(seconds)]
      case .activity(let name, let timeout, let heartbeat):
        state = ["Type": "Task", "Resource": .string(scope.arn("activity:\(name)"))]
        if let timeout { state["TimeoutSeconds"] = .integer(timeout) }
        if let heartbeat { state["HeartbeatSeconds"] = .integer(heartbeat) }
      case .fail(let error, let cause): state = ["Type": "Fail", "Error": .string(error), "Cause": .string(cause)]
      case .choice:
        state = [
          "Type": "Choice",
          "Choices": [
            [
              "And": [["Variable": "$.go", "IsPresent": true], ["Variable": "$.go", "BooleanEquals": true]],
              "Next": .string(name(index + 1)),
            ]
          ], "Default": .string(Self.refused.state),
        ]
        states[Self.refused.state] = [
          "Type": "Fail", "Error": .string(Self.refused.error), "Cause": .string(Self.refused.cause),
        ]
      }
      switch step {
      case .pass, .wait, .activity:
        if index + 1 < steps.count { state["Next"] = .string(name(index + 1)) } else { state["End"] = true }
      case .fail, .choice: break
      }
      states[name(index)] = .object(state)
    }
    var machine: JSON.Object = ["StartAt": .string(name(0)), "States": .object(states)]
    if let timeout { machine["TimeoutSeconds"] = .integer(timeout) }
    return (isIndented ? JSONPrinter.pretty : .compact).string(.object(machine))
  }
}
