extension JSONScanner {
  /// Reads a number whose first byte (`-` or a digit) has been seen.
  @inline(__always)
  mutating func number() throws(JSONParseError) -> JSONNumber {
    let start = at
    let negative = base[start] == 0x2d
    let whole = negative ? start &+ 1 : start
    var place = whole
    var significand: UInt64 = 0
    passDigits(&place, &significand)
    let digits = place &- whole
    // A leading zero, a zero that may be negative, too many digits or none: all of these are rare.
    guard digits > 0, digits <= 18, base[whole] != 0x30 || (digits == 1 && !negative) else {
      return try unusualNumber()
    }
    let next = place < end ? base[place] : 0
    if next == 0x2e {
      place &+= 1
      let first = place
      passDigits(&place, &significand)
      let scale = place &- first
      guard scale > 0, digits &+ scale <= 18, place >= end || base[place] | 0x20 != 0x65 else {
        return try unusualNumber()
      }
      at = place
      let value = Int64(truncatingIfNeeded: significand)
      return .decimal(significand: negative ? 0 &- value : value, scale: UInt8(truncatingIfNeeded: scale))
    }
    if next | 0x20 == 0x65 { return try unusualNumber() }
    at = place
    let value = Int64(truncatingIfNeeded: significand)
    return .integer(negative ? 0 &- value : value)
  }

  /// Skips digits and adds them to the preceding ones. The result is correct for up to 18 digits in total.
  @inline(__always)
  private func passDigits(_ place: inout Int, _ value: inout UInt64) {
    while end &- place >= 8 {
      let word = Words.load(base + place)
      let count = Words.digitCount(word)
      value = value &* Words.powerOfTen(count) &+ Words.decimal(word, digits: count)
      place &+= count
      if count < 8 { return }
    }
    while place < end, base[place] &- 0x30 <= 9 {
      value = value &* 10 &+ UInt64(base[place] &- 0x30)
      place &+= 1
    }
  }

  /// Reads any number, step by step, and reports what is wrong with it.
  @inline(never)
  private mutating func unusualNumber() throws(JSONParseError) -> JSONNumber {
    let start = at
    let negative = base[at] == 0x2d
    if negative { at &+= 1 }
    let whole = at
    let digits = passDigits()
    guard digits > 0 else { throw missingDigit("a digit") }
    if digits > 1, base[whole] == 0x30 {
      throw failure(.invalidNumber, expected: "no digit after a leading zero", at: whole + 1)
    }
    guard at < end, base[at] == 0x2e || base[at] | 0x20 == 0x65 else {
      let text = self.text(from: start)
      if negative, base[whole] == 0x30 { return .literal(text) }
      if let value = Int64(text) { return .integer(value) }
      return .literal(text)
    }
    if base[at] == 0x2e {
      at &+= 1
      guard passDigits() > 0 else { throw missingDigit("a digit after the decimal point") }
    }
    let behindFraction = at
    if at < end, base[at] | 0x20 == 0x65 {
      at &+= 1
      if at < end, base[at] == 0x2b || base[at] == 0x2d { at &+= 1 }
      guard passDigits() > 0 else { throw missingDigit("a digit in the exponent") }
    }
    return behindFraction == at ? exactDecimal(start, negative) : .literal(text(from: start))
  }

  /// A number with a fraction and no exponent, in the form from which its text can be restored.
  private func exactDecimal(_ start: Int, _ negative: Bool) -> JSONNumber {
    var significand: UInt64 = 0
    var digits = 0
    var scale = 0
    for place in start..<at {
      let digit = base[place] &- 0x30
      guard digit <= 9 else { continue }
      significand = significand &* 10 &+ UInt64(digit)
      digits += 1
    }
    while base[at - 1 - scale] != 0x2e { scale += 1 }
    guard digits <= 18, !(negative && significand == 0) else { return .literal(text(from: start)) }
    let value = Int64(truncatingIfNeeded: significand)
    return .decimal(significand: negative ? 0 &- value : value, scale: UInt8(truncatingIfNeeded: scale))
  }

  /// Skips digits and returns how many there were.
  private mutating func passDigits() -> Int {
    let first = at
    while at < end, base[at] &- 0x30 <= 9 { at &+= 1 }
    return at &- first
  }

  private func missingDigit(_ expected: String) -> JSONParseError {
    if at >= end { return failure(.unexpectedEnd, expected: "a digit", at: end) }
    return failure(.invalidNumber, expected: expected, at: at)
  }

  private func text(from start: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: base + start, count: at - start), as: UTF8.self)
  }
}
