import LanguageSupport
import OrderedJSON
import StatesTesting
import Testing

/// An execution can be written down between any two inputs, and goes on as if nothing had happened.
@Suite struct SnapshotTests {
  /// A workflow in which an execution waits for everything that it can wait for.
  static let definition = machine(
    "Wait",
    """
    "Wait":{"Type":"Wait","Seconds":60,"Assign":{"n.$":"$.n"},"Next":"Both"},
    "Both":{"Type":"Parallel","Next":"Each","ResultPath":"$.both","Branches":[
      {"StartAt":"A","States":{\(task("A", #""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":5}],"End":true"#))}},
      {"StartAt":"B","States":{"B":{"Type":"Wait","Seconds":7,"End":true}}}]},
    "Each":{"Type":"Map","ItemsPath":"$.items","MaxConcurrency":2,"ResultPath":"$.each","Next":"Spread",
      "ItemProcessor":{"StartAt":"C","States":{\(task("C", #""TimeoutSeconds":30,"End":true"#))}}},
    "Spread":{"Type":"Map","ItemsPath":"$.items","ResultPath":"$.spread","Next":"Last","Label":"L",
      "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"D",
        "States":{"D":{"Type":"Pass","End":true}}}},
    "Last":{"Type":"Task","Resource":\(function("last")),"Catch":[{"ErrorEquals":["States.ALL"],"Next":"Done"}],"End":true},
    "Done":{"Type":"Pass","Parameters":{"n.$":"$n","token.$":"States.UUID()"},"End":true}
    """)

  static func result(suspending: Bool) throws -> ExecutionResult {
    var test = try WorkflowTest(definition: definition)
    test.suspendsAtEveryStep = suspending
    try test.mock("A", .throw("E", after: 1), .return(["a": 1.0], after: 2))
    try test.mock("C", .return("c", after: 3))
    try test.mock("Last", .throw("Broken", cause: "no \"luck\""))
    return test.run(input: ["n": 1, "items": [1, 2, 3]])
  }

  @Test func resumingAtEveryStepGivesTheStraightRunsHistory() throws {
    let straight = try Self.result(suspending: false)
    let resumed = try Self.result(suspending: true)
    #expect(resumed.snapshotProblem == nil)
    #expect(straight.status == .succeeded)
    #expect(resumed.history.map(\.json) == straight.history.map(\.json))
    #expect(resumed.outputText == straight.outputText)
  }

