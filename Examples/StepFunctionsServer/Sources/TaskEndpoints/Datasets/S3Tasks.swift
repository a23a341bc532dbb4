import Crypto
import NIOPosix
import OrderedJSON
import StatesEngine
import StatesRuntime
import WebText

/// The tasks of `aws-sdk:s3` that work with objects as wholes, over a store of datasets: a folder, or S3 itself.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObject", "PutObject", "ListObjectsV2".
struct S3Tasks: Sendable {
  /// What is done here.
  enum Action: String {
    case getObject
    case putObject
    case listObjectsV2
  }

  let store: any DatasetStore

  /// Does a task, on a thread that may wait.
  ///
  /// - Throws: `CancellationError` if the threads have ended.
  func outcome(_ action: Action, of task: TaskRequest) async throws -> TaskReport.Outcome {
    let input = task.input
    let requestID = task.deduplicationID
    return try await NIOThreadPool.singleton.runIfActive {
      do throws(TaskFailure) {
        return .succeeded(try perform(action, input, requestID))
      } catch {
        return .failed(error: error.error, cause: error.cause)
      }
    }
  }

  private func perform(_ action: Action, _ input: JSON, _ requestID: String) throws(TaskFailure) -> JSON {
    guard let bucket = input["Bucket"]?.stringValue, !bucket.isEmpty else {
      throw Self.failure("S3Exception", "Bucket cannot be empty.", 400, requestID)
    }
    do throws(DatasetError) {
      if action == .listObjectsV2 { return try list(bucket, input) }
      guard let key = input["Key"]?.stringValue, !key.isEmpty else {
        throw DatasetError(error: "S3Exception", cause: "Key cannot be empty.")
      }
      if action == .putObject { return try put(bucket, key, input["Body"]) }
      if let found = try get(bucket, key) { return found }
    } catch {
      throw Self.failure("S3Exception", error.cause, 400, requestID)
    }
    throw Self.failure("NoSuchKeyException", "The specified key does not exist.", 404, requestID)
  }

  private static func failure(_ name: String, _ text: String, _ status: Int, _ requestID: String) -> TaskFailure {
    TaskFailure(
      "S3." + name,
      cause: "\(text) (Service: S3, Status Code: \(status), Request ID: \(requestID)) (SDK Attempt Count: 1)")
  }

  private func get(_ bucket: String, _ key: String) throws(DatasetError) -> JSON? {
    guard let bytes = try store.object(bucket: bucket, key: key) else { return nil }
    return [
      "AcceptRanges": "bytes", "ContentLength": .integer(bytes.count), "ETag": Self.etag(bytes), "Metadata": [:],
      "Body": .string(String(decoding: bytes, as: UTF8.self)),
    ]
  }

  /// A body is written as JSON text: strings with their quotes, `null` as `null`.
  private func put(_ bucket: String, _ key: String, _ body: JSON?) throws(DatasetError) -> JSON {
    let bytes = body.map { JSONPrinter.compact.bytes($0) } ?? []
    try store.put(bytes, bucket: bucket, key: key)
    return ["ETag": Self.etag(bytes)]
  }

  private static func etag(_ bytes: [UInt8]) -> JSON {
    .string("\"" + Insecure.MD5.hash(data: bytes).map { PercentEncoding.digits($0).lowercased() }.joined() + "\"")
  }

  private func list(_ bucket: String, _ input: JSON) throws(DatasetError) -> JSON {
    if input["Delimiter"]?.stringValue?.isEmpty == false {
      throw DatasetError(error: "S3Exception", cause: "Listings with a delimiter are not supported here.")
    }
    let prefix = input["Prefix"]?.stringValue ?? ""
    let most = Int(min(max(input["MaxKeys"]?.integerValue ?? 1_000, 0), 1_000))
    let token = input["ContinuationToken"]?.stringValue
    let start = token ?? input["StartAfter"]?.stringValue ?? ""
    let rest = try store.list(bucket: bucket, prefix: prefix).drop {
      !start.isEmpty && !start.utf8.lexicographicallyPrecedes($0.key.utf8)
    }
    let page = rest.prefix(most)
    var result: JSON.Object = [:]
    if !page.isEmpty {
      result["Contents"] = .array(
        page.map { object in
          let time = Timestamp(milliseconds: 0).advanced(bySeconds: object.lastModified)
          return [
            "ETag": .string(object.etag), "Key": .string(object.key),
            "LastModified": .string(time.description.replacing(".000Z", with: "Z")), "Size": .integer(object.size),
            "StorageClass": "STANDARD",
          ]
        })
    }
    if let token { result["ContinuationToken"] = .string(token) }
    result["IsTruncated"] = .bool(page.count < rest.count)
    result["KeyCount"] = .integer(page.count)
    result["MaxKeys"] = .integer(most)
    result["Name"] = .string(bucket)
    if page.count < rest.count, let last = page.last { result["NextContinuationToken"] = .string(last.key) }
    result["Prefix"] = .string(prefix)
    return .object(result)
  }
}
