import OrderedJSON
import StatesLanguage
import StepFunctions

/// A service with something in it, and a valid request of each operation to it.
struct ServiceRequests: Sendable {
  /// Requests by operation.
  private(set) var bodies: [(operation: StepFunctionsOperation, members: JSON.Object)] = []

  private static let role = "arn:aws:iam::123456789012:role/r"
  private static let definition = #"""
    {"Comment":"c","StartAt":"A","States":{"A":{"Type":"Pass","Parameters":{"a.$":"$.a","b":[1,2]},"ResultPath":"$.p",
    "Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.a","NumericEquals":1,"Next":"C"}],"Default":"D"},
    "C":{"Type":"Succeed"},"D":{"Type":"Fail","Error":"E","Cause":"C"}}}
    """#
  private static let jsonata = #"""
    {"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Assign":{"x":"{% $states.input.a %}"},
    "Output":{"b":"{% $x + 1 %}"},"End":true}}}
    """#
  private static let map = #"""
    {"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","ItemsPath":"$.items","ItemProcessor":{"ProcessorConfig":
    {"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}}
    """#
  private static let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1000000,"End":true}}}"#
  private static let fail = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E"}}}"#

  /// Fills a service and makes requests to what is in it.
  init(filling service: StepFunctionsService) async throws {
    let activity = try await service.createActivity(name: "work").activityArn
    let task =
      #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(activity)","HeartbeatSeconds":5000000,"End":true}}}"#
    func create(_ name: String, _ definition: String, isExpress: Bool = false) async throws -> String {
      try await service.createStateMachine(
        name: name, definition: definition, roleArn: Self.role, type: isExpress ? .express : .standard, publish: true
      ).stateMachineArn
    }
    let machine = try await create("machine", Self.definition)
    _ = try await create("data", Self.jsonata)
    let waiting = try await create("waiting", Self.wait)
    let failing = try await create("failing", Self.fail)
    let working = try await create("working", task)
    let express = try await create("express", Self.definition, isExpress: true)
    let mapping = try await create("mapping", Self.map)
    let alias = try await service.createStateMachineAlias(
      name: "live", routingConfiguration: [.init(stateMachineVersionArn: "\(machine):1", weight: 100)]
    ).stateMachineAliasArn
    let ended = try await service.startExecution(stateMachineArn: alias, name: "ended", input: #"{"a":1}"#).executionArn
    let runs = try await service.startExecution(stateMachineArn: waiting, name: "runs").executionArn
    let failed = try await service.startExecution(stateMachineArn: failing, name: "failed").executionArn
    let mapped = try await service.startExecution(stateMachineArn: mapping, input: #"{"items":[1,2]}"#).executionArn
    _ = try await service.result(of: mapped)
    let run = try await service.listMapRuns(executionArn: mapped).mapRuns.first?.mapRunArn ?? "none"
    let waits = Self.map.replacing(
      #"{"Type":"Pass","End":true}"#, with: #"{"Type":"Wait","Seconds":5000000,"End":true}"#)
    let going = try await service.startExecution(
      stateMachineArn: try await create("going", waits), input: #"{"items":[1,2]}"#
    ).executionArn
    let open = try await service.listMapRuns(executionArn: going).mapRuns.first?.mapRunArn ?? "none"
    for _ in 0..<3 { _ = try await service.startExecution(stateMachineArn: working) }
    let token = try await service.getActivityTask(activityArn: activity).taskToken ?? "none"
    let page = try await service.listStateMachines(maxResults: 2).nextToken ?? "none"

    let routing: JSON = [
      ["stateMachineVersionArn": .string("\(machine):1"), "weight": 40],
      ["stateMachineVersionArn": .string("\(machine):2"), "weight": 60],
    ]
    let tags: JSON = [["key": "team", "value": "a"], ["key": "stage", "value": "b"]]
    let logging: JSON = [
      "level": "ALL", "includeExecutionData": true,
      "destinations": [
        ["cloudWatchLogsLogGroup": ["logGroupArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*"]]
      ],
    ]
    let encryption: JSON = [
      "type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/k", "kmsDataKeyReusePeriodSeconds": 60,
    ]
    for operation in StepFunctionsOperation.allCases {
      let members: JSON.Object =
        switch operation {
        case .createActivity: ["name": "third", "tags": tags, "encryptionConfiguration": encryption]
        case .createStateMachine:
          [
            "name": "new", "definition": .string(Self.jsonata), "roleArn": .string(Self.role), "type": "STANDARD",
            "loggingConfiguration": logging, "tags": tags, "tracingConfiguration": ["enabled": true], "publish": true,
            "versionDescription": "d", "encryptionConfiguration": encryption,
          ]
        case .createStateMachineAlias: ["description": "d", "name": "beta", "routingConfiguration": routing]
        case .deleteActivity, .describeActivity: ["activityArn": .string(activity)]
        case .deleteStateMachine: ["stateMachineArn": .string(failing)]
        case .deleteStateMachineAlias, .describeStateMachineAlias: ["stateMachineAliasArn": .string(alias)]
        case .deleteStateMachineVersion: ["stateMachineVersionArn": .string("\(waiting):1")]
        case .describeExecution: ["executionArn": .string(ended), "includedData": "ALL_DATA"]
        case .describeMapRun: ["mapRunArn": .string(run)]
        case .describeStateMachine: ["stateMachineArn": .string("\(machine):1"), "includedData": "METADATA_ONLY"]
        case .describeStateMachineForExecution: ["executionArn": .string(mapped)]
        case .getActivityTask: ["activityArn": .string(activity), "workerName": "w"]
        case .getExecutionHistory:
          ["executionArn": .string(ended), "maxResults": 3, "reverseOrder": true, "includeExecutionData": false]
        case .listActivities: ["maxResults": 10]
        case .listExecutions: ["stateMachineArn": .string(machine), "statusFilter": "SUCCEEDED", "maxResults": 5]
        case .listMapRuns: ["executionArn": .string(mapped), "maxResults": 5]
        case .listStateMachineAliases, .listStateMachineVersions:
          ["stateMachineArn": .string(machine), "maxResults": 1]
        case .listStateMachines: ["maxResults": 2, "nextToken": .string(page)]
        case .listTagsForResource: ["resourceArn": .string(machine)]
        case .publishStateMachineVersion:
          ["stateMachineArn": .string(machine), "revisionId": "INITIAL", "description": "d"]
        case .redriveExecution: ["executionArn": .string(failed), "clientToken": "t-1"]
        case .sendTaskFailure: ["taskToken": .string(token), "error": "E", "cause": "C"]
        case .sendTaskHeartbeat: ["taskToken": .string(token)]
        case .sendTaskSuccess: ["taskToken": .string(token), "output": #"{"done":[1,null]}"#]
        case .startExecution:
          [
            "stateMachineArn": .string(alias), "name": "again", "input": #"{"a":1,"items":[1]}"#,
            "traceHeader": "Root=1",
          ]
        case .startSyncExecution:
          [
            "stateMachineArn": .string(express), "name": "sync", "input": #"{"a":1}"#, "traceHeader": "Root=1",
            "includedData": "ALL_DATA",
          ]
        case .stopExecution: ["executionArn": .string(runs), "error": "E", "cause": "C"]
        case .tagResource: ["resourceArn": .string(activity), "tags": tags]
        case .testState:
          [
            "definition": #"{"Type":"Pass","Parameters":{"x.$":"$.a"},"Next":"N"}"#, "input": #"{"a":[1]}"#,
            "inspectionLevel": "DEBUG", "roleArn": .string(Self.role), "revealSecrets": false, "variables": "{}",
          ]
        case .untagResource: ["resourceArn": .string(activity), "tagKeys": ["team", "none"]]
        case .updateMapRun:
          [
            "mapRunArn": .string(open), "maxConcurrency": 3, "toleratedFailurePercentage": 12.5,
            "toleratedFailureCount": 1,
          ]
        case .updateStateMachine:
          [
            "stateMachineArn": .string(machine), "definition": .string(Self.definition), "roleArn": .string(Self.role),
            "loggingConfiguration": logging, "tracingConfiguration": ["enabled": true], "publish": true,
            "versionDescription": "d", "encryptionConfiguration": encryption,
          ]
        case .updateStateMachineAlias:
          ["stateMachineAliasArn": .string(alias), "description": "e", "routingConfiguration": routing]
        case .validateStateMachineDefinition:
          ["definition": .string(Self.map), "type": "STANDARD", "severity": "WARNING", "maxResults": 10]
        }
      bodies.append((operation, members))
    }
  }

  /// The members that the answer of an operation must have.
  static func required(_ operation: StepFunctionsOperation) -> [String] {
    switch operation {
    case .createActivity: ["activityArn", "creationDate"]
    case .createStateMachine: ["stateMachineArn", "creationDate"]
    case .createStateMachineAlias: ["stateMachineAliasArn", "creationDate"]
    case .deleteActivity, .deleteStateMachine, .deleteStateMachineAlias, .deleteStateMachineVersion,
      .describeStateMachineAlias, .getActivityTask, .listTagsForResource, .sendTaskFailure, .sendTaskHeartbeat,
      .sendTaskSuccess, .tagResource, .testState, .untagResource, .updateMapRun:
      []
    case .describeActivity: ["activityArn", "name", "creationDate"]
    case .describeExecution: ["executionArn", "stateMachineArn", "status", "startDate"]
    case .describeMapRun:
      [
        "mapRunArn", "executionArn", "status", "startDate", "maxConcurrency", "toleratedFailurePercentage",
        "toleratedFailureCount", "itemCounts", "executionCounts",
      ]
    case .describeStateMachine: ["stateMachineArn", "name", "definition", "roleArn", "type", "creationDate"]
    case .describeStateMachineForExecution: ["stateMachineArn", "name", "definition", "roleArn", "updateDate"]
    case .getExecutionHistory: ["events"]
    case .listActivities: ["activities"]
    case .listExecutions: ["executions"]
    case .listMapRuns: ["mapRuns"]
    case .listStateMachineAliases: ["stateMachineAliases"]
    case .listStateMachineVersions: ["stateMachineVersions"]
    case .listStateMachines: ["stateMachines"]
    case .publishStateMachineVersion: ["creationDate", "stateMachineVersionArn"]
    case .redriveExecution: ["redriveDate"]
    case .startExecution: ["executionArn", "startDate"]
    case .startSyncExecution: ["executionArn", "startDate", "stopDate", "status"]
    case .stopExecution: ["stopDate"]
    case .updateStateMachine, .updateStateMachineAlias: ["updateDate"]
    case .validateStateMachineDefinition: ["result", "diagnostics"]
    }
  }
}
