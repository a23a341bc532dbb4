import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// Says what `states:startExecution` tasks start: the state machines, versions and aliases of the service.
final class ServiceStarter: NestedExecutionStarter {
  private struct Reference: Sendable {
    weak var core: ServiceCore?
  }

  private let reference = Locked(Reference())

  /// The service that it belongs to; its host is made before it.
  func begin(_ core: ServiceCore) { reference.withLock { $0.core = core } }

  func resolve(
    _ stateMachineARN: String, input: JSON, name: String, startedBy parent: ExecutionIdentity
  ) async throws(TaskFailure) -> ResolvedExecution {
    guard let core = reference.withLock({ $0.core }) else {
      throw TaskFailure("States.TaskFailed", cause: "the service has been released")
    }
    let service = ServiceScope(core: core, region: parent.region, account: parent.account)
    do throws(StepFunctionsError) {
      let machine = try await service.resolve(stateMachineARN)
      try service.checkName(name)
      try service.checkRoomForExecution()
      try await core.seeActivities(of: machine.revision.machine)
      var identity = machine.revision.identity.named(name)
      if machine.record.type == .express { identity = identity.express(id: core.identifiers.uuid()) }
      return ResolvedExecution(
        machine: machine.revision.machine, identity: identity, quotas: core.limits.execution,
        lists: machine.lists(testCase: nil),
        attributes: machine.attributes(traceHeader: nil, testCase: nil).json)
    } catch {
      // Errors of services are seen with the service's name, and a suffix where they have none.
      let name = error.code.rawValue
      let suffix = name.hasSuffix("Exception") ? "" : "Exception"
      throw TaskFailure("StepFunctions.\(name)\(suffix)", cause: error.message)
    }
  }
}
