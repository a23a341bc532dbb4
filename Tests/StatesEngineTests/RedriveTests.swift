import OrderedJSON
import StatesTesting
import Testing

/// A redrive continues from the states that had not ended, and keeps what had.
@Suite struct RedriveTests {
  /// Fails the first task that was asked for last.
  private static func fail(_ driven: inout Driven, at seconds: Double) throws {
    guard let task = driven.tasks.last else { throw RedriveTestError.noTask }
    driven.give(.taskFailed(task.id, error: "E", cause: nil), at: seconds)
  }

  private static func scheduled(_ commands: [Execution.Command]) -> [(id: TaskID, request: TaskRequest)] {
    commands.compactMap { if case .scheduleTask(let id, let request) = $0 { (id, request) } else { nil } }
  }

  @Test func aFailedTaskIsScheduledAgainWithoutBeingEntered() throws {
    var driven = try Driven(machine("P", #""P":{"Type":"Pass","Next":"T"},\#(task("T"))"#))
    try Self.fail(&driven, at: 1)
    #expect(driven.result.status == .failed)
    let commands = try driven.execution.redrive(at: Timestamp(milliseconds: 5_000))
    let tasks = Self.scheduled(commands)
    #expect(tasks.map(\.request.stateName) == ["T"])
    driven.give(.taskSucceeded(tasks[0].id, output: 1), at: 6)
    #expect(
      driven.history == [
        "2<0 PassStateEntered P", "3<2 PassStateExited P", "4<3 TaskStateEntered T", "5<4 LambdaFunctionScheduled",
        "6<5 LambdaFunctionStarted", "7<6 LambdaFunctionFailed E", "8<7 ExecutionFailed E", "9<8 ExecutionRedriven",
        "10<4 LambdaFunctionScheduled", "11<10 LambdaFunctionStarted", "12<11 LambdaFunctionSucceeded",
        "13<12 TaskStateExited T", "14<13 ExecutionSucceeded",
      ])
  }

  @Test func theContextObjectCountsRedrives() throws {
    var driven = try Driven(
      machine("T", task("T", #""Next":"P""#) + #","P":{"Type":"Pass","OutputPath":"$$.Execution","End":true}"#))
    try Self.fail(&driven, at: 1)
    let tasks = Self.scheduled(try driven.execution.redrive(at: Timestamp(milliseconds: 5_000)))
    driven.give(.taskSucceeded(tasks[0].id, output: 1), at: 6)
    #expect(driven.result.output?["RedriveCount"] == 1)
    #expect(driven.result.output?["RedriveTime"] == "1970-01-01T00:00:05.000Z")
    #expect(driven.result.output?["StartTime"] == "1970-01-01T00:00:00.000Z")
  }

  @Test func onlyBranchesThatHadNotEndedStartAgain() throws {
    var driven = try Driven(
      single(
        #""Type":"Parallel","Branches":[{"StartAt":"A","States":{\#(task("A"))}},{"StartAt":"B","States":{\#(task("B"))}}]"#
      ))
    driven.give(.taskSucceeded(driven.tasks[0].id, output: "a"), at: 1)
    driven.give(.taskFailed(driven.tasks[1].id, error: "E", cause: nil), at: 2)
    let tasks = Self.scheduled(try driven.execution.redrive(at: Timestamp(milliseconds: 5_000)))
    #expect(tasks.map(\.request.stateName) == ["B"])
    driven.give(.taskSucceeded(tasks[0].id, output: "b"), at: 6)
    #expect(driven.result.outputText == #"["a","b"]"#)
  }

  @Test func onlyIterationsThatHadNotEndedStartAgain() throws {
    var driven = try Driven(
      single(
        #""Type":"Map","MaxConcurrency":1,"ItemProcessor":{"StartAt":"A","States":{\#(task("A"))}}"#),
      input: "[1,2,3]")
    driven.give(.taskSucceeded(driven.tasks[0].id, output: "a"), at: 1)
    driven.give(.taskFailed(driven.tasks[1].id, error: "E", cause: nil), at: 2)
    var tasks = Self.scheduled(try driven.execution.redrive(at: Timestamp(milliseconds: 5_000)))
    #expect(tasks.map(\.request.payload.text) == ["2"])
    let next = driven.execution.handle(
      .taskSucceeded(tasks[0].id, output: "b"), at: Timestamp(milliseconds: 6_000))
    tasks = Self.scheduled(next)
    driven.give(.taskSucceeded(tasks[0].id, output: "c"), at: 7)
    #expect(driven.result.outputText == #"["a","b","c"]"#)
  }

  @Test(arguments: [
    (#""Seconds":100"#, [150_000]), (#""Timestamp":"1970-01-01T00:01:40Z""#, [100_000]),
    (#""Timestamp":"1970-01-01T00:00:40Z""#, []),
  ])
  func aWaitOfSecondsBeginsAnewAndOneForAMomentKeepsIt(until: String, ends: [Int64]) throws {
    var driven = try Driven(single(#""Type":"Wait",\#(until)"#))
    driven.give(.abort(error: nil, cause: nil), at: 1)
    let commands = try driven.execution.redrive(at: Timestamp(milliseconds: 50_000))
    let deadlines = commands.compactMap { if case .setTimer(_, let time) = $0 { time.milliseconds } else { nil } }
    #expect(deadlines == ends)
    #expect(driven.execution.isRunning == !ends.isEmpty)
  }

  @Test func aFailStateAddsOnlyTheEndWhichPointsAtTheRedrive() throws {
    var driven = try Driven(single(#""Type":"Fail","Error":"E""#))
    _ = try driven.execution.redrive(at: Timestamp(milliseconds: 1))
    #expect(
      driven.history == [
        "2<0 FailStateEntered S", "3<2 ExecutionFailed E", "4<3 ExecutionRedriven", "5<4 ExecutionFailed E",
      ])
  }

  /// Pass, Choice and Succeed states that could not be evaluated are not entered again.
  @Test(arguments: [
    #""S":{"Type":"Pass","InputPath":"$.x","End":true}"#, #""S":{"Type":"Succeed","InputPath":"$.x"}"#,
    #""S":{"Type":"Choice","Choices":[{"Variable":"$.x","IsNull":true,"Next":"D"}]},"D":{"Type":"Succeed"}"#,
  ])
  func aStateIsNotEnteredAgain(states: String) throws {
    var driven = try Driven(machine("S", states))
    _ = try driven.execution.redrive(at: Timestamp(milliseconds: 1))
    #expect(driven.history.filter { $0.contains("Entered") }.count == 1)
    #expect(driven.history.last == "5<2 ExecutionFailed States.Runtime")
  }

  /// An iteration whose input could not be computed has not started: a redrive starts it, and those after it.
  @Test(arguments: ["", #","MaxConcurrency":1"#, #","MaxConcurrency":2"#], [true, false])
  func iterationsThatHadNotBegunBegin(concurrency: String, isJSONata: Bool) throws {
    let fields =
      isJSONata
      ? #""QueryLanguage":"JSONata","Items":[1,2,3],"ItemSelector":{"v":"{% $states.context.Execution.RedriveCount > 0 or $states.context.Map.Item.Value != 2 ? $states.context.Map.Item.Value : $nope %}"}"#
      : #""ItemsPath":"$.l","ItemSelector":{"v.$":"$$.Map.Item.Value","t.$":"$$.Execution.RedriveTime"}"#
    var driven = try Driven(
      single(
        #""Type":"Map"\#(concurrency),\#(fields),"ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}"#
      ), input: #"{"l":[1,2,3]}"#)
    #expect(driven.result.status == .failed)
    _ = try driven.execution.redrive(at: Timestamp(milliseconds: 1))
    #expect(driven.result.output?.arrayValue?.map { $0["v"] } == [1, 2, 3])
    let started = driven.history.filter { $0.contains("MapIterationStarted") }
    #expect(started.count == 3)
  }

  /// An iteration that cannot start again fails the Map again.
  @Test(arguments: ["", #","MaxConcurrency":1"#])
  func anIterationThatStillCannotBeginFailsTheMapAgain(concurrency: String) throws {
    var driven = try Driven(
      single(
        #""QueryLanguage":"JSONata","Type":"Map"\#(concurrency),"Items":[1,2,3],"ItemSelector":"{% $states.context.Map.Item.Value != 2 ? 1 : $nope %}","ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}"#
      ))
    for time in 1...3 {
      #expect(driven.result.error == "States.QueryEvaluationError")
      _ = try driven.execution.redrive(at: Timestamp(milliseconds: Int64(time)))
    }
    #expect(driven.result.status == .failed)
    #expect(driven.history.filter { $0.contains("ExecutionFailed") }.count == 4)
  }

  /// What a state's own fields could not do is tried again, its work too.
  @Test(arguments: [
    #""Type":"Map","Items":[],"Output":"{% $states.context.Execution.RedriveCount > 0 ? 1 : $nope %}","ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}"#,
    #""Type":"Map","Items":[1],"Output":"{% $states.context.Execution.RedriveCount > 0 ? 1 : $nope %}","ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}"#,
    #""Type":"Map","Items":"{% $states.context.Execution.RedriveCount > 0 ? [] : $nope %}","Output":1,"ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}"#,
    #""Type":"Parallel","Output":"{% $states.context.Execution.RedriveCount > 0 ? 1 : $nope %}","Branches":[{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}]"#,
    #""Type":"Parallel","Output":1,"Arguments":"{% $states.context.Execution.RedriveCount > 0 ? 1 : $nope %}","Branches":[{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}]"#,
  ])
  func fieldsThatFailedAreEvaluatedAgain(fields: String) throws {
    var driven = try Driven(single(#""QueryLanguage":"JSONata",\#(fields)"#))
    #expect(driven.result.error == "States.QueryEvaluationError")
    _ = try driven.execution.redrive(at: Timestamp(milliseconds: 1))
    #expect(driven.result.outputText == "1")
  }

  /// A Map in a branch that another branch's failure cut off.
  @Test func aMapThatWasCutOffBeginsItsOtherIterations() throws {
    let map =
      #""M":{"Type":"Map","MaxConcurrency":1,"ItemsPath":"$","ItemProcessor":{"StartAt":"A","States":{\#(task("A"))}},"End":true}"#
    var driven = try Driven(
      single(
        #""Type":"Parallel","Branches":[{"StartAt":"M","States":{\#(map)}},{"StartAt":"B","States":{\#(task("B"))}}]"#),
      input: "[1,2]")
    driven.give(.taskFailed(driven.tasks[1].id, error: "E", cause: nil), at: 2)
    var tasks = Self.scheduled(try driven.execution.redrive(at: Timestamp(milliseconds: 5_000)))
    #expect(tasks.map(\.request.stateName) == ["A", "B"])
    driven.give(.taskSucceeded(tasks[1].id, output: "b"), at: 6)
    tasks = Self.scheduled(
      driven.execution.handle(.taskSucceeded(tasks[0].id, output: "a"), at: Timestamp(milliseconds: 6_000)))
    driven.give(.taskSucceeded(tasks[0].id, output: "c"), at: 7)
    #expect(driven.result.outputText == #"[["a","c"],"b"]"#)
  }

  @Test func whatSucceededCannotBeRedriven() throws {
    var driven = try Driven(single(#""Type":"Succeed""#))
    #expect(driven.execution.redriveProblem == "Execution is SUCCEEDED and cannot be redriven")
    #expect(throws: RedriveError.self) { _ = try driven.execution.redrive(at: Timestamp(milliseconds: 1)) }
  }

  @Test func retriesAreCountedAnew() throws {
    var driven = try Driven(
      machine(
        "T", task("T", #""Retry":[{"ErrorEquals":["E"],"MaxAttempts":1,"IntervalSeconds":1}],"End":true"#)))
    try Self.fail(&driven, at: 1)
    driven.give(.timersFired(driven.timers.map(\.id)), at: 2)
    try Self.fail(&driven, at: 3)
    #expect(driven.result.status == .failed)
    let tasks = Self.scheduled(try driven.execution.redrive(at: Timestamp(milliseconds: 5_000)))
    driven.give(.taskFailed(tasks[0].id, error: "E", cause: nil), at: 6)
    #expect(driven.result.status == .running)
  }
}

private enum RedriveTestError: Error { case noTask }

extension Execution {
  fileprivate var isRunning: Bool { if case .running = status { true } else { false } }
}
