import OrderedJSON

/// Reads the expression of a filter.
///
///     or      = and { "||" and }
///     and     = operand { "&&" operand }
///     operand = "!" operand | "(" or ")" | value [ operator value ]
///     value   = path | "!" path | string | number | "true" | "false" | "null" | array | object | "/" regex "/" flags
struct FilterParser {
  let source: PathBytes
  var at: Int
  let end: Int
  var depth: Int

  init(source: PathBytes, at: Int, end: Int, depth: Int) {
    self.source = source
    self.at = at
    self.end = end
    self.depth = depth
  }

  private func failure(_ message: String) -> PathSyntaxError { PathSyntaxError(message, offset: at) }

  private mutating func peek() -> UInt8? {
    at = source.significant(from: at, to: end)
    return at < end ? source[at] : nil
  }

  /// Reads `(…)]` behind the question mark.
  mutating func filter() throws(PathSyntaxError) -> FilterExpression {
    guard peek() == 0x28 else { throw failure("expected '(' behind '?'") }
    at += 1
    let expression = try or()
    guard peek() == 0x29 else { throw failure("expected ')' at the end of the filter") }
    at += 1
    guard peek() == 0x5d else { throw failure("expected ']' behind the filter") }
    at += 1
    return expression
  }

  // MARK: Logic

  private mutating func or() throws(PathSyntaxError) -> FilterExpression {
    var terms = [try and()]
    while takes(0x7c) { terms.append(try and()) }
    return terms.count == 1 ? terms[0] : .any(terms)
  }

  private mutating func and() throws(PathSyntaxError) -> FilterExpression {
    var terms = [try operand()]
    while takes(0x26) { terms.append(try operand()) }
    return terms.count == 1 ? terms[0] : .all(terms)
  }

  /// Passes over a doubled byte, `||` or `&&`.
  private mutating func takes(_ byte: UInt8) -> Bool {
    guard peek() == byte, at + 1 < end, source[at + 1] == byte else { return false }
    at += 2
    return true
  }

  private mutating func operand() throws(PathSyntaxError) -> FilterExpression {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PathParser.maximumDepth else { throw failure("the filter is nested too deeply") }
    switch peek() {
    case 0x21:
      let behind = source.significant(from: at + 1, to: end)
      if behind < end, source[behind] == 0x24 || source[behind] == 0x40 {
        at = behind
        return try comparison(isNegated: true)
      }
      at += 1
      return .not(try operand())
    case 0x28:
      at += 1
      let inside = try or()
      guard peek() == 0x29 else { throw failure("expected ')'") }
      at += 1
      return inside
    default: return try comparison(isNegated: false)
    }
  }

  // MARK: Comparisons

  private mutating func comparison(isNegated: Bool) throws(PathSyntaxError) -> FilterExpression {
    let left = try value()
    let behindLeft = at
    if let (comparison, right) = try right() { return .comparison(left, comparison, right) }
    at = behindLeft
    guard case .path(let path) = left else { throw failure("expected a path or a comparison") }
    return .exists(path, expected: !isNegated)
  }

  /// The operator and the right side, or `nil` when what follows does not begin a comparison.
  private mutating func right() throws(PathSyntaxError) -> (FilterOperator, FilterOperand)? {
    guard let name = operatorName(), let comparison = FilterOperator(rawValue: name.lowercased()) else { return nil }
    return (comparison, try value())
  }

  private mutating func operatorName() -> String? {
    guard let first = peek() else { return nil }
    let start = at
    if Self.isOperatorByte(first) {
      while at < end, Self.isOperatorByte(source[at]) { at += 1 }
    } else {
      guard Self.isLetter(first) else { return nil }
      while at < end, Self.isLetter(source[at]) { at += 1 }
      guard at < end, source[at] == 0x20 else { return nil }
    }
    return source.text(start, at)
  }

