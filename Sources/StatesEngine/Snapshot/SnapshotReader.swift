import LanguageSupport
import OrderedJSON
import StatesLanguage

/// Reads an execution back. Every number and index is checked here where it is read, and what they make together by
/// ``SnapshotChecks``: after that the interpreter may trust them. Moments in time may be any: all arithmetic with them
/// stops at the ends of what can be said.
struct SnapshotReader {
  typealias Node = SnapshotNode

  private let root: Node
  let machine: StateMachine
  let quotas: ExecutionQuotas
  private var payloads: [Execution.Payload] = []
  private var requests: [TaskRequest] = []
  private var items: [MapItemContext] = []

  init(_ json: JSON, machine: StateMachine) throws(SnapshotError) {
    root = Node(json, "snapshot")
    self.machine = machine
    guard try root["version"].int() == ExecutionSnapshot.version else {
      throw SnapshotError(message: "the snapshot is of another version")
    }
    guard try root["states"].int() == machine.states.count else {
      throw SnapshotError(message: "the snapshot is of another definition")
    }
    quotas = try Self.quotas(root["quotas"])
  }

  mutating func execution() throws(SnapshotError) -> Execution {
    try readTables()
    let source = try item(root["inputSource"])
    let startAt = try self.startAt(root["startAt"])
    var execution = Execution(
      machine, input: .null, inputText: nil, identity: try identity(root["identity"]), seed: 0, quotas: quotas,
      startAt: startAt, item: source)
    execution.input = try payload(root["input"])
    for payload in payloads { _ = execution.held.add(payload.json, byteCount: payload.byteCount) }
    let child = root["mapRunChild"]
    if !child.json.isNull {
      execution.mapRunChild = MapRunChildIdentity(
        mapRunARN: try child[0].string(), index: try child[1].count(), itemCount: try child[2].count())
    }
    guard let random = UInt64(try root["random"].string()) else { throw root["random"].problem("a number") }
    execution.random.state = random
    execution.timeoutSeconds = try root["timeoutSeconds"].optionalCount(below: .max)
    execution.startTime = try root["startTime"].time()
    execution.now = try root["now"].time()
    execution.variableDepthBound = try root["variableDepthBound"].place(below: quotas.maximumDepth + 1)
    execution.branches = try branches(root["branches"])
    execution.freeBranches = try places(root["freeBranches"], below: execution.branches.count)
    execution.containers = try containers(root["containers"], branches: execution.branches.count)
    execution.freeContainers = try places(root["freeContainers"], below: execution.containers.count)
    execution.mapRuns = try mapRuns(root["mapRuns"])
    for run in execution.mapRuns.indices {
      execution.mapRuns[run].names = ChildNames(of: execution.identity, label: execution.mapRuns[run].label)
      execution.mapRuns[run].measureStarts(quotas)
    }
    execution.missedDeadline = try missedDeadline(root["missedDeadline"])
    execution.missingActivities = Set(try strings(root["missingActivities"]))
    execution.status = try status(root["status"])
    execution.writer.restore(try history(root["history"]), isFull: try root["isFull"].bool())
    var checks = SnapshotChecks(execution)
    try checks.run()
    return execution
  }

  // MARK: Shared values

  private mutating func readTables() throws(SnapshotError) {
    for node in try root["payloads"].elements() { payloads.append(try readPayload(node)) }
    for node in try root["items"].elements() {
      items.append(
        MapItemContext(
          index: try node[0].count(), value: node[1].json, key: try node[2].optionalString(),
          source: try node[3].optionalString(), iterations: try counts(ofItem: node[4])))
    }
    for node in try root["requests"].elements() {
      requests.append(
        TaskRequest(
          stateName: try node["stateName"].string(), iterations: try counts(ofItem: node["iterations"]),
          resource: TaskResource(try node["resource"].string()), payload: try payload(node["payload"]),
          timeoutSeconds: try node["timeoutSeconds"].optionalCount(below: .max),
          heartbeatSeconds: try node["heartbeatSeconds"].optionalCount(below: .max),
          roleARN: try node["roleARN"].optionalString(),
          region: try node["region"].string(), taskToken: try node["taskToken"].optionalString(),
          retryCount: try node["retryCount"].count()))
    }
  }

