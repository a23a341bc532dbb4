import OrderedJSON
import StatesTesting
import Testing

@testable import StatesEngine

/// Everything random in an execution comes from its seed.
@Suite struct ExecutionSeedTests {
  private static let callback = single(
    #""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","#
      + #""Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"#
      + #""Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":2}]"#)

  private static func drawn() -> ExecutionSeed {
    var generator = SystemRandomNumberGenerator()
    return ExecutionSeed(using: &generator)
  }

  private static func start(_ definition: String, _ seed: ExecutionSeed, name: String = "e") throws -> (
    execution: Execution, tasks: [(id: TaskID, request: TaskRequest)]
  ) {
    var execution = Execution(
      try StateMachine(parsing: definition), input: [:], identity: ExecutionIdentity(stateMachineName: "M", name: name),
      seed: seed)
    let commands = execution.handle(.start, at: Timestamp(milliseconds: 0))
    return (execution, tasks(commands))
  }

  private static func tasks(_ commands: [Execution.Command]) -> [(id: TaskID, request: TaskRequest)] {
    commands.compactMap { if case .scheduleTask(let id, let request) = $0 { (id, request) } else { nil } }
  }

  private static func token(_ seed: ExecutionSeed, name: String = "e") throws -> String {
    try #require(try start(callback, seed, name: name).tasks.first?.request.taskToken)
  }

  @Test func theSameSeedGivesTheSameTokens() throws {
    let secret = Self.drawn()
    #expect(try Self.token(secret) == Self.token(secret))
    #expect(try Self.token(.fixed(1)) == Self.token(.fixed(1)))
    #expect(try Self.token(.fixed(1)) != Self.token(.fixed(2)))
    #expect(try Self.token(secret) != Self.token(Self.drawn()))
  }

  @Test func executionsOfOneSeedAndOtherNamesHaveOtherTokens() throws {
    #expect(try Self.token(.fixed(1), name: "a") != Self.token(.fixed(1), name: "b"))
  }

  @Test func aTokenLooksLikeTheServices() throws {
    let token = try Self.token(Self.drawn())
    #expect(token.hasPrefix("AQCEAAAAKgAAAAMAAAAAAAAAA"))
    #expect(token.utf8.count == 25 + 43)
    #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
  }

  /// Each attempt has a token of its own, before and after the execution has been written down.
  @Test func everyAttemptHasAnotherToken() throws {
    let secret = Self.drawn()
    var tokens: [[String]] = []
    for isRestored in [false, true] {
      var (execution, tasks) = try Self.start(Self.callback, secret)
      var own: [String] = []
      for second in 1...2 as ClosedRange<Int64> {
        let task = try #require(tasks.first)
        own.append(try #require(task.request.taskToken))
        if isRestored { execution = try Execution(restoring: execution.snapshot(), machine: execution.machine) }
        let retry = execution.handle(
          .taskFailed(task.id, error: "E", cause: nil), at: Timestamp(milliseconds: second * 10_000))
        let timers = retry.compactMap { if case .setTimer(let id, _) = $0 { id } else { nil } }
        tasks = Self.tasks(
          execution.handle(.timersFired(timers), at: Timestamp(milliseconds: second * 10_000 + 5_000)))
      }
      own.append(try #require(tasks.first?.request.taskToken))
      #expect(Set(own).count == 3)
      tokens.append(own)
    }
    #expect(tokens[0] == tokens[1])
  }

  private static let random = machine(
    "A",
    #""A":{"Type":"Pass","Parameters":{"a.$":"States.UUID()","b.$":"States.MathRandom(1, 1000000000)"},"Next":"B"},"#
      + #""B":{"Type":"Pass","QueryLanguage":"JSONata","#
      + #""Output":"{% [$states.input.a, $states.input.b, $uuid(), $uuid(), $random()] %}","End":true}"#)

  @Test func randomFunctionsComeFromTheSeed() throws {
    func values(_ seed: ExecutionSeed) throws -> [JSON] {
      let execution = try Self.start(Self.random, seed).execution
      return try #require(ExecutionResult(execution: execution).output?.arrayValue)
    }
    let secret = Self.drawn()
    #expect(try values(secret) == values(secret))
    #expect(try values(.fixed(3)) == values(.fixed(3)))
    let (first, second) = (try values(Self.drawn()), try values(Self.drawn()))
    for index in first.indices { #expect(first[index] != second[index]) }
    #expect(first[0] != first[2] && first[2] != first[3])
  }

  @Test func anExpressExecutionsIdComesFromTheSeed() throws {
    let machine = try StateMachine(parsing: single(#""Type":"Pass""#), type: .express)
    func arn(_ seed: ExecutionSeed) -> String {
      let identity = ExecutionIdentity(stateMachineName: "M", name: "e")
      return Execution(machine, input: [:], identity: identity, seed: seed).identity.executionARN
    }
    let secret = Self.drawn()
    #expect(arn(secret) == arn(secret))
    #expect(arn(secret) != arn(Self.drawn()))
    #expect(arn(.fixed(0)) == arn(.fixed(0)))
    #expect(arn(.fixed(0)) != arn(.fixed(1)))
  }

  @Test func aSecretIsNotShown() {
    let secret = Self.drawn()
    var text = ""
    dump(secret, to: &text)
    #expect("\(secret)" == "secret")
    #expect(text.utf8.count < 120)
    #expect("\(ExecutionSeed.fixed(7))" == "fixed(7)")
  }
}
