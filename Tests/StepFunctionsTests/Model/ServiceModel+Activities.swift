import OrderedJSON

// Activities, tags, the tasks of activities and their tokens.
extension ServiceModel {
  static func noActivity(_ arn: String) -> Refusal {
    Refusal("ActivityDoesNotExist", "Activity Does Not Exist: '\(arn)'")
  }

  mutating func createActivity(_ call: Call) throws(Refusal) -> JSON {
    let name = call.text("name") ?? ""
    try checkName(name)
    let tags = try Self.merged([:], call["tags"])
    let encryption = Self.encryption(call["encryptionConfiguration"])
    let arn = call.scope.arn("activity:\(name)")
    if let activity = activities[arn] {
      if call["encryptionConfiguration"] != nil, activity.encryption != encryption {
        throw Refusal("ActivityAlreadyExists")
      }
      return ["activityArn": .string(arn), "creationDate": .time(activity.creation)]
    }
    activities[arn] = Activity(arn: arn, name: name, creation: now, encryption: encryption, tags: tags)
    return ["activityArn": .string(arn), "creationDate": .time(now)]
  }

  /// The activity that a request names; `nil` if there is none of the caller's.
  private func activity(_ call: Call) throws(Refusal) -> Activity? {
    let named = try activityARN(call.text("activityArn") ?? "")
    return named.scope == call.scope ? activities[named.text] : nil
  }

  func describeActivity(_ call: Call) throws(Refusal) -> JSON {
    guard let activity = try activity(call) else { throw Self.noActivity(call.text("activityArn") ?? "") }
    return [
      "activityArn": .string(activity.arn), "name": .string(activity.name), "creationDate": .time(activity.creation),
      "encryptionConfiguration": activity.encryption,
    ]
  }

  mutating func deleteActivity(_ call: Call) throws(Refusal) -> JSON {
    guard let activity = try activity(call) else { return [:] }
    activities[activity.arn] = nil
    for index in polls.indices where polls[index].activity == activity.arn && polls[index].end == nil {
      polls[index].end = .activityDeleted
    }
    return [:]
  }

  mutating func listActivities(_ call: Call, _ actual: JSON) throws(Refusal) -> JSON {
    let head = call.scope.arn("")
    let items = activities.values.filter { $0.arn.hasPrefix(head) }.map { activity in
      (
        Position(text: activity.name),
        [
          "activityArn": .string(activity.arn), "name": .string(activity.name),
          "creationDate": .time(activity.creation),
        ] as JSON
      )
    }
    return try page("activities", items, [], call, actual)
  }

  // MARK: Tags

  /// Tags with those of a request.
  static func merged(_ tags: [String: String], _ added: JSON?) throws(Refusal) -> [String: String] {
    var tags = tags
    for tag in added?.arrayValue ?? [] {
      let key = tag["key"]?.stringValue ?? ""
      if key.hasPrefix("aws:") {
        throw Refusal("AccessDeniedException", "Caller is an end user and not allowed to mutate system tags")
      }
      tags[key] = tag["value"]?.stringValue ?? ""
    }
    if tags.count > 50 { throw Refusal("TooManyTags") }
    return tags
  }

  private enum Tagged {
    case machine(String)
    case activity(String)
    case version
  }

  /// What has the tags of a request.
  private func tagged(_ call: Call) throws(Refusal) -> Tagged {
    let arn = call.text("resourceArn") ?? ""
    let named = try parse(arn)
    let isOwn = named.scope == call.scope
    switch named.resource {
    case .machine(_, nil) where isOwn && machines[arn] != nil: return .machine(arn)
    case .activity where isOwn && activities[arn] != nil: return .activity(arn)
    case .version(_, let number) where isOwn && machines[named.machine]?.versions[number] != nil: return .version
    case .machine, .activity, .version, .alias: throw Refusal("ResourceNotFound", "Resource not found: '\(arn)'")
    case .execution, .express, .mapRun: throw Self.wrongKind(named.kind)
    }
  }

  private mutating func changeTags(
    _ call: Call, _ change: ([String: String]) throws(Refusal) -> [String: String]
  ) throws(Refusal) -> JSON {
    switch try tagged(call) {
    case .machine(let arn):
      let changed = try change(machines[arn]?.tags ?? [:])
      machines[arn]?.tags = changed
    case .activity(let arn):
      let changed = try change(activities[arn]?.tags ?? [:])
      activities[arn]?.tags = changed
    case .version: throw Refusal("ResourceNotFound", "Resource not found: '\(call.text("resourceArn") ?? "")'")
    }
    return [:]
  }

