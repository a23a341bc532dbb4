import LanguageSupport
import JSONPath
import OrderedJSON
package import StatesLanguage

extension Execution {
  mutating func runTask(_ b: Int, _ state: StateMachine.State, _ task: TaskState) throws(StateError) -> Step {
    branches[b].serial &+= 1
    branches[b].taskToken = task.resource.hasTaskToken ? taskToken(b) : nil
    let document = state.queryLanguage == .jsonPath ? try effectiveInput(b, state) : branches[b].input
    let payload = try workInput(b, state, document)
    observed?.workInput = payload
    let timeout = try seconds(task.timeout, "TimeoutSeconds", in: b, document: document)
    let heartbeat = try seconds(task.heartbeat, "HeartbeatSeconds", in: b, document: document)
    let role = try role(task.credentials, in: b, document)
    try checkParameters(payload, for: task.resource, in: b)
    if case .activity(let arn) = task.resource, missingActivities.contains(arn) {
      throw runtimeError(b, ErrorText.noActivity(arn))
    }
    let request = TaskRequest(
      taskID(b), of: TaskOrigin(identity, startTime: startTime), stateName: state.name,
      iterations: branches[b].item?.iterations ?? [], resource: task.resource,
      payload: payload, timeoutSeconds: timeout, heartbeatSeconds: heartbeat, roleARN: role,
      taskToken: branches[b].taskToken,
      retryCount: Int(branches[b].retryCount))
    branches[b].request = request
    branches[b].progress = .scheduled
    branches[b].deadline = nil
    branches[b].heartbeatDeadline = nil
    branches[b].phase = .awaitingTask
    branches[b].lastEvent = writer.append(.taskScheduled(request), after: branches[b].lastEvent, at: now)
    commands.append(.scheduleTask(request.id, request))
    return .blocked
  }

  /// The input of the work: Parameters or Arguments, or the (effective) input.
  mutating func workInput(_ b: Int, _ state: StateMachine.State, _ document: Payload) throws(StateError) -> Payload {
    switch state.queryLanguage {
    case .jsonPath:
      guard let template = state.dataFlow.parameters else { return document }
      return try fill(template, in: b, document: document)
    case .jsonata:
      guard let template = state.dataFlow.arguments else { return document }
      return try fill(template, in: b, result: nil, errorOutput: nil)
    }
  }

  private mutating func role(
    _ credentials: ArgumentTemplate?, in b: Int, _ document: Payload
  ) throws(StateError) -> String? {
    switch credentials {
    case nil: return nil
    case .payload(let template): return try fill(template, in: b, document: document).json["RoleArn"]?.stringValue
    case .jsonata(let template):
      return try fill(template, in: b, result: nil, errorOutput: nil).json["RoleArn"]?.stringValue
    }
  }

  /// Parameters that no integration accepts fail before the task is scheduled.
  private mutating func checkParameters(_ payload: Payload, for resource: TaskResource, in b: Int) throws(StateError) {
    guard case .integration(let integration) = resource else { return }
    if let reason = IntegrationParameters.problem(with: payload.json, for: integration) {
      throw runtimeError(b, ErrorText.taskStartRejected(payload, reason))
    }
  }

  // MARK: Reports

  /// The branch that waits for a task's answer, if it still does.
  private mutating func awaiting(_ id: TaskID) -> (branch: Int, request: TaskRequest)? {
    guard let b = branch(id.branch, id.serial), case .awaitingTask = branches[b].phase,
      let request = branches[b].request
    else { return nil }
    return (b, request)
  }

  mutating func taskStarted(_ id: TaskID, worker: String?) {
    guard let (b, request) = awaiting(id), case .scheduled = branches[b].progress else { return }
    branches[b].progress = .started
    branches[b].lastEvent = writer.append(
      .taskStarted(request, worker: worker), after: branches[b].lastEvent, at: now)
    startTaskTimers(b, request)
  }

  private mutating func startTaskTimers(_ b: Int, _ request: TaskRequest) {
    if let seconds = request.timeoutSeconds {
      startTimer(b, .taskTimeout, at: now.advanced(bySeconds: Int64(seconds)))
    }
    startHeartbeat(b, request)
  }

  private mutating func startHeartbeat(_ b: Int, _ request: TaskRequest) {
    if let seconds = request.heartbeatSeconds {
      startTimer(b, .heartbeat, at: now.advanced(bySeconds: Int64(seconds)))
    }
  }

  mutating func taskHeartbeat(_ id: TaskID) {
    guard let (b, request) = awaiting(id) else { return }
    // A task that no worker has started has no timers.
    if case .scheduled = branches[b].progress { return }
    startHeartbeat(b, request)
  }

