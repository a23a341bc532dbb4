/// A request to `ListExecutions`. A page of the executions of a state machine or a map run, the latest first.
public struct ListExecutionsInput: Sendable, Hashable {
  /// The ARN of the state machine.
  public var stateMachineArn: String?
  /// Only executions of this status.
  public var statusFilter: ExecutionStatus?
  /// The maximum number of items of a page; 0 for 100.
  public var maxResults: Int?
  /// The token of the page that is wanted; absent for the first one.
  public var nextToken: String?
  /// The ARN of the map run.
  public var mapRunArn: String?
  /// Only children that have, or have not, been redriven.
  public var redriveFilter: ExecutionRedriveFilter?

  /// Creates it with these members.
  public init(
    stateMachineArn: String? = nil, statusFilter: ExecutionStatus? = nil, maxResults: Int? = nil,
    nextToken: String? = nil, mapRunArn: String? = nil, redriveFilter: ExecutionRedriveFilter? = nil
  ) {
    self.stateMachineArn = stateMachineArn
    self.statusFilter = statusFilter
    self.maxResults = maxResults
    self.nextToken = nextToken
    self.mapRunArn = mapRunArn
    self.redriveFilter = redriveFilter
  }
}

extension ListExecutionsInput: OperationInput {
  init() { self.init(stateMachineArn: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("statusFilter", &statusFilter)
    visitor.optional("maxResults", &maxResults, .value(0...1000))
    visitor.optional("nextToken", &nextToken, .length(1...3096))
    visitor.optional("mapRunArn", &mapRunArn, .length(1...2000))
    visitor.optional("redriveFilter", &redriveFilter)
  }

  static let operation = StepFunctionsOperation.listExecutions

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ListExecutionsOutput {
    switch (stateMachineArn, mapRunArn) {
    case (nil, nil), (.some, .some):
      throw .validation("Must specify either a State Machine ARN or a Map Run ARN", .missingRequiredParameter)
    case (let machine?, nil): return try await list(ofMachine: machine, service)
    case (nil, let run?): return try await list(ofMapRun: run, service)
    }
  }
}

/// The answer of `ListExecutions`.
public struct ListExecutionsOutput: Sendable, Hashable {
  /// The executions.
  public var executions: [ExecutionListItem]
  /// The token of the next page; absent on the last one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(executions: [ExecutionListItem], nextToken: String? = nil) {
    self.executions = executions
    self.nextToken = nextToken
  }
}

extension ListExecutionsOutput: Structure {
  init() { self.init(executions: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executions", &executions)
    visitor.optional("nextToken", &nextToken)
  }
}

extension StepFunctionsService {
  /// A page of the executions of a state machine or a map run, the latest first.
  ///
  /// - Parameters: as in ``ListExecutionsInput``.
  /// - Throws: `InvalidArn`, `InvalidToken`, `StateMachineDoesNotExist`, `StateMachineTypeNotSupported`,
  ///   `ValidationException`, `ResourceNotFound`.
  /// - SeeAlso: Step Functions API, "ListExecutions".
  public func listExecutions(
    stateMachineArn: String? = nil, statusFilter: ExecutionStatus? = nil, maxResults: Int? = nil,
    nextToken: String? = nil, mapRunArn: String? = nil, redriveFilter: ExecutionRedriveFilter? = nil
  ) async throws(StepFunctionsError) -> ListExecutionsOutput {
    try await perform(
      ListExecutionsInput(
        stateMachineArn: stateMachineArn, statusFilter: statusFilter, maxResults: maxResults, nextToken: nextToken,
        mapRunArn: mapRunArn, redriveFilter: redriveFilter))
  }
}
