import LanguageSupport
import OrderedJSON
import StatesLanguage

/// Writes an execution down. What is shared in memory is written once and referred to by its place.
struct SnapshotWriter {
  private let machine: StateMachine
  private var stateIndex: [ObjectIdentifier: Int] = [:]
  private var payloads = Table()
  private var requests = Table()
  private var items = Table()

  /// Shared values in the order in which they were met.
  private struct Table {
    var places: [ObjectIdentifier: Int] = [:]
    var values: [JSON] = []
  }

  init(machine: StateMachine) {
    self.machine = machine
    for (index, state) in machine.states.enumerated() { stateIndex[ObjectIdentifier(state)] = index }
  }

  mutating func document(_ execution: Execution) -> JSON {
    let history = execution.history.map { event($0) }
    let branches = execution.branches.map { branch($0) }
    let containers = execution.containers.map { container($0) }
    let mapRuns = execution.mapRuns.map { mapRun($0) }
    let status = status(execution.status)
    let input = payload(execution.input)
    let source = item(execution.inputSource)
    let child: JSON =
      execution.mapRunChild.map {
        [.string($0.mapRunARN), .integer($0.index), .integer($0.itemCount)]
      } ?? .null
    return [
      "version": .integer(ExecutionSnapshot.version), "states": .integer(machine.states.count),
      "missedDeadline": missedDeadline(execution.missedDeadline),
      "missingActivities": .array(execution.missingActivities.sorted().map { .string($0) }),
      "identity": identity(execution.identity), "quotas": quotas(execution.quotas), "status": status,
      "startTime": .integer(execution.startTime.milliseconds), "now": .integer(execution.now.milliseconds),
      "startAt": .integer(execution.startAt), "timeoutSeconds": .optional(execution.timeoutSeconds),
      "random": .string(String(execution.random.state)), "variableDepthBound": .integer(execution.variableDepthBound),
      "isFull": .bool(execution.writer.isFull), "input": input, "inputSource": source, "mapRunChild": child,
      "history": .array(history),
      "branches": .array(branches), "freeBranches": .array(execution.freeBranches.map { .integer(Int($0)) }),
      "containers": .array(containers), "freeContainers": .array(execution.freeContainers.map { .integer(Int($0)) }),
      "mapRuns": .array(mapRuns), "items": .array(items.values), "requests": .array(requests.values),
      "payloads": .array(payloads.values),
    ]
  }

  private func missedDeadline(_ missed: MissedDeadline?) -> JSON {
    guard let missed else { return .null }
    return [.string(missed.kind.rawValue), .integer(missed.seconds), .array(missed.stateNames.map { .string($0) })]
  }

  private func identity(_ identity: ExecutionIdentity) -> JSON {
    [
      "executionARN": .string(identity.executionARN), "name": .string(identity.name),
      "roleARN": .string(identity.roleARN), "stateMachineARN": .string(identity.stateMachineARN),
      "stateMachineName": .string(identity.stateMachineName), "region": .string(identity.region),
      "account": .string(identity.account), "redriveCount": .optional(identity.redriveCount),
      "redriveTime": .optional(identity.redriveTime.map { Int($0.milliseconds) }),
    ]
  }

  private func quotas(_ quotas: ExecutionQuotas) -> JSON {
    [
      .optional(quotas.maximumPayloadBytes), .optional(quotas.maximumHistoryEvents),
      .integer(quotas.maximumInlineConcurrency), .integer(quotas.maximumDistributedConcurrency),
      .optional(quotas.maximumVariableBytes), .optional(quotas.maximumTotalVariableBytes),
      .integer(quotas.maximumDepth), .optional(quotas.maximumExpressSeconds), .integer(quotas.maximumResultFileBytes),
      .integer(quotas.maximumRunningInputBytes),
      .integer(quotas.maximumMemoryBytes), .integer(quotas.maximumPathSteps),
    ]
  }

  private mutating func status(_ status: Execution.Status) -> JSON {
    switch status {
    case .running: ["running"]
    case .succeeded(let output): ["succeeded", payload(output)]
    case .failed(let output): ["failed", error(output)]
    case .timedOut: ["timedOut"]
    case .aborted(let output): ["aborted", error(output)]
    }
  }

  // MARK: Shared values

  mutating func payload(_ payload: Execution.Payload) -> JSON {
    let id = ObjectIdentifier(payload)
    if let place = payloads.places[id] { return .integer(place) }
    let place = payloads.values.count
    payloads.places[id] = place
    payloads.values.append([
      payload.json, .integer(payload.depthBound), .optional(payload.source),
    ])
    return .integer(place)
  }

  private mutating func request(_ request: TaskRequest) -> JSON {
    let id = ObjectIdentifier(request)
    if let place = requests.places[id] { return .integer(place) }
    let content: JSON = [
      "stateName": .string(request.stateName), "iterations": .array(request.iterations.map { .integer($0) }),
      "resource": .string(request.resource.arn), "payload": payload(request.payload),
      "timeoutSeconds": .optional(request.timeoutSeconds), "heartbeatSeconds": .optional(request.heartbeatSeconds),
      "roleARN": .optional(request.roleARN), "region": .string(request.region),
      "taskToken": .optional(request.taskToken), "retryCount": .integer(request.retryCount),
    ]
    let place = requests.values.count
    requests.places[id] = place
    requests.values.append(content)
    return .integer(place)
  }

  mutating func item(_ item: MapItemContext?) -> JSON {
    guard let item else { return .null }
    let id = ObjectIdentifier(item)
    if let place = items.places[id] { return .integer(place) }
    let place = items.values.count
    items.places[id] = place
    items.values.append([
      .integer(item.index), item.value, .optional(item.key), .optional(item.source),
      .array(item.iterations.map { .integer($0) }),
    ])
    return .integer(place)
  }

