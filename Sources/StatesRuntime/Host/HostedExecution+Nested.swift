import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage

// Executions that tasks start are executions of their own in a host: they are listed, parked and recovered like any other.
// Their names follow from the task that starts them, so that a task that is done again after a recovery starts nothing
// anew.
extension HostedExecution {
  /// Whether a task starts an execution here.
  func startsNested(_ request: TaskRequest) -> Bool {
    guard let arn = NestedExecution.stateMachineARN(request), let form = NestedExecution.form(of: request),
      !form.isAwaited || origin.nesting < ExecutionTree.maximumNesting
    else { return false }
    if core.durable?.starter != nil { return !core.resources.hasOwnHandler(for: request) }
    return core.stateMachines[arn] != nil
  }

  private func nestedExecution(_ task: ExecutionTree.Address<TaskID>, _ request: TaskRequest) -> NestedExecution? {
    let text = "\(arn) \(task.wireForm) \(tree.root.identity.redriveCount ?? 0)"
    let words = Digest.sha256.bytes(of: Array(text.utf8)).prefix(16).reduce(into: [UInt64(0), 0]) { words, byte in
      words[0] = words[0] << 8 | words[1] >> 56
      words[1] = words[1] << 8 | UInt64(byte)
    }
    // As secret as the seed of this execution, and the same when the task is done again.
    let seed = ExecutionSeed(tree.root.seed.value.derived(for: text, UInt64(origin.nesting)))
    return NestedExecution(
      request, of: tree.identity(of: task.node), name: UUIDText.make(words[0], words[1]), seed: seed)
  }

  /// Starts the execution that a task asks for, and answers the request.
  func startNested(_ task: ExecutionTree.Address<TaskID>, _ request: TaskRequest) {
    guard !hasClosed, let nested = nestedExecution(task, request) else { return }
    var origin = ExecutionOrigin(starter: arn)
    if nested.form.isAwaited {
      origin.nesting = self.origin.nesting + 1
      origin.awaiting = ExecutionOrigin.Awaiting(arn: arn, task: task, form: nested.form)
      self.nested[task] = AwaitedExecution(nested.identity)
    }
    startingNested.insert(task)
    let (core, number, parent, origins) = (core, number, tree.identity(of: task.node), origin)
    _ = core.spawn {
      let answer = await core.startNested(nested, of: parent, task, number, origins)
      _ = try? await core.insist(number) { await $0.nestedStarted(task, nested.form, answer) }
    }
  }

  /// Notes who the execution is that a task has started and waits for.
  ///
  /// - Returns: whether it is still waited for.
  func awaitNested(_ task: ExecutionTree.Address<TaskID>, _ child: AwaitedExecution) -> Result<Bool, HostError>? {
    if isGone { return nil }
    guard nested[task] != nil else { return .success(false) }
    nested[task] = child
    return .success(true)
  }

  private func nestedStarted(
    _ task: ExecutionTree.Address<TaskID>, _ form: NestedExecution.Form,
    _ answer: Result<StartedExecution, TaskFailure>
  ) async -> Result<Void, HostError>? {
    if isGone { return nil }
    startingNested.remove(task)
    let input: Execution.Input
    switch answer {
    case .success(let started):
      // It may have started when it was no longer awaited.
      if form.isAwaited, nested[task] == nil { stopNested(started.arn) }
      input = form.input(task.id, answeredBy: NestedExecution.answer(started.arn, started.time))
    case .failure(let failure):
      nested[task] = nil
      input = .taskFailed(task.id, error: failure.error, cause: failure.cause)
    }
    deliver(input, to: task.node)
    await settled()
    // It may have ended before this execution knew that it had started.
    if case .success = answer, let child = nested[task] { watch(task, child) }
    return .success(())
  }

  /// Goes on waiting for an execution that a task has started before.
  func reattach(_ task: ExecutionTree.Address<TaskID>, _ request: TaskRequest) {
    guard startsNested(request), let nested = nestedExecution(task, request), nested.form.isAwaited else { return }
    let child = AwaitedExecution(nested.identity)
    self.nested[task] = child
    watch(task, child)
  }

  /// Looks whether an execution has ended that a task waits for: else it tells that itself, unless another host has it.
  private func watch(_ task: ExecutionTree.Address<TaskID>, _ child: AwaitedExecution) {
    // One that is not written down is here as long as this execution waits for it.
    guard child.type == .standard else { return }
    let (core, number) = (core, number)
    _ = core.spawn {
      guard let durable = core.durable else { return }
      if let fleet = durable.fleet {
        let watch = Fleet.NestedWatch(parent: number, child: child.arn)
        guard fleet.beginWatching(watch) else { return }
        defer { fleet.endWatching(watch) }
        while await core.awaitEnd(ofNested: child.arn, for: number) {
          if await core.endNested(task, child.arn, of: number, durable) { return }
        }
      } else if core.table.number(of: child.arn) == nil {
        _ = await core.endNested(task, child.arn, of: number, durable)
      }
    }
  }

