/// Reads the tokens of JSON from bytes: white space, strings, numbers, words. Knows nothing of arrays and objects.
///
/// Both parsers stand on it: one makes values, the other values with their places.
struct JSONScanner {
  let base: UnsafePointer<UInt8>
  let end: Int
  var at = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>, empty: UnsafePointer<UInt8>) {
    base = bytes.baseAddress ?? empty
    end = bytes.count
  }

  // MARK: Bytes

  /// Moves to the next byte that is not white space and gives it, or `nil` at the end.
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
      kind: kind, expected: expected, offset: offset, position: SourcePosition(line: line, column: column))
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

  /// Passes over `true`, `false` or `null`, of which the first byte has been seen.
  @inline(__always)
  mutating func word(_ word: StaticString) throws(JSONParseError) {
    let count = word.utf8CodeUnitCount
    if end - at >= count, memcmp(base + at, word.utf8Start, count) == 0 {
      let behind = at + count
      if behind >= end || !Self.isWordByte(base[behind]) {
        at = behind
        return
      }
    }
    throw unknownWord()
  }

  func unknownWord() -> JSONParseError {
    var behind = at
    while behind < end, behind - at < 60, Self.isWordByte(base[behind]) { behind += 1 }
    if behind == at { return unexpected(expected: "a value") }
    let text = String(decoding: UnsafeBufferPointer(start: base + at, count: behind - at), as: UTF8.self)
    return failure(.unknownWord(text), expected: "a value", at: at)
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte == 0x5f
      || byte == 0x24 || byte >= 0x80
  }

  // MARK: Numbers

  /// Reads a number, of which the first byte (`-` or a digit) has been seen.
  mutating func number() throws(JSONParseError) -> JSONNumber {
    let start = at
    var negative = false
    if base[at] == 0x2d {
      negative = true
      at &+= 1
    }
    var significand: UInt64 = 0
    var digits = 0
    let whole = at
    while at < end {
      let digit = base[at] &- 0x30
      guard digit <= 9 else { break }
      significand = significand &* 10 &+ UInt64(digit)
      digits &+= 1
      at &+= 1
    }
    guard digits > 0 else {
      if at >= end { throw failure(.unexpectedEnd, expected: "a digit", at: end) }
      throw failure(.invalidNumber, expected: "a digit", at: at)
    }
    if digits > 1, base[whole] == 0x30 {
      throw failure(.invalidNumber, expected: "no digit behind a leading zero", at: whole + 1)
    }
    guard at < end, base[at] == 0x2e || base[at] | 0x20 == 0x65 else {
      if digits <= 18, !(negative && significand == 0) {
        return .integer(negative ? -Int64(significand) : Int64(significand))
      }
      let text = self.text(from: start)
      if negative && significand == 0 && digits == 1 { return .literal(text) }
      if let value = Int64(text) { return .integer(value) }
      return .literal(text)
    }
    var scale = 0
    if base[at] == 0x2e {
      at &+= 1
      let first = at
      while at < end {
        let digit = base[at] &- 0x30
        guard digit <= 9 else { break }
        significand = significand &* 10 &+ UInt64(digit)
        at &+= 1
      }
      scale = at - first
      guard scale > 0 else {
        if at >= end { throw failure(.unexpectedEnd, expected: "a digit", at: end) }
        throw failure(.invalidNumber, expected: "a digit behind the point", at: at)
      }
    }
    if at < end, base[at] | 0x20 == 0x65 {
      at &+= 1
      if at < end, base[at] == 0x2b || base[at] == 0x2d { at &+= 1 }
      let first = at
      while at < end, base[at] &- 0x30 <= 9 { at &+= 1 }
      guard at > first else {
        if at >= end { throw failure(.unexpectedEnd, expected: "a digit", at: end) }
        throw failure(.invalidNumber, expected: "a digit in the exponent", at: at)
      }
      return .literal(text(from: start))
    }
    if digits + scale <= 18, !(negative && significand == 0) {
      let value = Int64(significand)
      return .decimal(significand: negative ? -value : value, scale: UInt8(scale))
    }
    return .literal(text(from: start))
  }

  private func text(from start: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: base + start, count: at - start), as: UTF8.self)
  }

  // MARK: Strings

  /// Reads a string; the scanner stands on its opening quote.
  @inline(__always)
  mutating func string() throws(JSONParseError) -> String {
    let start = at &+ 1
    var place = start
    var seen: UInt8 = 0
    // Eight bytes at a time while there is nothing to see to: no quote, backslash, control character or high bit.
    while end &- place >= 8 {
      let word = UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self)
      let quote = word ^ 0x2222_2222_2222_2222
      let slash = word ^ 0x5c5c_5c5c_5c5c_5c5c
      let low = word &- 0x2020_2020_2020_2020
      let hit =
        ((quote &- 0x0101_0101_0101_0101) & ~quote) | ((slash &- 0x0101_0101_0101_0101) & ~slash) | (low & ~word) | word
      if hit & 0x8080_8080_8080_8080 != 0 { break }
      place &+= 8
    }
    while place < end {
      let byte = base[place]
      if byte == 0x22 {
        let bytes = UnsafeBufferPointer(start: base + start, count: place &- start)
        if seen >= 0x80, !Self.isUTF8(bytes) { throw failure(.invalidUTF8, at: start + Self.firstInvalid(bytes)) }
        at = place &+ 1
        return String(decoding: bytes, as: UTF8.self)
      }
      if byte == 0x5c { return try escapedString(start, place) }
      if byte < 0x20 { throw failure(.controlCharacter(byte), at: place) }
      seen |= byte
      place &+= 1
    }
    throw failure(.unexpectedEnd, expected: "'\"' at the end of the string", at: end)
  }

  /// The rest of a string from its first backslash on.
  private mutating func escapedString(_ start: Int, _ slash: Int) throws(JSONParseError) -> String {
    var bytes = [UInt8](UnsafeBufferPointer(start: base + start, count: slash - start))
    var place = slash
    while place < end {
      let byte = base[place]
      if byte == 0x22 {
        let valid = bytes.withUnsafeBufferPointer { Self.isUTF8($0) }
        if !valid {
          let raw = UnsafeBufferPointer(start: base + start, count: place - start)
          throw failure(.invalidUTF8, at: start + Self.firstInvalid(raw))
        }
        at = place + 1
        return String(decoding: bytes, as: UTF8.self)
      }
      if byte < 0x20 { throw failure(.controlCharacter(byte), at: place) }
      guard byte == 0x5c else {
        bytes.append(byte)
        place += 1
        continue
      }
      place += 1
      guard place < end else { break }
      switch base[place] {
      case 0x22: bytes.append(0x22)
      case 0x5c: bytes.append(0x5c)
      case 0x2f: bytes.append(0x2f)
      case 0x62: bytes.append(0x08)
      case 0x66: bytes.append(0x0c)
      case 0x6e: bytes.append(0x0a)
      case 0x72: bytes.append(0x0d)
      case 0x74: bytes.append(0x09)
      case 0x75:
        let unit = try hexadecimal(place + 1)
        place += 4
        var scalar = UInt32(unit)
        if unit & 0xfc00 == 0xd800, end - place > 6, base[place + 1] == 0x5c, base[place + 2] == 0x75 {
          let low = try hexadecimal(place + 3)
          if low & 0xfc00 == 0xdc00 {
            scalar = 0x10000 + (UInt32(unit & 0x3ff) << 10) + UInt32(low & 0x3ff)
            place += 6
          }
        }
        // Half a surrogate pair has no UTF-8; it becomes U+FFFD.
        let valid = Unicode.Scalar(scalar) ?? "\u{fffd}"
        bytes.append(contentsOf: Array(String(valid).utf8))
      default: throw failure(.invalidEscape, expected: "one of \" \\ / b f n r t u", at: place)
      }
      place += 1
    }
    throw failure(.unexpectedEnd, expected: "'\"' at the end of the string", at: end)
  }

  private func hexadecimal(_ start: Int) throws(JSONParseError) -> UInt16 {
    var value: UInt16 = 0
    for place in start..<(start + 4) {
      guard place < end else { throw failure(.unexpectedEnd, expected: "four hexadecimal digits", at: end) }
      let byte = base[place]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x41 + 10
      case 0x61...0x66: digit = byte - 0x61 + 10
      default: throw failure(.invalidEscape, expected: "four hexadecimal digits", at: place)
      }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  static func isUTF8(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { firstInvalid(bytes) == bytes.count }

  /// The place of the first byte that is not UTF-8, or the count when all is well.
  static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var place = 0
    let count = bytes.count
    func follows(_ offset: Int, _ range: ClosedRange<UInt8> = 0x80...0xbf) -> Bool {
      place + offset < count && range.contains(bytes[place + offset])
    }
    while place < count {
      let byte = bytes[place]
      switch byte {
      case 0..<0x80: place += 1
      case 0xc2...0xdf:
        guard follows(1) else { return place }
        place += 2
      case 0xe0...0xef:
        let second: ClosedRange<UInt8> = byte == 0xe0 ? 0xa0...0xbf : byte == 0xed ? 0x80...0x9f : 0x80...0xbf
        guard follows(1, second), follows(2) else { return place }
        place += 3
      case 0xf0...0xf4:
        let second: ClosedRange<UInt8> = byte == 0xf0 ? 0x90...0xbf : byte == 0xf4 ? 0x80...0x8f : 0x80...0xbf
        guard follows(1, second), follows(2), follows(3) else { return place }
        place += 4
      default: return place
      }
    }
    return count
  }
}

/// A stack of values under construction, moved out in one go when an array or object is closed.
struct BuildStack<Element>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 64) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit {
    base.deinitialize(count: count)
    base.deallocate()
  }

  subscript(index: Int) -> Element { base[index] }

  @inline(__always)
  mutating func push(_ element: consuming Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  /// Replaces the element at a place.
  mutating func replace(at place: Int, with element: consuming Element) {
    base[place] = element
  }

  /// Moves everything from `start` on into an array.
  @inline(__always)
  mutating func popArray(from start: Int) -> [Element] {
    let length = count - start
    guard length > 0 else { return [] }
    let source = base + start
    count = start
    return Array(unsafeUninitializedCapacity: length) { buffer, initialized in
      buffer.baseAddress?.moveInitialize(from: source, count: length)
      initialized = length
    }
  }

  /// Moves everything from `start` on into a contiguous array.
  @inline(__always)
  mutating func popContiguousArray(from start: Int) -> ContiguousArray<Element> {
    let length = count - start
    guard length > 0 else { return [] }
    let source = base + start
    count = start
    return ContiguousArray(unsafeUninitializedCapacity: length) { buffer, initialized in
      buffer.baseAddress?.moveInitialize(from: source, count: length)
      initialized = length
    }
  }
}
