import LanguageSupport
import OrderedJSON
import StatesLanguage

// The fields of an execution and its threads of control in snapshots.

extension Execution: SnapshotRecord {
  static var isKeyed: Bool { true }

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let identity: ExecutionIdentity
    if let known = coder.identity {
      identity = known
    } else {
      identity = try coder.field("identity", value) { $0.identity }
    }
    let quotas = try coder.field("quotas", value) { $0.quotas }
    let startAt = try coder.field("startAt", value) { StateIndex(index: $0.startAt) }.index
    try coder.require(coder.machine.beginsExecutions(startAt), "a state where an execution begins in startAt")
    let source = try coder.field("inputSource", value) { $0.inputSource }
    var execution =
      value
      ?? Execution(
        coder.machine, input: .null, inputText: nil, identity: identity, seed: .fixed(0), quotas: quotas,
        startAt: startAt,
        item: source)
    try coder.field("input", &execution.input)
    try coder.field("mapRunChild", &execution.mapRunChild)
    try coder.field("status", &execution.status)
    try coder.field("startTime", &execution.startTime)
    try coder.field("now", &execution.now)
    execution.timeoutSeconds = try coder.number("timeoutSeconds", atLeast: 0, value) { $0.timeoutSeconds }
    try coder.field("missedDeadline", &execution.missedDeadline)
    execution.missingActivities = Set(
      try coder.field("missingActivities", value) { $0.missingActivities.sorted() })
    try coder.mark("isStateMachineDeleted", &execution.isStateMachineDeleted)
    execution.random = try SeededGenerator.fields(value?.random, &coder)
    try coder.field("variableDepthBound", &execution.variableDepthBound)
    var taken = value?.writer.takenCount ?? 0
    try coder.field("takenEvents", since: 4, &taken)
    try coder.require((0...Int(Int32.max)).contains(taken), "a number of events")
    let history = try coder.field("history", value) { $0.history }
    let isFull = try coder.field("isFull", value) { $0.writer.isFull }
    try coder.field("branches", &execution.branches)
    try coder.field("freeBranches", &execution.freeBranches)
    try coder.field("containers", &execution.containers)
    try coder.field("freeContainers", &execution.freeContainers)
    try coder.field("mapRuns", &execution.mapRuns)
    guard value == nil else { return execution }
    execution.writer.restore(history, after: taken, isFull: isFull)
    for run in execution.mapRuns.indices {
      execution.mapRuns[run].family = ExecutionFamily(
        childrenOf: identity, label: execution.mapRuns[run].label, execution.mapRuns[run].type)
      execution.mapRuns[run].measureStarts(quotas)
    }
    return execution
  }
}

extension StateMachine {
  /// Whether executions start at a state: those of the machine, or the children of one of its distributed Maps.
  fileprivate func beginsExecutions(_ index: Int) -> Bool {
    index == startAt
      || states.contains { if case .map(let map) = $0.kind { map.processor == index } else { false } }
  }
}

extension SeededGenerator {
  /// Fields of an execution: its seed, and how many numbers it has drawn; in format 3 what the next one is made of.
  fileprivate static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let random = try coder.field("random", value) { $0.drawn }
    guard coder.format > 3 else { return SeededGenerator(.number(random)) }
    return SeededGenerator(try coder.field("seed", value) { $0.seed }, drawn: random)
  }
}

extension RandomSeed: SnapshotCodable {
  static func code(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try coder.leaf(value, { .string($0.text) }, { $0.stringValue.flatMap { RandomSeed($0) } }, "a seed")
  }
}

extension ExecutionIdentity: SnapshotRecord {
  static var isKeyed: Bool { true }

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let executionARN = try coder.field("executionARN", value) { $0.executionARN }
    let name = try coder.field("name", value) { $0.name }
    let roleARN = try coder.field("roleARN", value) { $0.roleARN }
    let stateMachineARN = try coder.field("stateMachineARN", value) { $0.stateMachineARN }
    let stateMachineName = try coder.field("stateMachineName", value) { $0.stateMachineName }
    let region = try coder.field("region", value) { $0.region }
    let account = try coder.field("account", value) { $0.account }
    let redriveCount = try coder.field("redriveCount", value) { $0.redriveCount }
    let redriveTime = try coder.field("redriveTime", value) { $0.redriveTime }
    if let value { return value }
    guard var identity = ARN(executionARN).flatMap({ ExecutionIdentity($0, roleARN: roleARN) }) else {
      throw coder.problem("the ARN of an execution")
    }
    identity.redrives = redriveCount ?? 0
    identity.redriveTime = redriveTime
    try coder.require(
      identity.name == name && identity.stateMachineARN == stateMachineARN && identity.region == region
        && identity.stateMachineName == stateMachineName && identity.account == account,
      "what the execution's ARN says")
    return identity
  }
}

