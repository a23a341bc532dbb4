import LanguageSupport
internal import OrderedJSON

/// Splits the text of an expression into tokens.
struct Lexer {
  let bytes: [UInt8]
  private let dialect: JSONataDialect
  private let isASCII: Bool
  private var at = 0
  /// A position whose UTF-16 offset is known; tokens come in order, so counting continues from here.
  private var known = (utf8: 0, utf16: 0)

  init(_ text: String, dialect: JSONataDialect) {
    bytes = Array(text.utf8)
    self.dialect = dialect
    isASCII = bytes.allSatisfy { $0 < 0x80 }
  }

  /// The length of the text in UTF-16 code units.
  var utf16Count: Int { mutating get { utf16(bytes.count) } }

  /// The UTF-16 offset of a UTF-8 offset.
  mutating func utf16(_ offset: Int) -> Int {
    if isASCII { return offset }
    if offset < known.utf8 { known = (0, 0) }
    for byte in bytes[known.utf8..<offset] where byte & 0xc0 != 0x80 { known.utf16 += byte >= 0xf0 ? 2 : 1 }
    known.utf8 = offset
    return known.utf16
  }

  /// The next token.
  ///
  /// - Parameter afterOperand: whether a `/` is an operator here; otherwise it starts a regular expression.
  mutating func next(afterOperand: Bool) throws(JSONataError) -> Token {
    try skipBlanks()
    let start = at
    guard at < bytes.count else { return Token(kind: .end, position: utf16(bytes.count), start: start) }
    let byte = bytes[at]
    if byte == 0x2f, !afterOperand {
      at += 1
      return finish(try regex(), start)
    }
    if let symbol = symbol(byte) {
      at += symbol.rawValue.utf8.count
      return finish(.symbol(symbol), start)
    }
    switch byte {
    case 0x22, 0x27: return finish(try string(quote: byte), start)
    case 0x30...0x39: return finish(try number(), start)
    case 0x60: return finish(try quotedName(), start)
    default: return finish(word(), start)
    }
  }

  private mutating func finish(_ kind: Token.Kind, _ start: Int) -> Token {
    Token(kind: kind, position: utf16(at), start: start)
  }

  private mutating func failure(_ template: ErrorTemplate, at offset: Int, token: String? = nil) -> JSONataError {
    JSONataError(template, position: utf16(min(offset, bytes.count)), token: token.map(JSON.string))
  }

