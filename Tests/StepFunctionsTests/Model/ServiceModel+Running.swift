import OrderedJSON

// How executions go on, by themselves and by what their tasks come to.
extension ServiceModel {
  /// When the next thing happens by itself.
  var nextDeadline: Int64? {
    let times = running.compactMap { executions[$0]?.deadline } + polls.filter { $0.end == nil }.map(\.deadline)
    return times.min()
  }

  /// Does what happens by itself at a time.
  mutating func happen(at time: Int64) {
    now = time
    let due = running.filter { executions[$0]?.deadline.map { $0 <= time } ?? false }.sorted()
    for arn in due { deadline(of: arn) }
    for index in polls.indices where polls[index].end == nil && polls[index].deadline <= time {
      polls[index].end = .timedOut
    }
    forget()
  }

  /// Names of executions are free again 90 days after their end.
  mutating func forget() {
    for execution in executions.values {
      if let stop = execution.stop, stop + 90 * 86_400_000 <= now { forget(execution.arn) }
    }
  }

  /// What there is to be done: executions that run, those of them that wait for a time, and tokens that can be answered.
  var counts: (executions: Int, deadlines: Int, tokens: Int) {
    let running = running.compactMap { executions[$0] }
    let open = running.filter {
      switch $0.phase {
      case .offered, .taken: true
      case .waits, .ended: false
      }
    }
    return (running.count, running.filter { $0.deadline != nil }.count, open.count)
  }

  // MARK: States

  private static func state(_ execution: Execution, _ member: String, _ value: String) -> JSON {
    [
      "name": .string(execution.revision.known.name(execution.step)), member: .string(value),
      "\(member)Details": ["truncated": false],
    ]
  }

  private static func type(_ step: KnownDefinition.Step) -> String {
    switch step {
    case .pass: "Pass"
    case .wait: "Wait"
    case .activity: "Task"
    case .fail: "Fail"
    case .choice: "Choice"
    }
  }

  /// Enters the state of the current step.
  mutating func enter(_ arn: String) {
    guard var execution = executions[arn] else { return }
    let steps = execution.revision.known.steps
    guard execution.step < steps.count else {
      let text = execution.value
      execution.add(
        "ExecutionSucceeded", "executionSucceeded",
        ["output": .string(text), "outputDetails": ["truncated": false]], at: now)
      execution.output = text
      return end(&execution, .succeeded)
    }
    execution.add(
      "\(Self.type(steps[execution.step]))StateEntered", "stateEntered",
      Self.state(execution, "input", execution.value), at: now)
    execution.entered = execution.events.count
    keep(execution)
    run(arn)
  }

  /// Goes on after a redrive: the state is not entered again.
  mutating func resume(_ arn: String) {
    guard let execution = executions[arn] else { return }
    switch execution.revision.known.steps[execution.step] {
    case .fail(let error, let cause): fail(arn, error: error, cause: cause, after: nil)
    case .choice:
      // It has ended in the state that the choice led to.
      fail(arn, error: KnownDefinition.refused.error, cause: KnownDefinition.refused.cause, after: nil)
    case .pass, .wait, .activity: run(arn)
    }
  }

  /// Does what the state of the current step does.
  private mutating func run(_ arn: String) {
    guard var execution = executions[arn] else { return }
    switch execution.revision.known.steps[execution.step] {
    case .pass: exit(arn)
    case .wait(let seconds):
      execution.phase = .waits(until: now + Int64(seconds) * 1_000)
      keep(execution)
    case .fail(let error, let cause): fail(arn, error: error, cause: cause, after: nil)
    case .choice: choose(arn)
    case .activity(let name, let timeout, let heartbeat):
      let activity = execution.scope.arn("activity:\(name)")
      guard activities[activity] != nil else {
        return fail(
          arn, error: "States.Runtime",
          cause: "An error occurred while executing the state '\(execution.revision.known.name(execution.step))' "
            + "(entered at the event id #\(execution.entered)). The activity \(activity) does not exist.",
          after: execution.entered)
      }
      execution.add(
        "ActivityScheduled", after: execution.entered, "activityScheduled",
        .members([
          "resource": .text(activity), "input": .text(execution.value),
          "inputDetails": ["truncated": false], "timeoutInSeconds": timeout.map { .integer($0) },
          "heartbeatInSeconds": heartbeat.map { .integer($0) },
        ]), at: now)
      offerCount += 1
      execution.phase = .offered(order: offerCount, task: offerCount)
      keep(execution)
      if let index = polls.firstIndex(where: { $0.activity == activity && $0.end == nil }) {
        polls[index].end = .task(execution: arn)
        take(arn, worker: polls[index].worker)
      }
    }
  }

