import StatesLanguage
import StatesRuntime

/// A request to `ListStateMachineVersions`. A page of a state machine's versions, the newest first.
public struct ListStateMachineVersionsInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String
  /// The token of the page that is wanted; absent for the first one.
  public var nextToken: String?
  /// The maximum number of items of a page; 0 for 100.
  public var maxResults: Int?

  /// Creates it with these members.
  public init(stateMachineArn: String, nextToken: String? = nil, maxResults: Int? = nil) {
    self.stateMachineArn = stateMachineArn
    self.nextToken = nextToken
    self.maxResults = maxResults
  }
}

extension ListStateMachineVersionsInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("nextToken", &nextToken, .length(1...1024))
    visitor.optional("maxResults", &maxResults, .value(0...1000))
  }

  static let operation = StepFunctionsOperation.listStateMachineVersions

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ListStateMachineVersionsOutput {
    let arn = try service.unlabeledMachineARN(stateMachineArn)
    guard case .stateMachine = arn.resource, service.owns(arn), try await service.machine(stateMachineArn) != nil else {
      throw .stateMachineDoesNotExist(stateMachineArn)
    }
    let size = service.pageSize(maxResults)
    let token = PageToken(.listStateMachineVersions, [stateMachineArn], in: service)
    let position = try await token.position(nextToken, count: 1, in: service)
    let page = Page(
      try await service.core.records(
        VersionRecord.self, prefix: ServiceScope.prefix(of: stateMachineArn), .descending,
        after: position.flatMap { ServiceScope.cursor(ofVersion: $0[0], of: stateMachineArn) }, limit: size + 1),
      size: size)
    let items = page.items.map {
      StateMachineVersionListItem(stateMachineVersionArn: $0.name, creationDate: $0.record.creationDate)
    }
    return ListStateMachineVersionsOutput(
      stateMachineVersions: items,
      nextToken: try await page.next(token, in: service) { ["\($0.record.number)"] })
  }
}

/// The answer of `ListStateMachineVersions`.
public struct ListStateMachineVersionsOutput: Sendable, Hashable {
  /// The versions.
  public var stateMachineVersions: [StateMachineVersionListItem]
  /// The token of the next page; absent on the last one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(stateMachineVersions: [StateMachineVersionListItem], nextToken: String? = nil) {
    self.stateMachineVersions = stateMachineVersions
    self.nextToken = nextToken
  }
}

extension ListStateMachineVersionsOutput: Structure {
  init() { self.init(stateMachineVersions: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineVersions", &stateMachineVersions)
    visitor.optional("nextToken", &nextToken)
  }
}

extension StepFunctionsService {
  /// A page of a state machine's versions, the newest first.
  ///
  /// - Parameters: as in ``ListStateMachineVersionsInput``.
  /// - Throws: `ValidationException`, `InvalidArn`, `InvalidToken`.
  /// - SeeAlso: Step Functions API, "ListStateMachineVersions".
  public func listStateMachineVersions(stateMachineArn: String, nextToken: String? = nil, maxResults: Int? = nil)
    async throws(StepFunctionsError) -> ListStateMachineVersionsOutput
  {
    try await perform(
      ListStateMachineVersionsInput(stateMachineArn: stateMachineArn, nextToken: nextToken, maxResults: maxResults))
  }
}
