import StatesTesting
import Testing

@Suite struct HistoryEventJSONTests {
  static let withoutDetails: Set<String> = [
    "LambdaFunctionStarted", "MapStateSucceeded", "MapStateFailed", "MapRunSucceeded", "ParallelStateStarted",
    "ParallelStateSucceeded", "ParallelStateFailed", "TaskStateAborted", "WaitStateAborted",
  ]

  static let results: [ExecutionResult] = [
    run(machine("S", task("S")), mocks: ["S": [.return(1)]]),
    run(
      TaskTests.call(TaskTests.invoke, #","TimeoutSeconds":5"#), mocks: ["S": [.hang]]),
    run(
      ParallelTests.parallel(
        #""W":{"Type":"Wait","Seconds":1,"Next":"F"},"# + ParallelTests.fail, task("T"),
        #""V":{"Type":"Wait","Seconds":9,"End":true}"#),
      mocks: ["T": [.hang]]),
    run(ParallelTests.parallel(#""A":{"Type":"Pass","Assign":{"x":1},"End":true}"#)),
    run(MapTests.map(MapTests.pass), input: "[1,2]"), run(MapTests.map(ParallelTests.fail), input: "[1,2]"),
    run(DistributedMapTests.map(), input: "[1,2]", mocks: DistributedMapTests.echo),
    run(DistributedMapTests.map(), input: "[1,2]", mocks: DistributedMapTests.failing(1)),
  ].compactMap { $0 }

  @Test(arguments: results.indices)
  func everyEventHasItsFourMembersAndAtMostOneOfDetails(place: Int) {
    for event in Self.results[place].history {
      let keys = event.json.objectValue?.keys ?? []
      #expect(keys.prefix(4) == ["timestamp", "type", "id", "previousEventId"])
      let type = event.type.rawValue
      if Self.withoutDetails.contains(type) {
        #expect(keys.count == 4, "\(type)")
      } else {
        let name =
          type.hasSuffix("StateEntered")
          ? "stateEntered"
          : type.hasSuffix("StateExited") ? "stateExited" : type.prefix(1).lowercased() + type.dropFirst()
        #expect(keys.dropFirst(4) == [name + "EventDetails"])
      }
    }
  }

  @Test(arguments: [
    (
      1,
      #"{"input":"{\"a\":1}","inputDetails":{"truncated":false},"roleArn":"arn:aws:iam::111111111111:role/StateMachine-role"}"#
    ),
    (2, #"{"name":"S","input":"{\"a\":1}","inputDetails":{"truncated":false}}"#),
    (3, #"{"name":"S","output":"{\"a\":1}","outputDetails":{"truncated":false}}"#),
    (4, #"{"output":"{\"a\":1}","outputDetails":{"truncated":false}}"#),
  ])
  func detailsOfAPass(id: Int, details: String) {
    let event = run(single(#""Type":"Pass""#), input: #"{"a":1}"#)?.history[id - 1]
    #expect(event?.json.objectValue?.values.last?.description == details)
  }

  @Test func valuesAreTextsOfJSON() {
    let result = run(single(#""Type":"Pass","Result":"a\"b\n€""#))
    #expect(result?.history[2].json["stateExitedEventDetails"]?["output"]?.stringValue == #""a\"b\n€""#)
  }

  @Test func dataCanBeLeftOutAndTimesBeNumbers() throws {
    let event = try #require(run(single(#""Type":"Pass","Assign":{"x":1}"#))?.history[2])
    var writer = ByteWriter()
    event.write(to: &writer, includesData: false, epochTimestamps: true)
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == #"{"timestamp":1704067200.000,"type":"PassStateExited","id":3,"previousEventId":2,"stateExitedEventDetails":{"name":"S"}}"#
    )
  }

  @Test func aHistoryIsOneEventALine() throws {
    var writer = ByteWriter()
    run(single(#""Type":"Pass""#))?.history.writeHistory(to: &writer)
    let text = String(decoding: writer.bytes, as: UTF8.self)
    #expect(text.split(separator: "\n").count == 6)
    #expect(try JSON(parsing: text)["events"]?.arrayValue?.count == 4)
  }

  /// However small the pieces are, no more than one event is added to them.
  @Test(arguments: [Int.min, 1, 300, 600, Int.max])
  func aHistoryInPiecesIsTheSame(pieceBytes: Int) throws {
    let history = try #require(run(single(#""Type":"Pass","Parameters":{"a.$":"$"}"#), input: #"{"x":"y\""}"#)).history
    var whole = ByteWriter()
    history.writeHistory(to: &whole)
    var pieces: [[UInt8]] = []
    history.writeHistory(pieceBytes: pieceBytes) { pieces.append(Array($0)) }
    #expect(pieces.flatMap { $0 } == whole.bytes)
    #expect(pieces.count == 1 || pieces.allSatisfy { $0.count < max(pieceBytes, 0) + 600 })
    #expect(pieces.count == [Int.min: 5, 1: 5, 300: 3, 600: 2, Int.max: 1][pieceBytes])
  }

  @Test func whatCannotBeWrittenEndsAHistoryInPieces() throws {
    let history = try #require(run(single(#""Type":"Pass""#))).history
    var count = 0
    #expect(throws: CancellationError.self) {
      try history.writeHistory(pieceBytes: 1) { _ in
        count += 1
        throw CancellationError()
      }
    }
    #expect(count == 1)
  }
}
