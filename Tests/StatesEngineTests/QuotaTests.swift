import StatesTesting
import Testing

@Suite struct QuotaTests {
  static func text(_ bytes: Int) -> JSON { .string(String(repeating: "x", count: bytes - 2)) }

  // MARK: The length of waits

  @Test(arguments: [(1_000, 7_000), (100, 700), (0, 0), (2_500, 17_500), (-1, 0)] as [(Int, Int64)])
  func waitsAndRetriesAreScaled(permille: Int, milliseconds: Int64) {
    // Four seconds of waiting, and one and two before the retries.
    let definition = machine(
      "W",
      #""W":{"Type":"Wait","Seconds":4,"Next":"S"},"#
        + task("S", #""Retry":[{"ErrorEquals":["States.ALL"],"IntervalSeconds":1,"MaxAttempts":2}],"End":true"#))
    var quotas = ExecutionQuotas.service
    quotas.waitPermille = permille
    let result = run(
      definition, mocks: ["S": [.throw("E"), .throw("E"), .return("done")]], quotas: quotas)
    #expect(result?.output == "done")
    #expect(result.map { $0.execution.now.milliseconds - $0.execution.startTime.milliseconds } == milliseconds)
  }

  @Test func timeoutsAreNotScaled() {
    var quotas = ExecutionQuotas.service
    quotas.waitPermille = 0
    let result = run(
      machine("S", task("S", #""TimeoutSeconds":9,"End":true"#)), mocks: ["S": [.hang]], quotas: quotas)
    #expect(result?.error == "States.Timeout")
    #expect(result.map { $0.execution.now.milliseconds - $0.execution.startTime.milliseconds } == 9_000)
  }

  // MARK: 256 KiB

  @Test(arguments: [(262_144, true), (262_145, false)])
  func aTasksResult(bytes: Int, fits: Bool) {
    let result = run(machine("S", task("S")), mocks: ["S": [.return(Self.text(bytes))]])
    #expect((result?.status == .succeeded) == fits)
    if !fits { #expect(result?.error == "States.DataLimitExceeded") }
  }

  @Test(arguments: [
    ("arn:aws:lambda:us-east-1:111111111111:function:S", "arn:aws:lambda:us-east-1:111111111111:function:S"),
    ("arn:aws:states:::lambda:invoke", "lambda"), ("arn:aws:states:::aws-sdk:s3:getObject", "aws-sdk:s3"),
  ])
  func theCauseNamesTheTask(resource: String, name: String) {
    expectFailure(
      TaskTests.call(resource), mocks: ["S": [.return(Self.text(300_000))]],
      error: "States.DataLimitExceeded",
      cause:
        "The state/task '\(name)' returned a result with a size exceeding the maximum number of bytes service limit.")
  }

  @Test(arguments: ["States.ALL", "States.TaskFailed", "States.DataLimitExceeded"])
  func aTasksResultThatIsTooLargeCanBeCaught(name: String) {
    let definition = machine(
      "S", task("S", #""Catch":[{"ErrorEquals":["\#(name)"],"Next":"C"}],"End":true"#) + #","C":{"Type":"Succeed"}"#)
    #expect(run(definition, mocks: ["S": [.return(Self.text(300_000))]])?.path == ["S", "C"])
  }

  @Test func aStatesOutputThatIsTooLargeCannot() {
    let definition = machine(
      "S",
      task("S", #""ResultPath":"$.r","Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true"#)
        + #","C":{"Type":"Succeed"}"#)
    let result = run(
      definition, input: #"{"i":\#(Self.text(200_000))}"#, mocks: ["S": [.return(Self.text(200_000))]])
    #expect(
      result?.failureText
        == "FAILED States.DataLimitExceeded: The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit."
    )
  }

  @Test func bytesCountNotCharacters() {
    let result = run(machine("S", task("S")), mocks: ["S": [.return(.string(String(repeating: "€", count: 100_000)))]])
    #expect(result?.error == "States.DataLimitExceeded")
  }

  @Test func quotasCanBeLifted() {
    let result = run(machine("S", task("S")), mocks: ["S": [.return(Self.text(300_000))]], quotas: .unlimited)
    #expect(result?.status == .succeeded)
  }

  @Test func branchesTogether() {
    let definition = machine(
      "P",
      #""P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"A","States":{\#(task("A"))}},{"StartAt":"B","States":{\#(task("B"))}}],"Catch":[{"ErrorEquals":["States.DataLimitExceeded"],"Next":"C"}]},"C":{"Type":"Succeed"}"#
    )
    let large = MockAnswer.return(Self.text(200_000))
    #expect(run(definition, mocks: ["A": [large], "B": [large]])?.path.last == "C")
  }

  // MARK: Settings

  private static let settings: [(String, @Sendable (inout ExecutionQuotas, Int) -> Void)] = [
    ("maximumPayloadBytes", { $0.maximumPayloadBytes = $1 }),
    ("maximumHistoryEvents", { $0.maximumHistoryEvents = $1 }),
    ("maximumInlineConcurrency", { $0.maximumInlineConcurrency = $1 }),
    ("maximumDistributedConcurrency", { $0.maximumDistributedConcurrency = $1 }),
    ("maximumVariableBytes", { $0.maximumVariableBytes = $1 }),
    ("maximumTotalVariableBytes", { $0.maximumTotalVariableBytes = $1 }), ("maximumDepth", { $0.maximumDepth = $1 }),
    ("maximumExpressSeconds", { $0.maximumExpressSeconds = $1 }),
    ("maximumResultFileBytes", { $0.maximumResultFileBytes = $1 }),
    ("maximumRunningInputBytes", { $0.maximumRunningInputBytes = $1 }),
    ("maximumMemoryBytes", { $0.maximumMemoryBytes = $1 }), ("maximumPathSteps", { $0.maximumPathSteps = $1 }),
  ]

  /// No value of a setting is a crash; an execution with it ends, can be redriven, written down and read back.
  @Test(arguments: settings.indices, [Int.min, -1, 0, 1, 2, 3, Int.max - 1, Int.max])
  func everyValueOfASettingWorks(place: Int, value: Int) throws {
    let definition = machine(
      "P",
      #""P":{"Type":"Pass","Assign":{"v.$":"$"},"Next":"M"},"M":{"Type":"Map","ItemsPath":"$.l","Next":"D","ResultPath":"$.r","ItemProcessor":{"StartAt":"E","States":{"E":{"Type":"Pass","End":true}}}},"D":{"Type":"Map","ItemsPath":"$.l","Next":"T","ResultPath":"$.d","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"F","States":{"F":{"Type":"Pass","End":true}}}},\#(task("T"))"#
    )
    var quotas = ExecutionQuotas.service
    Self.settings[place].1(&quotas, value)
    let machine = try StateMachine(parsing: definition)
    let driver = VirtualTimeDriver()
    let result = driver.run(
      Execution(
        machine, input: ["l": [1, [2]]], identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0),
        quotas: quotas))
    #expect(result.status == .failed)
    _ = try Execution(restoring: result.execution.snapshot(), machine: machine)
    if result.execution.redriveProblem == nil { #expect(try driver.redrive(result).status == .failed) }
  }

  // MARK: Memory

  private static let text = #"{"s":"0123456789012345678901234567890123456789012345678901234567890123"}"#

  /// Values that double at every step end the execution, and long before the process; "no quotas" means the service's.
  @Test(arguments: [
    #""Parameters":{"s.$":"States.Format('{}{}', $.s, $.s)"}"#, #""Parameters":{"s.$":"States.JsonToString($)"}"#,
    #""Parameters":{"s.$":"$","t.$":"$"}"#, #""Parameters":{"s.$":"States.Array($.s, $.s)"}"#,
    #""Assign":{"v.$":"States.Array($.s, $.s)"},"Parameters":{"s.$":"States.Array($.s, $.s)"}"#,
    #""QueryLanguage":"JSONata","Output":{"s":"{% $states.input.s & $states.input.s %}"}"#,
    #""QueryLanguage":"JSONata","Output":{"s":"{% [$states.input, $states.input] %}"}"#,
  ])
  func valuesThatDoubleEndTheExecution(fields: String) {
    var quotas = ExecutionQuotas.unlimited
    quotas.maximumMemoryBytes = 64_000_000
    let definition = machine(
      "S",
      #""S":{"Type":"Pass",\#(fields),"Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$","IsNull":true,"Next":"D"}],"Default":"S"},"D":{"Type":"Succeed"}"#
    )
    let result = run(definition, input: Self.text, quotas: quotas)
    #expect(result?.status == .failed)
    let isOfTheExpression = result?.error == "States.QueryEvaluationError"
    #expect(isOfTheExpression || result?.error == "States.Runtime")
    let cause = result?.cause ?? ""
    #expect(isOfTheExpression || cause.contains("more memory than it may use (64000000") || cause.contains("more than"))
  }

  /// Parts that values share, and values that are only passed on, count once; events count, too.
  @Test func whatIsSharedCountsOnce() {
    var quotas = ExecutionQuotas.unlimited
    quotas.maximumMemoryBytes = 8_000_000
    quotas.maximumHistoryEvents = 2_000
    let definition = machine(
      "S",
      #""S":{"Type":"Pass","Result":1,"ResultPath":"$.n","Next":"T"},"T":{"Type":"Pass","Next":"C"},"#
        + #""C":{"Type":"Choice","Choices":[{"Variable":"$","IsNull":true,"Next":"D"}],"Default":"S"},"D":{"Type":"Succeed"}"#
    )
    let large = #"{"s":"\#(String(repeating: "x", count: 200_000))"}"#
    #expect(run(definition, input: large, quotas: quotas)?.cause?.contains("maximum number of history events") == true)
    quotas.maximumHistoryEvents = nil
    #expect(run(definition, input: "{}", quotas: quotas)?.cause?.contains("more memory") == true)
  }

  /// Every value that is made is there as long as the history; with the service's quotas 25,000 of them may be made.
  @Test func freshValuesEndTheExecution() throws {
    #expect(ExecutionQuotas.service.maximumMemoryBytes == 512 << 20)
    #expect(ExecutionQuotas.unlimited.maximumMemoryBytes == 2048 << 20)
    var quotas = ExecutionQuotas.service
    quotas.maximumMemoryBytes = 8_000_000
    let result = run(
      Self.making(#""Parameters":{"s.$":"States.Format('{}', $.s)"}"#),
      input: #"{"s":"\#(String(repeating: "x", count: 200_000))"}"#, quotas: quotas)
    #expect(result?.error == "States.Runtime")
    #expect(result?.cause?.contains("more memory than it may use (8000000") == true)
    #expect(try (36...40).contains(result?.visits(of: "S") ?? 0))
  }

  /// The overhead of each allocation also counts: for short strings, small arrays take the most.
  @Test(arguments: [(#"[[1],[1],[1],[1],[1],[1],[1],[1]]"#, 400), (#"{"a":[1],"b":[1]}"#, 200), (#"[1,2,3]"#, 80)])
  func smallArraysCountForWhatTheyTake(value: String, bytes: Int) throws {
    var quotas = ExecutionQuotas.service
    quotas.maximumMemoryBytes = 1_000_000
    let result = run(
      Self.making(#""Parameters":{"s.$":"States.StringToJson(States.JsonToString($.s))"}"#), input: #"{"s":\#(value)}"#,
      quotas: quotas)
    #expect(result?.cause?.contains("more memory") == true)
    #expect(try (1...1_000_000 / bytes).contains(result?.visits(of: "S") ?? 0))
  }

  /// A loop through `S`, which should create a new value each time.
  private static func making(_ fields: String) -> String {
    machine(
      "S",
      #""S":{"Type":"Pass",\#(fields),"Next":"C"},"C":{"Type":"Choice","Choices":[{"Variable":"$","IsNull":true,"Next":"D"}],"Default":"S"},"D":{"Type":"Succeed"}"#
    )
  }

  // MARK: Variables

  @Test func oneAssign() {
    let result = run(
      single(#""Type":"Pass","Assign":{"a.$":"$","b.$":"$"}"#), input: Self.text(200_000).description)
    #expect(result?.error == "States.DataLimitExceeded")
    #expect(
      result?.cause
        == "State total variable size limit exceeded. Variable 'b' in state 'S' was assigned 200000 bytes, which caused the "
        + "size of variables assigned in the state to exceed its limit by 137856 bytes.")
  }

  /// The quotes count, the name does not.
  @Test(arguments: [(262_142, nil), (262_143, 262_145)])
  func oneVariable(characters: Int, refused bytes: Int?) {
    let definition = machine(
      "S",
      #""S":{"Type":"Pass","Assign":{"x.$":"States.Format('{}{}', $.a, $.a)"},"OutputPath":null,"End":true}"#)
    let half = String(repeating: "x", count: characters / 2)
    let input = #"{"a":"\#(half)","b":"\#(half)\#(characters % 2 == 1 ? "y" : "")"}"#
    let result = run(
      definition.replacing("$.a, $.a", with: "$.a, $.b"), input: input)
    #expect(
      result?.cause
        == bytes.map { "Variable size limit exceeded. Variable 'x' in state 'S' was assigned \($0) bytes." })
    #expect(result?.error == bytes.map { _ in "States.DataLimitExceeded" })
  }

  @Test func variablesBeyondTheirTotalAreAnEvaluationFailureInJSONata() {
    var quotas = ExecutionQuotas.service
    quotas.maximumTotalVariableBytes = 10
    expectHistory(
      #"{"QueryLanguage":"JSONata","StartAt":"S","States":{"S":{"Type":"Pass","Assign":{"x":"123456789"},"End":true}}}"#,
      quotas: quotas
    ) {
      """
      2<0 PassStateEntered S
      3<2 EvaluationFailed Assign
      4<3 ExecutionFailed States.DataLimitExceeded
      """
    }
  }

  @Test func allVariablesTogether() throws {
    var states = ""
    for number in 0..<60 {
      states += #""S\#(number)":{"Type":"Pass","Assign":{"v\#(number).$":"$"},"Next":"S\#(number + 1)"},"#
    }
    let result = run(machine("S0", states + #""S60":{"Type":"Succeed"}"#), input: Self.text(200_000).description)
    #expect(result?.error == "States.DataLimitExceeded")
    #expect(result?.path.last == "S52")
  }

  // MARK: Events

  static let loop = machine(
    "A",
    #""A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.stop","IsPresent":true,"Next":"Z"}],"Default":"A"},"Z":{"Type":"Succeed"}"#
  )

  @Test func event25000IsTheFailure() {
    let result = run(Self.loop)
    #expect(result?.history.count == 25_000)
    #expect(result?.history.last?.compact == "25000<24999 ExecutionFailed States.Runtime")
    #expect(result?.cause == "The execution reached the maximum number of history events (25000).")
    #expect(result?.history[24_998].type != .executionFailed)
  }

  @Test(arguments: 2...14)
  func aHistoryNeverGrowsBeyondItsLimit(limit: Int) {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = limit
    let definition = machine(
      "P",
      #""P":{"Type":"Parallel","End":true,"Branches":[{"StartAt":"T","States":{\#(task("T"))}},{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}]}"#
    )
    let result = run(definition, mocks: ["T": [.return(1)]], quotas: quotas)
    #expect((result?.history.count ?? 0) <= limit)
    #expect(result?.status == (limit >= 13 ? .succeeded : .failed))
    #expect(result?.history.last?.type == (limit >= 13 ? .executionSucceeded : .executionFailed))
  }

  @Test func anInputThatFillsTheHistoryEndsTheExecution() throws {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 4
    var driven = try Driven(machine("T", task("T")), quotas: quotas)
    #expect(driven.endings == 0)
    driven.give(.taskStarted(driven.tasks[0].id, worker: nil))
    #expect(driven.history.last == "4<3 ExecutionFailed States.Runtime")
    #expect(driven.endings == 1)
  }

  @Test func anErrorOnTheLastPlaceKeepsItsName() {
    var quotas = ExecutionQuotas.service
    quotas.maximumHistoryEvents = 3
    #expect(run(single(#""Type":"Fail","Error":"E""#), quotas: quotas)?.error == "E")
  }

  // MARK: Depth

  @Test func whatIsBuiltCannotBeNestedForEver() throws {
    let definition = machine(
      "A",
      #""A":{"Type":"Pass","Parameters":{"x.$":"$"},"Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.stop","IsPresent":true,"Next":"Z"}],"Default":"A"},"Z":{"Type":"Succeed"}"#
    )
    for quotas in [ExecutionQuotas.service, .unlimited] {
      let result = run(definition, quotas: quotas)
      #expect(result?.error == "States.Runtime")
      #expect(result?.cause?.hasSuffix("The value is nested more deeply than 1000 levels.") == true)
      #expect(try result?.visits(of: "A") == 1_000)
    }
  }

  @Test func whatIsBuiltTwiceInItselfIsNotWalkedForEver() {
    let definition = machine(
      "A",
      #""A":{"Type":"Pass","Parameters":{"x.$":"$","y":{"z.$":"$"}},"Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$.stop","IsPresent":true,"Next":"Z"}],"Default":"A"},"Z":{"Type":"Succeed"}"#
    )
    #expect(run(definition, quotas: .unlimited)?.error == "States.Runtime")
  }

  @Test func theSameThroughResultPathVariablesAndMaps() {
    for fields in [
      #""Type":"Pass","ResultPath":"$.a""#, #""Type":"Pass","Assign":{"v.$":"States.Array($v)"}"#,
      #""Type":"Map","ItemSelector":{"x.$":"$$.Map.Item.Value"},"ItemProcessor":{"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}}"#,
    ] {
      let definition = machine(
        "O",
        #""O":{"Type":"Pass","Assign":{"v":1},"Next":"A"},"A":{\#(fields),"Next":"B"},"B":{"Type":"Choice","Choices":[{"Variable":"$$.Execution.Name","StringEquals":"other","Next":"Z"}],"Default":"A"},"Z":{"Type":"Succeed"}"#
      )
      let result = run(definition, input: fields.contains("Map") ? "[1]" : "{}")
      #expect(
        result?.cause?.contains("nested more deeply") == true || result?.cause?.contains("bytes") == true, "\(fields)")
    }
  }

  @Test func aTasksResultThatIsTooDeep() {
    var deep = JSON.integer(0)
    for _ in 0..<1_001 { deep = [deep] }
    #expect(run(machine("S", task("S")), mocks: ["S": [.return(deep)]])?.error == "States.DataLimitExceeded")
  }
}
