import OrderedJSON
public import StatesEngine
import StatesLanguage

// Map runs and their children by their ARNs, of a host that records children.
extension ExecutionHost {
  /// A map run.
  ///
  /// - Parameter arn: the ARN of the map run.
  /// - Throws: ``HostError/unknownMapRun(_:)``, also if the host does not record children
  ///   (``HostSettings/recordsChildren``); or why it cannot be read.
  /// - SeeAlso: Step Functions API, "DescribeMapRun".
  public func mapRun(_ arn: String) async throws(HostError) -> MapRunDescription {
    let owner = try await owner(ofMapRun: arn)
    if let run = try await core.ifHere(owner.root, { await $0.mapRun(arn) }) {
      if let run { return run }
    } else if let run = try await view(ofRoot: owner.root)?.tree.mapRun(arn) {
      return run
    }
    do throws(HostError) {
      let runs = try await StoredExecution.mapRuns(of: owner.executionARN, core, durable)
      if let run = runs.last(where: { $0.mapRunARN == arn }) { return run }
    } catch {
      guard case .unknownExecution = error else { throw error }
    }
    throw .unknownMapRun(arn)
  }

  /// One page of the children of a map run, the latest first: by ``ChildRow/listed``, then by ARN.
  ///
  /// Pages follow a cursor that names a position: children that start or end in between are neither skipped nor repeated,
  /// but for one that has not been listed and moves before the cursor by ending, which belongs to earlier pages then.
  ///
  /// - Parameters:
  ///   - mapRunARN: the map run.
  ///   - statuses: their status; all if empty.
  ///   - cursor: ``ChildRow/cursor`` of the last row of the page before; `nil` to begin.
  ///   - limit: how many rows at most.
  /// - Throws: ``HostError/unknownMapRun(_:)``, or why it cannot be read.
  /// - SeeAlso: Step Functions API, "ListExecutions".
  public func children(
    of mapRunARN: String, statuses: Set<ExecutionRow.Status> = [], after cursor: ExecutionCursor? = nil,
    limit: Int = 100
  ) async throws(HostError) -> [ChildRow] {
    let owner = try await owner(ofMapRun: mapRunARN)
    let page = ChildPage(
      mapRunARN: mapRunARN, statuses: statuses, after: cursor, limit: limit, store: durable.store)
    var present: [ChildRow] = []
    if let here = try await core.ifHere(owner.root, { await $0.children(ofMapRun: mapRunARN) }) {
      present = here
    } else if let view = try await view(ofRoot: owner.root) {
      present = view.tree.children(ofMapRun: mapRunARN)
    }
    // An execution that has ended, and perhaps been redriven since, may have express children that go on.
    var left: [ChildRow] = []
    for ended in core.children.ended(owner.root) {
      if let rows = await ended.children(ofMapRun: mapRunARN) { left += try rows.get() }
    }
    return try await page.rows(left + present)
  }

  /// Changes the settings of a map run that is running; returns when that is durable. What is `nil` stays as it is.
  ///
  /// - Parameters:
  ///   - arn: the ARN of the map run.
  ///   - maxConcurrency: how many children may run at the same time; 0 for the service's maximum. More start at once if it
  ///     is larger; if it is smaller, those that run go on.
  ///   - toleratedFailureCount: how many items may fail; looked at when the next child fails.
  ///   - toleratedFailurePercentage: how many of 100 items may fail, from 0 to 100.
  /// - Throws: ``HostError/unknownMapRun(_:)``, ``HostError/mapRunEnded(_:)``, or why the store could not write.
  /// - SeeAlso: Step Functions API, "UpdateMapRun".
  public func updateMapRun(
    _ arn: String, maxConcurrency: Int? = nil, toleratedFailureCount: Int? = nil,
    toleratedFailurePercentage: Double? = nil
  ) async throws(HostError) {
    let owner = try await owner(ofMapRun: arn)
    let input = Execution.Input.updateMapRun(
      mapRunARN: arn, maxConcurrency: maxConcurrency, toleratedFailureCount: toleratedFailureCount,
      toleratedFailurePercentage: toleratedFailurePercentage)
    do throws(HostError) {
      if try await core.request(.updateMapRun(arn, input), of: owner.root) { return }
    } catch {
      guard case .unknownExecution = error else { throw error }
    }
    // It may be unknown by now.
    _ = try await mapRun(arn)
    throw .mapRunEnded(arn)
  }

