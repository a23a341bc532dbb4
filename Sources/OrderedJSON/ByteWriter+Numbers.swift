extension ByteWriter {
  /// Writes an integer in decimal.
  public mutating func append(decimal value: Int64) {
    let magnitude = value.magnitude
    let length = Decimal.digitCount(magnitude)
    reserve(length &+ 1)
    if value < 0 { appendReserved(0x2d) }
    write(magnitude, endingAt: count &+ length, digits: length)
    count &+= length
  }

  /// Writes a number as it was written in its source.
  public mutating func append(_ number: JSONNumber) {
    switch number {
    case .integer(let value): append(decimal: value)
    case .literal(let text): append(text)
    case .double(let value):
      if value.isFinite { append(ecmaScript: value) } else { append("null" as StaticString) }
    case .decimal(let significand, let scale): append(significand, scale: Int(scale))
    }
  }

  /// Writes `significand × 10^-scale` with `scale` digits after the decimal point.
  private mutating func append(_ significand: Int64, scale: Int) {
    guard scale > 0 else { return append(decimal: significand) }
    let magnitude = significand.magnitude
    let digits = max(Decimal.digitCount(magnitude), scale &+ 1)
    reserve(digits &+ 2)
    if significand < 0 { appendReserved(0x2d) }
    let end = count &+ digits &+ 1
    let whole = write(magnitude, endingAt: end, digits: scale)
    base[end &- scale &- 1] = 0x2e
    write(whole, endingAt: end &- scale &- 1, digits: digits &- scale)
    count = end
  }

  @inline(__always)
  private mutating func appendReserved(_ byte: UInt8) {
    base[count] = byte
    count &+= 1
  }

  /// Writes the last `digits` digits of a number before `end`, where there must be room, and returns the remaining
  /// number.
  @inline(__always)
  @discardableResult
  private func write(_ value: UInt64, endingAt end: Int, digits: Int) -> UInt64 {
    var rest = value
    var place = end
    let start = end &- digits
    while place &- start >= 2 {
      let (next, pair) = rest.quotientAndRemainder(dividingBy: 100)
      rest = next
      place &-= 2
      let tens = pair / 10
      base[place] = 0x30 &+ UInt8(truncatingIfNeeded: tens)
      base[place &+ 1] = 0x30 &+ UInt8(truncatingIfNeeded: pair &- tens &* 10)
    }
    if place > start {
      base[start] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return rest
  }

  /// Writes a finite double as ECMAScript does.
  mutating func append(ecmaScript value: Double) {
    if value == 0 { return append(0x30) }
    if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return append(decimal: whole) }
    let decimal = ShortestDecimal(value)
    let (digits, point) = (decimal.digits, decimal.point)
    guard let first = digits.first else { return append(0x30) }
    if decimal.isNegative { append(0x2d) }
    if point > 0, point <= 21 {
      for place in 0..<max(point, digits.count) {
        if place == point { append(0x2e) }
        append(place < digits.count ? digits[place] : 0x30)
      }
    } else if point > -6, point <= 0 {
      append("0." as StaticString)
      for _ in 0..<(-point) { append(0x30) }
      for digit in digits { append(digit) }
    } else {
      append(first)
      if digits.count > 1 {
        append(0x2e)
        for digit in digits.dropFirst() { append(digit) }
      }
      append(0x65)
      append(point - 1 < 0 ? 0x2d : 0x2b)
      append(decimal: Int64(abs(point - 1)))
    }
  }
}

/// The shortest decimal that reads back as a double: `0.d₁d₂… × 10^point`, without zeros at the ends.
struct ShortestDecimal {
  private(set) var isNegative = false
  /// ASCII digits.
  private(set) var digits: [UInt8] = []
  private(set) var point = 0

  /// - Parameter value: finite; 0 has no digits.
  init(_ value: Double) {
    digits.reserveCapacity(20)
    var exponent = 0
    var exponentIsNegative = false
    var seenPoint = false
    var seenExponent = false
    for byte in value.description.utf8 {
      switch byte {
      case 0x2d: if seenExponent { exponentIsNegative = true } else { isNegative = true }
      case 0x2e: seenPoint = true
      case 0x65: seenExponent = true
      case 0x30...0x39:
        if seenExponent {
          exponent = exponent * 10 + Int(byte - 0x30)
        } else if digits.isEmpty, byte == 0x30 {
          if seenPoint { point -= 1 }
        } else {
          digits.append(byte)
          if !seenPoint { point += 1 }
        }
      default: break
      }
    }
    while digits.last == 0x30 { digits.removeLast() }
    point += exponentIsNegative ? -exponent : exponent
  }
}
