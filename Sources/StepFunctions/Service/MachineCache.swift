import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime

/// A revision of a state machine, ready to be run.
struct LoadedRevision: Sendable {
  /// The name of its document.
  let name: String
  let record: RevisionRecord
  let machine: StateMachine
  /// An execution's identity, but for its name.
  let identity: ExecutionIdentity
}

/// Revisions that have been compiled lately. A revision never changes, so what is here is right.
final class MachineCache: Sendable {
  private struct State: Sendable {
    var revisions: [String: LoadedRevision] = [:]
    var byteCount = 0
  }

  /// How many bytes of definitions are kept compiled.
  private static let byteLimit = 64 << 20
  private let state = Locked(State())

  subscript(name: String) -> LoadedRevision? { state.withLock { $0.revisions[name] } }

  func add(_ revision: LoadedRevision) {
    state.withLock { state in
      if state.byteCount > Self.byteLimit {
        state.revisions.removeAll()
        state.byteCount = 0
      }
      guard state.revisions.updateValue(revision, forKey: revision.name) == nil else { return }
      // What is compiled takes some times the definition's bytes; what does not fit is dropped at once.
      state.byteCount += 1_024 + revision.record.definition.utf8.count
    }
  }
}

/// What an ARN of a start names: a state machine, a version or an alias.
struct ResolvedMachine: Sendable {
  /// The ARN of the state machine itself.
  let arn: String
  let record: MachineRecord
  let revision: LoadedRevision
  /// The version, if one was named or drawn.
  var version: String?
  var alias: String?
}

extension ServiceScope {
  /// A state machine; `nil` if there is none.
  ///
  /// One that is being deleted goes as soon as its last execution has ended.
  func machine(_ arn: String) async throws(StepFunctionsError) -> Stored<MachineRecord>? {
    guard let stored = try await core.record(MachineRecord.self, arn) else { return nil }
    return stored.record.isActive ? stored : try await finishDeletion(of: arn)
  }

  /// A state machine of this account and region that is not being deleted.
  func activeMachine(_ arn: ARN, named text: String) async throws(StepFunctionsError) -> Stored<MachineRecord> {
    guard owns(arn), let plain = arn.plainMachine, let stored = try await machine(plain) else {
      throw .stateMachineDoesNotExist(text)
    }
    guard stored.record.isActive else { throw .stateMachineDeleting(plain) }
    return stored
  }

  /// A state machine that is not being deleted, by its own ARN.
  private func usedMachine(_ plain: String, named text: String) async throws(StepFunctionsError) -> Stored<
    MachineRecord
  > {
    guard let stored = try await core.record(MachineRecord.self, plain) else { throw .stateMachineDoesNotExist(text) }
    guard stored.record.isActive else { throw .stateMachineDeleting(plain) }
    return stored
  }

  /// Does something with what an ARN of a start names, which is not deleted meanwhile.
  func withResolved<Answer>(
    _ text: String, _ body: (ResolvedMachine) async throws(StepFunctionsError) -> Answer
  ) async throws(StepFunctionsError) -> Answer {
    let arn = try unlabeledMachineARN(text)
    let machine = arn.plainMachine ?? text
    do throws(StepFunctionsError) {
      return try await core.gates.shared(machine) { () throws(StepFunctionsError) in
        try await body(try await resolve(text))
      }
    } catch {
      // It may be gone by now.
      if error.code == .stateMachineDeleting, try await self.machine(machine) == nil {
        throw .stateMachineDoesNotExist(text)
      }
      throw error
    }
  }

  /// What a revision of a state machine says, without compiling it.
  func revisionRecord(_ name: String, of arn: String) async throws(StepFunctionsError) -> RevisionRecord {
    if let known = core.machines[name] { return known.record }
    guard let stored = try await core.record(RevisionRecord.self, name) else {
      throw StepFunctionsError(.internalFailure, "a revision of the state machine \(arn) is missing")
    }
    return stored.record
  }

  /// A revision of a state machine.
  ///
  /// - Parameters:
  ///   - name: the name of its document.
  ///   - arn: the ARN of the state machine.
  ///   - type: the type of the state machine.
  func revision(_ name: String, of arn: String, _ type: StateMachineType) async throws(StepFunctionsError)
    -> LoadedRevision
  {
    if let known = core.machines[name] { return known }
    return try load(name, try await revisionRecord(name, of: arn), of: arn, type)
  }

  /// Compiles a revision.
  func load(
    _ name: String, _ record: RevisionRecord, of arn: String, _ type: StateMachineType
  ) throws(StepFunctionsError) -> LoadedRevision {
    let machine: StateMachine
    do throws(InvalidDefinition) {
      machine = try StateMachine(parsing: record.definition, type: type)
    } catch {
      throw .invalidDefinition(error.serviceText)
    }
    let parsed = ARN(arn)
    let identity = ExecutionIdentity(
      stateMachineName: parsed?.machine?.name ?? arn, name: "", region: parsed?.region ?? region,
      account: parsed?.account ?? account, roleARN: record.roleArn, partition: parsed?.partition)
    let loaded = LoadedRevision(name: name, record: record, machine: machine, identity: identity)
    core.machines.add(loaded)
    return loaded
  }

  /// What is started by an ARN of a state machine, a version or an alias, which draws a version by weight.
  ///
  /// Nothing is deleted for it: the caller keeps the state machine from being deleted.
  func resolve(_ text: String) async throws(StepFunctionsError) -> ResolvedMachine {
    let arn = try unlabeledMachineARN(text)
    guard owns(arn), let plain = arn.plainMachine else { throw .stateMachineDoesNotExist(text) }
    switch arn.resource {
    case .version:
      let stored = try await usedMachine(plain, named: text)
      return try await resolve(version: text, of: plain, stored.record)
    case .alias:
      let stored = try await usedMachine(plain, named: text)
      guard let alias = try await core.record(AliasRecord.self, text) else { throw .aliasDoesNotExist(text) }
      var resolved = try await resolve(version: draw(alias.record.routing), of: plain, stored.record)
      resolved.alias = text
      return resolved
    case .stateMachine, .execution, .expressExecution, .mapRun, .activity:
      let stored = try await usedMachine(plain, named: text)
      let revision = try await revision(stored.record.revision, of: plain, stored.record.type)
      return ResolvedMachine(arn: plain, record: stored.record, revision: revision)
    }
  }

  private func resolve(
    version text: String, of plain: String, _ record: MachineRecord
  ) async throws(StepFunctionsError) -> ResolvedMachine {
    guard let version = try await core.record(VersionRecord.self, text) else { throw .versionDoesNotExist(text) }
    let revision = try await revision(version.record.revision, of: plain, record.type)
    return ResolvedMachine(arn: plain, record: record, revision: revision, version: text)
  }

  private func draw(_ routing: [RoutingConfigurationListItem]) -> String {
    guard let last = routing.last else { return "" }
    var drawn = core.identifiers.number(below: 100)
    for item in routing {
      drawn -= item.weight
      if drawn < 0 { return item.stateMachineVersionArn }
    }
    return last.stateMachineVersionArn
  }
}