  /// A value with its bound, which it keeps to, and its text, which means the value.
  private func readPayload(_ node: Node) throws(SnapshotError) -> Execution.Payload {
    let value = node[0].json
    let bound = try node[1].place(below: quotas.maximumDepth + 2)
    // A bound beyond what a state may build says that the value came in so, however deep it is.
    guard bound > quotas.maximumDepth || value.depth(upTo: bound + 1) <= bound else {
      throw node.problem("a value that is not nested so deeply")
    }
    let source = try node[2].optionalString()
    if let source {
      guard let meaning = try? JSONParser(maximumDepth: 2_000).parse(Array(source.utf8)), meaning == value else {
        throw node.problem("a text of the value")
      }
    }
    return Execution.Payload(value, depthBound: bound, byteCount: quotas.byteCount(of: value), source: source)
  }

  private func counts(ofItem node: Node) throws(SnapshotError) -> [Int] {
    var result: [Int] = []
    for element in try node.elements() { result.append(try element.count()) }
    return result
  }

  func int32s(_ node: Node) throws(SnapshotError) -> [Int32] {
    var result: [Int32] = []
    for element in try node.elements() { result.append(try element.int32()) }
    return result
  }

  private func places(_ node: Node, below count: Int) throws(SnapshotError) -> [Int32] {
    let places = try int32s(node)
    guard places.allSatisfy({ $0 >= 0 && $0 < count }) else { throw node.problem("places that exist") }
    return places
  }

  func payload(_ node: Node) throws(SnapshotError) -> Execution.Payload {
    payloads[try node.place(below: payloads.count)]
  }

  private func request(_ node: Node) throws(SnapshotError) -> TaskRequest {
    requests[try node.place(below: requests.count)]
  }

  func item(_ node: Node) throws(SnapshotError) -> MapItemContext? {
    node.json.isNull ? nil : items[try node.place(below: items.count)]
  }

  /// Where the machine begins, or the children of one of its distributed Maps do.
  private func startAt(_ node: Node) throws(SnapshotError) -> Int {
    let place = try stateIndex(node)
    let isBeginning =
      place == machine.startAt
      || machine.states.contains { if case .map(let map) = $0.kind { map.processor == place } else { false } }
    guard isBeginning else { throw node.problem("a state where an execution begins") }
    return place
  }

  private func stateIndex(_ node: Node) throws(SnapshotError) -> Int { try node.place(below: machine.states.count) }

  func state(_ node: Node) throws(SnapshotError) -> StateMachine.State { machine.states[try stateIndex(node)] }

  private func error(_ node: Node) throws(SnapshotError) -> ErrorOutput {
    ErrorOutput(error: try node[0].optionalString(), cause: try node[1].optionalString())
  }

  private func strings(_ node: Node) throws(SnapshotError) -> [String] {
    var result: [String] = []
    for element in try node.elements() { result.append(try element.string()) }
    return result
  }

  // MARK: The whole

  private func missedDeadline(_ node: Node) throws(SnapshotError) -> MissedDeadline? {
    guard !node.json.isNull else { return nil }
    guard let kind = MissedDeadline.Kind(rawValue: try node[0].string()) else { throw node.problem("a deadline") }
    return MissedDeadline(kind: kind, seconds: try node[1].count(), stateNames: try strings(node[2]))
  }

  private func identity(_ node: Node) throws(SnapshotError) -> ExecutionIdentity {
    var identity = ExecutionIdentity(
      stateMachineName: try node["stateMachineName"].string(), name: try node["name"].string(),
      region: try node["region"].string(), account: try node["account"].string(),
      roleARN: try node["roleARN"].string())
    identity.executionARN = try node["executionARN"].string()
    identity.stateMachineARN = try node["stateMachineARN"].string()
    identity.redriveCount = try node["redriveCount"].optionalCount()
    identity.redriveTime = try node["redriveTime"].optionalInt().map { Timestamp(milliseconds: Int64($0)) }
    return identity
  }

  private static func quotas(_ node: Node) throws(SnapshotError) -> ExecutionQuotas {
    let quotas = ExecutionQuotas(
      maximumPayloadBytes: try node[0].optionalInt(), maximumHistoryEvents: try node[1].optionalInt(),
      maximumInlineConcurrency: try node[2].int(), maximumDistributedConcurrency: try node[3].int(),
      maximumVariableBytes: try node[4].optionalInt(), maximumTotalVariableBytes: try node[5].optionalInt(),
      maximumDepth: try node[6].int(), maximumExpressSeconds: try node[7].optionalInt(),
      maximumResultFileBytes: try node[8].int(), maximumRunningInputBytes: try node[9].int(),
      maximumMemoryBytes: try node[10].int(), maximumPathSteps: try node[11].int())
    guard quotas == quotas.clamped else { throw node.problem("quotas within their bounds") }
    return quotas
  }

