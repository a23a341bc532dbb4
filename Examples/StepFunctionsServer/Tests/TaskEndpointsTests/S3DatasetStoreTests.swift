import AsyncHTTPClient
import Foundation
import OrderedJSON
import StatesRuntime
import Synchronization
import Testing

import WebText

@testable import TaskEndpoints

/// A bucket with S3's API, as far as datasets need it.
private final class FakeBucket: Sendable {
  private let objects = Mutex<[String: [UInt8]]>([:])
  let pageSize = 2

  subscript(key: String) -> [UInt8]? {
    get { objects.withLock { $0[key] } }
    set { objects.withLock { $0[key] = newValue } }
  }

  func answer(_ request: Received) -> FakeAnswer {
    let parts = request.target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let path = PercentEncoding.decode(String(parts[0])) ?? ""
    guard request.headers["authorization"]?.contains("/s3/aws4_request") == true else { return FakeAnswer(403) }
    guard path.hasPrefix("/data") else {
      return FakeAnswer(404, [], "<Error><Code>NoSuchBucket</Code><Message>No such bucket</Message></Error>")
    }
    if path == "/data" { return list(parts.count > 1 ? String(parts[1]) : "") }
    let key = String(path.dropFirst(6))
    if request.method == "PUT" {
      self[key] = request.body
      return FakeAnswer()
    }
    guard let bytes = self[key] else {
      return FakeAnswer(404, [], request.method == "HEAD" ? "" : "<Error><Code>NoSuchKey</Code></Error>")
    }
    var answer = FakeAnswer()
    answer.headers = [("ETag", "\"\(bytes.count)\"")]
    if let match = request.headers["if-match"], match != "\"\(bytes.count)\"" { return FakeAnswer(412) }
    if let range = request.headers["range"] {
      let ends = range.dropFirst(6).split(separator: "-").compactMap { Int($0) }
      answer.status = 206
      answer.body = .bytes(Array(bytes[ends[0]...min(ends[1], bytes.count - 1)]))
    } else {
      answer.body = request.method == "HEAD" ? .onlyLength(bytes.count) : .bytes(bytes)
    }
    return answer
  }

  private func list(_ query: String) -> FakeAnswer {
    var values: [String: String] = [:]
    for pair in query.split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[String(parts[0])] = PercentEncoding.decode(String(parts[1]))
    }
    let keys = objects.withLock { $0.keys }.filter { $0.hasPrefix(values["prefix"] ?? "") }.sorted()
    let start = Int(values["continuation-token"] ?? "0") ?? 0
    let page = keys.dropFirst(start).prefix(pageSize)
    let more = start + pageSize < keys.count
    let contents = page.map {
      "<Contents><Key>\(PercentEncoding.encode($0))</Key><Size>\(self[$0]?.count ?? 0)</Size><ETag>&quot;e&quot;</ETag>"
        + "<LastModified>2026-09-23T22:15:03.000Z</LastModified></Contents>"
    }
    return FakeAnswer(
      200, [("Content-Type", "application/xml")],
      "<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>\(more)</IsTruncated>" + contents.joined()
        + (more ? "<NextContinuationToken>\(start + pageSize)</NextContinuationToken>" : "") + "</ListBucketResult>")
  }
}

