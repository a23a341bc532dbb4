/// A JSON number and the way it is written.
///
/// `1`, `1.0` and `1.00` are equal but print differently, as in the service. Computed numbers are ``double(_:)`` or
/// ``integer(_:)``; numbers that are read are kept exactly, in the cheapest form from which the text can be restored.
@frozen
public enum JSONNumber: Sendable {
  /// A whole number without fraction or exponent.
  case integer(Int64)
  /// `significand × 10^-scale`, written with exactly `scale` digits after the decimal point: `12.50` is (1250, 2).
  case decimal(significand: Int64, scale: UInt8)
  /// A computed number; prints as ECMAScript does (`0.1`, `100`, `1e+21`). Non-finite values print as `null`.
  case double(Double)
  /// Any other number, as written: `1E400`, `-0`, `12345678901234567890`. Must be valid by RFC 8259.
  case literal(String)
}

extension JSONNumber {
  /// The nearest double; infinite when the number is out of range.
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

  /// The value if it is integral and fits in 64 bits, however it is written.
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
    case .literal(let text): return Self.exactInteger(text)
    }
  }
}

@usableFromInline
func powerOfTen(_ exponent: UInt8) -> Double {
  var result = 1.0
  // Powers up to 10^22 are exact, and so is every intermediate product.
  for _ in 0..<min(exponent, 22) { result *= 10 }
  return result
}

extension JSONNumber {
  /// The integer that a number's text represents, if it is integral and fits in 64 bits.
  fileprivate static func exactInteger(_ text: String) -> Int64? {
    var negative = false
    var magnitude: UInt64 = 0
    /// Zeros that only count if another digit follows: `1000e-3` must not overflow where `1` would not.
    var zeros = 0
    var scale = 0
    var exponent = 0
    var exponentNegative = false
    var part = Part.whole
    for byte in text.utf8 {
      switch byte {
      case 0x2d: if part == .exponent { exponentNegative = true } else { negative = true }
      case 0x2e: part = .fraction
      case 0x45, 0x65: part = .exponent
      case 0x30...0x39:
        let digit = UInt64(byte - 0x30)
        if part == .exponent {
          exponent = min(exponent * 10 + Int(digit), 1 << 40)
          continue
        }
        if part == .fraction { scale += 1 }
        guard digit > 0 else {
          zeros += 1
          continue
        }
        guard let grown = shifted(magnitude, by: zeros + 1) else { return nil }
        let (sum, overflow) = grown.addingReportingOverflow(digit)
        guard !overflow else { return nil }
        magnitude = sum
        zeros = 0
      default: break
      }
    }
    guard magnitude > 0 else { return 0 }
    // The last digit of `magnitude` is not 0: any power of ten below 0 leaves a fraction.
    let power = zeros - scale + (exponentNegative ? -exponent : exponent)
    guard power >= 0, let value = shifted(magnitude, by: power) else { return nil }
    if negative { return value == Int64.min.magnitude ? .min : Int64(exactly: value).map { -$0 } }
    return Int64(exactly: value)
  }

  private enum Part { case whole, fraction, exponent }

  private static func shifted(_ value: UInt64, by digits: Int) -> UInt64? {
    guard value > 0 else { return 0 }
    guard digits < 20 else { return nil }
    var value = value
    for _ in 0..<digits {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      guard !overflow else { return nil }
      value = product
    }
    return value
  }
}

extension JSONNumber: Hashable, Comparable {
  /// Compares by value: 64-bit integers exactly, however they are written; all others as the nearest double.
  public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
    if case .integer(let a) = left, case .integer(let b) = right { return a == b }
    if case .decimal(let a, let scale) = left, case .decimal(let b, scale) = right { return a == b }
    switch (left.integerValue, right.integerValue) {
    case (let a?, let b?): return a == b
    case (nil, nil): return left.doubleValue == right.doubleValue
    case (nil, _?), (_?, nil): return false
    }
  }

  /// Orders by value: 64-bit integers exactly, all others as the nearest double.
  public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
    let (a, b) = (left.integerValue, right.integerValue)
    if let a, let b { return a < b }
    let (x, y) = (left.doubleValue, right.doubleValue)
    if x == y, x.magnitude >= 0x1p63 {
      // The largest integers round up to 2^63, which otherwise only numbers that do not fit in 64 bits have.
      return x > 0 ? a != nil && b == nil : a == nil && b != nil
    }
    return x < y
  }

  /// Hashes consistently with `==`.
  public func hash(into hasher: inout Hasher) {
    if let integer = integerValue { hasher.combine(integer) } else { hasher.combine(doubleValue) }
  }
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
    let decimal = ShortestDecimal(value)
    let (digits, point) = (decimal.digits, decimal.point)
    let sign = decimal.isNegative ? "-" : ""
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
