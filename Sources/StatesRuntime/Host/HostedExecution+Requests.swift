import OrderedJSON
import StatesEngine

// What a host asks of an execution. `nil` means that it has left memory: then it is read from the store and asked again.
extension HostedExecution {
  /// Begins, and waits until the store has it.
  ///
  /// - Returns: why it has not started: then nothing is left of it.
  func start() async -> HostError? {
    begin()
    core.table.put(number, .resident(self))
    guard let error = await settled() else { return nil }
    guard case .notDurable(let problem) = error else { return failure ?? error }
    let failure = HostError.store(problem)
    giveUp(failure)
    return failure
  }

  /// Writes meanwhile what has gathered.
  func settleMeanwhile() {
    if hasUnwritten { _ = core.spawn { await self.settled() } }
  }

  /// Its current description, durable or not.
  var currentDescription: ExecutionDescription { ExecutionDescription(tree.root, attributes: origin.attributes) }

  func setOrigin(_ origin: ExecutionOrigin) { self.origin = origin }

  /// The answer to the request that started it.
  var started: StartedExecution { StartedExecution(arn: arn, time: tree.root.startTime) }

  /// The same, if that request is the one of an origin.
  func started(ifBy origin: ExecutionOrigin) async -> Result<StartedExecution?, HostError>? {
    if isGone { return nil }
    await settled()
    return .success(origin.isSameStart(as: self.origin) ? started : nil)
  }

  /// The execution itself.
  var root: Execution { tree.root }