  func state(_ state: StateMachine.State) -> JSON { .integer(stateIndex[ObjectIdentifier(state)] ?? -1) }

  func error(_ output: ErrorOutput) -> JSON { [.optional(output.error), .optional(output.cause)] }

  // MARK: History

  private mutating func event(_ event: HistoryEvent) -> JSON {
    let fields: [JSON] = [
      .integer(event.previousEventID), .integer(event.timestamp.milliseconds),
    ]
    return .array(fields + details(event.details))
  }

  private mutating func details(_ details: HistoryEventDetails) -> [JSON] {
    switch details {
    case .executionStarted(let input, let role): ["started", payload(input), .string(role)]
    case .executionSucceeded(let output): ["succeeded", payload(output)]
    case .executionFailed(let output): ["failed", error(output)]
    case .executionTimedOut(let output): ["timedOut", error(output)]
    case .executionAborted(let output): ["aborted", error(output)]
    case .executionRedriven(let count): ["redriven", .integer(count)]
    case .stateEntered(let entered, let input): ["entered", state(entered), payload(input)]
    case .stateExited(let exited, let output, let assigned):
      ["exited", state(exited), payload(output), assigned.map { .object($0.values) } ?? .null]
    case .stateAborted(let aborted): ["stateAborted", state(aborted)]
    case .taskScheduled(let task): ["taskScheduled", request(task)]
    case .taskStarted(let task, let worker): ["taskStarted", request(task), .optional(worker)]
    case .taskSubmitted(let task, let output): ["taskSubmitted", request(task), payload(output)]
    case .taskSucceeded(let task, let output): ["taskSucceeded", request(task), payload(output)]
    case .taskFailed(let task, let output): ["taskFailed", request(task), error(output)]
    case .taskTimedOut(let task, let output): ["taskTimedOut", request(task), error(output)]
    case .parallelStateStarted: ["parallelStarted"]
    case .parallelStateSucceeded: ["parallelSucceeded"]
    case .parallelStateFailed: ["parallelFailed"]
    case .mapStateStarted(let length): ["mapStarted", .integer(length)]
    case .mapStateSucceeded: ["mapSucceeded"]
    case .mapStateFailed: ["mapFailed"]
    case .mapIterationStarted(let map, let index): ["iterationStarted", state(map), .integer(index)]
    case .mapIterationSucceeded(let map, let index): ["iterationSucceeded", state(map), .integer(index)]
    case .mapIterationFailed(let map, let index): ["iterationFailed", state(map), .integer(index)]
    case .mapIterationAborted(let map, let index): ["iterationAborted", state(map), .integer(index)]
    case .mapRunStarted(let arn): ["runStarted", .string(arn)]
    case .mapRunSucceeded: ["runSucceeded"]
    case .mapRunFailed(let output): ["runFailed", error(output)]
    case .mapRunRedriven(let arn, let count): ["runRedriven", .string(arn), .integer(count)]
    case .evaluationFailed(let failure):
      [
        "evaluationFailed", .string(failure.state), .string(failure.error), .string(failure.cause),
        .optional(failure.location),
      ]
    }
  }

  // MARK: Lines of control

  private mutating func branch(_ branch: Branch) -> JSON {
    [
      "phase": .string(branch.phase.rawValue), "state": .integer(Int(branch.state)),
      "parent": .integer(Int(branch.parent)), "slot": .integer(Int(branch.slot)),
      "serial": .integer(Int(branch.serial)), "lastEvent": .integer(Int(branch.lastEvent)),
      "enteredEvent": .integer(Int(branch.enteredEvent)), "retryCount": .integer(Int(branch.retryCount)),
      "container": .integer(Int(branch.container)), "mapRun": .integer(Int(branch.mapRun)),
      "enteredTime": .integer(branch.enteredTime.milliseconds),
      "deadline": .optional(branch.deadline.map { Int($0.milliseconds) }),
      "heartbeatDeadline": .optional(branch.heartbeatDeadline.map { Int($0.milliseconds) }),
      "input": payload(branch.input),
      "variables": .object(branch.variables), "retrierCounts": .array(branch.retrierCounts.map { .integer(Int($0)) }),
      "attempt": attempt(branch), "taskToken": .optional(branch.taskToken), "item": item(branch.item),
      "cut": cut(branch.cut),
    ]
  }

  private mutating func cut(_ cut: CutChildren?) -> JSON {
    guard let cut else { return .null }
    var container = cut.container
    container.children = Array(repeating: -1, count: container.children.count)
    return ["container": self.container(container), "branches": .array(cut.branches.map { branch($0) })]
  }

  private mutating func attempt(_ branch: Branch) -> JSON {
    guard let request = branch.request else { return .null }
    return [self.request(request), .string(branch.progress.rawValue)]
  }

  private mutating func container(_ container: Container) -> JSON {
    [
      "results": .array(container.results), "children": .array(container.children.map { .integer(Int($0)) }),
      "items": .array(container.items), "nextItem": .integer(container.nextItem),
      "running": .integer(container.running), "concurrency": .integer(container.concurrency),
      "startedEvent": .integer(Int(container.startedEvent)), "depthBound": .integer(container.depthBound),
      "lastEvent": .integer(Int(container.lastEvent)), "effectiveInput": payload(container.effectiveInput),
    ]
  }
}

extension JSON {
  static func optional(_ value: Int?) -> JSON { value.map { .integer($0) } ?? .null }
  static func optional(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
}
