import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

/// A request to `GetExecutionHistory`. A page of an execution's history.
public struct GetExecutionHistoryInput: Sendable, Hashable {
  /// The ARN of the execution.
  public var executionArn: String
  /// The maximum number of items of a page; 0 for 100.
  public var maxResults: Int?
  /// Whether the latest event comes first.
  public var reverseOrder: Bool?
  /// The token of the page that is wanted; absent for the first one.
  public var nextToken: String?
  /// Whether inputs, outputs and variables are shown; they are by default.
  public var includeExecutionData: Bool?

  /// Creates it with these members.
  public init(
    executionArn: String, maxResults: Int? = nil, reverseOrder: Bool? = nil, nextToken: String? = nil,
    includeExecutionData: Bool? = nil
  ) {
    self.executionArn = executionArn
    self.maxResults = maxResults
    self.reverseOrder = reverseOrder
    self.nextToken = nextToken
    self.includeExecutionData = includeExecutionData
  }
}

extension GetExecutionHistoryInput: OperationInput {
  init() { self.init(executionArn: "") }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("executionArn", &executionArn, .length(1...256))
    visitor.optional("maxResults", &maxResults, .value(0...1000))
    visitor.optional("reverseOrder", &reverseOrder)
    visitor.optional("nextToken", &nextToken, .length(1...1024))
    visitor.optional("includeExecutionData", &includeExecutionData)
  }

  static let operation = StepFunctionsOperation.getExecutionHistory

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> GetExecutionHistoryOutput {
    let arn = try service.executionARN(executionArn)
    if case .expressExecution = arn.resource { throw service.wrongKind(arn) }
    guard service.owns(arn) else { throw .executionDoesNotExist(executionArn) }
    let isReversed = reverseOrder == true
    let includesData = includeExecutionData != false
    let size = service.pageSize(maxResults)
    let token = PageToken(.getExecutionHistory, [executionArn, "\(isReversed)", "\(includesData)"], in: service)
    let position = try await token.position(nextToken, count: 1, in: service)
    let events: [JSON]
    do throws(HostError) {
      events = try await service.core.host.history(
        of: executionArn, from: position.flatMap { UInt64($0[0]) }, isReversed ? .descending : .ascending,
        limit: size + 1)
    } catch {
      throw StepFunctionsError(error)
    }
    let started = events.contains { $0["type"]?.stringValue == HistoryEventType.executionStarted.rawValue }
    // The engine does not know through which version and alias an execution was started.
    let attributes =
      started
      ? ExecutionAttributes(try await service.describedExecution(arn, executionArn).attributes) : ExecutionAttributes()
    let page = Page(
      events.map { ExecutionHistoryEvent($0, includesData: includesData, attributes) }, size: size)
    return GetExecutionHistoryOutput(
      events: page.items,
      nextToken: try await page.next(token, in: service) { ["\(isReversed ? $0.id - 1 : $0.id + 1)"] })
  }
}

/// The answer of `GetExecutionHistory`.
public struct GetExecutionHistoryOutput: Sendable, Hashable {
  /// The events.
  public var events: [ExecutionHistoryEvent]
  /// The token of the next page; absent on the last one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(events: [ExecutionHistoryEvent], nextToken: String? = nil) {
    self.events = events
    self.nextToken = nextToken
  }
}

extension GetExecutionHistoryOutput: Structure {
  init() { self.init(events: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("events", &events)
    visitor.optional("nextToken", &nextToken)
  }
}

extension StepFunctionsService {
  /// A page of an execution's history.
  ///
  /// - Parameters: as in ``GetExecutionHistoryInput``.
  /// - Throws: `ExecutionDoesNotExist`, `InvalidArn`, `InvalidToken`.
  /// - SeeAlso: Step Functions API, "GetExecutionHistory".
  public func getExecutionHistory(
    executionArn: String, maxResults: Int? = nil, reverseOrder: Bool? = nil, nextToken: String? = nil,
    includeExecutionData: Bool? = nil
  ) async throws(StepFunctionsError) -> GetExecutionHistoryOutput {
    try await perform(
      GetExecutionHistoryInput(
        executionArn: executionArn, maxResults: maxResults, reverseOrder: reverseOrder, nextToken: nextToken,
        includeExecutionData: includeExecutionData))
  }
}