  /// How it stands, once that is durable.
  func description() async -> Result<ExecutionDescription, HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    defer { leaveIfParked() }
    return .success(currentDescription)
  }

  /// Why what it stands at is not durable, after waiting for that. It may have been left to the store by then, as it
  /// stands: whoever asks is answered all the same, or one that leaves whenever it has been read would never answer.
  func undurable() async -> HostError? { await undurable(through: turn - 1) }

  private func undurable(through target: UInt64) async -> HostError? {
    guard let error = await settled(through: target) else { return nil }
    if case .notDurable(let problem) = error { return .store(problem) }
    return error
  }

  /// Its map runs as they stand, once that is durable.
  func mapRuns() async -> Result<[MapRunDescription], HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    defer { leaveIfParked() }
    return .success(tree.result.mapRuns)
  }

  // MARK: Requests

  /// Carries out what is wanted of it; returns when that is durable.
  ///
  /// - Parameter message: the message with the request, if another host has asked: its answer is durable then, too.
  /// - Returns: whether there was something to do.
  func carryOut(_ request: HostRequest, for message: InboxRequest? = nil) async -> Result<Bool, HostError>? {
    if isGone { return nil }
    if let problem { return .failure(.store(problem)) }
    let isWanted = act(on: request)
    var answer = HostAnswer.done(isWanted)
    // Other hosts only ask for tasks that have been here.
    if !isWanted, case .answer = request { answer = .token(.taskTimedOut) }
    if let message { reply(message, answer) }
    // Nobody is told that a task has ended before that is durable.
    if let error = await settled() { return .failure(error) }
    if !isWanted, case .answer(let token, _) = request { return .failure(.token(core.tokens.refusal(of: token))) }
    return .success(isWanted)
  }

  /// Applies what is wanted of it; `false` if there is nothing to do.
  private func act(on request: HostRequest) -> Bool {
    switch request {
    case .answer(let token, let answer):
      guard !hasClosed, let task = tokens.task(token) else { return false }
      deliver(answer.input(of: task.id), to: task.node)
      return true
    case .stop(nil, let error, let cause):
      deliver(.abort(error: error, cause: cause), to: .root)
      return true
    case .stop(.some(let child), let error, let cause):
      guard let child = core.children[child], child.number == number else { return false }
      if tree.isUnderWay(child.node) { deliver(.abort(error: error, cause: cause), to: child.node) }
      return true
    case .updateMapRun(let arn, let input):
      guard !hasClosed, let owner = tree.owner(ofRunningMapRun: arn) else { return false }
      deliver(input, to: owner)
      return true
    case .take(let task, let worker):
      if take(task, worker: worker) != nil { return true }
      // The store may say that it waits for a worker.
      noteOffer(task)
      return false
    case .offerAgain(let task):
      guard !hasClosed, tokens.token(task) != nil, offers[task] == nil, let request = tree.openTask(task),
        case .activity(let activity) = request.resource
      else { return false }
      offers[task] = activity
      leave(.offer(task, activity: activity))
      noteOffer(task)
      return true
    case .stateMachineDeleted:
      if !tree.root.isStateMachineDeleted { deliver(.stateMachineDeleted, to: .root) }
      return true
    }
  }

  /// A store that hosts share is to know whether a task waits for a worker.
  private func noteOffer(_ task: ExecutionTree.Address<TaskID>) {
    guard isShared, !hasClosed, let token = tokens.token(task) else { return }
    tokenChanges.change(token)
    endTurn()
  }

  /// A deadline has come. What follows is written down meanwhile.
  func deadlineHasCome() -> Result<Void, HostError>? {
    if isGone { return nil }
    timersFired()
    settleMeanwhile()
    return .success(())
  }

  /// A worker takes a task up.
  ///
  /// - Returns: its token and its input; nothing if it is no longer wanted.
  func takeTask(
    _ task: ExecutionTree.Address<TaskID>, worker: String?
  ) async -> Result<ActivityTask?, HostError>? {
    if isGone { return nil }
    if let problem {
      if let activity = offers[task] { core.offer(task, of: number, activity: activity) }
      return .failure(.store(problem))
    }
    guard let (request, token, activity) = take(task, worker: worker) else { return .success(nil) }
    if let error = await settled() {
      // The worker does not get it, so another one may.
      if !hasClosed, tokens.task(token) != nil {
        offers[task] = activity
        core.offer(task, of: number, activity: activity)
        if isShared { tokenChanges.change(token) }
      }
      return .failure(error)
    }
    return .success(ActivityTask(taskToken: token, input: request.input, request: request))
  }

  private func take(
    _ task: ExecutionTree.Address<TaskID>, worker: String?
  ) -> (request: TaskRequest, token: String, activity: String)? {
    guard !hasClosed, let activity = offers[task], let request = tree.openTask(task), let token = request.taskToken
    else { return nil }
    offers[task] = nil
    if isShared {
      // It may be taken for a worker of another host.
      core.durable?.activities.withdraw(task, of: number, activity: activity)
      tokenChanges.change(token)
    }
    apply(.input(task.node, .taskStarted(task.id, worker: worker)))
    // The worker answers with the token, also after a recovery: nobody else is to be given the task then.
    apply(.handedOver(task))
    endTurn()
    return (request, token, activity)
  }

  /// The task of an address that has not been answered.
  func openTask(_ task: ExecutionTree.Address<TaskID>) async -> Result<TaskRequest?, HostError>? {
    if isGone { return nil }
    return .success(tree.openTask(task))
  }

  /// The events from a number on that the store does not have as a part of the history yet, as JSON text; those that are
  /// not written down are left out.
  func recentEvents() async -> Result<(first: UInt64, events: [[UInt8]]), HostError>? {
    if isGone { return nil }
    if let error = await undurable() { return .failure(error) }
    // Meanwhile a turn may have given them to the store, which does not have them yet.
    if durableTurn < historyTurn, let error = await undurable(through: historyTurn) { return .failure(error) }
    defer { leaveIfParked() }
    guard let journal else { return .success((1, [])) }
    // More may have happened by now.
    let count = durableEvent < journal.firstEvent ? 0 : Int(durableEvent - journal.firstEvent) + 1
    return .success((journal.firstEvent, Array(journal.events.prefix(count))))
  }
}

extension ExecutionTree {
  /// Who the execution of a node is; the root for one that is gone.
  func identity(of node: NodeID) -> ExecutionIdentity {
    nodes[isUnderWay(node) ? Int(node.place) : 0].execution.identity
  }

  /// Whether a task has been started that has not been answered.
  func hasStarted(_ task: Address<TaskID>) -> Bool {
    isUnderWay(task.node) && nodes[Int(task.node.place)].execution.hasStarted(task.id)
  }

  /// Whether the request of a task was answered, and its end is awaited.
  func isSubmitted(_ task: Address<TaskID>) -> Bool {
    isUnderWay(task.node) && nodes[Int(task.node.place)].execution.isSubmitted(task.id)
  }

  /// The task of an address that has not been answered.
  func openTask(_ task: Address<TaskID>) -> TaskRequest? {
    isUnderWay(task.node) ? nodes[Int(task.node.place)].execution.openTask(task.id) : nil
  }
}
