/// Text from outside, made fit to be shown on a line.
enum DisplayText {
  /// One line: runs of blanks and line breaks become one blank, control characters their pictures, and what would turn
  /// around or pile up the text after it is left out.
  static func line(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isBlankDue = false
    var marks = 0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0a, 0x0d, 0x20:
        isBlankDue = !result.isEmpty
        continue
      case 0...0x1f: append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{fffd}")
      case 0x7f: append("\u{2421}")
      case 0x80...0x9f, 0x2028...0x202e, 0x2066...0x2069, 0xfff9...0xffff: append("\u{fffd}")
      default: append(scalar)
      }
    }
    return result.isEmpty ? "\u{2423}" : String(result)

    func append(_ scalar: Unicode.Scalar) {
      marks = isCombining(scalar) ? marks + 1 : 0
      guard marks <= 4 else { return }
      if isBlankDue { result.append(" ") }
      isBlankDue = false
      result.append(scalar)
    }
  }

  /// Whether a character takes no room of its own.
  static func isCombining(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x300 else { return scalar.value == 0xad }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return true
    default: return false
    }
  }

  /// The beginning of a line, with … if it is longer than allowed.
  ///
  /// - Parameters:
  ///   - width: the greatest width in pixels.
  ///   - size: the font's size in pixels.
  static func cut(_ line: String, toWidth width: Int, size: Int) -> String {
    let scalars = line.unicodeScalars
    var used = 0
    // The index up to which there is room for the … as well.
    var end = scalars.startIndex
    for index in scalars.indices {
      used += TextWidth.hundredths(scalars[index])
      if used * size > width * 100 {
        return String(Substring(scalars[..<end])).trimmingTrailingBlanks() + "…"
      }
      if (used + 100) * size <= width * 100 { end = scalars.index(after: index) }
    }
    return line
  }

  /// A line broken into lines of bounded width; the last one is cut.
  ///
  /// It is broken at blanks, and long words before a `.`, `[`, `:` or `/`, after a `-` or `_` or
  /// before a capital letter, if need be anywhere.
  static func wrap(_ line: String, toWidth width: Int, size: Int, maximumLines: Int) -> [String] {
    var lines: [String] = []
    var rest = line[...]
    while !rest.isEmpty {
      let end = lines.count + 1 < maximumLines ? breakIndex(rest, width: width, size: size) : rest.endIndex
      lines.append(cut(String(rest[..<end]).trimmingTrailingBlanks(), toWidth: width, size: size))
      rest = rest[end...].drop { $0 == " " }
    }
    return lines
  }

  /// Where a line is broken: as late as possible, but not in a word if there is a blank in the last two thirds.
  private static func breakIndex(_ text: Substring, width: Int, size: Int) -> Substring.Index {
    let scalars = text.unicodeScalars
    var used = 0
    var blank: (index: Substring.Index, width: Int)?
    var joint: (index: Substring.Index, width: Int)?
    var last: Unicode.Scalar?
    for index in scalars.indices {
      let scalar = scalars[index]
      switch scalar {
      case " ": blank = (index, used)
      case ".", "[", ":", "/": if last != scalar, last != "$" { joint = (index, used) }
      default: if let last, isJoint(last, scalar) { joint = (index, used) }
      }
      used += TextWidth.hundredths(scalar)
      if used * size > width * 100 {
        if let blank, blank.width * 3 >= used || joint == nil { return blank.index }
        if let joint, joint.width * 3 >= used { return joint.index }
        return blank?.index ?? (index > text.startIndex ? index : scalars.index(after: index))
      }
      last = scalar
    }
    return text.endIndex
  }

  /// Whether a long word may be broken between two characters: after a dash, and where another word begins in a name.
  private static func isJoint(_ before: Unicode.Scalar, _ after: Unicode.Scalar) -> Bool {
    before == "-" || before == "_" || (("a"..."z").contains(before) && ("A"..."Z").contains(after))
  }

  /// The beginning of a string, at most so many characters, with … if it is longer.
  static func shortened(_ text: String, toScalars count: Int) -> String {
    let scalars = text.unicodeScalars
    guard let end = scalars.index(scalars.startIndex, offsetBy: count, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return text }
    return String(Substring(scalars[..<end])) + "…"
  }
}

extension String {
  fileprivate func trimmingTrailingBlanks() -> String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
