import OrderedJSON
import StatesTesting
import Testing

/// A redriven map run continues with the children that had not succeeded.
@Suite struct MapRunRedriveTests {
  private static func map(_ fields: String = "", type: String = "STANDARD") -> String {
    machine(
      "M",
      #""M":{"Type":"Map","Label":"L","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"\#(type)"},"StartAt":"T","States":{\#(task("T"))}}\#(fields),"End":true}"#
    )
  }

  /// A run over three items of which the second fails, the third runs, and the first has succeeded.
  private static func broken(_ fields: String = "", type: String = "STANDARD") throws -> Driven {
    var driven = try Driven(map(fields, type: type), input: "[1,2,3]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: "a")), at: 1)
    driven.give(.childEnded(driven.children[1].run, index: 1, .failed(error: "E", cause: nil)), at: 2)
    return driven
  }

  @Test func standardChildrenThatDidNotSucceedAreRedriven() throws {
    var driven = try Self.broken()
    #expect(driven.result.status == .failed)
    try driven.redrive(at: 5)
    #expect(driven.redrivenChildren.map(\.request.index) == [1, 2])
    #expect(driven.redrivenChildren.map(\.request.input) == [2, 3])
    #expect(driven.children.count == 3)
    for child in driven.redrivenChildren {
      driven.give(.childEnded(child.run, index: child.request.index, .succeeded(output: "again")), at: 6)
    }
    #expect(driven.result.outputText == #"["a","again","again"]"#)
  }

  @Test func expressChildrenStartAnew() throws {
    var driven = try Self.broken(type: "EXPRESS")
    try driven.redrive(at: 5)
    #expect(driven.redrivenChildren.isEmpty)
    #expect(driven.children.map(\.request.index) == [0, 1, 2, 1, 2])
  }

  @Test func eventsOfARedrive() throws {
    var driven = try Self.broken()
    try driven.redrive(at: 5)
    for child in driven.redrivenChildren {
      driven.give(.childEnded(child.run, index: child.request.index, .succeeded(output: 0)), at: 6)
    }
    #expect(
      driven.history == [
        "2<0 MapStateEntered M", "3<2 MapStateStarted 3", "4<3 MapRunStarted",
        "5<4 MapRunFailed States.ExceedToleratedFailureThreshold", "6<5 MapStateFailed",
        "7<6 ExecutionFailed States.ExceedToleratedFailureThreshold", "8<7 ExecutionRedriven", "9<3 MapRunRedriven",
        "10<9 MapRunSucceeded", "11<10 MapStateSucceeded", "12<9 MapStateExited M", "13<12 ExecutionSucceeded",
      ])
    let details = driven.execution.history[8].json["mapRunRedrivenEventDetails"]
    #expect(details?["mapRunArn"] == driven.execution.history[3].json["mapRunStartedEventDetails"]?["mapRunArn"])
    #expect(details?["redriveCount"] == 1)
  }

