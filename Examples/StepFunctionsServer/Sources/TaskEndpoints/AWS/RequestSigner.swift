import Crypto
import NIOHTTP1
import StatesEngine
import WebText

/// Signs requests with AWS Signature Version 4.
///
/// - SeeAlso: AWS General Reference, "Signature Version 4 signing process".
struct RequestSigner: Sendable {
  let credentials: AWSCredentials
  let region: String
  /// The service's name in signatures.
  let service: String

  /// Adds `Host`, `X-Amz-Date`, `X-Amz-Security-Token` and `Authorization`; for S3 also `X-Amz-Content-Sha256`.
  ///
  /// - Parameters:
  ///   - path: the path as it is sent, percent-encoded.
  ///   - query: the query's names and values, not encoded.
  ///   - headers: all headers that the signature is to cover, apart from trace headers; others may be added later.
  func sign(
    method: String, host: String, path: String, query: [(name: String, value: String)] = [],
    headers: inout HTTPHeaders, body: [UInt8], at time: Timestamp
  ) {
    let date = Self.date(time)
    let day = date.prefix(8)
    let bodyHash = Self.hexadecimal(SHA256.hash(data: body))
    headers.replaceOrAdd(name: "Host", value: host)
    headers.replaceOrAdd(name: "X-Amz-Date", value: date)
    if let token = credentials.sessionToken { headers.replaceOrAdd(name: "X-Amz-Security-Token", value: token) }
    if isS3 { headers.replaceOrAdd(name: "X-Amz-Content-Sha256", value: bodyHash) }

    let signed = Self.canonical(headers)
    let names = signed.map(\.name).joined(separator: ";")
    let request = [
      method, isS3 ? path : PercentEncoding.encode(path, keepsSlashes: true), Self.canonical(query: query),
      signed.map { "\($0.name):\($0.value)\n" }.joined(), names, bodyHash,
    ].joined(separator: "\n")
    let scope = "\(day)/\(region)/\(service)/aws4_request"
    let text = ["AWS4-HMAC-SHA256", date, scope, Self.hexadecimal(SHA256.hash(data: Array(request.utf8)))]
      .joined(separator: "\n")
    var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
    for part in [String(day), region, service, "aws4_request"] { key = SymmetricKey(data: Self.code(part, key)) }
    headers.replaceOrAdd(
      name: "Authorization",
      value: "AWS4-HMAC-SHA256 Credential=\(credentials.accessKeyID)/\(scope), SignedHeaders=\(names), "
        + "Signature=\(Self.hexadecimal(Self.code(text, key)))")
  }

  /// S3 encodes paths once, others twice, and wants the digest of the body.
  private var isS3: Bool { service == "s3" }

  /// The query as it is sent and signed: sorted, with everything encoded.
  static func canonical(query: [(name: String, value: String)]) -> String {
    query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }
      .sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }
      .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
  }

  /// Names in lower case, sorted; values of the same name joined; blanks inside values reduced to one.
  private static func canonical(_ headers: HTTPHeaders) -> [(name: String, value: String)] {
    var values: [String: [String]] = [:]
    // Trace headers are changed on the way.
    for (name, value) in headers where name.lowercased() != "x-amzn-trace-id" {
      values[name.lowercased(), default: []].append(
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " "))
    }
    return values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.joined(separator: ",")) }
  }

  /// `20150830T123600Z`.
  static func date(_ time: Timestamp) -> String {
    let text = time.description.prefix { $0 != "." }
    return text.filter { $0 != "-" && $0 != ":" } + "Z"
  }

  private static func code(_ text: String, _ key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key))
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    String(bytes.flatMap { PercentEncoding.digits($0).lowercased() })
  }
}
