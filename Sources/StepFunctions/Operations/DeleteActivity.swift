import StatesLanguage
import StatesRuntime

/// A request to `DeleteActivity`. Deletes an activity; does nothing if there is none.
public struct DeleteActivityInput: Sendable, Hashable {
  /// The ARN of the activity.
  public var activityArn: String

  /// Creates it with these members.
  public init(activityArn: String) {
    self.activityArn = activityArn
  }
}

extension DeleteActivityInput: OperationInput {
  init() { self.init(activityArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("activityArn", &activityArn, .length(1...256))
  }

  static let operation = StepFunctionsOperation.deleteActivity

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DeleteActivityOutput {
    let arn = try service.activityARN(activityArn)
    guard service.owns(arn) else { return DeleteActivityOutput() }
    try await service.core.gates.exclusive(activityArn) { () throws(StepFunctionsError) in
      let isGone = try await service.core.change { () throws(StepFunctionsError) in
        guard let stored = try await service.core.record(ActivityRecord.self, activityArn) else { return ([], false) }
        let changes = [ActivityRecord.delete(activityArn, if: stored.unchanged), TagsRecord.delete(activityArn)]
        return (changes + service.core.activityChanges, true)
      }
      guard isGone else { return }
      service.core.host.updateActivities { $0.remove(activityArn) }
      service.core.seenWorkers.forget(activityArn)
      service.core.tellOfActivities()
      service.core.counts.add(-1, ActivityRecord.kind, in: service)
    }
    return DeleteActivityOutput()
  }
}

/// The answer of `DeleteActivity`; it has no members.
public struct DeleteActivityOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension DeleteActivityOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Deletes an activity; does nothing if there is none.
  ///
  /// - Parameters: as in ``DeleteActivityInput``.
  /// - Throws: `InvalidArn`.
  /// - SeeAlso: Step Functions API, "DeleteActivity".
  @discardableResult
  public func deleteActivity(activityArn: String) async throws(StepFunctionsError) -> DeleteActivityOutput {
    try await perform(DeleteActivityInput(activityArn: activityArn))
  }
}
