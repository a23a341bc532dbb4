/// Names that have been read from one text. The same few occur again and again; finding a long one here is cheaper than
/// creating a new `String`, and saves an allocation. Short ones are created each time: that is cheaper still.
struct KeyCache: ~Copyable {
  private struct Entry {
    var head: UInt64
    var tail: UInt64
    var start: Int
    var count: Int
    var text: String
  }

  private var entries: UnsafeMutablePointer<Entry>?
  private static let size = 256

  /// - Parameter textLength: length in bytes of the text to be read; for short texts a cache does not pay off.
  init(textLength: Int) {
    guard textLength >= 2_048 else { return }
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: Self.size)
    // No text is -1 bytes long.
    entries.initialize(repeating: Entry(head: 0, tail: 0, start: 0, count: -1, text: ""), count: Self.size)
    self.entries = entries
  }

  deinit {
    entries?.deinitialize(count: Self.size)
    entries?.deallocate()
  }

  /// The string of a name without escapes, and a number from 0 to 63 that is the same for the same name.
  @inline(__always)
  mutating func text(
    of extent: JSONScanner.StringExtent, in scanner: JSONScanner
  ) throws(JSONParseError) -> (text: String, mark: UInt64) {
    let (head, tail) = scanner.words(of: extent)
    var hash = (head &* 0x9e37_79b9_7f4a_7c15) ^ (tail &* 0xc2b2_ae3d_27d4_eb4f)
    hash ^= hash &>> 32
    let mark = hash & 63
    if extent.count <= SmallText.longest, extent.isASCII, scanner.makesSmallTexts {
      return (SmallText.make(head, tail, extent.count), mark)
    }
    return (try longText(of: extent, in: scanner, head, tail, hash), mark)
  }

  @inline(never)
  private mutating func longText(
    of extent: JSONScanner.StringExtent, in scanner: JSONScanner, _ head: UInt64, _ tail: UInt64, _ hash: UInt64
  ) throws(JSONParseError) -> String {
    let place = Int(truncatingIfNeeded: (hash &* 0x9e37_79b9_7f4a_7c15) &>> 56)
    guard let entry = entries.map({ $0 + place }) else { return try scanner.text(of: extent) }
    let bytes = scanner.base + extent.start
    if entry.pointee.count == extent.count, entry.pointee.head == head, entry.pointee.tail == tail,
      extent.count <= 16 || ByteRuns.areEqual(scanner.base + entry.pointee.start, bytes, extent.count)
    {
      return entry.pointee.text
    }
    let text = try scanner.text(of: extent)
    entry.pointee = Entry(head: head, tail: tail, start: extent.start, count: extent.count, text: text)
    return text
  }
}