  mutating func tagResource(_ call: Call) throws(Refusal) -> JSON {
    try changeTags(call) { (tags) throws(Refusal) in try Self.merged(tags, call["tags"]) }
  }

  mutating func untagResource(_ call: Call) throws(Refusal) -> JSON {
    let keys = Set((call["tagKeys"]?.arrayValue ?? []).compactMap(\.stringValue))
    return try changeTags(call) { (tags) throws(Refusal) in tags.filter { !keys.contains($0.key) } }
  }

  func listTags(_ call: Call) throws(Refusal) -> JSON {
    let tags: [String: String] =
      switch try tagged(call) {
      case .machine(let arn): machines[arn]?.tags ?? [:]
      case .activity(let arn): activities[arn]?.tags ?? [:]
      case .version: [:]
      }
    return [
      "tags": .array(
        tags.sorted { $0.key < $1.key }.map { ["key": .string($0.key), "value": .string($0.value)] })
    ]
  }

  // MARK: Tasks

  /// The executions whose tasks wait for a worker of an activity, the first one first.
  func offers(_ activity: String) -> [Execution] {
    running.compactMap { executions[$0] }.filter { $0.offer?.activity == activity }
      .sorted { ($0.offer?.order ?? 0) < ($1.offer?.order ?? 0) }
  }

  /// Whether a request will wait for a task.
  func waits(_ call: Call) -> Bool {
    guard call.operation == "GetActivityTask", (try? checkConstraints(call)) != nil,
      let activity = (try? activity(call)) ?? nil
    else { return false }
    return offers(activity.arn).isEmpty
  }

  /// The executions one of whose tasks a request is given, if their order is not known and several have its input.
  func candidates(_ call: Call, _ actual: JSON) -> [Execution] {
    guard call.operation == "GetActivityTask", !keepsOrder, let input = actual["input"]?.stringValue else { return [] }
    return offers(call.text("activityArn") ?? "").filter { $0.compactInput == input }
  }

  mutating func getActivityTask(_ call: Call, _ actual: JSON, _ drawn: String?) throws(Refusal) -> Expected {
    guard let activity = try activity(call) else { throw Self.noActivity(call.text("activityArn") ?? "") }
    pollCount += 1
    var poll = Poll(
      number: pollCount, activity: activity.arn, worker: call.text("workerName"), deadline: now + 60_000)
    let waiting = offers(activity.arn)
    let meant = keepsOrder ? nil : waiting.first { $0.arn == drawn }
    guard let next = meant ?? waiting.first else {
      polls.append(poll)
      return .waits(poll.number)
    }
    take(next.arn, worker: poll.worker)
    poll.end = .task(execution: next.arn)
    return end(of: poll, actual)
  }

  /// The answer of a poll that has ended, and the poll forgotten.
  mutating func end(of poll: Poll, _ actual: JSON) -> Expected {
    polls.removeAll { $0.number == poll.number }
    switch poll.end {
    case .task(let arn):
      guard let execution = executions[arn], case .taken(let task, _, _) = execution.phase else {
        return .answer("<a task that is gone>")
      }
      let token = newToken(actual["taskToken"]?.stringValue, atMost: 2_048)
      tokens[token] = TaskToken(activity: poll.activity, task: task, execution: arn)
      return .answer(["taskToken": .string(token), "input": .string(execution.compactInput)])
    case .activityDeleted: return .refusal(Self.noActivity(poll.activity))
    case .timedOut, nil: return .answer([:])
    }
  }

  mutating func sendTask(_ call: Call) throws(Refusal) -> JSON {
    let text = call.text("taskToken") ?? ""
    guard let token = tokens[text], token.activity.hasPrefix(call.scope.arn("")) else {
      throw Refusal("InvalidToken", "Invalid Token: 'Invalid token'")
    }
    let output = call.text("output")
    if let output, (try? JSON(parsing: output)) == nil {
      throw Refusal("InvalidOutput", "Invalid Output: '\(output)' is not valid JSON.")
    }
    guard let execution = executions[token.execution], execution.isRunning,
      case .taken(let task, let started, _) = execution.phase, task == token.task
    else { throw Refusal("TaskTimedOut", "Task Timed Out: '\(token.activity)'") }
    switch call.operation {
    case "SendTaskHeartbeat":
      var execution = execution
      execution.phase = .taken(task: task, started: started, heard: now)
      keep(execution)
    case "SendTaskSuccess": succeed(execution.arn, output ?? "null")
    default: failTask(execution.arn, error: call.text("error"), cause: call.text("cause"))
    }
    return [:]
  }
}
