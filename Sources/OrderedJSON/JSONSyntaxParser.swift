/// Reads JSON text into a tree with places, for definitions.
public struct JSONSyntaxParser: Sendable {
  /// How deeply arrays and objects may be nested.
  public var maximumDepth: Int
  /// How many bytes a text may have.
  public var maximumBytes: Int

  /// Makes a parser.
  ///
  /// - Parameters:
  ///   - maximumDepth: how deeply arrays and objects may be nested.
  ///   - maximumBytes: how long a text may be; no more than 4 GiB in any case.
  public init(maximumDepth: Int = 1_000, maximumBytes: Int = 1 << 30) {
    self.maximumDepth = maximumDepth
    self.maximumBytes = min(maximumBytes, Int(UInt32.max))
  }

  /// Reads the one value in a text.
  public func parse(_ text: SourceText) throws(JSONParseError) -> JSONSyntax {
    let result: Result<JSONSyntax, JSONParseError> = text.bytes.withUnsafeBufferPointer { bytes in
      var nothing: UInt8 = 0
      return withUnsafePointer(to: &nothing) { empty in
        var reader = SyntaxReader(scanner: JSONScanner(bytes, empty: empty), maximumDepth: maximumDepth)
        do throws(JSONParseError) {
          if bytes.count > maximumBytes { throw reader.scanner.failure(.tooLarge(limit: maximumBytes), at: 0) }
          return .success(try reader.document())
        } catch {
          return .failure(error)
        }
      }
    }
    return try result.get()
  }
}

/// The recursive descent behind ``JSONSyntaxParser``.
private struct SyntaxReader: ~Copyable {
  var scanner: JSONScanner
  let maximumDepth: Int
  var elements = BuildStack<JSONSyntax>()
  var members = BuildStack<JSONSyntax.Member>()
  var depth = 0

  init(scanner: JSONScanner, maximumDepth: Int) {
    self.scanner = scanner
    self.maximumDepth = maximumDepth
  }

  mutating func document() throws(JSONParseError) -> JSONSyntax {
    let result = try value()
    if scanner.next() != nil { throw scanner.failure(.trailingContent, at: scanner.at) }
    return result
  }

  private mutating func value() throws(JSONParseError) -> JSONSyntax {
    guard let byte = scanner.next() else { throw scanner.unexpected(expected: "a value") }
    let start = scanner.at
    let content: JSONSyntax.Content
    switch byte {
    case 0x22: content = .string(try scanner.string())
    case 0x7b: content = try object()
    case 0x5b: content = try array()
    case 0x2d, 0x30...0x39: content = .number(try scanner.number())
    case 0x74:
      try scanner.word("true")
      content = .bool(true)
    case 0x66:
      try scanner.word("false")
      content = .bool(false)
    case 0x6e:
      try scanner.word("null")
      content = .null
    default: throw scanner.unknownWord()
    }
    return JSONSyntax(content, range: SourceRange(start: start, end: scanner.at))
  }

  private mutating func enter() throws(JSONParseError) {
    depth &+= 1
    if depth > maximumDepth { throw scanner.failure(.tooDeep(limit: maximumDepth), at: scanner.at) }
    scanner.at &+= 1
  }

  private mutating func array() throws(JSONParseError) -> JSONSyntax.Content {
    try enter()
    let start = elements.count
    if scanner.next() == 0x5d {
      scanner.at &+= 1
      depth &-= 1
      return .array([])
    }
    while true {
      elements.push(try value())
      switch scanner.next() {
      case 0x2c: scanner.at &+= 1
      case 0x5d:
        scanner.at &+= 1
        depth &-= 1
        return .array(elements.popArray(from: start))
      default: throw scanner.unexpected(expected: "',' or ']'")
      }
    }
  }

  private mutating func object() throws(JSONParseError) -> JSONSyntax.Content {
    try enter()
    let start = members.count
    if scanner.next() == 0x7d {
      scanner.at &+= 1
      depth &-= 1
      return .object([])
    }
    while true {
      guard scanner.next() == 0x22 else { throw scanner.unexpected(expected: "a member's name in quotes") }
      let keyStart = scanner.at
      let key = try scanner.string()
      let keyRange = SourceRange(start: keyStart, end: scanner.at)
      guard scanner.next() == 0x3a else { throw scanner.unexpected(expected: "':'") }
      scanner.at &+= 1
      members.push(JSONSyntax.Member(key: key, keyRange: keyRange, value: try value()))
      switch scanner.next() {
      case 0x2c: scanner.at &+= 1
      case 0x7d:
        scanner.at &+= 1
        depth &-= 1
        return .object(members.popArray(from: start))
      default: throw scanner.unexpected(expected: "',' or '}'")
      }
    }
  }
}
