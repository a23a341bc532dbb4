import OrderedJSON

/// An input of several parts: an empty line ends a part, the last one takes the rest.
struct Parts {
  private var rest: ArraySlice<UInt8>
  private var isAtEnd = false

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The next part, or `nil` when there is none.
  mutating func next() -> [UInt8]? {
    guard !isAtEnd else { return nil }
    var at = rest.startIndex
    while at + 1 < rest.endIndex {
      if rest[at] == 0x0a, rest[at + 1] == 0x0a {
        defer { rest = rest[(at + 2)...] }
        return Array(rest[..<at])
      }
      at += 1
    }
    return last()
  }

  /// All that is left, empty lines and all.
  mutating func last() -> [UInt8]? {
    guard !isAtEnd else { return nil }
    isAtEnd = true
    return Array(rest)
  }

  mutating func text() -> String { String(decoding: next() ?? [], as: UTF8.self) }

  /// The next part as a JSON document, or the document of every test where there is none.
  mutating func document() -> JSON {
    guard let bytes = next(), let value = try? JSON(parsing: bytes) else { return Self.document }
    return value
  }

  /// Something of every kind to look into.
  static let document: JSON = [
    "a": [["b": "x", "c": 1, "n": "ab12"], 2, nil, "z", true], "b": ["a": [1, 2, 3], "c": ["d": "e"]],
    "n": [1.5, -2, 0, 1e21], "s": "one, two", "items": [["id": 1, "price": 2.5], ["id": 2, "price": 10]], "t": true,
  ]
}