  private func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  // MARK: White space

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d || byte == 0x0b
  }

  private mutating func skipBlanks() throws(JSONataError) {
    while at < bytes.count {
      if Self.isBlank(bytes[at]) {
        at += 1
      } else if bytes[at] == 0x2f, byte(at + 1) == 0x2a {
        let start = at
        at += 2
        while !(byte(at) == 0x2a && byte(at + 1) == 0x2f) {
          at += 1
          if at >= bytes.count { throw failure(.unterminatedComment, at: start) }
        }
        at += 2
      } else {
        return
      }
    }
  }

  // MARK: Symbols

  private func symbol(_ first: UInt8) -> Symbol? {
    let second = byte(at + 1)
    switch first {
    case 0x2e: return second == 0x2e ? .doubleDot : .dot
    case 0x3a: return second == 0x3d ? .assign : .colon
    case 0x21: return second == 0x3d ? .notEqual : .exclamation
    case 0x3e: return second == 0x3d ? .greaterOrEqual : .greater
    case 0x3c: return second == 0x3d ? .lessOrEqual : .less
    case 0x2a: return second == 0x2a ? .doubleStar : .star
    case 0x7e: return second == 0x3e ? .apply : .tilde
    case 0x3f:
      if dialect == .reference {
        if second == 0x3a { return .elvis }
        if second == 0x3f { return .coalesce }
      }
      return .question
    default: return Self.single(first)
    }
  }

  private static func single(_ byte: UInt8) -> Symbol? {
    switch byte {
    case 0x2e: .dot
    case 0x5b: .openBracket
    case 0x5d: .closeBracket
    case 0x7b: .openBrace
    case 0x7d: .closeBrace
    case 0x28: .openParenthesis
    case 0x29: .closeParenthesis
    case 0x2c: .comma
    case 0x40: .at
    case 0x23: .hash
    case 0x3b: .semicolon
    case 0x3a: .colon
    case 0x3f: .question
    case 0x2b: .plus
    case 0x2d: .minus
    case 0x2a: .star
    case 0x2f: .slash
    case 0x25: .percent
    case 0x7c: .bar
    case 0x3d: .equal
    case 0x3c: .less
    case 0x3e: .greater
    case 0x5e: .caret
    case 0x26: .ampersand
    case 0x21: .exclamation
    case 0x7e: .tilde
    default: nil
    }
  }

  // MARK: Names

  private mutating func quotedName() throws(JSONataError) -> Token.Kind {
    let start = at + 1
    guard let end = bytes[start...].firstIndex(of: 0x60) else { throw failure(.unterminatedName, at: bytes.count) }
    at = end + 1
    return .name(text(start..<end))
  }

  private mutating func word() -> Token.Kind {
    let start = at
    while at < bytes.count, !Self.isBlank(bytes[at]), Self.single(bytes[at]) == nil { at += 1 }
    if bytes[start] == 0x24 { return .variable(text(start + 1..<at)) }
    let name = text(start..<at)
    switch name {
    case "and": return .symbol(.and)
    case "or": return .symbol(.or)
    case "in": return .symbol(.in)
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "null": return .null
    default: return .name(name)
    }
  }

  // MARK: Numbers

  private mutating func number() throws(JSONataError) -> Token.Kind {
    let start = at
    func skipDigits(_ offset: Int) -> Int {
      var offset = offset
      while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
      return offset
    }
    at = bytes[at] == 0x30 ? at + 1 : skipDigits(at)
    if byte(at) == 0x2e, (0x30...0x39).contains(byte(at + 1)) { at = skipDigits(at + 1) }
    if byte(at) | 0x20 == 0x65 {
      var digits = at + 1
      if byte(digits) == 0x2b || byte(digits) == 0x2d { digits += 1 }
      let end = skipDigits(digits)
      if end > digits { at = end }
    }
    let written = text(start..<at)
    guard let value = Double(written), value.isFinite else {
      throw failure(.numberOutOfRange, at: start, token: written)
    }
    return .number(value)
  }

  // MARK: Strings

  private mutating func string(quote: UInt8) throws(JSONataError) -> Token.Kind {
    at += 1
    let start = at
    while at < bytes.count, bytes[at] != quote, bytes[at] != 0x5c { at += 1 }
    if byte(at) == quote, at < bytes.count {
      at += 1
      return .string(text(start..<at - 1))
    }
    var content = Array(bytes[start..<at])
    while at < bytes.count {
      let byte = bytes[at]
      if byte == quote {
        at += 1
        return .string(String(decoding: content, as: UTF8.self))
      }
      if byte == 0x5c {
        try escape(into: &content)
      } else {
        content.append(byte)
        at += 1
      }
    }
    throw failure(.unterminatedString, at: bytes.count)
  }

  private mutating func escape(into content: inout [UInt8]) throws(JSONataError) {
    at += 1
    let byte = byte(at)
    switch byte {
    case 0x22, 0x5c, 0x2f: content.append(byte)
    case 0x62: content.append(0x08)
    case 0x66: content.append(0x0c)
    case 0x6e: content.append(0x0a)
    case 0x72: content.append(0x0d)
    case 0x74: content.append(0x09)
    case 0x75:
      guard let unit = hexadecimal(at + 1) else { throw failure(.badUnicodeEscape, at: at) }
      at += 4
      var scalar = UInt32(unit)
      if unit & 0xfc00 == 0xd800, self.byte(at + 1) == 0x5c, self.byte(at + 2) == 0x75,
        let low = hexadecimal(at + 3), low & 0xfc00 == 0xdc00
      {
        scalar = 0x10000 + (UInt32(unit & 0x3ff) << 10) + UInt32(low & 0x3ff)
        at += 6
      }
      // Half a surrogate pair has no UTF-8.
      content.append(contentsOf: String(Unicode.Scalar(scalar) ?? "\u{fffd}").utf8)
    default:
      var end = at
      while end < bytes.count, end == at || bytes[end] & 0xc0 == 0x80 { end += 1 }
      throw failure(.unsupportedEscape, at: at, token: text(at..<end))
    }
    at += 1
  }

  private func hexadecimal(_ start: Int) -> UInt16? {
    guard start + 4 <= bytes.count else { return nil }
    var value: UInt16 = 0
    for byte in bytes[start..<start + 4] {
      guard let digit = Hexadecimal.value(of: byte) else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }

  // MARK: Regular expressions

  private mutating func regex() throws(JSONataError) -> Token.Kind {
    let start = at
    var depth = 0
    while at < bytes.count {
      let byte = bytes[at]
      if byte == 0x2f, depth == 0, !isEscaped(at) {
        guard at > start else { throw failure(.emptyRegex, at: at) }
        let pattern = text(start..<at)
        at += 1
        let flags = at
        while self.byte(at) == 0x69 || self.byte(at) == 0x6d { at += 1 }
        return .regex(pattern, flags: text(flags..<at))
      }
      let follows = at > 0 && bytes[at - 1] == 0x5c
      if byte == 0x28 || byte == 0x5b || byte == 0x7b, !follows { depth += 1 }
      if byte == 0x29 || byte == 0x5d || byte == 0x7d, !follows { depth -= 1 }
      at += 1
    }
    throw failure(.unterminatedRegex, at: at)
  }

  private func isEscaped(_ offset: Int) -> Bool {
    var slashes = 0
    while offset - slashes > 0, bytes[offset - slashes - 1] == 0x5c { slashes += 1 }
    return slashes % 2 == 1
  }
}
