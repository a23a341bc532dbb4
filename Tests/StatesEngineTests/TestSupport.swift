import OrderedJSON
import StatesTesting
import Testing

/// A machine of one state named `S`; `fields` are its members. `End` is added where the type wants it.
func single(_ fields: String) -> String {
  let endless = ["Choice", "Succeed", "Fail"].contains { fields.contains(#""Type":"\#($0)""#) }
  return #"{"StartAt":"S","States":{"S":{\#(fields)\#(endless ? "" : #","End":true"#)}}}"#
}

/// A machine of these states that starts at the first one, with further members before `States`.
func machine(_ first: String, _ states: String, also members: String = "") -> String {
  #"{"StartAt":"\#(first)",\#(members)"States":{\#(states)}}"#
}

/// A Lambda function's ARN, quoted.
func function(_ name: String) -> String { #""arn:aws:lambda:us-east-1:111111111111:function:\#(name)""# }

/// A Task state whose function has the same name; `fields` are appended.
func task(_ name: String, _ fields: String = #""End":true"#) -> String {
  #""\#(name)":{"Type":"Task","Resource":\#(function(name)),\#(fields)}"#
}

extension HistoryEvent {
  /// `id<previousEventID Type` and what tells it from its likes: the state, the iteration, the error, the length.
  var compact: String {
    let head = "\(id)<\(previousEventID) \(type.rawValue)"
    guard let detail = compactDetail, !detail.isEmpty else { return head }
    return head + " " + detail
  }

  private var compactDetail: String? {
    switch details {
    case .stateEntered(let state, _), .stateExited(let state, _, _), .stateAborted(let state): state.name
    case .executionFailed(let error), .executionTimedOut(let error), .executionAborted(let error),
      .taskFailed(_, let error), .taskTimedOut(_, let error), .mapRunFailed(let error):
      error.error
    case .mapStateStarted(let length): "\(length)"
    case .mapIterationStarted(let state, let index), .mapIterationSucceeded(let state, let index),
      .mapIterationFailed(let state, let index), .mapIterationAborted(let state, let index):
      "\(state.name)[\(index)]"
    case .evaluationFailed(let failure): failure.location
    case .executionStarted, .executionSucceeded, .executionRedriven, .taskScheduled, .taskStarted, .taskSubmitted,
      .taskSucceeded, .parallelStateStarted, .parallelStateSucceeded, .parallelStateFailed, .mapStateSucceeded,
      .mapStateFailed, .mapRunStarted, .mapRunSucceeded, .mapRunRedriven:
      nil
    }
  }
}

/// Runs a definition in virtual time with these answers by state.
func run(
  _ definition: String, input: String = "{}", mocks: [String: [MockAnswer]] = [:], seed: UInt64 = 0,
  quotas: ExecutionQuotas = .service, sourceLocation: SourceLocation = #_sourceLocation
) -> ExecutionResult? {
  do {
    var test = try WorkflowTest(definition: definition)
    test.seed = seed
    test.quotas = quotas
    for (state, answers) in mocks { try test.mock(state, answers: answers) }
    return test.run(input: try JSON(parsing: input))
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
    return nil
  }
}

/// Expects the events of a run, in compact form, after `ExecutionStarted`.
func expectHistory(
  _ definition: String, input: String = "{}", mocks: [String: [MockAnswer]] = [:], seed: UInt64 = 0,
  quotas: ExecutionQuotas = .service, sourceLocation: SourceLocation = #_sourceLocation, _ expected: () -> String
) {
  guard
    let result = run(definition, input: input, mocks: mocks, seed: seed, quotas: quotas, sourceLocation: sourceLocation)
  else { return }
  let events = result.history.dropFirst().map(\.compact)
  let wanted = expected().split(separator: "\n").map { String($0.drop { $0 == " " }) }
  #expect(events == wanted, sourceLocation: sourceLocation)
}

/// Expects the output of a run, letter by letter.
func expectOutput(
  _ definition: String, input: String = "{}", mocks: [String: [MockAnswer]] = [:], seed: UInt64 = 0,
  quotas: ExecutionQuotas = .service, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard
    let result = run(definition, input: input, mocks: mocks, seed: seed, quotas: quotas, sourceLocation: sourceLocation)
  else { return }
  #expect(result.outputText ?? result.failureText == expected, sourceLocation: sourceLocation)
}

/// Expects a run to end with an error.
func expectFailure(
  _ definition: String, input: String = "{}", mocks: [String: [MockAnswer]] = [:], quotas: ExecutionQuotas = .service,
  error: String?, cause: String?, sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let result = run(definition, input: input, mocks: mocks, quotas: quotas, sourceLocation: sourceLocation) else {
    return
  }
  #expect(result.status == .failed, sourceLocation: sourceLocation)
  #expect(result.error == error, sourceLocation: sourceLocation)
  #expect(result.cause == cause, sourceLocation: sourceLocation)
}

/// The sentence before most causes of `States.Runtime` and `States.QueryEvaluationError`.
func prefix(_ state: String = "S", enteredAt event: Int = 2) -> String {
  "An error occurred while executing the state '\(state)' (entered at the event id #\(event)). "
}

extension ExecutionResult {
  /// What an execution that did not succeed says of itself.
  var failureText: String { "\(status.rawValue) \(error ?? "-"): \(cause ?? "-")" }
}

/// An execution driven by hand: what it commanded is kept, nothing is done about it.
struct Driven {
  var execution: Execution
  /// The tasks it asked for, in order.
  private(set) var tasks: [(id: TaskID, request: TaskRequest)] = []
  /// The deadlines it set, in order, cancelled ones too.
  private(set) var timers: [(id: TimerID, at: Timestamp)] = []
  private(set) var cancelledTasks: [TaskID] = []
  private(set) var cancelledTimers: [TimerID] = []
  private(set) var children: [(run: MapRunID, request: ChildRequest)] = []
  private(set) var reads: [(run: MapRunID, request: ItemReadingRequest)] = []
  private(set) var writes: [(run: MapRunID, request: ResultWritingRequest)] = []
  private(set) var redrivenChildren: [(run: MapRunID, request: ChildRequest)] = []
  private(set) var stoppedRuns: [MapRunID] = []
  private(set) var leftRuns: [MapRunID] = []
  private(set) var droppedRuns: [String] = []
  /// How often it said that it has ended.
  private(set) var endings = 0

  /// Begins an execution at 1970-01-01T00:00:00Z.
  init(_ definition: String, input: String = "{}", seed: UInt64 = 0, quotas: ExecutionQuotas = .service) throws {
    execution = Execution(
      try StateMachine(parsing: definition), input: try JSON(parsing: input),
      identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(seed), quotas: quotas)
    give(.start)
  }

  /// Hands over an input at a time in seconds since the start.
  mutating func give(_ input: Execution.Input, at seconds: Double = 0) {
    keep(execution.handle(input, at: Timestamp(milliseconds: Int64(seconds * 1_000))))
  }

  /// Redrives it at a time in seconds since the start.
  mutating func redrive(at seconds: Double = 0) throws {
    keep(try execution.redrive(at: Timestamp(milliseconds: Int64(seconds * 1_000))))
  }

  private mutating func keep(_ commands: [Execution.Command]) {
    for command in commands {
      switch command {
      case .scheduleTask(let id, let request), .awaitTask(let id, let request): tasks.append((id, request))
      case .cancelTask(let id): cancelledTasks.append(id)
      case .setTimer(let id, let time): timers.append((id, time))
      case .cancelTimer(let id): cancelledTimers.append(id)
      case .readItems(let run, let request): reads.append((run, request))
      case .startChild(let run, let request): children.append((run, request))
      case .redriveChild(let run, let request): redrivenChildren.append((run, request))
      case .stopChildren(let run): stoppedRuns.append(run)
      case .leaveChildren(let run): leftRuns.append(run)
      case .dropChildren(let arn): droppedRuns.append(arn)
      case .writeResults(let run, let request): writes.append((run, request))
      case .finished: endings += 1
      }
    }
  }

  /// The deadlines in seconds since the start, in the order in which they were set.
  var deadlines: [Double] { timers.map { Double($0.at.milliseconds) / 1_000 } }

  /// The events after `ExecutionStarted`, in compact form.
  var history: [String] { execution.history.dropFirst().map(\.compact) }

  var result: ExecutionResult { ExecutionResult(execution: execution) }
}

/// Expects the output of a run as a value: the order of members does not count.
func expectValue(
  _ definition: String, input: String = "{}", mocks: [String: [MockAnswer]] = [:], _ expected: JSON,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard let result = run(definition, input: input, mocks: mocks, sourceLocation: sourceLocation) else { return }
  #expect(result.output ?? .string(result.failureText) == expected, sourceLocation: sourceLocation)
}
