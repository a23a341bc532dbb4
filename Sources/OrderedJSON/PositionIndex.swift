/// Finds the lines and columns of many offsets in one text, each in a time that does not grow with the length of a
/// line.
package struct PositionIndex: Sendable {
  private let source: SourceText
  /// How many scalars there are before each block of bytes.
  private let counts: [Int]

  private static let stretch = 1_024

  /// Scans the text once.
  package init(_ source: SourceText) {
    self.source = source
    var counts: [Int] = []
    counts.reserveCapacity(source.bytes.count / Self.stretch + 1)
    var count = 0
    for (offset, byte) in source.bytes.enumerated() {
      if offset % Self.stretch == 0 { counts.append(count) }
      if byte & 0xc0 != 0x80 { count += 1 }
    }
    self.counts = counts
  }

  /// The position of an offset, the same as ``SourceText/position(of:)`` returns.
  package func position(of offset: Int) -> SourcePosition {
    let offset = max(0, min(offset, source.bytes.count))
    let line = source.lineIndex(of: offset)
    return SourcePosition(
      line: line + 1, column: scalars(before: offset) - scalars(before: source.start(ofLine: line)) + 1)
  }

  private func scalars(before offset: Int) -> Int {
    guard !counts.isEmpty else { return 0 }
    let stretch = min(offset / Self.stretch, counts.count - 1)
    var count = counts[stretch]
    for byte in source.bytes[stretch * Self.stretch..<offset] where byte & 0xc0 != 0x80 { count += 1 }
    return count
  }
}