  private func status(_ node: Node) throws(SnapshotError) -> Execution.Status {
    switch try node[0].string() {
    case "running": return .running
    case "succeeded": return .succeeded(try payload(node[1]))
    case "failed": return .failed(try error(node[1]))
    case "timedOut": return .timedOut
    case "aborted": return .aborted(try error(node[1]))
    default: throw node.problem("a status")
    }
  }

  // MARK: History

  private func history(_ node: Node) throws(SnapshotError) -> ContiguousArray<HistoryEvent> {
    var events = ContiguousArray<HistoryEvent>()
    let elements = try node.elements()
    guard elements.count <= quotas.maximumHistoryEvents ?? Int(Int32.max) else { throw node.problem("fewer events") }
    for event in elements {
      events.append(
        HistoryEvent(
          timestamp: try event[1].time(), details: try details(event), number: Int32(clamping: events.count + 1),
          previous: Int32(clamping: try event[0].place(below: events.count + 1))))
    }
    return events
  }

  private func details(_ node: Node) throws(SnapshotError) -> HistoryEventDetails {
    switch try node[2].string() {
    case "started": return .executionStarted(input: try payload(node[3]), roleARN: try node[4].string())
    case "succeeded": return .executionSucceeded(output: try payload(node[3]))
    case "failed": return .executionFailed(try error(node[3]))
    case "timedOut": return .executionTimedOut(try error(node[3]))
    case "aborted": return .executionAborted(try error(node[3]))
    case "redriven": return .executionRedriven(redriveCount: try node[3].count())
    case "entered": return .stateEntered(try state(node[3]), input: try payload(node[4]))
    case "exited":
      return .stateExited(
        try state(node[3]), output: try payload(node[4]),
        assigned: node[5].json.objectValue.map { AssignedVariables($0) })
    case "stateAborted": return .stateAborted(try state(node[3]))
    case "taskScheduled": return .taskScheduled(try request(node[3]))
    case "taskStarted": return .taskStarted(try request(node[3]), worker: try node[4].optionalString())
    case "taskSubmitted": return .taskSubmitted(try request(node[3]), output: try payload(node[4]))
    case "taskSucceeded": return .taskSucceeded(try request(node[3]), output: try payload(node[4]))
    case "taskFailed": return .taskFailed(try request(node[3]), try error(node[4]))
    case "taskTimedOut": return .taskTimedOut(try request(node[3]), try error(node[4]))
    case "parallelStarted": return .parallelStateStarted
    case "parallelSucceeded": return .parallelStateSucceeded
    case "parallelFailed": return .parallelStateFailed
    case "mapStarted": return .mapStateStarted(length: try node[3].count())
    case "mapSucceeded": return .mapStateSucceeded
    case "mapFailed": return .mapStateFailed
    case "iterationStarted": return .mapIterationStarted(try state(node[3]), index: try node[4].count())
    case "iterationSucceeded": return .mapIterationSucceeded(try state(node[3]), index: try node[4].count())
    case "iterationFailed": return .mapIterationFailed(try state(node[3]), index: try node[4].count())
    case "iterationAborted": return .mapIterationAborted(try state(node[3]), index: try node[4].count())
    case "runStarted": return .mapRunStarted(arn: try node[3].string())
    case "runSucceeded": return .mapRunSucceeded
    case "runFailed": return .mapRunFailed(try error(node[3]))
    case "runRedriven": return .mapRunRedriven(arn: try node[3].string(), redriveCount: try node[4].count())
    case "evaluationFailed":
      return .evaluationFailed(
        EvaluationFailure(
          state: try node[3].string(), error: try node[4].string(), cause: try node[5].string(),
          location: try node[6].optionalString()))
    default: throw node.problem("a kind of event")
    }
  }

  // MARK: Lines of control

  private func branches(_ node: Node) throws(SnapshotError) -> ContiguousArray<Branch> {
    var result = ContiguousArray<Branch>()
    for entry in try node.elements() { result.append(try branch(entry)) }
    return result
  }

