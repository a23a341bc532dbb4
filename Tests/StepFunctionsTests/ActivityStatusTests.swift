import StatesEngine
import Testing

@testable import StepFunctions

/// What is known of an activity's tasks and workers.
@Suite struct ActivityStatusTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  @Test func anActivityKnowsItsTasksAndWorkers() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    let machine = try await scene.machine(ServiceScene.activity(activity))
    #expect(
      try await service.activityStatus(of: activity)
        == ActivityStatus(waitingTasks: 0, waitingWorkers: 0, workers: []))
    for name in ["e", "f", "g"] { _ = try await scene.started(machine, name) }
    #expect(try await service.activityStatus(of: activity).waitingTasks == 3)
    _ = try await service.getActivityTask(activityArn: activity, workerName: "w")
    let first = scene.now
    scene.pass(.seconds(5))
    for name in ["w", nil] { _ = try await service.getActivityTask(activityArn: activity, workerName: name) }
    #expect(
      try await service.activityStatus(of: activity)
        == ActivityStatus(
          waitingTasks: 0, waitingWorkers: 0,
          workers: [
            .init(name: nil, lastSeen: scene.now, waiting: 0, lastTask: scene.now, taskCount: 1),
            .init(name: "w", lastSeen: scene.now, waiting: 0, lastTask: scene.now, taskCount: 2),
          ]))
    #expect(first < scene.now)
  }

  @Test func aWorkerThatWaitsIsSeen() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    let polling = Task { [service] in
      try await service.getActivityTask(activityArn: activity, workerName: "w").taskToken
    }
    while try await service.activityStatus(of: activity).waitingWorkers == 0 { await Task.yield() }
    #expect(try await service.activityStatus(of: activity).workers.map(\.waiting) == [1])
    polling.cancel()
    #expect(try await polling.value == nil)
    let status = try await service.activityStatus(of: activity)
    #expect(status.workers.map(\.waiting) == [0] && status.workers.map(\.lastTask) == [nil])
    #expect(status.waitingWorkers == 0)
  }

  @Test func workersOfADeletedActivityAreForgotten() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    let machine = try await scene.machine(ServiceScene.activity(activity))
    _ = try await scene.started(machine)
    _ = try await service.getActivityTask(activityArn: activity, workerName: "w")
    try await service.deleteActivity(activityArn: activity)
    await expectRefusal(.activityDoesNotExist) { try await service.activityStatus(of: activity) }
    _ = try await service.createActivity(name: "a")
    #expect(try await service.activityStatus(of: activity).workers == [])
  }

  @Test func anActivityThatIsNotThereHasNoStatus() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    await expectRefusal(.activityDoesNotExist) {
      try await service.scoped(region: "eu-west-1").activityStatus(of: activity)
    }
    let none = ServiceScene.arn("activity:none")
    await expectRefusal(.activityDoesNotExist) { try await service.activityStatus(of: none) }
    await expectRefusal(.activityDoesNotExist) { try await service.getActivityTask(activityArn: none) }
    #expect(service.scope.core.seenWorkers.count == 0)
    await expectRefusal(.invalidArn) { try await service.activityStatus(of: "a") }
  }

  @Test func soManyWorkersAreRememberedAndNoMore() {
    let workers = ActivityWorkers()
    for activity in 0..<150 {
      for name in 0..<110 { workers.begin("a\(activity)", "w\(name)", at: ServiceScene.start) }
      #expect(workers.count <= ActivityWorkers.most)
    }
    #expect(workers["a149"].map(\.name) == (10..<110).reversed().map { "w\($0)" })
    #expect(workers["a0"].isEmpty)
  }

  @Test func aForgottenWorkerThatHasWaitedIsSeenAgain() {
    let workers = ActivityWorkers()
    workers.begin("a", "first", at: ServiceScene.start)
    for name in 0..<100 { workers.begin("a", "w\(name)", at: ServiceScene.start) }
    workers.end("a", "first", at: ServiceScene.start, hasTask: true)
    #expect(
      workers["a"].first
        == .init(
          name: "first", lastSeen: ServiceScene.start, waiting: 0, lastTask: ServiceScene.start, taskCount: 1))
  }
}
