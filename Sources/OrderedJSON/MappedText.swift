/// Text made from pieces of other text, every byte with the range there that it comes from: a definition whose text
/// is spread over a template.
package struct MappedText: Sendable {
  /// A run of bytes with one origin.
  fileprivate struct Piece {
    /// The offset of the first byte in the made text.
    var start: Int
    /// Where it comes from in the original.
    var origin: SourceRange
    /// Whether it is the same bytes as there, one by one; if not, the whole origin stands for each of its bytes.
    var isVerbatim: Bool
  }

  /// The bytes.
  package private(set) var bytes: [UInt8] = []
  fileprivate var pieces: [Piece] = []

  /// An empty text.
  package init() {}

  /// Text that is the same as the original.
  package init(all source: SourceText) {
    append(source.bytes[...], copiedFrom: 0)
  }

  /// Text that stands for a range of the original.
  package init(_ text: String, for origin: SourceRange) {
    append(Array(text.utf8)[...], for: origin)
  }

  /// The text as a string.
  package var string: String { String(decoding: bytes, as: UTF8.self) }

  /// Appends bytes that are the same in the original.
  package mutating func append(_ other: ArraySlice<UInt8>, copiedFrom offset: Int) {
    guard !other.isEmpty else { return }
    add(SourceRange(start: offset, end: offset + other.count), isVerbatim: true)
    bytes += other
  }

  /// Appends bytes that a range of the original stands for.
  package mutating func append(_ other: ArraySlice<UInt8>, for origin: SourceRange) {
    guard !other.isEmpty else { return }
    add(origin, isVerbatim: false)
    bytes += other
  }

  /// Appends another text of the same original.
  package mutating func append(_ other: MappedText) { append(other, 0..<other.bytes.count) }

  /// Appends a part of another text of the same original.
  package mutating func append(_ other: MappedText, _ part: Range<Int>) {
    guard !part.isEmpty else { return }
    var index = other.pieces.index(of: part.lowerBound)
    var place = part.lowerBound
    while place < part.upperBound, index < other.pieces.count {
      let piece = other.pieces[index]
      let pieceEnd = index + 1 < other.pieces.count ? other.pieces[index + 1].start : other.bytes.count
      let end = min(pieceEnd, part.upperBound)
      if piece.isVerbatim {
        append(other.bytes[place..<end], copiedFrom: piece.origin.start + place - piece.start)
      } else {
        append(other.bytes[place..<end], for: piece.origin)
      }
      place = end
      index += 1
    }
  }

  /// A part of the text.
  package subscript(part: Range<Int>) -> MappedText {
    var text = MappedText()
    text.append(self, part)
    return text
  }

  /// Where a part of the text comes from in the original.
  package func origin(of part: Range<Int>) -> SourceRange {
    pieces.origin(of: SourceRange(start: part.lowerBound, end: part.upperBound))
  }

  /// A state to which the text can return.
  package struct Mark {
    fileprivate var bytes: Int
    fileprivate var pieces: Int
    fileprivate var last: Piece?
  }

  /// The state of the text now.
  package var mark: Mark { Mark(bytes: bytes.count, pieces: pieces.count, last: pieces.last) }

  /// Takes back what has been appended since a state.
  package mutating func takeBack(to mark: Mark) {
    guard mark.bytes <= bytes.count, mark.pieces <= pieces.count else { return }
    bytes.removeLast(bytes.count - mark.bytes)
    pieces.removeLast(pieces.count - mark.pieces)
    // The last piece may have grown.
    if let last = mark.last { pieces[pieces.count - 1] = last }
  }

  private mutating func add(_ origin: SourceRange, isVerbatim: Bool) {
    if let last = pieces.last, last.isVerbatim == isVerbatim,
      isVerbatim ? last.origin.end == origin.start : last.origin == origin
    {
      if isVerbatim {
        pieces[pieces.count - 1].origin = SourceRange(start: last.origin.start, end: origin.end)
      }
      return
    }
    pieces.append(Piece(start: bytes.count, origin: origin, isVerbatim: isVerbatim))
  }
}

/// The original of text that was made from pieces, and which piece comes from where.
final class SourceMap: Sendable {
  let original: SourceText
  private let pieces: [MappedText.Piece]

  init(_ text: MappedText, of original: SourceText) {
    self.original = original
    pieces = text.pieces
  }

  /// Where a range of the made text comes from.
  func origin(of range: SourceRange) -> SourceRange { pieces.origin(of: range) }
}

extension [MappedText.Piece] {
  /// The index of the last piece that starts at an offset or before it.
  fileprivate func index(of offset: Int) -> Int {
    var low = 0
    var high = count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if self[middle].start <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Where a range comes from. If its parts come from several places that are not in order, only the first counts.
  fileprivate func origin(of range: SourceRange) -> SourceRange {
    guard !isEmpty else { return SourceRange(start: 0, end: 0) }
    let first = self[index(of: range.start)]
    guard range.end > range.start else { return first.part(from: range.start, to: range.start) }
    let last = self[index(of: range.end - 1)]
    let start = first.part(from: range.start, to: range.start + 1)
    let end = last.part(from: range.end - 1, to: range.end)
    return end.end >= start.end ? SourceRange(start: start.start, end: end.end) : start
  }
}

extension MappedText.Piece {
  /// The origin of a part of the piece, or of the end of the text after it.
  fileprivate func part(from first: Int, to end: Int) -> SourceRange {
    guard isVerbatim else { return origin }
    func clamped(_ offset: Int) -> Int { Swift.min(Swift.max(origin.start + offset - start, origin.start), origin.end) }
    return SourceRange(start: clamped(first), end: clamped(end))
  }
}
