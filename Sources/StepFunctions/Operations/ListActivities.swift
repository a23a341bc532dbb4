import StatesRuntime

/// A request to `ListActivities`. A page of the activities, by name.
public struct ListActivitiesInput: Sendable, Hashable {
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

extension ListActivitiesInput: OperationInput {
  init() { self.init(maxResults: nil) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.optional("maxResults", &maxResults, .value(0...1000))
    visitor.optional("nextToken", &nextToken, .length(1...1024))
  }

  static let operation = StepFunctionsOperation.listActivities

  func perform(in service: ServiceScope) async throws(StepFunctionsError) -> ListActivitiesOutput {
    let size = service.pageSize(maxResults)
    let token = PageToken(.listActivities, [], in: service)
    let position = try await token.position(nextToken, count: 1, in: service)
    let page = Page(
      try await service.core.records(
        ActivityRecord.self, prefix: service.listPrefix,
        after: position.map { service.cursor(ofName: $0[0]) { .activity($0) } },
        limit: size + 1), size: size)
    let items = page.items.map {
      ActivityListItem(activityArn: $0.name, name: $0.record.name, creationDate: $0.record.creationDate)
    }
    return ListActivitiesOutput(
      activities: items, nextToken: try await page.next(token, in: service) { [$0.record.name] })
  }
}

/// The answer of `ListActivities`.
public struct ListActivitiesOutput: Sendable, Hashable {
  /// The activities.
  public var activities: [ActivityListItem]
  /// The token of the next page; absent on the last one.
  public var nextToken: String?

  /// Creates it with these members.
  public init(activities: [ActivityListItem], nextToken: String? = nil) {
    self.activities = activities
    self.nextToken = nextToken
  }
}

extension ListActivitiesOutput: Structure {
  init() { self.init(activities: []) }

  mutating func visit(_ visitor: inout some MemberVisitor) {
    visitor.required("activities", &activities)
    visitor.optional("nextToken", &nextToken)
  }
}

extension StepFunctionsService {
  /// A page of the activities, by name.
  ///
  /// - Parameters: as in ``ListActivitiesInput``.
  /// - Throws: `InvalidToken`.
  /// - SeeAlso: Step Functions API, "ListActivities".
  public func listActivities(maxResults: Int? = nil, nextToken: String? = nil) async throws(StepFunctionsError)
    -> ListActivitiesOutput
  {
    try await perform(ListActivitiesInput(maxResults: maxResults, nextToken: nextToken))
  }
}
