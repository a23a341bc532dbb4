/// A range of a text, in UTF-8 bytes from its beginning; `end` is the first byte after it.
@frozen
public struct SourceRange: Sendable, Hashable {
  @usableFromInline var lower: UInt32
  @usableFromInline var upper: UInt32

  /// Creates a range; negative or very large offsets are clamped.
  @inlinable
  public init(start: Int, end: Int) {
    lower = UInt32(clamping: start)
    upper = UInt32(clamping: end)
  }

  /// The first byte.
  @inlinable public var start: Int { Int(lower) }
  /// The first byte after the range.
  @inlinable public var end: Int { Int(upper) }
}

/// A position as people count: line and column from 1, the column in Unicode scalars.
@frozen
public struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
  /// The line, from 1.
  public var line: Int
  /// The column, from 1, in Unicode scalars.
  public var column: Int

  /// Creates a position.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// `line:column`.
  public var description: String { "\(line):\(column)" }
}

/// A text and the offsets of its lines, from which lines and columns are computed.
public struct SourceText: Sendable {
  /// The bytes of the text, without a byte-order mark.
  public let bytes: [UInt8]
  /// The name that messages show before positions: that of the text's file, or `nil`.
  public var name: String?
  private let lineStarts: [Int]
  /// Where the text comes from, if it was made from pieces of another one.
  private let map: SourceMap?

  /// Creates a text from bytes; a UTF-8 byte-order mark is removed.
  ///
  /// - Parameters:
  ///   - bytes: the text in UTF-8.
  ///   - name: the name that messages show before positions.
  public init(bytes: [UInt8], name: String? = nil) {
    let bytes = Self.withoutByteOrderMark(bytes)
    self.bytes = bytes
    self.name = name
    map = nil
    lineStarts = Self.lineStarts(bytes)
  }

  /// Creates source text that was made from pieces of an original, whose name it has.
  package init(_ text: MappedText, of original: SourceText) {
    bytes = text.bytes
    name = original.name
    map = SourceMap(text, of: original)
    lineStarts = Self.lineStarts(bytes)
  }

  private static func lineStarts(_ bytes: [UInt8]) -> [Int] {
    bytes.withUnsafeBufferPointer { bytes in
      var starts = [0]
      guard let base = bytes.baseAddress else { return starts }
      var place = 0
      while let found = ByteRuns.firstOffset(of: 0x0a, in: base, from: place, to: bytes.count) {
        place = found + 1
        starts.append(place)
      }
      return starts
    }
  }

  /// Creates a text from a string; a byte-order mark is removed.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - name: the name that messages show before positions.
  public init(_ text: String, name: String? = nil) { self.init(bytes: Array(text.utf8), name: name) }

  /// The bytes of a text file without the byte-order mark that some editors write at the start of UTF-8.
  package static func withoutByteOrderMark(_ bytes: [UInt8]) -> [UInt8] {
    bytes.starts(with: [0xef, 0xbb, 0xbf]) ? Array(bytes[3...]) : bytes
  }

  // MARK: Origins

  /// The text that people wrote, if this one was made from pieces of it: the template in which the definition is, or the
  /// definition before its placeholders were filled in.
  public var original: SourceText? { map?.original }

  /// Where a range of the text is in ``original``, or the range itself if there is none.
  public func originalRange(of range: SourceRange) -> SourceRange { map?.origin(of: range) ?? range }

  // MARK: Positions

  /// The position of an offset, in ``original`` if there is one; offsets after the end give the end.
  public func position(of offset: Int) -> SourcePosition {
    guard let map else { return ownPosition(of: offset) }
    return map.original.position(of: map.origin(of: SourceRange(start: offset, end: offset)).start)
  }

  /// The position of an offset in this text itself; offsets after the end give the end.
  package func ownPosition(of offset: Int) -> SourcePosition {
    let offset = max(0, min(offset, bytes.count))
    let line = lineIndex(of: offset)
    var column = 1
    for byte in bytes[lineStarts[line]..<offset] where byte & 0xc0 != 0x80 { column += 1 }
    return SourcePosition(line: line + 1, column: column)
  }

  /// The index of the line, from 0, that contains an offset; the offset is in the text or its end.
  func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// The offset of the line with that index.
  func start(ofLine index: Int) -> Int { lineStarts[index] }

  /// The number of lines.
  public var lineCount: Int { lineStarts.count }

  /// The text of a line, from 1, without its line break; empty if there is no such line.
  public func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let start = lineStarts[number - 1]
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    if end > start, bytes[end - 1] == 0x0d { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The text of a range, clamped to the length of the text.
  public func text(in range: SourceRange) -> String {
    let start = min(range.start, bytes.count)
    return String(decoding: bytes[start..<max(start, min(range.end, bytes.count))], as: UTF8.self)
  }
}
