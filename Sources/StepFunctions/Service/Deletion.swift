import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime

// A state machine that is deleted is gone when its last execution has ended: until then it is DELETING.
extension ServiceScope {
  /// Removes a state machine that is being deleted, with all that belongs to it, if none of its executions runs.
  ///
  /// - Returns: whether it is gone.
  func finishDeletion(of arn: String, _ stored: Stored<MachineRecord>) async throws(StepFunctionsError) -> Bool {
    var redrives: [StoreChange] = []
    do throws(HostError) {
      let running = ExecutionQuery(list: arn, statuses: [.running], limit: 1)
      guard try await core.host.executions(running).isEmpty else { return false }
      // Executions go first: while the state machine is there, whoever asks next goes on where this ends.
      while case let rows = try await core.host.executions(ExecutionQuery(list: arn, limit: 1_000)), !rows.isEmpty {
        try await core.host.forget(rows.map(\.arn))
        redrives += rows.filter { $0.redriveCount > 0 }.map { RedrivesRecord.delete($0.arn) }
      }
    } catch {
      throw StepFunctionsError(error)
    }
    let prefix = Self.prefix(of: arn)
    var changes = redrives
    for alias in try await core.allRecords(AliasRecord.self, prefix: prefix) {
      changes.append(AliasRecord.delete(alias.name))
    }
    for version in try await core.allRecords(VersionRecord.self, prefix: prefix) {
      changes.append(VersionRecord.delete(version.name))
    }
    for revision in try await core.allRecords(RevisionRecord.self, prefix: prefix) {
      changes.append(RevisionRecord.delete(revision.name))
    }
    changes += [TagsRecord.delete(arn), MachineRecord.delete(arn, if: stored.unchanged)]
    do throws(StoreError) {
      try await core.store.commit(changes)
      core.counts.add(-1, MachineRecord.kind, in: self)
    } catch .conflict {
      // Somebody else has done it.
    } catch {
      throw StepFunctionsError(error)
    }
    return true
  }
}