  mutating func taskSubmitted(_ id: TaskID, _ output: JSON) {
    guard let (b, request) = awaiting(id) else { return }
    if case .scheduled = branches[b].progress { taskStarted(id, worker: nil) }
    guard case .started = branches[b].progress else { return }
    branches[b].progress = .submitted
    branches[b].lastEvent = writer.append(
      .taskSubmitted(request, output: answer(output)), after: branches[b].lastEvent, at: now)
  }

  mutating func taskSucceeded(_ id: TaskID, _ output: JSON, text: String? = nil) {
    guard let (b, request) = awaiting(id) else { return }
    if case .scheduled = branches[b].progress { taskStarted(id, worker: nil) }
    let result = answer(output, text: text)
    if let limit = quotas.maximumPayloadBytes, result.byteCount > limit {
      let cause = ErrorText.resultTooLarge(request.resource.shortName)
      return settle(b, request, StateError(.ordinary, name: ErrorName.dataLimitExceeded, cause: cause))
    }
    guard hold(output, byteCount: result.byteCount) else {
      let error = StateError(
        .terminal, name: ErrorName.runtime, cause: ErrorText.tooMuchMemory(quotas.maximumMemoryBytes))
      cancelTaskTimers(b)
      return wake(b, with: .failure(Branch.Pending.Failure(error)))
    }
    guard result.depthBound <= quotas.maximumDepth else {
      let cause = ErrorText.tooDeep(quotas.maximumDepth)
      return settle(b, request, StateError(.ordinary, name: ErrorName.dataLimitExceeded, cause: cause))
    }
    cancelTaskTimers(b)
    branches[b].lastEvent = writer.append(
      .taskSucceeded(request, output: result), after: branches[b].lastEvent, at: now)
    wake(b, with: .result(result))
  }

  private mutating func answer(_ output: JSON, text: String? = nil) -> Payload {
    Payload(
      output, depthBound: output.depth(upTo: quotas.maximumDepth + 1),
      byteCount: quotas.byteCount(of: output), source: text)
  }

  mutating func taskFailed(_ id: TaskID, _ error: String?, _ cause: String?) {
    guard let (b, request) = awaiting(id) else { return }
    if case .scheduled = branches[b].progress { taskStarted(id, worker: nil) }
    settle(b, request, StateError(.ordinary, name: error, cause: cause))
  }

  mutating func taskRejected(_ id: TaskID, _ cause: String) {
    guard let (b, _) = awaiting(id) else { return }
    cancelTaskTimers(b)
    wake(b, with: .failure(Branch.Pending.Failure(runtimeError(b, cause))))
  }

  /// The attempt timed out, or its heartbeat was missed.
  mutating func taskTimedOut(_ b: Int, _ kind: MissedDeadline.Kind) {
    guard let request = branches[b].request else { return }
    commands.append(.cancelTask(taskID(b)))
    cancelTaskTimers(b)
    let seconds = kind == .heartbeat ? request.heartbeatSeconds : request.timeoutSeconds
    let missed = MissedDeadline(kind: kind, seconds: seconds ?? 0, stateNames: [request.stateName])
    let error = StateError(.deadline(missed), name: ErrorName.timeout, cause: nil)
    branches[b].lastEvent = writer.append(
      .taskTimedOut(request, error.output), after: branches[b].lastEvent, at: now)
    wake(b, with: .failure(Branch.Pending.Failure(error)))
  }

  private mutating func settle(_ b: Int, _ request: TaskRequest, _ error: StateError) {
    cancelTaskTimers(b)
    branches[b].lastEvent = writer.append(
      .taskFailed(request, error.output), after: branches[b].lastEvent, at: now)
    wake(b, with: .failure(Branch.Pending.Failure(error)))
  }

  /// Queues a branch with an answer, which is processed in this turn, after all inputs with this time.
  mutating func wake(_ b: Int, with pending: Branch.Pending) {
    branches[b].serial &+= 1
    branches[b].request = nil
    branches[b].pending = pending
    branches[b].phase = .resuming
    wake(b)
  }
}

extension TaskResource {
  /// Whether a worker answers with a token, so that the context object contains one.
  package var hasTaskToken: Bool {
    switch self {
    case .lambdaFunction: false
    case .activity: true
    case .integration(let integration): integration.pattern != .requestResponse
    }
  }

  /// The name of the task in messages about the size of a result: the ARN, or the service.
  var shortName: String {
    switch self {
    case .lambdaFunction, .activity: arn
    case .integration(let integration): integration.service
    }
  }
}
