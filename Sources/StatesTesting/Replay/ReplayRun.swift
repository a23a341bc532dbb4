import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesLanguage

/// One replay: lets an execution go the way that was recorded, as far as it does.
struct ReplayRun {
  private let test: ReplayTest
  private let outline: DefinitionOutline
  private let history: RecordedHistory
  private var execution: Execution
  /// Shared with the execution, which asks it for what was recorded when states are left.
  private let ledger: Locked<ReplayLedger>
  private var undecided: (reason: String, event: Int)?

  init(_ test: ReplayTest, _ outline: DefinitionOutline, _ history: RecordedHistory) {
    self.test = test
    self.outline = outline
    self.history = history
    let ledger = Locked(ReplayLedger(history, outline, comparesText: test.comparesText, accepts: test.accepts))
    self.ledger = ledger
    let text = history.events[0].data("input")
    let recorded = text.flatMap { try? JSON(parsing: $0) }
    execution = Execution(
      test.machine, input: test.input ?? recorded ?? [:], inputText: test.input == nil ? text : nil,
      identity: history.identity(executionARN: test.executionARN), seed: .fixed(0), quotas: test.quotas)
    if test.input == nil, recorded == nil {
      undecided = ("the history does not have the execution's input", 1)
    }
    execution.adoption = { events, previous, state, output, assigned in
      ledger.withLock { ledger in
        ledger.pair(events)
        return ledger.recordedExit(after: previous, of: state.name, output, assigned)
      }
    }
  }

  // MARK: Going on

  func report() -> ReplayReport {
    var run = self
    run.go()
    return run.result
  }

  private mutating func go() {
    guard undecided == nil else { return }
    turn(history.events[0]) { execution, time in execution.record(.start, at: time) }
    // Every turn but those that only let a failure become a pause has events.
    var turns = 4 * history.events.count + 1_000
    while undecided == nil, turns > 0, let event = open {
      turns -= 1
      if !goOn(to: event) { stop(before: event) }
    }
  }

  /// The next recorded event to come, if nothing has gone otherwise yet.
  private var open: RecordedEvent? { ledger.withLock { $0.mismatch == nil ? $0.nextRecorded : nil } }

  /// Lets the execution do one thing at the time of a recorded event, and pairs the events that follow from it.
  private mutating func turn(_ event: RecordedEvent, _ body: (inout Execution, Timestamp) -> Void) {
    let time = event.timestamp ?? (execution.history.isEmpty ? .virtualStart : execution.now)
    ledger.withLock { $0.beginTurn() }
    body(&execution, time)
    let events = execution.history
    ledger.withLock { $0.pair(events) }
  }

  /// Does what leads to a recorded event; `false` if nothing does.
  private mutating func goOn(to event: RecordedEvent) -> Bool {
    if changesExecution(event) { return true }
    let previous = ledger.withLock { $0.replayedEvent(event.previousEventID) }
    let threads = execution.threads
    // All branches of a Parallel state begin after the same event.
    let candidates = threads.filter { $0.lastEvent == previous && !$0.awaitsBranches }
    if previous > 0 || event.previousEventID == 0,
      let thread = candidates.first(where: { $0.state.name == event.stateName }) ?? candidates.first
    {
      return goOn(thread, to: event)
    }
    // Ends of states with branches point at whatever came last in them.
    let ready = threads.filter(\.isReady)
    guard let thread = ready.first(where: { $0.state.name == event.stateName }) ?? ready.first else { return false }
    advance(thread, to: event)
    return true
  }

  /// What happens to the whole execution.
  private mutating func changesExecution(_ event: RecordedEvent) -> Bool {
    switch event.type {
    case .executionAborted: turn(event) { $0.record(.abort(error: event.error, cause: event.cause), at: $1) }
    case .executionTimedOut:
      guard let deadline = execution.deadline else { return false }
      compareTime(of: event, with: deadline, "the execution times out")
      turn(event) { $0.timeOut(at: event.timestamp ?? max($1, deadline)) }
    case .executionRedriven:
      var isRedriven = true
      turn(event) { execution, time in
        do { try execution.beginRedrive(at: time) } catch { isRedriven = false }
      }
      return isRedriven
    default: return false
    }
    return true
  }

  private mutating func goOn(_ thread: Execution.Thread, to event: RecordedEvent) -> Bool {
    switch thread.phase {
    case .ready: advance(thread, to: event)
    case .waiting(let timer, let time): fire(timer, at: time, event, "the Wait state ends")
    case .backingOff(let timer, let time): fire(timer, at: time, event, "the retry comes", isExact: !thread.hasJitter)
    case .task(let id, let request): return answer(id, request, event)
    case .mapRun(let id): return end(id, thread, event)
    case .branches: return false
    }
    return true
  }