  /// An execution has ended that a task waits for.
  func nestedEnded(
    _ task: ExecutionTree.Address<TaskID>, _ child: String, _ description: ExecutionDescription,
    _ form: NestedExecution.Form
  ) async -> Result<Void, HostError>? {
    if isGone { return nil }
    guard nested[task]?.arn == child else { return .success(()) }
    nested[task] = nil
    // After a recovery its end may be known here before the answer to the request is.
    if !tree.isSubmitted(task) {
      let answer = NestedExecution.answer(child, description.startTime)
      apply(.input(task.node, .taskSubmitted(task.id, output: answer)))
    }
    switch NestedExecution.outcome(description, form) {
    case .succeeded(let output): deliver(.taskSucceeded(task.id, output: output), to: task.node)
    case .failed(let error, let cause): deliver(.taskFailed(task.id, error: error, cause: cause), to: task.node)
    case .rejected, .pending, .never: break
    }
    await settled()
    return .success(())
  }

  /// The execution that a task waits for is neither here nor in the store: an express one that has gone with the process
  /// that ran it, or one that has been removed.
  fileprivate func nestedIsLost(
    _ task: ExecutionTree.Address<TaskID>, _ child: String
  ) async -> Result<Void, HostError>? {
    if isGone { return nil }
    guard nested[task]?.arn == child else { return .success(()) }
    nested[task] = nil
    let failure = NestedExecution.lost(child)
    deliver(.taskFailed(task.id, error: failure.error, cause: failure.cause), to: task.node)
    await settled()
    return .success(())
  }

  /// Stops an execution that is no longer waited for.
  func stopNested(_ child: String) {
    let (core, cause) = (core, NestedExecution.abandoned(by: tree.root.identity))
    _ = core.spawn {
      _ = try? await core.patiently { () async throws(HostError) in
        try await core.request(.stop(child: nil, error: nil, cause: cause), of: child)
      }
    }
  }

  /// The end has been written down.
  func didEnd(_ description: ExecutionDescription) {
    core.durable?.ended.add(description)
    core.durable?.observer?.observe(
      .ended(executionARN: arn, stateMachineARN: description.stateMachineARN, description.status))
    keepChildren()
    core.table.remove(number)
    guard let awaiting = origin.awaiting, let parent = core.table.number(of: awaiting.arn) else { return }
    let (core, arn) = (core, arn)
    _ = core.spawn {
      _ = try? await core.insist(parent) { await $0.nestedEnded(awaiting.task, arn, description, awaiting.form) }
    }
  }
}

extension HostCore {
  /// Tells a task of the end of the execution that it waits for; `false` if that runs.
  fileprivate func endNested(
    _ task: ExecutionTree.Address<TaskID>, _ child: String, of number: ExecutionNumber, _ durable: DurableServices
  ) async -> Bool {
    guard let whereabouts = try? await whereabouts(child, durable) else { return true }
    switch whereabouts {
    case .running: return false
    case .ended(let ending):
      guard let form = ending.origin.awaiting?.form else { return true }
      _ = try? await insist(number) { await $0.nestedEnded(task, child, ending.description, form) }
    case .unknown: _ = try? await insist(number) { await $0.nestedIsLost(task, child) }
    }
    return true
  }

  /// Waits until an execution that is awaited has ended, wherever it is; `false` if the one that waits is gone first.
  fileprivate func awaitEnd(ofNested child: String, for parent: ExecutionNumber) async -> Bool {
    while !isClosed, table.entry(parent) != nil {
      await table.awaitEnd(of: child)
      guard let durable else { return false }
      do throws(HostError) {
        if try await StoredExecution.row(child, durable)?.status.isRunning != true { return true }
      } catch {
        // The store may be read later.
      }
      try? await sharedClock.sleep(for: durable.settings.inboxPolling * 10)
    }
    return false
  }

