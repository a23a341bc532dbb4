import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `ListMapRuns`. A page of the map runs of an execution.
public struct ListMapRunsInput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// The maximum number of items of a page; 0 for 100.
  public var maxResults: Int?
  /// The token of the page that is wanted; absent for the first one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(executionArn: String, maxResults: Int? = nil, nextToken: String? = nil) {
    self.executionArn = executionArn
    self.maxResults = maxResults
    self.nextToken = nextToken
  }
}

extension ListMapRunsInput: OperationInput {
  init() { self.init(executionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.optional("maxResults", &maxResults, .value(0...1000))
    visitor.optional("nextToken", &nextToken, .length(1...1024))
  }

  static let operation = StepFunctionsOperation.listMapRuns

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ListMapRunsOutput {
    let arn = try service.executionARN(executionArn)
    if case .expressExecution = arn.resource { throw service.wrongKind(arn) }
    guard service.owns(arn) else { throw .executionDoesNotExist(executionArn) }
    let size = service.pageSize(maxResults)
    let token = PageToken(.listMapRuns, [executionArn], in: service)
    let position = try await token.position(nextToken, count: 1, in: service)
    let runs: [MapRunDescription]
    do throws(HostError) {
      runs = try await service.core.host.mapRuns(of: executionArn)
    } catch {
      throw StepFunctionsError(error)
    }
    // Runs are only ever added at the end.
    let first = position.flatMap { Int($0[0]) } ?? 0
    let page = Page(Array(runs.enumerated().dropFirst(first).prefix(size + 1)), size: size)
    let items = page.items.map { _, run in
      MapRunListItem(
        executionArn: run.executionARN, mapRunArn: run.mapRunARN,
        stateMachineArn: ARN(run.mapRunARN).flatMap { arn in arn.machine.map { arn.with(.stateMachine($0)).description }
        }
          ?? "", startDate: run.startTime, stopDate: run.stopTime)
    }
    return ListMapRunsOutput(
      mapRuns: items, nextToken: try await page.next(token, in: service) { ["\($0.offset + 1)"] })
  }
}

/// The answer of `ListMapRuns`.
public struct ListMapRunsOutput: Sendable, Hashable {
  /// The map runs.
  public var mapRuns: [MapRunListItem]
  /// The token of the next page; absent on the last one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(mapRuns: [MapRunListItem], nextToken: String? = nil) {
    self.mapRuns = mapRuns
    self.nextToken = nextToken
  }
}

extension ListMapRunsOutput: Structure {
  init() { self.init(mapRuns: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("mapRuns", &mapRuns)
    visitor.optional("nextToken", &nextToken)
  }
}

extension StepFunctionsService {
  /// A page of the map runs of an execution.
  ///
  /// - Parameters: as in ``ListMapRunsInput``.
  /// - Throws: `ExecutionDoesNotExist`, `InvalidArn`, `InvalidToken`.
  /// - SeeAlso: Step Functions API, "ListMapRuns".
  public func listMapRuns(executionArn: String, maxResults: Int? = nil, nextToken: String? = nil)
    async throws(StepFunctionsError) -> ListMapRunsOutput
  {
    try await perform(ListMapRunsInput(executionArn: executionArn, maxResults: maxResults, nextToken: nextToken))
  }
}