  private mutating func advance(_ thread: Execution.Thread, to event: RecordedEvent) {
    if thread.isEntering {
      let input = execution.stateInput(of: thread.index)
      let recorded = ledger.withLock { $0.recordedInput(after: thread.lastEvent, of: thread.state.name, input) }
      if let recorded { execution.replaceInput(of: thread.index, by: recorded) }
      findMissingActivities(thread, event)
    }
    turn(event) { $0.advance(thread.index, at: $1) }
  }

  /// A state that calls an activity which has been deleted fails as soon as it is entered.
  private mutating func findMissingActivities(_ thread: Execution.Thread, _ event: RecordedEvent) {
    guard case .task(let task) = thread.state.kind, case .activity(let arn) = task.resource else { return }
    let failure = history.events.dropFirst(event.id).first { $0.previousEventID == event.id }
    let isMissing =
      failure?.type == .executionFailed && failure?.cause?.contains("The activity \(arn) does not exist") == true
    execution.record(.missingActivities(isMissing ? [arn] : []), at: execution.now)
  }

  private mutating func fire(
    _ timer: TimerID, at time: Timestamp, _ event: RecordedEvent, _ what: String, isExact: Bool = true
  ) {
    if isExact { compareTime(of: event, with: time, what) }
    turn(event) { $0.record(.timersFired([timer]), at: event.timestamp ?? max($1, time)) }
  }

  /// Notes when something would happen at another time now. The times of a history are taken, not compared.
  private func compareTime(of event: RecordedEvent, with time: Timestamp, _ what: String) {
    guard let recorded = event.timestamp else { return }
    let earlier = recorded.milliseconds < time.milliseconds - 1_500
    guard earlier || recorded.milliseconds > time.milliseconds + 60_000 else { return }
    ledger.withLock { $0.add(ReplayNote(event: event.id, message: "\(what) at \(time) now, recorded was \(recorded)")) }
  }

  // MARK: Tasks

  private mutating func answer(_ id: TaskID, _ request: TaskRequest, _ event: RecordedEvent) -> Bool {
    let input: Execution.Input
    switch EventKey(event).type {
    case "TaskStarted", "LambdaFunctionStarted", "ActivityStarted":
      input = .taskStarted(id, worker: event.details["workerName"]?.stringValue)
    case "TaskSubmitted":
      guard let (value, _) = output(of: event) else { return true }
      input = .taskSubmitted(id, output: value)
    case "TaskSucceeded", "LambdaFunctionSucceeded", "ActivitySucceeded":
      guard let (value, text) = output(of: event) else { return true }
      input = .taskSucceeded(id, output: value, text: text)
    case "TaskFailed", "LambdaFunctionFailed", "ActivityFailed":
      if event.typeName != EventKey(event).type {
        let note = ReplayNote(event: event.id, message: "\(event.typeName) is replayed as \(EventKey(event).type)")
        ledger.withLock { $0.add(note) }
      }
      input = .taskFailed(id, error: event.error, cause: event.cause)
    case "TaskTimedOut", "LambdaFunctionTimedOut", "ActivityTimedOut":
      guard let timer = timer(of: id, request, event) else { return false }
      input = .timersFired([timer])
    default: return false
    }
    turn(event) { $0.record(input, at: $1) }
    return true
  }

  /// The output of a task; without it nothing more can be said.
  private mutating func output(of event: RecordedEvent) -> (value: JSON, text: String)? {
    if let text = event.data("output"), let value = try? JSON(parsing: text) { return (value, text) }
    undecided = ("the history does not have the output of \(event.typeName)", event.id)
    return nil
  }

  /// The deadline that a task missed: its only one, or the one that the time tells.
  private func timer(of id: TaskID, _ request: TaskRequest, _ event: RecordedEvent) -> TimerID? {
    let (timeout, heartbeat) = execution.deadlines(of: id)
    switch (request.timeoutSeconds, request.heartbeatSeconds) {
    case (nil, nil): return nil
    case (_?, nil): return timeout
    case (nil, _?): return heartbeat
    case (let limit?, let interval?):
      let start = history.events[event.previousEventID - 1].timestamp
      guard let start, let end = event.timestamp else { return limit <= interval ? timeout : heartbeat }
      return end.milliseconds - start.milliseconds >= Int64(limit) * 1_000 - 500 ? timeout : heartbeat
    }
  }

  // MARK: Map runs

  private mutating func end(_ id: MapRunID, _ thread: Execution.Thread, _ event: RecordedEvent) -> Bool {
    switch event.type {
    case .mapRunFailed:
      turn(event) { $0.endMapRun(id, .failed(error: event.error, cause: event.cause), at: $1) }
      return true
    case .mapRunSucceeded: return succeed(id, thread, event)
    default: return false
    }
  }

