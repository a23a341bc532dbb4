import OrderedJSON
import StatesEngine
import StatesLanguage

/// An execution as the store has it.
struct StoredExecution {
  let row: ExecutionRow
  let outline: ExecutionOutline
  let snapshot: HostSnapshot
  /// The number of the first of the records.
  let firstRecord: UInt64
  let records: [(record: JournalRecord, byteCount: Int)]
  let machine: StateMachine
  let original: DefinitionFingerprint

  // MARK: Reading

  /// Reads an execution that has not ended; `nil` if there is none.
  ///
  /// - Throws: ``HostError/lost(_:)`` if another host has it.
  static func read(_ arn: String, _ durable: DurableServices) async throws(HostError) -> StoredExecution? {
    guard let (row, journal) = try await rowAndJournal(arn, durable) else { return nil }
    guard row.owner == durable.owner else { throw .lost(arn) }
    return try await StoredExecution(row, journal, durable)
  }

  /// The row and the journal of an execution that runs, which were read one after the other.
  private static func rowAndJournal(
    _ arn: String, _ durable: DurableServices
  ) async throws(HostError) -> (row: ExecutionRow, journal: StoredJournal)? {
    let (row, journal): (ExecutionRow?, StoredJournal?)
    do throws(StoreError) {
      row = try await durable.store.execution(arn)
      journal = try await durable.store.journal(of: arn)
    } catch {
      throw HostError(reading: arn, error)
    }
    guard let row, row.status.isRunning, let journal else { return nil }
    return (row, journal)
  }

  private init(_ row: ExecutionRow, _ journal: StoredJournal, _ durable: DurableServices) async throws(HostError) {
    let arn = row.arn
    guard let body = journal.snapshot else { throw .broken(arn, reason: "the store has no snapshot of it") }
    do {
      let snapshot = try HostSnapshot(bytes: body)
      let (machine, original) = try await Self.definition(snapshot.definition, of: arn, durable)
      var records: [(JournalRecord, Int)] = []
      for (index, bytes) in journal.records.enumerated() {
        do throws(WireFormError) {
          records.append((try JournalRecord(bytes: bytes), bytes.count))
        } catch {
          throw HostError.broken(arn, reason: "record \(journal.first + UInt64(index)) is damaged: \(error)")
        }
      }
      self.row = row
      outline = try ExecutionOutline(bytes: row.outline)
      self.snapshot = snapshot
      firstRecord = journal.first
      self.records = records
      self.machine = machine
      self.original = original
    } catch let error as HostError {
      throw error
    } catch {
      throw .broken(arn, reason: "its snapshot is damaged: \(error)")
    }
  }

  private static func definition(
    _ key: String, of arn: String, _ durable: DurableServices
  ) async throws(HostError) -> (StateMachine, DefinitionFingerprint) {
    let result: Result<(machine: StateMachine, original: DefinitionFingerprint), DefinitionProblem>
    do throws(StoreError) {
      result = try await durable.definitions.machine(key, in: durable.store)
    } catch {
      throw HostError(reading: arn, error)
    }
    do {
      let (machine, original) = try result.get()
      return (machine, original)
    } catch {
      throw .broken(arn, reason: error.reason)
    }
  }

  /// An execution as it is found in a store.
  enum Found {
    case running(StoredExecution)
    indirect case ended(HostEnding)
  }

  /// Finds an execution of any host, to look at it and nothing more.
  ///
  /// - Throws: ``HostError/unknownExecution(_:)`` if the store has none, ``HostError/closed``.
  static func find(_ arn: String, _ core: HostCore, _ durable: DurableServices) async throws(HostError) -> Found {
    while true {
      if core.isClosed { throw .closed }
      if let (_, ending) = try await ending(arn, durable) { return .ended(ending) }
      guard let (row, journal) = try await rowAndJournal(arn, durable) else {
        guard try await self.row(arn, durable) != nil else { throw .unknownExecution(arn) }
        // It has ended in between, or has been redriven.
        continue
      }
      do throws(HostError) {
        return .running(try await StoredExecution(row, journal, durable))
      } catch {
        // What was read as the snapshot of one that runs may be its end.
        if case .broken = error, try await self.row(arn, durable)?.isSameRun(as: row) != true { continue }
        throw error
      }
    }
  }

