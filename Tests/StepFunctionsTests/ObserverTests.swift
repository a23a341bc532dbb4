import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// What an observer of the service learns with each event.
@Suite struct ObserverTests {
  /// Keeps the types of events with what is known of their executions.
  private final class Collector: ExecutionObserver {
    let events = Locked<[(type: HistoryEventType, source: HistorySource)]>([])

    func observe(_ event: HostEvent) {
      guard case .history(_, let event, let source) = event else { return }
      events.withLock { $0.append((event.type, source)) }
    }

    var types: [HistoryEventType] { events.withLock { $0.map(\.type) } }
  }

  private static let logging = LoggingConfiguration(
    level: .error, includeExecutionData: true,
    destinations: [
      LogDestination(
        cloudWatchLogsLogGroup: CloudWatchLogsLogGroup(
          logGroupArn: "arn:aws:logs:us-east-1:123456789012:log-group:g:*"))
    ])

  @Test(arguments: [StateMachineType.standard, .express])
  func eventsComeWithTheConfigurationOfLogging(type: StateMachineType) async throws {
    let collector = Collector()
    let service = StepFunctionsService(observer: collector)
    let machine = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role, type: type,
      loggingConfiguration: Self.logging)
    let started = try await service.startExecution(stateMachineArn: machine.stateMachineArn)
    _ = try await service.result(of: started.executionArn)
    #expect(collector.types == [.executionStarted, .passStateEntered, .passStateExited, .executionSucceeded])
    #expect(collector.events.withLock { $0.allSatisfy { $0.source.loggingConfiguration == Self.logging } })
    await service.shutDown()
  }

  @Test func withoutLoggingThereIsNone() async throws {
    let collector = Collector()
    let service = StepFunctionsService(observer: collector)
    let machine = try await service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role)
    let started = try await service.startExecution(stateMachineArn: machine.stateMachineArn)
    _ = try await service.result(of: started.executionArn)
    #expect(collector.types.count == 4)
    #expect(collector.events.withLock { $0.allSatisfy { $0.source.loggingConfiguration == nil } })
    await service.shutDown()
  }

  @Test func loggingAndTraceAreKnownAfterARestart() async throws {
    let store = MemoryStore()
    let first = StepFunctionsService(store: store)
    let machine = try await first.createStateMachine(
      name: "M", definition: #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":600,"End":true}}}"#,
      roleArn: ServiceScene.role, loggingConfiguration: Self.logging)
    let started = try await first.startExecution(
      stateMachineArn: machine.stateMachineArn, traceHeader: "Root=1")
    await first.shutDown()
    let collector = Collector()
    let second = StepFunctionsService(store: store, observer: collector)
    _ = try await second.recover()
    _ = try await second.stopExecution(executionArn: started.executionArn)
    _ = try await second.redriveExecution(executionArn: started.executionArn)
    #expect(second.traceHeader(of: started.executionArn) == "Root=1")
    #expect(collector.types.prefix(2) == [.executionAborted, .executionRedriven])
    #expect(collector.events.withLock { $0.allSatisfy { $0.source.loggingConfiguration == Self.logging } })
    #expect(collector.events.withLock { $0.map(\.source.redriveCount) }.prefix(2) == [0, 1])
    await second.shutDown()
  }
}
