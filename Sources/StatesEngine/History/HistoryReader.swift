public import OrderedJSON
public import StatesLanguage

/// Makes events of what GetExecutionHistory shows of them, one after the other: the inverse of ``HistoryEvent/json``.
///
/// ```swift
/// let page = try JSON(parsing: text)        // what GetExecutionHistory has answered
/// var reader = HistoryReader(of: machine)
/// for json in page["events"]?.arrayValue ?? [] { print(try reader.read(json).type) }
/// ```
///
/// What an event's JSON does not say follows from those before it: which task a `TaskStarted` is about, which state a
/// `TaskStateAborted`, how often a task has been retried. Three things stay unknown: a task's token is `nil`, its
/// ``TaskRequest/deduplicationID`` is not the one that its receiver saw, and inputs and outputs that were left out or
/// shortened are `null` (see ``hasAllData``).
///
/// Memory and time grow with the size of the events that are read, and with nothing else.
///
/// - SeeAlso: GetExecutionHistory.
public struct HistoryReader: Sendable {
  /// Why an event cannot be read.
  public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The number that the event has, or should have.
    public var eventID: Int
    /// What is wrong.
    public var message: String
    /// The number and the message.
    public var description: String { "event \(eventID): \(message)" }
  }

  /// The state machine that the history is about.
  public let machine: StateMachine
  /// Whether all inputs, outputs, parameters and variables were in the events: not so if the history was asked for without
  /// its data (`includeExecutionData`), or if the service has shortened a value.
  public private(set) var hasAllData = true
  /// How many events have been read.
  public var eventCount: Int { threads.eventCount }

  private let identity: ExecutionIdentity?
  private let iterations: [Int]
  private let states: [String: Int]
  private var threads = HistoryThreads()
  private var lastOrigin: TaskOrigin?
  private var startTime = Timestamp(milliseconds: 0)
  private var redrives = 0
  /// The last task of each visit that has one, and how often it was retried.
  private var tasks: [Int: (request: TaskRequest, redrives: Int)] = [:]
  /// The last payload: the output of a state is the input of the next.
  private var last: (text: String, payload: Execution.Payload)?

  /// Creates a reader of the history of one execution, from its first event.
  ///
  /// - Parameters:
  ///   - machine: the state machine that was executed, as compiled from the definition that the execution had.
  ///   - identity: the execution, for the tasks that the events are about; one that is made up if it is not known.
  ///   - iterations: for a child of a map run, the iterations that it is, outermost first.
  public init(of machine: StateMachine, identity: ExecutionIdentity? = nil, iterations: [Int] = []) {
    self.iterations = iterations
    self.machine = machine
    self.identity = identity
    states = Dictionary(machine.states.enumerated().map { ($1.name, $0) }) { first, _ in first }
  }

  /// Reads the next event.
  ///
  /// After an event that cannot be read, the same one is still the next.
  ///
  /// - Parameter event: the event as GetExecutionHistory shows it, with its time as ISO-8601 text or as a number of
  ///   seconds.
  /// - Returns: the event.
  /// - Throws: ``Problem`` if a member is missing or is of the wrong kind, if the event is not the next one, or if it is
  ///   about a state that the machine does not have.
  public mutating func read(_ event: JSON) throws(Problem) -> HistoryEvent {
    let next = eventCount + 1
    let members: EventMembers
    do throws(EventMembers.Problem) {
      members = try EventMembers(event, at: "its JSON")
    } catch {
      throw Problem(eventID: next, message: error.message)
    }
    guard members.id == next else {
      throw Problem(eventID: next, message: "it is missing; after event \(eventCount) comes event \(members.id)")
    }
    var form = EventForm(members)
    guard members.previousEventID < next else {
      throw form.problem("previousEventId \(members.previousEventID) is not an earlier event")
    }
    guard let type = HistoryEventType(rawValue: members.typeName) else {
      throw form.problem("there are no events of the type \(EventForm.shown(members.typeName))")
    }
    guard let time = members.timestamp else { throw form.problem("it has no 'timestamp'") }
    form.last = last
    let details = try details(type, at: time, &form)
    guard details.type == type else {
      throw form.problem("it is a \(type.rawValue), but what it is about would be a \(details.type.rawValue)")
    }
    last = form.last
    if !form.hasAllData { hasAllData = false }
    let event = HistoryEvent(
      timestamp: time, details: details, number: Int32(clamping: members.id),
      previous: Int32(clamping: members.previousEventID))
    accept(event)
    return event
  }

  /// Reads the next events.
  ///
  /// - Parameter events: the events, in order.
  /// - Returns: the events.
  /// - Throws: ``Problem`` for the first one that cannot be read.
  public mutating func read(all events: some Sequence<JSON>) throws(Problem) -> [HistoryEvent] {
    var result: [HistoryEvent] = []
    for event in events { result.append(try read(event)) }
    return result
  }

  private mutating func accept(_ event: HistoryEvent) {
    let position = threads.append(event)
    switch event.details {
    case .executionStarted: startTime = event.timestamp
    case .executionRedriven: redrives += 1
    case .taskScheduled(let request): if let visit = position.visit { tasks[visit] = (request, redrives) }
    default: break
    }
  }

  // MARK: Details

  private mutating func details(
    _ type: HistoryEventType, at time: Timestamp, _ form: inout EventForm
  ) throws(Problem) -> HistoryEventDetails {
    switch type {
    case .executionStarted:
      return try .executionStarted(input: form.payload("input"), roleARN: form.string("roleArn"))
    case .executionSucceeded: return try .executionSucceeded(output: form.payload("output"))
    case .executionFailed: return .executionFailed(form.error)
    case .executionTimedOut: return .executionTimedOut(form.error)
    case .executionAborted: return .executionAborted(form.error)
    case .executionRedriven: return try .executionRedriven(redriveCount: form.number("redriveCount"))
    case .choiceStateEntered, .failStateEntered, .mapStateEntered, .parallelStateEntered, .passStateEntered,
      .succeedStateEntered, .taskStateEntered, .waitStateEntered:
      return try .stateEntered(state(named: "name", form), input: form.payload("input"))
    case .choiceStateExited, .mapStateExited, .parallelStateExited, .passStateExited, .succeedStateExited,
      .taskStateExited, .waitStateExited:
      return try .stateExited(
        state(named: "name", form), output: form.payload("output"), assigned: form.variables("assignedVariables"))
    case .mapStateAborted, .parallelStateAborted, .taskStateAborted, .waitStateAborted:
      guard let state = threads.abortedState(type, after: form.members.previousEventID) else {
        throw form.problem("it is a \(type.rawValue), but no state of that kind is open")
      }
      return .stateAborted(state)
    case .activityScheduled, .lambdaFunctionScheduled, .taskScheduled:
      return try .taskScheduled(scheduled(type, at: time, &form))
    case .activityStarted, .lambdaFunctionStarted, .taskStarted:
      return try .taskStarted(request(form), worker: form.optionalString("workerName"))
    case .taskSubmitted: return try .taskSubmitted(request(form), output: form.payload("output"))
    case .activitySucceeded, .lambdaFunctionSucceeded, .taskSucceeded:
      return try .taskSucceeded(request(form), output: form.payload("output"))
    case .activityFailed, .lambdaFunctionFailed, .taskFailed: return try .taskFailed(request(form), form.error)
    case .activityTimedOut, .lambdaFunctionTimedOut, .taskTimedOut: return try .taskTimedOut(request(form), form.error)
    case .parallelStateStarted: return .parallelStateStarted
    case .parallelStateSucceeded: return .parallelStateSucceeded
    case .parallelStateFailed: return .parallelStateFailed
    case .mapStateStarted: return try .mapStateStarted(length: form.number("length"))
    case .mapStateSucceeded: return .mapStateSucceeded
    case .mapStateFailed: return .mapStateFailed
    case .mapIterationStarted: return try .mapIterationStarted(state(named: "name", form), index: form.number("index"))
    case .mapIterationSucceeded:
      return try .mapIterationSucceeded(state(named: "name", form), index: form.number("index"))
    case .mapIterationFailed: return try .mapIterationFailed(state(named: "name", form), index: form.number("index"))
    case .mapIterationAborted: return try .mapIterationAborted(state(named: "name", form), index: form.number("index"))
    case .mapRunStarted: return try .mapRunStarted(arn: form.string("mapRunArn"))
    case .mapRunSucceeded: return .mapRunSucceeded
    case .mapRunFailed: return .mapRunFailed(form.error)
    case .mapRunRedriven:
      return try .mapRunRedriven(arn: form.string("mapRunArn"), redriveCount: form.number("redriveCount"))
    case .evaluationFailed:
      return try .evaluationFailed(
        EvaluationFailure(
          state: state(named: "state", form).name,
          error: form.optionalString("error") ?? ErrorName.queryEvaluationError,
          cause: form.optionalString("cause") ?? "", location: form.optionalString("location")))
    case .activityScheduleFailed, .lambdaFunctionScheduleFailed, .lambdaFunctionStartFailed, .taskStartFailed,
      .taskSubmitFailed, .mapRunAborted:
      throw form.problem("events of the type \(type.rawValue) cannot be read: no recording of one is known")
    }
  }

  private func state(named member: String, _ form: EventForm) throws(Problem) -> StateMachine.State {
    let name = try form.string(member)
    if let index = states[name], machine.states[index].name.hasSameUTF8(as: name) { return machine.states[index] }
    if let index = machine.index(ofState: name) { return machine.states[index] }
    let near = Suggestions.nearest(to: name, among: machine.states.map(\.name))
    throw form.problem(
      "it is about the state \(EventForm.shown(name)), which the definition does not have"
        + (near.map { "; the nearest is \(EventForm.shown($0))" } ?? ""))
  }

  // MARK: Tasks

  /// The task that an event schedules.
  private mutating func scheduled(
    _ type: HistoryEventType, at time: Timestamp, _ form: inout EventForm
  ) throws(Problem) -> TaskRequest {
    let previous = form.members.previousEventID
    guard let visit = threads.openVisit(afterEvent: previous) else {
      throw form.problem("it schedules a task, but no state has been entered before it")
    }
    let state = threads.visits[visit].state
    guard case .task(let task) = state.kind else {
      throw form.problem("it schedules a task, but \(EventForm.shown(state.name)) is a \(state.type.rawValue) state")
    }
    var region = identity?.region
    let resource: TaskResource
    let payload: Execution.Payload
    if type == .taskScheduled {
      resource = try integration(task.resource, form)
      region = try form.string("region")
      payload = try form.payload("parameters")
    } else {
      let arn = try form.string("resource")
      resource = task.resource.arn.hasSameUTF8(as: arn) ? task.resource : TaskResource(arn)
      payload = try form.payload("input")
    }
    let before = tasks[visit].flatMap { $0.redrives == redrives ? $0.request : nil }
    let thread = threads.visits[visit].thread
    return TaskRequest(
      TaskID(branch: Int32(clamping: thread), serial: Int32(clamping: form.members.id)),
      of: origin(in: region, at: time), stateName: state.name,
      iterations: iterations + threads.iterations(around: thread),
      resource: resource, payload: payload, timeoutSeconds: try form.optionalNumber("timeoutInSeconds"),
      heartbeatSeconds: try form.optionalNumber("heartbeatInSeconds"),
      roleARN: form.members.details["taskCredentials"]?["roleArn"]?.stringValue, taskToken: nil,
      retryCount: before?.attempt ?? 0)
  }

  /// The resource of an integration: that of the definition if it is the same one.
  private func integration(_ own: TaskResource, _ form: EventForm) throws(Problem) -> TaskResource {
    let service = try form.string("resourceType")
    let action = try form.string("resource")
    let partition = identity?.partition ?? "aws"
    for resource in [own, TaskResource("arn:\(partition):states:::\(service):\(action)")] {
      if case .integration(let integration) = resource, integration.service.hasSameUTF8(as: service),
        integration.action.hasSameUTF8(as: action)
      {
        return resource
      }
    }
    throw form.problem("there is no integration of a resourceType and a resource like these")
  }

  /// The task that an event is about: the last one that was scheduled in its thread.
  private func request(_ form: EventForm) throws(Problem) -> TaskRequest {
    guard let visit = threads.openVisit(afterEvent: form.members.previousEventID), let request = tasks[visit]?.request
    else {
      throw form.problem("no task was scheduled before it")
    }
    guard case .integration(let integration) = request.resource else { return request }
    let (service, action) = (try form.string("resourceType"), try form.string("resource"))
    guard integration.service.hasSameUTF8(as: service), integration.action.hasSameUTF8(as: action) else {
      throw form.problem("the task that was scheduled before it has another resource, \(request.resource.arn)")
    }
    return request
  }

  private mutating func origin(in region: String?, at time: Timestamp) -> TaskOrigin {
    if let lastOrigin, region.map({ lastOrigin.family.arn.region.hasSameUTF8(as: $0) }) ?? true { return lastOrigin }
    var known =
      identity ?? ExecutionIdentity(stateMachineName: "StateMachine", name: "execution", region: region ?? "us-east-1")
    if let region, !known.region.hasSameUTF8(as: region) {
      known = ExecutionIdentity(
        stateMachineName: known.stateMachineName, name: known.name, region: region, account: known.account,
        roleARN: known.roleARN, partition: known.partition)
    }
    let origin = TaskOrigin(known, startTime: startTime)
    lastOrigin = origin
    return origin
  }
}