  /// The row of an execution; `nil` if there is none.
  static func row(_ arn: String, _ durable: DurableServices) async throws(HostError) -> ExecutionRow? {
    do throws(StoreError) { return try await durable.store.execution(arn) } catch { throw .store(error) }
  }

  /// What a store knows of an execution.
  enum Whereabouts {
    case running
    indirect case ended(HostEnding)
    case unknown
  }

  /// What the store knows of an execution.
  static func whereabouts(_ arn: String, _ durable: DurableServices) async throws(HostError) -> Whereabouts {
    if let (_, ending) = try await ending(arn, durable) { return .ended(ending) }
    do throws(StoreError) {
      return try await durable.store.execution(arn) == nil ? .unknown : .running
    } catch {
      throw HostError(reading: arn, error)
    }
  }

  /// Who started an execution that runs, perhaps at another host, and when; `nil` if none does.
  static func beginning(
    _ arn: String, _ durable: DurableServices
  ) async throws(HostError) -> (origin: ExecutionOrigin, time: Timestamp)? {
    do {
      guard let row = try await durable.store.execution(arn), row.status.isRunning,
        let body = try await durable.store.journal(of: arn)?.snapshot
      else { return nil }
      return (try HostSnapshot(bytes: body).origin, row.started)
    } catch let error as StoreError {
      throw HostError(reading: arn, error)
    } catch {
      throw .broken(arn, reason: "its snapshot is damaged: \(error)")
    }
  }

  /// What is known of an execution that has ended; `nil` if there is none.
  static func ending(_ arn: String, _ durable: DurableServices) async throws(HostError) -> (ExecutionRow, HostEnding)? {
    do {
      guard let row = try await durable.store.execution(arn), !row.status.isRunning,
        let body = try await durable.store.journal(of: arn)?.snapshot
      else { return nil }
      return (row, try HostEnding(bytes: body))
    } catch let error as StoreError {
      throw HostError(reading: arn, error)
    } catch {
      throw .broken(arn, reason: "what is stored of its end is damaged: \(error)")
    }
  }

  /// The map runs of an execution that has ended.
  static func mapRuns(
    of arn: String, _ core: HostCore, _ durable: DurableServices
  ) async throws(HostError) -> [MapRunDescription] {
    guard let (_, ending) = try await ending(arn, durable) else { throw core.absence(of: arn) }
    guard let snapshot = ending.tree else { return [] }
    let (machine, original) = try await definition(ending.definition, of: arn, durable)
    return try restore(snapshot, arn, machine, original, core).0.result.mapRuns
  }

  // MARK: Going on

  /// The execution, with its records repeated.
  ///
  /// - Throws: ``HostError/broken(_:reason:)`` when its snapshot cannot be restored, or its records lead elsewhere.
  func execution(_ number: ExecutionNumber, _ core: HostCore) async throws(HostError) -> HostedExecution {
    let (tree, agenda, journal) = try replayed(core)
    let hosted = HostedExecution(tree, .resume(agenda), number: number, core: core)
    await hosted.setJournal(
      journal, definition: snapshot.definition, origin: snapshot.origin,
      isParked: outline.isParked && records.isEmpty)
    core.durable?.observer?.observe(.loaded(executionARN: row.arn, records: records.count))
    return hosted
  }

  /// The execution as it stands after its records, for those who only look at it.
  ///
  /// - Throws: as ``execution(_:_:)``.
  func view(_ core: HostCore) throws(HostError) -> ExecutionView {
    let (tree, _, journal) = try replayed(core)
    return ExecutionView(
      tree: tree, attributes: snapshot.origin.attributes, firstEvent: journal.firstEvent, events: journal.events)
  }

