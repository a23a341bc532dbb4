import OrderedJSON
import ServiceModels

// The resources that tasks call.

/// The parts of a task's `Resource`.
struct ResourceARN {
  /// How a task waits for what it has called.
  enum Pattern: String {
    case sync = ".sync"
    case syncVersion2 = ".sync:2"
    case waitForTaskToken = ".waitForTaskToken"
  }

  /// Its parts.
  private let parts: ARNParts
  /// Whether this is `arn:aws:states:::service:action`.
  let isIntegration: Bool
  /// Whether this names an activity.
  let isActivity: Bool
  /// How the task waits, if it does.
  let pattern: Pattern?

  init?(_ text: String) {
    guard let parts = ARNParts(text), !parts.service.isEmpty, !parts.resource.isEmpty,
      !text.utf8.contains(UInt8(ascii: " "))
    else { return nil }
    self.parts = parts
    let isStates = parts.service == "states"
    isIntegration = isStates && parts.region.isEmpty && parts.account.isEmpty
    isActivity = isStates && parts.resource.utf8.starts(with: "activity:".utf8)
    pattern = isIntegration ? Self.pattern(of: text) : nil
  }

  /// The whole ARN.
  var text: String { parts.text }

  private static func pattern(of text: String) -> Pattern? {
    if text.hasSuffix(".sync") { return .sync }
    if text.hasSuffix(".sync:2") { return .syncVersion2 }
    return text.hasSuffix(".waitForTaskToken") ? .waitForTaskToken : nil
  }

  /// Everything before `service:action`.
  var head: String { String(parts.head) }

  /// `service:action` without the pattern.
  var action: String { String(parts.resource.dropLast(pattern?.rawValue.count ?? 0)) }

  /// Whether this is an SDK integration, `aws-sdk:service:action`.
  var isSDK: Bool { isIntegration && parts.resource.utf8.starts(with: "aws-sdk:".utf8) }

  /// The service of an integration: `sqs`, without `aws-sdk:`.
  var service: String {
    let parts = action.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count < 2 ? "" : String(parts[parts.count - 2])
  }

  /// The operation of an integration: `sendMessage`.
  var operation: String { String(action.split(separator: ":", omittingEmptySubsequences: false).last ?? "") }
}

extension Inspection {
  /// `Resource` of a Task (ASL812, ASL813, ASL818 to ASL820).
  mutating func checkResource(_ context: StateContext) {
    guard let text = string(.resource, of: context.view, .resourceNotAString) else { return }
    let resource = ResourceARN(text)
    if let resource, !resource.isIntegration, !resource.isActivity { return }
    guard let member = context.view[.resource] else { return }
    guard let resource else { return report(.resourceNotAnARN, DiagnosticText.notAnARN, at: at(member)) }
    if context.surroundings.isExpress { checkExpress(resource, member) }
    if resource.isIntegration { checkIntegration(resource, member) }
    if resource.isActivity || resource.pattern == .waitForTaskToken { checkPatience(member, context) }
  }

  /// ASL820.
  private mutating func checkExpress(_ resource: ResourceARN, _ member: JSONSyntax.Member) {
    if resource.isActivity { return report(.notAllowedInExpress, DiagnosticText.expressActivity, at: at(member)) }
    switch resource.pattern {
    case .sync, .syncVersion2: report(.notAllowedInExpress, DiagnosticText.expressSync, at: at(member))
    case .waitForTaskToken: report(.notAllowedInExpress, DiagnosticText.expressToken, at: at(member))
    case nil: return
    }
  }

  /// ASL818, ASL819: the integration exists, and supports this pattern.
  private mutating func checkIntegration(_ resource: ResourceARN, _ member: JSONSyntax.Member) {
    let parts = resource.action.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == (resource.isSDK ? 3 : 2), !parts.contains(where: \.isEmpty) else {
      return report(.unknownIntegration, DiagnosticText.unknownResource(resource.text), at: at(member))
    }
    if resource.isSDK { checkSDK(resource, member) } else { checkOptimized(resource, member) }
  }

  private mutating func checkSDK(_ resource: ResourceARN, _ member: JSONSyntax.Member) {
    if resource.pattern == .sync || resource.pattern == .syncVersion2 {
      return report(.integrationPatternNotOffered, DiagnosticText.unknownResource(resource.text), at: at(member))
    }
    if let model = integrations.model(of: resource.service, describing: resource.operation) {
      guard model.operation(resource.operation) == nil else { return }
      reportUnknown(resource, member, actions: integrations.isPatient ? model.actions : [])
    } else if !ServiceModel.isService(resource.service) {
      report(.unknownService, DiagnosticText.unknownSDKService(resource.service), at: at(member))
    }
  }

  private mutating func checkOptimized(_ resource: ResourceARN, _ member: JSONSyntax.Member) {
    guard let actions = OptimizedIntegrations.services[resource.service] else {
      if integrations.model(of: resource.service, describing: resource.operation) == nil {
        return report(.unknownService, DiagnosticText.unknownService(resource.service), at: at(member))
      }
      let meant = resource.head + "aws-sdk:" + resource.text.dropFirst(resource.head.count)
      return report(
        .unknownIntegration, DiagnosticText.unknownResource(resource.text), at: at(member),
        fixes: replacement(of: member.value, byText: meant))
    }
    guard let patterns = actions[resource.operation] else {
      return reportUnknown(resource, member, actions: actions.keys.sorted())
    }
    let isThere =
      switch resource.pattern {
      case .sync: patterns.contains(.sync)
      case .syncVersion2: patterns.contains(.syncVersion2)
      case .waitForTaskToken: patterns.contains(.waitForTaskToken)
      case nil: true
      }
    if !isThere { report(.integrationPatternNotOffered, DiagnosticText.unknownResource(resource.text), at: at(member)) }
  }

  private mutating func reportUnknown(_ resource: ResourceARN, _ member: JSONSyntax.Member, actions: [String]) {
    let pattern = resource.pattern?.rawValue ?? ""
    let start = resource.text.dropLast(resource.operation.count + pattern.count)
    let near = Suggestions.nearest(to: resource.operation, among: actions)
    report(
      .unknownIntegration, DiagnosticText.unknownResource(resource.text), at: at(member),
      fixes: near.map { replacement(of: member.value, byText: start + $0 + pattern) } ?? [])
  }

  /// ASLW12: a task that waits for an external answer may wait for a year.
  private mutating func checkPatience(_ member: JSONSyntax.Member, _ context: StateContext) {
    guard context.view.present.intersection(Self.taskLimits).isEmpty else { return }
    report(
      .waitWithoutTimeout, DiagnosticText.endlessTask, at: at(member),
      fixes: insertion(of: "TimeoutSeconds", "3600", into: context.view))
  }

  private static let taskLimits: FieldSet = [
    .timeoutSeconds, .timeoutSecondsPath, .heartbeatSeconds, .heartbeatSecondsPath,
  ]
}
