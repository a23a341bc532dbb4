import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime

/// That activities have been created or deleted by a process that shares the store: its document changes with each.
struct ActivityChangesRecord: StoredRecord, Hashable {
  static let kind = DocumentKind.service
  static let name = "activityChanges"

  mutating func visit(_ visitor: inout some MemberVisitor) {}

  /// The change that says so.
  static var note: StoreChange { ActivityChangesRecord().put(name, order: "", if: .always) }
}

// What processes that share a store see of each other's resources. Documents are read when they are needed; this is for
// what a host knows besides.
extension ServiceCore {
  /// The topic of the signal that there are other activities.
  private static let topic = "activityChanges"

  /// What the commit says besides that creates or deletes an activity.
  var activityChanges: [StoreChange] { isShared ? [ActivityChangesRecord.note] : [] }

  /// Tells other processes that there are other activities.
  func tellOfActivities() { if isShared { host.signal(Self.topic) } }

  /// Follows what other processes create and delete, until the host is shut down.
  func followOthers() async throws(HostError) {
    try await host.keepLooking(for: Self.topic) { [weak self] in try? await self?.refreshActivities() }
  }

  /// Takes up which activities there are, if any process has created or deleted one since the last time.
  func refreshActivities() async throws(StepFunctionsError) {
    guard isShared else { return }
    let revision: UInt64?
    do throws(StoreError) {
      revision = try await store.document(DocumentKey(ActivityChangesRecord.kind, ActivityChangesRecord.name))?.revision
    } catch {
      throw StepFunctionsError(error)
    }
    guard let revision, seenActivities.withLock({ $0 }) != revision else { return }
    let stored = Set(try await allRecords(ActivityRecord.self, prefix: "").map(\.name))
    let known = host.activities.listed
    var gone: [String] = []
    // One that has been created here meanwhile is not gone.
    for activity in known.subtracting(stored) where try await record(ActivityRecord.self, activity) == nil {
      gone.append(activity)
    }
    host.updateActivities { changes in
      for activity in stored.subtracting(known) { changes.insert(activity) }
      for activity in gone { changes.remove(activity) }
    }
    counts.forget(ActivityRecord.kind)
    seenActivities.withLock { $0 = revision }
  }

  /// Looks whether other processes have created activities of a definition that are not known here.
  func seeActivities(of machine: StateMachine) async throws(StepFunctionsError) {
    guard isShared, !machine.activities.isEmpty else { return }
    let known = host.activities
    if machine.activities.contains(where: { !known.contains($0) }) { try await refreshActivities() }
  }

  /// Looks whether the state machine of an execution that has started has been deleted meanwhile by another process, which
  /// could not know of the execution. However many start, it is looked once after all of them.
  func seeDeletion(of machine: String) {
    let isUnderway = seeingDeletion.withLock { machines in
      defer { machines[machine] = machines[machine] != nil }
      return machines[machine] != nil
    }
    if isUnderway { return }
    Task {
      repeat { await lookForDeletion(of: machine) } while goesOnSeeing(machine)
    }
  }

  /// Whether executions have started since the last look.
  private func goesOnSeeing(_ machine: String) -> Bool {
    seeingDeletion.withLock { machines in
      let goesOn = machines[machine] == true
      machines[machine] = goesOn ? false : nil
      return goesOn
    }
  }

  private func lookForDeletion(of machine: String) async {
    do throws(StepFunctionsError) {
      if try await record(MachineRecord.self, machine)?.record.isActive == true { return }
    } catch {
      return
    }
    try? await host.stateMachineDeleted(machine)
  }
}
