import OrderedJSON

/// A simple model of the service: a value that says what each request must be answered with.
///
/// It is written from the facts about the service's API and not from the module that it judges. What the service draws
/// (names, tokens, identifiers of revisions and pages) it takes over from the answer, if it has the right form. Time is
/// given to it, and it knows what happens when.
struct ServiceModel: Sendable {
  /// Milliseconds since 1970.
  var now: Int64
  var machines: [String: Machine] = [:]
  var activities: [String: Activity] = [:]
  /// All executions; changed by ``keep(_:)`` and ``forget(_:)`` alone.
  private(set) var executions: [String: Execution] = [:]
  /// Those that run.
  private(set) var running: Set<String> = []
  /// The tokens of activities' tasks.
  var tokens: [String: TaskToken] = [:]
  var pageTokens: [String: PageToken] = [:]
  var polls: [Poll] = []
  var pollCount = 0
  /// How many tasks have been offered: the first comes first.
  var offerCount = 0
  /// Whether tasks are handed out in the order in which they were offered.
  var keepsOrder = true
  /// Machines whose deletion has come to its end since they were last looked after: that may take the service a while.
  var goneMachines: [String] = []
  /// Identifiers that have been drawn: none is drawn twice.
  var drawn: Set<String> = []

  init(now: Int64) { self.now = now }

  /// What a state machine is between two changes.
  struct Revision: Hashable, Sendable {
    var id: String?
    var known: KnownDefinition
    var definition: String
    var roleArn: String
    var logging: JSON
    var tracing: JSON
    var encryption: JSON
    var date: Int64

    /// Whether a change to the other one changes nothing.
    func isSame(as other: Revision) -> Bool {
      var copy = other
      copy.id = id
      copy.date = date
      return self == copy
    }
  }

  struct Version: Sendable {
    var number: Int
    var revision: Revision
    var description: String?
    var date: Int64
  }

  struct Alias: Sendable {
    var name: String
    var description: String?
    var routing: [Route]
    var creation: Int64
    var update: Int64?
  }

  struct Route: Hashable, Sendable {
    var version: String
    var weight: Int
  }

  struct Machine: Sendable {
    var arn: String
    var name: String
    var isExpress: Bool
    var creation: Int64
    var isDeleting = false
    var revision: Revision
    var versions: [Int: Version] = [:]
    var lastVersion = 0
    /// The version of the current revision.
    var published: Int?
    /// By creation.
    var aliases: [Alias] = []
    var tags: [String: String]
    /// Whether it was created with a version, and the description of that.
    var createdPublishing: Bool
    var createdDescription: String?
  }

  struct Activity: Sendable {
    var arn: String
    var name: String
    var creation: Int64
    var encryption: JSON
    var tags: [String: String]
  }

  struct TaskToken: Sendable {
    var activity: String
    /// The task that it is of; no other has the same number.
    var task: Int
    var execution: String
  }

  struct PageToken: Sendable {
    /// The operation and all arguments that the next page must have as well.
    var arguments: [String?]
    var after: Position
    var expiry: Int64
  }

  /// A position in a list that is ordered by a number, then by a string.
  struct Position: Hashable, Sendable {
    var number: Int64 = 0
    var text = ""

    func isBefore(_ other: Position) -> Bool {
      number != other.number
        ? number < other.number : text.unicodeScalars.lexicographicallyPrecedes(other.text.unicodeScalars)
    }
  }

  /// A request for a task that waits for one.
  struct Poll: Sendable {
    var number: Int
    var activity: String
    var worker: String?
    var deadline: Int64
    /// How it has ended, if it has.
    var end: End?

    enum End: Sendable {
      case task(execution: String)
      case timedOut
      case activityDeleted
    }
  }
}

extension ServiceModel {
  mutating func keep(_ execution: Execution) {
    executions[execution.arn] = execution
    if execution.isRunning { running.insert(execution.arn) } else { running.remove(execution.arn) }
  }

  mutating func forget(_ arn: String) {
    executions[arn] = nil
    running.remove(arn)
  }
}

// MARK: - Requests

extension ServiceModel {
  /// Says what a request must be answered with, and changes as the service must.
  ///
  /// - Parameters:
  ///   - call: the request.
  ///   - actual: the answer of the service, from which drawn values are taken.
  ///   - drawn: the version that an alias has drawn, or the execution whose task has been handed out.
  mutating func expected(_ call: Call, _ actual: JSON, drawing drawn: String? = nil) -> Expected {
    do throws(Refusal) {
      try checkConstraints(call)
      if call.operation == "GetActivityTask" { return try getActivityTask(call, actual, drawn) }
      return .answer(try answer(call, actual, drawn))
    } catch {
      return .refusal(error)
    }
  }

  private mutating func answer(_ call: Call, _ actual: JSON, _ version: String?) throws(Refusal) -> JSON {
    switch call.operation {
    case "CreateActivity": try createActivity(call)
    case "DescribeActivity": try describeActivity(call)
    case "DeleteActivity": try deleteActivity(call)
    case "ListActivities": try listActivities(call, actual)
    case "CreateStateMachine": try createStateMachine(call)
    case "DescribeStateMachine": try describeStateMachine(call)
    case "UpdateStateMachine": try updateStateMachine(call, actual)
    case "DeleteStateMachine": try deleteStateMachine(call)
    case "ListStateMachines": try listStateMachines(call, actual)
    case "PublishStateMachineVersion": try publishVersion(call)
    case "ListStateMachineVersions": try listVersions(call, actual)
    case "DeleteStateMachineVersion": try deleteVersion(call)
    case "CreateStateMachineAlias": try createAlias(call)
    case "UpdateStateMachineAlias": try updateAlias(call)
    case "DescribeStateMachineAlias": try describeAlias(call)
    case "DeleteStateMachineAlias": try deleteAlias(call)
    case "ListStateMachineAliases": try listAliases(call, actual)
    case "TagResource": try tagResource(call)
    case "UntagResource": try untagResource(call)
    case "ListTagsForResource": try listTags(call)
    case "StartExecution": try startExecution(call, actual, version)
    case "StartSyncExecution": try startSyncExecution(call, actual)
    case "DescribeExecution": try describeExecution(call)
    case "DescribeStateMachineForExecution": try describeMachineForExecution(call)
    case "GetExecutionHistory": try history(call, actual)
    case "ListExecutions": try listExecutions(call, actual)
    case "StopExecution": try stopExecution(call)
    case "RedriveExecution": try redriveExecution(call)
    case "SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat": try sendTask(call)
    case "ListMapRuns": try listMapRuns(call)
    case "DescribeMapRun", "UpdateMapRun": try missingMapRun(call)
    default: throw Refusal("UnknownOperationException")
    }
  }

  // MARK: What is drawn

  /// A UUID that nobody has drawn before; otherwise something that no answer has.
  mutating func newUUID(_ text: String?) -> String {
    guard let text, Self.isUUID(text), drawn.insert(text).inserted else { return "<a new UUID>" }
    return text
  }

  /// `8-4-4-4-12` small hexadecimal digits.
  static func isUUID(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    return parts.map(\.utf8.count) == [8, 4, 4, 4, 12]
      && parts.allSatisfy { $0.utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 } }
  }

  /// A token that nobody has drawn before, as short as the API wants it.
  mutating func newToken(_ text: String?, atMost limit: Int) -> String {
    guard let text, 1...limit ~= text.utf8.count, drawn.insert(text).inserted else { return "<a new token>" }
    return text
  }
}
