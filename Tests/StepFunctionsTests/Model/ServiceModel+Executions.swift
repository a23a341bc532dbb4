import OrderedJSON

// Executions: started, described, listed, stopped, redriven.
extension ServiceModel {
  struct Execution: Sendable {
    enum Status: String, Sendable {
      case running = "RUNNING"
      case succeeded = "SUCCEEDED"
      case failed = "FAILED"
      case timedOut = "TIMED_OUT"
      case aborted = "ABORTED"
    }

    /// What it does.
    enum Phase: Sendable {
      case waits(until: Int64)
      /// A task of an activity waits for a worker.
      case offered(order: Int, task: Int)
      /// A worker has the task.
      case taken(task: Int, started: Int64, heard: Int64)
      case ended
    }

    struct Event: Sendable {
      var type: String
      var previous: Int
      var time: Int64
      /// The name of the details and the details.
      var details: (name: String, members: JSON)
    }

    struct Redrive: Sendable {
      var token: String
      var date: Int64
    }

    var arn: String
    var machine: String
    var scope: Scope
    var name: String
    /// The input as the caller gave it.
    var input: String
    var compactInput: String
    var revision: Revision
    var version: String?
    var alias: String?
    var traceHeader: String?
    var start: Int64
    var stop: Int64?
    var status = Status.running
    var phase = Phase.ended
    var error: String?
    var cause: String?
    var output: String?
    var redriveCount = 0
    var redriveDate: Int64?
    /// Redrives with a token, the latest last.
    var redrives: [Redrive] = []
    var events: [Event] = []
    /// The index of the state.
    var step = 0
    /// The number of the event with which the state was entered.
    var entered = 0
    /// The input of the state: as the caller wrote it, until a task makes another one.
    var value: String

    var isRunning: Bool { status == .running }

    /// The date that lists are ordered by.
    var listed: Int64 { stop ?? redriveDate ?? start }

    /// When the machine's `TimeoutSeconds` end it.
    var timeout: Int64? {
      revision.known.timeout.map { (redriveDate ?? start) + Int64($0) * 1_000 }
    }

    /// The activity and the order of a task that waits for a worker.
    var offer: (activity: String, order: Int)? {
      guard case .offered(let order, _) = phase, case .activity(let name, _, _) = revision.known.steps[step] else {
        return nil
      }
      return (scope.arn("activity:\(name)"), order)
    }

    /// When something happens to it by itself.
    var deadline: Int64? {
      var times: [Int64] = timeout.map { [$0] } ?? []
      switch phase {
      case .waits(let until): times.append(until)
      case .taken(_, let started, let heard):
        if case .activity(_, let timeout, let heartbeat) = revision.known.steps[step] {
          if let timeout { times.append(started + Int64(timeout) * 1_000) }
          if let heartbeat { times.append(heard + Int64(heartbeat) * 1_000) }
        }
      case .offered: break
      case .ended: return nil
      }
      return times.min()
    }

    mutating func add(_ type: String, after previous: Int? = nil, _ name: String, _ members: JSON, at time: Int64) {
      let before = events.isEmpty || events.count == 1 ? 0 : events.count
      events.append(Event(type: type, previous: previous ?? before, time: time, details: (name, members)))
    }
  }

  // MARK: Starting

  /// The input of a request, as given and compact.
  private func input(_ call: Call) throws(Refusal) -> (text: String, compact: String) {
    guard let text = call.text("input") else { return ("{}", "{}") }
    if let why = Definitions.wrongInputs[text] {
      throw Refusal("InvalidExecutionInput", "Invalid State Machine Execution Input: '\(why)'")
    }
    guard let value = try? JSON(parsing: text) else { throw Refusal("InvalidExecutionInput") }
    return (text, JSONPrinter.compact.string(value))
  }

