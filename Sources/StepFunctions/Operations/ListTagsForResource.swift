/// A request to `ListTagsForResource`. The tags of a state machine or an activity.
public struct ListTagsForResourceInput: Sendable, Hashable {
  /// The ARN of a state machine or an activity.
  public var resourceArn: String

  /// Creates it with these members.
  public init(resourceArn: String) {
    self.resourceArn = resourceArn
  }
}

extension ListTagsForResourceInput: OperationInput {
  init() { self.init(resourceArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("resourceArn", &resourceArn, .length(1...256))
  }

  static let operation = StepFunctionsOperation.listTagsForResource

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ListTagsForResourceOutput {
    guard try await service.taggable(resourceArn) != .version else { return ListTagsForResourceOutput(tags: []) }
    let record = try await service.core.record(TagsRecord.self, resourceArn)?.record
    return ListTagsForResourceOutput(tags: record?.tags ?? [])
  }
}

/// The answer of `ListTagsForResource`.
public struct ListTagsForResourceOutput: Sendable, Hashable {
  /// Tags by key and value.
  public var tags: [ResourceTag]?

  /// Creates it with these members.
  public init(tags: [ResourceTag]? = nil) {
    self.tags = tags
  }
}

extension ListTagsForResourceOutput: Structure {
  init() { self.init(tags: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("tags", &tags)
  }
}

extension StepFunctionsService {
  /// The tags of a state machine or an activity.
  ///
  /// - Parameters: as in ``ListTagsForResourceInput``.
  /// - Throws: `InvalidArn`, `ResourceNotFound`.
  /// - SeeAlso: Step Functions API, "ListTagsForResource".
  public func listTagsForResource(resourceArn: String) async throws(StepFunctionsError) -> ListTagsForResourceOutput {
    try await perform(ListTagsForResourceInput(resourceArn: resourceArn))
  }
}
