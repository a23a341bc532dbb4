extension ByteWriter {
  /// Writes a string in quotes, escaped as JSON requires; characters beyond ASCII are written as they are.
  ///
  /// - Parameter lowercaseEscapes: whether `\u00XX` is written with lower-case digits.
  @inline(__always)
  public mutating func append(quoted text: String, lowercaseEscapes: Bool = false) {
    append(quotedBytesOf: text, lowercaseEscapes)
  }

  /// Writes UTF-8 bytes in quotes, escaped as JSON requires.
  public mutating func append(quotedUTF8 bytes: UnsafeBufferPointer<UInt8>) { append(quoting: bytes, false) }

  private mutating func append(quotedBytesOf text: String, _ lowercaseEscapes: Bool) {
    if knowsSmallTexts, let small = SmallText(text), !small.needsEscapes {
      // Two quotes and two words, the second of which holds one byte that is not part of the string.
      reserve(19)
      base[count] = 0x22
      Words.store(small.head, to: base + (count &+ 1))
      Words.store(small.tail, to: base + (count &+ 9))
      base[count &+ small.count &+ 1] = 0x22
      count &+= small.count &+ 2
      return
    }
    appendLong(text, lowercaseEscapes)
  }

  @inline(never)
  private mutating func appendLong(_ text: String, _ lowercaseEscapes: Bool) {
    var text = text
    text.withUTF8 { append(quoting: $0, lowercaseEscapes) }
  }

  @inline(__always)
  private mutating func append(quoting bytes: UnsafeBufferPointer<UInt8>, _ lowercaseEscapes: Bool) {
    // Two quotes, and a word that may be stored past the end.
    reserve(bytes.count &+ 10)
    base[count] = 0x22
    count &+= 1
    if let start = bytes.baseAddress { copy(start, bytes.count, lowercaseEscapes) }
    base[count] = 0x22
    count &+= 1
  }

  /// Copies text word by word. There must be room for it and one more word.
  @inline(__always)
  private mutating func copy(_ start: UnsafePointer<UInt8>, _ end: Int, _ lowercaseEscapes: Bool) {
    var place = 0
    while end &- place >= 8 {
      let word = Words.load(start + place)
      Words.store(word, to: base + count)
      let stops = Words.stops(word)
      if stops != 0 { return copyEscaping(start, place, end, lowercaseEscapes) }
      place &+= 8
      count &+= 8
    }
    let rest = end &- place
    let word = Words.load(start + place, count: rest)
    Words.store(word, to: base + count)
    if Words.stops(word) & Words.mask(rest) != 0 { return copyEscaping(start, place, end, lowercaseEscapes) }
    count &+= rest
  }

  /// Copies the rest of a string that contains something to escape.
  @inline(never)
  private mutating func copyEscaping(
    _ start: UnsafePointer<UInt8>, _ from: Int, _ end: Int, _ lowercaseEscapes: Bool
  ) {
    var place = from
    while place < end {
      let rest = min(end &- place, 8)
      let word = rest == 8 ? Words.load(start + place) : Words.load(start + place, count: rest)
      Words.store(word, to: base + count)
      let stops = rest == 8 ? Words.stops(word) : Words.stops(word) & Words.mask(rest)
      let clean = stops == 0 ? rest : Words.first(stops)
      count &+= clean
      place &+= clean
      guard stops != 0 else { continue }
      reserve(end &- place &+ 16)
      escape(start[place], lowercaseEscapes)
      place &+= 1
    }
    reserve(10)
  }

  private mutating func escape(_ byte: UInt8, _ lowercase: Bool) {
    append(0x5c)
    switch byte {
    case 0x08: append(0x62)
    case 0x09: append(0x74)
    case 0x0a: append(0x6e)
    case 0x0c: append(0x66)
    case 0x0d: append(0x72)
    case 0x22, 0x5c: append(byte)
    default:
      append("u00" as StaticString)
      append(0x30 + (byte >> 4))
      let low = byte & 15
      append(low < 10 ? 0x30 + low : (lowercase ? 0x57 : 0x37) + low)
    }
  }
}
