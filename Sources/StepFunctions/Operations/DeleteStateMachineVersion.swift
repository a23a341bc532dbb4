import StatesLanguage

/// A request to `DeleteStateMachineVersion`. Deletes a version that no alias points to; does nothing if there is none.
public struct DeleteStateMachineVersionInput: Sendable, Hashable {
  /// The ARN of the version.
  public var stateMachineVersionArn: String

  /// Creates it with these members.
  public init(stateMachineVersionArn: String) {
    self.stateMachineVersionArn = stateMachineVersionArn
  }
}

extension DeleteStateMachineVersionInput: OperationInput {
  init() { self.init(stateMachineVersionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineVersionArn", &stateMachineVersionArn, .length(1...2000))
  }

  static let operation = StepFunctionsOperation.deleteStateMachineVersion

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> DeleteStateMachineVersionOutput {
    let arn = try service.machineARN(stateMachineVersionArn)
    guard case .version(let name, _) = arn.resource else { throw service.wrongKind(arn) }
    guard service.owns(arn) else { return DeleteStateMachineVersionOutput() }
    let machine = service.arn(.stateMachine(ARN.Machine(name))).description
    return try await service.core.change { () throws(StepFunctionsError) in
      guard let version = try await service.core.record(VersionRecord.self, stateMachineVersionArn),
        let stored = try await service.core.record(MachineRecord.self, machine)
      else { return ([], DeleteStateMachineVersionOutput()) }
      let aliases = try await service.core.allRecords(AliasRecord.self, prefix: ServiceScope.prefix(of: machine))
      let users = aliases.filter { $0.record.routes(to: stateMachineVersionArn) }.map(\.record.name)
      guard users.isEmpty else { throw .versionInUse(by: users) }
      var record = stored.record
      if record.publishedVersion == version.record.number { record.publishedVersion = nil }
      // The state machine is written as well, so that no alias can come to point to the version meanwhile.
      return (
        [
          VersionRecord.delete(stateMachineVersionArn, if: version.unchanged),
          record.put(machine, order: service.order(ofName: record.name), if: stored.unchanged),
        ], DeleteStateMachineVersionOutput()
      )
    }
  }
}

/// The answer of `DeleteStateMachineVersion`; it has no members.
public struct DeleteStateMachineVersionOutput: Sendable, Hashable {

  /// Creates it with these members.
  public init() {
  }
}

extension DeleteStateMachineVersionOutput: Structure {
  mutating func visit(_ visitor: inout some MemberVisitor) {}
}

extension StepFunctionsService {
  /// Deletes a version that no alias points to; does nothing if there is none.
  ///
  /// - Parameters: as in ``DeleteStateMachineVersionInput``.
  /// - Throws: `ValidationException`, `InvalidArn`, `ConflictException`.
  /// - SeeAlso: Step Functions API, "DeleteStateMachineVersion".
  @discardableResult
  public func deleteStateMachineVersion(stateMachineVersionArn: String) async throws(StepFunctionsError)
    -> DeleteStateMachineVersionOutput
  {
    try await perform(DeleteStateMachineVersionInput(stateMachineVersionArn: stateMachineVersionArn))
  }
}