  /// What can be started by the ARN of a machine, a version or an alias: the revisions that may be drawn.
  private func startable(_ call: Call) throws(Refusal) -> (Machine, alias: String?, [(version: String?, Revision)]) {
    let arn = call.text("stateMachineArn") ?? ""
    let named = try machineARN(arn)
    let machine = try activeMachine(named, call)
    func version(_ number: Int, _ arn: String) throws(Refusal) -> (version: String?, Revision) {
      guard let version = machine.versions[number] else { throw Self.noVersion(arn) }
      return (arn, version.revision)
    }
    switch named.resource {
    case .version(_, let number): return (machine, nil, [try version(number, arn)])
    case .alias(_, let name):
      guard let alias = machine.aliases.first(where: { $0.name == name }) else {
        throw Refusal("StateMachineDoesNotExist", "State Machine Alias Does Not Exist: '\(arn)'")
      }
      var drawable: [(version: String?, Revision)] = []
      for route in alias.routing where route.weight > 0 {
        guard case .version(_, let number) = try parse(route.version).resource else { continue }
        drawable.append(try version(number, route.version))
      }
      return (machine, arn, drawable)
    case .machine, .execution, .express, .mapRun, .activity: return (machine, nil, [(nil, machine.revision)])
    }
  }

  /// Whether the version that a start has drawn must be looked up.
  func draws(_ call: Call) -> Bool {
    guard call.operation == "StartExecution", let (machine, _, drawable) = try? startable(call) else { return false }
    return !machine.isExpress && drawable.count > 1
  }

  mutating func startExecution(_ call: Call, _ actual: JSON, _ drawn: String?) throws(Refusal) -> JSON {
    let (machine, alias, drawable) = try startable(call)
    if let name = call.text("name") { try checkName(name) }
    let input = try input(call)
    let actualARN = actual["executionArn"]?.stringValue ?? ""
    if machine.isExpress {
      // What becomes of it nobody sees.
      let name = call.text("name") ?? newUUID(actualARN.split(separator: ":").dropLast().last.map(String.init))
      let id = newUUID(actualARN.split(separator: ":").last.map(String.init))
      return [
        "executionArn": .string(call.scope.arn("express:\(machine.name):\(name):\(id)")), "startDate": .time(now),
      ]
    }
    let name = call.text("name") ?? newUUID(actualARN.split(separator: ":").last.map(String.init))
    let arn = call.scope.arn("execution:\(machine.name):\(name)")
    if let known = executions[arn] {
      guard known.isRunning, known.input == input.text else {
        throw Refusal("ExecutionAlreadyExists", "Execution Already Exists: '\(arn)'")
      }
      return ["executionArn": .string(arn), "startDate": .time(known.start)]
    }
    guard let (version, revision) = drawable.first(where: { $0.version == drawn }) ?? drawable.first else { return nil }
    var execution = Execution(
      arn: arn, machine: machine.arn, scope: call.scope, name: name, input: input.text, compactInput: input.compact,
      revision: revision, version: version, alias: alias, traceHeader: call.text("traceHeader"), start: now,
      value: input.text)
    execution.add(
      "ExecutionStarted", "executionStarted",
      .members([
        "input": .text(input.text), "inputDetails": ["truncated": false], "roleArn": .text(revision.roleArn),
        "stateMachineVersionArn": .text(version), "stateMachineAliasArn": .text(alias),
      ]), at: now)
    keep(execution)
    enter(arn)
    return ["executionArn": .string(arn), "startDate": .time(now)]
  }

