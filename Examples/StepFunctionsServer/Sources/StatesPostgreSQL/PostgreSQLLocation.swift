#if PostgreSQL
  /// Where a database is, and which schema of it the store uses.
  struct PostgreSQLLocation: Sendable {
    /// What libpq connects to.
    let url: String
    let schema: String

    /// - Parameters:
    ///   - url: a connection string of libpq; a parameter `schema` of a URL is not libpq's.
    ///   - schema: the schema if the URL names none.
    init(_ url: String, schema: String) {
      guard let mark = url.firstIndex(of: "?") else {
        self.url = url
        self.schema = schema
        return
      }
      var named: String?
      let rest = url[url.index(after: mark)...].split(separator: "&").filter { parameter in
        guard parameter.hasPrefix("schema=") else { return true }
        named = Self.decoded(parameter.dropFirst("schema=".count))
        return false
      }
      self.url = url[..<mark] + (rest.isEmpty ? "" : "?" + rest.joined(separator: "&"))
      self.schema = named ?? schema
    }

    /// Decodes `%xx`.
    private static func decoded(_ text: Substring) -> String {
      var bytes: [UInt8] = []
      var rest = Substring(text).utf8
      while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
          bytes.append(code)
          rest = rest.dropFirst(2)
        } else {
          bytes.append(byte)
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }
#endif
