import Foundation
import OrderedJSON
import StatesRuntime
import Testing

@testable import TaskEndpoints

@Suite struct S3TasksTests {
  /// Runs tasks one after the other over an empty folder of buckets.
  private func with<Result>(_ body: (TaskRun, URL) async throws -> Result) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("s3-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(TaskRun(try TaskEndpointSettings(environment: ["S3_FOLDER": folder.path])), folder)
  }

  private static let get = "arn:aws:states:::aws-sdk:s3:getObject"
  private static let put = "arn:aws:states:::aws-sdk:s3:putObject"
  private static let list = "arn:aws:states:::aws-sdk:s3:listObjectsV2"

  @Test(
    arguments: [
      ("hello\n\u{3c0}", #""hello\n\#u{3c0}""#, "\"c6ec2e91cee2c8f93ac3ea352875c365\""),
      (nil, "null", "\"37a6259cc0c1dae299a7866489dff0bd\""),
      (["a": 1], #"{"a":1}"#, nil),
    ] as [(JSON, String, String?)])
  func writesBodiesAsJSON(body: JSON, text: String, etag: String?) async throws {
    try await with { run, folder in
      let written = try await run.run(Self.put, ["Bucket": "b", "Key": "k/x", "Body": body])
      #expect(try String(contentsOf: folder.appendingPathComponent("b/k/x"), encoding: .utf8) == text)
      if let etag { #expect(written.output == ["ETag": .string(etag)]) }
      let read = try await run.run(Self.get, ["Bucket": "b", "Key": "k/x"])
      #expect(read.output?["Body"] == .string(text))
      #expect(read.output?["ContentLength"] == .integer(text.utf8.count))
      #expect(read.output?["ETag"] == written.output?["ETag"])
    }
  }

  @Test func listsInPages() async throws {
    try await with { run, _ in
      for key in ["a1", "a2", "a3", "b"] {
        _ = try await run.run(Self.put, ["Bucket": "b", "Key": .string(key), "Body": 1])
      }
      let first = try await run.run(Self.list, ["Bucket": "b", "Prefix": "a", "MaxKeys": 2])
      #expect(first.output?["Contents"]?.arrayValue?.compactMap { $0["Key"]?.stringValue } == ["a1", "a2"])
      #expect(first.output?["IsTruncated"] == true)
      let token = try #require(first.output?["NextContinuationToken"])
      let second = try await run.run(Self.list, ["Bucket": "b", "Prefix": "a", "ContinuationToken": token])
      #expect(second.output?["Contents"]?.arrayValue?.compactMap { $0["Key"]?.stringValue } == ["a3"])
      #expect(second.output?["KeyCount"] == 1)
      let none = try await run.run(Self.list, ["Bucket": "b", "Prefix": "absent/", "MaxKeys": 2])
      #expect(
        none.shown == #"{"IsTruncated":false,"KeyCount":0,"MaxKeys":2,"Name":"b","Prefix":"absent/"}"#)
    }
  }

  @Test func saysThatAKeyIsMissing() async throws {
    try await with { run, _ in
      let result = try await run.run(Self.get, ["Bucket": "b", "Key": "absent"])
      #expect(
        result.shown.hasPrefix(
          "S3.NoSuchKeyException: The specified key does not exist. (Service: S3, Status Code: 404, Request ID: "))
    }
  }

  @Test(arguments: ["../escape", "/etc/passwd", "a/../../escape", "a\u{0}b", "a//b", "."])
  func staysInsideOfTheFolder(key: String) async throws {
    try await with { run, folder in
      let read = try await run.run(Self.get, ["Bucket": "b", "Key": .string(key)])
      #expect(read.error == "S3.S3Exception")
      let written = try await run.run(Self.put, ["Bucket": "b", "Key": .string(key), "Body": "x"])
      #expect(written.error == "S3.S3Exception")
      for bucket in ["..", "a/b", "."] {
        let result = try await run.run(Self.put, ["Bucket": .string(bucket), "Key": "k", "Body": "x"])
        #expect(result.error == "S3.S3Exception")
      }
      let outside = folder.deletingLastPathComponent().appendingPathComponent("escape").path
      #expect(!FileManager.default.fileExists(atPath: outside))
    }
  }

  @Test func doesNotFollowLinksToFiles() async throws {
    try await with { run, folder in
      let bucket = folder.appendingPathComponent("b")
      try FileManager.default.createDirectory(at: bucket, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: bucket.appendingPathComponent("link").path, withDestinationPath: "/etc/passwd")
      let read = try await run.run(Self.get, ["Bucket": "b", "Key": "link"])
      #expect(read.error == "S3.S3Exception")
      let listed = try await run.run(Self.list, ["Bucket": "b"])
      #expect(listed.output?["KeyCount"] == 0)
    }
  }

  @Test func namesWhatIsMissing() async throws {
    let result = try await TaskRun().run(Self.get, ["Bucket": "b", "Key": "k"])
    #expect(
      result.shown == "States.TaskFailed: No endpoint is configured for '\(Self.get)'; "
        + "set S3_ENDPOINT or add a route for it")
  }
}
