extension JSONScanner {
  /// The range of a string's bytes, without its quotes, and what they contain.
  struct StringExtent {
    var start: Int
    var count: Int
    var isASCII: Bool
    /// Whether there are escapes to resolve.
    var hasEscapes: Bool
  }

  /// Reads a string; the scanner is at its opening quote.
  @inline(__always)
  mutating func string() throws(JSONParseError) -> String { try text(of: try stringExtent()) }

  /// Skips a string; the scanner is at its opening quote.
  @inline(__always)
  mutating func stringExtent() throws(JSONParseError) -> StringExtent {
    let start = at &+ 1
    var place = start
    var seen: UInt64 = 0
    while end &- place >= 8 {
      let word = Words.load(base + place)
      let stops = Words.stops(word)
      guard stops == 0 else {
        let clean = Words.first(stops)
        seen |= word & Words.mask(clean)
        place &+= clean
        if base[place] == 0x22 {
          at = place &+ 1
          return StringExtent(
            start: start, count: place &- start, isASCII: seen & Words.highBits == 0, hasEscapes: false)
        }
        return try restOfStringExtent(start, place, seen)
      }
      seen |= word
      place &+= 8
    }
    return try restOfStringExtent(start, place, seen)
  }

  /// The same for strings with escapes and for the end of the text. `seen` has the bits of all bytes before `from`.
  @inline(never)
  private mutating func restOfStringExtent(
    _ start: Int, _ from: Int, _ seen: UInt64
  ) throws(JSONParseError) -> StringExtent {
    var place = from
    var seen = seen
    var hasEscapes = false
    while true {
      while end &- place >= 8 {
        let word = Words.load(base + place)
        let clean = Words.first(Words.stops(word))
        seen |= word & Words.prefixMask(clean)
        place &+= clean
        if clean < 8 { break }
      }
      guard place < end else { throw failure(.unexpectedEnd, expected: "'\"' at the end of the string", at: end) }
      let byte = base[place]
      switch byte {
      case 0x22:
        at = place &+ 1
        return StringExtent(
          start: start, count: place &- start, isASCII: seen & Words.highBits == 0, hasEscapes: hasEscapes)
      case 0x5c:
        hasEscapes = true
        place = try behindEscape(place)
      case 0..<0x20: throw failure(.controlCharacter(byte), at: place)
      default:
        seen |= UInt64(byte)
        place &+= 1
      }
    }
  }

