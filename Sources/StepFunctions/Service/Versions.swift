import StatesEngine
import StatesLanguage
import StatesRuntime

// Versions of state machines, and the aliases that point to them.

extension RevisionRecord {
  /// What the first revision is called when a version is published of it.
  static let initialId = "INITIAL"
}

extension MachineRecord {
  /// Publishes the current revision as the next version.
  mutating func publish(
    _ description: String?, of arn: String, at date: Timestamp
  ) -> (arn: String, change: StoreChange) {
    let number = nextVersion
    nextVersion += 1
    publishedVersion = number
    let version = VersionRecord(number: number, revision: revision, description: description, creationDate: date)
    let name = "\(arn):\(number)"
    return (name, version.put(name, order: ServiceScope.order(ofVersion: number, of: arn), if: .absent))
  }
}

extension AliasRecord {
  /// Whether executions may get a version.
  func routes(to version: String) -> Bool { routing.contains { $0.stateMachineVersionArn == version } }
}

extension ServiceScope {
  /// Publishes the current revision of a state machine; one that has been published is not published again.
  func publish(
    _ record: inout MachineRecord, _ description: String?, of arn: String
  ) async throws(StepFunctionsError) -> (arn: String, date: Timestamp, changes: [StoreChange]) {
    if let number = record.publishedVersion,
      let known = try await core.record(VersionRecord.self, "\(arn):\(number)")?.record
    {
      return ("\(arn):\(number)", known.creationDate, [])
    }
    let limit = core.limits.versions
    let versions = try await core.records(VersionRecord.self, prefix: Self.prefix(of: arn), limit: limit)
    guard versions.count < limit else { throw .quota("versions of a state machine", limit) }
    let date = now
    let published = record.publish(description, of: arn, at: date)
    return (published.arn, date, [published.change])
  }

  /// The routing of an alias: one or two versions of one state machine, and 100 percent in all.
  func checkedRouting(
    _ routing: [RoutingConfigurationListItem]
  ) throws(StepFunctionsError) -> [RoutingConfigurationListItem] {
    let arns = routing.map(\.stateMachineVersionArn)
    var versions: [(arn: ARN, number: Int, item: RoutingConfigurationListItem)] = []
    for item in routing {
      let arn = try parse(item.stateMachineVersionArn)
      guard case .version(_, let number) = arn.resource else {
        throw Self.routing(
          "Routing configuration must contain state machine version ARNs. Received: \(Self.list(arns))")
      }
      versions.append((arn, number, item))
    }
    guard Set(arns).count == arns.count else {
      throw Self.routing(
        "Routing configuration must contain distinct state machine version ARNs. Received: \(Self.list(arns))")
    }
    guard Set(versions.map { $0.arn.plainMachine }).count <= 1 else { throw Self.routingOfOthers(routing) }
    guard routing.reduce(0, { $0 + $1.weight }) == 100 else {
      throw Self.routing(
        "Sum of routing configuration weights must equal 100. Received: \(Self.list(routing.map { "\($0.weight)" }))")
    }
    return versions.sorted { $0.number < $1.number }.map(\.item)
  }

  /// That the versions of a routing exist.
  func checkVersions(_ routing: [RoutingConfigurationListItem]) async throws(StepFunctionsError) {
    for item in routing {
      guard let arn = ARN(item.stateMachineVersionArn), owns(arn),
        try await core.record(VersionRecord.self, item.stateMachineVersionArn) != nil
      else { throw .aliasNotFound }
    }
  }

  /// The error for a routing to versions of different state machines.
  static func routingOfOthers(_ routing: [RoutingConfigurationListItem]) -> StepFunctionsError {
    Self.routing(
      "Routing configuration must contain state machine version ARNs for the same state machine. Received: "
        + list(routing.map(\.stateMachineVersionArn)))
  }

  private static func routing(_ message: String) -> StepFunctionsError {
    .validation(message, .invalidRoutingConfiguration)
  }

  private static func list(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }
}