/// The details of one event.
private struct EventForm {
  let members: EventMembers
  var hasAllData = true
  /// The payload before, and its text.
  var last: (text: String, payload: Execution.Payload)?

  private static let unknown = Execution.Payload(.null, depthBound: 0)
  /// As deep as what a history's JSON is read with.
  private static let parser = JSONParser(maximumDepth: 2_000)

  init(_ members: EventMembers) { self.members = members }

  func problem(_ message: String) -> HistoryReader.Problem {
    HistoryReader.Problem(eventID: members.id, message: message)
  }

  /// A name in a message: quoted, on one line, and not longer than a name that the service allows.
  static func shown(_ name: String) -> String {
    JSONPrinter.compact.string(.string(String(String.UnicodeScalarView(name.unicodeScalars.prefix(80)))))
  }

  func string(_ name: String) throws(HistoryReader.Problem) -> String {
    guard let text = members.details[name]?.stringValue else {
      throw problem("its details have no '\(name)', or it is not a string")
    }
    return text
  }

  func optionalString(_ name: String) -> String? { members.details[name]?.stringValue }

  var error: ErrorOutput { ErrorOutput(error: optionalString("error"), cause: optionalString("cause")) }

  func number(_ name: String) throws(HistoryReader.Problem) -> Int {
    guard let number = try optionalNumber(name) else { throw problem("its details have no '\(name)'") }
    return number
  }

