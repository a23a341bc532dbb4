import HTTPTypes
public import Hummingbird

/// Refuses what web pages of other sites send through a browser: requests with a foreign `Origin`, and requests for a host
/// name that is not the server's, as after DNS rebinding.
///
/// Clients that are not browsers send no `Origin`, so that only the host name is checked. Names for this machine are
/// always allowed (`localhost`, `*.localhost`, addresses of the loopback), with and without the prefix `sync-` that SDKs
/// put in front of it.
public struct SameSiteMiddleware<Context: RequestContext>: RouterMiddleware {
  private let hosts: Set<String>
  private let allowsAnyHost: Bool

  /// Creates the check.
  ///
  /// - Parameters:
  ///   - hosts: further host names, without port.
  ///   - allowsAnyHost: for a server that other machines are meant to reach under names that it cannot know.
  public init(hosts: [String] = [], allowsAnyHost: Bool = false) {
    self.hosts = Set(hosts.map { $0.lowercased() })
    self.allowsAnyHost = allowsAnyHost
  }

  /// Refuses a request with 403, or passes it on.
  public func handle(
    _ request: Request, context: Context, next: (Request, Context) async throws -> Response
  ) async throws -> Response {
    // Browsers always name the host.
    let authority = request.head.authority ?? ""
    guard authority.isEmpty || isAllowed(HostName(authority)) else {
      return .refusal(
        .forbidden, "AccessDeniedException",
        "requests for the host '\(shown(authority))' are refused, as it is not a name of this server; --allow-host adds one"
      )
    }
    if let origin = request.headers[.origin], !isOwn(origin, authority) {
      return .refusal(
        .forbidden, "AccessDeniedException", "requests of web pages of '\(shown(origin))' are refused")
    }
    if let site = request.headers[.secFetchSite], site == "cross-site" || site == "same-site", !isVisit(request) {
      return .refusal(.forbidden, "AccessDeniedException", "requests of web pages of other sites are refused")
    }
    return try await next(request, context)
  }

  /// Whether someone follows a link to a page: the other site learns nothing of it, and can show it in no frame.
  private func isVisit(_ request: Request) -> Bool {
    request.method == .get && request.headers[.secFetchMode] == "navigate"
      && request.headers[.secFetchDestination] == "document"
  }

  private func shown(_ text: String) -> String { String(text.prefix(200)) }

  private func isAllowed(_ host: HostName) -> Bool {
    if allowsAnyHost || host.isLoopback || hosts.contains(host.name) { return true }
    return host.name.hasPrefix("sync-") && hosts.contains(String(host.name.dropFirst(5)))
  }

  /// Whether an origin is the site that the request is for.
  private func isOwn(_ origin: String, _ authority: String) -> Bool {
    guard let scheme = origin.range(of: "://") else { return false }
    return origin[scheme.upperBound...].lowercased() == authority.lowercased()
  }
}

/// The name in an authority, in lower case and without its port.
struct HostName: Hashable {
  let name: String

  init(_ authority: String) {
    let authority = authority.lowercased()
    if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
      name = String(authority[authority.index(after: authority.startIndex)..<end])
    } else {
      name = String(authority.prefix { $0 != ":" })
    }
  }

  /// Whether it means this machine, whatever a name server says.
  var isLoopback: Bool {
    let name = self.name.hasPrefix("sync-") ? self.name.dropFirst(5) : self.name[...]
    if name == "localhost" || name.hasSuffix(".localhost") || name == "::1" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}

extension HTTPField.Name {
  static var secFetchSite: HTTPField.Name { HTTPField.Name("Sec-Fetch-Site") ?? .origin }
  static var secFetchMode: HTTPField.Name { HTTPField.Name("Sec-Fetch-Mode") ?? .origin }
  static var secFetchDestination: HTTPField.Name { HTTPField.Name("Sec-Fetch-Dest") ?? .origin }
}
