import LanguageSupport
import StatesTesting
import Testing

@Suite struct DistributedMapTests {
  /// A distributed Map `M` over a task `T`, with these further fields.
  static func map(_ fields: String = "", states: String = task("T"), first: String = "T", then: String = "") -> String {
    machine(
      "M",
      #""M":{"Type":"Map","Label":"L","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"\#(first)","States":{\#(states)}}\#(fields),"End":true}"#
        + then)
  }

  static let echo: [String: [MockAnswer]] = ["T": [.call { $0 }]]

  /// Fails for these inputs, gives back all others.
  static func failing(_ inputs: JSON...) -> [String: [MockAnswer]] {
    ["T": [.call { if inputs.contains($0) { throw TaskFailure("E", cause: "C") } else { return $0 } }]]
  }

  // MARK: Events

  @Test func eventsOfASuccess() {
    expectHistory(Self.map(), input: "[1,2]", mocks: Self.echo) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 2
      4<3 MapRunStarted
      5<4 MapRunSucceeded
      6<5 MapStateSucceeded
      7<4 MapStateExited M
      8<7 ExecutionSucceeded
      """
    }
  }

  @Test func eventsOfAFailure() {
    expectHistory(Self.map(), input: "[1,2]", mocks: Self.failing(2)) {
      """
      2<0 MapStateEntered M
      3<2 MapStateStarted 2
      4<3 MapRunStarted
      5<4 MapRunFailed States.ExceedToleratedFailureThreshold
      6<5 MapStateFailed
      7<6 ExecutionFailed States.ExceedToleratedFailureThreshold
      """
    }
    expectFailure(
      Self.map(), input: "[1,2]", mocks: Self.failing(2), error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded")
  }

  @Test func noItems() { expectOutput(Self.map(), input: "[]", "[]") }

  @Test func theMapRunsARN() {
    let arn = run(Self.map(), input: "[]")?.history[3].json["mapRunStartedEventDetails"]?["mapRunArn"]?.stringValue
    #expect(arn?.hasPrefix("arn:aws:states:us-east-1:111111111111:mapRun:StateMachine/L:") == true)
    #expect(arn?.split(separator: ":").last?.utf8.count == 36)
  }

  /// Labels that the service makes are version 3 UUIDs, the names of standard children too; those of express children are
  /// two; the last part of a map run's ARN is of version 4.
  @Test(arguments: [("STANDARD", 1), ("EXPRESS", 2)])
  func namesAreUUIDsOfTheirVersions(type: String, parts: Int) throws {
    let definition =
      #"{"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\#(type)"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}}}}"#
    var driver = VirtualTimeDriver()
    driver.keepsChildren = true
    let result = driver.run(
      Execution(
        try StateMachine(parsing: definition), input: [1],
        identity: ExecutionIdentity(stateMachineName: "M", name: "e"), seed: .fixed(0)))
    func version(_ text: some StringProtocol) -> Character? {
      let groups = text.split(separator: "-")
      return groups.map(\.count) == [8, 4, 4, 4, 12] ? groups[2].first : nil
    }
    let arn = try #require(result.execution.mapRunARNs.first).split(separator: "/").last?.split(separator: ":")
    #expect(arn?.map(version) == ["3", "4"])
    let names = try #require(result.children.first).identity.name.split(separator: ":")
    #expect(names.count == parts)
    #expect(version(names[0]) == "3")
    #expect(names.allSatisfy { version($0) != nil })
  }

  // MARK: Children

  @Test func childrenAreExecutionsOfTheirOwn() {
    let result = run(
      Self.map(
        states:
          #""P":{"Type":"Pass","Parameters":{"id.$":"$$.Execution.Id","input.$":"$$.Execution.Input","machine.$":"$$.StateMachine.Id"},"End":true}"#,
        first: "P"),
      input: #"["a"]"#)
    let child = result?.children.first
    #expect(result?.children.count == 1)
    #expect(
      child?.history.map(\.compact) == [
        "1<0 ExecutionStarted", "2<0 PassStateEntered P", "3<2 PassStateExited P", "4<3 ExecutionSucceeded",
      ])
    #expect(result?.output?[0]?["input"] == "a")
    #expect(
      result?.output?[0]?["id"]?.stringValue?.hasPrefix(
        "arn:aws:states:us-east-1:111111111111:execution:StateMachine/L:") == true)
    #expect(result?.output?[0]?["machine"]?.stringValue?.hasSuffix(":stateMachine:StateMachine/L") == true)
  }

  @Test func childrenDoNotSeeTheParentsVariables() {
    let definition = machine(
      "A",
      #""A":{"Type":"Pass","Assign":{"x":1},"Next":"M"},"#
        + Self.map(states: #""P":{"Type":"Pass","Parameters":{"x.$":"$x"},"End":true}"#, first: "P")
        .dropFirst(#"{"StartAt":"M","States":{"#.count).dropLast(2))
    let problems = (try? StateMachine(parsing: definition)) == nil
    #expect(problems || run(definition, input: "[1]")?.status == .failed)
  }

  @Test(arguments: [
    ("", "[1,2]", "[1,2]"),
    (#","ItemsPath":"$.l""#, #"{"l":[1]}"#, "[1]"),
    (#","ItemsPath":"$.l","ItemSelector":{"v.$":"$$.Map.Item.Value"}"#, #"{"l":[1]}"#, #"[{"v":1}]"#),
    (#","ItemSelector":{"s.$":"$$.Map.Item.Source"}"#, "[1]", #"[{"s":"STATE_DATA"}]"#),
    (#","ItemsPath":"$.o""#, #"{"o":{"a":1,"b":2}}"#, #"[{"Key":"a","Value":1},{"Key":"b","Value":2}]"#),
    (#","ItemsPath":"$.o","ItemSelector":{"k.$":"$$.Map.Item.Key"}"#, #"{"o":{"a":1}}"#, #"[{"k":"a"}]"#),
    (#","ItemBatcher":{"MaxItemsPerBatch":2}"#, "[1,2,3]", #"[{"Items":[1,2]},{"Items":[3]}]"#),
    (#","ItemBatcher":{"MaxItemsPerBatch":5,"BatchInput":{"b":0}}"#, "[1]", #"[{"BatchInput":{"b":0},"Items":[1]}]"#),
    (#","ItemBatcher":{"MaxInputBytesPerBatch":20}"#, "[111,222,333]", #"[{"Items":[111,222]},{"Items":[333]}]"#),
    (#","ResultWriter":{"WriterConfig":{"Transformation":"FLATTEN","OutputType":"JSON"}}"#, "[[1,2],3]", "[1,2,3]"),
  ])
  func itemsAndResults(fields: String, input: String, output: String) {
    expectOutput(Self.map(fields), input: input, mocks: Self.echo, output)
  }

  @Test func resultsAreInTheOrderOfTheItems() {
    expectOutput(
      Self.map(states: #""W":{"Type":"Wait","SecondsPath":"$","End":true}"#, first: "W"), input: "[3,1,2]", "[3,1,2]")
  }

  @Test func noMoreChildrenThanAllowed() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":2"#), input: "[1,2,3]")
    #expect(driven.children.map(\.request.index) == [0, 1])
    driven.give(.childEnded(driven.children[1].run, index: 1, .succeeded(output: "b")), at: 1)
    #expect(driven.children.map(\.request.index) == [0, 1, 2])
    driven.give(.childEnded(driven.children[2].run, index: 2, .succeeded(output: "c")), at: 2)
    driven.give(.childEnded(driven.children[2].run, index: 2, .succeeded(output: "again")), at: 2)
    #expect(driven.endings == 0)
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: "a")), at: 3)
    #expect(driven.result.outputText == #"["a","b","c"]"#)
  }

  // MARK: Tolerated failures

  @Test(arguments: [
    // fields, how many of four items fail, whether the Map bears it
    ("", 1, false), (#","ToleratedFailureCount":1"#, 1, true), (#","ToleratedFailureCount":1"#, 2, false),
    (#","ToleratedFailurePercentage":50"#, 2, true), (#","ToleratedFailurePercentage":50"#, 3, false),
    (#","ToleratedFailurePercentage":100"#, 4, true), (#","ToleratedFailureCount":0"#, 1, false),
    (#","ToleratedFailurePercentage":0"#, 1, false),
    (#","ToleratedFailureCount":3,"ToleratedFailurePercentage":25"#, 2, false),
    (#","ToleratedFailureCount":1,"ToleratedFailurePercentage":75"#, 2, false),
    (#","ToleratedFailureCount":0,"ToleratedFailurePercentage":50"#, 2, true),
    (#","ToleratedFailureCount":2,"ToleratedFailurePercentage":0"#, 2, true),
  ])
  func tolerated(fields: String, failures: Int, isBorne: Bool) {
    let bad = (0..<failures).map { JSON.integer($0) }
    let mocks: [String: [MockAnswer]] = [
      "T": [.call { if bad.contains($0) { throw TaskFailure("E") } else { return $0 } }]
    ]
    #expect((run(Self.map(fields), input: "[0,1,2,3]", mocks: mocks)?.status == .succeeded) == isBorne)
  }

  @Test func aToleratedFailureStandsInItsPlace() {
    expectOutput(
      Self.map(#","ToleratedFailureCount":1"#), input: "[1,2,3]", mocks: Self.failing(2),
      #"[1,{"Status":"FAILED","Error":"E","Cause":"C"},3]"#)
  }

  @Test func aBatchThatFailsCountsEachOfItsItems() {
    let mocks = Self.failing(["Items": [1, 2]])
    let batches = #","ItemBatcher":{"MaxItemsPerBatch":2},"ToleratedFailureCount":"#
    #expect(run(Self.map(batches + "1"), input: "[1,2,3,4]", mocks: mocks)?.status == .failed)
    #expect(run(Self.map(batches + "2"), input: "[1,2,3,4]", mocks: mocks)?.output?.arrayValue?.count == 2)
  }

  @Test func aBreachStopsTheOtherChildren() throws {
    var driven = try Driven(Self.map(), input: "[1,2,3]")
    driven.give(.childEnded(driven.children[1].run, index: 1, .failed(error: "E", cause: nil)))
    #expect(driven.stoppedRuns == [driven.children[0].run])
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)))
    #expect(driven.history.last == "7<6 ExecutionFailed States.ExceedToleratedFailureThreshold")
  }

  @Test(arguments: [
    ("Count", "-1", "ToleratedFailureCount cannot be negative."),
    ("Count", #""no""#, #"The ToleratedFailureCountPath field refers to value "no" which is not a valid integer: $.t"#),
    ("Percentage", "101", "ToleratedFailurePercentage must be between 0 and 100."),
    ("Percentage", "-0.5", "ToleratedFailurePercentage must be between 0 and 100."),
    (
      "Percentage", #""no""#,
      #"The ToleratedFailurePercentagePath field refers to value "no" which is not a valid float: $.t"#
    ),
  ])
  func badThresholdsComeAfterMapStateStarted(kind: String, value: String, cause: String) {
    let result = run(
      Self.map(#","ItemsPath":"$.l","ToleratedFailure\#(kind)Path":"$.t""#), input: #"{"l":[1],"t":\#(value)}"#)
    #expect(
      result?.history.dropFirst(2).map(\.compact) == ["3<2 MapStateStarted 1", "4<3 ExecutionFailed States.Runtime"])
    #expect(result?.cause == prefix("M") + cause)
  }

  @Test(arguments: ["101", "-1", "100.5"])
  func aPercentageOutOfRangeIsAFailureOfItsExpression(value: String) {
    let definition = machine(
      "M",
      #""M":{"Type":"Map","Items":[1],"ToleratedFailurePercentage":"{% \#(value) %}","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"I","States":{"I":{"Type":"Pass","End":true}}},"Catch":[{"ErrorEquals":["States.QueryEvaluationError"],"Next":"C"}],"End":true},"C":{"Type":"Pass","Output":"{% $states.input.Cause %}","End":true}"#,
      also: #""QueryLanguage":"JSONata","#)
    let result = run(definition)
    #expect(
      result?.output?.stringValue == prefix("M")
        + "ToleratedFailurePercentage must be between 0 and 100 but was: \(value)")
    #expect(result?.history[3].compact == "4<3 EvaluationFailed ToleratedFailurePercentage")
  }

  @Test(arguments: ["1", #""1""#, "1.0"])
  func thresholdsMayBeTexts(value: String) {
    let definition = Self.map(#","ItemsPath":"$.l","ToleratedFailureCountPath":"$.t""#)
    #expect(run(definition, input: #"{"l":[1,2],"t":\#(value)}"#, mocks: Self.failing(1))?.status == .succeeded)
  }

  // MARK: Retry and Catch

  @Test func aRetryIsANewMapRun() {
    // Every child begins with the first answer of a mock, so this one counts by itself.
    let calls = Locked(0)
    let answer = MockAnswer { _ in
      let number = calls.withLock { count in
        count += 1
        return count
      }
      return TaskReport(number == 1 ? .failed(error: "E", cause: nil) : .succeeded("ok"))
    }
    let result = run(
      Self.map(#","Retry":[{"ErrorEquals":["States.ExceedToleratedFailureThreshold"],"MaxAttempts":1}]"#), input: "[1]",
      mocks: ["T": [answer]])
    #expect(result?.outputText == #"["ok"]"#)
    let arns = result?.events(.mapRunStarted).map { $0.json["mapRunStartedEventDetails"]?["mapRunArn"]?.stringValue }
    #expect(arns?.count == 2)
    #expect(arns?.first != arns?.last)
    #expect(result?.events(.mapStateFailed).isEmpty == true)
  }

  @Test func itCanBeCaught() {
    let definition = Self.map(
      #","Catch":[{"ErrorEquals":["States.ExceedToleratedFailureThreshold"],"Next":"C"}]"#,
      then: #","C":{"Type":"Pass","End":true}"#)
    expectOutput(
      definition, input: "[1]", mocks: Self.failing(1),
      #"{"Error":"States.ExceedToleratedFailureThreshold","Cause":"The specified tolerated failure threshold was exceeded"}"#
    )
  }

  // MARK: Datasets

  static let reader =
    #","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSON","MaxItems":3},"Parameters":{"Bucket":"b","Key.$":"$.k"}}"#

  @Test func itemsAreAskedFor() throws {
    var driven = try Driven(Self.map(Self.reader), input: #"{"k":"key"}"#)
    let read = try #require(driven.reads.first)
    #expect(read.request.arguments == ["Bucket": "b", "Key": "key"])
    #expect(read.request.maxItems == 3)
    #expect(driven.history.dropFirst() == ["3<2 MapStateStarted 0", "4<3 MapRunStarted"])
    driven.give(.itemsRead(read.run, items: [MapRunItem(value: "x", source: "s3://b/key")]))
    driven.give(.itemsRead(read.run, items: []))
    #expect(driven.children.map(\.request.input) == ["x"])
    driven.give(.childEnded(read.run, index: 0, .succeeded(output: 1)))
    #expect(driven.result.outputText == "[1]")
  }

  @Test func itemsThatCannotBeRead() throws {
    var driven = try Driven(
      Self.map(
        Self.reader + #","Catch":[{"ErrorEquals":["States.ItemReaderFailed"],"Next":"C"}]"#,
        then: #","C":{"Type":"Wait","Seconds":1,"End":true}"#), input: #"{"k":"key"}"#)
    driven.give(.itemReadingFailed(driven.reads[0].run, error: "States.ItemReaderFailed", cause: "gone"))
    #expect(
      driven.history.dropFirst(3) == [
        "5<4 MapRunFailed States.ItemReaderFailed", "6<5 MapStateFailed", "7<6 MapStateExited M",
        "8<7 WaitStateEntered C",
      ])
  }

  @Test func resultsAreWritten() throws {
    let writer =
      #","ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"p"}}"#
    var driven = try Driven(Self.map(writer), input: "[1]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)))
    let write = try #require(driven.writes.first)
    #expect(write.request.arguments == ["Bucket": "b", "Prefix": "p"])
    #expect(write.request.transformation == "NONE")
    driven.give(.resultsWritten(write.run, output: ["Key": "manifest"]))
    driven.give(.resultsWritten(write.run, output: ["Key": "again"]))
    #expect(driven.result.outputText == #"{"Key":"manifest"}"#)
  }

  @Test func recordsThatAreNotExportedBecomeTheResult() throws {
    var driven = try Driven(
      Self.map(#","ResultWriter":{"WriterConfig":{"Transformation":"NONE","OutputType":"JSON"}}"#), input: "[1]")
    #expect(driven.children[0].request.isRecorded)
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)))
    let write = try #require(driven.writes.first)
    #expect(write.request.resource == nil)
    driven.give(.resultsWritten(write.run, output: [["Output": "1"]]))
    #expect(driven.result.outputText == #"[{"Output":"1"}]"#)
    #expect(driven.result.mapRuns.first?.executionCounts.resultsWritten == 1)
  }

  @Test func anInlineMapTakesNoDataset() {
    let definition = machine(
      "M",
      #""M":{"Type":"Map","ItemProcessor":{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}\#(Self.reader),"End":true}"#
    )
    let refused = (try? StateMachine(parsing: definition)) == nil
    #expect(
      refused
        || run(definition, input: "[]")?.cause
          == prefix("M") + "The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps"
    )
  }
}
