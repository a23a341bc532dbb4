public import OrderedJSON
public import StatesEngine

/// An event of a history, as GetExecutionHistory gives it: AWS calls it `HistoryEvent`.
///
/// Each event has one member with details, or none: a state that is entered has ``stateEnteredEventDetails``. They are
/// read when they are asked for.
///
/// - SeeAlso: Step Functions API, "HistoryEvent".
public struct ExecutionHistoryEvent: Sendable {
  /// The event as the API shows it: the time in seconds since 1970.
  public let json: JSON
  /// When it happened.
  public let timestamp: Timestamp
  /// What happened; `nil` for a type that this version does not know.
  public let type: HistoryEventType?
  /// Its number, from 1.
  public let id: Int
  /// The number of the event that it follows; 0 for none.
  public let previousEventId: Int

  private func details<Details: Structure>(_ name: String) -> Details? {
    guard let details = json[name] else { return nil }
    var findings = RequestFindings()
    return Details(reading: details, at: name, .any, &findings)
  }

  /// Details of an `ActivityFailed` event.
  public var activityFailedEventDetails: ActivityFailedEventDetails? { details("activityFailedEventDetails") }
  /// Details of an `ActivityScheduleFailed` event.
  public var activityScheduleFailedEventDetails: ActivityScheduleFailedEventDetails? {
    details("activityScheduleFailedEventDetails")
  }
  /// Details of an `ActivityScheduled` event.
  public var activityScheduledEventDetails: ActivityScheduledEventDetails? { details("activityScheduledEventDetails") }
  /// Details of an `ActivityStarted` event.
  public var activityStartedEventDetails: ActivityStartedEventDetails? { details("activityStartedEventDetails") }
  /// Details of an `ActivitySucceeded` event.
  public var activitySucceededEventDetails: ActivitySucceededEventDetails? { details("activitySucceededEventDetails") }
  /// Details of an `ActivityTimedOut` event.
  public var activityTimedOutEventDetails: ActivityTimedOutEventDetails? { details("activityTimedOutEventDetails") }
  /// Details of an `EvaluationFailed` event.
  public var evaluationFailedEventDetails: EvaluationFailedEventDetails? { details("evaluationFailedEventDetails") }
  /// Details of an `ExecutionAborted` event.
  public var executionAbortedEventDetails: ExecutionAbortedEventDetails? { details("executionAbortedEventDetails") }
  /// Details of an `ExecutionFailed` event.
  public var executionFailedEventDetails: ExecutionFailedEventDetails? { details("executionFailedEventDetails") }
  /// Details of an `ExecutionRedriven` event.
  public var executionRedrivenEventDetails: ExecutionRedrivenEventDetails? { details("executionRedrivenEventDetails") }
  /// Details of an `ExecutionStarted` event.
  public var executionStartedEventDetails: ExecutionStartedEventDetails? { details("executionStartedEventDetails") }
  /// Details of an `ExecutionSucceeded` event.
  public var executionSucceededEventDetails: ExecutionSucceededEventDetails? {
    details("executionSucceededEventDetails")
  }
  /// Details of an `ExecutionTimedOut` event.
  public var executionTimedOutEventDetails: ExecutionTimedOutEventDetails? { details("executionTimedOutEventDetails") }
  /// Details of a `LambdaFunctionFailed` event.
  public var lambdaFunctionFailedEventDetails: LambdaFunctionFailedEventDetails? {
    details("lambdaFunctionFailedEventDetails")
  }
  /// Details of a `LambdaFunctionScheduleFailed` event.
  public var lambdaFunctionScheduleFailedEventDetails: LambdaFunctionScheduleFailedEventDetails? {
    details("lambdaFunctionScheduleFailedEventDetails")
  }
  /// Details of a `LambdaFunctionScheduled` event.
  public var lambdaFunctionScheduledEventDetails: LambdaFunctionScheduledEventDetails? {
    details("lambdaFunctionScheduledEventDetails")
  }
  /// Details of a `LambdaFunctionStartFailed` event.
  public var lambdaFunctionStartFailedEventDetails: LambdaFunctionStartFailedEventDetails? {
    details("lambdaFunctionStartFailedEventDetails")
  }
  /// Details of a `LambdaFunctionSucceeded` event.
  public var lambdaFunctionSucceededEventDetails: LambdaFunctionSucceededEventDetails? {
    details("lambdaFunctionSucceededEventDetails")
  }
  /// Details of a `LambdaFunctionTimedOut` event.
  public var lambdaFunctionTimedOutEventDetails: LambdaFunctionTimedOutEventDetails? {
    details("lambdaFunctionTimedOutEventDetails")
  }
  /// Details of a `MapIterationAborted` event.
  public var mapIterationAbortedEventDetails: MapIterationEventDetails? { details("mapIterationAbortedEventDetails") }
  /// Details of a `MapIterationFailed` event.
  public var mapIterationFailedEventDetails: MapIterationEventDetails? { details("mapIterationFailedEventDetails") }
  /// Details of a `MapIterationStarted` event.
  public var mapIterationStartedEventDetails: MapIterationEventDetails? { details("mapIterationStartedEventDetails") }
  /// Details of a `MapIterationSucceeded` event.
  public var mapIterationSucceededEventDetails: MapIterationEventDetails? {
    details("mapIterationSucceededEventDetails")
  }
  /// Details of a `MapRunFailed` event.
  public var mapRunFailedEventDetails: MapRunFailedEventDetails? { details("mapRunFailedEventDetails") }
  /// Details of a `MapRunRedriven` event.
  public var mapRunRedrivenEventDetails: MapRunRedrivenEventDetails? { details("mapRunRedrivenEventDetails") }
  /// Details of a `MapRunStarted` event.
  public var mapRunStartedEventDetails: MapRunStartedEventDetails? { details("mapRunStartedEventDetails") }
  /// Details of a `MapStateStarted` event.
  public var mapStateStartedEventDetails: MapStateStartedEventDetails? { details("mapStateStartedEventDetails") }
  /// Details of a `StateEntered` event.
  public var stateEnteredEventDetails: StateEnteredEventDetails? { details("stateEnteredEventDetails") }
  /// Details of a `StateExited` event.
  public var stateExitedEventDetails: StateExitedEventDetails? { details("stateExitedEventDetails") }
  /// Details of a `TaskFailed` event.
  public var taskFailedEventDetails: TaskFailedEventDetails? { details("taskFailedEventDetails") }
  /// Details of a `TaskScheduled` event.
  public var taskScheduledEventDetails: TaskScheduledEventDetails? { details("taskScheduledEventDetails") }
  /// Details of a `TaskStartFailed` event.
  public var taskStartFailedEventDetails: TaskStartFailedEventDetails? { details("taskStartFailedEventDetails") }
  /// Details of a `TaskStarted` event.
  public var taskStartedEventDetails: TaskStartedEventDetails? { details("taskStartedEventDetails") }
  /// Details of a `TaskSubmitFailed` event.
  public var taskSubmitFailedEventDetails: TaskSubmitFailedEventDetails? { details("taskSubmitFailedEventDetails") }
  /// Details of a `TaskSubmitted` event.
  public var taskSubmittedEventDetails: TaskSubmittedEventDetails? { details("taskSubmittedEventDetails") }
  /// Details of a `TaskSucceeded` event.
  public var taskSucceededEventDetails: TaskSucceededEventDetails? { details("taskSucceededEventDetails") }
  /// Details of a `TaskTimedOut` event.
  public var taskTimedOutEventDetails: TaskTimedOutEventDetails? { details("taskTimedOutEventDetails") }
}

