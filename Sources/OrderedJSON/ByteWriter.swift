/// A growing buffer of UTF-8 bytes: what JSON is printed into.
public struct ByteWriter: ~Copyable {
  @usableFromInline var base: UnsafeMutablePointer<UInt8>
  @usableFromInline var capacity: Int
  /// How many bytes have been written.
  public private(set) var count = 0

  /// An empty buffer.
  public init(capacity: Int = 128) {
    self.capacity = max(capacity, 16)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  /// What has been written, as a text.
  public var string: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

  /// What has been written.
  public var bytes: [UInt8] { [UInt8](UnsafeBufferPointer(start: base, count: count)) }

  /// Lets `body` read what has been written, without a copy.
  public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Forgets what has been written and keeps the room.
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

  /// Writes a fixed text.
  public mutating func append(_ text: StaticString) {
    append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Writes a text.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append($0) }
  }

  /// Writes an integer in decimal.
  public mutating func append(decimal value: Int64) {
    if value < 0 { append(0x2d) }
    append(digits: value.magnitude, atLeast: 1)
  }

  mutating func append(digits value: UInt64, atLeast width: Int) {
    reserve(max(width, 20))
    var rest = value
    var length = 1
    var bound: UInt64 = 10
    while rest >= bound {
      length += 1
      if length == 20 { break }
      bound &*= 10
    }
    let total = max(length, width)
    var place = count + total
    for _ in 0..<total {
      place &-= 1
      base[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count &+= total
  }

  /// Writes a number in its own form.
  public mutating func append(_ number: JSONNumber) {
    switch number {
    case .integer(let value): append(decimal: value)
    case .literal(let text): append(text)
    case .double(let value):
      if value.isFinite { append(ecmaScript: value) } else { append("null" as StaticString) }
    case .decimal(let significand, let scale):
      if significand < 0 { append(0x2d) }
      let start = count
      append(digits: significand.magnitude, atLeast: Int(scale) + 1)
      guard scale > 0 else { return }
      reserve(1)
      let point = count - Int(scale)
      guard point >= start else { return }
      (base + point + 1).update(from: base + point, count: Int(scale))
      base[point] = 0x2e
      count &+= 1
    }
  }

  /// Writes a finite double as ECMAScript does.
  mutating func append(ecmaScript value: Double) {
    if value == 0 { return append(0x30) }
    if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return append(decimal: whole) }
    let (negative, digits, point) = shortestDigits(value)
    if negative { append(0x2d) }
    let count = digits.count
    if point > 0, point <= 21 {
      for place in 0..<max(point, count) {
        if place == point { append(0x2e) }
        append(place < count ? digits[place] : 0x30)
      }
    } else if point > -6, point <= 0 {
      append("0." as StaticString)
      for _ in 0..<(-point) { append(0x30) }
      for digit in digits { append(digit) }
    } else {
      append(digits[0])
      if count > 1 {
        append(0x2e)
        for digit in digits.dropFirst() { append(digit) }
      }
      append(0x65)
      append(point - 1 < 0 ? 0x2d : 0x2b)
      append(decimal: Int64(abs(point - 1)))
    }
  }

  /// Writes a text in quotes, escaped as JSON wants it; everything beyond ASCII stays as it is.
  public mutating func append(quoted text: String, lowercaseEscapes: Bool = false) {
    append(0x22)
    var text = text
    text.withUTF8 { append(escaping: $0, lowercaseEscapes: lowercaseEscapes) }
    append(0x22)
  }

  /// Writes the bytes of a text as they stand inside a JSON string.
  public mutating func append(escaping bytes: UnsafeBufferPointer<UInt8>, lowercaseEscapes: Bool = false) {
    guard let start = bytes.baseAddress else { return }
    let end = bytes.count
    reserve(end)
    var done = 0
    var place = 0
    while place < end {
      while end &- place >= 8 {
        let word = UnsafeRawPointer(start + place).loadUnaligned(as: UInt64.self)
        let quote = word ^ 0x2222_2222_2222_2222
        let slash = word ^ 0x5c5c_5c5c_5c5c_5c5c
        let low = (word &- 0x2020_2020_2020_2020) & ~word
        let hit =
          ((quote &- 0x0101_0101_0101_0101) & ~quote) | ((slash &- 0x0101_0101_0101_0101) & ~slash) | low
        if hit & 0x8080_8080_8080_8080 != 0 { break }
        place &+= 8
      }
      guard place < end else { break }
      let byte = start[place]
      if byte >= 0x20, byte != 0x22, byte != 0x5c {
        place &+= 1
        continue
      }
      append(UnsafeBufferPointer(start: start + done, count: place - done))
      escape(byte, lowercaseEscapes)
      place &+= 1
      done = place
    }
    append(UnsafeBufferPointer(start: start + done, count: end - done))
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
      append(0x30 + byte >> 4)
      let low = byte & 15
      append(low < 10 ? 0x30 + low : (lowercase ? 0x57 : 0x37) + low)
    }
  }
}
