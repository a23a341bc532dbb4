import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// What older clients of the service document, word for word: every operation, argument, answer and error that they name,
/// in one session through the dispatcher, row by row.
///
/// The clients are a Julia module of 17 operations, the 23 subcommands of a command line, a Deno module of 26 operations, a
/// Python client of 17 operations with every member of their answers, and the change of 2020-09-14 (tracing, logging, type,
/// trace header, details of inputs and outputs).
@Suite struct ClientsWordsTests {
  /// A request, and what its answer has.
  struct Row: Sendable {
    let operation: String
    /// The request; `$name` stands for what an earlier answer gave.
    let request: JSON
    /// Members of the answer that must be there: with a dot, inside the first element of a list or of an object.
    var members: [String] = []
    /// The error that it is refused with, instead.
    var error: String?
    /// Members of the answer that later rows use, by the name that they use.
    var keeps: [String: String] = [:]
  }

  private static let pass = ServiceScene.pass
  private static let rows: [Row] = [
    // CreateActivity: idempotent by name.
    Row(
      operation: "CreateActivity", request: ["name": "work"], members: ["activityArn", "creationDate"],
      keeps: ["activity": "activityArn"]),
    Row(
      operation: "CreateActivity", request: ["name": "work", "tags": [["key": "k", "value": "v"]]],
      members: ["activityArn", "creationDate"]),
    Row(operation: "CreateActivity", request: ["name": "no blank"], error: "InvalidName"),
    Row(
      operation: "DescribeActivity", request: ["activityArn": "$activity"],
      members: ["activityArn", "name", "creationDate"]),
    Row(operation: "DescribeActivity", request: ["activityArn": "$activity-"], error: "ActivityDoesNotExist"),
    Row(operation: "DescribeActivity", request: ["activityArn": "no"], error: "InvalidArn"),
    Row(
      operation: "ListActivities", request: ["maxResults": 0],
      members: ["activities.activityArn", "activities.name", "activities.creationDate"]),
    Row(operation: "ListActivities", request: ["nextToken": "no"], error: "InvalidToken"),
    // CreateStateMachine with type, logging, tracing and tags.
    Row(
      operation: "CreateStateMachine",
      request: [
        "name": "machine", "definition": "$definition", "roleArn": .string(ServiceScene.role), "type": "STANDARD",
        "loggingConfiguration": [
          "level": "ERROR", "includeExecutionData": true,
          "destinations": [
            ["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*"]]
          ],
        ], "tracingConfiguration": ["enabled": true], "tags": [["key": "k", "value": "v"]],
      ], members: ["stateMachineArn", "creationDate"], keeps: ["machine": "stateMachineArn"]),
    Row(
      operation: "CreateStateMachine",
      request: ["name": "machine", "definition": .string(pass), "roleArn": .string(ServiceScene.role)],
      error: "StateMachineAlreadyExists"),
    Row(
      operation: "CreateStateMachine",
      request: ["name": "a/b", "definition": .string(pass), "roleArn": .string(ServiceScene.role)], error: "InvalidName"
    ),
    Row(
      operation: "CreateStateMachine",
      request: ["name": "m", "definition": "{}", "roleArn": .string(ServiceScene.role)], error: "InvalidDefinition"),
    Row(
      operation: "CreateStateMachine", request: ["name": "m", "definition": .string(pass), "roleArn": "no"],
      error: "InvalidArn"),
    Row(
      operation: "CreateStateMachine",
      request: [
        "name": "m", "definition": .string(pass), "roleArn": .string(ServiceScene.role),
        "loggingConfiguration": ["level": "ALL"],
      ], error: "InvalidLoggingConfiguration"),
    Row(
      operation: "DescribeStateMachine", request: ["stateMachineArn": "$machine"],
      members: [
        "stateMachineArn", "name", "status", "definition", "roleArn", "type", "creationDate",
        "loggingConfiguration.level",
        "loggingConfiguration.includeExecutionData", "loggingConfiguration.destinations",
        "tracingConfiguration.enabled",
      ]),
    Row(
      operation: "DescribeStateMachine", request: ["stateMachineArn": "$machine-"], error: "StateMachineDoesNotExist"),
    Row(
      operation: "ListStateMachines", request: ["maxResults": 10],
      members: [
        "stateMachines.stateMachineArn", "stateMachines.name", "stateMachines.type", "stateMachines.creationDate",
      ]),
    Row(operation: "ListStateMachines", request: ["nextToken": "no"], error: "InvalidToken"),
    // StartExecution: idempotent while it runs.
    Row(
      operation: "StartExecution",
      request: [
        "stateMachineArn": "$machine", "name": "first", "input": "{\"a\":1}",
        "traceHeader": "Root=1-67891233-abcdef012345678912345678",
      ], members: ["executionArn", "startDate"], keeps: ["execution": "executionArn"]),
    Row(
      operation: "StartExecution", request: ["stateMachineArn": "$machine", "name": "first", "input": "{\"a\":1}"],
      members: ["executionArn", "startDate"]),
    Row(
      operation: "StartExecution", request: ["stateMachineArn": "$machine", "name": "first", "input": "{\"a\":2}"],
      error: "ExecutionAlreadyExists"),
    Row(
      operation: "StartExecution", request: ["stateMachineArn": "$machine", "input": "no"],
      error: "InvalidExecutionInput"),
    Row(operation: "StartExecution", request: ["stateMachineArn": "$machine", "name": "no*"], error: "InvalidName"),
    Row(operation: "StartExecution", request: ["stateMachineArn": "$machine-"], error: "StateMachineDoesNotExist"),
    Row(operation: "StartExecution", request: ["stateMachineArn": "no"], error: "InvalidArn"),
    Row(operation: "StartExecution", request: ["stateMachineArn": "$machine/label"], error: "ValidationException"),
    Row(
      operation: "DescribeExecution", request: ["executionArn": "$execution"],
      members: [
        "executionArn", "stateMachineArn", "name", "status", "startDate", "input", "inputDetails.included",
        "traceHeader",
      ]),
    Row(operation: "DescribeExecution", request: ["executionArn": "$execution-"], error: "ExecutionDoesNotExist"),
    Row(operation: "DescribeExecution", request: ["executionArn": "no"], error: "InvalidArn"),
    Row(
      operation: "DescribeStateMachineForExecution", request: ["executionArn": "$execution"],
      members: [
        "stateMachineArn", "name", "definition", "roleArn", "updateDate", "loggingConfiguration.level",
        "tracingConfiguration.enabled",
      ]),
    // A worker.
    Row(
      operation: "GetActivityTask", request: ["activityArn": "$activity", "workerName": "worker"],
      members: ["taskToken", "input"], keeps: ["token": "taskToken"]),
    Row(operation: "GetActivityTask", request: ["activityArn": "$activity-"], error: "ActivityDoesNotExist"),
    Row(operation: "GetActivityTask", request: ["activityArn": "no"], error: "InvalidArn"),
    Row(operation: "SendTaskHeartbeat", request: ["taskToken": "$token"]),
    Row(operation: "SendTaskHeartbeat", request: ["taskToken": "no"], error: "InvalidToken"),
    Row(operation: "SendTaskSuccess", request: ["taskToken": "$token", "output": "no"], error: "InvalidOutput"),
    Row(operation: "SendTaskSuccess", request: ["taskToken": "no", "output": "1"], error: "InvalidToken"),
    Row(operation: "SendTaskSuccess", request: ["taskToken": "$token", "output": "{\"b\":2}"]),
    Row(operation: "SendTaskSuccess", request: ["taskToken": "$token", "output": "1"], error: "TaskTimedOut"),
    Row(operation: "SendTaskHeartbeat", request: ["taskToken": "$token"], error: "TaskTimedOut"),
    Row(
      operation: "SendTaskFailure", request: ["taskToken": "$token", "error": "E", "cause": "C"], error: "TaskTimedOut"),
    Row(operation: "SendTaskFailure", request: ["taskToken": "no"], error: "InvalidToken"),
    Row(
      operation: "DescribeExecution", request: ["executionArn": "$execution"],
      members: ["status", "stopDate", "output", "outputDetails.included"]),
    Row(
      operation: "StartExecution", request: ["stateMachineArn": "$machine", "name": "second"],
      members: ["executionArn"], keeps: ["other": "executionArn"]),
    Row(
      operation: "GetActivityTask", request: ["activityArn": "$activity"], members: ["taskToken"],
      keeps: ["token": "taskToken"]),
    Row(operation: "SendTaskFailure", request: ["taskToken": "$token", "error": "E", "cause": "C"]),
    Row(operation: "DescribeExecution", request: ["executionArn": "$other"], members: ["error", "cause"]),
    Row(
      operation: "StartExecution", request: ["stateMachineArn": "$machine", "name": "third"], members: ["executionArn"],
      keeps: ["other": "executionArn"]),
    Row(
      operation: "StopExecution", request: ["executionArn": "$other", "error": "E", "cause": "C"], members: ["stopDate"]
    ),
    Row(operation: "StopExecution", request: ["executionArn": "$other-"], error: "ExecutionDoesNotExist"),
    Row(operation: "StopExecution", request: ["executionArn": "no"], error: "InvalidArn"),
    // Lists and histories, with the five values of the filter.
    Row(
      operation: "ListExecutions",
      request: ["stateMachineArn": "$machine", "statusFilter": "SUCCEEDED", "maxResults": 1],
      members: [
        "executions.executionArn", "executions.stateMachineArn", "executions.name", "executions.status",
        "executions.startDate", "executions.stopDate",
      ]),
    Row(
      operation: "ListExecutions", request: ["stateMachineArn": "$machine", "statusFilter": "RUNNING"],
      members: ["executions"]),
    Row(
      operation: "ListExecutions", request: ["stateMachineArn": "$machine", "statusFilter": "FAILED"],
      members: ["executions.name"]),
    Row(
      operation: "ListExecutions", request: ["stateMachineArn": "$machine", "statusFilter": "TIMED_OUT"],
      members: ["executions"]),
    Row(
      operation: "ListExecutions", request: ["stateMachineArn": "$machine", "statusFilter": "ABORTED"],
      members: ["executions.name"]),
    Row(
      operation: "ListExecutions", request: ["stateMachineArn": "$machine", "maxResults": 1],
      members: ["executions", "nextToken"], keeps: ["page": "nextToken"]),
    Row(
      operation: "ListExecutions", request: ["stateMachineArn": "$machine", "nextToken": "$page"],
      members: ["executions.name"]),
    Row(operation: "ListExecutions", request: ["stateMachineArn": "$machine-"], error: "StateMachineDoesNotExist"),
    Row(operation: "ListExecutions", request: ["stateMachineArn": "no"], error: "InvalidArn"),
    Row(
      operation: "ListExecutions", request: ["stateMachineArn": "$machine", "nextToken": "no"], error: "InvalidToken"),
    Row(
      operation: "GetExecutionHistory", request: ["executionArn": "$execution", "maxResults": 1, "reverseOrder": true],
      members: [
        "events.timestamp", "events.type", "events.id", "events.previousEventId",
        "events.executionSucceededEventDetails", "nextToken",
      ], keeps: ["page": "nextToken"]),
    Row(
      operation: "GetExecutionHistory",
      request: ["executionArn": "$execution", "reverseOrder": true, "nextToken": "$page"], members: ["events.timestamp"]
    ),
    Row(operation: "GetExecutionHistory", request: ["executionArn": "$execution-"], error: "ExecutionDoesNotExist"),
    Row(operation: "GetExecutionHistory", request: ["executionArn": "no"], error: "InvalidArn"),
    Row(
      operation: "GetExecutionHistory", request: ["executionArn": "$execution", "nextToken": "no"],
      error: "InvalidToken"),
    // Tags.
    Row(operation: "TagResource", request: ["resourceArn": "$machine", "tags": [["key": "team", "value": "a"]]]),
    Row(operation: "TagResource", request: ["resourceArn": "$machine-", "tags": []], error: "ResourceNotFound"),
    Row(
      operation: "TagResource",
      request: ["resourceArn": "$machine", "tags": .array((0...50).map { ["key": .string("\($0)"), "value": "v"] })],
      error: "TooManyTags"),
    Row(operation: "ListTagsForResource", request: ["resourceArn": "$activity"], members: ["tags"]),
    Row(operation: "ListTagsForResource", request: ["resourceArn": "$machine"], members: ["tags.key", "tags.value"]),
    Row(operation: "UntagResource", request: ["resourceArn": "$machine", "tagKeys": ["team"]]),
    Row(operation: "UntagResource", request: ["resourceArn": "no", "tagKeys": []], error: "InvalidArn"),
    // UpdateStateMachine needs a definition or a role.
    Row(operation: "UpdateStateMachine", request: ["stateMachineArn": "$machine"], error: "MissingRequiredParameter"),
    Row(
      operation: "UpdateStateMachine",
      request: [
        "stateMachineArn": "$machine", "roleArn": .string(ServiceScene.role + "2"),
        "tracingConfiguration": ["enabled": false],
      ], members: ["updateDate"]),
    Row(
      operation: "UpdateStateMachine",
      request: ["stateMachineArn": "$machine/label", "roleArn": .string(ServiceScene.role)],
      error: "ValidationException"),
    // Express state machines.
    Row(
      operation: "CreateStateMachine",
      request: [
        "name": "express", "definition": .string(pass), "roleArn": .string(ServiceScene.role), "type": "EXPRESS",
      ], members: ["stateMachineArn"], keeps: ["express": "stateMachineArn"]),
    Row(
      operation: "StartSyncExecution",
      request: ["stateMachineArn": "$express", "name": "n", "input": "{}", "traceHeader": "Root=1"],
      members: [
        "executionArn", "stateMachineArn", "name", "startDate", "stopDate", "status", "input", "inputDetails.included",
        "output", "outputDetails.included", "traceHeader", "billingDetails.billedMemoryUsedInMB",
        "billingDetails.billedDurationInMilliseconds",
      ]),
    Row(
      operation: "StartSyncExecution", request: ["stateMachineArn": "$machine"], error: "StateMachineTypeNotSupported"),
    Row(operation: "ListExecutions", request: ["stateMachineArn": "$express"], error: "StateMachineTypeNotSupported"),
    // Map runs.
    Row(
      operation: "CreateStateMachine",
      request: ["name": "map", "definition": .string(map), "roleArn": .string(ServiceScene.role)],
      members: ["stateMachineArn"], keeps: ["mapper": "stateMachineArn"]),
    Row(
      operation: "DescribeStateMachine", request: ["stateMachineArn": "$mapper/Label"],
      members: ["stateMachineArn", "label", "definition"]),
    Row(
      operation: "StartExecution", request: ["stateMachineArn": "$mapper", "name": "map", "input": "[1]"],
      members: ["executionArn"], keeps: ["mapping": "executionArn"]),
    Row(
      operation: "ListMapRuns", request: ["executionArn": "$mapping", "maxResults": 1],
      members: ["mapRuns.executionArn", "mapRuns.mapRunArn", "mapRuns.stateMachineArn", "mapRuns.startDate"],
      keeps: ["run": "mapRuns.mapRunArn"]),
    Row(
      operation: "DescribeMapRun", request: ["mapRunArn": "$run"],
      members: [
        "mapRunArn", "executionArn", "status", "startDate", "maxConcurrency", "toleratedFailurePercentage",
        "toleratedFailureCount",
      ]
        + ["pending", "running", "succeeded", "failed", "timedOut", "aborted", "total", "resultsWritten"].flatMap {
          ["itemCounts.\($0)", "executionCounts.\($0)"]
        }),
    Row(
      operation: "UpdateMapRun",
      request: ["mapRunArn": "$run", "maxConcurrency": 2, "toleratedFailurePercentage": 10, "toleratedFailureCount": 1]),
    Row(operation: "UpdateMapRun", request: ["mapRunArn": "$run-", "maxConcurrency": 2], error: "ResourceNotFound"),
    Row(
      operation: "ListExecutions", request: ["mapRunArn": "$run"],
      members: ["executions.mapRunArn", "executions.itemCount"], keeps: ["child": "executions.executionArn"]),
    Row(operation: "DescribeExecution", request: ["executionArn": "$child"], members: ["mapRunArn"]),
    Row(
      operation: "DescribeStateMachineForExecution", request: ["executionArn": "$child"],
      members: ["mapRunArn", "label"]),
    Row(operation: "StopExecution", request: ["executionArn": "$mapping"], members: ["stopDate"]),
    // The end.
    Row(operation: "DeleteStateMachine", request: ["stateMachineArn": "$machine/label"], error: "ValidationException"),
    Row(operation: "DeleteStateMachine", request: ["stateMachineArn": "$machine"]),
    Row(operation: "DeleteStateMachine", request: ["stateMachineArn": "no"], error: "InvalidArn"),
    Row(operation: "DeleteActivity", request: ["activityArn": "$activity"]),
    Row(operation: "DeleteActivity", request: ["activityArn": "no"], error: "InvalidArn"),
  ]

  private static let map = #"""
    {"StartAt":"M","States":{"M":{"Type":"Map","Label":"Label","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",
      "ExecutionType":"STANDARD"},"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":900,"End":true}}},"End":true}}}
    """#

  @Test func aSessionOfAllThatClientsName() async throws {
    let service = ServiceScene().service
    var known = ["definition": ServiceScene.activity(ServiceScene.arn("activity:work"))]
    for (index, row) in Self.rows.enumerated() {
      let label = Comment(rawValue: "row \(index), \(row.operation)")
      if ["DescribeExecution", "ListMapRuns", "ListExecutions"].contains(row.operation) {
        try await settle(service, known)
      }
      let request = try #require(Self.filled(row.request, known).objectValue)
      let response = await service.respond(
        to: row.operation, body: JSONPrinter.compact.bytes(.object(request)))
      let answer = try JSON(parsing: response.body)
      #expect(response.code == row.error, label)
      for path in row.members { #expect(Self.value(path, of: answer) != nil, Comment(rawValue: "\(label): \(path)")) }
      if row.error == nil, row.members.isEmpty { #expect(answer == [:], label) }
      for (name, path) in row.keeps { known[name] = Self.value(path, of: answer)?.stringValue }
    }
  }

  /// All 26 operations that they name are in a row, each with an error but those that have none of their own.
  @Test func everyOperationThatClientsNameHasARow() {
    let named = Set(Self.rows.map(\.operation))
    let newer: Set<String> = [
      "CreateStateMachineAlias", "DescribeStateMachineAlias", "UpdateStateMachineAlias", "DeleteStateMachineAlias",
      "ListStateMachineAliases", "PublishStateMachineVersion", "ListStateMachineVersions", "DeleteStateMachineVersion",
      "RedriveExecution", "TestState", "ValidateStateMachineDefinition",
    ]
    #expect(named == Set(StepFunctionsOperation.allCases.map(\.rawValue)).subtracting(newer))
    #expect(named.count == 26)
  }

  /// Waits for what answers have set going: handlers and workers are none of the service's callers.
  private func settle(_ service: StepFunctionsService, _ known: [String: String]) async throws {
    if let mapping = known["mapping"], known["run"] == nil {
      while try await service.listMapRuns(executionArn: mapping).mapRuns.isEmpty { await Task.yield() }
    }
  }

  private static func filled(_ value: JSON, _ known: [String: String]) -> JSON {
    switch value {
    case .string(let text) where text.hasPrefix("$"):
      for (name, known) in known.sorted(by: { $0.key.utf8.count > $1.key.utf8.count })
      where text.dropFirst().hasPrefix(name) {
        return .string(known + text.dropFirst(1 + name.utf8.count))
      }
      return value
    case .object(let object): return .object(JSON.Object(object.members.map { ($0.key, filled($0.value, known)) }))
    case .array(let elements): return .array(elements.map { filled($0, known) })
    default: return value
    }
  }

  /// The member of a path; of a list on the way, the first element is meant.
  private static func value(_ path: String, of answer: JSON) -> JSON? {
    var value: JSON? = answer
    for name in path.split(separator: ".") { value = (value?[0] ?? value)?[String(name)] }
    return value
  }
}
