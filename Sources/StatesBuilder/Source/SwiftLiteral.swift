import OrderedJSON

/// Swift's literals.
enum SwiftLiteral {
  /// A string literal: raw where that spares escapes, and with escapes for what cannot be seen.
  static func string(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let isVisible = scalars.allSatisfy(isVisible) && !(scalars.first.map(isMark) ?? false)
    guard scalars.contains(where: { $0 == "\"" || $0 == "\\" }), isVisible, !text.hasPrefix("\"") else {
      return "\"\(escaped(text))\""
    }
    let fence = String(repeating: "#", count: fenceLength(text))
    return "\(fence)\"\(text)\"\(fence)"
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for (place, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if isVisible(scalar), place > 0 || !isMark(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += "\\u{\(String(scalar.value, radix: 16))}"
        }
      }
    }
    return result
  }

  /// How many `#` a raw string needs: one more than ever follow a quote or a backslash in it.
  private static func fenceLength(_ text: String) -> Int {
    var longest = 0
    var current: Int?
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): current = 0
      case UInt8(ascii: "#"): current = current.map { $0 + 1 }
      default: current = nil
      }
      longest = max(longest, current ?? 0)
    }
    return longest + 1
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    // Joins emoji.
    if scalar.value == 0x200d { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: return false
    case .spaceSeparator: return scalar == " "
    default: return true
    }
  }

  /// Whether a scalar would combine with the quote before it.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .format: true
    default: false
    }
  }

  /// A number, if there is a literal that prints as it does.
  static func number(_ number: JSONNumber) -> String? {
    let text = number.description
    if case .integer = number { return text }
    guard text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "e") }),
      let value = Double(text), value.isFinite, JSONNumber.ecmaScriptText(value) == text
    else { return nil }
    return text
  }
}
