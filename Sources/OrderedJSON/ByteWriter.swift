/// A growing buffer of UTF-8 bytes that JSON is printed into.
public struct ByteWriter: ~Copyable {
  private(set) var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// Whether short strings may be read directly from their two words.
  let knowsSmallTexts = SmallText.isLayoutKnown
  /// How many bytes have been written.
  public internal(set) var count = 0

  /// An empty buffer.
  public init(capacity: Int = 128) {
    self.capacity = max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// What has been written, as a string.
  public var string: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

  /// What has been written.
  public var bytes: [UInt8] { [UInt8](UnsafeBufferPointer(start: base, count: count)) }

  /// Lets `body` read what has been written, without a copy.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Discards what has been written and keeps the capacity.
  public mutating func removeAll() { count = 0 }

  @inline(__always)
  mutating func reserve(_ more: Int) {
    if capacity &- count < more { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let larger = max(capacity * 2, count + more)
    let next = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    next.update(from: base, count: count)
    base.deallocate()
    base = next
    capacity = larger
  }

  /// Writes a byte.
  @inline(__always)
  public mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count &+= 1
  }

  /// Writes bytes.
  public mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let start = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).update(from: start, count: bytes.count)
    count &+= bytes.count
  }

  /// Writes the bytes of an earlier range again; writes nothing if the range has not been written in full.
  package mutating func append(again places: Range<Int>) {
    guard places.lowerBound >= 0, places.upperBound <= count else { return }
    reserve(places.count)
    (base + count).update(from: base + places.lowerBound, count: places.count)
    count &+= places.count
  }

  /// Writes a static string.
  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { append($0) }
  }

  /// Writes `blanks` spaces; none if the number is negative.
  mutating func append(blanks: Int) {
    guard blanks > 0 else { return }
    reserve(blanks)
    (base + count).update(repeating: 0x20, count: blanks)
    count &+= blanks
  }

  /// Writes a string.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }
}
