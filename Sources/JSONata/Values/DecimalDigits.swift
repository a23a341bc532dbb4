/// The shortest decimal digits of a double: `0.d₁d₂… × 10^point`.
struct DecimalDigits {
  /// Digits from 0 to 9, none of them a zero at either end.
  private(set) var digits: [UInt8] = []
  private(set) var point = 0

  /// The digits of a finite magnitude; none for 0.
  init(_ value: Double) {
    var text = value.magnitude.description
    digits.reserveCapacity(24)
    text.withUTF8 { read($0) }
  }

  private mutating func read(_ text: UnsafeBufferPointer<UInt8>) {
    var hasPoint = false
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      if byte == 0x2e {
        hasPoint = true
      } else if byte == 0x65 {
        point += exponent(text, place)
        break
      } else {
        if byte == 0x30, digits.isEmpty {
          if hasPoint { point -= 1 }
          continue
        }
        digits.append(byte &- 0x30)
        if !hasPoint { point += 1 }
      }
    }
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  private func exponent(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var value = 0
    for byte in text[start...] where byte >= 0x30 { value = value * 10 + Int(byte - 0x30) }
    return text[start] == 0x2d ? -value : value
  }

  /// How many digits there are after the decimal point.
  var fractionCount: Int { max(0, digits.count - point) }

  /// Rounds to `places` digits after the decimal point (negative: before it), half to even.
  mutating func round(places: Int) {
    let kept = point + places
    if kept >= digits.count { return }
    guard kept >= 0 else {
      digits = []
      point = 0
      return
    }
    let isUp: Bool
    if digits[kept] != 5 || kept + 1 < digits.count {
      isUp = digits[kept] >= 5
    } else {
      isUp = kept > 0 && digits[kept - 1] % 2 == 1
    }
    digits.removeLast(digits.count - kept)
    if isUp { increment() }
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { point = 0 }
  }

  private mutating func increment() {
    var place = digits.count - 1
    while place >= 0 {
      if digits[place] < 9 {
        digits[place] += 1
        return
      }
      digits[place] = 0
      place -= 1
    }
    digits.insert(1, at: 0)
    point += 1
  }

  /// The digits before the decimal point, as ASCII; none for a value below 1.
  var integerPart: [UInt8] {
    guard point > 0 else { return [] }
    var result: [UInt8] = []
    result.reserveCapacity(point + 8)
    for place in 0..<point { result.append(0x30 + (place < digits.count ? digits[place] : 0)) }
    return result
  }

  /// The digits after the decimal point, as ASCII.
  var fractionPart: [UInt8] {
    guard digits.count > point else { return [] }
    var result: [UInt8] = []
    for place in point..<digits.count { result.append(0x30 + (place >= 0 ? digits[place] : 0)) }
    return result
  }

  /// The nearest double.
  var value: Double {
    if digits.isEmpty { return 0 }
    var text = "0."
    for digit in digits { text.unicodeScalars.append(Unicode.Scalar(0x30 + digit)) }
    return Double(text + "e\(point)") ?? .infinity
  }
}
