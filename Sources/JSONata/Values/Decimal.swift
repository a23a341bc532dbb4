import LanguageSupport

/// Exact decimal digits of doubles, for cases in which the shortest form is not enough.
enum Decimal {
  /// The value with exactly `digits` significant digits, correctly rounded: `1.23e+02`.
  static func scientific(_ value: Double, digits: Int) -> String {
    CLibrary.formatted("%.*e", digits - 1, value)
  }

  /// The value with exactly `digits` digits after the decimal point, correctly rounded, ties away from zero on the
  /// exact value.
  static func fixed(_ value: Double, digits: Int) -> String {
    CLibrary.formatted("%.*f", digits, value)
  }
}
