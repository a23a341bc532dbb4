import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// The tasks of executions that wait for an answer from outside, and their tokens.
@Suite struct OpenTaskTests {
  private let scene = ServiceScene(OpenTaskTests.resources)
  private var service: StepFunctionsService { scene.service }
  private static let activity = ServiceScene.arn("activity:a")
  private static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"

  /// Those whose handlers leave the answer to others.
  private static var resources: ResourceRouter {
    var resources = ResourceRouter()
    resources.on(callback, handler: PendingHandler())
    return resources
  }

  private struct PendingHandler: ResourceHandler {
    func perform(_ task: TaskRequest) async -> TaskReport { TaskReport(.pending) }
  }

  private static func callback(_ more: String = "") -> String {
    #"""
    {"Type":"Task","Resource":"\#(callback)","Parameters":{"QueueUrl":"q","MessageBody":{"t.$":"$$.Task.Token"}}\#(more),
      "End":true}
    """#
  }

  private static func work(_ more: String = "") -> String {
    #"{"Type":"Task","Resource":"\#(activity)"\#(more),"End":true}"#
  }

  private func open(_ execution: String, _ limit: Int = 100) async throws -> [OpenServiceTask] {
    try await service.openTasks(of: execution, limit: limit).tasks
  }

  @Test func anActivityTaskIsShownBeforeAndAfterAWorkerHasIt() async throws {
    _ = try await service.createActivity(name: "a")
    let machine = try await scene.machine(
      #"{"StartAt":"A","States":{"A":\#(Self.work(#","TimeoutSeconds":90,"HeartbeatSeconds":30"#))}}"#)
    let execution = try await scene.started(machine, input: #"{"n":1}"#)
    let waiting = try #require(try await open(execution).first)
    #expect(waiting.executionArn == execution && waiting.name == "A" && waiting.activityArn == Self.activity)
    #expect(waiting.resource == Self.activity && waiting.input == #"{"n":1}"# && waiting.attempt == 1)
    #expect(!waiting.isStarted && waiting.workerName == nil && waiting.since == ServiceScene.start)
    #expect(waiting.timeout == nil && waiting.heartbeat == nil)
    scene.pass(.seconds(10))
    let token = try await service.getActivityTask(activityArn: Self.activity, workerName: "w").taskToken
    let started = try #require(try await open(execution).first)
    #expect(started.taskToken == token && waiting.taskToken == token)
    #expect(started.isStarted && started.workerName == "w")
    #expect(started.timeout == scene.now.advanced(byMilliseconds: 90_000))
    #expect(started.heartbeat == scene.now.advanced(byMilliseconds: 30_000))
    try await service.sendTaskSuccess(taskToken: started.taskToken, output: "7")
    #expect(try await service.describeExecution(executionArn: execution).output == "7")
    #expect(try await open(execution).isEmpty)
  }

  @Test func aTaskThatWaitsForItsTokenIsAnsweredWithIt() async throws {
    let machine = try await scene.machine(#"{"StartAt":"C","States":{"C":\#(Self.callback())}}"#)
    let execution = try await scene.started(machine)
    let task = try #require(try await open(execution).first)
    #expect(task.resource == Self.callback && task.activityArn == nil && task.workerName == nil)
    #expect(try JSON(parsing: task.input)["MessageBody"]?["t"] == .string(task.taskToken))
    try await service.sendTaskHeartbeat(taskToken: task.taskToken)
    try await service.sendTaskFailure(taskToken: task.taskToken, error: "E")
    #expect(try await service.describeExecution(executionArn: execution).error == "E")
  }

  @Test func tasksOfIterationsHaveTheirIndexes() async throws {
    let machine = try await scene.machine(
      #"""
      {"StartAt":"Each","States":{"Each":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"Ship","States":{
        "Ship":\#(Self.callback())}}}}}
      """#)
    let execution = try await scene.started(machine, input: "[1,2,3]")
    #expect(try await open(execution).map(\.name) == ["Ship[0]", "Ship[1]", "Ship[2]"])
    let page = try await service.openTasks(of: execution, limit: 2)
    #expect(page.tasks.map(\.name) == ["Ship[0]", "Ship[1]"] && page.hasMore)
    #expect(try await !service.openTasks(of: execution, limit: 3).hasMore)
    for limit in [0, -1] {
      let none = try await service.openTasks(of: execution, limit: limit)
      #expect(none.tasks.isEmpty && none.hasMore)
    }
  }

  @Test func childrenOfAMapRunHaveTheirOwn() async throws {
    _ = try await service.createActivity(name: "a")
    let machine = try await scene.machine(
      #"""
      {"StartAt":"Each","States":{"Each":{"Type":"Map","Label":"L","End":true,"ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{"T":\#(Self.work())}}}}}
      """#)
    let execution = try await scene.started(machine, input: "[1,2]")
    while try await open(execution).count < 2 { await Task.yield() }
    let token = try await service.getActivityTask(activityArn: Self.activity, workerName: "w").taskToken
    let all = try await open(execution)
    #expect(all.map(\.name) == ["T[0]", "T[1]"] && all.map(\.workerName) == ["w", nil])
    #expect(all.first?.taskToken == token)
    for task in all {
      #expect(task.executionArn != execution)
      #expect(try await open(task.executionArn) == [task])
      #expect(try await service.executionProvenance(of: task.executionArn).topExecutionArn == execution)
    }
    #expect(service.openTaskExecutions().executionARNs == [execution])
  }

  @Test func aParkedExecutionIsReadForIt() async throws {
    var settings = HostSettings()
    settings.residentLimit = 0
    let service = StepFunctionsService(resources: Self.resources, settings: settings)
    let machine = try await service.createStateMachine(
      name: "M", definition: #"{"StartAt":"C","States":{"C":\#(Self.callback())}}"#, roleArn: ServiceScene.role)
    let execution = try await service.startExecution(stateMachineArn: machine.stateMachineArn).executionArn
    while service.host.counts.resident > 0 { await Task.yield() }
    #expect(service.openTaskExecutions().executionARNs == [execution])
    #expect(service.host.counts.resident == 0)
    let task = try #require(try await service.openTasks(of: execution).tasks.first)
    while service.host.counts.resident > 0 { await Task.yield() }
    try await service.sendTaskSuccess(taskToken: task.taskToken, output: "1")
    #expect(try await service.describeExecution(executionArn: execution).status == .succeeded)
  }

  @Test func anotherProcessOfTheStoreShowsThemAsWell() async throws {
    var settings = HostSettings()
    settings.lease = .seconds(3_600)
    let store = MemoryStore()
    let owner = StepFunctionsService(store: store, resources: Self.resources, settings: settings)
    let other = StepFunctionsService(store: store, resources: Self.resources, settings: settings)
    for service in [owner, other] { try await service.recover() }
    let machine = try await owner.createStateMachine(
      name: "M", definition: #"{"StartAt":"C","States":{"C":\#(Self.callback())}}"#, roleArn: ServiceScene.role)
    let execution = try await owner.startExecution(stateMachineArn: machine.stateMachineArn).executionArn
    while try await owner.openTasks(of: execution).tasks.first?.isStarted != true { await Task.yield() }
    #expect(try await other.openTasks(of: execution) == owner.openTasks(of: execution))
    // Lists are of the process that has the executions.
    #expect(owner.openTaskExecutions().executionARNs == [execution])
    #expect(other.openTaskExecutions().executionARNs == [])
    for service in [owner, other] { await service.shutDown() }
  }

  @Test func executionsWithOpenTasksAreListedByPages() async throws {
    let definition = #"{"StartAt":"C","States":{"C":\#(Self.callback())}}"#
    let machine = try await scene.machine(definition)
    #expect(service.openTaskExecutions() == OpenTaskExecutions(executionARNs: [], hasMore: false))
    for name in ["c", "a", "d", "b"] { _ = try await scene.started(machine, name) }
    let waiting = try await scene.started(scene.machine(ServiceScene.wait, "W"))
    let elsewhere = service.scoped(region: "eu-west-1")
    let other = try await elsewhere.createStateMachine(name: "M", definition: definition, roleArn: ServiceScene.role)
    let there = try await elsewhere.startExecution(stateMachineArn: other.stateMachineArn).executionArn
    func names(_ after: String?, _ limit: Int) -> (names: [String], hasMore: Bool) {
      let page = service.openTaskExecutions(after: after.map { ServiceScene.arn("execution:M:\($0)") }, limit: limit)
      return (page.executionARNs.compactMap { $0.split(separator: ":").last.map(String.init) }, page.hasMore)
    }
    #expect(names(nil, 3) == (["a", "b", "c"], true))
    #expect(names("c", 3) == (["d"], false))
    #expect(names(nil, 4) == (["a", "b", "c", "d"], false))
    #expect(names(nil, 0) == ([], true))
    #expect(names(nil, Int.max).names.count == 4)
    #expect(elsewhere.openTaskExecutions().executionARNs == [there])
    #expect(try await open(waiting).isEmpty)
    try await service.stopExecution(executionArn: ServiceScene.arn("execution:M:a"))
    #expect(names(nil, 1) == (["b"], true))
  }

  @Test func ofManyTheFirstAreGiven() async throws {
    let machine = try await scene.machine(#"{"StartAt":"C","States":{"C":\#(Self.callback())}}"#)
    for number in 100..<300 { _ = try await scene.started(machine, "\(number)") }
    let page = service.openTaskExecutions(limit: 5)
    #expect(page.executionARNs == (100..<105).map { ServiceScene.arn("execution:M:\($0)") } && page.hasMore)
  }

  @Test func tasksOfUnknownExecutionsAreRefused() async throws {
    let execution = try await scene.started(scene.machine(#"{"StartAt":"C","States":{"C":\#(Self.callback())}}"#))
    await expectRefusal(.executionDoesNotExist) { try await service.openTasks(of: execution + "x") }
    await expectRefusal(.executionDoesNotExist) {
      try await service.scoped(account: "111111111111").openTasks(of: execution)
    }
    await expectRefusal(.invalidArn) { try await service.openTasks(of: "e") }
    try await service.stopExecution(executionArn: execution)
    #expect(try await open(execution).isEmpty)
  }
}
