import StatesEngine
import StatesLanguage
import StatesRuntime

// A state machine that is deleted is gone when its last execution has ended and it is asked for: until then it is DELETING.
extension ServiceScope {
  /// How much is removed at once.
  private static let batchCount = 100

  /// Marks a state machine as being deleted and tells its executions; one without executions is gone at once.
  func delete(_ arn: String) async throws(StepFunctionsError) {
    let isDeleting = try await core.gates.exclusive(arn) { () throws(StepFunctionsError) in
      let found = try await core.change { () throws(StepFunctionsError) in
        guard let stored = try await core.record(MachineRecord.self, arn) else { return ([], false) }
        guard stored.record.isActive else { return ([], true) }
        var record = stored.record
        record.status = .deleting
        return ([record.put(arn, order: order(ofName: record.name), if: stored.unchanged)], true)
      }
      guard found else { return false }
      do throws(HostError) {
        try await core.host.stateMachineDeleted(arn)
      } catch {
        throw StepFunctionsError(error)
      }
      return true
    }
    if isDeleting { _ = try await finishDeletion(of: arn) }
  }

  /// Removes a state machine that is being deleted, with all that belongs to it, if none of its executions runs.
  ///
  /// - Returns: the state machine, if it is still there, or there again.
  func finishDeletion(of arn: String) async throws(StepFunctionsError) -> Stored<MachineRecord>? {
    try await core.gates.exclusive(arn) { () throws(StepFunctionsError) in
      guard let stored = try await core.record(MachineRecord.self, arn), !stored.record.isActive else {
        return try await core.record(MachineRecord.self, arn)
      }
      // Executions go first: as long as the state machine is there, the next request goes on where this one ends.
      guard try await forgetExecutions(of: arn) else { return stored }
      let prefix = Self.prefix(of: arn)
      try await deleteAll(AliasRecord.self, prefix: prefix)
      try await deleteAll(VersionRecord.self, prefix: prefix)
      try await deleteAll(RevisionRecord.self, prefix: prefix)
      do throws(StoreError) {
        try await core.store.commit([TagsRecord.delete(arn), MachineRecord.delete(arn, if: stored.unchanged)])
        core.counts.add(-1, MachineRecord.kind, in: self)
        return nil
      } catch .conflict {
        // Another process has changed it.
        return try await core.record(MachineRecord.self, arn)
      } catch {
        throw StepFunctionsError(error)
      }
    }
  }

  /// Removes all executions of a state machine.
  ///
  /// - Returns: `false` if one of them runs: then all stay.
  private func forgetExecutions(of arn: String) async throws(StepFunctionsError) -> Bool {
    do throws(HostError) {
      let running = ExecutionQuery(list: arn, statuses: [.running], limit: 1)
      guard try await core.host.executions(running).isEmpty else { return false }
      while case let rows = try await core.host.executions(ExecutionQuery(list: arn, limit: Self.batchCount)),
        !rows.isEmpty
      {
        try await remove(rows.map { RedrivesRecord.delete($0.arn) })
        try await core.host.forget(rows.map(\.arn))
      }
      return true
    } catch {
      throw StepFunctionsError(error)
    }
  }

  private func remove(_ changes: [StoreChange]) async throws(HostError) {
    do throws(StoreError) { try await core.store.commit(changes) } catch { throw .store(error) }
  }

  /// Removes all documents of a kind with a prefix, some at a time.
  private func deleteAll<Record: StoredRecord>(
    _ type: Record.Type, prefix: String
  ) async throws(StepFunctionsError) {
    do throws(StoreError) {
      while case let page = try await core.store.documents(
        DocumentQuery(Record.kind, prefix: prefix, limit: Self.batchCount)), !page.isEmpty
      {
        try await core.store.commit(page.map { .deleteDocument($0.key) })
      }
    } catch {
      throw StepFunctionsError(error)
    }
  }
}
