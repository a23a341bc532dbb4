import Hummingbird

extension ConsolePath {
  typealias Answer = @Sendable (StepFunctionsConsole, ConsoleRequest) async throws -> Response

  /// What is done with a path.
  enum Method {
    /// It shows something.
    case page(Answer)
    /// It does something, and needs a form's token.
    case action(Answer)
    /// It shows a form, and does what the form asks for.
    case form(Answer, Answer)
    /// It is a file.
    case asset
  }

  /// The one list of what the console answers.
  var method: Method {
    switch self {
    case .machines: .page { try await $0.machines($1) }
    case .machinesLive: .page { try await $0.machinesLive($1) }
    case .newMachine: .form({ $0.newMachine($1) }, { try await $0.createMachine($1) })
    case .checkDefinition: .action { $0.checkDefinition($1) }
    case .machine: .page { try await $0.machine($1) }
    case .machineDefinition: .page { try await $0.machineDefinition($1) }
    case .machineLive: .page { try await $0.machineLive($1) }
    case .start: .action { try await $0.start($1) }
    case .execution: .page { try await $0.execution($1) }
    case .executionLive: .page { try await $0.executionLive($1) }
    case .executionEvents: .page { try await $0.executionEvents($1) }
    case .executionTrack: .page { try await $0.executionTrack($1) }
    case .executionState: .page { try await $0.executionState($1) }
    case .executionPayload: .page { try await $0.executionPayload($1) }
    case .executionHistory: .page { try await $0.executionHistory($1) }
    case .stop: .action { try await $0.stop($1) }
    case .redrive: .action { try await $0.redrive($1) }
    case .mapRun: .page { try await $0.mapRun($1) }
    case .mapRunLive: .page { try await $0.mapRunLive($1) }
    case .activities: .page { try await $0.activities($1) }
    case .tasks: .page { try await $0.tasks($1) }
    case .sendSuccess: .action { try await $0.sendTaskSuccess($1) }
    case .sendFailure: .action { try await $0.sendTaskFailure($1) }
    case .changes: .page { $0.changes($1) }
    case .style, .script, .icon: .asset
    }
  }
}
