import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// What an account may have.
@Suite struct QuotaTests {
  private func scene(_ change: (inout ServiceQuotas) -> Void) -> ServiceScene {
    var quotas = ServiceQuotas()
    change(&quotas)
    return ServiceScene(quotas: quotas)
  }

  @Test func activitiesAreLimited() async throws {
    let service = scene { $0.activities = 2 }.service
    for name in ["a", "b"] { _ = try await service.createActivity(name: name) }
    await expectRefusal(.activityLimitExceeded) { try await service.createActivity(name: "c") }
    _ = try await service.createActivity(name: "a")
    _ = try await service.scoped(region: "eu-west-1").createActivity(name: "c")
    try await service.deleteActivity(activityArn: ServiceScene.arn("activity:b"))
    _ = try await service.createActivity(name: "c")
  }

  @Test func stateMachinesAreLimited() async throws {
    let scene = scene { $0.stateMachines = 1 }
    let first = try await scene.machine()
    await expectRefusal(.stateMachineLimitExceeded) { try await scene.machine(ServiceScene.pass, "N") }
    #expect(try await scene.machine() == first)
    try await scene.service.deleteStateMachine(stateMachineArn: first)
    _ = try await scene.machine(ServiceScene.pass, "N")
  }

  @Test func executionsThatRunAreLimited() async throws {
    let scene = scene { $0.openExecutions = 1 }
    let machine = try await scene.machine(ServiceScene.wait)
    let execution = try await scene.started(machine, "a")
    await expectRefusal(.executionLimitExceeded) { try await scene.started(machine, "b") }
    try await scene.service.stopExecution(executionArn: execution)
    _ = try await scene.started(machine, "b")
    await expectRefusal(.executionLimitExceeded) {
      try await scene.service.redriveExecution(executionArn: execution)
    }
  }

  @Test func versionsAndAliasesAreLimited() async throws {
    let scene = scene {
      $0.versions = 2
      $0.aliases = 1
    }
    let machine = try await scene.versions()
    try await scene.service.updateStateMachine(stateMachineArn: machine, definition: ServiceScene.wait)
    await expectRefusal(.serviceQuotaExceeded) {
      try await scene.service.publishStateMachineVersion(stateMachineArn: machine)
    }
    let routing = [RoutingConfigurationListItem(stateMachineVersionArn: machine + ":1", weight: 100)]
    _ = try await scene.service.createStateMachineAlias(name: "a", routingConfiguration: routing)
    await expectRefusal(.serviceQuotaExceeded) {
      try await scene.service.createStateMachineAlias(name: "b", routingConfiguration: routing)
    }
  }

  @Test func anUpdatePublishesNoVersionBeyondTheQuota() async throws {
    let scene = scene { $0.versions = 1 }
    let made = try await scene.service.createStateMachine(
      name: "M", definition: ServiceScene.pass, roleArn: ServiceScene.role, publish: true)
    await expectRefusal(.serviceQuotaExceeded) {
      try await scene.service.updateStateMachine(
        stateMachineArn: made.stateMachineArn, definition: ServiceScene.other, publish: true)
    }
    // Nothing of the update has happened.
    #expect(
      try await scene.service.describeStateMachine(stateMachineArn: made.stateMachineArn).definition
        == ServiceScene.pass)
  }

  @Test func workersThatWaitAreLimited() async throws {
    let service = scene { $0.workers = 0 }.service
    let activity = try await service.createActivity(name: "a").activityArn
    await expectRefusal(.activityWorkerLimitExceeded) { try await service.getActivityTask(activityArn: activity) }
  }

  @Test func aPollEndsWithoutATask() async throws {
    let service = scene { $0.activityPoll = .milliseconds(1) }.service
    let activity = try await service.createActivity(name: "a").activityArn
    #expect(try await service.getActivityTask(activityArn: activity) == GetActivityTaskOutput())
  }
}
