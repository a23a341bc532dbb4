import OrderedJSON
import Testing

@testable import StatesEngine
@testable import StatesLanguage

/// A request says whose task it is and which attempt, and has an identifier that is the same for the same attempt only.
@Suite struct TaskRequestTests {
  private static let retried = machine(
    "T", task("T", #""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":1,"MaxAttempts":2}],"Next":"U""#) + "," + task("U")
  )

  private static func scheduled(_ commands: [Execution.Command]) -> [TaskRequest] {
    commands.compactMap { if case .scheduleTask(_, let request) = $0 { request } else { nil } }
  }

  private static func request(_ identity: ExecutionIdentity, type: StateMachineType = .standard, at time: Int64 = 0)
    throws -> TaskRequest
  {
    var execution = Execution(
      try StateMachine(parsing: machine("T", task("T")), type: type), input: [:], identity: identity, seed: .fixed(0))
    return try #require(scheduled(execution.handle(.start, at: Timestamp(milliseconds: time))).first)
  }

  @Test func aRequestNamesItsExecution() throws {
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e", region: "eu-west-1", account: "222222222222")
    let request = try Self.request(identity)
    #expect(request.executionARN == "arn:aws:states:eu-west-1:222222222222:execution:M:e")
    #expect(request.executionName == "e")
    #expect(request.stateMachineARN == "arn:aws:states:eu-west-1:222222222222:stateMachine:M")
    #expect(request.region == "eu-west-1")
    #expect(request.attempt == 1)
  }

  @Test func theNameOfAnExpressExecutionIsWithoutTheUniquePartOfItsARN() throws {
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e")
    let request = try Self.request(identity, type: .express)
    #expect(request.executionARN.hasPrefix("arn:aws:states:us-east-1:111111111111:express:M:e:"))
    #expect(request.executionName == "e")
  }

  @Test(arguments: [
    "arn:aws:states:us-east-1:111111111111:execution:M:e", "arn:aws:states:us-east-1:111111111111:execution:M/L:e",
    "arn:aws:states:us-east-1:111111111111:express:M:e:id", "arn:aws:states:us-east-1:111111111111:express:M/L:e:id",
  ])
  func theNameIsThatOfTheIdentity(arn: String) throws {
    let identity = try #require(ARN(arn).flatMap { ExecutionIdentity($0, roleARN: "r") })
    #expect(identity.executionARN == arn)
    #expect(identity.family.name(in: arn) == identity.name)
  }

  @Test func theIdentifierIsAUUIDAndTheSameForTheSameAttempt() throws {
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e")
    let id = try Self.request(identity).deduplicationID
    #expect(id == "9b2e8d0f-7a4b-4ee2-a1b5-11f79f4ef152")
    #expect(try Self.request(identity).deduplicationID == id)
    #expect(try Self.request(identity).replacingInput(1).deduplicationID == id)
  }

  @Test func anotherExecutionHasOtherIdentifiersAlsoUnderTheSameName() throws {
    let identity = ExecutionIdentity(stateMachineName: "M", name: "e")
    let id = try Self.request(identity).deduplicationID
    #expect(try Self.request(identity.named("f")).deduplicationID != id)
    #expect(try Self.request(identity, at: 1).deduplicationID != id)
  }

  @Test func everyAttemptHasAnotherIdentifier() throws {
    var driven = try Driven(Self.retried)
    for second in [1.0, 3.0] {
      driven.give(.taskFailed(try #require(driven.tasks.last).id, error: "E", cause: nil), at: second)
      driven.give(.timersFired([try #require(driven.timers.last).id]), at: second + 1)
    }
    driven.give(.taskFailed(try #require(driven.tasks.last).id, error: "F", cause: nil), at: 9)
    try driven.redrive(at: 10)
    driven.give(.taskSucceeded(try #require(driven.tasks.last).id, output: 1), at: 11)
    #expect(driven.tasks.map(\.request.attempt) == [1, 2, 3, 1, 1])
    #expect(driven.tasks.map(\.request.stateName) == ["T", "T", "T", "T", "U"])
    #expect(Set(driven.tasks.map(\.request.deduplicationID)).count == 5)
  }

  @Test func everyIterationHasAnotherIdentifier() throws {
    let driven = try Driven(
      single(#""Type":"Map","ItemProcessor":{"StartAt":"T","States":{\#(task("T"))}}"#), input: "[1,2,3]")
    #expect(driven.tasks.count == 3)
    #expect(Set(driven.tasks.map(\.request.deduplicationID)).count == 3)
  }

  @Test func aRequestThatIsReadBackIsTheSame() throws {
    var driven = try Driven(
      single(#""Type":"Map","ItemProcessor":{"StartAt":"T","States":{\#(task("T"))}}"#), input: "[1,2,3]")
    driven.give(.taskSucceeded(driven.tasks[0].id, output: 1), at: 1)
    let snapshot = driven.execution.snapshot()
    let restored = try Execution(restoring: snapshot, machine: driven.execution.machine)
    let ids = driven.execution.openTasks.map(\.deduplicationID)
    #expect(restored.openTasks.map(\.deduplicationID) == ids)
    #expect(restored.openTasks.map(\.executionARN) == Array(repeating: restored.identity.executionARN, count: 2))
    #expect(restored.snapshot().bytes == snapshot.bytes)
  }
}
