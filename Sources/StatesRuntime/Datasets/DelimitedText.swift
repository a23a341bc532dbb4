/// Reads records of fields from delimited text (CSV and similar formats), record by record.
///
/// - A field in quotes may contain delimiters and line breaks; `""` is a quote in any field that is not empty.
/// - `\` before `\`, `"` or the delimiter represents that character; before any other it is dropped.
/// - White space is kept, a leading byte-order mark is not; `\r\n` ends a record as `\n` does.
/// - A blank line is a record of one empty field. There is no record after the last line break.
struct DelimitedText {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  /// The offset of the next record.
  private(set) var at = 0
  /// Whether the last record ended because the bytes did: it may continue in bytes that have not been read.
  private(set) var hasRunOut = false

  /// - Parameters:
  ///   - bytes: the text; must outlive this value.
  ///   - start: the offset at which to start.
  init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8, from start: Int = 0) {
    self.bytes = bytes
    self.delimiter = delimiter
    at = start
    if start == 0, bytes.count >= 3, bytes[0] == 0xef, bytes[1] == 0xbb, bytes[2] == 0xbf { at = 3 }
  }

  /// Reads the next record.
  ///
  /// - Parameters:
  ///   - fields: emptied, then filled.
  ///   - limit: how many fields are needed; more are skipped.
  /// - Returns: whether there was one.
  mutating func next(into fields: inout [String], limit: Int = .max) -> Bool {
    fields.removeAll(keepingCapacity: true)
    guard at < bytes.count else { return false }
    while true {
      let isLast = field { text in
        if fields.count < limit { fields.append(text()) }
      }
      if isLast { return true }
    }
  }

  /// Reads a field and what ends it; returns whether that also ended the record.
  private mutating func field(_ take: (() -> String) -> Void) -> Bool {
    let start = at
    if at < bytes.count, bytes[at] == 0x22 { return escapedField(from: start, take) }
    while at < bytes.count {
      let byte = bytes[at]
      if byte == delimiter || byte == 0x0a {
        take { text(start..<self.end(of: start, at: at, byte)) }
        at += 1
        return byte == 0x0a
      }
      if byte == 0x22 || byte == 0x5c { return escapedField(from: start, take) }
      at += 1
    }
    take { text(start..<at) }
    hasRunOut = true
    return true
  }

  /// The end of the text before a terminating byte: before the `\r` of a `\r\n`.
  private func end(of start: Int, at place: Int, _ byte: UInt8) -> Int {
    byte == 0x0a && place > start && bytes[place - 1] == 0x0d ? place - 1 : place
  }

  private func text(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
  }

  /// Reads a field with quotes or backslashes, from its start.
  private mutating func escapedField(from start: Int, _ take: (() -> String) -> Void) -> Bool {
    var text: [UInt8] = []
    var isQuoted = false
    at = start
    if bytes[at] == 0x22 {
      isQuoted = true
      at += 1
    }
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      switch byte {
      case 0x22:
        if at < bytes.count, bytes[at] == 0x22 {
          text.append(byte)
          at += 1
        } else if isQuoted {
          isQuoted = false
        } else {
          text.append(byte)
        }
      case 0x5c:
        guard at < bytes.count, bytes[at] == 0x5c || bytes[at] == 0x22 || bytes[at] == delimiter else { break }
        text.append(bytes[at])
        at += 1
      case delimiter where !isQuoted:
        take { String(decoding: text, as: UTF8.self) }
        return false
      case 0x0a where !isQuoted:
        if text.last == 0x0d { text.removeLast() }
        take { String(decoding: text, as: UTF8.self) }
        return true
      default: text.append(byte)
      }
    }
    take { String(decoding: text, as: UTF8.self) }
    hasRunOut = true
    return true
  }
}
