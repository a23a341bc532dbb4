public import StatesEngine
import StatesLanguage

/// A request to `PublishStateMachineVersion`. Publishes a version of a state machine as it is now.
public struct PublishStateMachineVersionInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The identifier of the revision that is meant; `INITIAL` before the first change.
  public var revisionId: String?
  /// The description.
  public var description: String?

  /// Creates it with these members.
  public init(stateMachineArn: String, revisionId: String? = nil, description: String? = nil) {
    self.stateMachineArn = stateMachineArn
    self.revisionId = revisionId
    self.description = description
  }
}

extension PublishStateMachineVersionInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("revisionId", &revisionId)
    visitor.optional("description", &description, .sensitive(0...256))
  }

  static let operation = StepFunctionsOperation.publishStateMachineVersion

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> PublishStateMachineVersionOutput {
    let arn = try service.unlabeledMachineARN(stateMachineArn)
    guard case .stateMachine = arn.resource else { throw .stateMachineDoesNotExist(stateMachineArn) }
    return try await service.core.change { () throws(StepFunctionsError) in
      let stored = try await service.activeMachine(arn, named: stateMachineArn)
      var record = stored.record
      let current = try await service.revisionRecord(record.revision, of: stateMachineArn)
      let currentId = current.id ?? RevisionRecord.initialId
      if let revisionId, revisionId != currentId { throw .otherRevision(revisionId, current: currentId) }
      let published = try await service.publish(&record, description, of: stateMachineArn)
      var changes = published.changes
      if !changes.isEmpty {
        changes.append(
          record.put(stateMachineArn, order: service.order(ofName: record.name), if: stored.unchanged))
      }
      return (
        changes,
        PublishStateMachineVersionOutput(creationDate: published.date, stateMachineVersionArn: published.arn)
      )
    }
  }
}

/// The answer of `PublishStateMachineVersion`.
public struct PublishStateMachineVersionOutput: Sendable, Hashable {
  /// When it was created.
  public var creationDate: Timestamp
  /// The ARN of the version.
  public var stateMachineVersionArn: String

  /// Creates it with these members.
  public init(creationDate: Timestamp, stateMachineVersionArn: String) {
    self.creationDate = creationDate
    self.stateMachineVersionArn = stateMachineVersionArn
  }
}

extension PublishStateMachineVersionOutput: Structure {
  init() { self.init(creationDate: Timestamp(milliseconds: 0), stateMachineVersionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("creationDate", &creationDate)
    visitor.required("stateMachineVersionArn", &stateMachineVersionArn)
  }
}

extension StepFunctionsService {
  /// Publishes a version of a state machine as it is now.
  ///
  /// - Parameters: as in ``PublishStateMachineVersionInput``.
  /// - Throws: `ValidationException`, `StateMachineDeleting`, `StateMachineDoesNotExist`,
  ///   `ServiceQuotaExceededException`, `ConflictException`, `InvalidArn`.
  /// - SeeAlso: Step Functions API, "PublishStateMachineVersion".
  @discardableResult
  public func publishStateMachineVersion(stateMachineArn: String, revisionId: String? = nil, description: String? = nil)
    async throws(StepFunctionsError) -> PublishStateMachineVersionOutput
  {
    try await perform(
      PublishStateMachineVersionInput(
        stateMachineArn: stateMachineArn, revisionId: revisionId, description: description))
  }
}
