/// A string that is being matched, with conversion of offsets between UTF-8 and UTF-16.
final class MatchSubject {
  let bytes: ContiguousArray<UInt8>
  private let isASCII: Bool
  /// A position whose UTF-16 offset is known; matches come in order, so counting continues from here.
  private var known = (utf8: 0, utf16: 0)

  init(_ text: String) {
    bytes = ContiguousArray(text.utf8)
    isASCII = bytes.allSatisfy { $0 < 0x80 }
  }

  /// The UTF-16 offset of a UTF-8 offset.
  func utf16Offset(ofUTF8 offset: Int) -> Int {
    if isASCII { return offset }
    if offset < known.utf8 { known = (0, 0) }
    for byte in bytes[known.utf8..<offset] where byte & 0xc0 != 0x80 { known.utf16 += byte >= 0xf0 ? 2 : 1 }
    known.utf8 = offset
    return known.utf16
  }

  /// The UTF-8 offset of a UTF-16 offset, at most the end; halves of pairs count as their beginning.
  func utf8Offset(ofUTF16 offset: Int) -> Int {
    if isASCII { return max(0, min(offset, bytes.count)) }
    var units = 0
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      let width = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
      let wide = width == 4 ? 2 : 1
      if units + wide > offset { return place }
      units += wide
      place += width
    }
    return bytes.count
  }

  /// The string between two UTF-8 offsets.
  func text(_ start: Int, _ end: Int) -> String {
    guard start < end else { return "" }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
