public import StatesEngine
import StatesLanguage

/// A request to `DescribeActivity`. Describes an activity.
public struct DescribeActivityInput: Sendable, Hashable {
  /// The ARN of the activity.
  public var activityArn: String

  /// Creates it with these members.
  public init(activityArn: String) {
    self.activityArn = activityArn
  }
}

extension DescribeActivityInput: OperationInput {
  init() { self.init(activityArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("activityArn", &activityArn, .length(1...256))
  }

  static let operation = StepFunctionsOperation.describeActivity

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DescribeActivityOutput {
    let arn = try service.activityARN(activityArn)
    guard service.owns(arn), let record = try await service.core.record(ActivityRecord.self, activityArn)?.record else {
      throw .activityDoesNotExist(activityArn)
    }
    return DescribeActivityOutput(
      activityArn: activityArn, name: record.name, creationDate: record.creationDate,
      encryptionConfiguration: record.encryptionConfiguration)
  }
}

/// The answer of `DescribeActivity`.
public struct DescribeActivityOutput: Sendable, Hashable {
  /// The ARN of the activity.
  public var activityArn: String
  /// The name.
  public var name: String
  /// When it was created.
  public var creationDate: Timestamp
  /// How data is encrypted: kept and given back, nothing is encrypted here.
  public var encryptionConfiguration: EncryptionConfiguration?

  /// Creates it with these members.
  public init(
    activityArn: String, name: String, creationDate: Timestamp, encryptionConfiguration: EncryptionConfiguration? = nil
  ) {
    self.activityArn = activityArn
    self.name = name
    self.creationDate = creationDate
    self.encryptionConfiguration = encryptionConfiguration
  }
}

extension DescribeActivityOutput: Structure {
  init() { self.init(activityArn: "", name: "", creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("activityArn", &activityArn)
    visitor.required("name", &name)
    visitor.required("creationDate", &creationDate)
    visitor.optional("encryptionConfiguration", &encryptionConfiguration)
  }
}

extension StepFunctionsService {
  /// Describes an activity.
  ///
  /// - Parameters: as in ``DescribeActivityInput``.
  /// - Throws: `ActivityDoesNotExist`, `InvalidArn`.
  /// - SeeAlso: Step Functions API, "DescribeActivity".
  public func describeActivity(activityArn: String) async throws(StepFunctionsError) -> DescribeActivityOutput {
    try await perform(DescribeActivityInput(activityArn: activityArn))
  }
}
