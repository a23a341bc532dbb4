import OrderedJSON

/// Numbers as `java.math.BigDecimal` reads them: a sign, digits with a decimal point anywhere, an exponent, nothing
/// else.
enum JavaDecimal {
  /// The number that a string represents, or `nil`.
  static func number(_ text: String) -> JSONNumber? {
    var bytes = text.utf8[...]
    guard let first = bytes.first, first < 0x3a else { return nil }
    var normal: [UInt8] = []
    if first == 0x2b || first == 0x2d {
      if first == 0x2d { normal.append(first) }
      bytes = bytes.dropFirst()
    }
    let whole = digits(&bytes)
    var fraction: Substring.UTF8View.SubSequence = bytes.prefix(0)
    if bytes.first == 0x2e {
      bytes = bytes.dropFirst()
      fraction = digits(&bytes)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    let significant = whole.drop { $0 == 0x30 }
    if significant.isEmpty { normal.append(0x30) } else { normal += significant }
    if !fraction.isEmpty { normal += [0x2e] + fraction }
    if let mark = bytes.first, mark | 0x20 == 0x65 {
      bytes = bytes.dropFirst()
      normal.append(mark)
      if let sign = bytes.first, sign == 0x2b || sign == 0x2d {
        normal.append(sign)
        bytes = bytes.dropFirst()
      }
      let exponent = digits(&bytes)
      guard (1...10).contains(exponent.count) else { return nil }
      normal += exponent
    }
    guard bytes.isEmpty else { return nil }
    return (try? JSON(parsing: String(decoding: normal, as: UTF8.self)))?.numberValue
  }

  private static func digits(_ bytes: inout Substring.UTF8View.SubSequence) -> Substring.UTF8View.SubSequence {
    let digits = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
    bytes = bytes.dropFirst(digits.count)
    return digits
  }
}