  @Test func aSnapshotReadBackIsTheSameSnapshot() throws {
    let driven = try Driven(Self.definition, input: #"{"n":1.50,"items":[]}"#)
    let bytes = driven.execution.snapshot().bytes
    let restored = try Execution(
      restoring: ExecutionSnapshot(bytes: bytes), machine: driven.execution.machine)
    #expect(restored.snapshot().bytes == bytes)
  }

  @Test func aRestoredExecutionSaysWhatItWaitsFor() throws {
    var driven = try Driven(single(#""Type":"Task","Resource":\#(function("f")),"TimeoutSeconds":10"#))
    guard let task = driven.tasks.first else { throw SnapshotTestError.noTask }
    driven.give(.taskStarted(task.id, worker: nil), at: 1)
    let restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    var deadlines: [Int64] = []
    var tasks: [TaskID] = []
    for command in restored.pendingCommands() {
      switch command {
      case .setTimer(_, let time): deadlines.append(time.milliseconds)
      case .scheduleTask(let id, _): tasks.append(id)
      default: Issue.record("unexpected command")
      }
    }
    #expect(deadlines == [11_000])
    #expect(tasks == [task.id])
  }

  /// How far a task had come decides whether it is sent again; its token stays.
  @Test(arguments: [(0, false), (1, false), (2, true)])
  func aTaskThatWasSubmittedIsAwaitedAndAnyOtherScheduledAgain(progress: Int, isAwaited: Bool) throws {
    var driven = try Driven(
      single(
        #""Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage.waitForTaskToken","Parameters":"#
          + #"{"QueueUrl":"q","MessageBody.$":"$$.Task.Token"}"#))
    guard let task = driven.tasks.first else { throw SnapshotTestError.noTask }
    if progress > 0 { driven.give(.taskStarted(task.id, worker: nil), at: 1) }
    if progress > 1 { driven.give(.taskSubmitted(task.id, output: 1), at: 1) }
    let restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    switch restored.pendingCommands().first {
    case .scheduleTask(let id, let request)?:
      #expect(!isAwaited && id == task.id && request.taskToken == task.request.taskToken)
    case .awaitTask(let id, let request)?:
      #expect(isAwaited && id == task.id && request.taskToken == task.request.taskToken)
    default: Issue.record("no task")
    }
    #expect(restored.pendingCommands().count == 1)
  }

  @Test func aTaskThatIsScheduledAgainHasStartedOnce() throws {
    let driven = try Driven(single(#""Type":"Task","Resource":\#(function("f"))"#))
    guard let task = driven.tasks.first else { throw SnapshotTestError.noTask }
    var execution = driven.execution
    for second: Int64 in 1...3 {
      execution = try Execution(restoring: execution.snapshot(), machine: driven.execution.machine)
      _ = execution.handle(.taskStarted(task.id, worker: nil), at: Timestamp(milliseconds: second * 1_000))
    }
    #expect(execution.history.filter { $0.type == .lambdaFunctionStarted || $0.type == .taskStarted }.count == 1)
  }

  @Test func aRedrivenExecutionsTimeCountsFromTheRedrive() throws {
    let definition =
      #"{"StartAt":"T","TimeoutSeconds":100,"States":{"T":{"Type":"Task","Resource":\#(function("f")),"End":true}}}"#
    var driven = try Driven(definition)
    driven.give(.abort(error: nil, cause: nil), at: 30)
    try driven.redrive(at: 40)
    let deadlines = driven.execution.pendingCommands().compactMap {
      if case .setTimer(_, let time) = $0 { time.milliseconds } else { nil }
    }
    #expect(deadlines == [140_000])
  }

  @Test func childrenThatSomebodyHasDoNotBeginAnew() throws {
    let driven = try Driven(
      #"{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"P","ProcessorConfig":"#
        + #"{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"States":{"P":{"Type":"Pass","End":true}}}}}}"#,
      input: "[1,2,3]")
    func started(_ commands: [Execution.Command]) -> [Int] {
      commands.compactMap { if case .startChild(_, let request) = $0 { request.index } else { nil } }
    }
    #expect(started(driven.execution.pendingCommands()) == [0, 1, 2])
    #expect(started(driven.execution.pendingCommands { $1 != 1 }) == [1])
  }

  @Test func aSnapshotOfAnotherDefinitionIsRefused() throws {
    let driven = try Driven(Self.definition, input: #"{"n":1,"items":[]}"#)
    let other = try StateMachine(parsing: single(#""Type":"Succeed""#))
    #expect(throws: SnapshotError.self) { try Execution(restoring: driven.execution.snapshot(), machine: other) }
  }

  @Test func damagedSnapshotsAreRefusedOrHarmless() throws {
    let driven = try Driven(Self.definition, input: #"{"n":1,"items":[1,2]}"#)
    let bytes = driven.execution.snapshot().bytes
    var random = SplitMix64(seed: 7)
    var refused = 0
    for _ in 0..<2_000 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0x20...0x7e, using: &random)
      }
      do {
        var execution = try Execution(restoring: ExecutionSnapshot(bytes: damaged), machine: driven.execution.machine)
        _ = execution.handle(.timersFired(driven.timers.map(\.id)), at: Timestamp(milliseconds: 60_000))
      } catch {
        refused += 1
      }
    }
    #expect(refused > 0)
  }
}

private enum SnapshotTestError: Error { case noTask }
