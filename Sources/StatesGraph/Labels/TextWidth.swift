/// Estimates how wide text is in a sans-serif font that is not known.
///
/// The table has the advance widths of the widest sans-serif font in common use, so that text fits whatever font is
/// found. Letters of other scripts count as an em, East Asian characters and pictographs as about double an average
/// letter.
enum TextWidth {
  /// Hundredths of an em for U+0020 to U+007E.
  private static let ascii: [UInt8] = [
    32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64, 34, 34, 84,
    84, 84, 56, 102, 69, 69, 73, 78, 67, 62, 78, 76, 30, 50, 67, 56, 87, 75, 79, 67, 79, 73, 67, 62, 74, 69, 99, 69, 67,
    69, 40, 34, 40, 84, 56, 50, 62, 64, 55, 64, 62, 36, 64, 64, 28, 28, 58, 28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60,
    82, 60, 60, 53, 64, 34, 64, 84,
  ]

  /// The width of a string in pixels, rounded up.
  ///
  /// - Parameter size: the font's size in pixels.
  static func of(_ text: String, size: Int) -> Int {
    let hundredths = text.unicodeScalars.reduce(0) { $0 + Self.hundredths($1) }
    return (hundredths * size + 99) / 100
  }

  /// The width of a character in hundredths of an em.
  static func hundredths(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value >= 0x20, value < 0x7f { return Int(ascii[Int(value) - 0x20]) }
    if value < 0x1100 { return value == 0xb7 ? 34 : DisplayText.isCombining(scalar) ? 0 : 100 }
    if isWide(value) { return 135 }
    return DisplayText.isCombining(scalar) ? 0 : 100
  }

  /// Whether fonts differ too much in a string's characters for the estimate to hold.
  static func isUncertain(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value > 0x24f && !(0x2010...0x2044).contains($0.value) && !known.contains($0) }
  }

  /// Characters that labels are composed with.
  private static let known: Set<Unicode.Scalar> = ["≤", "≥", "≠"]

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
      0xffe0...0xffe6, 0x1f000...0x1ffff, 0x20000...0x3fffd:
      true
    default: false
    }
  }
}
