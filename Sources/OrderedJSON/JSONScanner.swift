/// Reads the tokens of JSON from bytes: white space, strings, numbers, words. Does not handle arrays and objects.
///
/// Shared by both parsers: one creates values, the other values with source ranges.
struct JSONScanner {
  let base: UnsafePointer<UInt8>
  let end: Int
  var at = 0
  /// Whether short strings may be built from their two words.
  let makesSmallTexts = SmallText.isLayoutKnown

  init(_ bytes: UnsafeBufferPointer<UInt8>, empty: UnsafePointer<UInt8>) {
    base = bytes.baseAddress ?? empty
    end = bytes.count
  }

  // MARK: Bytes

  /// Advances to the next byte that is not white space and returns it, or `nil` at the end.
  @inline(__always)
  mutating func next() -> UInt8? {
    while at < end {
      let byte = base[at]
      if byte > 0x20 { return byte }
      guard byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 else { return byte }
      at &+= 1
    }
    return nil
  }

  // MARK: Failures

  func failure(_ kind: JSONParseError.Kind, expected: String = "", at offset: Int) -> JSONParseError {
    var line = 1
    var column = 1
    for place in 0..<min(offset, end) {
      let byte = base[place]
      if byte == 0x0a {
        line += 1
        column = 1
      } else if byte & 0xc0 != 0x80 {
        column += 1
      }
    }
    return JSONParseError(
      kind: kind, expected: expected, offset: offset, position: SourcePosition(line: line, column: column),
      mistake: mistake(kind, at: offset))
  }

  func unexpected(expected: String) -> JSONParseError {
    guard at < end else { return failure(.unexpectedEnd, expected: expected, at: end) }
    let rest = UnsafeBufferPointer(start: base + at, count: min(4, end - at))
    var decoder = UTF8()
    var iterator = rest.makeIterator()
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): return failure(.unexpectedCharacter(scalar), expected: expected, at: at)
    case .emptyInput: return failure(.unexpectedEnd, expected: expected, at: at)
    case .error: return failure(.invalidUTF8, at: at)
    }
  }

  // MARK: Words

  /// Skips `true`, `false` or `null`, whose first byte has been seen.
  @inline(__always)
  mutating func word(_ word: StaticString) throws(JSONParseError) {
    let count = word.utf8CodeUnitCount
    if end &- at >= count, ByteRuns.areEqual(base + at, word.utf8Start, count) {
      let behind = at + count
      if behind >= end || !Self.isWordByte(base[behind]) {
        at = behind
        return
      }
    }
    throw unknownWord()
  }

  /// The error for something that is not a value where one should start.
  func unknownWord() -> JSONParseError {
    guard at < end, Self.isWordByte(base[at]), base[at] < 0x80 else { return unexpected(expected: "a value") }
    var behind = at
    while behind < end, Self.isWordByte(base[behind]) { behind += 1 }
    // A long word is truncated, but not inside a character.
    if behind - at > Self.longestShownWord {
      behind = at + Self.longestShownWord
      while base[behind] & 0xc0 == 0x80 { behind -= 1 }
    }
    let text = String(decoding: UnsafeBufferPointer(start: base + at, count: behind - at), as: UTF8.self)
    return failure(.unknownWord(text), expected: "a value", at: at)
  }

  private static let longestShownWord = 60

  /// Skips a placeholder, `${Name}` on one line, and returns its name; `nil` if there is none here.
  mutating func placeholder() throws(JSONParseError) -> String? {
    guard end &- at > 3, base[at] == UInt8(ascii: "$"), base[at + 1] == UInt8(ascii: "{") else { return nil }
    var close = at + 2
    while close < end, base[close] != UInt8(ascii: "}") {
      guard base[close] >= 0x20 else { return nil }
      close += 1
    }
    guard close < end, close > at + 2 else { return nil }
    let bytes = UnsafeBufferPointer(start: base + at + 2, count: close - at - 2)
    guard let name = String(validating: bytes, as: UTF8.self) else { throw failure(.invalidUTF8, at: at + 2) }
    at = close + 1
    return name
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte == 0x5f
      || byte == 0x24 || byte >= 0x80
  }
}
