import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// Hosts that share a store: in real time, with leases that a test lets expire.
struct FleetScene {
  let store = MemoryStore()
  var settings: HostSettings = {
    var settings = HostSettings()
    settings.parksAfter = nil
    // However long the machine is busy with something else.
    settings.lease = .seconds(3_600)
    settings.inboxPatience = .seconds(3_600)
    settings.inboxPolling = .milliseconds(10)
    settings.recordsChildren = true
    return settings
  }()

  func host(
    _ resources: ResourceRouter = ResourceRouter(), machines: KnownStateMachines = [:], owner: String? = nil,
    store other: (any ExecutionStore)? = nil, observer: (any ExecutionObserver)? = nil
  ) -> ExecutionHost {
    ExecutionHost(
      store: other ?? store, resources: resources, stateMachines: machines, settings: settings, owner: owner,
      observer: observer)
  }

  /// The executions of a host are anybody's, as when it has died.
  func expire(_ host: ExecutionHost) async throws { try await store.renewLease(of: host.durable.owner, for: .zero) }

  /// The owner of an execution.
  func owner(_ arn: String) async throws -> String? { try await store.execution(arn)?.owner }

  static let wait: StateMachine = machine(["Type": "Wait", "Seconds": 900, "End": true])
  static let callback: StateMachine = machine(asking)
  static let activity: StateMachine = machine(HostScene.task(HostScene.activity))

  /// A task that waits for an answer with its token.
  static let asking = HostScene.task(
    HostScene.callback, ["Parameters": ["QueueUrl": "q", "MessageBody": ["token.$": "$$.Task.Token"]]])

  static func machine(_ state: JSON) -> StateMachine {
    guard let machine = try? HostScene.machine(["S": state]) else { preconditionFailure("the definition is invalid") }
    return machine
  }
}

/// Waits until something holds, for a minute at least; then the test fails.
func soon(
  _ what: Comment = "it did not come to pass", sourceLocation: SourceLocation = #_sourceLocation,
  _ condition: () async throws -> Bool
) async throws {
  for _ in 0..<12_000 {
    if try await condition() { return }
    try await Task.sleep(for: .milliseconds(5))
  }
  Issue.record(what, sourceLocation: sourceLocation)
}