@Suite struct S3DatasetStoreTests {
  /// Runs something that blocks, on a thread of its own, with a store over a fake endpoint.
  private func with<Result: Sendable>(
    _ answer: @escaping @Sendable (Received) -> FakeAnswer,
    _ body: @escaping @Sendable (S3DatasetStore) throws -> Result
  ) async throws -> Result {
    try await FakeEndpoint.run {
      answer($0)
    } _: { fake in
      let client = HTTPClient(configuration: TaskEndpoints.clientConfiguration)
      var store = try S3DatasetStore(endpoint: fake.url, client: client, region: "us-east-1", credentials: .test)
      store.timeout = .seconds(20)
      let ready = store
      let result: Swift.Result<Result, any Error> = await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: Swift.Result { try body(ready) }) }
      }
      try await client.shutdown()
      return try result.get()
    }
  }

  @Test func writesReadsAndLists() async throws {
    let bucket = FakeBucket()
    try await with({ bucket.answer($0) }) { store in
      for key in ["a/1.json", "a/2 ü+&.json", "a/3", "b"] { try store.put(Array(key.utf8), bucket: "data", key: key) }
      #expect(try store.object(bucket: "data", key: "a/2 ü+&.json") == Array("a/2 ü+&.json".utf8))
      #expect(try store.object(bucket: "data", key: "none") == nil)
      let found = try store.list(bucket: "data", prefix: "a/")
      #expect(found.map(\.key) == ["a/1.json", "a/2 ü+&.json", "a/3"])
      #expect(found.first == DatasetObject(key: "a/1.json", size: 8, etag: "\"e\"", lastModified: 1_790_201_703))
      #expect(try store.list(bucket: "data", prefix: "none").isEmpty)
    }
  }

  @Test func readsInParts() async throws {
    let bucket = FakeBucket()
    bucket["long"] = Array(0..<100)
    bucket["empty"] = []
    try await with({ bucket.answer($0) }) { store in
      var reader = try #require(try store.reader(bucket: "data", key: "long"))
      #expect(try reader.next(60) == Array(0..<60))
      #expect(try reader.next(60) == Array(60..<100))
      #expect(try reader.next(60).isEmpty)
      var empty = try #require(try store.reader(bucket: "data", key: "empty"))
      #expect(try empty.next(10).isEmpty)
      #expect(try store.reader(bucket: "data", key: "none") == nil)
    }
  }

  @Test func failsIfAnObjectIsReplacedWhileItIsRead() async throws {
    let bucket = FakeBucket()
    bucket["long"] = Array(0..<100)
    try await with({ bucket.answer($0) }) { store in
      var reader = try #require(try store.reader(bucket: "data", key: "long"))
      _ = try reader.next(10)
      bucket["long"] = Array(0..<101)
      #expect(throws: DatasetError.itemReaderFailed("s3://data/long was replaced while it was read")) {
        _ = try reader.next(10)
      }
    }
  }

  @Test func saysWhatTheEndpointSays() async throws {
    let bucket = FakeBucket()
    try await with({ bucket.answer($0) }) { store in
      #expect(throws: DatasetError.itemReaderFailed("s3://other/k cannot be read: No such bucket")) {
        try store.object(bucket: "other", key: "k")
      }
      #expect(throws: DatasetError.itemReaderFailed("s3://other/ cannot be listed: No such bucket")) {
        try store.list(bucket: "other", prefix: "")
      }
      #expect(throws: DatasetError.resultWriterFailed("s3://other/k cannot be written: No such bucket")) {
        try store.put([], bucket: "other", key: "k")
      }
    }
  }

  @Test(
    arguments: [
      (FakeAnswer(200, [], "<html>"), "the endpoint's listing cannot be read"),
      (
        FakeAnswer(200, [], "<ListBucketResult><Contents/></ListBucketResult>"), "the endpoint's listing cannot be read"
      ),
      (
        FakeAnswer(
          200, [],
          "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"
            + "<Contents><Key>k</Key><Size>1</Size></Contents></ListBucketResult>"),
        "the endpoint's listing does not end"
      ),
      (FakeAnswer(body: .endless(52_428_800)), "the answer is longer than 16777216 bytes"),
      (FakeAnswer(body: .silence), "no complete answer within 0.5 seconds"),
    ] as [(FakeAnswer, String)])
  func survivesBadListings(answer: FakeAnswer, expected: String) async throws {
    try await with({ _ in answer }) { store in
      var store = store
      if case .silence = answer.body { store.timeout = .milliseconds(500) }
      #expect(throws: DatasetError.itemReaderFailed("s3://data/: " + expected)) {
        try store.list(bucket: "data", prefix: "")
      }
    }
  }

  @Test func refusesAnEndpointThatIgnoresRanges() async throws {
    try await with({ request in
      request.method == "HEAD"
        ? FakeAnswer(body: .onlyLength(100)) : FakeAnswer(200, [], String(repeating: "x", count: 100))
    }) { store in
      var reader = try #require(try store.reader(bucket: "data", key: "k"))
      #expect(throws: DatasetError.self) { _ = try reader.next(10) }
    }
  }

  @Test func feedsADistributedMap() async throws {
    let bucket = FakeBucket()
    bucket["items.json"] = Array("[1, 2, 3]".utf8)
    let machine = try StateMachine(
      parsing: #"""
        {"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
          "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSON"},
                         "Parameters": {"Bucket": "data", "Key": "items.json"}},
          "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                            "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}}
        """#)
    try await FakeEndpoint.run {
      bucket.answer($0)
    } _: { fake in
      let client = HTTPClient(configuration: TaskEndpoints.clientConfiguration)
      let store = try S3DatasetStore(endpoint: fake.url, client: client, region: "us-east-1", credentials: .test)
      let result = await LiveDriver(datasets: store).run(
        machine, input: [:], identity: ExecutionIdentity(stateMachineName: "Machine", name: "run"))
      try await client.shutdown()
      #expect(result.output == [1, 2, 3])
    }
  }
}
