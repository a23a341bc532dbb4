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

  /// The whole ARN.
  let text: String
  /// Whether this is `arn:aws:states:::service:action`.
  let isIntegration: Bool
  /// Whether this names an activity.
  let isActivity: Bool
  /// How the task waits, when it does.
  let pattern: Pattern?
  /// Where the part behind the account begins.
  private let resourceStart: Int

  init?(_ text: String) {
    let colons = text.utf8.withContiguousStorageIfAvailable(Self.colons) ?? nil
    guard let colons else { return nil }
    let bytes = text.utf8
    guard bytes.starts(with: "arn:aws".utf8),
      colons[1] == 7 || bytes.dropFirst(7).first == UInt8(ascii: "-"), colons[2] > colons[1] + 1,
      bytes.count > colons[4] + 1
    else { return nil }
    let isStates = bytes.dropFirst(Int(colons[1]) + 1).starts(with: "states:".utf8)
    self.text = text
    resourceStart = Int(colons[4]) + 1
    isIntegration = isStates && colons[4] == colons[2] + 2
    isActivity = isStates && bytes.dropFirst(resourceStart).starts(with: "activity:".utf8)
    pattern = isIntegration ? Self.pattern(of: text) : nil
  }

  /// The places of the first five colons; `nil` when there are fewer, or a blank somewhere.
  private static func colons(_ bytes: UnsafeBufferPointer<UInt8>) -> SIMD8<Int32>? {
    var colons = SIMD8<Int32>(repeating: 0)
    var count = 0
    for place in bytes.indices {
      if bytes[place] == UInt8(ascii: ":"), count < 5 {
        colons[count] = Int32(truncatingIfNeeded: place)
        count += 1
      } else if bytes[place] == UInt8(ascii: " ") {
        return nil
      }
    }
    return count == 5 ? colons : nil
  }

  private static func pattern(of text: String) -> Pattern? {
    if text.hasSuffix(".sync") { return .sync }
    if text.hasSuffix(".sync:2") { return .syncVersion2 }
    return text.hasSuffix(".waitForTaskToken") ? .waitForTaskToken : nil
  }

  /// Everything before the part behind the account.
  var head: String { String(text.utf8.prefix(resourceStart)) ?? "" }

  /// `service:action` without the pattern.
  var action: String {
    String(text.utf8.dropFirst(resourceStart).dropLast(pattern?.rawValue.utf8.count ?? 0)) ?? ""
  }
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
      "createNodegroup": .sync, "deleteNodegroup": .sync, "call": .waitForTaskToken,
      "runJob": [.sync, .waitForTaskToken],
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
    guard let text = string(.resource, of: context.view, .asl812) else { return }
    let resource = ResourceARN(text)
    if let resource, !resource.isIntegration, !resource.isActivity { return }
    guard let member = context.view[.resource] else { return }
    guard let resource else { return report(.asl813, DiagnosticText.notAnARN, at: at(member)) }
    if context.surroundings.isExpress { checkExpress(resource, member) }
    if resource.isIntegration { checkIntegration(resource, member) }
    if resource.isActivity || resource.pattern == .waitForTaskToken { checkPatience(member, context) }
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
  private mutating func checkIntegration(_ resource: ResourceARN, _ member: JSONSyntax.Member) {
    let text = resource.text
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
      let fixed = near.map { "\(resource.head)\(parts[0]):\($0)\(resource.pattern?.rawValue ?? "")" }
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
  private mutating func checkPatience(_ member: JSONSyntax.Member, _ context: StateContext) {
    guard context.view.present.intersection(Self.taskLimits).isEmpty else { return }
    report(
      .aslw12, DiagnosticText.endlessTask, at: at(member),
      fixes: insertion(of: "TimeoutSeconds", "3600", into: context.view))
  }

  private static let taskLimits: FieldSet = [
    .timeoutSeconds, .timeoutSecondsPath, .heartbeatSeconds, .heartbeatSecondsPath,
  ]
}
