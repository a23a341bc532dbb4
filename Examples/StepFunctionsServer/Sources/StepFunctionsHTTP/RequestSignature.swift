import HTTPTypes

/// What a Signature Version 4 says about its request: the region, and the account if the access key is one. It is never
/// checked.
///
/// - SeeAlso: AWS Identity and Access Management User Guide, "Elements of an AWS API request signature".
struct RequestSignature: Hashable {
  /// The region that the request was signed for.
  var region: String?
  /// The account: the access key, if it consists of twelve digits, as local endpoints have it.
  var account: String?

  /// Reads the header `Authorization`, or the query of a presigned URL.
  init(authorization: String?, query: Substring?) {
    guard let credential = Self.credential(authorization) ?? Self.presigned(query) else { return }
    // <key>/<date>/<region>/<service>/aws4_request
    let parts = credential.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 5 else { return }
    let (key, region) = (parts[parts.count - 5], parts[parts.count - 3])
    if key.utf8.count == 12, key.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) { account = String(key) }
    if Self.isRegion(region) { self.region = String(region) }
  }

  private static func credential(_ authorization: String?) -> String? {
    guard let authorization, let start = authorization.range(of: "Credential=") else { return nil }
    return String(authorization[start.upperBound...].prefix { $0 != "," && $0 != " " })
  }

  private static func presigned(_ query: Substring?) -> String? {
    guard let query else { return nil }
    for pair in query.split(separator: "&") {
      guard let equals = pair.firstIndex(of: "="), pair[..<equals] == "X-Amz-Credential" else { continue }
      return String(pair[pair.index(after: equals)...]).replacing("%2F", with: "/").replacing("%2f", with: "/")
    }
    return nil
  }

  /// Whether a string can be part of an ARN as its region.
  private static func isRegion(_ text: Substring) -> Bool {
    1...32 ~= text.utf8.count
      && text.utf8.allSatisfy { 0x61...0x7a ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x2d }
  }
}
