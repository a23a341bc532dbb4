/// Reads JSON text (RFC 8259, strictly) into values.
public struct JSONParser: Sendable {
  /// How deeply arrays and objects may be nested. Reading itself is safe at any depth; see ``JSON/maximumDepth`` for
  /// the consequences of a larger limit.
  public var maximumDepth: Int
  /// The maximum length of the text, in bytes.
  public var maximumBytes: Int
  /// Whether a name that appears twice in one object is refused; otherwise the last value wins.
  public var refusesRepeatedNames: Bool

  /// The default limits: ``JSON/maximumDepth``; no size limit.
  public static let `default` = JSONParser()

  /// Creates a parser.
  public init(maximumDepth: Int = JSON.maximumDepth, maximumBytes: Int = .max, refusesRepeatedNames: Bool = false) {
    self.maximumDepth = maximumDepth
    self.maximumBytes = maximumBytes
    self.refusesRepeatedNames = refusesRepeatedNames
  }

  /// Reads the single value in a string.
  public func parse(_ text: String) throws(JSONParseError) -> JSON {
    var text = text
    let result = text.withUTF8 { parseResult($0) }
    return try result.get()
  }

  /// Reads the single value in UTF-8 bytes.
  public func parse(_ bytes: [UInt8]) throws(JSONParseError) -> JSON {
    try bytes.withUnsafeBufferPointer { parseResult($0) }.get()
  }

  /// Reads the single value in UTF-8 bytes.
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
  /// Reads JSON text with the default limits.
  public init(parsing text: String) throws(JSONParseError) { self = try JSONParser.default.parse(text) }

  /// Reads JSON text in UTF-8 with the default limits.
  public init(parsing bytes: [UInt8]) throws(JSONParseError) { self = try JSONParser.default.parse(bytes) }
}

/// The implementation of ``JSONParser``. Keeps open containers on a stack of its own: no text, however deeply nested,
/// can exhaust the call stack.
private struct ValueReader: ~Copyable {
  /// An array or object whose end has not been read.
  private struct Container {
    var isObject: Bool
    /// The index of its first part in `elements` or `members`.
    var start: Int
    /// One bit for each name seen, chosen by its bytes: a name whose bit is not set is new.
    var names: UInt64 = 0
    /// Whether a name appears twice. Only known for small objects; larger ones are checked when they are closed.
    var repeats = false
  }

  var scanner: JSONScanner
  private let maximumDepth: Int
  private let refusesRepeatedNames: Bool
  private var elements = BuildStack<JSON>()
  /// The last one has no value while that is being read.
  private var members = BuildStack<JSON.Object.Member>()
  /// The offsets of the names of `members`; only kept if repeated names are refused.
  private var places = BuildStack<Int>()
  private var outer = BuildStack<Container>()
  private var current = Container(isObject: false, start: 0)
  private var depth = 0
  private var keys: KeyCache

  init(scanner: JSONScanner, maximumDepth: Int, refusesRepeatedNames: Bool) {
    self.scanner = scanner
    self.maximumDepth = maximumDepth
    self.refusesRepeatedNames = refusesRepeatedNames
    keys = KeyCache(textLength: scanner.end)
  }