  /// The results of the children are not in the history of their parent: they are what the state has put out, if that
  /// is all that it makes of them, or else its output is taken as it was recorded.
  private mutating func succeed(_ id: MapRunID, _ thread: Execution.Thread, _ event: RecordedEvent) -> Bool {
    let name = thread.state.name
    let exit = history.events.dropFirst(event.id).first { $0.type == .mapStateExited && $0.stateName == name }
    guard let exit, let text = exit.data("output"), let output = try? JSON(parsing: text) else {
      guard exit != nil else {
        // Nothing of the record depends on the results.
        turn(event) { $0.endMapRun(id, .succeeded(output: []), at: $1) }
        return true
      }
      undecided = ("the history does not have the output of the Map state '\(name)'", exit?.id ?? event.id)
      return true
    }
    let children = "the children of '\(name)' have histories of their own"
    if let result = thread.state.result(fromOutput: output) {
      ledger.withLock { $0.add(ReplayNote(event: event.id, message: children + ": their results are taken")) }
      turn(event) { $0.endMapRun(id, .succeeded(output: result), at: $1) }
      return true
    }
    let note = ReplayNote(
      event: exit.id, message: children + ": the output and variables are taken as they were recorded")
    ledger.withLock { $0.add(note) }
    turn(event) { $0.endMapRun(id, .succeeded(output: []), at: $1) }
    turn(event) { $0.leave(thread.index, output: output, assigned: exit.variables, at: $1) }
    return true
  }

  // MARK: The result

  /// Nothing leads to a recorded event.
  private func stop(before event: RecordedEvent) {
    ledger.withLock { $0.fail(ReplayLedger.Mismatch(recorded: event, replayed: nil)) }
  }

  private var result: ReplayReport {
    let ledger = ledger.withLock { $0 }
    let verdict: ReplayReport.Verdict
    if let mismatch = ledger.mismatch {
      verdict = self.verdict(on: mismatch, ledger)
    } else if let (reason, event) = undecided {
      verdict = .undecided(reason: reason, event: event)
    } else if let open = ledger.nextRecorded {
      verdict = self.verdict(on: ReplayLedger.Mismatch(recorded: open, replayed: nil), ledger)
    } else {
      verdict = .same
    }
    var notes = ledger.notes
    if !history.isComplete, case .same = verdict {
      let text = "the execution had not ended when its history was recorded"
      notes.append(
        ReplayNote(event: history.events.count, message: history.hasMorePages ? text + ": pages are missing" : text))
    }
    return ReplayReport(
      verdict: verdict, recordedCount: history.events.count, replayedCount: ledger.matchedCount, notes: notes,
      taken: ledger.taken.map { ReplayReport.TakenValue(event: $0.event, value: $0.value) })
  }

  private func verdict(on mismatch: ReplayLedger.Mismatch, _ ledger: ReplayLedger) -> ReplayReport.Verdict {
    let events = execution.history
    let number = mismatch.recorded?.id ?? history.events.count + 1
    var name = mismatch.stateName
    if name == nil, let replayed = mismatch.replayed { name = ledger.stateName(around: replayed, events) }
    if name == nil, let recorded = mismatch.recorded {
      let before = ledger.replayedEvent(recorded.previousEventID)
      name = events.indices.contains(before - 1) ? ledger.stateName(around: events[before - 1], events) : nil
    }
    let state = name.flatMap { outline[$0] }
    if mismatch.values.isEmpty, state?.hasUnrepeatableDecision == true {
      return .undecided(
        reason: "the state '\(name ?? "")' decides by a value that differs in every run", event: number)
    }
    let (input, variables) = data(of: name, mismatch, ledger)
    return .different(
      ReplayDifference(
        recorded: mismatch.recorded, replayed: mismatch.replayed?.json, values: mismatch.values,
        summary: summary(mismatch), stateName: name, location: state.map { location(of: $0, mismatch) },
        input: input, variables: variables, event: number))
  }

  /// The input of a state at its last visit, and the variables that it sees, as far as they are still known.
  private func data(
    of name: String?, _ mismatch: ReplayLedger.Mismatch, _ ledger: ReplayLedger
  ) -> (JSON?, JSON.Object?) {
    guard let name else { return (nil, nil) }
    for event in execution.history.reversed() {
      guard case .stateEntered(let state, let input) = event.details, state.name == name else { continue }
      let thread = execution.threads.first { $0.enteredEvent == event.id }
      return (input.json, execution.variables(of: thread?.index ?? 0))
    }
    return (nil, nil)
  }

