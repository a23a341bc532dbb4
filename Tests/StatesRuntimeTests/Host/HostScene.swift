import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// What the tests of a host have in common: a clock that stands still, a store in memory, and other hosts that take the
/// executions over as after a crash.
struct HostScene {
  let clock: ManualClock
  let store: MemoryStore

  init() {
    let clock = ManualClock()
    self.clock = clock
    store = MemoryStore(clock: { clock.timestamp })
  }

  func host(
    _ resources: ResourceRouter = ResourceRouter(), machines: KnownStateMachines = [:],
    settings: HostSettings = HostScene.settings, store other: (any ExecutionStore)? = nil,
    observer: (any ExecutionObserver)? = nil
  ) -> ExecutionHost {
    let clock = clock
    return ExecutionHost(
      store: other ?? store, resources: resources, stateMachines: machines, settings: settings, clock: clock,
      wallClock: { clock.timestamp }, observer: observer)
  }

  /// Another host after a crash of this one: it takes over all that has not ended.
  func successor(
    of host: ExecutionHost, _ resources: ResourceRouter = ResourceRouter(), machines: KnownStateMachines = [:],
    settings: HostSettings = HostScene.settings
  ) async throws -> ExecutionHost {
    // It does not sleep any more: who looks for a sleeper is to find that of the other host.
    host.core.alarm.stop()
    try await store.renewLease(of: host.durable.owner, for: .zero)
    let next = self.host(resources, machines: machines, settings: settings)
    try await next.recover()
    return next
  }

  /// Without the sleeper that parks what has done nothing for a while: the tests wait for others.
  static let settings: HostSettings = {
    var settings = HostSettings()
    settings.parksAfter = nil
    return settings
  }()

  static func identity(_ name: String = "e") -> ExecutionIdentity {
    ExecutionIdentity(stateMachineName: "M", name: name)
  }

  static func machine(_ states: JSON) throws -> StateMachine {
    try Machines.compile(["StartAt": "S", "States": states])
  }

  static func task(_ resource: String, _ more: JSON.Object = [:]) -> JSON {
    var state: JSON.Object = ["Type": "Task", "Resource": .string(resource), "End": true]
    for member in more.members { state[member.key] = member.value }
    return .object(state)
  }

  static let function = "arn:aws:lambda:us-east-1:111111111111:function:f"
  static let activity = "arn:aws:states:us-east-1:111111111111:activity:a"
  static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  /// A router whose tasks leave the answer to others, and the tokens of those that were called.
  static func pending() -> (resources: ResourceRouter, tokens: Locked<[String]>) {
    let tokens = Locked<[String]>([])
    var resources = ResourceRouter()
    resources.on(callback, handler: PendingHandler(tokens: tokens))
    return (resources, tokens)
  }

  private struct PendingHandler: ResourceHandler {
    let tokens: Locked<[String]>

    func perform(_ task: TaskRequest) async -> TaskReport {
      tokens.withLock { $0.append(task.taskToken ?? "") }
      return TaskReport(.pending, submission: ["MessageId": "1"])
    }
  }
}

/// Waits until something holds.
func until(_ condition: () async throws -> Bool) async rethrows {
  while try await !condition() { await Task.yield() }
}

/// Counts what a host tells.
final class Observer: ExecutionObserver {
  private let counts = Locked((commits: 0, names: [String]()))

  var commits: Int { counts.withLock { $0.commits } }
  var names: [String] { counts.withLock { $0.names } }

  func observe(_ event: HostEvent) {
    counts.withLock { counts in
      if case .committed = event { counts.commits += 1 }
      counts.names.append("\(event)".prefix { $0 != "(" }.description)
    }
  }
}