  static func isOperatorByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21, 0x3c, 0x3d, 0x3e, 0x7e: true
    default: false
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a }

  // MARK: Values

  private mutating func value() throws(PathSyntaxError) -> FilterOperand {
    guard let first = peek() else { throw failure("expected a value") }
    switch first {
    case 0x24, 0x40: return .path(try path())
    case 0x22, 0x27: return .literal(.string(try string()))
    case 0x5b, 0x7b: return .literal(FilterValue(try structure()))
    case 0x2f: return .literal(.pattern(try pattern()))
    case 0x2d, 0x2e, 0x30...0x39: return .literal(.number(try number()))
    default:
      if let word = word() { return .literal(word) }
      throw failure("expected a path, a string, a number, 'true', 'false', 'null', an array, an object or /…/")
    }
  }

  private mutating func word() -> FilterValue? {
    for (name, value) in [("true", .bool(true)), ("false", .bool(false)), ("null", .null)] as [(String, FilterValue)] {
      let behind = at + name.utf8.count
      if behind <= end, source.bytes[at..<behind].elementsEqual(name.utf8) {
        at = behind
        return value
      }
    }
    guard source.acceptsBareWords, Self.isLetter(source[at]) else { return nil }
    let start = at
    while at < end, Self.isWordByte(source[at]) { at += 1 }
    return .string(source.text(start, at))
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte == 0x2d || byte == 0x5f || (byte >= 0x30 && byte <= 0x39)
  }

  private mutating func string() throws(PathSyntaxError) -> String {
    let quote = source[at]
    guard let close = source.unescaped(quote, from: at + 1, to: end) else { throw failure("a string is not closed") }
    let text = try source.unescapedText(at + 1, close, keepsEscapedQuotes: false)
    at = close + 1
    return text
  }

  private mutating func structure() throws(PathSyntaxError) -> JSON {
    let open = source[at]
    guard let close = source.closing(at, open: open, close: open + 2, to: end) else {
      throw failure("an array or object is not closed")
    }
    let value = try RelaxedJSON.parse(source, from: at, to: close + 1)
    at = close + 1
    return value
  }

  private mutating func number() throws(PathSyntaxError) -> JSONNumber {
    let start = at
    scan: while at < end {
      switch source[at] {
      case 0x2d, 0x2e, 0x45, 0x65, 0x30...0x39: at += 1
      default: break scan
      }
    }
    let text = source.text(start, at)
    if let number = (try? JSON(parsing: text))?.numberValue { return number }
    // A leading zero or a bare point is no JSON, but a number here.
    guard let value = Double(text), value.isFinite else { throw failure("not a number: '\(text)'") }
    return .double(value)
  }

  private mutating func pattern() throws(PathSyntaxError) -> Pattern {
    let start = at
    guard let close = source.unescaped(0x2f, from: at + 1, to: end) else {
      throw failure("a regular expression is not closed by '/'")
    }
    at = close + 1
    while at < end, Self.isLetter(source[at]) { at += 1 }
    do throws(PatternSyntaxError) {
      return try Pattern(source.text(start + 1, close), flags: source.text(close + 1, at))
    } catch {
      throw PathSyntaxError(error.message, offset: start)
    }
  }

  /// A path within a filter runs to the next blank, operator or closing parenthesis outside of its brackets.
  private mutating func path() throws(PathSyntaxError) -> FilterPath {
    let start = at
    at += 1
    scan: while at < end {
      switch source[at] {
      case 0x5b:
        guard let close = source.closing(at, open: 0x5b, close: 0x5d, to: end) else {
          throw failure("'[' is not closed")
        }
        at = close + 1
      case 0x29:
        guard closesCall(from: start) else { break scan }
        at += 1
      case 0x20: break scan
      case let byte where Self.isOperatorByte(byte): break scan
      default: at += 1
      }
    }
    let program = try PathParser.program(source, from: start + 1, to: at, depth: depth + 1)
    return FilterPath(isFromDocument: source[start] == 0x24, program: program)
  }

  /// Whether the `)` here belongs to a call without arguments, as in `@.items.length()`.
  private func closesCall(from start: Int) -> Bool {
    source[at - 1] == 0x28 && source.bytes[start..<at].contains(0x2e)
  }
}
