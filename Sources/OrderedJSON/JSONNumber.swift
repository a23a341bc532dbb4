/// A JSON number together with the way it is written.
///
/// `1`, `1.0` and `1.00` are equal and stay different on paper, as in the service. What is computed is a
/// ``double(_:)`` or an ``integer(_:)``; what is read is kept exactly, in the cheapest form that can give the text back.
@frozen
public enum JSONNumber: Sendable {
  /// A whole number without fraction or exponent.
  case integer(Int64)
  /// `significand × 10^-scale`, written with exactly `scale` digits after the point: `12.50` is (1250, 2).
  case decimal(significand: Int64, scale: UInt8)
  /// A computed number; prints as ECMAScript does (`0.1`, `100`, `1e+21`). Non-finite values print as `null`.
  case double(Double)
  /// Any other number, as written: `1E400`, `-0`, `12345678901234567890`. Must be a number by RFC 8259.
  case literal(String)
}

extension JSONNumber {
  /// The nearest double; infinite when the text is out of range.
  @inlinable
  public var doubleValue: Double {
    switch self {
    case .integer(let value): return Double(value)
    case .double(let value): return value
    case .decimal(let significand, let scale):
      // Both operands are exact, so the quotient is the nearest double.
      if scale <= 22, significand > -(1 << 53), significand < (1 << 53) {
        return Double(significand) / powerOfTen(scale)
      }
      return slowDoubleValue
    case .literal: return slowDoubleValue
    }
  }

  @usableFromInline
  var slowDoubleValue: Double { Double(description) ?? 0 }

  /// The value if it is integral and fits 64 bits, however it is written.
  public var integerValue: Int64? {
    switch self {
    case .integer(let value): return value
    case .double(let value): return Int64(exactly: value)
    case .decimal(var significand, let scale):
      for _ in 0..<scale {
        guard significand % 10 == 0 else { return nil }
        significand /= 10
      }
      return significand
    case .literal(let text):
      let exactDigits = text.utf8.allSatisfy { $0 == 0x2d || ($0 >= 0x30 && $0 <= 0x39) }
      if exactDigits { return Int64(text) }
      return Int64(exactly: doubleValue)
    }
  }
}

@usableFromInline
func powerOfTen(_ exponent: UInt8) -> Double {
  switch exponent {
  case 0: 1
  case 1: 1e1
  case 2: 1e2
  case 3: 1e3
  case 4: 1e4
  case 5: 1e5
  case 6: 1e6
  case 7: 1e7
  case 8: 1e8
  case 9: 1e9
  case 10: 1e10
  case 11: 1e11
  case 12: 1e12
  case 13: 1e13
  case 14: 1e14
  case 15: 1e15
  case 16: 1e16
  case 17: 1e17
  case 18: 1e18
  case 19: 1e19
  case 20: 1e20
  case 21: 1e21
  case 22: 1e22
  default: pow(10, Double(exponent))
  }
}

extension JSONNumber: Hashable, Comparable {
  /// Equal in value.
  public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
    switch (left, right) {
    case (.integer(let a), .integer(let b)): return a == b
    default:
      if let a = left.integerValue, let b = right.integerValue { return a == b }
      if case .literal(let a) = left, case .literal(let b) = right, a.hasSameUTF8(as: b) { return true }
      return left.doubleValue == right.doubleValue
    }
  }

  /// Less in value.
  public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
    if let a = left.integerValue, let b = right.integerValue { return a < b }
    return left.doubleValue < right.doubleValue
  }

  /// Hashes consistently with `==`.
  public func hash(into hasher: inout Hasher) { hasher.combine(doubleValue) }
}

extension JSONNumber: CustomStringConvertible {
  /// The number as it is written.
  public var description: String {
    var writer = ByteWriter()
    writer.append(self)
    return writer.string
  }

  /// A double in the form of ECMAScript's `Number::toString`; non-finite ones as `NaN`, `Infinity`, `-Infinity`.
  public static func ecmaScriptText(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    var writer = ByteWriter()
    writer.append(ecmaScript: value)
    return writer.string
  }

  /// A double in the form of Java's `Double.toString`: `1.0`, `0.001`, `1.0E7`, `1.0E-5`.
  public static func javaText(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
    let (negative, digits, point) = shortestDigits(value)
    let sign = negative ? "-" : ""
    func text(_ part: ArraySlice<UInt8>) -> String { String(decoding: part, as: UTF8.self) }
    let magnitude = value.magnitude
    if magnitude >= 1e-3, magnitude < 1e7 {
      if point <= 0 { return sign + "0." + String(repeating: "0", count: -point) + text(digits[...]) }
      if point >= digits.count {
        return sign + text(digits[...]) + String(repeating: "0", count: point - digits.count) + ".0"
      }
      return sign + text(digits[..<point]) + "." + text(digits[point...])
    }
    let fraction = digits.count > 1 ? text(digits[1...]) : "0"
    return sign + text(digits[..<1]) + "." + fraction + "E" + String(point - 1)
  }
}

/// The shortest decimal digits that read back as `value` (finite, not zero): `0.d₁d₂… × 10^point`, no zeros at the ends.
func shortestDigits(_ value: Double) -> (negative: Bool, digits: [UInt8], point: Int) {
  var digits: [UInt8] = []
  digits.reserveCapacity(20)
  var negative = false
  var point = 0
  var exponent = 0
  var exponentNegative = false
  var seenPoint = false
  var inExponent = false
  for byte in value.description.utf8 {
    switch byte {
    case 0x2d: if inExponent { exponentNegative = true } else { negative = true }
    case 0x2e: seenPoint = true
    case 0x65: inExponent = true
    case 0x30...0x39:
      if inExponent {
        exponent = exponent * 10 + Int(byte - 0x30)
      } else {
        if digits.isEmpty, byte == 0x30 {
          if seenPoint { point -= 1 }
          continue
        }
        digits.append(byte)
        if !seenPoint { point += 1 }
      }
    default: break
    }
  }
  while digits.last == 0x30 { digits.removeLast() }
  return (negative, digits, point + (exponentNegative ? -exponent : exponent))
}
