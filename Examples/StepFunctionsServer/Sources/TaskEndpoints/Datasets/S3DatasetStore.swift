import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import StatesEngine
import StatesRuntime
import WebText

/// Datasets in S3, or in anything with S3's API: the endpoint is called with the bucket in the path.
///
/// Datasets are read and written synchronously: the thread is blocked until the endpoint has answered, at most for
/// ``timeout``. Large objects are read in parts.
///
/// - SeeAlso: Amazon S3 API Reference, "GetObject", "ListObjectsV2", "PutObject".
public struct S3DatasetStore: DatasetStore {
  /// How long one request may take.
  public var timeout = Duration.seconds(60)
  /// The maximum length in bytes of an object that ``object(bucket:key:)`` reads as a whole.
  public var maximumObjectBytes = 268_435_456
  /// The most objects of one listing.
  public var maximumListedObjects = 1_000_000

  private let client: HTTPClient
  private let address: EndpointAddress
  private let signer: RequestSigner

  /// The longest page of a listing, with room for keys of 1,024 bytes that are escaped.
  private static let longestPage = 16_777_216

  /// Creates a store.
  ///
  /// - Parameters:
  ///   - endpoint: the address without a bucket: `http://localhost:9000`.
  ///   - client: sends the requests; made with ``TaskEndpoints/clientConfiguration``. It is not shut down.
  ///   - region: the region that signatures name.
  ///   - credentials: sign the requests.
  /// - Throws: ``SettingsError`` if the endpoint is not an address.
  public init(
    endpoint: String, client: HTTPClient, region: String, credentials: AWSCredentials
  ) throws(SettingsError) {
    guard let address = EndpointAddress(endpoint) else {
      throw SettingsError(source: "S3", problem: "'\(endpoint)' is not an http or https address")
    }
    self.address = address
    self.client = client
    signer = RequestSigner(credentials: credentials, region: region, service: "s3")
  }

  // MARK: Reading

  /// The bytes of an object, or `nil` if there is none.
  public func object(bucket: String, key: String) throws(DatasetError) -> [UInt8]? {
    let answer: EndpointAnswer
    do throws(EndpointProblem) {
      answer = try call(.GET, bucket, key, limit: max(maximumObjectBytes, 0))
    } catch {
      throw .itemReaderFailed("s3://\(bucket)/\(key): \(error.reason)")
    }
    if answer.isSuccess { return answer.body }
    return try Self.missing(answer, bucket, key)
  }

  /// A reader of an object's bytes, or `nil` if there is none. If the object is replaced meanwhile, reading fails.
  public func reader(bucket: String, key: String) throws(DatasetError) -> (any DatasetReader)? {
    let answer: EndpointAnswer
    do throws(EndpointProblem) {
      answer = try call(.HEAD, bucket, key, limit: 0)
    } catch {
      throw .itemReaderFailed("s3://\(bucket)/\(key): \(error.reason)")
    }
    guard answer.isSuccess else { return try Self.missing(answer, bucket, key) }
    guard let length = answer.header("content-length").flatMap({ Int64($0) }), length >= 0 else {
      throw .itemReaderFailed("s3://\(bucket)/\(key): the endpoint does not give the object's length")
    }
    return Reader(store: self, bucket: bucket, key: key, etag: answer.header("etag"), length: length)
  }

  /// - Returns: `nil` if an answer says that there is no such object.
  /// - Throws: what else it says.
  private static func missing<Value>(
    _ answer: EndpointAnswer, _ bucket: String, _ key: String
  ) throws(DatasetError) -> Value? {
    let failure = AWSFailure(answer)
    // Answers to HEAD have no body, and so no code.
    if answer.status == 404, failure.code == "NoSuchKey" || answer.body.isEmpty { return nil }
    throw .itemReaderFailed("s3://\(bucket)/\(key) cannot be read: \(failure.message ?? failure.code)")
  }

  private struct Reader: DatasetReader {
    let store: S3DatasetStore
    let bucket: String
    let key: String
    let etag: String?
    let length: Int64
    private var offset: Int64 = 0

    init(store: S3DatasetStore, bucket: String, key: String, etag: String?, length: Int64) {
      self.store = store
      self.bucket = bucket
      self.key = key
      self.etag = etag
      self.length = length
    }

    mutating func next(_ count: Int) throws(DatasetError) -> [UInt8] {
      let wanted = min(Int64(max(count, 0)), length - offset)
      guard wanted > 0 else { return [] }
      var headers: HTTPHeaders = ["Range": "bytes=\(offset)-\(offset + wanted - 1)"]
      if let etag { headers.add(name: "If-Match", value: etag) }
      let answer: EndpointAnswer
      do throws(EndpointProblem) {
        answer = try store.call(.GET, bucket, key, headers: headers, limit: Int(clamping: wanted))
      } catch {
        throw .itemReaderFailed("s3://\(bucket)/\(key): \(error.reason)")
      }
      if answer.status == 412 { throw .itemReaderFailed("s3://\(bucket)/\(key) was replaced while it was read") }
      guard answer.isSuccess else {
        let failure = AWSFailure(answer)
        throw .itemReaderFailed("s3://\(bucket)/\(key) cannot be read: \(failure.message ?? failure.code)")
      }
      guard answer.body.count == wanted, answer.status == 206 || wanted == length else {
        throw .itemReaderFailed("s3://\(bucket)/\(key): the endpoint does not give the part that it was asked for")
      }
      offset += wanted
      return answer.body
    }
  }