  func optionalNumber(_ name: String) throws(HistoryReader.Problem) -> Int? {
    guard let value = members.details[name], !value.isNull else { return nil }
    guard let number = value.integerValue.flatMap({ Int(exactly: $0) }), number >= 0 else {
      throw problem("'\(name)' is not a whole number from 0")
    }
    return number
  }

  /// The value of a JSON text; `null` if the event does not have all of it.
  mutating func payload(_ name: String) throws(HistoryReader.Problem) -> Execution.Payload {
    guard !members.isHidden(name), let text = members.details[name]?.stringValue else {
      hasAllData = false
      return Self.unknown
    }
    if let last, last.text.hasSameUTF8(as: text) { return last.payload }
    let json = try parse(text, of: name)
    let payload = Execution.Payload(
      json, depthBound: json.depth(upTo: Self.parser.maximumDepth), source: text)
    last = (text, payload)
    return payload
  }

  /// The variables that a state assigned; `nil` if there are none, or the event does not have all of them.
  mutating func variables(_ name: String) throws(HistoryReader.Problem) -> AssignedVariables? {
    if members.isHidden(name) {
      hasAllData = false
      return nil
    }
    guard let texts = members.details[name], !texts.isNull else { return nil }
    guard let object = texts.objectValue else { throw problem("'\(name)' is not an object") }
    var values: JSON.Object = [:]
    for member in object.members {
      guard let text = member.value.stringValue else { throw problem("a value in '\(name)' is not a string") }
      values[member.key] = try parse(text, of: name)
    }
    return AssignedVariables(values)
  }

  private func parse(_ text: String, of name: String) throws(HistoryReader.Problem) -> JSON {
    do throws(JSONParseError) {
      return try Self.parser.parse(text)
    } catch {
      throw problem("'\(name)' is not the text of a JSON value: \(error)")
    }
  }
}