  mutating func startSyncExecution(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    let (machine, _, drawable) = try startable(call)
    guard machine.isExpress else {
      throw Refusal(
        "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
    }
    if let name = call.text("name") { try checkName(name) }
    let input = try input(call)
    let parts = (actual["executionArn"]?.stringValue ?? "").split(separator: ":").map(String.init)
    let name = call.text("name") ?? newUUID(parts.dropLast().last)
    let id = newUUID(parts.last)
    let answers = drawable.map { _, revision in
      let outcome = Self.outcome(of: revision.known, input.text)
      let hides = Self.hidesData(call, revision.encryption)
      return JSON.members([
        "executionArn": .text(call.scope.arn("express:\(machine.name):\(name):\(id)")),
        "stateMachineArn": .text(machine.arn), "name": .text(name), "startDate": .time(now), "stopDate": .time(now),
        "status": outcome.error == nil ? "SUCCEEDED" : "FAILED", "error": hides ? nil : .text(outcome.error),
        "cause": hides ? nil : .text(outcome.cause), "input": hides ? nil : .text(input.text),
        "inputDetails": hides ? nil : ["included": true], "output": hides ? nil : .text(outcome.output),
        "outputDetails": hides ? nil : ["included": true], "traceHeader": .text(call.text("traceHeader")),
        "billingDetails": ["billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 100],
      ])
    }
    // Which version an alias has drawn is only seen by what comes out.
    return answers.first { $0 == actual } ?? answers[0]
  }

  /// How an execution ends that never waits.
  private static func outcome(
    of known: KnownDefinition, _ input: String
  ) -> (error: String?, cause: String?, output: String?) {
    for step in known.steps {
      switch step {
      case .pass, .wait, .activity: continue
      case .fail(let error, let cause): return (error, cause, nil)
      case .choice:
        let refused = KnownDefinition.refused
        if (try? JSON(parsing: input))?["go"] != true { return (refused.error, refused.cause, nil) }
      }
    }
    return (nil, nil, input)
  }

  // MARK: Describing

  /// The execution that a request names.
  private func execution(_ call: Call) throws(Refusal) -> Execution {
    let named = try executionARN(call.text("executionArn") ?? "")
    guard named.scope == call.scope, let execution = executions[named.text] else {
      var refusal = Refusal("ExecutionDoesNotExist", "Execution Does Not Exist: '\(named.text)'")
      if call["nextToken"] != nil { refusal.orElse = "InvalidToken" }
      throw refusal
    }
    return execution
  }

  /// Why an execution cannot be redriven; `nil` if it can.
  private func redriveProblem(_ execution: Execution) -> String? {
    switch execution.status {
    case .running, .succeeded: return "Execution is \(execution.status.rawValue) and cannot be redriven"
    case .failed, .timedOut, .aborted: break
    }
    if let stop = execution.stop, stop + 14 * 86_400_000 <= now { return "Execution redrivable period exceeded" }
    if execution.start + 365 * 86_400_000 <= now { return "Execution has exceeded the max execution time" }
    return nil
  }

  func describeExecution(_ call: Call) throws(Refusal) -> JSON {
    let execution = try execution(call)
    let problem = redriveProblem(execution)
    let hides = Self.hidesData(call, execution.revision.encryption)
    return .members([
      "executionArn": .text(execution.arn), "stateMachineArn": .text(execution.machine), "name": .text(execution.name),
      "status": .text(execution.status.rawValue), "startDate": .time(execution.start),
      "stopDate": execution.stop.map { .time($0) }, "input": hides ? nil : .text(execution.input),
      "inputDetails": hides ? nil : ["included": true], "output": hides ? nil : .text(execution.output),
      "outputDetails": hides || execution.output == nil ? nil : ["included": true],
      "error": hides ? nil : .text(execution.error), "cause": hides ? nil : .text(execution.cause),
      "traceHeader": .text(execution.traceHeader), "stateMachineVersionArn": .text(execution.version),
      "stateMachineAliasArn": .text(execution.alias), "redriveCount": .integer(execution.redriveCount),
      "redriveDate": execution.redriveDate.map { .time($0) },
      "redriveStatus": problem == nil ? "REDRIVABLE" : "NOT_REDRIVABLE", "redriveStatusReason": .text(problem),
    ])
  }

  func describeMachineForExecution(_ call: Call) throws(Refusal) -> JSON {
    let execution = try execution(call)
    let revision = execution.revision
    return .members([
      "stateMachineArn": .text(execution.machine), "name": .text(machines[execution.machine]?.name ?? "?"),
      "definition": Self.hidesData(call, revision.encryption) ? "{}" : .text(revision.definition),
      "roleArn": .text(revision.roleArn), "updateDate": .time(revision.date), "loggingConfiguration": revision.logging,
      "tracingConfiguration": revision.tracing, "revisionId": .text(revision.id),
      "encryptionConfiguration": revision.encryption,
    ])
  }

  // MARK: Lists

  mutating func history(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    let execution = try execution(call)
    let isReversed = call["reverseOrder"] == true
    let includesData = call["includeExecutionData"] != false
    let items = execution.events.enumerated().map { index, event in
      var members = event.details.members
      if !includesData {
        for name in ["input", "inputDetails", "output", "outputDetails", "parameters"] { members[name] = nil }
      }
      return (
        Position(number: Int64(index)),
        JSON.members([
          "timestamp": .time(event.time), "type": .text(event.type), "id": .integer(index + 1),
          "previousEventId": .integer(event.previous), "\(event.details.name)EventDetails": members,
        ])
      )
    }
    return try page(
      "events", items, latestFirst: isReversed, [execution.arn, "\(isReversed)", "\(includesData)"], call, actual)
  }

  mutating func listExecutions(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    guard let arn = call.text("stateMachineArn"), call["mapRunArn"] == nil else {
      if call["stateMachineArn"] == nil, let run = call.text("mapRunArn") { return try missingMapRun(run) }
      throw Refusal("ValidationException")
    }
    let named = try machineARN(arn)
    if call["redriveFilter"] != nil {
      throw Refusal(
        "ValidationException", "RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN")
    }
    let filter = call.text("statusFilter")
    if filter == "PENDING_REDRIVE" { throw Refusal("ValidationException") }
    let machine = try machine(named, call)
    if machine.isExpress {
      throw Refusal(
        "StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
    }
    let items = executions.values.filter { execution in
      switch named.resource {
      case .version: execution.version == arn
      case .alias: execution.alias == arn
      case .machine, .execution, .express, .mapRun, .activity: execution.machine == arn
      }
    }.filter { filter == nil || $0.status.rawValue == filter }.map { execution in
      (
        Position(number: execution.listed, text: execution.arn),
        JSON.members([
          "executionArn": .text(execution.arn), "stateMachineArn": .text(execution.machine),
          "name": .text(execution.name), "status": .text(execution.status.rawValue),
          "startDate": .time(execution.start), "stopDate": execution.stop.map { .time($0) },
          "stateMachineVersionArn": .text(execution.version), "stateMachineAliasArn": .text(execution.alias),
          "redriveCount": .integer(execution.redriveCount), "redriveDate": execution.redriveDate.map { .time($0) },
        ])
      )
    }
    return try page("executions", items, latestFirst: true, [arn, filter], call, actual, limit: 3_096)
  }

  /// No definition has a distributed Map.
  func listMapRuns(_ call: Call) throws(Refusal) -> JSON {
    _ = try executionARN(call.text("executionArn") ?? "")
    _ = try execution(call)
    if call["nextToken"] != nil { throw Refusal("InvalidToken", "Invalid Token: 'Invalid token'") }
    return ["mapRuns": []]
  }

  func missingMapRun(_ call: Call) throws(Refusal) -> JSON { try missingMapRun(call.text("mapRunArn") ?? "") }

  private func missingMapRun(_ arn: String) throws(Refusal) -> JSON {
    let named = try parse(arn)
    guard named.resource == .mapRun else { throw Self.wrongKind(named.kind) }
    throw Refusal("ResourceNotFound", "Resource not found: '\(arn)'")
  }

  // MARK: Stopping and redriving

  mutating func stopExecution(_ call: Call) throws(Refusal) -> JSON {
    _ = try executionARN(call.text("executionArn") ?? "", labels: false)
    var execution = try execution(call)
    if execution.isRunning {
      let (error, cause) = (call.text("error"), call.text("cause"))
      execution.add(
        "ExecutionAborted", after: 0, "executionAborted", .members(["error": .text(error), "cause": .text(cause)]),
        at: now)
      end(&execution, .aborted, error: error, cause: cause)
    }
    return ["stopDate": .time(execution.stop ?? now)]
  }

  mutating func redriveExecution(_ call: Call) throws(Refusal) -> JSON {
    _ = try executionARN(call.text("executionArn") ?? "", labels: false)
    var execution = try execution(call)
    let token = call.text("clientToken")
    let known = execution.redrives.suffix(10).last { $0.token == token && $0.date + 900_000 > now }
    if let known { return ["redriveDate": .time(known.date)] }
    // The description of an execution does not tell of the deletion; recorded.
    let isDeleting = machines[execution.machine]?.isDeleting == true
    if let problem = redriveProblem(execution) ?? (isDeleting ? "State machine is in DELETING status" : nil) {
      throw Refusal("ExecutionNotRedrivable", "Execution \(execution.arn) invalid for redrive as: \(problem)")
    }
    if let token { execution.redrives.append(Execution.Redrive(token: token, date: now)) }
    execution.redriveCount += 1
    execution.redriveDate = now
    execution.stop = nil
    execution.status = .running
    (execution.error, execution.cause) = (nil, nil)
    execution.add(
      "ExecutionRedriven", "executionRedriven", ["redriveCount": .integer(execution.redriveCount)], at: now)
    keep(execution)
    resume(execution.arn)
    return ["redriveDate": .time(now)]
  }
}