  mutating func document() throws(JSONParseError) -> JSON {
    document: while true {
      // A value starts here.
      guard let byte = scanner.next() else { throw scanner.unexpected(expected: "a value") }
      var value: JSON
      switch byte {
      case 0x22: value = .string(try scanner.string())
      case 0x7b:
        try open(isObject: true)
        guard scanner.next() == 0x7d else {
          try name()
          continue document
        }
        close()
        value = .object(JSON.Object())
      case 0x5b:
        try open(isObject: false)
        guard scanner.next() == 0x5d else { continue document }
        close()
        value = .array([])
      case 0x2d, 0x30...0x39: value = .number(try scanner.number())
      case 0x74:
        try scanner.word("true")
        value = .bool(true)
      case 0x66:
        try scanner.word("false")
        value = .bool(false)
      case 0x6e:
        try scanner.word("null")
        value = .null
      default: throw scanner.unknownWord()
      }
      // Store the value where it belongs; a container that ends after it is a value in turn.
      while depth > 0 {
        if current.isObject {
          members.fulfill(consume value)
          let next = scanner.next()
          if next == 0x2c {
            scanner.at &+= 1
            try name()
            continue document
          }
          guard next == 0x7d else { throw scanner.unexpected(expected: "',' or '}'") }
          value = .object(try closeObject())
        } else {
          elements.push(consume value)
          let next = scanner.next()
          if next == 0x2c {
            scanner.at &+= 1
            continue document
          }
          guard next == 0x5d else { throw scanner.unexpected(expected: "',' or ']'") }
          value = .array(elements.popArray(from: current.start))
          close()
        }
      }
      if scanner.next() != nil { throw scanner.failure(.trailingContent, at: scanner.at) }
      return value
    }
  }

  @inline(__always)
  private mutating func open(isObject: Bool) throws(JSONParseError) {
    guard depth < maximumDepth else { throw scanner.failure(.tooDeep(limit: maximumDepth), at: scanner.at) }
    depth &+= 1
    scanner.at &+= 1
    outer.push(current)
    current = Container(isObject: isObject, start: isObject ? members.count : elements.count)
  }

  @inline(__always)
  private mutating func close() {
    scanner.at &+= 1
    depth &-= 1
    current = outer.pop()
  }

  /// Reads a member's name and the colon.
  @inline(__always)
  private mutating func name() throws(JSONParseError) {
    guard scanner.next() == 0x22 else { throw scanner.unexpected(expected: "a member's name in quotes") }
    if refusesRepeatedNames { places.push(scanner.at) }
    let extent = try scanner.stringExtent()
    let key: String
    if extent.hasEscapes {
      key = try scanner.text(of: extent)
      current.repeats = current.repeats || isNamed(key)
      current.names = .max
    } else {
      let (text, mark) = try keys.text(of: extent, in: scanner)
      key = text
      let bit = 1 &<< mark
      if current.names & bit != 0, !current.repeats { current.repeats = isNamed(key) }
      current.names |= bit
    }
    guard scanner.next() == 0x3a else { throw scanner.unexpected(expected: "':'") }
    scanner.at &+= 1
    members.push(name: key)
  }

  /// Whether the current object, if it is small, already has a member with that name.
  @inline(never)
  private func isNamed(_ key: String) -> Bool {
    guard members.count &- current.start < JSON.Object.indexThreshold else { return false }
    for place in current.start..<members.count where members[place].key.hasSameUTF8(as: key) { return true }
    return false
  }

  @inline(__always)
  private mutating func closeObject() throws(JSONParseError) -> JSON.Object {
    let start = current.start
    let isSmall = members.count &- start <= JSON.Object.indexThreshold
    let storage: ContiguousArray<JSON.Object.Member> = members.popArray(from: start)
    let object: JSON.Object
    if isSmall, !current.repeats {
      object = JSON.Object(storage: storage, index: nil)
      if refusesRepeatedNames { places.removeLast(storage.count) }
    } else if !isSmall, let index = NameIndex(distinct: storage) {
      object = JSON.Object(storage: storage, index: index)
      if refusesRepeatedNames { places.removeLast(storage.count) }
    } else {
      object = try objectWithRepeatedNames(storage)
    }
    close()
    return object
  }

  /// If a name is repeated, the last value wins, in the position of the first, unless that is refused.
  @inline(never)
  private func objectWithRepeatedNames(
    _ storage: ContiguousArray<JSON.Object.Member>
  ) throws(JSONParseError) -> JSON.Object {
    guard refusesRepeatedNames else { return JSON.Object(storage) }
    let first = places.count - storage.count
    var seen = JSON.Object()
    for (offset, member) in storage.enumerated() {
      if seen.position(of: member.key) != nil {
        throw scanner.failure(.repeatedName(member.key), at: places[first + offset])
      }
      seen.append(distinct: member)
    }
    return seen
  }
}