  /// Removes the children of all map runs of an execution, and what says that the runs are its own.
  func forgetMapRuns(of root: String) async throws(StoreError) {
    // While it runs, its children are not removed either.
    if let row = try await durable.store.execution(root), row.status.isRunning { throw .executionRunning(root) }
    let size = 1_000
    while true {
      // Those of executions whose ARNs only begin with this one come after.
      let query = DocumentQuery(.mapRun, prefix: root, limit: size)
      let runs = try await durable.store.documents(query).filter { $0.order == root }
      if runs.isEmpty { return }
      for run in runs {
        while case let children = try await durable.store.executions(ExecutionQuery(list: run.key.name, limit: size)),
          !children.isEmpty
        {
          try await durable.store.commit(children.map { .forget(arn: $0.arn) })
          for child in children { durable.ended.forget(child.arn) }
        }
      }
      try await durable.store.commit(runs.map { .deleteDocument($0.key) })
    }
  }

  /// The execution at the top of the tree of a map run's child that has not ended; `nil` if there is no such child.
  package func top(ofChild arn: String) -> String? { core.children[arn]?.root }

  // MARK: Finding them

  /// Which execution a map run belongs to.
  ///
  /// - Throws: ``HostError/unknownMapRun(_:)`` if there is none, or the store no longer has it.
  private func owner(ofMapRun arn: String) async throws(HostError) -> MapRunOwner {
    if core.isClosed { throw .closed }
    do {
      let key = DocumentKey(.mapRun, arn)
      guard let document = try await durable.store.document(key) else { throw HostError.unknownMapRun(arn) }
      let owner = try MapRunOwner(bytes: document.body)
      if core.table.number(of: owner.root) == nil, try await durable.store.execution(owner.root) == nil {
        // Its execution has been removed; another caller may have been faster.
        try? await durable.store.commit([.deleteDocument(key)])
        throw HostError.unknownMapRun(arn)
      }
      return owner
    } catch let error as HostError {
      throw error
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .broken(arn, reason: "what is stored of it is damaged: \(error)")
    }
  }

  /// Looks at the execution at the top of a map run's tree that another host has; `nil` if none has it.
  private func view(ofRoot arn: String) async throws(HostError) -> ExecutionView? {
    do throws(HostError) {
      return try await core.view(of: arn)
    } catch {
      if case .unknownExecution = error { return nil }
      throw error
    }
  }

  /// Looks at a child of a map run that has not ended; `nil` if there is none with that ARN.
  func askChild<Answer: Sendable>(_ arn: String, _ look: @Sendable (Execution) -> Answer) async throws(HostError)
    -> Answer?
  {
    if let answer = try await withChild(arn, { await $0.look(at: $1, look) }) { return answer }
    guard let (view, child) = try await childElsewhere(arn) else { return nil }
    return view.tree.execution(child).map(look)
  }

  /// How many executions of a state machine are looked at for a child that is not known where it is asked for.
  private static let searchedCount = 256

  /// The child of a map run that has not ended, and of which another host has the execution at the top.
  ///
  /// No store knows where children are that run: those executions of the state machine are looked at that do, the latest
  /// first, and not more than a number of them.
  func childElsewhere(_ arn: String) async throws(HostError) -> (view: ExecutionView, child: ExecutionTree.NodeID)? {
    guard durable.settings.recordsChildren, durable.fleet != nil, let parsed = ARN(arn), let machine = parsed.machine,
      machine.label != nil
    else { return nil }
    // One that has succeeded does not run again.
    if try await StoredExecution.row(arn, durable)?.status == .succeeded { return nil }
    let list = parsed.with(.stateMachine(ARN.Machine(machine.name))).description
    let rows = try await executions(ExecutionQuery(list: list, statuses: [.running], limit: Self.searchedCount))
    for row in rows where core.table.number(of: row.arn) == nil {
      guard let view = try await view(ofRoot: row.arn) else { continue }
      if let child = view.tree.runningChildren.first(where: { $0.execution.identity.executionARN == arn }) {
        return (view, child.node)
      }
    }
    return nil
  }

  /// Asks the execution at the top for a child of a map run that has not ended, if it is here; `nil` if there is none with
  /// that ARN.
  func withChild<Answer>(
    _ arn: String,
    _ question: (HostedExecution, ChildIndex.Entry) async -> Result<Answer?, HostError>?
  ) async throws(HostError) -> Answer? {
    guard durable.settings.recordsChildren, ARN(arn)?.machine?.label != nil else { return nil }
    _ = await awaitReading()
    while let child = core.children[arn] {
      do throws(HostError) {
        try await core.catchUp(child.root, child.number)
        if let answer = try await core.with(child, { await question($0, child) }) { return answer }
      } catch {
        switch error {
        case .unknownExecution: break
        case .lost where durable.fleet != nil: break
        default: throw error
        }
        // Its execution has gone elsewhere.
        core.children.remove([arn]) { $0.number == child.number }
      }
    }
    return nil
  }
}