extension ExecutionHistoryEvent: Hashable {
  /// Whether both are the same event, with the same details.
  public static func == (left: ExecutionHistoryEvent, right: ExecutionHistoryEvent) -> Bool { left.json == right.json }

  /// Feeds what tells events apart as a rule.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(timestamp)
  }
}

extension ExecutionHistoryEvent: MemberValue {
  /// The event that a host shows, with the time as the protocol has it.
  ///
  /// - Parameters:
  ///   - includesData: whether inputs, outputs, parameters and variables are shown.
  ///   - attributes: what is known of the execution besides, which its start shows.
  init(_ event: JSON, includesData: Bool, _ attributes: ExecutionAttributes = ExecutionAttributes()) {
    var object = event.objectValue ?? [:]
    let time = object["timestamp"]?.stringValue.flatMap { Timestamp(iso8601: $0) } ?? Timestamp(milliseconds: 0)
    object["timestamp"] = time.json
    if !includesData {
      for member in object.members where member.key.hasSuffix("EventDetails") {
        guard var details = member.value.objectValue else { continue }
        for name in Self.data { details[name] = nil }
        object[member.key] = .object(details)
      }
    }
    let start = "executionStartedEventDetails"
    if attributes.version != nil || attributes.alias != nil, var details = object[start]?.objectValue {
      details["stateMachineAliasArn"] = attributes.alias.map { .string($0) }
      details["stateMachineVersionArn"] = attributes.version.map { .string($0) }
      object[start] = .object(details)
    }
    self.init(object)
  }

  private init(_ object: JSON.Object) {
    json = .object(object)
    timestamp =
      object["timestamp"]?.doubleValue.map { Timestamp(milliseconds: Int64(($0 * 1_000).rounded())) }
      ?? Timestamp(milliseconds: 0)
    type = object["type"]?.stringValue.flatMap { HistoryEventType(rawValue: $0) }
    id = object["id"]?.integerValue.map { Int($0) } ?? 0
    previousEventId = object["previousEventId"]?.integerValue.map { Int($0) } ?? 0
  }

  /// What `includeExecutionData` leaves out.
  private static let data = [
    "input", "inputDetails", "output", "outputDetails", "parameters", "assignedVariables", "assignedVariablesDetails",
  ]

  init?(reading json: JSON, at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {
    guard let object = json.objectValue else { return nil }
    self.init(object)
  }

  func check(at path: String, _ rule: MemberRule, _ findings: inout RequestFindings) {}
}
