import OrderedJSON

// What tasks call.

/// A task's `Resource` taken apart.
struct ResourceARN {
  /// How a task waits for what it called.
  enum Pattern: String {
    case sync = ".sync"
    case syncVersion2 = ".sync:2"
    case waitForTaskToken = ".waitForTaskToken"
  }

  /// The service of the ARN itself: `lambda`, `states`.
  let service: String
  /// Everything behind the account.
  let resource: String

  init?(_ text: String) {
    let fields = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
    guard fields.count == 6, fields[0] == "arn", Self.isPartition(fields[1]), !fields[2].isEmpty, !fields[5].isEmpty,
      !text.utf8.contains(UInt8(ascii: " "))
    else { return nil }
    service = String(fields[2])
    resource = String(fields[5])
    isIntegration = service == "states" && fields[3].isEmpty && fields[4].isEmpty
  }

  /// Whether this is `arn:aws:states:::service:action`.
  let isIntegration: Bool

  /// Whether this names an activity.
  var isActivity: Bool { service == "states" && resource.hasPrefix("activity:") }

  /// How the task waits, when it does.
  var pattern: Pattern? {
    guard isIntegration else { return nil }
    if resource.hasSuffix(".sync") { return .sync }
    if resource.hasSuffix(".sync:2") { return .syncVersion2 }
    if resource.hasSuffix(".waitForTaskToken") { return .waitForTaskToken }
    return nil
  }

  /// `service:action` without the pattern.
  var action: String { String(resource.dropLast(pattern?.rawValue.count ?? 0)) }

  private static func isPartition(_ text: Substring) -> Bool { text == "aws" || text.hasPrefix("aws-") }
}

/// The optimized integrations, by service and action, with the patterns each takes beside request and response.
///
/// From the developer guide, "Integrating optimized services" (read in November 2026). The list ages: an unknown
/// *service* is only warned of.
enum Integrations {
  struct Patterns: OptionSet {
    let rawValue: Int
    static let sync = Patterns(rawValue: 1)
    static let syncVersion2 = Patterns(rawValue: 2)
    static let waitForTaskToken = Patterns(rawValue: 4)
  }

  static let services: [String: [String: Patterns]] = [
    "apigateway": ["invoke": .waitForTaskToken],
    "athena": [
      "startQueryExecution": .sync, "stopQueryExecution": [], "getQueryExecution": [], "getQueryResults": [],
    ],
    "batch": ["submitJob": [.sync, .waitForTaskToken]],
    "bedrock": ["invokeModel": .waitForTaskToken, "createModelCustomizationJob": .sync],
    "codebuild": [
      "startBuild": .sync, "stopBuild": [], "batchDeleteBuilds": [], "batchGetReports": [], "startBuildBatch": .sync,
      "stopBuildBatch": [], "retryBuildBatch": .sync, "deleteBuildBatch": [],
    ],
    "databrew": ["startJobRun": .sync],
    "dynamodb": ["getItem": [], "putItem": [], "deleteItem": [], "updateItem": []],
    "ecs": ["runTask": [.sync, .waitForTaskToken]],
    "eks": [
      "createCluster": .sync, "deleteCluster": .sync, "createFargateProfile": .sync, "deleteFargateProfile": .sync,
      "createNodegroup": .sync, "deleteNodegroup": .sync, "call": .waitForTaskToken, "runJob": [.sync, .waitForTaskToken],
    ],
    "elasticmapreduce": [
      "createCluster": .sync, "setClusterTerminationProtection": [], "terminateCluster": .sync, "addStep": .sync,
      "cancelStep": [], "modifyInstanceFleetByName": [], "modifyInstanceGroupByName": [],
    ],
    "emr-containers": ["createVirtualCluster": [], "deleteVirtualCluster": .sync, "startJobRun": .sync],
    "emr-serverless": [
      "createApplication": .sync, "startApplication": .sync, "stopApplication": .sync, "deleteApplication": .sync,
      "startJobRun": .sync, "cancelJobRun": .sync,
    ],
    "events": ["putEvents": .waitForTaskToken],
    "glue": ["startJobRun": .sync],
    "http": ["invoke": []],
    "lambda": ["invoke": .waitForTaskToken],
    "mediaconvert": ["createJob": .sync],
    "sagemaker": [
      "createEndpoint": [], "createEndpointConfig": [], "createHyperParameterTuningJob": .sync,
      "createLabelingJob": .sync, "createModel": [], "createProcessingJob": .sync, "createTrainingJob": .sync,
      "createTransformJob": .sync, "updateEndpoint": [],
    ],
    "sns": ["publish": .waitForTaskToken],
    "sqs": ["sendMessage": .waitForTaskToken],
    "states": ["startExecution": [.sync, .syncVersion2, .waitForTaskToken]],
  ]
}

