import LanguageSupport

/// The bytes of a path, and the lookups that its parsers need. All positions are offsets into the whole text.
struct PathBytes: Sendable {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  subscript(place: Int) -> UInt8 { bytes[place] }

  /// The position of the first byte from `start` on that is not a space; `end` if there is none.
  func significant(from start: Int, to end: Int) -> Int {
    var place = start
    while place < end, bytes[place] == 0x20 { place += 1 }
    return place
  }

  /// The range without the spaces and control characters at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, bytes[start] <= 0x20 { start += 1 }
    while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
    return start..<end
  }

  /// The position of the next `byte` that has no backslash before it.
  func unescaped(_ byte: UInt8, from start: Int, to end: Int) -> Int? {
    var place = start
    while place < end {
      if bytes[place] == 0x5c {
        place += 2
      } else if bytes[place] == byte {
        return place
      } else {
        place += 1
      }
    }
    return nil
  }

  /// The position of the first occurrence of some bytes within a range.
  func first(_ wanted: StaticString, in range: Range<Int>) -> Int? {
    let count = wanted.utf8CodeUnitCount
    guard range.count >= count else { return nil }
    return wanted.withUTF8Buffer { wanted in
      (range.lowerBound...(range.upperBound - count)).first { bytes[$0..<($0 + count)].elementsEqual(wanted) }
    }
  }

  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  func text(_ range: Range<Int>) -> String { text(range.lowerBound, range.upperBound) }

  /// The string between two quotes with its escapes resolved: `\n`, `\u0041`, and any other character representing
  /// itself.
  ///
  /// In single quotes `\"` keeps its backslash: the service finds `Test\"Name` by `$['Test\"Name']`.
  func unescapedText(_ start: Int, _ end: Int, keepsEscapedQuotes: Bool) throws(PathSyntaxError) -> String {
    guard bytes[start..<max(start, end)].contains(0x5c) else { return text(start, end) }
    var units: [UInt16] = []
    var scalars = text(start, end).utf16.makeIterator()
    while let unit = scalars.next() {
      guard unit == 0x5c, let escaped = scalars.next() else {
        units.append(unit)
        continue
      }
      switch escaped {
      case 0x62: units.append(0x08)
      case 0x66: units.append(0x0c)
      case 0x6e: units.append(0x0a)
      case 0x72: units.append(0x0d)
      case 0x74: units.append(0x09)
      case 0x75:
        var value: UInt16 = 0
        for _ in 0..<4 {
          guard let digit = scalars.next().flatMap({ Hexadecimal.value(of: UInt8(exactly: $0) ?? 0) }) else {
            throw PathSyntaxError("'\\u' needs four hexadecimal digits", offset: start)
          }
          value = value << 4 | UInt16(digit)
        }
        units.append(value)
      case 0x22 where keepsEscapedQuotes: units += [0x5c, 0x22]
      default: units.append(escaped)
      }
    }
    return String(decoding: units, as: UTF16.self)
  }
}
