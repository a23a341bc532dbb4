import StatesEngine
import StatesLanguage

extension ServiceQuotas {
  /// The tags of a resource: of a key that is there several times, the last one counts.
  ///
  /// - Parameters:
  ///   - tags: all of them.
  ///   - arn: the resource.
  ///   - added: those that the caller gives; all by default.
  func checked(_ tags: [ResourceTag], of arn: String, added: [ResourceTag]? = nil) throws(StepFunctionsError)
    -> [ResourceTag]
  {
    var findings = RequestFindings()
    for (index, tag) in (added ?? tags).enumerated() where tag.key == nil {
      findings.add(nil, at: "tags.\(index + 1).member.key", "not be null")
    }
    if let error = findings.error { throw error }
    if (added ?? tags).contains(where: { ($0.key ?? "").hasPrefix("aws:") }) { throw .systemTags }
    var indexes: [String: Int] = [:]
    var distinct: [ResourceTag] = []
    for tag in tags {
      let tag = ResourceTag(key: tag.key ?? "", value: tag.value ?? "")
      if let index = indexes[tag.key ?? ""] {
        distinct[index] = tag
      } else {
        indexes[tag.key ?? ""] = distinct.count
        distinct.append(tag)
      }
    }
    guard distinct.count <= self.tags else { throw .tooManyTags(arn, self.tags) }
    return distinct
  }
}

extension ServiceScope {
  /// What tags can be asked of.
  enum Taggable {
    /// A state machine or an activity.
    case resource
    /// A version: it has no tags, and gets none.
    case version
  }

  /// What an ARN names whose tags are asked for.
  func taggable(_ text: String) async throws(StepFunctionsError) -> Taggable {
    let arn = try parse(text)
    guard owns(arn) else { throw .resourceNotFound(text) }
    switch arn.resource {
    case .stateMachine(let machine) where machine.label == nil:
      guard try await self.machine(text) != nil else { throw .resourceNotFound(text) }
      return .resource
    case .activity:
      guard try await core.record(ActivityRecord.self, text) != nil else { throw .resourceNotFound(text) }
      return .resource
    case .version:
      guard try await core.record(VersionRecord.self, text) != nil else { throw .resourceNotFound(text) }
      return .version
    case .stateMachine, .alias: throw .resourceNotFound(text)
    case .execution, .expressExecution, .mapRun: throw wrongKind(arn)
    }
  }
}
