import LanguageSupport
import OrderedJSON
import StatesEngine
import StatesRuntime
import StepFunctions
import Testing

/// Rules that a comparison with the model has shown to be easily missed.
@Suite struct EdgesOfOperationsTests {
  private let time = Locked(Timestamp(milliseconds: 1_767_225_600_000))
  private let service: StepFunctionsService

  init() {
    let time = time
    service = StepFunctionsService(
      store: MemoryStore(clock: { time.withLock { $0 } }), wallClock: { time.withLock { $0 } }, seed: 1)
  }

  private static let pass = #"{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}"#
  private static let fail = #"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"E","Cause":"C"}}}"#

  private func create(_ definition: String = pass, publish: Bool? = nil) async throws -> String {
    try await service.createStateMachine(
      name: "m", definition: definition, roleArn: "arn:aws:iam::123456789012:role/r", publish: publish
    ).stateMachineArn
  }

  private func refusal(_ body: () async throws(StepFunctionsError) -> Void) async -> StepFunctionsError? {
    do throws(StepFunctionsError) {
      try await body()
      return nil
    } catch {
      return error
    }
  }

  private func pass(days: Int64) {
    time.withLock { $0 = $0.advanced(byMilliseconds: days * 86_400_000) }
  }

  @Test func anAliasOfAMachineThatDoesNotExistHasNoResource() async {
    let version = "arn:aws:states:us-east-1:123456789012:stateMachine:none:1"
    let error = await refusal { () throws(StepFunctionsError) in
      try await service.createStateMachineAlias(
        name: "live", routingConfiguration: [.init(stateMachineVersionArn: version, weight: 100)])
    }
    #expect(error?.code == .resourceNotFound)
    #expect(error?.message == "Request references a resource that does not exist.")
  }

  @Test func creatingAgainWithoutTheVersionSaysSo() async throws {
    _ = try await create(publish: true)
    let error = await refusal { () throws(StepFunctionsError) in
      try await service.createStateMachine(
        name: "m", definition: Self.pass, roleArn: "arn:aws:iam::123456789012:role/r")
    }
    #expect(
      error?.message == "State Machine Already Exists: This state machine was already created with a published version."
    )
  }

  @Test func anExecutionIsForgotten90DaysAfterItsEnd() async throws {
    let machine = try await create()
    let execution = try await service.startExecution(stateMachineArn: machine, name: "e").executionArn
    pass(days: 89)
    #expect(try await service.describeExecution(executionArn: execution).status == .succeeded)
    pass(days: 1)
    for error in [
      await refusal({ () throws(StepFunctionsError) in _ = try await service.describeExecution(executionArn: execution)
      }),
      await refusal({ () throws(StepFunctionsError) in _ = try await service.stopExecution(executionArn: execution) }),
    ] {
      #expect(error?.code == .executionDoesNotExist)
    }
    #expect(try await service.startExecution(stateMachineArn: machine, name: "e").executionArn == execution)
  }

  @Test func theTokenOfARedriveIsThatOfOneExecution() async throws {
    let machine = try await create(Self.fail)
    let first = try await service.startExecution(stateMachineArn: machine, name: "e").executionArn
    _ = try await service.redriveExecution(executionArn: first, clientToken: "t")
    try await service.deleteStateMachine(stateMachineArn: machine)
    let error = await refusal { () throws(StepFunctionsError) in
      _ = try await service.redriveExecution(executionArn: first, clientToken: "t")
    }
    #expect(error?.code == .executionDoesNotExist)
    time.withLock { $0 = $0.advanced(byMilliseconds: 1) }
    _ = try await create(Self.fail)
    let second = try await service.startExecution(stateMachineArn: machine, name: "e").executionArn
    #expect(second == first)
    _ = try await service.redriveExecution(executionArn: second, clientToken: "t")
    #expect(try await service.describeExecution(executionArn: second).redriveCount == 1)
  }

  @Test(arguments: [("", "123456789012"), ("a:b", "123456789012"), ("us-east-1", ""), ("us-east-1", "1:2")])
  func requestsForWhatCannotHaveARNsAreRefused(region: String, account: String) async throws {
    let response = await service.respond(
      to: "CreateActivity", body: Array(#"{"name":"a"}"#.utf8), region: region, account: account)
    #expect(response.status == 400)
    #expect(response.code == "AccessDeniedException")
  }

  @Test func aTagHasAKey() async throws {
    let machine = try await create()
    let error = await refusal { () throws(StepFunctionsError) in
      _ = try await service.tagResource(
        resourceArn: machine, tags: [ResourceTag(key: "k", value: "v"), ResourceTag(value: "w")])
    }
    #expect(
      error?.message
        == "1 validation error detected: Value at 'tags.2.member.key' failed to satisfy constraint: Member must not be null"
    )
    #expect(try await service.listTagsForResource(resourceArn: machine).tags?.isEmpty == true)
  }
}