  /// The objects of a bucket whose keys start with a prefix, in the order of their keys' UTF-8 bytes.
  public func list(bucket: String, prefix: String) throws(DatasetError) -> [DatasetObject] {
    var objects: [DatasetObject] = []
    var token: String?
    repeat {
      let page = try page(bucket, prefix, after: token)
      objects += page.objects
      guard objects.count <= maximumListedObjects else {
        throw .itemReaderFailed("s3://\(bucket)/\(prefix): there are more than \(maximumListedObjects) objects")
      }
      guard page.next == nil || page.next != token, !page.objects.isEmpty || page.next == nil else {
        throw .itemReaderFailed("s3://\(bucket)/\(prefix): the endpoint's listing does not end")
      }
      token = page.next
    } while token != nil
    return objects.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private func page(
    _ bucket: String, _ prefix: String, after token: String?
  ) throws(DatasetError) -> (objects: [DatasetObject], next: String?) {
    var query = [("list-type", "2"), ("prefix", prefix), ("encoding-type", "url")]
    if let token { query.append(("continuation-token", token)) }
    let answer: EndpointAnswer
    do throws(EndpointProblem) {
      answer = try call(.GET, bucket, nil, query: query, limit: Self.longestPage)
    } catch {
      throw .itemReaderFailed("s3://\(bucket)/\(prefix): \(error.reason)")
    }
    guard answer.isSuccess else {
      let failure = AWSFailure(answer)
      throw .itemReaderFailed("s3://\(bucket)/\(prefix) cannot be listed: \(failure.message ?? failure.code)")
    }
    guard let document = try? XMLElement(parsing: answer.body), document.name == "ListBucketResult" else {
      throw .itemReaderFailed("s3://\(bucket)/\(prefix): the endpoint's listing cannot be read")
    }
    let isEncoded = document.child("EncodingType")?.text == "url"
    var objects: [DatasetObject] = []
    for entry in document.children("Contents") {
      let text = entry.child("Key")?.text ?? ""
      guard let key = isEncoded ? PercentEncoding.decode(text) : text, let size = Int(entry.child("Size")?.text ?? "")
      else { throw .itemReaderFailed("s3://\(bucket)/\(prefix): the endpoint's listing cannot be read") }
      let time = entry.child("LastModified").flatMap { Timestamp(iso8601: $0.text) }
      objects.append(
        DatasetObject(
          key: key, size: size, etag: entry.child("ETag")?.text ?? "", lastModified: (time?.milliseconds ?? 0) / 1_000))
    }
    let isTruncated = document.child("IsTruncated")?.text == "true"
    return (objects, isTruncated ? document.child("NextContinuationToken")?.text : nil)
  }

  // MARK: Writing

  /// Writes an object; an existing one with the same key is replaced.
  public func put(_ bytes: [UInt8], bucket: String, key: String) throws(DatasetError) {
    let answer: EndpointAnswer
    do throws(EndpointProblem) {
      answer = try call(.PUT, bucket, key, body: bytes, limit: 1_048_576)
    } catch {
      throw .resultWriterFailed("s3://\(bucket)/\(key): \(error.reason)")
    }
    guard answer.isSuccess else {
      let failure = AWSFailure(answer)
      throw .resultWriterFailed("s3://\(bucket)/\(key) cannot be written: \(failure.message ?? failure.code)")
    }
  }

  // MARK: Requests

  /// How often a request is sent whose connection breaks: all of them can be repeated.
  private static let attempts = 3

  private func call(
    _ method: HTTPMethod, _ bucket: String, _ key: String?, query: [(name: String, value: String)] = [],
    headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], limit: Int
  ) throws(EndpointProblem) -> EndpointAnswer {
    for _ in 1..<Self.attempts {
      do throws(EndpointProblem) {
        return try callOnce(method, bucket, key, query: query, headers: headers, body: body, limit: limit)
      } catch {
        guard case .connection = error else { throw error }
      }
    }
    return try callOnce(method, bucket, key, query: query, headers: headers, body: body, limit: limit)
  }

  private func callOnce(
    _ method: HTTPMethod, _ bucket: String, _ key: String?, query: [(name: String, value: String)],
    headers extra: HTTPHeaders,
    body: [UInt8], limit: Int
  ) throws(EndpointProblem) -> EndpointAnswer {
    guard !bucket.isEmpty, key != "" else { throw .badAddress("s3://\(bucket)/\(key ?? "")") }
    let path =
      address.path + "/" + PercentEncoding.encode(bucket)
      + (key.map { "/" + PercentEncoding.encode($0, keepsSlashes: true) } ?? "")
    var headers = extra
    signer.sign(
      method: method.rawValue, host: address.host, path: path, query: query, headers: &headers, body: body,
      at: .systemTime())
    let text = RequestSigner.canonical(query: query)
    let url = address.origin + path + (text.isEmpty ? "" : "?" + text)
    do {
      let request = try HTTPClient.Request(
        url: url, method: method, headers: headers, body: method == .PUT ? .bytes(body) : nil)
      // The protocol of datasets is synchronous; the answer is awaited on NIO's threads, not on this one.
      let answer = try client.execute(
        request: request, delegate: ResponseAccumulator(request: request, maxBodySize: max(limit, 0)),
        deadline: .now() + timeout.timeAmount
      ).wait()
      return EndpointAnswer(
        status: Int(answer.status.code), headers: answer.headers,
        body: answer.body.map { Array($0.readableBytesView) } ?? [])
    } catch is ResponseAccumulator.ResponseTooBigError {
      throw .tooLong(limit: limit)
    } catch {
      throw EndpointProblem(error, url, timeout)
    }
  }
}
