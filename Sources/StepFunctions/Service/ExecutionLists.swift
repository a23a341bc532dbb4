import StatesEngine
import StatesLanguage
import StatesRuntime

extension ListExecutionsInput {
  /// How many children are read at once when a filter leaves some out, and how often for one page.
  private static let filteredAtOnce = 1_000
  private static let readsForPage = 20

  /// A page of the executions of a state machine, a version or an alias.
  func list(
    ofMachine text: String, _ service: ServiceScope
  ) async throws(StepFunctionsError) -> ListExecutionsOutput {
    let arn = try service.unlabeledMachineARN(text)
    if redriveFilter != nil {
      throw .validation("RedriveFilter cannot be applied to ListExecutions call with StateMachine ARN")
    }
    if statusFilter == .pendingRedrive {
      throw .validation("The status PENDING_REDRIVE can only be listed with a Map Run ARN")
    }
    let plain = try await service.standardMachine(arn, text)
    let size = service.pageSize(maxResults)
    let token = PageToken(.listExecutions, [text, statusFilter?.rawValue], in: service)
    let position = try await token.position(nextToken, count: 2, in: service)
    var query = ExecutionQuery(list: text, after: position.flatMap(ExecutionCursor.init), limit: size + 1)
    if let status = statusFilter.flatMap(ExecutionRow.Status.init) { query.statuses = [status] }
    let page: Page<ExecutionRow>
    do throws(HostError) {
      page = Page(try await service.core.host.executions(query), size: size)
    } catch {
      throw StepFunctionsError(error)
    }
    return ListExecutionsOutput(
      executions: page.items.map { ExecutionListItem($0, of: plain) },
      nextToken: try await page.next(token, in: service) { $0.cursor.position })
  }

  /// A page of the children of a map run.
  func list(ofMapRun text: String, _ service: ServiceScope) async throws(StepFunctionsError) -> ListExecutionsOutput {
    let arn = try service.mapRunARN(text)
    guard service.owns(arn) else { throw .resourceNotFound(text) }
    let size = service.pageSize(maxResults)
    let token = PageToken(
      .listExecutions, [text, statusFilter?.rawValue, redriveFilter?.rawValue], in: service)
    let position = try await token.position(nextToken, count: 2, in: service)
    var after = position.flatMap(ExecutionCursor.init)
    let statuses = statusFilter.flatMap(ExecutionRow.Status.init).map { Set([$0]) } ?? []
    var found: [ChildRow] = []
    var left = ExecutionCursor?.none
    do throws(HostError) {
      _ = try await service.core.host.mapRun(text)
      let count = redriveFilter == nil ? size + 1 : Self.filteredAtOnce
      for _ in 0..<Self.readsForPage {
        let rows = try await service.core.host.children(of: text, statuses: statuses, after: after, limit: count)
        found += rows.filter { redriveFilter?.admits($0) ?? true }
        guard rows.count == count, let last = rows.last else {
          left = nil
          break
        }
        (after, left) = (last.cursor, last.cursor)
        if found.count > size { break }
      }
    } catch {
      throw StepFunctionsError(error)
    }
    let page = Page(found, size: size)
    // A page that has been looked for long enough may be shorter than asked for.
    if !page.hasMore, let left {
      return ListExecutionsOutput(
        executions: page.items.map { ExecutionListItem($0) },
        nextToken: try await token.make(left.position, in: service))
    }
    return ListExecutionsOutput(
      executions: page.items.map { ExecutionListItem($0) },
      nextToken: try await page.next(token, in: service) { $0.cursor.position })
  }
}

extension ServiceScope {
  /// The ARN of the standard state machine whose executions are listed.
  ///
  /// - Parameter arn: the ARN of the state machine, of a version or of an alias, which is given as `text`.
  func standardMachine(_ arn: ARN, _ text: String) async throws(StepFunctionsError) -> String {
    guard owns(arn), let plain = arn.plainMachine, let record = try await machine(plain)?.record else {
      throw .stateMachineDoesNotExist(text)
    }
    guard record.type == .standard else { throw .typeNotSupported }
    return plain
  }
}

extension ExecutionRedriveFilter {
  /// Whether a child is listed.
  fileprivate func admits(_ child: ChildRow) -> Bool {
    switch self {
    case .redriven: child.redriveCount > 0
    case .notRedriven: child.redriveCount == 0
    }
  }
}

extension ExecutionCursor {
  /// The position as strings of a token.
  fileprivate var position: [String] { ["\(listed.milliseconds)", arn] }

  fileprivate init?(_ position: [String]) {
    guard position.count == 2, let milliseconds = Int64(position[0]) else { return nil }
    self.init(listed: Timestamp(milliseconds: milliseconds), arn: position[1])
  }
}

extension ExecutionRow.Status {
  init?(_ status: ExecutionStatus) {
    switch status {
    case .running: self = .running
    case .succeeded: self = .succeeded
    case .failed: self = .failed
    case .timedOut: self = .timedOut
    case .aborted: self = .aborted
    case .pendingRedrive: self = .pendingRedrive
    }
  }
}

extension ExecutionListItem {
  /// An execution of a state machine.
  fileprivate init(_ row: ExecutionRow, of machine: String) {
    self.init(
      executionArn: row.arn, stateMachineArn: machine, name: ARN(row.arn)?.executionName ?? "",
      status: ExecutionStatus(row.status), startDate: row.started, stopDate: row.stopped,
      stateMachineVersionArn: row.versionList, stateMachineAliasArn: row.aliasList, redriveCount: row.redriveCount,
      redriveDate: row.redriven)
  }

  /// A child of a map run.
  fileprivate init(_ child: ChildRow) {
    self.init(
      executionArn: child.executionARN, stateMachineArn: child.stateMachineARN, name: child.name,
      status: ExecutionStatus(child.status), startDate: child.startTime, stopDate: child.stopTime,
      mapRunArn: child.mapRunARN, itemCount: child.itemCount, redriveCount: child.redriveCount,
      redriveDate: child.redriveTime)
  }
}

extension ARN {
  /// The name of an execution.
  fileprivate var executionName: String? {
    switch resource {
    case .execution(_, let name): name
    case .expressExecution(let machine, let name, let id): machine.label == nil ? name : "\(name):\(id)"
    case .stateMachine, .version, .alias, .mapRun, .activity: nil
    }
  }
}