  private func summary(_ mismatch: ReplayLedger.Mismatch) -> String {
    switch (mismatch.recorded, mismatch.replayed) {
    case (let recorded?, let replayed?):
      if !mismatch.values.isEmpty {
        let fields = mismatch.values.map(\.field).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return "\(recorded.typeName) has another \(fields.joined(separator: ", "))"
      }
      return "\(recorded.phrase) was recorded, now \(EventKey(replayed).phrase) comes"
    case (let recorded?, nil): return "\(recorded.phrase) was recorded, now \(standing)"
    case (nil, let replayed?): return "the history ends here, now \(EventKey(replayed).phrase) comes"
    case (nil, nil): return "the history ends here"
    }
  }

  /// How the execution stands, when nothing leads to what was recorded.
  private var standing: String {
    let waits = execution.threads.compactMap { thread -> String? in
      switch thread.phase {
      case .ready, .branches: nil
      case .waiting, .backingOff, .task, .mapRun: "'\(thread.state.name)'"
      }
    }
    if !waits.isEmpty { return "the execution waits in \(waits.joined(separator: ", "))" }
    return "the execution has ended"
  }

  /// Where the part of a state is that an event comes from.
  private func location(
    of state: DefinitionOutline.State, _ mismatch: ReplayLedger.Mismatch
  ) -> ReplayDifference.Location {
    let names = mismatch.fieldNames(of: state)
    let field = names.lazy.compactMap { state.entry.syntax.member($0) }.first
    let start = field?.keyRange.start ?? state.entry.nameRange.start
    return ReplayDifference.Location(
      file: outline.source.name, position: outline.source.position(of: start),
      pointer: field.map { state.entry.location.appending($0.key) } ?? state.entry.location)
  }
}

extension ReplayLedger.Mismatch {
  /// The fields of a state that an event comes from, the likeliest first.
  fileprivate func fieldNames(of state: DefinitionOutline.State) -> [String] {
    if isCaught { return ["Catch"] }
    guard let first = values.first else {
      return state.entry.type == .choice ? ["Choices"] : stateName == nil ? [] : ["Next"]
    }
    switch first.field {
    case "parameters": return ["Parameters", "Arguments"]
    case "input" where replayed?.type == .lambdaFunctionScheduled || replayed?.type == .activityScheduled:
      return ["Parameters", "Arguments", "InputPath"]
    case "resource", "resourceType": return ["Resource"]
    case "timeoutInSeconds": return ["TimeoutSeconds", "TimeoutSecondsPath"]
    case "heartbeatInSeconds": return ["HeartbeatSeconds", "HeartbeatSecondsPath"]
    case "taskCredentials": return ["Credentials"]
    case "assignedVariables": return ["Assign"]
    case "output":
      return ["Output", "ResultSelector", "ResultPath", "OutputPath", "Result", "Parameters", "InputPath"]
    case "error": return ["Error", "ErrorPath"]
    case "cause": return ["Cause", "CausePath"]
    case "length": return ["ItemsPath", "Items"]
    case "mapRunArn": return ["Label"]
    default: return []
    }
  }
}

extension Execution.Thread {
  fileprivate var isReady: Bool { if case .ready = phase { true } else { false } }
  fileprivate var awaitsBranches: Bool { if case .branches = phase { true } else { false } }
  fileprivate var hasJitter: Bool { state.retriers.contains { $0.hasFullJitter } }
}

extension RecordedEvent {
  /// The event in a sentence: `TaskStateEntered of 'Ship'`.
  fileprivate var phrase: String { EventKey(self).phrase(typeName) }
}

extension EventKey {
  var phrase: String { phrase(type) }

  func phrase(_ type: String) -> String {
    let item = index.map { " \($0)" } ?? ""
    return type + item + (name.map { " of '\($0)'" } ?? "")
  }
}

extension RecordedHistory {
  /// Whose history it is, as far as it tells.
  func identity(executionARN: String?) -> ExecutionIdentity {
    let role = events[0].details["roleArn"]?.stringValue
    if let executionARN, let arn = ARN(executionARN),
      let identity = ExecutionIdentity(arn, roleARN: role ?? "")
    {
      return identity
    }
    let run = events.lazy.compactMap { $0.details["mapRunArn"]?.stringValue }.first.flatMap { ARN($0) }
    let region = events.lazy.compactMap { $0.details["region"]?.stringValue }.first
    let parts = role?.split(separator: ":", omittingEmptySubsequences: false) ?? []
    let account = parts.count > 4 && !parts[4].isEmpty ? String(parts[4]) : nil
    return ExecutionIdentity(
      stateMachineName: run?.machine?.name ?? "StateMachine", name: "execution",
      region: run?.region ?? region ?? "us-east-1", account: run?.account ?? account ?? "111111111111", roleARN: role)
  }
}
