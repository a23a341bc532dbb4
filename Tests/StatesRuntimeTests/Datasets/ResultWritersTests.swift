import OrderedJSON
import Testing

@testable import StatesEngine
@testable import StatesRuntime

@Suite struct ResultWritersTests {
  private let store = InMemoryDatasetStore()

  private func request(
    _ outcomes: [ChildOutcome?], transformation: String = "NONE", outputType: String = "JSON", prefix: String? = "out",
    maximumFileBytes: Int = 1_000_000
  ) -> ResultWritingRequest {
    var arguments: JSON = ["Bucket": "b"]
    if let prefix { arguments["Prefix"] = .string(prefix) }
    return ResultWritingRequest(
      resource: "arn:aws:states:::s3:putObject", arguments: arguments, transformation: transformation,
      outputType: outputType, mapRunARN: "arn:aws:states:eu-west-1:1:mapRun:m/l:run-1", outcomes: outcomes,
      maximumFileBytes: maximumFileBytes)
  }

  private func text(_ key: String) -> String? {
    store.object(bucket: "b", key: key).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    arguments: [
      ("out", "out/run-1/manifest.json"), ("a/b/", "a/b/run-1/manifest.json"), ("", "run-1/manifest.json"),
      (nil, "run-1/manifest.json"),
    ] as [(String?, String)])
  func answersWithTheManifestsPlace(prefix: String?, key: String) throws {
    let answer = try ResultWriters.write(request([], prefix: prefix), to: store).get()
    #expect(
      answer.description
        == #"{"MapRunArn":"arn:aws:states:eu-west-1:1:mapRun:m/l:run-1","ResultWriterDetails":{"Bucket":"b","Key":"\#(key)"}}"#
    )
    #expect(
      text(key)
        == #"{"DestinationBucket":"b","MapRunArn":"arn:aws:states:eu-west-1:1:mapRun:m/l:run-1","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[]}}"#
    )
  }

  @Test(arguments: [
    ("COMPACT", "JSON", "json", #"[[1,2],{"a":3}]"#), ("FLATTEN", "JSON", "json", #"[1,2,{"a":3}]"#),
    ("COMPACT", "JSONL", "jsonl", "[1,2]\n{\"a\":3}\n"), ("FLATTEN", "JSONL", "jsonl", "1\n2\n{\"a\":3}\n"),
  ])
  func writesOutputs(transformation: String, type: String, ending: String, expected: String) throws {
    let outcomes: [ChildOutcome] = [.succeeded(output: [1, 2]), .succeeded(output: ["a": 3])]
    _ = try ResultWriters.write(
      request(outcomes, transformation: transformation, outputType: type), to: store
    ).get()
    #expect(text("out/run-1/SUCCEEDED_0.\(ending)") == expected)
    let manifest = try JSON(parsing: try #require(text("out/run-1/manifest.json")))
    #expect(
      manifest["ResultFiles"]?["SUCCEEDED"]
        == [["Key": .string("out/run-1/SUCCEEDED_0.\(ending)"), "Size": .integer(expected.utf8.count)]])
  }

  @Test func writesRecordsOfChildren() throws {
    let child = try childExecution(input: ["n": 1])
    _ = try ResultWriters.write(request([.succeeded(output: ["n": 1])]), to: store, child: { _ in ChildRecord(child) })
      .get()
    #expect(
      text("out/run-1/SUCCEEDED_0.json")
        == #"[{"ExecutionArn":"arn:aws:states:us-east-1:111111111111:execution:m:c","Input":"{\"n\":1}","InputDetails":{"Included":true},"Name":"c","Output":"{\"n\":1}","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be redriven","StartDate":"1970-01-01T00:00:01.000Z","StateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:m","Status":"SUCCEEDED","StopDate":"1970-01-01T00:00:01.000Z"}]"#
    )
  }

  @Test func recordsOfChildrenAreTheResultWhenNothingIsExported() throws {
    let child = try childExecution(input: ["n": 1])
    var request = request([.succeeded(output: ["n": 1]), .failed(error: "E", cause: nil)])
    request.resource = nil
    let records = try ResultWriters.write(request, to: store, child: { _ in ChildRecord(child) }).get()
    #expect(records.arrayValue?.map { $0["Status"] } == ["SUCCEEDED", "FAILED"])
    #expect(records[0]?["Output"] == #"{"n":1}"#)
    #expect(records[0]?["ExecutionArn"] == .string(child.identity.executionARN))
    #expect(records[1]?["Error"] == "E")
    #expect(text("out/run-1/manifest.json") == nil)
  }

  @Test(arguments: ["NONE", "COMPACT", "FLATTEN"])
  func writesFailuresWhole(transformation: String) throws {
    let outcomes: [ChildOutcome] = [
      .failed(error: "E", cause: nil), .succeeded(output: 1), .timedOut, .failed(error: nil, cause: "C"), .aborted,
    ]
    _ = try ResultWriters.write(request(outcomes, transformation: transformation), to: store).get()
    let written = try JSON(parsing: try #require(text("out/run-1/FAILED_0.json")))
    let statuses = written.arrayValue?.map { $0["Status"]?.stringValue }
    #expect(statuses == ["FAILED", "TIMED_OUT", "FAILED", "ABORTED"])
    #expect(written[0]?["Error"] == "E")
    #expect(written[0]?["Cause"] == nil)
    #expect(written[2]?["Cause"] == "C")
    #expect(text("out/run-1/PENDING_0.json") == nil)
  }

  @Test func writesWhatHasNotBeenStarted() throws {
    var request = request([.succeeded(output: 1), nil])
    request.unstartedInputs = [1: ["n": 2]]
    _ = try ResultWriters.write(request, to: store).get()
    #expect(
      text("out/run-1/PENDING_0.json")
        == #"[{"Input":"{\"n\":2}","InputDetails":{"Included":true},"Status":"PENDING"}]"#)
    #expect(text("out/run-1/FAILED_0.json") == nil)
    let manifest = try JSON(parsing: try #require(text("out/run-1/manifest.json")))
    #expect(manifest["ResultFiles"]?["PENDING"]?[0]?["Key"] == "out/run-1/PENDING_0.json")
  }

  /// Of a child without output, too, it is said that the output is included.
  @Test func theRecordOfAFailedChildIsRedrivenByItsMapRun() throws {
    let child = try childExecution(input: ["n": 1])
    let outcomes: [ChildOutcome] = [.failed(error: "E", cause: "C")]
    _ = try ResultWriters.write(request(outcomes), to: store, child: { _ in ChildRecord(child) }).get()
    #expect(
      text("out/run-1/FAILED_0.json")
        == #"[{"Cause":"C","Error":"E","ExecutionArn":"arn:aws:states:us-east-1:111111111111:execution:m:c","Input":"{\"n\":1}","InputDetails":{"Included":true},"Name":"c","OutputDetails":{"Included":true},"RedriveCount":0,"RedriveStatus":"REDRIVABLE_BY_MAP_RUN","StartDate":"1970-01-01T00:00:01.000Z","StateMachineArn":"arn:aws:states:us-east-1:111111111111:stateMachine:m","Status":"FAILED","StopDate":"1970-01-01T00:00:01.000Z"}]"#
    )
  }

  private static let manifest = #"{"DestinationBucket":"b","MapRunArn":"arn:aws:states:eu-west-1:1:mapRun:m/l:run-1","#

  /// A redrive writes files of its own; its manifest lists what earlier ones have written as succeeded.
  @Test func aRedriveWritesToAFolderOfItsOwn() throws {
    let first: [ChildOutcome] = [.succeeded(output: 1), .failed(error: "E", cause: nil), .aborted]
    _ = try ResultWriters.write(request(first, transformation: "COMPACT"), to: store).get()

    var second = request([.succeeded(output: 1), .succeeded(output: 2), .timedOut], transformation: "COMPACT")
    second.redriveCount = 1
    second.earlierPlaces = [0]
    let answer = try ResultWriters.write(second, to: store).get()
    #expect(answer["ResultWriterDetails"] == ["Bucket": "b", "Key": "out/run-1/Redrive-1/manifest.json"])
    #expect(text("out/run-1/Redrive-1/SUCCEEDED_0.json") == "[2]")
    #expect(try JSON(parsing: try #require(text("out/run-1/Redrive-1/FAILED_0.json"))).arrayValue?.count == 1)

    var third = request([.succeeded(output: 1), .succeeded(output: 2), .timedOut], transformation: "COMPACT")
    third.redriveCount = 2
    third.earlierPlaces = [0, 1]
    _ = try ResultWriters.write(third, to: store).get()
    #expect(text("out/run-1/Redrive-2/SUCCEEDED_0.json") == "[]")
    let size = try #require(text("out/run-1/Redrive-2/FAILED_0.json")).utf8.count
    #expect(
      text("out/run-1/Redrive-2/manifest.json") == Self.manifest
        + #""ResultFiles":{"FAILED":[{"Key":"out/run-1/Redrive-2/FAILED_0.json","Size":\#(size)}],"PENDING":[],"#
        + #""SUCCEEDED":[{"Key":"out/run-1/SUCCEEDED_0.json","Size":3},"#
        + #"{"Key":"out/run-1/Redrive-1/SUCCEEDED_0.json","Size":3},"#
        + #"{"Key":"out/run-1/Redrive-2/SUCCEEDED_0.json","Size":2}]}}"#)
  }

  @Test func beginsAnotherFileWhenOneIsFull() throws {
    let outcomes = (0..<5).map { ChildOutcome.succeeded(output: .integer($0 * 1_000)) }
    _ = try ResultWriters.write(request(outcomes, transformation: "COMPACT", maximumFileBytes: 6), to: store).get()
    #expect(text("out/run-1/SUCCEEDED_0.json") == "[0,1000]")
    #expect(text("out/run-1/SUCCEEDED_1.json") == "[2000,3000]")
    #expect(text("out/run-1/SUCCEEDED_2.json") == "[4000]")
    #expect(text("out/run-1/SUCCEEDED_3.json") == nil)
  }

  @Test func refusesOtherResourcesAndMissingBuckets() {
    var other = request([])
    other.resource = "arn:aws:states:::dynamodb:putItem"
    #expect(
      throws: DatasetError.resultWriterFailed(
        "The ResultWriter resource 'arn:aws:states:::dynamodb:putItem' is not s3:putObject.")
    ) { try ResultWriters.write(other, to: store).get() }
    var homeless = request([])
    homeless.arguments = [:]
    #expect(throws: DatasetError.resultWriterFailed("The ResultWriter needs 'Bucket', a non-empty string.")) {
      try ResultWriters.write(homeless, to: store).get()
    }
  }

  private func childExecution(input: JSON) throws -> Execution {
    let machine = try Machines.compile(["StartAt": "P", "States": ["P": ["Type": "Pass", "End": true]]])
    var execution = Execution(
      machine, input: input, identity: ExecutionIdentity(stateMachineName: "m", name: "c"), seed: .fixed(0))
    _ = execution.handle(.start, at: Timestamp(milliseconds: 1_000))
    return execution
  }
}