extension MapRunChildIdentity: SnapshotRecord {
  static func fields(_ value: MapRunChildIdentity?, _ coder: inout SnapshotCoder) throws(SnapshotError)
    -> MapRunChildIdentity
  {
    try MapRunChildIdentity(
      mapRunARN: coder.field("mapRunARN", value) { $0.mapRunARN }, index: coder.field("index", value) { $0.index },
      itemCount: coder.field("itemCount", value) { $0.itemCount })
  }
}

extension ExecutionQuotas: SnapshotRecord {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let quotas = try ExecutionQuotas(
      maximumPayloadBytes: coder.number("payloadBytes", value) { $0.maximumPayloadBytes },
      maximumHistoryEvents: coder.number("historyEvents", value) { $0.maximumHistoryEvents },
      maximumInlineConcurrency: coder.number("inlineConcurrency", value) { $0.maximumInlineConcurrency },
      maximumDistributedConcurrency: coder.number("distributedConcurrency", value) { $0.maximumDistributedConcurrency },
      maximumVariableBytes: coder.number("variableBytes", value) { $0.maximumVariableBytes },
      maximumTotalVariableBytes: coder.number("totalVariableBytes", value) { $0.maximumTotalVariableBytes },
      maximumDepth: coder.number("depth", value) { $0.maximumDepth },
      maximumExpressSeconds: coder.number("expressSeconds", value) { $0.maximumExpressSeconds },
      maximumResultFileBytes: coder.number("resultFileBytes", value) { $0.maximumResultFileBytes },
      maximumRunningInputBytes: coder.number("runningInputBytes", value) { $0.maximumRunningInputBytes },
      maximumMemoryBytes: coder.number("memoryBytes", value) { $0.maximumMemoryBytes },
      maximumPathSteps: coder.number("pathSteps", value) { $0.maximumPathSteps },
      waitPermille: coder.number("waitPermille", value) { $0.waitPermille == 1_000 ? nil : $0.waitPermille } ?? 1_000)
    try coder.require(quotas == quotas.clamped, "quotas within their bounds")
    return quotas
  }
}

extension Execution.Status: SnapshotVariants {
  static let variants: [SnapshotVariant<Execution.Status>] = [
    .init("running", { .running }) { if case .running = $0 { () } else { nil } },
    .init("succeeded", Self.succeeded) { if case .succeeded(let output) = $0 { output } else { nil } },
    .init("failed", Self.failed) { if case .failed(let error) = $0 { error } else { nil } },
    .init("timedOut", { .timedOut }) { if case .timedOut = $0 { () } else { nil } },
    .init("aborted", Self.aborted) { if case .aborted(let error) = $0 { error } else { nil } },
  ]
}

extension MissedDeadline.Kind: SnapshotCodable {}

extension MissedDeadline: SnapshotRecord {
  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    try MissedDeadline(
      kind: coder.field("kind", value) { $0.kind }, seconds: coder.field("seconds", value) { $0.seconds },
      stateNames: coder.field("stateNames", value) { $0.stateNames })
  }
}

// MARK: Shared values

extension Execution.Payload: SnapshotShared {
  static var table: SnapshotTable { .payloads }

  static func fields(_ value: Execution.Payload?, _ coder: inout SnapshotCoder) throws(SnapshotError)
    -> Execution.Payload
  {
    let json = try coder.field("value", value) { $0.json }
    let bound = try coder.field("depthBound", value) { $0.depthBound }
    let source = try coder.field("source", value) { $0.source }
    let quotas = coder.quotas
    // A bound beyond what a state may create means that the value came from outside, however deep it is.
    try coder.require(
      bound <= quotas.maximumDepth + 1 && (bound > quotas.maximumDepth || json.depth(upTo: bound + 1) <= bound),
      "a value that is not nested so deeply")
    try coder.require(source.map { json.isMeant(by: $0) } ?? true, "the value as JSON text")
    return value ?? Execution.Payload(json, depthBound: bound, byteCount: quotas.byteCount(of: json), source: source)
  }
}

extension JSON {
  fileprivate func isMeant(by text: String) -> Bool {
    guard let meaning = try? JSONParser(maximumDepth: 2_000).parse(Array(text.utf8)) else { return false }
    return meaning == self
  }
}

extension TaskRequest: SnapshotShared {
  static var table: SnapshotTable { .requests }
  static var isKeyed: Bool { true }

