import OrderedJSON
import StatesTesting
import Testing

/// New settings for a map run that is running.
@Suite struct MapRunUpdateTests {
  private static func map(_ fields: String) -> String { DistributedMapTests.map(fields) }

  private static func items(_ values: JSON...) -> [MapRunItem] { values.map { MapRunItem(value: $0, source: "s") } }

  private static func update(
    _ driven: inout Driven, _ concurrency: Int? = nil, count: Int? = nil, percentage: Double? = nil,
    at second: Double = 1
  ) throws {
    let arn = try #require(driven.execution.mapRunARNs.last)
    driven.give(
      .updateMapRun(
        mapRunARN: arn, maxConcurrency: concurrency, toleratedFailureCount: count,
        toleratedFailurePercentage: percentage), at: second)
  }

  @Test func aLargerConcurrencyStartsMoreAtOnce() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":1"#), input: "[1,2,3,4,5]")
    #expect(driven.children.count == 1)
    try Self.update(&driven, 3)
    #expect(driven.children.map(\.request.index) == [0, 1, 2])
    #expect(driven.execution.mapRun(driven.execution.mapRunARNs[0])?.maxConcurrency == 3)
    // No event says so.
    #expect(driven.execution.history.last?.type == .mapRunStarted)
  }

  @Test(arguments: [(0, 0), (-1, 0), (20_000, 20_000)])
  func withoutABoundTheServicesMaximumHolds(given: Int, shown: Int) throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":1"#), input: "[1,2,3,4,5]")
    try Self.update(&driven, given)
    #expect(driven.children.count == 5)
    #expect(driven.execution.mapRun(driven.execution.mapRunARNs[0])?.maxConcurrency == shown)
  }

  @Test func aSmallerConcurrencyLetsThoseThatRunEnd() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":3"#), input: "[1,2,3,4,5]")
    try Self.update(&driven, 1)
    let run = driven.children[0].run
    for index in 0..<2 {
      driven.give(.childEnded(run, index: index, .succeeded(output: 1)), at: 2)
      #expect(driven.children.count == 3)
    }
    driven.give(.childEnded(run, index: 2, .succeeded(output: 1)), at: 3)
    #expect(driven.children.count == 4)
  }

  @Test func aSmallerToleranceIsLookedAtWhenTheNextChildEnds() throws {
    var driven = try Driven(Self.map(#","ToleratedFailureCount":4"#), input: "[1,2,3,4,5]")
    let run = driven.children[0].run
    for index in 0..<2 { driven.give(.childEnded(run, index: index, .failed(error: "E", cause: nil))) }
    try Self.update(&driven, count: 1)
    #expect(driven.result.status == .running)
    driven.give(.childEnded(run, index: 2, .succeeded(output: 1)), at: 2)
    #expect(driven.result.status == .running)
    driven.give(.childEnded(run, index: 3, .failed(error: "E", cause: nil)), at: 3)
    #expect(driven.result.error == "States.ExceedToleratedFailureThreshold")
  }

  @Test func aLargerToleranceKeepsTheRunGoing() throws {
    var driven = try Driven(Self.map(""), input: "[1,2]")
    try Self.update(&driven, count: 1)
    let run = driven.children[0].run
    driven.give(.childEnded(run, index: 0, .failed(error: "E", cause: nil)), at: 2)
    driven.give(.childEnded(run, index: 1, .succeeded(output: 2)), at: 2)
    #expect(driven.result.status == .succeeded)
    #expect(driven.result.mapRuns.first?.toleratedFailureCount == 1)
  }

  /// What was set and is not named stays.
  @Test func whatIsNotNamedStays() throws {
    var driven = try Driven(
      Self.map(#","MaxConcurrency":2,"ToleratedFailureCount":3,"ToleratedFailurePercentage":50"#), input: "[1,2,3]")
    try Self.update(&driven, percentage: 120)
    let run = try #require(driven.result.mapRuns.first)
    #expect((run.maxConcurrency, run.toleratedFailureCount, run.toleratedFailurePercentage) == (2, 3, 100))
    try Self.update(&driven, percentage: .nan)
    #expect(driven.result.mapRuns.first == run)
  }

  private static let reader =
    #","ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":{"InputType":"JSONL"},"Parameters":{"Bucket":"b","Key":"k"}}"#

  /// A percentage is of all items, which are counted from then on.
  @Test func itemsAreCountedOnceAPercentageIsSet() throws {
    var driven = try Driven(Self.map(Self.reader + #","MaxConcurrency":1,"ToleratedFailureCount":1"#))
    #expect(!driven.reads[0].request.countsItems)
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(1, 2), isLast: false))
    try Self.update(&driven, count: 0, percentage: 25)
    driven.give(.childEnded(driven.reads[0].run, index: 0, .succeeded(output: 1)))
    driven.give(.childEnded(driven.reads[0].run, index: 1, .succeeded(output: 1)))
    #expect(driven.reads.map(\.request.position) == [0, 2])
    #expect(driven.reads[1].request.countsItems)
    driven.give(.itemsRead(driven.reads[0].run, items: Self.items(3), isLast: false, total: 4))
    driven.give(.childEnded(driven.reads[0].run, index: 2, .failed(error: "E", cause: nil)))
    #expect(driven.result.status == .running)
    #expect(driven.reads.count == 3 && !driven.reads[2].request.countsItems)
  }

  @Test func nothingHappensToARunThatHasEndedOrIsNotThere() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":1"#), input: "[1,2]")
    driven.give(.updateMapRun(mapRunARN: "arn:aws:states:x", maxConcurrency: 2))
    #expect(driven.children.count == 1)
    driven.give(.childEnded(driven.children[0].run, index: 0, .failed(error: "E", cause: nil)), at: 1)
    let ended = driven.result.mapRuns
    try Self.update(&driven, 2, count: 9, at: 2)
    #expect(driven.result.mapRuns == ended)
    #expect(driven.children.count == 1)
  }

  /// What was set goes into snapshots, and is there after a redrive.
  @Test func settingsAreKept() throws {
    var driven = try Driven(Self.map(#","MaxConcurrency":1"#), input: "[1,2,3]")
    try Self.update(&driven, 2, count: 1, percentage: 40)
    let restored = try Execution(restoring: driven.execution.snapshot(), machine: driven.execution.machine)
    #expect(restored.mapRun(restored.mapRunARNs[0]) == driven.result.mapRuns[0])
    driven.give(.abort(error: nil, cause: nil), at: 2)
    try driven.redrive(at: 3)
    let run = try #require(driven.result.mapRuns.first)
    #expect((run.maxConcurrency, run.toleratedFailureCount, run.toleratedFailurePercentage) == (2, 1, 40))
    #expect(run.executionCounts.running == 2)
  }
}
