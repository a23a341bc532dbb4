internal import OrderedJSON

/// Exact decimal digits of doubles, where the shortest form is not enough.
enum Decimal {
  /// The value with exactly so many significant digits, correctly rounded: `1.23e+02`.
  static func scientific(_ value: Double, digits: Int) -> String {
    formatted("%.*e", digits - 1, value)
  }

  /// The value with exactly so many digits behind the point, correctly rounded, ties away from zero on the exact value.
  static func fixed(_ value: Double, digits: Int) -> String {
    formatted("%.*f", digits, value)
  }

  private static func formatted(_ format: String, _ digits: Int, _ value: Double) -> String {
    let digits = Int32(clamping: max(0, min(digits, 400)))
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 800) { buffer in
      guard let base = buffer.baseAddress else { return "" }
      let count = withVaList([digits, value]) { vsnprintf(base, 800, format, $0) }
      let length = max(0, min(Int(count), 799))
      return String(decoding: UnsafeRawBufferPointer(start: base, count: length), as: UTF8.self)
    }
  }
}