  static func fields(_ value: TaskRequest?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> TaskRequest {
    guard let origin = value?.origin ?? coder.taskOrigin else { throw coder.problem("a task of an execution") }
    // Format 3 does not have the attempts: requests that are read from it are numbered.
    var id = value?.id ?? TaskID(branch: -1, serial: Int32(clamping: coder.elementIndex))
    try coder.field("id", since: 4, &id)
    let request = try TaskRequest(
      id, of: origin, stateName: coder.field("stateName", value) { $0.stateName },
      iterations: coder.field("iterations", value) { $0.iterations },
      resource: TaskResource(coder.field("resource", value) { $0.resource.arn }),
      payload: coder.field("payload", value) { $0.payload },
      timeoutSeconds: coder.number("timeoutSeconds", atLeast: 0, value) { $0.timeoutSeconds },
      heartbeatSeconds: coder.number("heartbeatSeconds", atLeast: 0, value) { $0.heartbeatSeconds },
      roleARN: coder.field("roleARN", value) { $0.roleARN },
      taskToken: coder.field("taskToken", value) { $0.taskToken },
      retryCount: coder.field("retryCount", value) { $0.retryCount })
    let region = try coder.field("region", value) { $0.region }
    try coder.require(region == origin.family.arn.region, "the region of the execution")
    return request
  }
}

extension TaskID: SnapshotRecord {
  static func fields(_ value: TaskID?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> TaskID {
    try TaskID(
      branch: coder.field("branch", value) { $0.branch }, serial: coder.field("serial", value) { $0.serial })
  }
}

extension MapItemContext: SnapshotShared {
  static var table: SnapshotTable { .items }

  static func fields(_ value: MapItemContext?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> MapItemContext {
    try MapItemContext(
      index: coder.field("index", value) { $0.index }, value: coder.field("value", value) { $0.value },
      key: coder.field("key", value) { $0.key }, source: coder.field("source", value) { $0.source },
      iterations: coder.field("iterations", value) { $0.iterations })
  }
}

// MARK: Threads of control

extension Branch.Phase: SnapshotCodable {}
extension TaskProgress: SnapshotCodable {}

extension Branch: SnapshotRecord {
  static var isKeyed: Bool { true }

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    var branch =
      value ?? Branch(state: 0, parent: -1, slot: 0, lastEvent: 0, input: .emptyObject, variables: JSON.Object())
    try coder.field("phase", &branch.phase)
    let state = try coder.field("state", value) { StateIndex(index: Int($0.state)) }.index
    branch.state = Int32(state)
    try coder.field("parent", &branch.parent)
    try coder.field("slot", &branch.slot)
    try coder.field("serial", &branch.serial)
    try coder.field("lastEvent", &branch.lastEvent)
    try coder.field("enteredEvent", &branch.enteredEvent)
    try coder.field("retryCount", &branch.retryCount)
    try coder.field("container", &branch.container)
    try coder.field("mapRun", &branch.mapRun)
    try coder.field("enteredTime", &branch.enteredTime)
    try coder.field("deadline", &branch.deadline)
    try coder.field("heartbeatDeadline", &branch.heartbeatDeadline)
    try coder.field("input", &branch.input)
    try coder.field("variables", &branch.variables)
    try coder.field("retrierCounts", &branch.retrierCounts)
    let attempt = try coder.field("attempt", value) { branch in
      branch.request.map { Attempt(request: $0, progress: branch.progress) }
    }
    if let attempt {
      branch.request = attempt.request
      branch.progress = attempt.progress
    }
    try coder.field("taskToken", &branch.taskToken)
    try coder.field("item", &branch.item)
    try coder.field("cut", &branch.cut)
    return branch
  }

  /// A running task.
  private struct Attempt: SnapshotRecord {
    let request: TaskRequest
    let progress: TaskProgress

    static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
      try Attempt(
        request: coder.field("request", value) { $0.request }, progress: coder.field("progress", value) { $0.progress })
    }
  }
}

extension CutBranches: SnapshotRecord {
  static var isKeyed: Bool { true }

  static func fields(_ value: CutBranches?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> CutBranches {
    let container = try coder.field("container", value) { cut in
      var container = cut.container
      // The indexes of its branches or iterations have been reused by now.
      container.branches = Array(repeating: -1, count: container.branches.count)
      return container
    }
    return CutBranches(container: container, branches: try coder.field("branches", value) { $0.branches })
  }
}

extension Container: SnapshotRecord {
  static var isKeyed: Bool { true }

  static func fields(_ value: Self?, _ coder: inout SnapshotCoder) throws(SnapshotError) -> Self {
    let startedEvent = try coder.field("startedEvent", value) { $0.startedEvent }
    var container =
      value
      ?? Container(results: [], branches: [], startedEvent: startedEvent, lastEvent: 0, effectiveInput: .emptyObject)
    container.results = try coder.field("results", value) { SnapshotElements(values: $0.results) }.values
    try coder.field("children", &container.branches)
    container.items = try coder.field("items", value) { SnapshotElements(values: $0.items) }.values
    try coder.field("nextItem", &container.nextItem)
    try coder.field("running", &container.running)
    container.concurrency = try coder.number("concurrency", value) { $0.concurrency }
    try coder.field("depthBound", &container.depthBound)
    try coder.field("lastEvent", &container.lastEvent)
    try coder.field("effectiveInput", &container.effectiveInput)
    return container
  }
}