  private func replayed(_ core: HostCore) throws(HostError) -> (ExecutionTree, Agenda, TreeJournal) {
    var (tree, agenda) = try Self.restore(snapshot.tree, row.arn, machine, original, core)
    // The store has all events before the snapshot. The row may be older than that.
    var journal = TreeJournal(
      ExecutionWriter(row.arn, fence: row.fence), isStarted: true,
      nextRecord: firstRecord, firstEvent: UInt64(tree.root.eventCount) + 1, progress: snapshot.progress)
    var effects: [ExecutionTree.Effect] = []
    for (record, byteCount) in records {
      switch record.entry {
      case .input(let node, let input): tree.deliver(input, to: node, at: record.time)
      case .handedOver(let task): tree.handOver(task)
      case .redriven: try? tree.redrive(at: record.time)
      }
      journal.takeEvents(of: &tree, observe: nil)
      guard journal.progress == record.progress else {
        throw .broken(
          row.arn,
          reason:
            "repeating record \(journal.nextRecord) gives \(journal.progress.wireForm) events and digest; recorded "
            + "are \(record.progress.wireForm): its journal is of another version of the engine, or damaged")
      }
      journal.didReplay(byteCount: byteCount)
      // What it did is written down with the record.
      _ = tree.takeChildChanges()
      tree.takeEffects(&effects)
      for effect in effects {
        switch effect {
        case .scheduleTask(let task, _): agenda.entries.append(.task(task))
        case .setTimer(let timer, _): agenda.entries.append(.timer(timer))
        case .awaitTask, .cancelTask, .cancelTimer, .readItems, .writeResults, .endTransfers: break
        }
      }
    }
    return (tree, agenda, journal)
  }

  private static func restore(
    _ snapshot: ExecutionTreeSnapshot, _ arn: String, _ machine: StateMachine, _ original: DefinitionFingerprint,
    _ core: HostCore
  ) throws(HostError) -> (ExecutionTree, Agenda) {
    do throws(SnapshotError) {
      let (tree, agenda, _) = try ExecutionTree.restore(
        snapshot, machine: machine, core.treeOptions, original: original)
      return (tree, agenda)
    } catch {
      throw .broken(arn, reason: error.message)
    }
  }

  /// An execution that has ended, to be continued.
  static func redriven(
    _ arn: String, _ number: ExecutionNumber, _ core: HostCore, _ durable: DurableServices
  ) async throws(HostError) -> HostedExecution {
    guard let (row, ending) = try await ending(arn, durable) else {
      if durable.fleet != nil, try await self.row(arn, durable) != nil { throw .running(arn) }
      // An express execution that has ended lately.
      if let problem = durable.ended[arn]?.redriveProblem { throw .notRedrivable(arn, reason: problem) }
      throw .unknownExecution(arn)
    }
    if let problem = ending.description.redriveProblem { throw .notRedrivable(arn, reason: problem) }
    if let run = ending.description.mapRunARN {
      throw .notRedrivable(arn, reason: "Execution is a child of the map run \(run) and can be redriven by it")
    }
    guard let snapshot = ending.tree else { throw .broken(arn, reason: "the store has no snapshot of it") }
    let (machine, original) = try await definition(ending.definition, of: arn, durable)
    var (tree, _) = try restore(snapshot, arn, machine, original, core)
    tree.forgetDetached()
    if let problem = tree.root.redriveProblem { throw .notRedrivable(arn, reason: problem) }
    let hosted = HostedExecution(tree, .redrive, number: number, core: core)
    let journal = TreeJournal(
      ExecutionWriter(arn, fence: row.fence), isStarted: false, nextRecord: row.nextRecord, firstEvent: row.nextEvent,
      progress: ending.progress)
    await hosted.setJournal(journal, definition: ending.definition, origin: ending.origin, isParked: false)
    return hosted
  }
}

/// An execution as a store has it, with its children: what can be told of it by a host that does not have it.
struct ExecutionView {
  let tree: ExecutionTree
  let attributes: JSON?
  /// The number of the first of the events.
  let firstEvent: UInt64
  /// The events that the store does not have as a part of the history yet, as JSON text.
  let events: [[UInt8]]

  var description: ExecutionDescription { ExecutionDescription(tree.root, attributes: attributes) }
}

extension ExecutionRow {
  /// Whether an execution runs as it did, under the same owner, when an earlier row was read.
  func isSameRun(as earlier: ExecutionRow) -> Bool { status.isRunning && fence == earlier.fence }
}

extension HostError {
  /// Why an execution cannot be redriven that runs.
  static func running(_ arn: String) -> HostError {
    .notRedrivable(arn, reason: "Execution is RUNNING and cannot be redriven")
  }
}
