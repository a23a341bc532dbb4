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
  static func read(_ arn: String, _ durable: DurableServices) async throws(HostError) -> StoredExecution? {
    let (row, journal): (ExecutionRow?, StoredJournal?)
    do throws(StoreError) {
      row = try await durable.store.execution(arn)
      journal = try await durable.store.journal(of: arn)
    } catch {
      throw HostError(reading: arn, error)
    }
    guard let row, row.status.isRunning, let journal else { return nil }
    guard row.owner == durable.owner else { throw .lost(arn) }
    guard let body = journal.snapshot else { throw .broken(arn, reason: "the store has no snapshot of it") }
    do {
      let snapshot = try HostSnapshot(bytes: body)
      let (machine, original) = try await definition(snapshot.definition, of: arn, durable)
      var records: [(JournalRecord, Int)] = []
      for (index, bytes) in journal.records.enumerated() {
        do throws(WireFormError) {
          records.append((try JournalRecord(bytes: bytes), bytes.count))
        } catch {
          throw HostError.broken(arn, reason: "record \(journal.first + UInt64(index)) is damaged: \(error)")
        }
      }
      return StoredExecution(
        row: row, outline: try ExecutionOutline(bytes: row.outline), snapshot: snapshot, firstRecord: journal.first,
        records: records, machine: machine, original: original)
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
    var (tree, agenda) = try Self.restore(snapshot.tree, row.arn, machine, original, core)
    var journal = TreeJournal(
      ExecutionWriter(row.arn, fence: row.fence), isStarted: true,
      nextRecord: firstRecord, firstEvent: row.nextEvent, progress: snapshot.progress)
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
    let hosted = HostedExecution(tree, .resume(agenda), number: number, core: core)
    await hosted.setJournal(
      journal, definition: snapshot.definition, origin: snapshot.origin,
      isParked: outline.isParked && records.isEmpty)
    core.durable?.observer?.observe(.loaded(executionARN: row.arn, records: records.count))
    return hosted
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
