import StatesRuntime

/// A request to `ListStateMachines`. A page of the state machines, by name.
public struct ListStateMachinesInput: Sendable, Hashable {
  /// The maximum number of items of a page; 0 for 100.
  public var maxResults: Int?
  /// The token of the page that is wanted; absent for the first one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(maxResults: Int? = nil, nextToken: String? = nil) {
    self.maxResults = maxResults
    self.nextToken = nextToken
  }
}

extension ListStateMachinesInput: OperationInput {
  init() { self.init(maxResults: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("maxResults", &maxResults, .value(0...1000))
    visitor.optional("nextToken", &nextToken, .length(1...1024))
  }

  static let operation = StepFunctionsOperation.listStateMachines

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ListStateMachinesOutput {
    let size = service.pageSize(maxResults)
    let token = PageToken(.listStateMachines, [], in: service)
    let position = try await token.position(nextToken, count: 1, in: service)
    let page = Page(
      try await service.core.records(
        MachineRecord.self, prefix: service.listPrefix,
        after: position.map { service.cursor(ofName: $0[0]) { .stateMachine(ARN.Machine($0)) } },
        limit: size + 1), size: size)
    var items: [StateMachineListItem] = []
    for stored in page.items {
      // The last execution of one that is being deleted may have ended meanwhile.
      if !stored.record.isActive, try await service.machine(stored.name) == nil { continue }
      items.append(
        StateMachineListItem(
          stateMachineArn: stored.name, name: stored.record.name, type: stored.record.type,
          creationDate: stored.record.creationDate))
    }
    return ListStateMachinesOutput(
      stateMachines: items, nextToken: try await page.next(token, in: service) { [$0.record.name] })
  }
}

/// The answer of `ListStateMachines`.
public struct ListStateMachinesOutput: Sendable, Hashable {
  /// The state machines.
  public var stateMachines: [StateMachineListItem]
  /// The token of the next page; absent on the last one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(stateMachines: [StateMachineListItem], nextToken: String? = nil) {
    self.stateMachines = stateMachines
    self.nextToken = nextToken
  }
}

extension ListStateMachinesOutput: Structure {
  init() { self.init(stateMachines: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachines", &stateMachines)
    visitor.optional("nextToken", &nextToken)
  }
}

extension StepFunctionsService {
  /// A page of the state machines, by name.
  ///
  /// - Parameters: as in ``ListStateMachinesInput``.
  /// - Throws: `InvalidToken`.
  /// - SeeAlso: Step Functions API, "ListStateMachines".
  public func listStateMachines(maxResults: Int? = nil, nextToken: String? = nil) async throws(StepFunctionsError)
    -> ListStateMachinesOutput
  {
    try await perform(ListStateMachinesInput(maxResults: maxResults, nextToken: nextToken))
  }
}
