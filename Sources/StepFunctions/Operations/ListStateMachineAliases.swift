import StatesLanguage
import StatesRuntime

/// A request to `ListStateMachineAliases`. A page of a state machine's aliases.
public struct ListStateMachineAliasesInput: Sendable, Hashable {
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

extension ListStateMachineAliasesInput: OperationInput {
  init() { self.init(stateMachineArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineArn", &stateMachineArn, .length(1...256))
    visitor.optional("nextToken", &nextToken, .length(1...1024))
    visitor.optional("maxResults", &maxResults, .value(0...1000))
  }

  static let operation = StepFunctionsOperation.listStateMachineAliases

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ListStateMachineAliasesOutput {
    let arn = try service.unlabeledMachineARN(stateMachineArn)
    guard let machine = arn.plainMachine, service.owns(arn), let stored = try await service.machine(machine) else {
      throw .stateMachineDoesNotExist(stateMachineArn)
    }
    guard stored.record.isActive else { throw .stateMachineDeleting(machine) }
    let size = service.pageSize(maxResults)
    let token = PageToken(.listStateMachineAliases, [stateMachineArn], in: service)
    let position = try await token.position(nextToken, count: 2, in: service)
    var version: String?
    switch arn.resource {
    case .version: version = stateMachineArn
    case .alias: throw service.wrongKind(arn)
    case .stateMachine, .execution, .expressExecution, .mapRun, .activity: break
    }
    // There are few of them: those that route to a version are picked out of all.
    let all = try await service.core.allRecords(AliasRecord.self, prefix: ServiceScope.prefix(of: machine))
    let after = position.flatMap { ServiceScope.cursor(ofAlias: $0[1], created: $0[0], of: machine) }
    let rest = all.filter { alias in
      if let version, !alias.record.routes(to: version) { return false }
      guard let after else { return true }
      return (alias.cursor.order, alias.cursor.name) > (after.order, after.name)
    }
    let page = Page(Array(rest.prefix(size + 1)), size: size)
    let items = page.items.map {
      StateMachineAliasListItem(stateMachineAliasArn: $0.name, creationDate: $0.record.creationDate)
    }
    return ListStateMachineAliasesOutput(
      stateMachineAliases: items,
      nextToken: try await page.next(token, in: service) {
        ["\($0.record.creationDate.milliseconds)", $0.record.name]
      })
  }
}

/// The answer of `ListStateMachineAliases`.
public struct ListStateMachineAliasesOutput: Sendable, Hashable {
  /// The aliases.
  public var stateMachineAliases: [StateMachineAliasListItem]
  /// The token of the next page; absent on the last one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(stateMachineAliases: [StateMachineAliasListItem], nextToken: String? = nil) {
    self.stateMachineAliases = stateMachineAliases
    self.nextToken = nextToken
  }
}

extension ListStateMachineAliasesOutput: Structure {
  init() { self.init(stateMachineAliases: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("stateMachineAliases", &stateMachineAliases)
    visitor.optional("nextToken", &nextToken)
  }
}

extension StepFunctionsService {
  /// A page of a state machine's aliases.
  ///
  /// - Parameters: as in ``ListStateMachineAliasesInput``.
  /// - Throws: `InvalidArn`, `InvalidToken`, `ResourceNotFound`, `StateMachineDoesNotExist`, `StateMachineDeleting`.
  /// - SeeAlso: Step Functions API, "ListStateMachineAliases".
  public func listStateMachineAliases(stateMachineArn: String, nextToken: String? = nil, maxResults: Int? = nil)
    async throws(StepFunctionsError) -> ListStateMachineAliasesOutput
  {
    try await perform(
      ListStateMachineAliasesInput(stateMachineArn: stateMachineArn, nextToken: nextToken, maxResults: maxResults))
  }
}
