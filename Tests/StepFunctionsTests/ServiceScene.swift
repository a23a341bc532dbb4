import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesRuntime
import StatesTesting
import StepFunctions
import Testing

/// What the tests of the service have in common: a service whose calendar a test moves, and definitions.
struct ServiceScene {
  let service: StepFunctionsService
  private let time: Locked<Timestamp>

  static let role = "arn:aws:iam::123456789012:role/r"
  static let start = Timestamp(iso8601: "2026-11-29T10:00:00.250Z") ?? Timestamp(milliseconds: 0)

  init(
    _ resources: ResourceRouter = ResourceRouter(), mocks: MockConfig? = nil, store: (any ExecutionStore)? = nil,
    quotas: ServiceQuotas = ServiceQuotas(), seed: UInt64? = 7
  ) {
    let time = Locked(Self.start)
    self.time = time
    let clock: @Sendable () -> Timestamp = { time.withLock { $0 } }
    service = StepFunctionsService(
      store: store ?? MemoryStore(clock: clock), resources: resources, mocks: mocks, quotas: quotas, wallClock: clock,
      seed: seed)
  }

  /// Lets the calendar go on; nothing that waits for its deadline notices.
  func pass(_ duration: Duration) {
    time.withLock { $0 = $0.advanced(byMilliseconds: duration.wholeMilliseconds) }
  }

  var now: Timestamp { time.withLock { $0 } }

  // MARK: Definitions

  static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#
  static let other = #"{"StartAt":"P","States":{"P":{"Type":"Pass","Result":1,"End":true}}}"#
  static let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":900,"End":true}}}"#
  static let fail = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}}"#

  /// A task of a Lambda function, as a state.
  static func task(_ function: String) -> String {
    #"{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:123456789012:function:\#(function)","End":true}"#
  }

  /// A task of any resource, as a whole definition.
  static func activity(_ arn: String, _ more: String = "") -> String {
    #"{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"\#(arn)"\#(more),"End":true}}}"#
  }

  // MARK: Making

  /// The ARN of a new state machine.
  func machine(
    _ definition: String = pass, _ name: String = "M", type: StateMachineType? = nil
  ) async throws -> String {
    try await service.createStateMachine(name: name, definition: definition, roleArn: Self.role, type: type)
      .stateMachineArn
  }

  /// The ARN of a new execution.
  func started(
    _ machine: String, _ name: String = "e", input: String = "{}"
  ) async throws -> String {
    try await service.startExecution(stateMachineArn: machine, name: name, input: input).executionArn
  }

  /// A machine of `definition` with versions 1 and 2, of two definitions.
  func versions(_ name: String = "M") async throws -> String {
    let made = try await service.createStateMachine(
      name: name, definition: Self.pass, roleArn: Self.role, publish: true)
    try await service.updateStateMachine(
      stateMachineArn: made.stateMachineArn, definition: Self.other, publish: true)
    return made.stateMachineArn
  }

  /// The ARN of a resource of the scene's account.
  static func arn(_ resource: String) -> String { "arn:aws:states:us-east-1:123456789012:\(resource)" }
}

/// Expects that a call is refused with a code and a text.
func expectRefusal<Answer>(
  _ code: StepFunctionsError.Code, _ message: String? = nil, reason: StepFunctionsError.Reason? = nil,
  sourceLocation: SourceLocation = #_sourceLocation, _ call: () async throws -> Answer
) async {
  do {
    let answer = try await call()
    Issue.record("expected \(code.rawValue), but the answer is \(answer)", sourceLocation: sourceLocation)
  } catch let error as StepFunctionsError {
    #expect(error.code == code, sourceLocation: sourceLocation)
    if let message { #expect(error.message == message, sourceLocation: sourceLocation) }
    if let reason { #expect(error.reason == reason, sourceLocation: sourceLocation) }
  } catch {
    Issue.record("expected \(code.rawValue), but \(error) was thrown", sourceLocation: sourceLocation)
  }
}
