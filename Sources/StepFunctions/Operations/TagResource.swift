import StatesRuntime

/// A request to `TagResource`. Adds tags to a state machine or an activity.
public struct TagResourceInput: Sendable, Hashable {
  /// The ARN of a state machine or an activity.
  public var resourceArn: String
  /// Tags by key and value.
  public var tags: [ResourceTag]

  /// Creates it with these members.
  public init(resourceArn: String, tags: [ResourceTag]) {
    self.resourceArn = resourceArn
    self.tags = tags
  }
}

extension TagResourceInput: OperationInput {
  init() { self.init(resourceArn: "", tags: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceArn", &resourceArn, .length(1...256))
    visitor.required("tags", &tags)
  }

  static let operation = StepFunctionsOperation.tagResource

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> TagResourceOutput {
    try await service.core.change { () throws(StepFunctionsError) in
      guard try await service.taggable(resourceArn) == .resource else { throw .resourceNotFound(resourceArn) }
      let stored = try await service.core.record(TagsRecord.self, resourceArn)
      let record = TagsRecord(
        tags: try service.core.limits.checked((stored?.record.tags ?? []) + tags, of: resourceArn, added: tags))
      guard record != (stored?.record ?? TagsRecord()) else { return ([], TagResourceOutput()) }
      return ([record.put(resourceArn, order: "", if: stored?.unchanged ?? .absent)], TagResourceOutput())
    }
  }
}

/// The answer of `TagResource`; it has no members.
public struct TagResourceOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension TagResourceOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Adds tags to a state machine or an activity.
  ///
  /// - Parameters: as in ``TagResourceInput``.
  /// - Throws: `InvalidArn`, `ResourceNotFound`, `TooManyTags`.
  /// - SeeAlso: Step Functions API, "TagResource".
  @discardableResult
  public func tagResource(resourceArn: String, tags: [ResourceTag]) async throws(StepFunctionsError)
    -> TagResourceOutput
  {
    try await perform(TagResourceInput(resourceArn: resourceArn, tags: tags))
  }
}
