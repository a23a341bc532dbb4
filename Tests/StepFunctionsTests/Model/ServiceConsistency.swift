import OrderedJSON
import StatesEngine
import StatesLanguage
import StatesRuntime

@testable import StepFunctions

/// Whether what a service lists is what it describes, and whether nothing in its store is half done.
struct ServiceConsistency {
  let service: StepFunctionsService

  /// What does not fit together.
  func problems(in scopes: Set<Scope>) async throws -> [String] {
    var problems: [String] = []
    for scope in scopes.sorted(by: { ($0.region, $0.account) < ($1.region, $1.account) }) {
      problems += try await listProblems(service.scoped(region: scope.region, account: scope.account))
    }
    return try await problems + storeProblems()
  }

  /// All items of a list, page by page.
  private func all<Item>(
    _ page: (_ token: String?) async throws -> (items: [Item], next: String?)
  ) async throws -> [Item] {
    var (items, next) = try await page(nil)
    while let token = next {
      let more = try await page(token)
      items += more.items
      next = more.next
    }
    return items
  }

  private func listProblems(_ service: StepFunctionsService) async throws -> [String] {
    var problems: [String] = []
    for item in try await all({ token in
      let page = try await service.listActivities(maxResults: 3, nextToken: token)
      return (page.activities, page.nextToken)
    }) {
      let described = try await service.describeActivity(activityArn: item.activityArn)
      if described.name != item.name || described.creationDate != item.creationDate {
        problems.append("\(item.activityArn) is listed otherwise than it is described")
      }
      _ = try await service.listTagsForResource(resourceArn: item.activityArn)
    }
    for item in try await all({ token in
      let page = try await service.listStateMachines(maxResults: 3, nextToken: token)
      return (page.stateMachines, page.nextToken)
    }) {
      let machine = try await service.describeStateMachine(stateMachineArn: item.stateMachineArn)
      if machine.name != item.name || machine.type != item.type || machine.creationDate != item.creationDate {
        problems.append("\(item.stateMachineArn) is listed otherwise than it is described")
      }
      _ = try await service.listTagsForResource(resourceArn: item.stateMachineArn)
      let versions = try await all { token in
        let page = try await service.listStateMachineVersions(
          stateMachineArn: item.stateMachineArn, nextToken: token, maxResults: 2)
        return (page.stateMachineVersions.map(\.stateMachineVersionArn), page.nextToken)
      }
      for version in versions { _ = try await service.describeStateMachine(stateMachineArn: version) }
      if machine.status != .deleting { problems += try await aliasProblems(item.stateMachineArn, versions, service) }
      if item.type == .standard { problems += try await executionProblems(item.stateMachineArn, service) }
    }
    return problems
  }

  private func aliasProblems(
    _ machine: String, _ versions: [String], _ service: StepFunctionsService
  ) async throws -> [String] {
    var problems: [String] = []
    for alias in try await all({ token in
      let page = try await service.listStateMachineAliases(stateMachineArn: machine, nextToken: token, maxResults: 1)
      return (page.stateMachineAliases.map(\.stateMachineAliasArn), page.nextToken)
    }) {
      let described = try await service.describeStateMachineAlias(stateMachineAliasArn: alias)
      for route in described.routingConfiguration ?? [] where !versions.contains(route.stateMachineVersionArn) {
        problems.append("\(alias) leads to \(route.stateMachineVersionArn), which is gone")
      }
    }
    return problems
  }

  private func executionProblems(_ machine: String, _ service: StepFunctionsService) async throws -> [String] {
    var problems: [String] = []
    for item in try await all({ token in
      let page = try await service.listExecutions(stateMachineArn: machine, maxResults: 7, nextToken: token)
      return (page.executions, page.nextToken)
    }) {
      let described = try await service.describeExecution(executionArn: item.executionArn)
      if described.status != item.status || described.startDate != item.startDate || described.stopDate != item.stopDate
        || described.stateMachineVersionArn != item.stateMachineVersionArn
        || described.redriveCount != item.redriveCount
      {
        problems.append("\(item.executionArn) is listed as \(item) and described as \(described)")
      }
      _ = try await service.describeStateMachineForExecution(executionArn: item.executionArn)
      let last = try await service.getExecutionHistory(
        executionArn: item.executionArn, maxResults: 1, reverseOrder: true
      ).events.first
      let ends = last?.type.map { Self.ends.contains($0) } ?? false
      if ends == (item.status == .running) {
        problems.append(
          "\(item.executionArn) is \(item.status), and its last event is \(String(describing: last?.json))")
      }
    }
    return problems
  }

  private static let ends: Set<HistoryEventType> = [
    .executionSucceeded, .executionFailed, .executionAborted, .executionTimedOut,
  ]

  /// Documents whose owner is gone.
  private func storeProblems() async throws -> [String] {
    let core = service.scope.core
    let machines = try await core.allRecords(MachineRecord.self, prefix: "")
    let arns = Set(machines.map(\.name))
    let activities = Set(try await core.allRecords(ActivityRecord.self, prefix: "").map(\.name))
    let revisions = try await core.allRecords(RevisionRecord.self, prefix: "")
    let names = Set(revisions.map(\.name))
    var problems: [String] = []
    for machine in machines where !names.contains(machine.record.revision) {
      problems.append("\(machine.name) has no revision")
    }
    for revision in revisions where !arns.contains(String(revision.cursor.order.dropLast(21))) {
      problems.append("a revision of \(revision.cursor.order) is left")
    }
    for version in try await core.allRecords(VersionRecord.self, prefix: "") {
      if ARN(version.name)?.plainMachine.map({ arns.contains($0) }) != true {
        problems.append("\(version.name) has no state machine")
      }
      if !names.contains(version.record.revision) { problems.append("\(version.name) has no revision") }
    }
    for alias in try await core.allRecords(AliasRecord.self, prefix: "")
    where ARN(alias.name)?.plainMachine.map({ arns.contains($0) }) != true {
      problems.append("\(alias.name) has no state machine")
    }
    for tags in try await core.allRecords(TagsRecord.self, prefix: "")
    where !arns.contains(tags.name) && !activities.contains(tags.name) {
      problems.append("the tags of \(tags.name) have no resource")
    }
    return problems
  }
}
