import OrderedJSON

/// The account and the region that a request is made for.
struct Scope: Hashable, Sendable {
  var region = "us-east-1"
  var account = "123456789012"

  /// The ARN of a resource of this account and region.
  func arn(_ resource: String) -> String { "arn:aws:states:\(region):\(account):\(resource)" }
}

/// A request: an operation by its name in the API, and its members.
struct Call: Sendable, CustomStringConvertible {
  var operation: String
  var members: JSON.Object = [:]
  var scope = Scope()

  /// A member; `null` is the same as none.
  subscript(name: String) -> JSON? { members[name].flatMap { $0.isNull ? nil : .some($0) } }

  /// A member that is a string.
  func text(_ name: String) -> String? { self[name]?.stringValue }

  var description: String {
    let members = JSONPrinter.compact.string(.object(members))
    return "\(operation) \(members.count > 600 ? members.prefix(600) + "…" : members) in \(scope.region)"
  }
}

/// A refusal of a request. A message or a reason that the reference does not tell is not compared.
struct Refusal: Error, Hashable, CustomStringConvertible {
  var code: String
  var message: String?
  var reason: String?
  /// Another code that is as good: several things are wrong, and which one the service tells first is not known.
  var orElse: String?

  init(_ code: String, _ message: String? = nil, reason: String? = nil) {
    self.code = code
    self.message = message
    self.reason = reason
  }

  var description: String {
    "\(code): \(message ?? "(any message)")\(reason.map { " [\($0)]" } ?? "")"
  }
}

/// What the model says of a request.
enum Expected: Sendable, CustomStringConvertible {
  case answer(JSON)
  case refusal(Refusal)
  /// It waits for a task; the number of its poll.
  case waits(Int)

  /// Whether an answer of the service is this one.
  func matches(_ status: Int, _ body: JSON) -> Bool {
    switch self {
    case .waits: false
    case .answer(let expected): status == 200 && Expected.canonical(body) == Expected.canonical(expected)
    case .refusal(let refusal):
      status == 400 && body["__type"]?.stringValue == refusal.orElse
        || status == 400 && body["__type"]?.stringValue == refusal.code
          && (refusal.message == nil
            || (body["message"]?.stringValue == refusal.message && body["reason"]?.stringValue == refusal.reason))
    }
  }

  /// The same answer with its tags in the order of their keys: the service's order of tags is its own.
  private static func canonical(_ body: JSON) -> JSON {
    guard let tags = body["tags"]?.arrayValue else { return body }
    var body = body
    body["tags"] = .array(tags.sorted { ($0["key"]?.stringValue ?? "") < ($1["key"]?.stringValue ?? "") })
    return body
  }

  var description: String {
    switch self {
    case .answer(let body): JSONPrinter.compact.string(body)
    case .refusal(let refusal): refusal.description
    case .waits(let poll): "poll \(poll) waits"
    }
  }
}

extension JSON {
  /// Milliseconds since 1970 as the protocol writes them.
  static func time(_ milliseconds: Int64) -> JSON { .number(.decimal(significand: milliseconds, scale: 3)) }

  /// An object without the members that are absent, or `null`.
  static func members(_ members: KeyValuePairs<String, JSON?>) -> JSON {
    var object = JSON.Object()
    for (name, value) in members { if let value, !value.isNull { object[name] = value } }
    return .object(object)
  }

  static func text(_ text: String?) -> JSON? { text.map { .string($0) } }
}
