extension JSONScanner {
  /// Where the bytes of a string stand, without its quotes, and what is in them.
  struct StringExtent {
    var start: Int
    var count: Int
    var isASCII: Bool
    /// Whether there are escapes to resolve.
    var hasEscapes: Bool
  }

  /// Reads a string; the scanner stands on its opening quote.
  @inline(__always)
  mutating func string() throws(JSONParseError) -> String { try text(of: try stringExtent()) }

  /// Passes over a string; the scanner stands on its opening quote.
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
        return try restOfStringExtent(start, place)
      }
      seen |= word
      place &+= 8
    }
    return try restOfStringExtent(start, start)
  }

  /// The same byte by byte, for strings with escapes and for the end of the text.
  @inline(never)
  private mutating func restOfStringExtent(_ start: Int, _ from: Int) throws(JSONParseError) -> StringExtent {
    var place = from
    var hasEscapes = false
    while place < end {
      let byte = base[place]
      if byte == 0x22 {
        at = place + 1
        let bytes = UnsafeBufferPointer(start: base + start, count: place - start)
        return StringExtent(
          start: start, count: place - start, isASCII: bytes.allSatisfy { $0 < 0x80 }, hasEscapes: hasEscapes)
      }
      if byte < 0x20 { throw failure(.controlCharacter(byte), at: place) }
      if byte == 0x5c {
        hasEscapes = true
        place = try behindEscape(place)
      } else {
        place += 1
      }
    }
    throw failure(.unexpectedEnd, expected: "'\"' at the end of the string", at: end)
  }

  /// Where the escape that begins at `slash` ends.
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

  /// The text of a string that has been passed over.
  @inline(__always)
  func text(of extent: StringExtent) throws(JSONParseError) -> String {
    if extent.isASCII, !extent.hasEscapes {
      return String(decoding: UnsafeBufferPointer(start: base + extent.start, count: extent.count), as: UTF8.self)
    }
    return try unusualText(of: extent)
  }

  @inline(never)
  private func unusualText(of extent: StringExtent) throws(JSONParseError) -> String {
    let bytes = UnsafeBufferPointer(start: base + extent.start, count: extent.count)
    let invalid = Self.firstInvalid(bytes)
    if invalid < bytes.count { throw failure(.invalidUTF8, at: extent.start + invalid) }
    guard extent.hasEscapes else { return String(decoding: bytes, as: UTF8.self) }
    // An escape is never shorter than what it stands for.
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(1, bytes.count)) { room in
      let count = Self.unescape(bytes, to: room)
      return String(decoding: UnsafeBufferPointer(rebasing: room[..<count]), as: UTF8.self)
    }
  }

  /// Resolves escapes, all of them valid, and gives how many bytes that makes.
  private static func unescape(_ bytes: UnsafeBufferPointer<UInt8>, to room: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var count = 0
    func put(_ byte: UInt8) {
      room[count] = byte
      count += 1
    }
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == 0x5c, place + 1 < bytes.count else {
        put(byte)
        place += 1
        continue
      }
      switch bytes[place + 1] {
      case 0x62: put(0x08)
      case 0x66: put(0x0c)
      case 0x6e: put(0x0a)
      case 0x72: put(0x0d)
      case 0x74: put(0x09)
      case 0x75:
        let (scalar, length) = unicodeEscape(bytes, place)
        for byte in Array(String(scalar).utf8) { put(byte) }
        place += length
        continue
      case let itself: put(itself)
      }
      place += 2
    }
    return count
  }

  /// The character of `\uXXXX`, or of two of these that are a surrogate pair, and the length of the escape.
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
    bytes[place + 2..<place + 6].reduce(0) { $0 << 4 | (hexadecimal($1) ?? 0) }
  }

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
