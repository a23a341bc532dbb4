import OrderedJSON

/// Strings in the form in which the service's Java libraries write them.
enum JavaText {
  /// Writes a value as `toString` shows it: `{a=1, b=[x, null]}`, with bare strings.
  static func write(_ value: JSON, to writer: inout ByteWriter) {
    switch value {
    case .string(let text): writer.append(text)
    case .null, .bool, .number: JSONPrinter.compact.write(value, to: &writer)
    case .array(let elements):
      writer.append(0x5b)
      for (place, element) in elements.enumerated() {
        if place > 0 { writer.append(", " as StaticString) }
        write(element, to: &writer)
      }
      writer.append(0x5d)
    case .object(let object):
      writer.append(0x7b)
      for (place, member) in object.members.enumerated() {
        if place > 0 { writer.append(", " as StaticString) }
        writer.append(member.key)
        writer.append(0x3d)
        write(member.value, to: &writer)
      }
      writer.append(0x7d)
    }
  }

  private static let source = "[Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); "
  private static let values = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

  /// An error of the JSON parser in the words of the service's own parser, with its position on a line of its own.
  static func parserText(_ error: JSONParseError, of text: String) -> String {
    var column = error.position.column
    let problem: String
    switch error.kind {
    case .unknownWord(let word):
      problem = "Unrecognized token '\(word)': was expecting \(values)"
      column += word.unicodeScalars.count
    case .unexpectedCharacter(let scalar): problem = unexpected(scalar, expected: error.expected)
    case .unexpectedEnd: problem = "Unexpected end-of-input" + unexpectedEnd(expected: error.expected, of: text)
    case .controlCharacter(let byte):
      problem =
        "Illegal unquoted character ((CTRL-CHAR, code \(byte))): has to be escaped using backslash to be included in "
        + "string value"
    case .invalidNumber:
      problem =
        "Invalid numeric value" + (error.expected.hasPrefix("no digit") ? ": Leading zeroes not allowed" : "")
    case .invalidEscape: problem = "Unrecognized character escape"
    case .invalidUTF8, .trailingContent, .tooDeep, .tooLarge, .repeatedName: problem = error.message
    }
    return "\(problem)\n at \(source)line: \(error.position.line), column: \(column)]"
  }

  private static func unexpectedEnd(expected: String, of text: String) -> String {
    if expected.hasPrefix("'\"'") { return ": was expecting closing quote for a string value" }
    guard let open = innermostOpen(in: text) else { return "" }
    let kind = open.isObject ? "Object" : "Array"
    if expected == "a value" || expected == "':'" { return " within/between \(kind) entries" }
    return
      ": expected close marker for \(kind) (start marker at \(source)line: \(open.position.line), column: "
      + "\(open.position.column)])"
  }

  /// The last unclosed bracket of text that ends too early.
  private static func innermostOpen(in text: String) -> (isObject: Bool, position: SourcePosition)? {
    let bytes = Array(text.utf8)
    var open: [Int] = []
    var isQuoted = false
    var place = 0
    while place < bytes.count {
      switch bytes[place] {
      case 0x5c: place += 1
      case 0x22: isQuoted.toggle()
      case 0x5b, 0x7b: if !isQuoted { open.append(place) }
      case 0x5d, 0x7d: if !isQuoted { open.removeLast(min(1, open.count)) }
      default: break
      }
      place += 1
    }
    return open.last.map { (bytes[$0] == 0x7b, SourceText(bytes: bytes).position(of: $0)) }
  }

  private static func unexpected(_ scalar: Unicode.Scalar, expected: String) -> String {
    let wanted: String
    switch expected {
    case "a member's name in quotes": wanted = "was expecting double-quote to start field name"
    case "':'": wanted = "was expecting a colon to separate field name and value"
    case "',' or '}'": wanted = "was expecting comma to separate Object entries"
    case "',' or ']'": wanted = "was expecting comma to separate Array entries"
    default: wanted = "expected a valid value \(values)"
    }
    return "Unexpected character ('\(scalar)' (code \(scalar.value))): \(wanted)"
  }
}
