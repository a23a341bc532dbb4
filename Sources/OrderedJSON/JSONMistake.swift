/// A common mistake in text that looks like JSON but is not.
public enum JSONMistake: Sendable, Hashable {
  /// `// …`, `/* … */` or `# …`.
  case comment
  /// A string in `'` or typographic quotation marks.
  case quotes
  /// A comma after the last member or element.
  case trailingComma
  /// Two bytes per character.
  case utf16

  /// What is wrong and how to fix it, in plain words.
  public var advice: String {
    switch self {
    case .comment: "JSON has no comments; remove it"
    case .quotes: "JSON strings and names are written in double quotes"
    case .trailingComma: "JSON does not allow a comma after the last member or element; remove it"
    case .utf16: "the text is UTF-16; save it as UTF-8"
    }
  }

  /// Whether text that starts with these bytes is UTF-16: by its byte-order mark, or because JSON starts with an ASCII
  /// character.
  package static func isUTF16(_ first: UInt8, _ second: UInt8) -> Bool {
    switch (first, second) {
    case (0xfe, 0xff), (0xff, 0xfe): true
    default: (first == 0) != (second == 0) && first | second < 0x80
    }
  }
}

extension JSONScanner {
  /// The probable mistake behind an error at an offset.
  func mistake(_ kind: JSONParseError.Kind, at offset: Int) -> JSONMistake? {
    if end >= 2, JSONMistake.isUTF16(base[0], base[1]) { return .utf16 }
    switch kind {
    case .unexpectedCharacter(let scalar):
      switch scalar {
      case "/": return beginsComment(at: offset) ? .comment : nil
      case "#": return .comment
      case "'", "\u{2018}", "\u{2019}", "\u{201c}", "\u{201d}": return .quotes
      case "]", "}": return lastByte(before: offset) == UInt8(ascii: ",") ? .trailingComma : nil
      default: return nil
      }
    case .trailingContent: return beginsComment(at: offset) ? .comment : nil
    case .unknownWord, .unexpectedEnd, .invalidNumber, .invalidEscape, .controlCharacter, .invalidUTF8, .tooDeep,
      .tooLarge,
      .repeatedName:
      return nil
    }
  }

  private func beginsComment(at offset: Int) -> Bool {
    guard offset < end else { return false }
    if base[offset] == UInt8(ascii: "#") { return true }
    guard base[offset] == UInt8(ascii: "/"), offset + 1 < end else { return false }
    return base[offset + 1] == UInt8(ascii: "/") || base[offset + 1] == UInt8(ascii: "*")
  }

  private func lastByte(before offset: Int) -> UInt8? {
    var place = offset
    while place > 0 {
      place -= 1
      let byte = base[place]
      if byte != 0x20, byte != 0x0a, byte != 0x0d, byte != 0x09 { return byte }
    }
    return nil
  }
}
