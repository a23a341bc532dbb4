extension String {
  /// Escaped for XML, in text and in attributes; characters that XML cannot contain are replaced by U+FFFD.
  /// Line breaks stay; in an attribute they mean spaces.
  ///
  /// - SeeAlso: Extensible Markup Language 1.0, "Characters".
  package var escapedForXML: String {
    var result = ""
    result.reserveCapacity(utf8.count + 8)
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\r": result += "&#13;"
      default:
        let isAllowed =
          scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF || scalar == "\n" || scalar == "\t"
        result.unicodeScalars.append(isAllowed ? scalar : "\u{FFFD}")
      }
    }
    return result
  }
}