  @Test func itemsThatHadNoChildGetOne() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":1"#), input: "[1,2,3]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)), at: 1)
    try driven.redrive(at: 5)
    #expect(driven.redrivenChildren.map(\.request.index) == [0])
    driven.give(.childEnded(driven.redrivenChildren[0].run, index: 0, .succeeded(output: "a")), at: 6)
    #expect(driven.children.map(\.request.input) == [1, 2])
  }

  @Test func aStoppedRunGoesOn() throws {
    var driven = try Driven(Self.map(), input: "[1,2]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: "a")), at: 1)
    driven.give(.abort(error: nil, cause: nil), at: 2)
    try driven.redrive(at: 5)
    #expect(driven.redrivenChildren.map(\.request.index) == [1])
    driven.give(.childEnded(driven.redrivenChildren[0].run, index: 1, .succeeded(output: "b")), at: 6)
    #expect(driven.result.outputText == #"["a","b"]"#)
  }

  @Test func anEndFromBeforeTheRedriveIsIgnored() throws {
    var driven = try Self.broken()
    try driven.redrive(at: 5)
    driven.give(.childEnded(driven.children[2].run, index: 2, .aborted), at: 6)
    #expect(driven.result.status == .running)
  }

  @Test func failuresAreCountedAnew() throws {
    var driven = try Self.broken(#","ToleratedFailureCount":1"#)
    driven.give(.childEnded(driven.children[2].run, index: 2, .failed(error: "E", cause: nil)), at: 3)
    #expect(driven.result.status == .failed)
    try driven.redrive(at: 5)
    driven.give(.childEnded(driven.redrivenChildren[0].run, index: 1, .failed(error: "E", cause: nil)), at: 6)
    driven.give(.childEnded(driven.redrivenChildren[1].run, index: 2, .succeeded(output: "c")), at: 7)
    #expect(driven.result.outputText == #"["a",{"Status":"FAILED","Error":"E"},"c"]"#)
  }

  @Test func aRunInABranchThatWasCutOffGoesOn() throws {
    let branches =
      #"{"StartAt":"M","States":{"M":{"Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}},"End":true}}},{"StartAt":"T","States":{\#(task("T"))}}"#
    var driven = try Driven(single(#""Type":"Parallel","Branches":[\#(branches)]"#), input: "[1]")
    driven.give(.taskFailed(driven.tasks[0].id, error: "E", cause: nil), at: 1)
    try driven.redrive(at: 2)
    #expect(driven.redrivenChildren.map(\.request.index) == [0])
    #expect(driven.execution.history.filter { $0.type == .mapRunRedriven }.count == 1)
  }

  // MARK: A new run

  @Test func aResultThatWasTooLargeBeginsANewRun() throws {
    var quotas = ExecutionQuotas.service
    quotas.maximumPayloadBytes = 20
    var driven = try Driven(Self.map(), input: "[1]", quotas: quotas)
    let output = JSON.string(String(repeating: "x", count: 30))
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: output)), at: 1)
    #expect(driven.result.error == "States.DataLimitExceeded")
    try driven.redrive(at: 2)
    #expect(driven.children.count == 2)
    #expect(driven.history.suffix(2) == ["9<2 MapStateStarted 1", "10<9 MapRunStarted"])
    #expect(driven.droppedRuns == [driven.execution.mapRunARNs[0]])
  }

  @Test func aRunThatARuntimeErrorEndedGoesOnWithTheItemThatFailed() throws {
    let selector = #","ItemSelector":{"v.$":"$$.Map.Item.Value.v"}"#
    var driven = try Driven(Self.map(selector + #","MaxConcurrency":1"#), input: #"[{"v":1},{}]"#)
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)), at: 1)
    #expect(driven.result.error == "States.Runtime")
    try driven.redrive(at: 2)
    #expect(driven.execution.mapRunARNs.count == 1)
    #expect(driven.children.map(\.request.index) == [0])
    #expect(driven.history.suffix(2) == ["7<3 MapRunRedriven", "8<7 ExecutionFailed States.Runtime"])
  }

  @Test func aStateThatFailsBehindItsRunBeginsANewRun() throws {
    var driven = try Driven(Self.map(#","ResultSelector":{"x.$":"$[0].nope"}"#), input: "[1]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)), at: 1)
    #expect(driven.result.error == "States.Runtime")
    try driven.redrive(at: 2)
    #expect(driven.execution.mapRunARNs.count == 2)
  }

  // MARK: Datasets

  private static let reader =
    #","MaxConcurrency":1,"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"b","Key":"k"}}"#

  @Test func aDatasetOfWhichNothingHasBegunIsReadAgain() throws {
    var driven = try Driven(Self.map(Self.reader))
    driven.give(.itemReadingFailed(driven.reads[0].run, error: "States.ItemReaderFailed", cause: "gone"), at: 1)
    try driven.redrive(at: 2)
    #expect(driven.reads.map(\.request.position) == [0, 0])
    driven.give(.itemsRead(driven.reads[1].run, items: [MapRunItem(value: "x", source: "s")]), at: 3)
    #expect(driven.children.map(\.request.input) == ["x"])
  }

  @Test func theRestOfADatasetIsReadFromWhereReadingHadCome() throws {
    var driven = try Driven(Self.map(Self.reader))
    let items = ["x", "y"].map { MapRunItem(value: $0, source: "s") }
    driven.give(.itemsRead(driven.reads[0].run, items: items, isLast: false), at: 1)
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)), at: 2)
    try driven.redrive(at: 3)
    driven.give(.childEnded(driven.redrivenChildren[0].run, index: 0, .succeeded(output: 1)), at: 4)
    driven.give(.childEnded(driven.children[1].run, index: 1, .succeeded(output: 2)), at: 5)
    #expect(driven.reads.map(\.request.position) == [0, 2])
  }

  // MARK: Letting go

  @Test func whatHasGoneOnIsLetGo() throws {
    let caught = Self.map(#","Catch":[{"ErrorEquals":["States.ALL"],"Next":"W"}]"#).dropLast(2)
    var driven = try Driven(caught + #","W":{"Type":"Wait","Seconds":1,"End":true}}}"#, input: "[1]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)), at: 1)
    #expect(driven.droppedRuns == driven.execution.mapRunARNs)
  }

  // MARK: Snapshots

  @Test(arguments: [false, true])
  func aRestoredExecutionIsRedrivenAlike(isStopped: Bool) throws {
    var driven = try Driven(Self.map(), input: "[1,2,3]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: "a")), at: 1)
    if isStopped {
      driven.give(.abort(error: nil, cause: nil), at: 2)
    } else {
      driven.give(.childEnded(driven.children[1].run, index: 1, .failed(error: "E", cause: nil)), at: 2)
    }
    let bytes = driven.execution.snapshot().bytes
    driven.execution = try Execution(
      restoring: ExecutionSnapshot(bytes: bytes), machine: driven.execution.machine)
    try driven.redrive(at: 5)
    #expect(driven.redrivenChildren.map(\.request.input) == [2, 3])
  }

  @Test func aRestoredExecutionSaysWhichChildrenRun() throws {
    var driven = try Driven(Self.map(), input: "[1,2]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: "a")), at: 1)
    let restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    let children = restored.pendingCommands().compactMap {
      if case .startChild(_, let request) = $0 { request.index } else { nil }
    }
    #expect(children == [1])
  }
}