  /// Starts an execution for a task; one that the same task has started before will do.
  ///
  /// - Parameters:
  ///   - parent: the execution whose task it is: once `number` is not in use any more, nothing is started.
  ///   - task: the task.
  fileprivate func startNested(
    _ nested: NestedExecution, of parent: ExecutionIdentity, _ task: ExecutionTree.Address<TaskID>,
    _ number: ExecutionNumber, _ origin: ExecutionOrigin
  ) async -> Result<StartedExecution, TaskFailure> {
    let resolved: ResolvedExecution
    do throws(TaskFailure) {
      resolved = try await resolve(nested, startedBy: parent)
    } catch {
      // Before a crash it may have been resolved, and started.
      if let known = await startedBefore(nested.identity.executionARN, origin) { return .success(known) }
      return .failure(error)
    }
    let execution = Execution(
      resolved.machine, input: nested.input, identity: resolved.identity, seed: nested.seed, quotas: resolved.quotas)
    let arn = execution.identity.executionARN
    var origin = origin
    origin.attributes = resolved.attributes
    if nested.form.isAwaited {
      let isAwaited = try? await insist(number) { await $0.awaitNested(task, AwaitedExecution(execution.identity)) }
      guard isAwaited == true else { return .failure(TaskFailure("States.TaskFailed", cause: "not awaited any more")) }
    }
    while true {
      do throws(HostError) {
        let hosted = try await start(execution, origin: origin, lists: resolved.lists)
        return .success(await hosted.started)
      } catch {
        switch error {
        case .executionExists:
          if let known = await startedBefore(arn, origin) { return .success(known) }
          return .failure(
            TaskFailure(
              "StepFunctions.ExecutionAlreadyExistsException", cause: "Execution Already Exists: '\(arn)'"))
        case .store, .notDurable:
          guard error.isTransient, let durable else {
            return .failure(TaskFailure("States.TaskFailed", cause: error.description))
          }
          try? await clock.sleep(for: durable.settings.retriesAfter)
          guard table.entry(number) != nil else {
            return .failure(TaskFailure("States.TaskFailed", cause: error.description))
          }
        default: return .failure(TaskFailure("States.TaskFailed", cause: error.description))
        }
      }
    }
  }

  /// The state machine that a task starts, and what its execution is to be.
  private func resolve(
    _ nested: NestedExecution, startedBy parent: ExecutionIdentity
  ) async throws(TaskFailure) -> ResolvedExecution {
    let (arn, identity) = (nested.stateMachineARN, nested.identity)
    if let machine = stateMachines[arn] { return ResolvedExecution(machine: machine, identity: identity) }
    guard let starter = durable?.starter else {
      throw TaskFailure(
        "StepFunctions.StateMachineDoesNotExistException", cause: "State Machine Does Not Exist: '\(arn)'")
    }
    let resolved = try await starter.resolve(arn, input: nested.input, name: identity.name, startedBy: parent)
    // It must be found again by its ARN when this execution is recovered.
    guard resolved.identity.name == identity.name, resolved.identity.stateMachineARN == identity.stateMachineARN else {
      throw TaskFailure(
        "States.TaskFailed",
        cause: "\(resolved.identity.executionARN) is not the execution that was to be started: "
          + identity.executionARN)
    }
    return resolved
  }

  /// What a request has started before.
  func startedBefore(_ arn: String, _ origin: ExecutionOrigin) async -> StartedExecution? {
    if let number = table.number(of: arn),
      let known = try? await insist(number, { await $0.started(ifBy: origin) })
    {
      return known
    }
    guard let durable else { return nil }
    switch try? await whereabouts(arn, durable) {
    case .ended(let ending):
      guard ending.origin.isSameStart(as: origin) else { return nil }
      return StartedExecution(arn: arn, time: ending.description.startTime)
    case .running:
      // Another host has it.
      let beginning = try? await patiently { () async throws(HostError) in
        try await StoredExecution.beginning(arn, durable)
      }
      guard let (known, time) = beginning ?? nil, known.isSameStart(as: origin) else { return nil }
      return StartedExecution(arn: arn, time: time)
    case .unknown, nil: return nil
    }
  }

  /// What the store knows of an execution.
  fileprivate func whereabouts(
    _ arn: String, _ durable: DurableServices
  ) async throws(HostError) -> StoredExecution.Whereabouts {
    try await patiently { () async throws(HostError) in try await StoredExecution.whereabouts(arn, durable) }
  }

  /// Does something; when the store cannot be reached, it is tried again later.
  func patiently<Answer: Sendable>(
    _ body: () async throws(HostError) -> Answer
  ) async throws(HostError) -> Answer {
    while true {
      if isClosed { throw .closed }
      do throws(HostError) {
        return try await body()
      } catch {
        guard error.isTransient, let durable else { throw error }
        try? await clock.sleep(for: durable.settings.retriesAfter)
      }
    }
  }
}

/// An execution that a task has started and waits for.
struct AwaitedExecution: Sendable {
  let arn: String
  let type: StateMachineType

  init(_ identity: ExecutionIdentity) {
    arn = identity.executionARN
    type = identity.type
  }
}

/// What the answer to a request says that has started an execution.
struct StartedExecution: Sendable {
  let arn: String
  let time: Timestamp
}
