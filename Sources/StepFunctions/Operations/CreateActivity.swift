public import StatesEngine
import StatesRuntime

/// A request to `CreateActivity`. Creates an activity; one of that name that exists is answered with.
public struct CreateActivityInput: Sendable, Hashable {
  /// The name: 1 to 80 characters, none of those that names may not have.
  public var name: String
  /// Tags by key and value.
  public var tags: [ResourceTag]?
  /// How data is encrypted: kept and given back, nothing is encrypted here.
  public var encryptionConfiguration: EncryptionConfiguration?

  /// Creates it with these members.
  public init(name: String, tags: [ResourceTag]? = nil, encryptionConfiguration: EncryptionConfiguration? = nil) {
    self.name = name
    self.tags = tags
    self.encryptionConfiguration = encryptionConfiguration
  }
}

extension CreateActivityInput: OperationInput {
  init() { self.init(name: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("name", &name, .length(1...80))
    visitor.optional("tags", &tags)
    visitor.optional("encryptionConfiguration", &encryptionConfiguration)
  }

  static let operation = StepFunctionsOperation.createActivity

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> CreateActivityOutput {
    try service.checkName(name)
    let arn = service.arn(.activity(name)).description
    let tags = try service.core.limits.checked(tags ?? [], of: arn)
    let encryption = try encryptionConfiguration.checked()
    let limit = service.core.limits.activities
    return try await service.core.gates.exclusive(arn) { () throws(StepFunctionsError) in
      let (output, isNew) = try await service.core.change { () throws(StepFunctionsError) in
        if let known = try await service.core.record(ActivityRecord.self, arn)?.record {
          guard encryptionConfiguration == nil || known.encryptionConfiguration == encryption else {
            throw .activityAlreadyExists(arn)
          }
          return ([], (CreateActivityOutput(activityArn: arn, creationDate: known.creationDate), false))
        }
        guard try await service.hasRoom(for: ActivityRecord.self, limit) else {
          throw StepFunctionsError(
            .activityLimitExceeded, "The maximum number of activities has been reached: \(limit).")
        }
        let record = ActivityRecord(name: name, creationDate: service.now, encryptionConfiguration: encryption)
        var changes = [record.put(arn, order: service.order(ofName: name), if: .absent)]
        changes.append(TagsRecord(tags: tags).change(of: arn))
        changes += service.core.activityChanges
        return (changes, (CreateActivityOutput(activityArn: arn, creationDate: record.creationDate), true))
      }
      if isNew {
        service.core.host.updateActivities { $0.insert(arn) }
        service.core.tellOfActivities()
        service.core.counts.add(1, ActivityRecord.kind, in: service)
      }
      return output
    }
  }
}

/// The answer of `CreateActivity`.
public struct CreateActivityOutput: Sendable, Hashable {
  /// The ARN of the activity.
  public var activityArn: String
  /// When it was created.
  public var creationDate: Timestamp

  /// Creates it with these members.
  public init(activityArn: String, creationDate: Timestamp) {
    self.activityArn = activityArn
    self.creationDate = creationDate
  }
}

extension CreateActivityOutput: Structure {
  init() { self.init(activityArn: "", creationDate: Timestamp(milliseconds: 0)) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("activityArn", &activityArn)
    visitor.required("creationDate", &creationDate)
  }
}

extension StepFunctionsService {
  /// Creates an activity; one of that name that exists is answered with.
  ///
  /// - Parameters: as in ``CreateActivityInput``.
  /// - Throws: `ActivityLimitExceeded`, `ActivityAlreadyExists`, `InvalidName`, `TooManyTags`,
  ///   `InvalidEncryptionConfiguration`.
  /// - SeeAlso: Step Functions API, "CreateActivity".
  @discardableResult
  public func createActivity(
    name: String, tags: [ResourceTag]? = nil, encryptionConfiguration: EncryptionConfiguration? = nil
  )
    async throws(StepFunctionsError) -> CreateActivityOutput
  {
    try await perform(CreateActivityInput(name: name, tags: tags, encryptionConfiguration: encryptionConfiguration))
  }
}
