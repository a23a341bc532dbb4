/// Names that have been read from one text. The same few come again and again; finding one here is cheaper than making
/// a new `String`, and spares an allocation where the name is long.
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

  /// - Parameter textLength: bytes of the text to be read; for short ones a cache does not pay.
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

  /// The text of a name without escapes, and a number from 0 to 63 that is the same for the same name.
  @inline(__always)
  mutating func text(
    of extent: JSONScanner.StringExtent, in scanner: JSONScanner
  ) throws(JSONParseError) -> (text: String, mark: UInt64) {
    let bytes = scanner.base + extent.start
    let count = extent.count
    let head: UInt64
    let tail: UInt64
    if count >= 8 {
      head = Words.load(bytes)
      tail = Words.load(bytes + (count &- 8))
    } else {
      head = Words.load(bytes, count: count)
      tail = 0
    }
    var hash = (head &* 0x9e37_79b9_7f4a_7c15) ^ (tail &* 0xc2b2_ae3d_27d4_eb4f) ^ UInt64(truncatingIfNeeded: count)
    hash = (hash ^ (hash &>> 32)) &* 0x9e37_79b9_7f4a_7c15
    let mark = (hash &>> 48) & 63
    guard let entry = entries.map({ $0 + Int(truncatingIfNeeded: hash &>> 56) }) else {
      return (try scanner.text(of: extent), mark)
    }
    if entry.pointee.count == count, entry.pointee.head == head, entry.pointee.tail == tail,
      count <= 16 || memcmp(scanner.base + entry.pointee.start, bytes, count) == 0
    {
      return (entry.pointee.text, mark)
    }
    let text = try scanner.text(of: extent)
    entry.pointee = Entry(head: head, tail: tail, start: extent.start, count: count, text: text)
    return (text, mark)
  }
}
