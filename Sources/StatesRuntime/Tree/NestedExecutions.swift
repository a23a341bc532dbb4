import OrderedJSON
import StatesEngine
public import StatesLanguage

/// The state machines that `states:startExecution` tasks can start in the same process, by ARN or name.
public struct KnownStateMachines: Sendable, ExpressibleByDictionaryLiteral {
  private var machines: [String: StateMachine]

  /// Creates a collection of machines by ARN or name.
  public init(dictionaryLiteral elements: (String, StateMachine)...) {
    machines = Dictionary(elements, uniquingKeysWith: { $1 })
  }

  /// Creates a collection of machines by ARN or name.
  public init(_ machines: [String: StateMachine]) { self.machines = machines }

  /// `Orders` of `arn:aws:states:us-east-1:111111111111:stateMachine:Orders:PROD`; a name stands for itself.
  package static func name(of arnOrName: String) -> String { NestedExecution.stateMachineName(arnOrName) }

  /// Their ARNs or names, in order.
  package var names: [String] { machines.keys.sorted() }

  /// The name of a machine in a snapshot: `null` for that of the root execution, else the name under which it is known.
  func wireNames(besides root: StateMachine) -> (Execution) -> JSON {
    var known: [ObjectIdentifier: JSON] = [:]
    for name in names.reversed() {
      if let state = machines[name]?.states.first { known[ObjectIdentifier(state)] = .string(name) }
    }
    if let state = root.states.first { known[ObjectIdentifier(state)] = .null }
    return { execution in
      // A machine that is not known now can still be known by its ARN when the snapshot is resumed.
      execution.machine.states.first.flatMap { known[ObjectIdentifier($0)] }
        ?? .string(execution.identity.stateMachineARN)
    }
  }

  /// Whether there are no state machines.
  public var isEmpty: Bool { machines.isEmpty }

  /// The machine with an ARN or a name; the ARN may be that of a version or an alias.
  public subscript(arnOrName: String) -> StateMachine? {
    get {
      if let machine = machines[arnOrName] { return machine }
      guard let arn = ARN(arnOrName), let machine = arn.machine else { return nil }
      return machines[arn.with(.stateMachine(machine)).description] ?? machines[machine.name]
    }
    set { machines[arnOrName] = newValue }
  }
}

/// The execution that a `states:startExecution` task wants to be started, and the task's result at its end.
///
/// - SeeAlso: Step Functions Developer Guide, "Start a new workflow from a task state".
struct NestedExecution: Sendable {
  /// When the task ends and what it returns.
  enum Form: String, Sendable {
    /// Immediately, with the execution's ARN.
    case requestResponse
    /// With the execution; input and output as JSON text (`.sync`).
    case syncText
    /// With the execution; input and output as JSON (`.sync:2`).
    case syncJSON
    /// With an answer to its token (`.waitForTaskToken`).
    case taskToken

    /// Whether the execution is waited for, and stopped once it is not any more.
    var isAwaited: Bool {
      switch self {
      case .syncText, .syncJSON: true
      case .requestResponse, .taskToken: false
      }
    }

    /// What the answer to the request means for the task.
    func input(_ task: TaskID, answeredBy answer: JSON) -> Execution.Input {
      switch self {
      case .requestResponse: .taskSucceeded(task, output: answer)
      case .syncText, .syncJSON, .taskToken: .taskSubmitted(task, output: answer)
      }
    }
  }

  let form: Form
  /// The ARN or the name that the task gives: of a state machine, a version or an alias.
  let stateMachineARN: String
  let input: JSON
  /// Who it will be if its state machine is a standard one, with the role of the execution that starts it.
  let identity: ExecutionIdentity
  let seed: ExecutionSeed

  /// The maximum length of a cause in the API, in characters.
  private static let maximumCause = 32_768

  /// The state machine of which a task starts an execution, by ARN or name; `nil` for other tasks.
  static func stateMachineARN(_ task: TaskRequest) -> String? {
    form(of: task) == nil ? nil : task.input["StateMachineArn"]?.stringValue
  }