  private func branch(_ entry: Node) throws(SnapshotError) -> Branch {
    guard let phase = Branch.Phase(rawValue: try entry["phase"].string()) else { throw entry.problem("a phase") }
    var branch = Branch(
      state: Int32(try stateIndex(entry["state"])), parent: try entry["parent"].int32(),
      slot: try entry["slot"].int32(), lastEvent: try entry["lastEvent"].int32(), input: try payload(entry["input"]),
      variables: entry["variables"].json.objectValue ?? [:])
    branch.phase = phase
    branch.serial = try entry["serial"].int32()
    branch.enteredEvent = try entry["enteredEvent"].int32()
    branch.retryCount = try entry["retryCount"].int32()
    branch.container = try entry["container"].int32()
    branch.mapRun = try entry["mapRun"].int32()
    branch.enteredTime = try entry["enteredTime"].time()
    branch.deadline = try entry["deadline"].optionalInt().map { Timestamp(milliseconds: Int64($0)) }
    branch.heartbeatDeadline = try entry["heartbeatDeadline"].optionalInt().map {
      Timestamp(milliseconds: Int64($0))
    }
    branch.retrierCounts = try int32s(entry["retrierCounts"])
    let retriers = machine.states[Int(branch.state)].retriers.count
    guard branch.retrierCounts.isEmpty || branch.retrierCounts.count == retriers else {
      throw entry.problem("a count for each retrier")
    }
    branch.taskToken = try entry["taskToken"].optionalString()
    branch.item = try item(entry["item"])
    if !entry["attempt"].json.isNull {
      guard let progress = TaskProgress(rawValue: try entry["attempt"][1].string()) else {
        throw entry.problem("a task's progress")
      }
      branch.request = try request(entry["attempt"][0])
      branch.progress = progress
    }
    if !entry["cut"].json.isNull {
      let container = try container(entry["cut"]["container"], branches: 0)
      var children: [Branch] = []
      for child in try entry["cut"]["branches"].elements() {
        children.append(try self.branch(child))
      }
      branch.cut = CutChildren(container: container, branches: children)
    }
    return branch
  }

  private func containers(_ node: Node, branches: Int) throws(SnapshotError) -> ContiguousArray<Container> {
    var result = ContiguousArray<Container>()
    for entry in try node.elements() { result.append(try container(entry, branches: branches)) }
    return result
  }

  private func container(_ entry: Node, branches: Int) throws(SnapshotError) -> Container {
    let children = try int32s(entry["children"])
    let container = Container(
      results: entry["results"].json.arrayValue ?? [], children: children,
      items: entry["items"].json.arrayValue ?? [], nextItem: try entry["nextItem"].count(),
      running: try entry["running"].count(), concurrency: try entry["concurrency"].int(),
      depthBound: try entry["depthBound"].count(),
      startedEvent: try entry["startedEvent"].int32(), lastEvent: try entry["lastEvent"].int32(),
      effectiveInput: try payload(entry["effectiveInput"]))
    guard children.allSatisfy({ $0 >= -1 && $0 < branches }) else { throw entry.problem("children that exist") }
    return container
  }
}

/// A value in a snapshot and where it stands, for errors.
struct SnapshotNode {
  let json: JSON
  let place: String

  init(_ json: JSON, _ place: String) {
    self.json = json
    self.place = place
  }

  subscript(name: String) -> SnapshotNode { SnapshotNode(json[name] ?? .null, "\(place)/\(name)") }
  subscript(index: Int) -> SnapshotNode { SnapshotNode(json[index] ?? .null, "\(place)/\(index)") }

  func problem(_ expected: String) -> SnapshotError {
    SnapshotError(message: "\(place): expected \(expected)")
  }

  func elements() throws(SnapshotError) -> [SnapshotNode] {
    guard let elements = json.arrayValue else { throw problem("an array") }
    return elements.map { SnapshotNode($0, place) }
  }

  func int() throws(SnapshotError) -> Int {
    guard let value = json.integerValue.flatMap({ Int(exactly: $0) }) else { throw problem("a whole number") }
    return value
  }

  func optionalInt() throws(SnapshotError) -> Int? { json.isNull ? nil : try int() }

  func int32() throws(SnapshotError) -> Int32 {
    guard let value = Int32(exactly: try int()) else { throw problem("a smaller number") }
    return value
  }

  func place(below count: Int) throws(SnapshotError) -> Int {
    let value = try int()
    guard value >= 0, value < count else { throw problem("a place that exists") }
    return value
  }

  func string() throws(SnapshotError) -> String {
    guard let value = json.stringValue else { throw problem("a string") }
    return value
  }

  func optionalString() throws(SnapshotError) -> String? { json.isNull ? nil : try string() }

  func bool() throws(SnapshotError) -> Bool {
    guard let value = json.boolValue else { throw problem("true or false") }
    return value
  }

  /// A number that counts something which fits into memory.
  func count() throws(SnapshotError) -> Int { try place(below: Int(Int32.max)) }

  func optionalCount(below bound: Int = Int(Int32.max)) throws(SnapshotError) -> Int? {
    json.isNull ? nil : try place(below: bound)
  }

  func time() throws(SnapshotError) -> Timestamp { Timestamp(milliseconds: Int64(try int())) }
}