  private mutating func choose(_ arn: String) {
    guard var execution = executions[arn] else { return }
    if (try? JSON(parsing: execution.value))?["go"] == true { return exit(arn) }
    let refused = KnownDefinition.refused
    execution.add(
      "ChoiceStateExited", "stateExited", Self.state(execution, "output", execution.value), at: now)
    execution.add(
      "FailStateEntered", "stateEntered",
      ["name": .string(refused.state), "input": .string(execution.value), "inputDetails": ["truncated": false]],
      at: now)
    keep(execution)
    fail(arn, error: refused.error, cause: refused.cause, after: nil)
  }

  /// Leaves the state and enters the next one.
  private mutating func exit(_ arn: String, after previous: Int? = nil) {
    guard var execution = executions[arn] else { return }
    let step = execution.revision.known.steps[execution.step]
    execution.add(
      "\(Self.type(step))StateExited", after: previous, "stateExited",
      Self.state(execution, "output", execution.value), at: now)
    execution.step += 1
    keep(execution)
    enter(arn)
  }

  // MARK: Tasks

  /// A worker takes a task up.
  mutating func take(_ arn: String, worker: String?) {
    guard var execution = executions[arn], case .offered(_, let task) = execution.phase else { return }
    execution.add("ActivityStarted", "activityStarted", .members(["workerName": .text(worker)]), at: now)
    execution.phase = .taken(task: task, started: now, heard: now)
    keep(execution)
  }

  mutating func succeed(_ arn: String, _ output: String) {
    guard !endsDeleted(arn), var execution = executions[arn] else { return }
    execution.add(
      "ActivitySucceeded", "activitySucceeded", ["output": .string(output), "outputDetails": ["truncated": false]],
      at: now)
    execution.value = output
    keep(execution)
    exit(arn)
  }

  mutating func failTask(_ arn: String, error: String?, cause: String?) {
    guard !endsDeleted(arn), var execution = executions[arn] else { return }
    execution.add(
      "ActivityFailed", "activityFailed", .members(["error": .text(error), "cause": .text(cause)]), at: now)
    keep(execution)
    fail(arn, error: error, cause: cause, after: nil)
  }

  // MARK: Ends

  /// An execution whose machine is being deleted ends instead of going on.
  private mutating func endsDeleted(_ arn: String) -> Bool {
    guard let execution = executions[arn], let machine = machines[execution.machine], machine.isDeleting else {
      return false
    }
    fail(arn, error: "States.Runtime", cause: "State machine \(machine.name) has been deleted", after: nil)
    return true
  }

  private mutating func fail(_ arn: String, error: String?, cause: String?, after previous: Int?) {
    guard var execution = executions[arn] else { return }
    execution.add(
      "ExecutionFailed", after: previous, "executionFailed", .members(["error": .text(error), "cause": .text(cause)]),
      at: now)
    end(&execution, .failed, error: error, cause: cause)
  }

  mutating func end(
    _ execution: inout Execution, _ status: Execution.Status, error: String? = nil, cause: String? = nil
  ) {
    execution.status = status
    execution.phase = .ended
    execution.stop = now
    execution.error = error
    execution.cause = cause
    keep(execution)
    finishDeletion(of: execution.machine)
  }

  /// A deadline of an execution has come.
  private mutating func deadline(of arn: String) {
    guard var execution = executions[arn] else { return }
    if let timeout = execution.timeout, timeout <= now {
      execution.add("ExecutionTimedOut", after: 0, "executionTimedOut", ["error": "States.Timeout"], at: now)
      return end(&execution, .timedOut)
    }
    if endsDeleted(arn) { return }
    switch execution.phase {
    case .waits: exit(arn, after: execution.entered)
    case .taken:
      execution.add("ActivityTimedOut", "activityTimedOut", ["error": "States.Timeout"], at: now)
      keep(execution)
      fail(arn, error: "States.Timeout", cause: nil, after: nil)
    case .offered, .ended: break
    }
  }
}
