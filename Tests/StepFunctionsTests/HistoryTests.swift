import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// GetExecutionHistory.
@Suite struct HistoryTests {
  private let scene = ServiceScene()
  private var service: StepFunctionsService { scene.service }

  private func execution() async throws -> String {
    let states = (0..<20).map { #""S\#($0)":{"Type":"Pass","Assign":{"v":1},"Next":"S\#($0 + 1)"}"# }
    let definition = #"{"StartAt":"S0","States":{\#(states.joined(separator: ",")),"S20":{"Type":"Succeed"}}}"#
    let execution = try await scene.started(scene.machine(definition), input: #"{"a": 1}"#)
    _ = try await service.result(of: execution)
    return execution
  }

  @Test func eventsHaveNumbersTimesAndDetails() async throws {
    let events = try await service.getExecutionHistory(executionArn: execution()).events
    #expect(events.map(\.id) == Array(1...44))
    #expect(events.map(\.previousEventId).prefix(4) == [0, 0, 2, 3])
    #expect(events.allSatisfy { $0.timestamp == ServiceScene.start })
    #expect(
      events[0].executionStartedEventDetails
        == ExecutionStartedEventDetails(
          input: #"{"a": 1}"#, inputDetails: HistoryEventExecutionDataDetails(truncated: false),
          roleArn: ServiceScene.role))
    #expect(events[1].stateEnteredEventDetails?.name == "S0")
    #expect(events[2].stateExitedEventDetails?.assignedVariables == ["v": "1"])
    #expect(events[2].stateEnteredEventDetails == nil)
    #expect(events[43].executionSucceededEventDetails?.output == #"{"a": 1}"#)
  }

  @Test(arguments: [false, true], [1, 7, 43, 44, 1_000]) func pagesJoinToTheWhole(reverse: Bool, size: Int) async throws
  {
    let execution = try await execution()
    var ids: [Int] = []
    var token: String?
    repeat {
      let page = try await service.getExecutionHistory(
        executionArn: execution, maxResults: size, reverseOrder: reverse, nextToken: token)
      #expect(page.events.count <= size)
      ids += page.events.map(\.id)
      token = page.nextToken
    } while token != nil
    #expect(ids == (reverse ? Array((1...44).reversed()) : Array(1...44)))
  }

  @Test func dataIsLeftOutOnRequest() async throws {
    let execution = try await scene.started(
      scene.machine(
        #"{"StartAt":"P","States":{"P":{"Type":"Pass","Assign":{"v":1},"Next":"F"},"F":{"Type":"Fail","Error":"E","Cause":"C"}}}"#
      ))
    _ = try await service.result(of: execution)
    let events = try await service.getExecutionHistory(executionArn: execution, includeExecutionData: false).events
    #expect(events[0].executionStartedEventDetails == ExecutionStartedEventDetails(roleArn: ServiceScene.role))
    #expect(events[1].stateEnteredEventDetails == StateEnteredEventDetails(name: "P"))
    #expect(events[2].stateExitedEventDetails == StateExitedEventDetails(name: "P"))
    #expect(events.last?.executionFailedEventDetails == ExecutionFailedEventDetails(error: "E", cause: "C"))
  }

  @Test func aPageBelongsToItsArguments() async throws {
    let execution = try await execution()
    let token = try #require(
      try await service.getExecutionHistory(executionArn: execution, maxResults: 5).nextToken)
    await expectRefusal(.invalidToken) {
      try await service.getExecutionHistory(executionArn: execution, reverseOrder: true, nextToken: token)
    }
    await expectRefusal(.invalidToken) {
      try await service.getExecutionHistory(executionArn: execution, nextToken: token, includeExecutionData: false)
    }
    await expectRefusal(
      .validation,
      "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less "
        + "than or equal to 1000"
    ) { try await service.getExecutionHistory(executionArn: execution, maxResults: 1_001) }
  }

  @Test func aHistoryIsReadWhileItGrows() async throws {
    let activity = try await service.createActivity(name: "a").activityArn
    let execution = try await scene.started(scene.machine(ServiceScene.activity(activity)))
    let first = try await service.getExecutionHistory(executionArn: execution)
    #expect(first.events.map(\.type) == [.executionStarted, .taskStateEntered, .activityScheduled])
    #expect(first.nextToken == nil)
    let token = try #require(try await service.getActivityTask(activityArn: activity).taskToken)
    try await service.sendTaskSuccess(taskToken: token, output: "1")
    _ = try await service.result(of: execution)
    #expect(try await service.getExecutionHistory(executionArn: execution).events.count == 7)
  }

  @Test func eventsTellTheVersionThatAnExecutionStartedWith() async throws {
    let machine = try await scene.versions()
    let alias = try await service.createStateMachineAlias(
      name: "prod",
      routingConfiguration: [RoutingConfigurationListItem(stateMachineVersionArn: machine + ":1", weight: 100)])
    let execution = try await scene.started(alias.stateMachineAliasArn)
    let details = try #require(
      try await service.getExecutionHistory(executionArn: execution).events.first?.executionStartedEventDetails)
    #expect(details.stateMachineVersionArn == machine + ":1")
    #expect(details.stateMachineAliasArn == machine + ":prod")
  }
}
