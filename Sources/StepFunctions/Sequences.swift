/// The items of all pages of a list, fetched page by page as they are asked for.
///
/// ```swift
/// for try await execution in service.executions(ListExecutionsInput(stateMachineArn: arn)) {
///   print(execution.name, execution.status)
/// }
/// ```
///
/// Items that come in between are neither skipped nor repeated, but for an execution that ends while its list is read: it moves
/// to the front, as the service orders executions. An iteration ends with an error when a page cannot be had.
public struct PagedItems<Item: Sendable>: AsyncSequence, Sendable {
  /// The items, and the token of the next page.
  typealias Fetch = @Sendable (_ token: String?) async throws(StepFunctionsError) -> (items: [Item], next: String?)

  let fetch: Fetch

  /// Walks through the pages.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let fetch: Fetch
    var items: ArraySlice<Item> = []
    var token: String?
    var isLast = false

    /// The next item; `nil` after the last.
    public mutating func next() async throws(StepFunctionsError) -> Item? {
      while items.isEmpty {
        if isLast { return nil }
        let page = try await fetch(token)
        items = page.items[...]
        token = page.next
        isLast = token == nil
      }
      return items.popFirst()
    }
  }

  /// Begins with the first page.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(fetch: fetch) }
}

/// A request to an operation that answers in pages.
protocol PagedInput: OperationInput {
  associatedtype Item: Sendable

  var nextToken: String? { get set }

  /// The items of a page, and the token of the next one.
  static func page(_ output: Output) -> (items: [Item], next: String?)
}

extension StepFunctionsService {
  fileprivate func items<Input: PagedInput>(_ input: Input) -> PagedItems<Input.Item> {
    PagedItems { token async throws(StepFunctionsError) in
      var input = input
      input.nextToken = token ?? input.nextToken
      return Input.page(try await perform(input))
    }
  }

  /// All activities, by name: the pages of `ListActivities`.
  public func activities(_ input: ListActivitiesInput = ListActivitiesInput(maxResults: nil)) -> PagedItems<
    ActivityListItem
  > {
    items(input)
  }

  /// All state machines, by name: the pages of `ListStateMachines`.
  public func stateMachines(
    _ input: ListStateMachinesInput = ListStateMachinesInput(maxResults: nil)
  ) -> PagedItems<StateMachineListItem> { items(input) }

  /// The executions of a state machine or a map run, the latest first: the pages of `ListExecutions`.
  public func executions(_ input: ListExecutionsInput) -> PagedItems<ExecutionListItem> { items(input) }

  /// The map runs of an execution: the pages of `ListMapRuns`.
  public func mapRuns(_ input: ListMapRunsInput) -> PagedItems<MapRunListItem> { items(input) }

  /// The versions of a state machine, the newest first: the pages of `ListStateMachineVersions`.
  public func stateMachineVersions(
    _ input: ListStateMachineVersionsInput
  ) -> PagedItems<StateMachineVersionListItem> { items(input) }

  /// The aliases of a state machine: the pages of `ListStateMachineAliases`.
  public func stateMachineAliases(
    _ input: ListStateMachineAliasesInput
  ) -> PagedItems<StateMachineAliasListItem> { items(input) }

  /// The events of an execution's history: the pages of `GetExecutionHistory`.
  public func executionHistory(_ input: GetExecutionHistoryInput) -> PagedItems<ExecutionHistoryEvent> { items(input) }
}

extension ListActivitiesInput: PagedInput {
  static func page(_ output: ListActivitiesOutput) -> (items: [ActivityListItem], next: String?) {
    (output.activities, output.nextToken)
  }
}

extension ListStateMachinesInput: PagedInput {
  static func page(_ output: ListStateMachinesOutput) -> (items: [StateMachineListItem], next: String?) {
    (output.stateMachines, output.nextToken)
  }
}

extension ListExecutionsInput: PagedInput {
  static func page(_ output: ListExecutionsOutput) -> (items: [ExecutionListItem], next: String?) {
    (output.executions, output.nextToken)
  }
}

extension ListMapRunsInput: PagedInput {
  static func page(_ output: ListMapRunsOutput) -> (items: [MapRunListItem], next: String?) {
    (output.mapRuns, output.nextToken)
  }
}

extension ListStateMachineVersionsInput: PagedInput {
  static func page(
    _ output: ListStateMachineVersionsOutput
  ) -> (items: [StateMachineVersionListItem], next: String?) { (output.stateMachineVersions, output.nextToken) }
}

extension ListStateMachineAliasesInput: PagedInput {
  static func page(
    _ output: ListStateMachineAliasesOutput
  ) -> (items: [StateMachineAliasListItem], next: String?) { (output.stateMachineAliases, output.nextToken) }
}

extension GetExecutionHistoryInput: PagedInput {
  static func page(_ output: GetExecutionHistoryOutput) -> (items: [ExecutionHistoryEvent], next: String?) {
    (output.events, output.nextToken)
  }
}
