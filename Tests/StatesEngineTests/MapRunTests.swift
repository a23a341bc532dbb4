import OrderedJSON
import StatesTesting
import Testing

/// What a map run reads, counts and exports.
@Suite struct MapRunTests {
  private static func map(_ fields: String) -> String { DistributedMapTests.map(fields) }

  private static func items(_ values: JSON...) -> [MapRunItem] { values.map { MapRunItem(value: $0, source: "s") } }

  // MARK: Reading piece by piece

  private static let reader =
    #","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"b","Key":"k"}}"#

  @Test func moreItemsAreAskedForWhenThereIsRoom() throws {
    var driven = try Driven(Self.map(Self.reader + #","MaxConcurrency":2"#))
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(1, 2), isLast: false))
    #expect(driven.reads.count == 1)
    driven.give(.childEnded(driven.reads[0].run, index: 0, .succeeded(output: 1)))
    #expect(driven.reads.map(\.request.position) == [0, 2])
    driven.give(.childEnded(driven.reads[0].run, index: 1, .succeeded(output: 2)))
    #expect(driven.reads.count == 2)
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(3)))
    driven.give(.childEnded(driven.reads[0].run, index: 2, .succeeded(output: 3)))
    #expect(driven.result.outputText == "[1,2,3]")
  }

  @Test func aBatchIsFilledFromSeveralReadings() throws {
    var driven = try Driven(Self.map(Self.reader + #","ItemBatcher":{"MaxItemsPerBatch":3}"#))
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(1, 2), isLast: false))
    #expect(driven.children.isEmpty)
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(3, 4)))
    #expect(driven.children.map(\.request.input) == [["Items": [1, 2, 3]], ["Items": [4]]])
    #expect(driven.children.map(\.request.itemCount) == [3, 1])
  }

  @Test func aReadingThatGivesNothingIsTheLast() throws {
    var driven = try Driven(Self.map(Self.reader))
    driven.give(.itemsRead(driven.reads[0].run, items: [], isLast: false))
    #expect(driven.result.outputText == "[]")
  }

  @Test func aPercentageIsOfAllItemsThoughTheyAreNotRead() throws {
    var driven = try Driven(Self.map(Self.reader + #","ToleratedFailurePercentage":25,"MaxConcurrency":1"#))
    #expect(driven.reads[0].request.countsItems)
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(1, 2), isLast: false, total: 4))
    driven.give(.childEnded(driven.reads[0].run, index: 0, .failed(error: "E", cause: nil)))
    #expect(driven.result.status == .running)
    driven.give(.childEnded(driven.reads[0].run, index: 1, .failed(error: "E", cause: nil)))
    #expect(driven.result.error == "States.ExceedToleratedFailureThreshold")
  }

  // MARK: Counts

  @Test func countsOfARunUnderWay() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":2,"ToleratedFailureCount":3"#), input: "[1,2,3,4,5]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)), at: 1)
    driven.give(.childEnded(driven.children[1].run, index: 1, .failed(error: "E", cause: nil)), at: 2)
    let run = try #require(driven.execution.mapRunARNs.first.flatMap { driven.execution.mapRun($0) })
    #expect(run.status == .running)
    #expect(run.maxConcurrency == 2)
    #expect(run.toleratedFailureCount == 3)
    #expect(run.toleratedFailurePercentage == 0)
    #expect(run.stateName == "M")
    #expect(run.executionCounts == run.itemCounts)
    #expect(run.itemCounts.pending == 1)
    #expect(run.itemCounts.running == 2)
    #expect(run.itemCounts.succeeded == 1)
    #expect(run.itemCounts.failed == 1)
    #expect(run.itemCounts.total == 5)
  }

  @Test func countsOfBatchesAndOfTheirItems() throws {
    var driven = try Driven(
      Self.map(#","ItemBatcher":{"MaxItemsPerBatch":2},"ToleratedFailureCount":9"#), input: "[1,2,3]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .timedOut), at: 1)
    let run = try #require(driven.result.mapRuns.first)
    #expect(run.executionCounts.timedOut == 1)
    #expect(run.executionCounts.total == 2)
    #expect(run.itemCounts.timedOut == 2)
    #expect(run.itemCounts.running == 1)
    #expect(run.itemCounts.total == 3)
  }

  @Test func countsOfARunThatFailed() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":2"#), input: "[1,2,3]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)), at: 2)
    let run = try #require(driven.result.mapRuns.first)
    #expect(run.status == .failed)
    #expect(run.startTime.milliseconds == 0)
    #expect(run.stopTime?.milliseconds == 2_000)
    #expect(run.itemCounts.failed == 1)
    #expect(run.itemCounts.aborted == 1)
    #expect(run.itemCounts.pending == 1)
  }

  @Test func countsOfARedrive() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":1,"ToleratedFailureCount":1"#), input: "[1,2]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)), at: 1)
    driven.give(.childEnded(driven.children[1].run, index: 1, .failed(error: "E", cause: nil)), at: 1)
    try driven.redrive(at: 3)
    let run = try #require(driven.result.mapRuns.first)
    #expect(run.status == .running)
    #expect(run.redriveCount == 1)
    #expect(run.redriveTime?.milliseconds == 3_000)
    #expect(run.executionCounts.running == 1)
    #expect(run.executionCounts.failed == 1)
    #expect(run.executionCounts.pendingRedrive == 1)
  }

  @Test func aChildWhoseHistoryIsFullCannotBeRedriven() throws {
    var driven = try Driven(Self.map(""), input: "[1]")
    let cause = "The execution reached the maximum number of history events (25000)."
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "States.Runtime", cause: cause)))
    #expect(driven.result.mapRuns.first?.executionCounts.failuresNotRedrivable == 1)
  }

  @Test func countsAreKeptWhenTheRunIsOver() throws {
    var driven = try Driven(Self.map(""), input: "[1,2]")
    for child in driven.children {
      driven.give(.childEnded(child.run, index: child.request.index, .succeeded(output: 1)), at: 1)
    }
    let run = try #require(driven.result.mapRuns.first)
    #expect(run.status == .succeeded)
    #expect(run.itemCounts.succeeded == 2)
    #expect(run.itemCounts.total == 2)
    let restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    #expect(restored.mapRun(run.mapRunARN) == run)
  }

  @Test func nothingIsKnownOfOthersRuns() throws {
    #expect(try Driven(Self.map(""), input: "[1]").result.mapRun("arn:aws:states:x") == nil)
  }

  // MARK: Exports

  private static let resultWriter =
    #","ResultWriter":{"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"b","Prefix":"p"}}"#

  @Test func aRunThatFailsIsWrittenBeforeItsStateFails() throws {
    var driven = try Driven(Self.map(Self.resultWriter + #","MaxConcurrency":2"#), input: "[1,2,3,4]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: "a")), at: 1)
    driven.give(.childEnded(driven.children[1].run, index: 1, .failed(error: "E", cause: nil)), at: 2)
    #expect(driven.result.status == .running)
    let write = try #require(driven.writes.first)
    let groups = write.request.outcomes.map { outcome in
      switch outcome {
      case .succeeded: "SUCCEEDED"
      case .failed, .timedOut, .aborted: "FAILED"
      case nil: "PENDING"
      }
    }
    #expect(groups == ["SUCCEEDED", "FAILED", "FAILED", "PENDING"])
    #expect(write.request.unstartedInputs == [3: 4])
    driven.give(.resultsWritten(write.run, output: [:]), at: 3)
    #expect(driven.result.error == "States.ExceedToleratedFailureThreshold")
    #expect(driven.result.mapRuns.first?.executionCounts.resultsWritten == 4)
  }

  /// All children, including those that were never started, with or without a ResultWriter; none while the run is
  /// active.
  @Test(arguments: ["", resultWriter])
  func resultsWrittenIsTheTotalOnceTheRunHasEnded(writer: String) throws {
    var driven = try Driven(Self.map(writer + #","MaxConcurrency":1"#), input: "[1,2]")
    #expect(driven.result.mapRuns.first?.itemCounts.resultsWritten == 0)
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)), at: 1)
    if let write = driven.writes.first { driven.give(.resultsWritten(write.run, output: [:]), at: 1) }
    #expect(driven.result.status == .failed)
    #expect(driven.result.mapRuns.first?.itemCounts.resultsWritten == 2)
    #expect(driven.result.mapRuns.first?.executionCounts.resultsWritten == 2)
    try driven.redrive(at: 2)
    #expect(driven.result.mapRuns.first?.executionCounts.resultsWritten == 0)
  }

  @Test func batchesThatHaveNotBeenFormedAreCounted() throws {
    let driven = try Driven(
      Self.map(#","MaxConcurrency":1,"ItemBatcher":{"MaxItemsPerBatch":2}"#), input: "[1,2,3,4]")
    let run = try #require(driven.result.mapRuns.first)
    #expect(run.executionCounts.total == 2)
    #expect(run.executionCounts.pending == 1)
    #expect(run.executionCounts.running == 1)
    #expect(run.itemCounts.pending == 2)
  }

  /// A child that is stopped with its run says so; it has no error's name.
  @Test func aStoppedChildSaysWhichRunManagedIt() throws {
    let result = run(
      DistributedMapTests.map(
        #","MaxConcurrency":2"#,
        states:
          #""C":{"Type":"Choice","Choices":[{"Variable":"$","NumericEquals":1,"Next":"F"}],"Default":"W"},"F":{"Type":"Fail"},"W":{"Type":"Wait","Seconds":9,"End":true}"#,
        first: "C"),
      input: "[1,2]")
    let arn = try #require(result?.execution.mapRunARNs.first)
    let child = try #require(result?.children.last)
    guard case .aborted(let output) = child.status else {
      Issue.record("the child was not stopped")
      return
    }
    #expect(output.error == nil)
    #expect(output.cause == "The map run execution [\(arn)] which was managing this resource was aborted")
    #expect(child.history.last?.previousEventID == 0)
  }

  @Test func aRunThatIsStoppedIsNotWritten() throws {
    var driven = try Driven(Self.map(Self.resultWriter), input: "[1]")
    driven.give(.abort(error: nil, cause: nil), at: 1)
    #expect(driven.writes.isEmpty)
    #expect(driven.result.mapRuns.first?.status == .aborted)
    #expect(driven.result.mapRuns.first?.executionCounts.aborted == 1)
  }

  @Test func aRunThatEndsWithARuntimeErrorIsNotWritten() throws {
    let selector = #","ItemSelector":{"v.$":"States.ArrayLength($$.Map.Item.Value)"}"#
    var driven = try Driven(
      Self.map(Self.resultWriter + #","MaxConcurrency":1"# + selector), input: "[[1],2]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .succeeded(output: 1)), at: 1)
    #expect(driven.result.error == "States.Runtime")
    #expect(driven.writes.isEmpty)
    #expect(driven.result.mapRuns.first?.status == .failed)
  }

  @Test func whatHasNotBeenReadIsReadToBeWritten() throws {
    var driven = try Driven(Self.map(Self.reader + Self.resultWriter + #","MaxConcurrency":1"#))
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(1, 2), isLast: false))
    driven.give(.childEnded(driven.reads[0].run, index: 0, .failed(error: "E", cause: nil)))
    #expect(driven.writes.isEmpty)
    driven.give(.itemsRead(driven.reads[1].run, items: Self.items(3)))
    #expect(driven.writes.first?.request.unstartedInputs == [1: 2, 2: 3])
  }

  @Test func aRunThatFailsFailsForItsOwnReasonThoughItCannotBeWritten() throws {
    var driven = try Driven(Self.map(Self.resultWriter), input: "[1]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)))
    driven.give(.resultWritingFailed(driven.writes[0].run, error: "States.ResultWriterFailed", cause: "full"))
    #expect(driven.result.error == "States.ExceedToleratedFailureThreshold")
  }

  @Test func whatHadNotBeenStartedIsStartedByARedrive() throws {
    var driven = try Driven(Self.map(Self.resultWriter + #","MaxConcurrency":1"#), input: "[1,2]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)))
    driven.give(.resultsWritten(driven.writes[0].run, output: [:]))
    try driven.redrive(at: 1)
    driven.give(.childEnded(driven.redrivenChildren[0].run, index: 0, .succeeded(output: 1)), at: 2)
    #expect(driven.children.map(\.request.input) == [1, 2])
    driven.give(.childEnded(driven.children[1].run, index: 1, .succeeded(output: 2)), at: 3)
    #expect(driven.writes.last?.request.outcomes.count == 2)
    driven.give(.resultsWritten(driven.writes[1].run, output: ["Key": "k"]), at: 4)
    #expect(driven.result.outputText == #"{"Key":"k"}"#)
  }

  @Test func aRestoredExecutionWritesAgain() throws {
    var driven = try Driven(Self.map(Self.resultWriter), input: "[1]")
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: "C")))
    var restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    let writes = restored.pendingCommands().compactMap {
      if case .writeResults(let run, _) = $0 { run } else { nil }
    }
    #expect(writes == [driven.writes[0].run])
    _ = restored.handle(.resultsWritten(writes[0], output: [:]), at: Timestamp(milliseconds: 1))
    #expect(ExecutionResult(execution: restored).error == "States.ExceedToleratedFailureThreshold")
  }
}
