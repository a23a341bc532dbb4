import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// CreateActivity, DescribeActivity, ListActivities, DeleteActivity, GetActivityTask, SendTaskSuccess, SendTaskFailure,
/// SendTaskHeartbeat.
@Suite struct ActivityTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  // MARK: CreateActivity

  @Test func anActivityIsCreated() async throws {
    let made = try await service.createActivity(name: "a", tags: [ResourceTag(key: "k", value: "v")])
    #expect(made.activityArn == ServiceScene.arn("activity:a"))
    #expect(made.creationDate == ServiceScene.start)
    #expect(
      try await service.listTagsForResource(resourceArn: made.activityArn).tags == [ResourceTag(key: "k", value: "v")])
  }

  @Test func aSecondActivityOfTheNameIsTheFirst() async throws {
    let first = try await service.createActivity(name: "a")
    scene.pass(.seconds(5))
    #expect(try await service.createActivity(name: "a", tags: [ResourceTag(key: "k", value: "v")]) == first)
    #expect(try await service.listTagsForResource(resourceArn: first.activityArn).tags == [])
  }

  @Test func anActivityOfAnotherEncryptionExists() async throws {
    let encryption = EncryptionConfiguration(type: .customerManagedKmsKey, kmsKeyId: "key")
    _ = try await service.createActivity(name: "a", encryptionConfiguration: encryption)
    _ = try await service.createActivity(name: "a", encryptionConfiguration: encryption)
    await expectRefusal(.activityAlreadyExists) {
      try await service.createActivity(name: "a", encryptionConfiguration: EncryptionConfiguration(type: .awsOwnedKey))
    }
  }

  @Test(arguments: ["a b", "a/b", "a:b", "a<b", "a\u{1f}b", "a\u{85}b"])
  func aNameWithAForbiddenCharacterIsRefused(name: String) async {
    await expectRefusal(.invalidName, "Invalid Name: '\(name)'") { try await service.createActivity(name: name) }
  }

  @Test func aNameThatIsTooLongIsRefused() async {
    let name = String(repeating: "n", count: 81)
    await expectRefusal(
      .validation,
      "1 validation error detected: Value '\(name)' at 'name' failed to satisfy constraint: Member must have length "
        + "less than or equal to 80"
    ) { try await service.createActivity(name: name) }
  }

  @Test func encryptionWithoutAKeyIsRefused() async {
    await expectRefusal(.invalidEncryptionConfiguration) {
      try await service.createActivity(
        name: "a", encryptionConfiguration: EncryptionConfiguration(type: .customerManagedKmsKey))
    }
  }

  @Test func tooManyTagsAreRefused() async {
    await expectRefusal(.tooManyTags) {
      try await service.createActivity(name: "a", tags: (0...50).map { ResourceTag(key: "\($0)", value: "v") })
    }
  }

  // MARK: DescribeActivity

  @Test func anActivityIsDescribed() async throws {
    let encryption = EncryptionConfiguration(type: .customerManagedKmsKey, kmsKeyId: "key")
    let arn = try await service.createActivity(name: "a", encryptionConfiguration: encryption).activityArn
    let described = try await service.describeActivity(activityArn: arn)
    #expect(described.activityArn == arn)
    #expect(described.name == "a")
    #expect(described.creationDate == ServiceScene.start)
    #expect(described.encryptionConfiguration?.kmsKeyId == "key")
    #expect(described.encryptionConfiguration?.kmsDataKeyReusePeriodSeconds == 300)
    let plain = try await service.createActivity(name: "b").activityArn
    #expect(
      try await service.describeActivity(activityArn: plain).encryptionConfiguration
        == EncryptionConfiguration(type: .awsOwnedKey))
  }

  @Test func anActivityThatIsNotThereIsSaidToBeMissing() async {
    let arn = ServiceScene.arn("activity:none")
    await expectRefusal(.activityDoesNotExist, "Activity Does Not Exist: '\(arn)'") {
      try await service.describeActivity(activityArn: arn)
    }
    await expectRefusal(.activityDoesNotExist, "Activity Does Not Exist: '\(arn)'") {
      try await service.getActivityTask(activityArn: arn)
    }
  }

  @Test func anArnOfSomethingElseIsRefused() async throws {
    let machine = try await scene.machine()
    for call in [
      { _ = try await service.describeActivity(activityArn: machine) },
      { _ = try await service.deleteActivity(activityArn: machine) },
      { _ = try await service.getActivityTask(activityArn: machine) },
    ] as [() async throws -> Void] {
      await expectRefusal(
        .invalidArn, "Invalid Arn: 'Resource type not valid in this context: stateMachine'", call)
    }
    await expectRefusal(.invalidArn, "Invalid Arn: 'Invalid ARN prefix: nonsense'") {
      try await service.describeActivity(activityArn: "nonsense")
    }
  }

  // MARK: ListActivities

  @Test func activitiesAreListedByNameInPages() async throws {
    for name in ["b", "a-2", "c", "a-10", "d"] { _ = try await service.createActivity(name: name) }
    var names: [[String]] = []
    var token: String?
    repeat {
      let page = try await service.listActivities(maxResults: 2, nextToken: token)
      names.append(page.activities.map(\.name))
      token = page.nextToken
    } while token != nil
    #expect(names == [["a-10", "a-2"], ["b", "c"], ["d"]])
    let all = try await service.listActivities().activities
    #expect(
      all[2]
        == ActivityListItem(
          activityArn: ServiceScene.arn("activity:b"), name: "b", creationDate: ServiceScene.start))
  }

  @Test func pagesOfActivitiesNeitherRepeatNorLose() async throws {
    for name in ["b", "d", "f", "h"] { _ = try await service.createActivity(name: name) }
    let first = try await service.listActivities(maxResults: 2)
    _ = try await service.createActivity(name: "a")
    _ = try await service.createActivity(name: "e")
    try await service.deleteActivity(activityArn: ServiceScene.arn("activity:d"))
    let second = try await service.listActivities(nextToken: first.nextToken)
    #expect(first.activities.map(\.name) + second.activities.map(\.name) == ["b", "d", "e", "f", "h"])
  }

  @Test func aTokenThatIsNotOfThisListIsRefused() async throws {
    for name in ["a", "b"] {
      _ = try await service.createActivity(name: name)
      _ = try await scene.machine(ServiceScene.pass, name)
    }
    let token = try #require(try await service.listActivities(maxResults: 1).nextToken)
    for other in ["nonsense", token + "x", String(token.dropLast()), "." + token] {
      await expectRefusal(.invalidToken, "Invalid Token: 'Invalid token'") {
        try await service.listActivities(nextToken: other)
      }
    }
    await expectRefusal(.invalidToken) { try await service.listStateMachines(nextToken: token) }
    await expectRefusal(.invalidToken) {
      try await service.scoped(region: "eu-west-1").listActivities(nextToken: token)
    }
    scene.pass(.seconds(86_399))
    #expect(try await service.listActivities(nextToken: token).activities.count == 1)
    scene.pass(.seconds(1))
    await expectRefusal(.invalidToken) { try await service.listActivities(nextToken: token) }
  }

  @Test(arguments: [
    (-1, "greater than or equal to 0"), (1_001, "less than or equal to 1000"),
  ])
  func theSizeOfAPageIsLimited(size: Int, rule: String) async {
    await expectRefusal(
      .validation,
      "1 validation error detected: Value '\(size)' at 'maxResults' failed to satisfy constraint: Member must have value "
        + rule
    ) { try await service.listActivities(maxResults: size) }
  }

  @Test func aPageOfNoSizeHas100Items() async throws {
    for number in 0..<103 { _ = try await service.createActivity(name: "a\(number)") }
    #expect(try await service.listActivities(maxResults: 0).activities.count == 100)
    #expect(try await service.listActivities().activities.count == 100)
    #expect(try await service.listActivities(maxResults: 1_000).activities.count == 103)
  }

  // MARK: DeleteActivity

  @Test func anActivityIsDeletedOnceAndForAll() async throws {
    let arn = try await service.createActivity(name: "a", tags: [ResourceTag(key: "k", value: "v")]).activityArn
    try await service.deleteActivity(activityArn: arn)
    try await service.deleteActivity(activityArn: arn)
    await expectRefusal(.activityDoesNotExist) { try await service.describeActivity(activityArn: arn) }
    await expectRefusal(.resourceNotFound) { try await service.listTagsForResource(resourceArn: arn) }
    _ = try await service.createActivity(name: "a")
    #expect(try await service.listTagsForResource(resourceArn: arn).tags == [])
  }

  @Test func aTaskOfADeletedActivityFailsTheExecution() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    let machine = try await scene.machine(ServiceScene.activity(activity))
    try await service.deleteActivity(activityArn: activity)
    let ended = try await service.result(of: scene.started(machine))
    #expect(ended.status == .failed)
    #expect(ended.error == "States.Runtime")
    #expect(
      ended.cause
        == "An error occurred while executing the state 'A' (entered at the event id #2). The activity \(activity) does "
        + "not exist.")
  }

  // MARK: GetActivityTask and answers

  private func waiting(_ more: String = "") async throws -> (activity: String, execution: String) {
    let activity = try await service.createActivity(name: "a").activityArn
    let machine = try await scene.machine(ServiceScene.activity(activity, more))
    return (activity, try await scene.started(machine, input: #"{ "a" : 1 }"#))
  }

  @Test func aWorkerTakesATaskAndAnswers() async throws {
    let (activity, execution) = try await waiting()
    let task = try await service.getActivityTask(activityArn: activity, workerName: "w")
    #expect(task.input == #"{"a":1}"#)
    let token = try #require(task.taskToken)
    #expect(token.utf8.count <= 2_048)
    try await service.sendTaskHeartbeat(taskToken: token)
    try await service.sendTaskSuccess(taskToken: token, output: #"{"b" : 2}"#)
    let ended = try await service.result(of: execution)
    #expect(ended.status == .succeeded)
    let events = try await service.getExecutionHistory(executionArn: execution).events
    #expect(
      events.map(\.type) == [
        .executionStarted, .taskStateEntered, .activityScheduled, .activityStarted, .activitySucceeded,
        .taskStateExited,
        .executionSucceeded,
      ])
    #expect(events[2].activityScheduledEventDetails?.resource == activity)
    #expect(events[3].activityStartedEventDetails?.workerName == "w")
    #expect(events[4].activitySucceededEventDetails?.outputDetails?.truncated == false)
  }

  @Test func aTaskMayFailWithoutErrorAndCause() async throws {
    let (activity, execution) = try await waiting()
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    try await service.sendTaskFailure(taskToken: token)
    let ended = try await service.result(of: execution)
    #expect(ended.status == .failed)
    #expect(ended.error == nil)
    #expect(ended.cause == nil)
  }

  @Test func aTaskFailsWithErrorAndCause() async throws {
    let (activity, execution) = try await waiting()
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    try await service.sendTaskFailure(taskToken: token, error: "E", cause: "C")
    let ended = try await service.result(of: execution)
    #expect(ended.error == "E")
    #expect(ended.cause == "C")
  }

  @Test func anUnknownTokenIsInvalidWhateverElseIsWrong() async {
    for call in [
      { _ = try await service.sendTaskSuccess(taskToken: "none", output: "not json") },
      { _ = try await service.sendTaskFailure(taskToken: "none") },
      { _ = try await service.sendTaskHeartbeat(taskToken: "none") },
    ] as [() async throws -> Void] {
      await expectRefusal(.invalidToken, "Invalid Token: 'Invalid token'", call)
    }
  }

  @Test func anOutputThatIsNotJSONLeavesTheTokenGood() async throws {
    let (activity, execution) = try await waiting()
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    await expectRefusal(.invalidOutput, "Invalid Output: 'not json' is not valid JSON.") {
      try await service.sendTaskSuccess(taskToken: token, output: "not json")
    }
    try await service.sendTaskSuccess(taskToken: token, output: "3")
    #expect(try await service.result(of: execution).output == "3")
  }

  @Test func aTaskThatIsOverHasTimedOut() async throws {
    let (activity, _) = try await waiting()
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    try await service.sendTaskSuccess(taskToken: token, output: "1")
    for call in [
      { _ = try await service.sendTaskSuccess(taskToken: token, output: "1") },
      { _ = try await service.sendTaskFailure(taskToken: token) },
      { _ = try await service.sendTaskHeartbeat(taskToken: token) },
    ] as [() async throws -> Void] {
      await expectRefusal(.taskTimedOut, "Task Timed Out: '\(activity)'", call)
    }
    // Bad output comes before a task that is over.
    await expectRefusal(.invalidOutput) { try await service.sendTaskSuccess(taskToken: token, output: "{") }
  }

  @Test func aTokenOfAnotherRegionIsUnknown() async throws {
    let (activity, _) = try await waiting()
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    await expectRefusal(.invalidToken) {
      try await service.scoped(region: "eu-west-1").sendTaskHeartbeat(taskToken: token)
    }
    await expectRefusal(.invalidToken) {
      try await service.scoped(account: "210987654321").sendTaskHeartbeat(taskToken: token)
    }
  }

  @Test func aWorkerThatIsCancelledGetsNothing() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    let service = service
    let poll = Task { try await service.getActivityTask(activityArn: activity) }
    poll.cancel()
    #expect(try await poll.value == GetActivityTaskOutput())
  }

  @Test func aWorkerWaitsForATask() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    let machine = try await scene.machine(ServiceScene.activity(activity))
    let service = service
    let poll = Task { try await service.getActivityTask(activityArn: activity) }
    let execution = try await scene.started(machine)
    let token = try #require(try await poll.value.taskToken)
    try await service.sendTaskSuccess(taskToken: token, output: "1")
    #expect(try await service.result(of: execution).status == .succeeded)
  }
}
