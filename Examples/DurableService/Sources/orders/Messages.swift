import OrderedJSON

/// What a command asks the service for.
enum Request: Codable, Sendable {
  case place(name: String, order: Order)
  case pay(name: String, accepts: Bool)
  case list
  case show(name: String)
  case history(name: String)
}

/// What the service says to it.
enum Reply: Codable, Sendable {
  /// It has been done, or this is what was asked for.
  case done(String)
  /// It has not been done, and why.
  case refused(String)
}

/// A message is a JSON text; it ends where its sender stops writing.
extension Encodable {
  fileprivate var jsonBytes: [UInt8] { get throws { [UInt8](try JSON(encoding: self).description.utf8) } }
}

extension Request {
  var bytes: [UInt8] { get throws { try jsonBytes } }

  init(bytes: [UInt8]) throws { self = try JSON(parsing: bytes).decode(Request.self) }
}

extension Reply {
  var bytes: [UInt8] { get throws { try jsonBytes } }

  init(bytes: [UInt8]) throws { self = try JSON(parsing: bytes).decode(Reply.self) }
}
