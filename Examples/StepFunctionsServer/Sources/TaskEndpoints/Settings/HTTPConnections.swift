import OrderedJSON

/// The connections of HTTP tasks, as EventBridge would keep them: how to authenticate, and what to add to requests.
///
/// ```json
/// {"connections": {
///    "arn:aws:events:us-east-1:123456789012:connection/shop/*": {"apiKey": {"name": "X-Key", "value": "…"}},
///    "billing": {"basic": {"username": "u", "password": "p"}, "query": {"version": "2"}}
///  },
///  "origins": {"https://api.example.com": "http://127.0.0.1:9000"}}
/// ```
///
/// A connection is named by its ARN, by the beginning of one and `*`, or by its name. `origins` sends the requests for one
/// server to another, so that a definition with the real address can be tried with a server of a test.
///
/// - SeeAlso: EventBridge API Reference, "CreateConnection".
public struct HTTPConnections: Sendable {
  /// What a connection adds to requests.
  struct Connection: Sendable {
    var headers: [(name: String, value: String)] = []
    var query: [(name: String, value: String)] = []
    var body: [(name: String, value: JSON)] = []
  }

  private var connections: [(name: String, connection: Connection)] = []
  private var origins: [String: String] = [:]

  /// No connections.
  public init() {}

  /// Reads a file of connections.
  ///
  /// - Throws: ``SettingsError``, with the position in the file.
  public init(contentsOf path: String) throws(SettingsError) {
    try self.init(parsing: try SettingsFile.read(path), source: path)
  }

  /// Reads the text of a file of connections.
  ///
  /// - Throws: ``SettingsError``, with the position in the text.
  public init(parsing text: [UInt8], source: String = "connections") throws(SettingsError) {
    let file = try SettingsValue(parsing: text, source: source).members(allowed: ["connections", "origins"])
    for (name, value) in try file["connections"]?.members() ?? [] {
      connections.append((name, try Self.connection(value)))
    }
    for (name, value) in try file["origins"]?.members() ?? [] {
      guard let from = EndpointAddress(name), from.path.isEmpty, name.lowercased().hasPrefix("https://") else {
        throw value.error("belongs to something that is not the origin of an https address")
      }
      guard let to = EndpointAddress(try value.string()) else { throw value.error("is not an http or https address") }
      origins[from.origin.lowercased()] = to.origin + to.path
    }
  }

  private static func connection(_ value: SettingsValue) throws(SettingsError) -> Connection {
    let members = try value.members(allowed: ["basic", "apiKey", "headers", "query", "body"])
    var connection = Connection()
    func pair(_ value: SettingsValue, _ first: String, _ second: String) throws(SettingsError) -> (String, String) {
      let members = try value.members(allowed: [first, second])
      guard let one = members[first], let two = members[second] else {
        throw value.error("must have '\(first)' and '\(second)'")
      }
      return (try one.string(), try two.string())
    }
    if let basic = members["basic"] {
      guard members["apiKey"] == nil else { throw value.error("has both 'basic' and 'apiKey'") }
      let (user, password) = try pair(basic, "username", "password")
      connection.headers.append(("Authorization", "Basic " + Base64.encode(Array("\(user):\(password)".utf8))))
    }
    if let key = members["apiKey"] { connection.headers.append(try pair(key, "name", "value")) }
    for (name, value) in try members["headers"]?.members() ?? [] {
      connection.headers.append((name, try value.string()))
    }
    for header in connection.headers {
      guard HTTPRoute.isHeader(header.name), header.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
        throw value.error("has a header that cannot be sent: '\(header.name)'")
      }
    }
    for (name, value) in try members["query"]?.members() ?? [] {
      connection.query.append((name, try value.string()))
    }
    for (name, value) in try members["body"]?.members() ?? [] { connection.body.append((name, value.json)) }
    return connection
  }

  /// The connection with an ARN, if it is known.
  func connection(_ arn: String) -> Connection? {
    connections.first { name, _ in
      if name.hasSuffix("*") { return arn.utf8.starts(with: name.utf8.dropLast()) }
      // arn:aws:events:us-east-1:123456789012:connection/name/id
      let parts = arn.split(separator: "/", omittingEmptySubsequences: false)
      return name == arn || parts.count > 1 && parts[1] == name && parts[0].hasSuffix(":connection")
    }?.connection
  }

  /// The address to which a request is sent.
  func address(_ url: String) -> String {
    guard !origins.isEmpty, let scheme = url.firstRange(of: "://") else { return url }
    let authority = url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let other = origins[url[..<authority.endIndex].lowercased()] else { return url }
    return other + url[authority.endIndex...]
  }
}

/// Base64 with `=` at the end.
enum Base64 {
  static func encode(_ bytes: [UInt8]) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits = group.reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
      bits <<= UInt32(8 * (3 - group.count))
      for place in 0..<4 {
        text.append(place <= group.count ? digits[Int(bits >> UInt32(18 - 6 * place)) & 63] : "=")
      }
    }
    return text
  }
}