  /// What a task wants to be started; `nil` if it starts nothing.
  ///
  /// - Parameters:
  ///   - parent: the execution whose task it is.
  ///   - name: the execution's name, if the task does not give one.
  ///   - seed: what everything random in it comes from.
  init?(_ task: TaskRequest, of parent: ExecutionIdentity, name: String, seed: ExecutionSeed) {
    guard let form = Self.form(of: task), let arn = Self.stateMachineARN(task) else { return nil }
    self.form = form
    self.seed = seed
    stateMachineARN = arn
    input = Self.input(task.input["Input"])
    let started = ARN(arn)
    identity = ExecutionIdentity(
      stateMachineName: Self.stateMachineName(arn), name: task.input["Name"]?.stringValue ?? name,
      region: started?.region ?? parent.region, account: started?.account ?? parent.account, roleARN: parent.roleARN,
      partition: started?.partition ?? parent.partition)
  }

  /// The execution, of a known state machine.
  func execution(of machine: StateMachine) -> Execution {
    Execution(machine, input: input, identity: identity, seed: seed)
  }

  /// When a task that starts an execution ends; `nil` for other tasks.
  static func form(of task: TaskRequest) -> Form? {
    guard case .integration(let integration) = task.resource, integration.service == "states" else { return nil }
    switch integration.action {
    case "startExecution": return .requestResponse
    case "startExecution.sync": return .syncText
    case "startExecution.sync:2": return .syncJSON
    case "startExecution.waitForTaskToken": return .taskToken
    default: return nil
    }
  }

  /// `Input` may be JSON, or JSON in a string; `null` and a missing input mean `{}`.
  private static func input(_ value: JSON?) -> JSON {
    switch value {
    case nil, .null: return [:]
    case .string(let text): return (try? JSON(parsing: text)) ?? .string(text)
    case .some(let value): return value
    }
  }

  /// `Orders` of `arn:aws:states:us-east-1:111111111111:stateMachine:Orders:PROD`; a name stands for itself.
  static func stateMachineName(_ arnOrName: String) -> String { ARN(arnOrName)?.machine?.name ?? arnOrName }

  /// The response to the request that started an execution.
  static func answer(_ arn: String, _ startTime: Timestamp) -> JSON {
    ["ExecutionArn": .string(arn), "StartDate": .number(.integer(startTime.milliseconds))]
  }

  /// The task's outcome at the end of the execution that it waits for.
  ///
  /// An execution that did not succeed fails the task with `States.TaskFailed`, whatever its own error, with its
  /// description as the cause.
  static func outcome(_ execution: ExecutionDescription, _ form: Form) -> TaskReport.Outcome {
    let description = description(execution, isText: form != .syncJSON)
    if execution.status == .succeeded { return .succeeded(description) }
    return .failed(error: "States.TaskFailed", cause: JSONPrinter.compact.string(description))
  }

  /// The execution as the service's API shows it, sorted by name: dates in milliseconds since 1970.
  private static func description(_ execution: ExecutionDescription, isText: Bool) -> JSON {
    var members: JSON.Object = [:]
    // A cause has a maximum length; without it, causes quoted in causes would double at every level.
    if let cause = execution.cause { members["Cause"] = .string(String(cause.unicodeScalars.prefix(maximumCause))) }
    if let error = execution.error { members["Error"] = .string(error) }
    members["ExecutionArn"] = .string(execution.executionARN)
    let hasSucceeded = execution.status == .succeeded
    members["Input"] = isText || !hasSucceeded ? .string(execution.input) : execution.inputJSON
    members["InputDetails"] = ["Included": true]
    members["Name"] = .string(execution.name)
    if let text = execution.output {
      members["Output"] = isText ? .string(text) : execution.outputJSON ?? .null
      members["OutputDetails"] = ["Included": true]
    }
    members["RedriveCount"] = .integer(execution.redriveCount)
    members["RedriveStatus"] = execution.redriveProblem == nil ? "REDRIVABLE" : "NOT_REDRIVABLE"
    if let problem = execution.redriveProblem { members["RedriveStatusReason"] = .string(problem) }
    members["StartDate"] = .number(.integer(execution.startTime.milliseconds))
    members["StateMachineArn"] = .string(execution.stateMachineARN)
    members["Status"] = .string(execution.status.rawValue)
    if let stopTime = execution.stopTime { members["StopDate"] = .number(.integer(stopTime.milliseconds)) }
    return .object(members)
  }

  /// How a task fails whose execution is not known any more.
  static func lost(_ arn: String) -> TaskFailure {
    TaskFailure("States.TaskFailed", cause: "Execution Does Not Exist: '\(arn)'")
  }

  /// The cause with which an execution is stopped when it is no longer awaited.
  static func abandoned(by parent: ExecutionIdentity) -> String {
    "The Task state in AWS Step Functions execution [\(parent.executionARN)] which was managing this resource was aborted"
  }
}
