import OrderedJSON
import StatesEngine
import StatesLanguage

extension HostCore {
  // MARK: Reaching an execution

  /// Lets an execution do something, wherever it is: one that is parked is read first.
  ///
  /// - Parameter body: gives `nil` when the execution has left memory meanwhile; then it is read again.
  /// - Throws: ``HostError/lost(_:)`` or ``HostError/broken(_:reason:)`` when it is not here or cannot go on;
  ///   ``HostError/unknownExecution(_:)`` when the number is nobody's any more.
  func with<Answer>(
    _ number: ExecutionNumber, _ body: (HostedExecution) async -> Result<Answer, HostError>?
  ) async throws(HostError) -> Answer {
    while true {
      if isClosed { throw .closed }
      guard let (arn, place) = table.entry(number) else { throw .unknownExecution("an execution that is gone") }
      switch place {
      case .free: throw .unknownExecution(arn)
      case .broken(let error): throw error
      case .loading: await table.awaitLoading(number)
      case .resident(let execution):
        if let answer = await body(execution) { return try answer.get() }
        table.didLeave(number, execution)
      case .parked:
        if table.beginLoading(number) { try await load(number, arn) }
      }
    }
  }

  /// Lets an execution do something if it is here; `nil` if it is not: it has ended, or another host has it.
  func ifHere<Answer>(
    _ arn: String, _ body: (HostedExecution) async -> Result<Answer, HostError>?
  ) async throws(HostError) -> Answer? {
    guard let number = table.number(of: arn) else { return nil }
    do throws(HostError) {
      try await catchUp(arn, number)
      return try await with(number, body)
    } catch {
      switch error {
      case .unknownExecution: return nil
      case .lost where durable?.fleet != nil: return nil
      default: throw error
      }
    }
  }

  /// Looks at an execution that is not here, and runs at another host; `nil` for one that has ended, and where hosts share
  /// no store.
  ///
  /// - Throws: ``HostError/unknownExecution(_:)`` if the store has none.
  func view(of arn: String) async throws(HostError) -> ExecutionView? {
    guard let durable, durable.fleet != nil else { return nil }
    switch try await StoredExecution.find(arn, self, durable) {
    case .running(let stored): return try stored.view(self)
    case .ended: return nil
    }
  }

  /// The same for what must happen: when the store cannot be read, it is tried again later. Only for tasks of the host's
  /// own, which nobody cancels.
  func insist<Answer>(
    _ number: ExecutionNumber, _ body: (HostedExecution) async -> Result<Answer, HostError>?
  ) async throws(HostError) -> Answer {
    while true {
      do throws(HostError) {
        return try await with(number, body)
      } catch {
        guard error.isTransient, let durable else { throw error }
        try? await clock.sleep(for: durable.settings.retriesAfter)
      }
    }
  }

  /// Reads an execution from the store and lets it go on.
  ///
  /// - Throws: ``HostError/store(_:)`` when the store cannot be read: the execution is still there. Otherwise whoever asks
  ///   again is told what is wrong.
  private func load(_ number: ExecutionNumber, _ arn: String) async throws(HostError) {
    guard let durable else { return table.remove(number) }
    if isClosed {
      table.put(number, .parked)
      throw .closed
    }
    do throws(HostError) {
      let stored = try await StoredExecution.read(arn, durable)
      guard let stored else { return remove(number) }
      let execution = try await stored.execution(number, self)
      // Nobody must meet it before it has its tokens and deadlines again.
      await execution.begin()
      table.put(number, .resident(execution))
      await execution.settleMeanwhile()
    } catch {
      switch error {
      case .broken(_, let reason):
        durable.observer?.observe(.broken(executionARN: arn, reason: reason))
        table.put(number, .broken(error))
      case .store:
        table.put(number, .parked)
        throw error
      default: remove(number)
      }
    }
  }

  /// Forgets a parked execution that is no longer this host's.
  func remove(_ number: ExecutionNumber) {
    table.remove(number)
    children.removeAll(of: number)
  }

  /// Lets the execution at the top do something for a child of a map run, also when it has itself ended.
  func with<Answer>(
    _ child: ChildIndex.Entry, _ body: (HostedExecution) async -> Result<Answer, HostError>?
  ) async throws(HostError) -> Answer {
    do throws(HostError) {
      return try await with(child.number, body)
    } catch {
      guard case .unknownExecution = error, let ended = children.ended(child.number), let answer = await body(ended)
      else { throw error }
      return try answer.get()
    }
  }

  /// Why an execution is not here: nothing is, once the host is closed.
  func absence(of arn: String) -> HostError { isClosed ? .closed : .unknownExecution(arn) }

  // MARK: Starting

  /// Starts an execution; returns when the store has it.
  ///
  /// - Parameter lists: lists of the store that contain it besides that of its state machine.
  /// - Throws: ``HostError/executionExists(_:)``, or why the store could not write: then it has not started.
  func start(
    _ execution: Execution, origin: ExecutionOrigin = ExecutionOrigin(), lists: [String] = []
  ) async throws(HostError) -> HostedExecution {
    if origin.attributes?.isDeeper() == true {
      throw .store(.invalid("the attributes are nested deeper than \(JSON.maximumDepth) levels"))
    }
    let arn = execution.identity.executionARN
    if isClosed { throw .closed }
    guard let number = table.reserve(arn) else { throw .executionExists(arn) }
    // Whoever closes the host waits for those that have a number by then.
    if isClosed {
      table.remove(number)
      throw .closed
    }
    let hosted = HostedExecution(
      ExecutionTree(execution, treeOptions), .start(lists: lists), number: number, core: self)
    if durable != nil, execution.identity.type == .standard {
      let journal = TreeJournal(
        ExecutionWriter(arn, fence: 1), isStarted: false, nextRecord: 0, firstEvent: 1,
        progress: HistoryProgress())
      await hosted.setJournal(journal, definition: "", origin: origin, isParked: false)
    } else {
      await hosted.setOrigin(origin)
    }
    if let failure = await hosted.start() { throw failure }
    if let durable, execution.identity.type == .standard {
      durable.definitions.didStore(execution.machine, await hosted.definition)
    }
    return hosted
  }

  /// Tells an execution that its state machine has been deleted.
  ///
  /// - Returns: why it could not be reached.
  func stateMachineDeleted(_ arn: String) async -> HostError? {
    do throws(HostError) {
      _ = try await request(.stateMachineDeleted, of: arn)
      return nil
    } catch {
      switch error {
      // It has ended, cannot go on, or is another host's.
      case .unknownExecution, .broken, .lost: return nil
      default: return error
      }
    }
  }

  /// Continues an execution that has not succeeded.
  func redrive(_ arn: String) async throws(HostError) -> HostedExecution {
    guard let durable else { throw .unknownExecution(arn) }
    if isClosed { throw .closed }
    guard let number = table.reserve(arn) else {
      throw .running(arn)
    }
    do throws(HostError) {
      if isClosed { throw .closed }
      let hosted = try await StoredExecution.redriven(arn, number, self, durable)
      durable.ended.forget(arn)
      if let failure = await hosted.start() { throw failure }
      return hosted
    } catch {
      table.remove(number)
      throw error
    }
  }
}