  /// The offset after the escape that starts at `slash`.
  private func behindEscape(_ slash: Int) throws(JSONParseError) -> Int {
    let place = slash + 1
    guard place < end else { throw failure(.unexpectedEnd, expected: "'\"' at the end of the string", at: end) }
    switch base[place] {
    case 0x22, 0x5c, 0x2f, 0x62, 0x66, 0x6e, 0x72, 0x74: return place + 1
    case 0x75:
      for digit in place + 1..<place + 5 {
        guard digit < end else { throw failure(.unexpectedEnd, expected: "four hexadecimal digits", at: end) }
        guard Self.hexadecimal(base[digit]) != nil else {
          throw failure(.invalidEscape, expected: "four hexadecimal digits", at: digit)
        }
      }
      return place + 5
    default: throw failure(.invalidEscape, expected: "one of \" \\ / b f n r t u", at: place)
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte) - 0x30
    case 0x41...0x46: UInt32(byte) - 0x41 + 10
    case 0x61...0x66: UInt32(byte) - 0x61 + 10
    default: nil
    }
  }

  // MARK: Strings

  /// The bytes of a short string, followed by zeros; for a longer one, its first and its last eight bytes.
  @inline(__always)
  func words(of extent: StringExtent) -> (head: UInt64, tail: UInt64) {
    let bytes = base + extent.start
    let count = extent.count
    if count > SmallText.longest { return (Words.load(bytes), Words.load(bytes + (count &- 8))) }
    if end &- extent.start >= 16 {
      return (
        Words.load(bytes) & Words.prefixMask(count), Words.load(bytes + 8) & Words.prefixMask(count &- 8)
      )
    }
    if count < 8 { return (Words.load(bytes, count: count), 0) }
    return (Words.load(bytes), Words.load(bytes + 8, count: count &- 8))
  }

  /// The value of a string that has been skipped.
  @inline(__always)
  func text(of extent: StringExtent) throws(JSONParseError) -> String {
    if extent.isASCII, !extent.hasEscapes {
      if extent.count <= SmallText.longest, makesSmallTexts {
        let (head, tail) = words(of: extent)
        return SmallText.make(head, tail, extent.count)
      }
      return String(decoding: UnsafeBufferPointer(start: base + extent.start, count: extent.count), as: UTF8.self)
    }
    return try unusualText(of: extent)
  }

  @inline(never)
  private func unusualText(of extent: StringExtent) throws(JSONParseError) -> String {
    let bytes = UnsafeBufferPointer(start: base + extent.start, count: extent.count)
    let text: String?
    if extent.hasEscapes {
      // An escape is never shorter than what it represents; whole words are stored.
      text = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: extent.count &+ 8) { room in
        guard let start = room.baseAddress else { return nil }
        return Self.checked(UnsafeBufferPointer(start: start, count: Self.unescape(bytes, to: start)))
      }
    } else {
      text = Self.checked(bytes)
    }
    guard let text else { throw failure(.invalidUTF8, at: extent.start + Self.firstInvalid(bytes)) }
    return text
  }

  /// The bytes as a string, or `nil` if they are not UTF-8. Swift would repair those, so that the result differs.
  private static func checked(_ bytes: UnsafeBufferPointer<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    let isSame = text.utf8.withContiguousStorageIfAvailable { decoded in
      guard decoded.count == bytes.count, let left = decoded.baseAddress, let right = bytes.baseAddress else {
        return decoded.count == bytes.count
      }
      return ByteRuns.areEqual(left, right, bytes.count)
    }
    return isSame ?? text.utf8.elementsEqual(bytes) ? text : nil
  }

  // MARK: Escapes

  /// Resolves escapes, all of them valid, and returns the resulting length. The buffer is eight bytes larger than
  /// needed.
  private static func unescape(_ bytes: UnsafeBufferPointer<UInt8>, to room: UnsafeMutablePointer<UInt8>) -> Int {
    guard let start = bytes.baseAddress else { return 0 }
    var count = 0
    var place = 0
    while place < bytes.count {
      let rest = min(bytes.count &- place, 8)
      let word = rest == 8 ? Words.load(start + place) : Words.load(start + place, count: rest)
      Words.store(word, to: room + count)
      let clean = min(Words.first(Words.backslashes(word)), rest)
      count &+= clean
      place &+= clean
      guard clean < rest, place &+ 1 < bytes.count else { continue }
      if bytes[place &+ 1] == 0x75 {
        let (scalar, length) = unicodeEscape(bytes, place)
        count &+= write(scalar, to: room + count)
        place &+= length
      } else {
        room[count] = byte(escapedBy: bytes[place &+ 1])
        count &+= 1
        place &+= 2
      }
    }
    return count
  }

  @inline(__always)
  private static func byte(escapedBy letter: UInt8) -> UInt8 {
    switch letter {
    case 0x62: 0x08
    case 0x66: 0x0c
    case 0x6e: 0x0a
    case 0x72: 0x0d
    case 0x74: 0x09
    default: letter
    }
  }

  /// Writes a character in UTF-8 and returns its length, which is at most that of its escape.
  private static func write(_ scalar: Unicode.Scalar, to room: UnsafeMutablePointer<UInt8>) -> Int {
    var length = 0
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      room[length] = byte
      length &+= 1
    }
    return length
  }

  /// The character of `\uXXXX`, or of two of them that form a surrogate pair, and the length of the escape.
  private static func unicodeEscape(
    _ bytes: UnsafeBufferPointer<UInt8>, _ place: Int
  ) -> (scalar: Unicode.Scalar, length: Int) {
    let unit = codeUnit(bytes, place)
    if unit & 0xfc00 == 0xd800, place + 11 < bytes.count, bytes[place + 6] == 0x5c, bytes[place + 7] == 0x75 {
      let low = codeUnit(bytes, place + 6)
      if low & 0xfc00 == 0xdc00, let scalar = Unicode.Scalar(0x10000 + (unit & 0x3ff) << 10 + (low & 0x3ff)) {
        return (scalar, 12)
      }
    }
    // Half a surrogate pair has no UTF-8; it becomes U+FFFD.
    return (Unicode.Scalar(unit) ?? "\u{fffd}", 6)
  }

  private static func codeUnit(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> UInt32 {
    var unit: UInt32 = 0
    for digit in place + 2..<place + 6 { unit = unit << 4 | (hexadecimal(bytes[digit]) ?? 0) }
    return unit
  }

  /// The offset of the first byte that is not UTF-8, or the count if all are valid.
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
