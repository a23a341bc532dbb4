import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// PublishStateMachineVersion, ListStateMachineVersions, DeleteStateMachineVersion, and the operations of aliases.
@Suite struct VersionTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private func routes(_ routes: (String, Int)...) -> [RoutingConfigurationListItem] {
    routes.map { RoutingConfigurationListItem(stateMachineVersionArn: $0.0, weight: $0.1) }
  }

  // MARK: PublishStateMachineVersion

  @Test func aVersionIsWhatTheMachineWas() async throws {
    let machine = try await scene.machine()
    scene.pass(.seconds(1))
    let first = try await service.publishStateMachineVersion(stateMachineArn: machine, description: "one")
    #expect(first.stateMachineVersionArn == machine + ":1")
    #expect(first.creationDate == scene.now)
    scene.pass(.seconds(1))
    // An unchanged machine has its version already, whatever the description.
    #expect(try await service.publishStateMachineVersion(stateMachineArn: machine, description: "two") == first)
    try await service.updateStateMachine(stateMachineArn: machine, definition: ServiceScene.other)
    let second = try await service.publishStateMachineVersion(stateMachineArn: machine)
    #expect(second.stateMachineVersionArn == machine + ":2")
    let described = try await service.describeStateMachine(stateMachineArn: machine + ":1")
    #expect(described.stateMachineArn == machine + ":1")
    #expect(described.definition == ServiceScene.pass)
    #expect(described.description == "one")
    #expect(described.creationDate == first.creationDate)
    #expect(described.revisionId == nil)
    #expect(try await service.describeStateMachine(stateMachineArn: machine + ":2").description == nil)
  }

  @Test func aVersionIsPublishedOfTheRevisionThatWasMeant() async throws {
    let machine = try await scene.machine()
    let text = { (given: String, current: String) in
      "Failed to publish the State Machine version for revision \(given). The current State Machine revision is "
        + "\(current)."
    }
    await expectRefusal(.conflict, text("x", "INITIAL")) {
      try await service.publishStateMachineVersion(stateMachineArn: machine, revisionId: "x")
    }
    _ = try await service.publishStateMachineVersion(stateMachineArn: machine, revisionId: "INITIAL")
    let revision = try #require(
      try await service.updateStateMachine(stateMachineArn: machine, definition: ServiceScene.other).revisionId)
    await expectRefusal(.conflict, text("INITIAL", revision)) {
      try await service.publishStateMachineVersion(stateMachineArn: machine, revisionId: "INITIAL")
    }
    let published = try await service.publishStateMachineVersion(stateMachineArn: machine, revisionId: revision)
    #expect(published.stateMachineVersionArn == machine + ":2")
    await expectRefusal(.stateMachineDoesNotExist) {
      try await service.publishStateMachineVersion(stateMachineArn: machine + ":1")
    }
    await expectRefusal(.validation, reason: .labeledArnsNotSupported) {
      try await service.publishStateMachineVersion(stateMachineArn: machine + "/L")
    }
  }

  @Test func anUpdatePublishesWhatItMakes() async throws {
    let machine = try await scene.machine()
    let updated = try await service.updateStateMachine(
      stateMachineArn: machine, tracingConfiguration: TracingConfiguration(enabled: true), publish: true,
      versionDescription: "d")
    #expect(updated.stateMachineVersionArn == machine + ":1")
    let again = try await service.updateStateMachine(
      stateMachineArn: machine, tracingConfiguration: TracingConfiguration(enabled: true), publish: true)
    #expect(again == updated)
    #expect(try await service.describeStateMachine(stateMachineArn: machine + ":1").description == "d")
    await expectRefusal(.validation) {
      try await service.updateStateMachine(
        stateMachineArn: machine, roleArn: ServiceScene.role, versionDescription: "d")
    }
  }

  // MARK: ListStateMachineVersions

  @Test func versionsAreListedTheNewestFirst() async throws {
    let machine = try await scene.machine()
    for number in 0..<12 {
      try await service.updateStateMachine(
        stateMachineArn: machine, roleArn: ServiceScene.role + "\(number)", publish: true)
    }
    let first = try await service.listStateMachineVersions(stateMachineArn: machine, maxResults: 10)
    let second = try await service.listStateMachineVersions(stateMachineArn: machine, nextToken: first.nextToken)
    let arns = (first.stateMachineVersions + second.stateMachineVersions).map(\.stateMachineVersionArn)
    #expect(arns == (1...12).reversed().map { machine + ":\($0)" })
    #expect(first.stateMachineVersions[0].creationDate == ServiceScene.start)
    await expectRefusal(.invalidToken) {
      try await service.listStateMachineVersions(stateMachineArn: machine, nextToken: "x")
    }
    await expectRefusal(.validation) {
      try await service.listStateMachineVersions(stateMachineArn: machine, maxResults: 1_001)
    }
    await expectRefusal(.stateMachineDoesNotExist) {
      try await service.listStateMachineVersions(stateMachineArn: machine + "x")
    }
  }

  // MARK: DeleteStateMachineVersion

  @Test func aVersionIsDeletedAndItsNumberIsNotUsedAgain() async throws {
    let machine = try await scene.versions()
    try await service.deleteStateMachineVersion(stateMachineVersionArn: machine + ":2")
    try await service.deleteStateMachineVersion(stateMachineVersionArn: machine + ":2")
    await expectRefusal(.stateMachineDoesNotExist, "State Machine Version Does Not Exist: '\(machine):2'") {
      try await service.describeStateMachine(stateMachineArn: machine + ":2")
    }
    let published = try await service.publishStateMachineVersion(stateMachineArn: machine)
    #expect(published.stateMachineVersionArn == machine + ":3")
    await expectRefusal(.invalidArn) {
      try await service.deleteStateMachineVersion(stateMachineVersionArn: machine)
    }
  }

  @Test func aVersionThatAnAliasPointsToStays() async throws {
    let machine = try await scene.versions()
    for name in ["a", "b"] {
      _ = try await service.createStateMachineAlias(name: name, routingConfiguration: routes((machine + ":1", 100)))
    }
    await expectRefusal(
      .conflict,
      "Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [a, b]"
    ) { try await service.deleteStateMachineVersion(stateMachineVersionArn: machine + ":1") }
  }

  @Test func executionsOfADeletedVersionGoOn() async throws {
    let machine = try await scene.machine(ServiceScene.wait)
    let version = try await service.publishStateMachineVersion(stateMachineArn: machine).stateMachineVersionArn
    let execution = try await scene.started(version)
    try await service.deleteStateMachineVersion(stateMachineVersionArn: version)
    #expect(try await service.describeExecution(executionArn: execution).stateMachineVersionArn == version)
    let described = try await service.describeStateMachineForExecution(executionArn: execution)
    #expect(described.definition == ServiceScene.wait)
    #expect(described.stateMachineArn == machine)
  }

  // MARK: CreateStateMachineAlias, DescribeStateMachineAlias

  @Test func anAliasIsCreatedAndDescribed() async throws {
    let machine = try await scene.versions()
    let routing = routes((machine + ":2", 30), (machine + ":1", 70))
    let made = try await service.createStateMachineAlias(
      name: "prod", routingConfiguration: routing, description: "d")
    #expect(made.stateMachineAliasArn == machine + ":prod")
    #expect(made.creationDate == ServiceScene.start)
    scene.pass(.seconds(1))
    #expect(
      try await service.createStateMachineAlias(name: "prod", routingConfiguration: routing, description: "d") == made)
    #expect(
      try await service.describeStateMachineAlias(stateMachineAliasArn: made.stateMachineAliasArn)
        == DescribeStateMachineAliasOutput(
          stateMachineAliasArn: made.stateMachineAliasArn, name: "prod", description: "d",
          routingConfiguration: [routing[1], routing[0]], creationDate: ServiceScene.start))
  }

  @Test func anAliasThatDiffersExists() async throws {
    let machine = try await scene.versions()
    _ = try await service.createStateMachineAlias(name: "prod", routingConfiguration: routes((machine + ":1", 100)))
    let text =
      "Failed to create alias because an alias with the same name and a different routing configuration already exists."
    await expectRefusal(.conflict, text) {
      try await service.createStateMachineAlias(name: "prod", routingConfiguration: routes((machine + ":2", 100)))
    }
    await expectRefusal(.conflict, text) {
      try await service.createStateMachineAlias(
        name: "prod", routingConfiguration: routes((machine + ":1", 100)), description: "d")
    }
  }

  @Test(arguments: [
    ([("M:1", 70), ("M:2", 29)], "Sum of routing configuration weights must equal 100. Received: [70, 29]"),
    ([("M", 100)], "Routing configuration must contain state machine version ARNs. Received: [M]"),
    (
      [("M:1", 50), ("M:1", 50)],
      "Routing configuration must contain distinct state machine version ARNs. Received: [M:1, M:1]"
    ),
    (
      [("M:1", 50), ("N:1", 50)],
      "Routing configuration must contain state machine version ARNs for the same state machine. Received: [M:1, N:1]"
    ),
  ])
  func aRoutingThatIsNotValidIsRefused(routing: [(String, Int)], text: String) async throws {
    _ = try await scene.versions("M")
    _ = try await scene.versions("N")
    let head = ServiceScene.arn("stateMachine:")
    let message = text.replacing("[M", with: "[\(head)M").replacing(", M", with: ", \(head)M")
      .replacing(", N", with: ", \(head)N")
    await expectRefusal(.validation, message, reason: .invalidRoutingConfiguration) {
      try await service.createStateMachineAlias(
        name: "a",
        routingConfiguration: routing.map {
          RoutingConfigurationListItem(stateMachineVersionArn: head + $0.0, weight: $0.1)
        })
    }
  }

  @Test(arguments: ["", "123", "a b", String(repeating: "a", count: 81)])
  func namesOfAliasesAreChecked(name: String) async throws {
    let machine = try await scene.versions()
    await expectRefusal(.validation) {
      try await service.createStateMachineAlias(name: name, routingConfiguration: routes((machine + ":1", 100)))
    }
  }

  @Test func severalConstraintsAreToldAtOnce() async throws {
    await expectRefusal(
      .validation,
      "2 validation errors detected: Value '12' at 'name' failed to satisfy constraint: Member must satisfy regular "
        + "expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$; Value '101' at "
        + "'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal "
        + "to 100"
    ) { try await service.createStateMachineAlias(name: "12", routingConfiguration: routes(("x", 101))) }
  }

  @Test func anAliasNeedsVersionsThatExist() async throws {
    let machine = try await scene.versions()
    await expectRefusal(.resourceNotFound, "Request references a resource that does not exist.") {
      try await service.createStateMachineAlias(name: "a", routingConfiguration: routes((machine + ":9", 100)))
    }
    let arn = machine + ":none"
    await expectRefusal(.resourceNotFound, "Resource not found: '\(arn)'") {
      try await service.describeStateMachineAlias(stateMachineAliasArn: arn)
    }
    await expectRefusal(.invalidArn) { try await service.describeStateMachineAlias(stateMachineAliasArn: machine) }
  }

  @Test func anAliasNeedsVersions() async {
    await expectRefusal(.invalidArn, "Invalid Arn: 'Invalid ARN prefix: x'") {
      try await service.createStateMachineAlias(name: "a", routingConfiguration: routes(("x", 100)))
    }
  }

  @Test func aStateMachineThatIsBeingDeletedGetsNoAliases() async throws {
    let made = try await service.createStateMachine(
      name: "M", definition: ServiceScene.wait, roleArn: ServiceScene.role, publish: true)
    let version = try #require(made.stateMachineVersionArn)
    let alias = try await service.createStateMachineAlias(name: "a", routingConfiguration: routes((version, 100)))
      .stateMachineAliasArn
    _ = try await scene.started(made.stateMachineArn)
    try await service.deleteStateMachine(stateMachineArn: made.stateMachineArn)
    await expectRefusal(.stateMachineDeleting) {
      try await service.createStateMachineAlias(name: "b", routingConfiguration: routes((version, 100)))
    }
    await expectRefusal(.stateMachineDeleting) {
      try await service.updateStateMachineAlias(stateMachineAliasArn: alias, description: "d")
    }
    await expectRefusal(.stateMachineDeleting) {
      try await service.listStateMachineAliases(stateMachineArn: made.stateMachineArn)
    }
    await expectRefusal(.stateMachineDeleting) { try await scene.started(alias, "f") }
  }

  @Test func onlyAnAliasIsDeletedAsOne() async throws {
    let machine = try await scene.versions()
    for arn in [machine, machine + ":1", ServiceScene.arn("activity:a"), "x"] {
      await expectRefusal(.invalidArn) { try await service.deleteStateMachineAlias(stateMachineAliasArn: arn) }
      await expectRefusal(.invalidArn) {
        try await service.updateStateMachineAlias(stateMachineAliasArn: arn, description: "d")
      }
    }
  }

  // MARK: UpdateStateMachineAlias

  @Test func anAliasIsUpdated() async throws {
    let machine = try await scene.versions()
    let arn = try await service.createStateMachineAlias(
      name: "a", routingConfiguration: routes((machine + ":1", 100))
    ).stateMachineAliasArn
    scene.pass(.seconds(1))
    let updated = try await service.updateStateMachineAlias(stateMachineAliasArn: arn, description: "d")
    #expect(updated.updateDate == scene.now)
    try await service.updateStateMachineAlias(
      stateMachineAliasArn: arn, routingConfiguration: routes((machine + ":2", 100)))
    let described = try await service.describeStateMachineAlias(stateMachineAliasArn: arn)
    #expect(described.description == "d")
    #expect(described.routingConfiguration == routes((machine + ":2", 100)))
    #expect(described.updateDate == scene.now)
    await expectRefusal(.validation, "Either description or routing configuration must be specified") {
      try await service.updateStateMachineAlias(stateMachineAliasArn: arn)
    }
    await expectRefusal(.resourceNotFound, "Request references a resource that does not exist.") {
      try await service.updateStateMachineAlias(stateMachineAliasArn: arn + "x", description: "d")
    }
    let other = try await scene.versions("N")
    await expectRefusal(.validation, reason: .invalidRoutingConfiguration) {
      try await service.updateStateMachineAlias(
        stateMachineAliasArn: arn, routingConfiguration: routes((other + ":1", 100)))
    }
  }

  // MARK: DeleteStateMachineAlias, ListStateMachineAliases

  @Test func anAliasIsDeletedAndItsExecutionsKeepItsName() async throws {
    let machine = try await scene.versions()
    let alias = try await service.createStateMachineAlias(
      name: "a", routingConfiguration: routes((machine + ":1", 100))
    ).stateMachineAliasArn
    let execution = try await scene.started(alias)
    let described = try await service.result(of: execution)
    #expect(described.stateMachineArn == machine)
    #expect(described.stateMachineVersionArn == machine + ":1")
    #expect(described.stateMachineAliasArn == alias)
    try await service.deleteStateMachineAlias(stateMachineAliasArn: alias)
    try await service.deleteStateMachineAlias(stateMachineAliasArn: alias)
    #expect(try await service.describeExecution(executionArn: execution).stateMachineAliasArn == alias)
    await expectRefusal(.stateMachineDoesNotExist) { try await scene.started(alias, "f") }
  }

  @Test func executionsAreListedByVersionAndAlias() async throws {
    let machine = try await scene.versions()
    let alias = try await service.createStateMachineAlias(
      name: "a", routingConfiguration: routes((machine + ":1", 100))
    ).stateMachineAliasArn
    for (arn, name) in [(machine, "plain"), (machine + ":1", "one"), (machine + ":2", "two"), (alias, "alias")] {
      _ = try await service.result(of: scene.started(arn, name))
      scene.pass(.seconds(1))
    }
    func names(_ arn: String) async throws -> [String] {
      try await service.listExecutions(stateMachineArn: arn).executions.map(\.name)
    }
    #expect(try await names(machine) == ["alias", "two", "one", "plain"])
    #expect(try await names(machine + ":1") == ["alias", "one"])
    #expect(try await names(machine + ":2") == ["two"])
    #expect(try await names(alias) == ["alias"])
    let listed = try await service.listExecutions(stateMachineArn: alias).executions[0]
    #expect(listed.stateMachineArn == machine)
    #expect(listed.stateMachineVersionArn == machine + ":1")
    #expect(listed.stateMachineAliasArn == alias)
  }

  @Test func anAliasDrawsVersionsByWeight() async throws {
    let machine = try await scene.versions()
    let alias = try await service.createStateMachineAlias(
      name: "a", routingConfiguration: routes((machine + ":1", 80), (machine + ":2", 20))
    ).stateMachineAliasArn
    var counts: [String: Int] = [:]
    for _ in 0..<400 {
      let execution = try await service.startExecution(stateMachineArn: alias).executionArn
      let version = try await service.describeExecution(executionArn: execution).stateMachineVersionArn
      counts[version ?? "", default: 0] += 1
    }
    #expect(counts.keys.sorted() == [machine + ":1", machine + ":2"])
    #expect((280...360).contains(counts[machine + ":1"] ?? 0))
  }

  @Test func aliasesAreListedByCreation() async throws {
    let machine = try await scene.versions()
    for (name, version) in [("c", 1), ("a", 2), ("b", 1)] {
      _ = try await service.createStateMachineAlias(
        name: name, routingConfiguration: routes((machine + ":\(version)", 100)))
      scene.pass(.seconds(1))
    }
    let first = try await service.listStateMachineAliases(stateMachineArn: machine, maxResults: 2)
    let second = try await service.listStateMachineAliases(stateMachineArn: machine, nextToken: first.nextToken)
    #expect(first.stateMachineAliases.map(\.stateMachineAliasArn) == [machine + ":c", machine + ":a"])
    #expect(second.stateMachineAliases.map(\.stateMachineAliasArn) == [machine + ":b"])
    #expect(first.stateMachineAliases[0].creationDate == ServiceScene.start)
    let ofVersion = try await service.listStateMachineAliases(stateMachineArn: machine + ":1")
    #expect(ofVersion.stateMachineAliases.map(\.stateMachineAliasArn) == [machine + ":c", machine + ":b"])
    await expectRefusal(.invalidToken, "Invalid Token: 'Invalid token'") {
      try await service.listStateMachineAliases(stateMachineArn: machine, nextToken: "InvalidToken")
    }
    await expectRefusal(.stateMachineDoesNotExist) {
      try await service.listStateMachineAliases(stateMachineArn: machine + "x")
    }
  }
}
