import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage

// Executions that tasks start are executions of their own in a host: they are listed, parked and recovered like any other.
// Their names follow from the task that starts them, so that a task that is done again after a recovery starts nothing
// anew.
extension HostedExecution {
  /// Whether a task starts an execution of a known state machine.
  func startsNested(_ request: TaskRequest) -> Bool {
    guard origin.nesting < ExecutionTree.maximumNesting else { return false }
    return NestedExecution.isStarted(by: request, core.stateMachines)
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
      request, of: tree.root.identity, core.stateMachines, name: UUIDText.make(words[0], words[1]), seed: seed)
  }

  /// Starts the execution that a task asks for, and answers the request.
  func startNested(_ task: ExecutionTree.Address<TaskID>, _ request: TaskRequest) {
    guard !hasClosed, let nested = nestedExecution(task, request) else { return }
    var origin = ExecutionOrigin(nesting: origin.nesting + 1, starter: arn)
    if nested.form != .requestResponse {
      origin.awaiting = ExecutionOrigin.Awaiting(arn: arn, task: task, form: nested.form)
      self.nested[task] = nested.execution.identity.executionARN
    }
    startingNested.insert(task)
    let (core, number, origins) = (core, number, origin)
    _ = core.spawn {
      let answer = await core.startNested(nested.execution, origins, of: number)
      let child = nested.execution.identity.executionARN
      _ = try? await core.insist(number) { await $0.nestedStarted(task, child, nested.form, answer) }
    }
  }

  private func nestedStarted(
    _ task: ExecutionTree.Address<TaskID>, _ child: String, _ form: NestedExecution.Form,
    _ answer: Result<JSON, TaskFailure>
  ) async -> Result<Void, HostError>? {
    if isGone { return nil }
    startingNested.remove(task)
    // It may have started when it was no longer awaited.
    if form != .requestResponse, nested[task] == nil, case .success = answer { stopNested(child) }
    let input: Execution.Input
    switch answer {
    case .success(let output) where form == .requestResponse: input = .taskSucceeded(task.id, output: output)
    case .success(let output): input = .taskSubmitted(task.id, output: output)
    case .failure(let failure):
      nested[task] = nil
      input = .taskFailed(task.id, error: failure.error, cause: failure.cause)
    }
    deliver(input, to: task.node)
    await settled()
    // It may have ended before this execution knew that it had started.
    if form != .requestResponse, case .success = answer, let child = nested[task] { watch(task, child) }
    return .success(())
  }

  /// Goes on waiting for an execution that a task has started before.
  func reattach(_ task: ExecutionTree.Address<TaskID>, _ request: TaskRequest) {
    guard let form = NestedExecution.form(of: request), form != .requestResponse,
      let nested = nestedExecution(task, request)
    else { return }
    let child = nested.execution.identity.executionARN
    self.nested[task] = child
    watch(task, child)
  }

  /// Looks whether an execution has ended that a task waits for: else it tells that itself.
  private func watch(_ task: ExecutionTree.Address<TaskID>, _ child: String) {
    let (core, number) = (core, number)
    _ = core.spawn {
      guard let durable = core.durable, core.table.number(of: child) == nil,
        let (_, ending) = try? await core.ending(child, durable), let awaiting = ending.origin.awaiting
      else { return }
      _ = try? await core.insist(number) { await $0.nestedEnded(task, child, ending.description, awaiting.form) }
    }
  }

  /// An execution has ended that a task waits for.
  func nestedEnded(
    _ task: ExecutionTree.Address<TaskID>, _ child: String, _ description: ExecutionDescription,
    _ form: NestedExecution.Form
  ) async -> Result<Void, HostError>? {
    if isGone { return nil }
    guard nested[task] == child else { return .success(()) }
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

  /// Stops an execution that is no longer waited for.
  func stopNested(_ child: String) {
    let (core, cause) = (core, NestedExecution.abandoned(by: tree.root.identity))
    _ = core.spawn {
      guard let number = core.table.number(of: child) else { return }
      _ = try? await core.insist(number) { await $0.stop(error: nil, cause: cause) }
    }
  }

  /// The end has been written down.
  func didEnd(_ description: ExecutionDescription) {
    core.durable?.ended.add(description)
    core.durable?.observer?.observe(.ended(executionARN: arn, description.status))
    core.table.remove(number)
    guard let awaiting = origin.awaiting, let parent = core.table.number(of: awaiting.arn) else { return }
    let (core, arn) = (core, arn)
    _ = core.spawn {
      _ = try? await core.insist(parent) { await $0.nestedEnded(awaiting.task, arn, description, awaiting.form) }
    }
  }
}

extension HostCore {
  /// Starts an execution for a task; one that the same task has started before will do.
  ///
  /// - Parameter parent: whose task it is: once that is gone, nothing is started any more.
  fileprivate func startNested(
    _ execution: Execution, _ origin: ExecutionOrigin, of parent: ExecutionNumber
  ) async -> Result<JSON, TaskFailure> {
    let arn = execution.identity.executionARN
    while true {
      do throws(HostError) {
        let hosted = try await start(execution, origin: origin)
        return .success(await hosted.startAnswer)
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
          guard table.entry(parent) != nil else {
            return .failure(TaskFailure("States.TaskFailed", cause: error.description))
          }
        default: return .failure(TaskFailure("States.TaskFailed", cause: error.description))
        }
      }
    }
  }

  /// The answer to a request that has started an execution before.
  private func startedBefore(_ arn: String, _ origin: ExecutionOrigin) async -> JSON? {
    if let number = table.number(of: arn),
      let known = try? await insist(number, { await $0.startAnswer(ifStartedBy: origin) })
    {
      return known
    }
    guard let durable, let (_, ending) = try? await ending(arn, durable),
      ending.origin.isSameStart(as: origin)
    else { return nil }
    return NestedExecution.answer(ending.description.executionARN, ending.description.startTime)
  }

  /// What is known of an execution that has ended; when the store cannot be read, it is tried again later.
  fileprivate func ending(
    _ arn: String, _ durable: DurableServices
  ) async throws(HostError) -> (ExecutionRow, HostEnding)? {
    while true {
      if isClosed { throw .closed }
      do throws(HostError) {
        return try await StoredExecution.ending(arn, durable)
      } catch {
        guard error.isTransient else { throw error }
        try? await clock.sleep(for: durable.settings.retriesAfter)
      }
    }
  }
}