extension Inspection {
  /// `Resource` of a Task (ASL812, ASL813, ASL818 to ASL820).
  mutating func checkResource(_ context: StateContext) {
    guard let text = string(.resource, of: context.view, .asl812), let member = context.view[.resource] else { return }
    guard let resource = ResourceARN(text) else {
      return report(.asl813, DiagnosticText.notAnARN, at: at(member))
    }
    if context.surroundings.isExpress { checkExpress(resource, member) }
    if resource.isIntegration { checkIntegration(resource, text, member) }
  }

  /// ASL820.
  private mutating func checkExpress(_ resource: ResourceARN, _ member: JSONSyntax.Member) {
    if resource.isActivity { return report(.asl820, DiagnosticText.expressActivity, at: at(member)) }
    switch resource.pattern {
    case .sync, .syncVersion2: report(.asl820, DiagnosticText.expressSync, at: at(member))
    case .waitForTaskToken: report(.asl820, DiagnosticText.expressToken, at: at(member))
    case nil: return
    }
  }

  /// ASL818, ASL819.
  private mutating func checkIntegration(_ resource: ResourceARN, _ text: String, _ member: JSONSyntax.Member) {
    let parts = resource.action.split(separator: ":", omittingEmptySubsequences: false)
    if parts.first == "aws-sdk" {
      if parts.count != 3 || parts.contains(where: \.isEmpty) {
        report(.asl818, DiagnosticText.unknownResource(text), at: at(member))
      } else if resource.pattern == .sync || resource.pattern == .syncVersion2 {
        report(.asl819, DiagnosticText.noPattern(resource.pattern?.rawValue ?? "", resource.action), at: at(member))
      }
      return
    }
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
      return report(.asl818, DiagnosticText.unknownResource(text), at: at(member))
    }
    guard let actions = Integrations.services[String(parts[0])] else {
      return report(.aslw19, DiagnosticText.unknownService(String(parts[0])), at: at(member))
    }
    guard let patterns = actions[String(parts[1])] else {
      let near = Suggestions.nearest(to: String(parts[1]), among: actions.keys.sorted())
      let fixed = near.map { "\(text.dropLast(resource.resource.count))\(parts[0]):\($0)\(resource.pattern?.rawValue ?? "")" }
      return report(
        .asl818, DiagnosticText.unknownResource(text), at: at(member),
        fixes: fixed.map { replacement(of: member.value, byText: $0) } ?? [])
    }
    let isThere =
      switch resource.pattern {
      case .sync: patterns.contains(.sync)
      case .syncVersion2: patterns.contains(.syncVersion2)
      case .waitForTaskToken: patterns.contains(.waitForTaskToken)
      case nil: true
      }
    if !isThere {
      report(.asl819, DiagnosticText.noPattern(resource.pattern?.rawValue ?? "", resource.action), at: at(member))
    }
  }

  /// ASLW12: a task that waits for somebody else may wait for a year.
  mutating func checkWaitsForOthers(_ context: StateContext) {
    guard let member = context.view[.resource], let text = member.value.stringValue,
      let resource = ResourceARN(text), resource.isActivity || resource.pattern == .waitForTaskToken
    else { return }
    let limits: FieldSet = [.timeoutSeconds, .timeoutSecondsPath, .heartbeatSeconds, .heartbeatSecondsPath]
    guard context.view.present.intersection(limits).isEmpty else { return }
    report(
      .aslw12, DiagnosticText.endlessTask, at: at(member),
      fixes: insertion(of: "TimeoutSeconds", "3600", into: context.view))
  }
}
