import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// Lists as sequences.
@Suite struct SequenceTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private func all<Item>(_ items: PagedItems<Item>) async throws -> [Item] {
    var all: [Item] = []
    for try await item in items { all.append(item) }
    return all
  }

  @Test func everyListIsASequence() async throws {
    let machine = try await scene.versions()
    for number in 1...3 {
      _ = try await service.createActivity(name: "a\(number)")
      _ = try await scene.machine(ServiceScene.pass, "N\(number)")
      _ = try await service.result(of: scene.started(machine, "e\(number)"))
      _ = try await service.createStateMachineAlias(
        name: "alias\(number)",
        routingConfiguration: [RoutingConfigurationListItem(stateMachineVersionArn: machine + ":1", weight: 100)])
    }
    #expect(try await all(service.activities(ListActivitiesInput(maxResults: 2))).map(\.name) == ["a1", "a2", "a3"])
    #expect(
      try await all(service.stateMachines(ListStateMachinesInput(maxResults: 1))).map(\.name) == [
        "M", "N1", "N2", "N3",
      ])
    #expect(
      try await all(service.executions(ListExecutionsInput(stateMachineArn: machine, maxResults: 1))).map(\.name)
        == ["e3", "e2", "e1"])
    #expect(
      try await all(
        service.stateMachineVersions(ListStateMachineVersionsInput(stateMachineArn: machine, maxResults: 1))
      )
      .map(\.stateMachineVersionArn) == [machine + ":2", machine + ":1"])
    #expect(
      try await all(service.stateMachineAliases(ListStateMachineAliasesInput(stateMachineArn: machine, maxResults: 2)))
        .count == 3)
    let events = try await all(
      service.executionHistory(
        GetExecutionHistoryInput(executionArn: ServiceScene.arn("execution:M:e1"), maxResults: 1, reverseOrder: true)))
    #expect(events.map(\.id) == [4, 3, 2, 1])
    #expect(try await all(service.mapRuns(ListMapRunsInput(executionArn: ServiceScene.arn("execution:M:e1")))).isEmpty)
  }

  /// Tokens have a maximum length, and names of 80 characters may have 320 bytes.
  @Test func theLongestNamesHaveTokens() async throws {
    let service = service.scoped(region: "ap-southeast-2")
    let long = String(repeating: "\u{1d54f}", count: 79)
    for letter in ["a", "b"] {
      let made = try await service.createStateMachine(
        name: long + letter, definition: ServiceScene.pass, roleArn: ServiceScene.role, publish: true)
      try await service.updateStateMachine(
        stateMachineArn: made.stateMachineArn, definition: ServiceScene.other, publish: true)
      _ = try await service.createActivity(name: long + letter)
      for alias in ["x", "y"] {
        _ = try await service.createStateMachineAlias(
          name: alias + String(repeating: "z", count: 79),
          routingConfiguration: [
            RoutingConfigurationListItem(stateMachineVersionArn: made.stateMachineArn + ":1", weight: 100)
          ])
      }
      for name in ["e", "f"] {
        _ = try await service.startExecution(stateMachineArn: made.stateMachineArn, name: long + name)
      }
      let arn = made.stateMachineArn
      #expect(
        try await all(service.stateMachineVersions(ListStateMachineVersionsInput(stateMachineArn: arn, maxResults: 1)))
          .count == 2)
      #expect(
        try await all(service.stateMachineAliases(ListStateMachineAliasesInput(stateMachineArn: arn, maxResults: 1)))
          .count == 2)
      #expect(try await all(service.executions(ListExecutionsInput(stateMachineArn: arn, maxResults: 1))).count == 2)
    }
    #expect(try await all(service.stateMachines(ListStateMachinesInput(maxResults: 1))).count == 2)
    #expect(try await all(service.activities(ListActivitiesInput(maxResults: 1))).count == 2)
  }

  @Test func aListThatCannotBeHadEndsWithItsError() async {
    await expectRefusal(.stateMachineDoesNotExist) {
      try await all(service.executions(ListExecutionsInput(stateMachineArn: ServiceScene.arn("stateMachine:none"))))
    }
  }
}
