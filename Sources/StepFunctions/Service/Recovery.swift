import LanguageSupport
import StatesEngine
import StatesLanguage
import StatesRuntime

extension ServiceCore {
  /// Takes up what the store has.
  ///
  /// - Returns: the number of executions that have not ended.
  func recover() async throws(StepFunctionsError) -> Int {
    let activities = try await allRecords(ActivityRecord.self, prefix: "")
    host.updateActivities { known in for activity in activities { known.insert(activity.name) } }
    try await refreshActivities()
    try await recoverMocks()
    let deleting = try await allRecords(MachineRecord.self, prefix: "").filter { !$0.record.isActive }
    do throws(HostError) {
      let count = try await host.recover()
      for machine in deleting { try await host.stateMachineDeleted(machine.name) }
      try await followOthers()
      return count
    } catch {
      throw StepFunctionsError(error)
    }
  }

  /// Finds the executions again whose tasks a mock file answers; attempts are counted anew.
  private func recoverMocks() async throws(StepFunctionsError) {
    guard mocks.hasFile else { return }
    var after: ExecutionCursor?
    while true {
      let rows: [ExecutionRow]
      do throws(HostError) {
        rows = try await host.executions(.unfinished(after: after, limit: 1_000))
      } catch {
        throw StepFunctionsError(error)
      }
      for row in rows {
        guard let (arn, revision, testCase) = row.lists.lazy.compactMap(ResolvedMachine.mockedCase).first else {
          continue
        }
        // As it was when the execution started, whatever has become of it since.
        let scope = ServiceScope(core: self, region: ARN(arn)?.region ?? "", account: ARN(arn)?.account ?? "")
        let machine = try? await scope.revision(revision, of: arn, .standard).machine
        mocks.resume(testCase, of: ARN(arn)?.machine?.name ?? arn, machine, executionARN: row.arn)
      }
      guard rows.count == 1_000, let last = rows.last else { return }
      after = last.cursor
    }
  }
}

extension ExecutionRow {
  /// The ARN of the version that an execution was started with.
  var versionList: String? {
    lists.first { if case .version = ARN($0)?.resource { true } else { false } }
  }

  /// The ARN of the alias that an execution was started with.
  var aliasList: String? {
    lists.first { if case .alias = ARN($0)?.resource { !$0.utf8.contains(UInt8(ascii: "#")) } else { false } }
  }
}

/// Tells the service and its user what the host does.
final class ServiceObserver: ExecutionObserver {
  private struct Reference: Sendable {
    weak var core: ServiceCore?
  }

  private let mocks: MockedExecutions
  private let traces: TraceHeaders
  private let next: (any ExecutionObserver)?
  /// The service, if other processes may delete its state machines.
  private let reference = Locked(Reference())

  init(mocks: MockedExecutions, traces: TraceHeaders, next: (any ExecutionObserver)?) {
    self.mocks = mocks
    self.traces = traces
    self.next = next
  }

  /// The service that it belongs to; its host is made after it.
  func begin(_ core: ServiceCore) { reference.withLock { $0.core = core } }

  func observe(_ event: HostEvent) {
    switch event {
    case .history(let arn, _, let source): traces.note(arn, source)
    case .ended(let arn, _, _):
      mocks.end(arn)
      traces.end(arn)
    case .started(let arn, let machine):
      if let core = reference.withLock({ $0.core }), case .execution = ARN(arn)?.resource {
        core.seeDeletion(of: machine)
      }
    case .written, .taskAttempt, .taskReturned, .parked, .loaded, .recovered, .committed, .stalled, .broken: break
    }
    next?.observe(event)
  }
}
