/// Reads JSON text (RFC 8259, strictly) into values.
public struct JSONParser: Sendable {
  /// How deeply arrays and objects may be nested.
  public var maximumDepth: Int
  /// How many bytes a text may have.
  public var maximumBytes: Int
  /// Whether a name that stands twice in one object is refused; otherwise the last value wins.
  public var refusesRepeatedNames: Bool

  /// The bounds that hold unless said otherwise: 1,000 levels, which is safe on a stack of 512 KiB; no limit of size.
  public static let `default` = JSONParser()

  /// Makes a parser.
  public init(maximumDepth: Int = 1_000, maximumBytes: Int = .max, refusesRepeatedNames: Bool = false) {
    self.maximumDepth = maximumDepth
    self.maximumBytes = maximumBytes
    self.refusesRepeatedNames = refusesRepeatedNames
  }

  /// Reads the one value in a text.
  public func parse(_ text: String) throws(JSONParseError) -> JSON {
    var text = text
    let result = text.withUTF8 { parseResult($0) }
    return try result.get()
  }

  /// Reads the one value in UTF-8 bytes.
  public func parse(_ bytes: [UInt8]) throws(JSONParseError) -> JSON {
    try bytes.withUnsafeBufferPointer { parseResult($0) }.get()
  }

  /// Reads the one value in UTF-8 bytes.
  public func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONParseError) -> JSON {
    try parseResult(bytes).get()
  }

  private func parseResult(_ bytes: UnsafeBufferPointer<UInt8>) -> Result<JSON, JSONParseError> {
    var nothing: UInt8 = 0
    return withUnsafePointer(to: &nothing) { empty in
      var reader = ValueReader(
        scanner: JSONScanner(bytes, empty: empty), maximumDepth: maximumDepth,
        refusesRepeatedNames: refusesRepeatedNames)
      do throws(JSONParseError) {
        if bytes.count > maximumBytes { throw reader.scanner.failure(.tooLarge(limit: maximumBytes), at: 0) }
        return .success(try reader.document())
      } catch {
        return .failure(error)
      }
    }
  }
}

extension JSON {
  /// Reads JSON text with the default bounds.
  public init(parsing text: String) throws(JSONParseError) { self = try JSONParser.default.parse(text) }

  /// Reads JSON text in UTF-8 with the default bounds.
  public init(parsing bytes: [UInt8]) throws(JSONParseError) { self = try JSONParser.default.parse(bytes) }
}

/// The recursive descent behind ``JSONParser``.
private struct ValueReader: ~Copyable {
  var scanner: JSONScanner
  let maximumDepth: Int
  let refusesRepeatedNames: Bool
  var elements = BuildStack<JSON>()
  var members = BuildStack<JSON.Object.Member>()
  var depth = 0

  init(scanner: JSONScanner, maximumDepth: Int, refusesRepeatedNames: Bool) {
    self.scanner = scanner
    self.maximumDepth = maximumDepth
    self.refusesRepeatedNames = refusesRepeatedNames
  }

  mutating func document() throws(JSONParseError) -> JSON {
    let result = try value()
    if scanner.next() != nil { throw scanner.failure(.trailingContent, at: scanner.at) }
    return result
  }

  private mutating func value() throws(JSONParseError) -> JSON {
    guard let byte = scanner.next() else { throw scanner.unexpected(expected: "a value") }
    switch byte {
    case 0x22: return .string(try scanner.string())
    case 0x7b: return try object()
    case 0x5b: return try array()
    case 0x2d, 0x30...0x39: return .number(try scanner.number())
    case 0x74:
      try scanner.word("true")
      return .bool(true)
    case 0x66:
      try scanner.word("false")
      return .bool(false)
    case 0x6e:
      try scanner.word("null")
      return .null
    default: throw scanner.unknownWord()
    }
  }

  private mutating func enter() throws(JSONParseError) {
    depth &+= 1
    if depth > maximumDepth { throw scanner.failure(.tooDeep(limit: maximumDepth), at: scanner.at) }
    scanner.at &+= 1
  }

  private mutating func array() throws(JSONParseError) -> JSON {
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

  private mutating func object() throws(JSONParseError) -> JSON {
    try enter()
    let start = members.count
    if scanner.next() == 0x7d {
      scanner.at &+= 1
      depth &-= 1
      return .object(JSON.Object())
    }
    while true {
      guard scanner.next() == 0x22 else { throw scanner.unexpected(expected: "a member's name in quotes") }
      let place = scanner.at
      let key = try scanner.string()
      guard scanner.next() == 0x3a else { throw scanner.unexpected(expected: "':'") }
      scanner.at &+= 1
      let value = try value()
      if let earlier = find(key, from: start) {
        if refusesRepeatedNames { throw scanner.failure(.repeatedName(key), at: place) }
        members.replace(at: earlier, with: JSON.Object.Member(key: key, value: value))
      } else {
        members.push(JSON.Object.Member(key: key, value: value))
        if members.count &- start > Self.searchLimit { return try largeObject(start) }
      }
      switch scanner.next() {
      case 0x2c: scanner.at &+= 1
      case 0x7d:
        scanner.at &+= 1
        depth &-= 1
        return .object(JSON.Object(distinct: members.popContiguousArray(from: start)))
      default: throw scanner.unexpected(expected: "',' or '}'")
      }
    }
  }

  /// Up to how many members repeated names are looked for one by one; beyond, by the object's index.
  private static let searchLimit = 12

  @inline(__always)
  private func find(_ key: String, from start: Int) -> Int? {
    var place = start
    while place < members.count {
      if members[place].key.hasSameUTF8(as: key) { return place }
      place &+= 1
    }
    return nil
  }

  /// The rest of an object that has grown past ``searchLimit``; the scanner stands behind a value.
  private mutating func largeObject(_ start: Int) throws(JSONParseError) -> JSON {
    var object = JSON.Object(distinct: members.popContiguousArray(from: start))
    while true {
      switch scanner.next() {
      case 0x2c: scanner.at &+= 1
      case 0x7d:
        scanner.at &+= 1
        depth &-= 1
        return .object(object)
      default: throw scanner.unexpected(expected: "',' or '}'")
      }
      guard scanner.next() == 0x22 else { throw scanner.unexpected(expected: "a member's name in quotes") }
      let place = scanner.at
      let key = try scanner.string()
      guard scanner.next() == 0x3a else { throw scanner.unexpected(expected: "':'") }
      scanner.at &+= 1
      let value = try value()
      if let earlier = object.position(of: key) {
        if refusesRepeatedNames { throw scanner.failure(.repeatedName(key), at: place) }
        object.setValue(at: earlier, to: value)
      } else {
        object.append(distinct: JSON.Object.Member(key: key, value: value))
      }
    }
  }
}
