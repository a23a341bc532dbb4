import OrderedJSON
import StatesEngine
import StatesLanguage
import Testing

@testable import StatesRuntime

/// Executions that run in real time draw their seeds; those in virtual time repeat themselves.
@Suite struct LiveSeedTests {
  private static let identity = ExecutionIdentity(stateMachineName: "M", name: "e")

  private static let random = #"""
    {"StartAt":"P","States":{"P":{"Type":"Pass","Parameters":{"items":[1,2]},"Next":"M"},
      "M":{"Type":"Map","ItemsPath":"$.items","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},
        "StartAt":"U","States":{"U":{"Type":"Pass","Parameters":{"uuid.$":"States.UUID()","name.$":"$$.Execution.Name"},"End":true}}}}}}
    """#

  private static let callback = #"""
    {"StartAt":"S","States":{"S":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      "Parameters":{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"},"End":true}}}
    """#

  private static func texts(_ result: ExecutionResult) throws -> Set<String> {
    var texts: Set<String> = []
    for item in try #require(result.output?.arrayValue) {
      for name in ["uuid", "name"] { texts.insert(try #require(item[name]?.stringValue)) }
    }
    texts.insert(try #require(result.mapRuns.first).mapRunARN)
    #expect(texts.count == 5)
    return texts
  }

  /// Two executions of the same name, as after a restart: no UUID, child or map run of one is the other's.
  @Test func twoLiveExecutionsShareNothingRandom() async throws {
    let machine = try StateMachine(parsing: Self.random)
    let first = await LiveDriver().run(machine, input: [:], identity: Self.identity)
    let second = await LiveDriver().run(machine, input: [:], identity: Self.identity)
    #expect(try Self.texts(first).isDisjoint(with: Self.texts(second)))
  }

  @Test func aLiveExecutionWithASeedRepeatsIt() async throws {
    let machine = try StateMachine(parsing: Self.random)
    let first = await LiveDriver().run(machine, input: [:], identity: Self.identity, seed: .fixed(1))
    let second = await LiveDriver().run(machine, input: [:], identity: Self.identity, seed: .fixed(1))
    #expect(try Self.texts(first) == Self.texts(second))
  }

  @Test func inVirtualTimeEveryRunIsTheSame() throws {
    let machine = try StateMachine(parsing: Self.random)
    let driver = VirtualTimeDriver()
    let first = driver.run(machine, input: [:], identity: Self.identity)
    let second = driver.run(machine, input: [:], identity: Self.identity)
    #expect(first.history.map(\.json) == second.history.map(\.json))
    #expect(try Self.texts(first) == Self.texts(second))
    let other = driver.run(machine, input: [:], identity: Self.identity, seed: .fixed(1))
    #expect(try Self.texts(first).isDisjoint(with: Self.texts(other)))
  }

  private static func waiting(_ machine: StateMachine) async -> (running: LiveExecution, token: String) {
    let (stream, tokens) = AsyncStream.makeStream(of: String.self)
    var resources = ResourceRouter()
    resources.otherwise { task in
      tokens.yield(task.taskToken ?? "")
      return TaskReport(.pending)
    }
    let running = LiveDriver(resources: resources).start(machine, input: [:], identity: identity)
    var iterator = stream.makeAsyncIterator()
    return (running, await iterator.next() ?? "")
  }

  /// Nor does a token of an execution of the same name open another one.
  @Test func aTokenOfAnotherExecutionIsRefused() async throws {
    let machine = try StateMachine(parsing: Self.callback)
    let (first, firstToken) = await Self.waiting(machine)
    let (second, secondToken) = await Self.waiting(machine)
    #expect(firstToken != secondToken)
    await #expect(throws: TaskTokenError(code: .invalidToken)) {
      try await second.sendTaskSuccess(token: firstToken, output: 1)
    }
    await #expect(throws: TaskTokenError(code: .invalidToken)) {
      try await first.sendTaskFailure(token: secondToken)
    }
    try await first.sendTaskSuccess(token: firstToken, output: 1)
    try await second.sendTaskSuccess(token: secondToken, output: 2)
    #expect(await first.result.output == 1)
    #expect(await second.result.output == 2)
  }

  @Test func everySeedIsDrawnAnew() {
    #expect(Set((0..<100).map { _ in ExecutionSeed.drawn() }).count == 100)
  }

  /// A redrive of a live execution names its new children unlike those of the first run.
  @Test func childrenOfARedriveHaveNewNames() async throws {
    let definition = #"""
      {"StartAt":"M","States":{"M":{"Type":"Map","Label":"L","MaxConcurrency":1,"ItemsPath":"$","End":true,"ItemProcessor":{
        "ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:111111111111:function:f","End":true}}}}}}
      """#
    var failing = ResourceRouter()
    failing.function("f") { input in
      if input == 2 { throw TaskFailure("E") }
      return input
    }
    var working = ResourceRouter()
    working.function("f") { $0 }
    var driver = LiveDriver(resources: failing)
    driver.keepsChildren = true
    let failed = await driver.run(
      try StateMachine(parsing: definition), input: [1, 2, 3], identity: Self.identity)
    driver.resources = working
    let redriven = try await driver.redrive(failed)
    #expect(redriven.status == .succeeded)
    #expect(Set(redriven.children.map(\.identity.name)).count == 3)
    #expect(failed.children.count == 2)
  }
}
