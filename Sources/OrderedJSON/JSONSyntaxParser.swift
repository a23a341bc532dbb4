/// Reads JSON text into a tree with source ranges, for definitions.
public struct JSONSyntaxParser: Sendable {
  /// How deeply arrays and objects may be nested.
  public var maximumDepth: Int
  /// The maximum length of the text, in bytes.
  public var maximumBytes: Int
  /// The names by which members are distinguished.
  package var knownNames: KnownNames?
  /// Whether `${Name}` is allowed in the position of a value; see ``JSONSyntax/Placeholder``.
  package var readsPlaceholders = false

  /// Creates a parser.
  ///
  /// - Parameters:
  ///   - maximumDepth: how deeply arrays and objects may be nested.
  ///   - maximumBytes: the maximum length of the text; never more than 4 GiB.
  public init(maximumDepth: Int = JSON.maximumDepth, maximumBytes: Int = 1 << 30) {
    self.maximumDepth = maximumDepth
    self.maximumBytes = min(maximumBytes, Int(UInt32.max))
  }

  /// Reads the single value in a text.
  public func parse(_ text: SourceText) throws(JSONParseError) -> JSONSyntax { try parseTemplate(text).syntax }

  /// Reads the single value in a text, and the placeholders in it if those are enabled.
  package func parseTemplate(
    _ text: SourceText
  ) throws(JSONParseError) -> (syntax: JSONSyntax, placeholders: [JSONSyntax.Placeholder]) {
    let result: Result<(JSONSyntax, [JSONSyntax.Placeholder]), JSONParseError> = text.bytes.withUnsafeBufferPointer {
      bytes in
      var nothing: UInt8 = 0
      return withUnsafePointer(to: &nothing) { empty in
        var reader = SyntaxReader(
          scanner: JSONScanner(bytes, empty: empty), knownNames: knownNames, maximumDepth: maximumDepth,
          readsPlaceholders: readsPlaceholders)
        do throws(JSONParseError) {
          if bytes.count > maximumBytes { throw reader.scanner.failure(.tooLarge(limit: maximumBytes), at: 0) }
          let syntax = try reader.document()
          return .success((syntax, reader.placeholders))
        } catch {
          return .failure(error)
        }
      }
    }
    return try result.get()
  }
}

extension JSONSyntax {
  /// A `${Name}` in the position of a value, which something else replaces before the text is JSON. Its value is
  /// unknown; in the tree it is the string `${Name}`, which the validation rules accept as any value.
  public struct Placeholder: Sendable, Hashable {
    /// What is between the braces.
    public var name: String
    /// The source range of the whole placeholder, from `$` to `}`.
    public var range: SourceRange
  }
}

/// The implementation of ``JSONSyntaxParser``. Keeps open containers on a stack of its own, as ``JSONParser`` does.
private struct SyntaxReader: ~Copyable {
  /// An array or object whose end has not been read.
  private struct Container {
    var isObject: Bool
    /// The offset at which it starts in the text.
    var place: Int
    /// The index of its first part in `elements` or `members`.
    var start: Int
  }

  var scanner: JSONScanner
  private let maximumDepth: Int
  private var elements = BuildStack<JSONSyntax>()
  /// The last one has no value while that is being read.
  private var members = BuildStack<JSONSyntax.Member>()
  private var outer = BuildStack<Container>()
  private var current = Container(isObject: false, place: 0, start: 0)
  private var depth = 0
  private let knownNames: KnownNames?
  private let readsPlaceholders: Bool
  /// The placeholders that have been read.
  private(set) var placeholders: [JSONSyntax.Placeholder] = []
  private var keys: KeyCache

  init(scanner: JSONScanner, knownNames: KnownNames?, maximumDepth: Int, readsPlaceholders: Bool) {
    self.scanner = scanner
    self.readsPlaceholders = readsPlaceholders
    self.maximumDepth = maximumDepth
    self.knownNames = knownNames
    keys = KeyCache(textLength: knownNames == nil ? scanner.end : 0)
  }

