/// A request to `UntagResource`. Removes tags from a state machine or an activity.
public struct UntagResourceInput: Sendable, Hashable {
  /// The ARN of a state machine or an activity.
  public var resourceArn: String
  /// The keys of the tags.
  public var tagKeys: [String]

  /// Creates it with these members.
  public init(resourceArn: String, tagKeys: [String]) {
    self.resourceArn = resourceArn
    self.tagKeys = tagKeys
  }
}

extension UntagResourceInput: OperationInput {
  init() { self.init(resourceArn: "", tagKeys: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceArn", &resourceArn, .length(1...256))
    visitor.required("tagKeys", &tagKeys, .elements(1...128))
  }

  static let operation = StepFunctionsOperation.untagResource

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> UntagResourceOutput {
    try await service.core.change { () throws(StepFunctionsError) in
      guard try await service.taggable(resourceArn) == .resource else { throw .resourceNotFound(resourceArn) }
      guard let stored = try await service.core.record(TagsRecord.self, resourceArn) else {
        return ([], UntagResourceOutput())
      }
      let removed = Set(tagKeys)
      var record = stored.record
      record.tags.removeAll { removed.contains($0.key ?? "") }
      guard record != stored.record else { return ([], UntagResourceOutput()) }
      return ([record.put(resourceArn, order: "", if: stored.unchanged)], UntagResourceOutput())
    }
  }
}

/// The answer of `UntagResource`; it has no members.
public struct UntagResourceOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension UntagResourceOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Removes tags from a state machine or an activity.
  ///
  /// - Parameters: as in ``UntagResourceInput``.
  /// - Throws: `InvalidArn`, `ResourceNotFound`.
  /// - SeeAlso: Step Functions API, "UntagResource".
  @discardableResult
  public func untagResource(resourceArn: String, tagKeys: [String]) async throws(StepFunctionsError)
    -> UntagResourceOutput
  {
    try await perform(UntagResourceInput(resourceArn: resourceArn, tagKeys: tagKeys))
  }
}