  mutating func document() throws(JSONParseError) -> JSONSyntax {
    while true {
      // A value starts here.
      guard let byte = scanner.next() else { throw scanner.unexpected(expected: "a value") }
      var start = scanner.at
      var content: JSONSyntax.Content
      switch byte {
      case 0x22: content = .string(try scanner.string())
      case 0x7b:
        try open(isObject: true)
        guard scanner.next() == 0x7d else {
          try name()
          continue
        }
        start = close()
        content = .object([])
      case 0x5b:
        try open(isObject: false)
        guard scanner.next() == 0x5d else { continue }
        start = close()
        content = .array([])
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
      default: content = .string(try placeholder())
      }
      var value = JSONSyntax(content, range: SourceRange(start: start, end: scanner.at))
      if try !ends(&value) { continue }
      if scanner.next() != nil { throw scanner.failure(.trailingContent, at: scanner.at) }
      return value
    }
  }

  /// Reads a placeholder, as the string that represents it in the tree.
  private mutating func placeholder() throws(JSONParseError) -> String {
    let start = scanner.at
    guard readsPlaceholders, let name = try scanner.placeholder() else { throw scanner.unknownWord() }
    placeholders.append(JSONSyntax.Placeholder(name: name, range: SourceRange(start: start, end: scanner.at)))
    return "${\(name)}"
  }

  /// Stores a value where it belongs, and closes the containers that end after it.
  ///
  /// - Returns: whether `value` is now the whole document; if not, it has been moved away, and the next value follows.
  private mutating func ends(_ value: inout JSONSyntax) throws(JSONParseError) -> Bool {
    while depth > 0 {
      let content: JSONSyntax.Content
      if current.isObject {
        swap(&members[members.count &- 1].value, &value)
        switch scanner.next() {
        case 0x2c:
          scanner.at &+= 1
          try name()
          return false
        case 0x7d: content = .object(members.popArray(from: current.start))
        default: throw scanner.unexpected(expected: "',' or '}'")
        }
      } else {
        elements.push(JSONSyntax(.null, range: value.range))
        swap(&elements[elements.count &- 1], &value)
        switch scanner.next() {
        case 0x2c:
          scanner.at &+= 1
          return false
        case 0x5d: content = .array(elements.popArray(from: current.start))
        default: throw scanner.unexpected(expected: "',' or ']'")
        }
      }
      let place = close()
      value = JSONSyntax(content, range: SourceRange(start: place, end: scanner.at))
    }
    return true
  }

  private mutating func open(isObject: Bool) throws(JSONParseError) {
    guard depth < maximumDepth else { throw scanner.failure(.tooDeep(limit: maximumDepth), at: scanner.at) }
    depth &+= 1
    outer.push(current)
    current = Container(
      isObject: isObject, place: scanner.at, start: isObject ? members.count : elements.count)
    scanner.at &+= 1
  }

  /// Skips the end of the current container and returns where it started.
  private mutating func close() -> Int {
    let place = current.place
    scanner.at &+= 1
    depth &-= 1
    current = outer.pop()
    return place
  }

  /// Reads a member's name and the colon.
  private mutating func name() throws(JSONParseError) {
    guard scanner.next() == 0x22 else { throw scanner.unexpected(expected: "a member's name in quotes") }
    let start = scanner.at
    let extent = try scanner.stringExtent()
    let (key, number) = try name(of: extent)
    let range = SourceRange(start: start, end: scanner.at)
    guard scanner.next() == 0x3a else { throw scanner.unexpected(expected: "':'") }
    scanner.at &+= 1
    members.push(
      JSONSyntax.Member(key: key, keyNumber: number, keyRange: range, value: JSONSyntax(.null, range: range)))
  }

  /// The string and number of a name.
  @inline(__always)
  private mutating func name(of extent: JSONScanner.StringExtent) throws(JSONParseError) -> (String, UInt8) {
    if extent.hasEscapes { return (try scanner.text(of: extent), KnownNames.unasked) }
    guard let knownNames else { return (try keys.text(of: extent, in: scanner).text, KnownNames.unasked) }
    if let found = knownNames.find(scanner.base + extent.start, count: extent.count) { return found }
    return (try scanner.text(of: extent), KnownNames.none)
  }
}
